//! Values, intervals, parts of an instant and types, as they may be written.

use sqlparser::ast::{
    DataType, DateTimeField, ExactNumberInfo, Expr, Interval, TimezoneInfo, TypedString, Value,
};

use super::admit::{Rewritten, Walk, Written};
use super::error::ExpressionError;

const TYPES: &str = "types are text, smallint, int, bigint, real, double, decimal(p, s), boolean, date and timestamp";

impl Walk<'_> {
    pub(super) fn value(&self, expr: &Expr, value: &Value) -> Rewritten {
        Ok(Written::plain(match value {
            Value::Number(number, false) => number.clone(),
            Value::SingleQuotedString(text) => quoted(text),
            Value::Boolean(truth) => truth.to_string(),
            Value::Null => "NULL".to_owned(),
            other => {
                return Err(self
                    .refuse(expr, format!("`{other}` is not admitted"))
                    .hint("values are numbers, 'text' in single quotes, true, false and null"));
            }
        }))
    }

    pub(super) fn typed(&self, expr: &Expr, typed: &TypedString) -> Rewritten {
        let word = match &typed.data_type {
            DataType::Date => "DATE",
            DataType::Timestamp(None, TimezoneInfo::None) => "TIMESTAMP",
            other => return Err(self.refuse(expr, format!("`{other} '…'` is not admitted"))),
        };
        match &typed.value.value {
            Value::SingleQuotedString(text) if !typed.uses_odbc_syntax => {
                Ok(Written::plain(format!("{word} {}", quoted(text))))
            }
            _ => Err(self.refuse(expr, format!("{word} needs a text in single quotes"))),
        }
    }

    pub(super) fn interval(&self, expr: &Expr, interval: &Interval) -> Rewritten {
        let amount = match interval.value.as_ref() {
            Expr::Value(value) => match &value.value {
                Value::SingleQuotedString(text) => Some(text.clone()),
                Value::Number(number, false) => Some(number.clone()),
                _ => None,
            },
            _ => None,
        };
        let plain = interval.leading_precision.is_none()
            && interval.last_field.is_none()
            && interval.fractional_seconds_precision.is_none();
        let (Some(amount), true) = (amount, plain) else {
            return Err(self
                .refuse(expr, "this interval is not admitted")
                .hint("write `interval '7 days'`"));
        };
        let text = match &interval.leading_field {
            None => amount,
            Some(field) => format!("{amount} {}", self.field(expr, field)?),
        };
        Ok(Written::plain(format!("INTERVAL {}", quoted(&text))))
    }

    pub(super) fn field(
        &self,
        expr: &Expr,
        field: &DateTimeField,
    ) -> Result<&'static str, ExpressionError> {
        Ok(match field {
            DateTimeField::Year | DateTimeField::Years => "year",
            DateTimeField::Quarter => "quarter",
            DateTimeField::Month | DateTimeField::Months => "month",
            DateTimeField::Week(None) | DateTimeField::Weeks => "week",
            DateTimeField::Day | DateTimeField::Days => "day",
            DateTimeField::DayOfWeek | DateTimeField::Dow => "dow",
            DateTimeField::DayOfYear | DateTimeField::Doy => "doy",
            DateTimeField::Hour | DateTimeField::Hours => "hour",
            DateTimeField::Minute | DateTimeField::Minutes => "minute",
            DateTimeField::Second | DateTimeField::Seconds => "second",
            DateTimeField::Epoch => "epoch",
            other => {
                return Err(self.refuse(
                    expr,
                    format!("`{other}` is not admitted as a part of an instant"),
                ));
            }
        })
    }

    pub(super) fn data_type(
        &self,
        expr: &Expr,
        written: &DataType,
    ) -> Result<String, ExpressionError> {
        Ok(match written {
            DataType::Text | DataType::Varchar(None) | DataType::String(None) => {
                "VARCHAR".to_owned()
            }
            DataType::SmallInt(None) => "SMALLINT".to_owned(),
            DataType::Int(None) | DataType::Integer(None) => "INT".to_owned(),
            DataType::BigInt(None) => "BIGINT".to_owned(),
            DataType::Float(ExactNumberInfo::None) | DataType::Real => "REAL".to_owned(),
            DataType::Double(ExactNumberInfo::None) | DataType::DoublePrecision => {
                "DOUBLE".to_owned()
            }
            DataType::Decimal(ExactNumberInfo::PrecisionAndScale(p, s))
            | DataType::Numeric(ExactNumberInfo::PrecisionAndScale(p, s))
                if (1..=38).contains(p) && (0..=i64::try_from(*p).unwrap_or(0)).contains(s) =>
            {
                format!("DECIMAL({p}, {s})")
            }
            DataType::Bool | DataType::Boolean => "BOOLEAN".to_owned(),
            DataType::Date => "DATE".to_owned(),
            DataType::Timestamp(None, TimezoneInfo::None) => "TIMESTAMP".to_owned(),
            other => {
                return Err(self
                    .refuse(expr, format!("the type `{other}` is not admitted"))
                    .hint(TYPES));
            }
        })
    }
}

pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
