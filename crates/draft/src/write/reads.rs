//! Every type of column that a source column can be read as.

use std::collections::BTreeMap;

use charter::canonical::ColumnType;

use super::{expression, moment, sql};
use crate::infer::kind::Facts;

/// Type of a column of a table, or `seconds` for a length of time → the SQL that reads this column so, where its values
/// allow it. `day` is the column of days beside a time of day.
pub(crate) fn reads(
    facts: &Facts,
    nulls: &[String],
    day: Option<&Facts>,
) -> BTreeMap<&'static str, String> {
    let number = |as_type: &str| expression::number(facts, nulls, as_type);
    [
        (ColumnType::Text.word(), expression::text(facts, nulls)),
        (ColumnType::Integer.word(), number("bigint")),
        (ColumnType::Number.word(), number("double")),
        (ColumnType::Money.word(), number("decimal(18, 4)")),
        (ColumnType::Boolean.word(), expression::truth(facts, nulls)),
        (
            ColumnType::Instant.word(),
            moment::instant(facts, nulls, day),
        ),
        ("seconds", expression::seconds(facts, nulls)),
    ]
    .into_iter()
    .filter_map(|(as_type, read)| Some((as_type, read.filter(|text| sql::admitted(text))?)))
    .collect()
}
