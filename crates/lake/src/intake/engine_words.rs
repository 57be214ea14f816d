//! What the engine says of a value or an expression, in words of people who never chose it.

use datafusion::common::DataFusionError;

/// The engine's message without its prefixes, and without its names of types where a value is no such thing.
pub(super) fn plain(error: &DataFusionError) -> String {
    let message = error.strip_backtrace();
    let mut message = message.as_str();
    for prefix in [
        "Error during planning: ",
        "Execution error: ",
        "Arrow error: ",
        "Schema error: ",
        "Optimizer rule 'simplify_expressions' failed\ncaused by\n",
        "Cast error: ",
        "Parser error: ",
        "SQL error: ",
    ] {
        message = message.strip_prefix(prefix).unwrap_or(message);
    }
    no_such_value(message).unwrap_or_else(|| message.to_owned())
}

/// `Cannot cast string '1,5' to value of Float64 type`
fn no_such_value(message: &str) -> Option<String> {
    let told = message
        .strip_prefix("Cannot cast string '")
        .or_else(|| message.strip_prefix("Cannot cast value '"))?;
    let (value, of) = told.rsplit_once("' to value of ")?;
    let wanted = match of.strip_suffix(" type")? {
        "Boolean" => "true or false",
        of if of.starts_with("Int") || of.starts_with("UInt") => "a whole number",
        of if of.starts_with("Float") || of.starts_with("Decimal") => "a number",
        _ => return None,
    };
    Some(format!("`{value}` is not {wanted}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_have_names_that_people_know() {
        let check = |message: &str, expect: &str| {
            let error = DataFusionError::Execution(message.to_owned());
            assert_eq!(plain(&error), expect);
        };
        check(
            "Cannot cast string '12,5' to value of Float64 type",
            "`12,5` is not a number",
        );
        check(
            "Cannot cast string '9' to value of Decimal128(38, 10) type",
            "`9` is not a number",
        );
        check(
            "Cannot cast string '' to value of of' to value of Int64 type",
            "`' to value of of` is not a whole number",
        );
        check(
            "Cannot cast value 'si' to value of Boolean type",
            "`si` is not true or false",
        );
        check(
            "Cannot cast string 'x' to value of Binary type",
            "Cannot cast string 'x' to value of Binary type",
        );
    }
}
