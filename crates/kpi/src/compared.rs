//! Texts in a filter that are compared with what they cannot be: the engine would say so of a value without its column.

use std::fmt;

use arrow::datatypes::DataType;
use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::common::{DFSchema, ScalarValue};
use datafusion::logical_expr::{Expr, ExprSchemable};

/// A text that is compared with a column of another type, and is none of its values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Misfit {
    column: String,
    is: &'static str,
    pub value: String,
}

impl fmt::Display for Misfit {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { column, is, value } = self;
        write!(out, "`{column}` is {is}, and '{value}' is none")
    }
}

impl Misfit {
    pub(crate) fn hint(&self) -> String {
        let such_as = match self.is {
            "an instant" => "'2026-03-29 08:00:00'",
            "true or false" => "true",
            _ => "8",
        };
        format!("compare it with a value such as {such_as}")
    }
}

/// The first comparison of a column with a text that is none of its values.
pub(crate) fn misfit(planned: &Expr, schema: &DFSchema) -> Option<Misfit> {
    let mut found = None;
    let walked = planned.apply(|one| {
        found = compared(one)
            .into_iter()
            .find_map(|(one, other)| of(one, other, schema).or_else(|| of(other, one, schema)));
        Ok(match found {
            Some(_) => TreeNodeRecursion::Stop,
            None => TreeNodeRecursion::Continue,
        })
    });
    walked.ok().and(found)
}

/// What an expression compares with what.
fn compared(one: &Expr) -> Vec<(&Expr, &Expr)> {
    match one {
        Expr::BinaryExpr(binary) if binary.op.supports_propagation() => {
            vec![(&binary.left, &binary.right)]
        }
        Expr::InList(list) => list.list.iter().map(|item| (&*list.expr, item)).collect(),
        Expr::Between(between) => vec![
            (&between.expr, &between.low),
            (&between.expr, &between.high),
        ],
        _ => Vec::new(),
    }
}

fn of(column: &Expr, literal: &Expr, schema: &DFSchema) -> Option<Misfit> {
    let (Expr::Column(named), Expr::Literal(value, _)) = (column, literal) else {
        return None;
    };
    let text = value.try_as_str()??;
    let data_type = column.get_type(schema).ok()?;
    let is = word(&data_type)?;
    let fits = ScalarValue::Utf8(Some(text.to_owned())).cast_to(&data_type);
    fits.is_err().then(|| Misfit {
        column: named.name.clone(),
        is,
        value: text.to_owned(),
    })
}

/// What a type is called; nothing for those that any text fits.
fn word(data_type: &DataType) -> Option<&'static str> {
    Some(match data_type {
        one if one.is_integer() => "a whole number",
        one if one.is_numeric() => "a number",
        DataType::Boolean => "true or false",
        DataType::Timestamp(..) => "an instant",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use arrow::datatypes::{DataType, Field, Schema};
    use datafusion::common::DFSchema;
    use datafusion::execution::context::SessionContext;

    use super::misfit;

    #[test]
    fn a_text_that_is_no_value_of_the_column_is_named_with_it() {
        let session = SessionContext::new();
        let schema = DFSchema::try_from(Schema::new(vec![
            Field::new("hour", DataType::Int64, true),
            Field::new("open", DataType::Boolean, true),
            Field::new("party", DataType::Utf8, true),
        ]))
        .unwrap();
        let said = |text: &str| {
            let planned = session.parse_sql_expr(text, &schema).unwrap();
            misfit(&planned, &schema).map(|one| one.to_string())
        };
        let hour = "`hour` is a whole number, and 'x' is none";
        for text in [
            "hour = 'x'",
            "party = 'a' and not ('x' < hour)",
            "hour in (1, 'x')",
            "hour between '1' and 'x'",
        ] {
            assert_eq!(said(text).as_deref(), Some(hour), "{text}");
        }
        assert_eq!(
            said("open = 'maybe'").as_deref(),
            Some("`open` is true or false, and 'maybe' is none")
        );
        for text in ["hour = '8'", "party = 'x'", "hour = 8 and open"] {
            assert_eq!(said(text), None, "{text}");
        }
    }
}
