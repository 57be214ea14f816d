//! The charter's SQL expressions as plans over a table.

use std::collections::{BTreeMap, BTreeSet};

use arrow::datatypes::DataType;
use charter::expression::{Allowed, Expression, ExpressionError};
use datafusion::common::DFSchema;
use datafusion::execution::context::SessionContext;
use datafusion::logical_expr::utils::split_conjunction;
use datafusion::logical_expr::{Expr, ExprSchemable, Operator};
use jiff::tz::TimeZone;

use crate::error::{ErrorKind, KpiError};
use crate::local::in_zone;

/// Plans expressions over the columns of one table.
pub(crate) struct Expressions<'a> {
    session: &'a SessionContext,
    /// In which days and hours are said.
    zone: &'a TimeZone,
    allowed: Allowed,
}

impl<'a> Expressions<'a> {
    /// Expressions may use these columns.
    pub(crate) fn over<'c>(
        (session, zone): (&'a SessionContext, &'a TimeZone),
        columns: impl IntoIterator<Item = &'c str>,
    ) -> Self {
        Self {
            session,
            zone,
            allowed: Allowed::columns(columns),
        }
    }

    /// The plan of an expression over a schema.
    pub(crate) fn plan(&self, text: &str, schema: &DFSchema) -> Result<Expr, KpiError> {
        let expression = parse(text, &self.allowed)?;
        self.session
            .parse_sql_expr(expression.sql(), schema)
            .and_then(|planned| in_zone(planned, schema, self.zone))
            .map_err(|error| {
                KpiError::new(
                    ErrorKind::Invalid,
                    format!("`{text}` cannot be computed: {}", error.strip_backtrace()),
                )
            })
    }

    /// The plan of a predicate over a schema.
    pub(crate) fn predicate(&self, text: &str, schema: &DFSchema) -> Result<Expr, KpiError> {
        let planned = self.plan(text, schema)?;
        match self.data_type(&planned, schema)? {
            DataType::Boolean => Ok(planned),
            other => Err(KpiError::new(
                ErrorKind::Invalid,
                format!("`{text}` is {other}, not true or false"),
            )
            .hint("write a condition, such as channel = 'voice'")),
        }
    }

    /// The plan of a question's filter over a schema.
    pub(crate) fn filter(&self, text: &str, schema: &DFSchema) -> Result<Expr, KpiError> {
        let planned = self.predicate(text, schema)?;
        match crate::compared::misfit(&planned, schema) {
            Some(misfit) => {
                let quoted = format!("'{}'", misfit.value.replace('\'', "''"));
                let before = text.find(&quoted).and_then(|at| text.get(..at));
                let (line, column) = place(text, before.map_or(0, |text| text.chars().count()));
                Err(KpiError::new(ErrorKind::Invalid, misfit.to_string())
                    .hint(misfit.hint())
                    .in_filter(line, column))
            }
            None => Ok(planned),
        }
    }

    /// The type of a planned expression; a wrong comparison comes to light here.
    pub(crate) fn data_type(
        &self,
        planned: &Expr,
        schema: &DFSchema,
    ) -> Result<DataType, KpiError> {
        planned.get_type(schema).map_err(|error| {
            KpiError::new(
                ErrorKind::Invalid,
                format!(
                    "an expression does not fit its columns: {}",
                    error.strip_backtrace()
                ),
            )
        })
    }
}

/// Reads an expression. Those of the charter were read before; one that cannot be is a question's filter.
fn parse(text: &str, allowed: &Allowed) -> Result<Expression, KpiError> {
    Expression::parse(text, allowed).map_err(|error| refused(text, error))
}

/// Where an expression names a column first, as line and column.
pub(crate) fn place_of(text: &str, column: &str) -> Option<(usize, usize)> {
    let read = Expression::parse(text, &Allowed::source()).ok()?;
    let others = read.columns().iter().filter(|name| *name != column);
    let others = Allowed::columns(others.map(String::as_str));
    let error = Expression::parse(text, &others).err()?;
    Some(place(text, error.offset))
}

/// Line and column of a character, counted from 1.
fn place(text: &str, offset: usize) -> (usize, usize) {
    let before: Vec<char> = text.chars().take(offset).collect();
    let line = before.iter().filter(|c| **c == '\n').count() + 1;
    let column = before.iter().rev().take_while(|c| **c != '\n').count() + 1;
    (line, column)
}

fn refused(text: &str, error: ExpressionError) -> KpiError {
    let (line, column) = place(text, error.offset);
    let nearest = error
        .nearest()
        .map(|nearest| format!("the nearest is `{nearest}`"));
    let message = error.to_string();
    let hint = error.hint.or(nearest).unwrap_or_else(|| {
        "write a condition over columns, such as channel = 'voice' and priority = '2'".to_owned()
    });
    KpiError::new(ErrorKind::Invalid, message)
        .hint(hint)
        .in_filter(line, column)
}

/// The columns that an expression uses.
pub(crate) fn columns(text: &str) -> Result<BTreeSet<String>, KpiError> {
    Ok(parse(text, &Allowed::source())?.columns().clone())
}

/// A length of time as written in the charter, in seconds.
pub(crate) fn seconds(text: &str) -> Result<i64, KpiError> {
    charter::duration::seconds(text)
        .map_err(|error| KpiError::new(ErrorKind::Invalid, error.to_string()))
}

/// The columns that a predicate fixes to one text, such as `party = 'alder' and channel = 'voice'`, and whether it says
/// anything beside such equalities.
pub(crate) fn fixed(
    session: &SessionContext,
    text: &str,
) -> Result<(BTreeMap<String, String>, bool), KpiError> {
    let expression = parse(text, &Allowed::source())?;
    let fields = expression
        .columns()
        .iter()
        .map(|name| arrow::datatypes::Field::new(name, DataType::Utf8, true))
        .collect::<Vec<_>>();
    let schema = DFSchema::try_from(arrow::datatypes::Schema::new(fields))?;
    let planned = session.parse_sql_expr(expression.sql(), &schema)?;
    let mut fixed = BTreeMap::new();
    let mut says_more = false;
    for part in split_conjunction(&planned) {
        if let Expr::BinaryExpr(equality) = part
            && equality.op == Operator::Eq
            && let (Expr::Column(column), Expr::Literal(value, _)) =
                (&*equality.left, &*equality.right)
            && let Some(Some(text)) = value.try_as_str()
        {
            let before = fixed.insert(column.name.clone(), text.to_owned());
            says_more |= before.is_some_and(|before| before != text);
        } else {
            says_more = true;
        }
    }
    Ok((fixed, says_more))
}

#[cfg(test)]
mod tests {
    use datafusion::execution::context::SessionContext;

    use super::fixed;

    #[test]
    fn equalities_fix_a_scope_and_the_rest_does_not() {
        let session = SessionContext::new();
        let alder = [("party".to_owned(), "alder".to_owned())];
        for (text, says_more) in [
            (
                "party = 'alder' and channel in ('voice', 'chat') and (site = 'a' or site = 'b')",
                true,
            ),
            ("party = 'alder'", false),
        ] {
            let (fixed, more) = fixed(&session, text).unwrap();
            assert_eq!(fixed.into_iter().collect::<Vec<_>>(), alder, "{text}");
            assert_eq!(more, says_more, "{text}");
        }
    }
}
