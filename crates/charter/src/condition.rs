//! From a check of rows to the one condition that intake computes, or to what does not fit.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::canonical::{ColumnType, ColumnUse};
use crate::expression::{Allowed, Expression, ExpressionError, Value};
use crate::feed::{Check, Feed, KnownIn, Matches, OneOf, Range, Rule, Scalar, Severity};
use crate::view::{ColumnView, TableView};
use crate::{Charter, duration, names, pattern};

/// A check of rows, ready to be computed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// The check's name.
    pub check: String,
    /// What must hold of a row, over the table's columns. A row fails when it is false; unknown passes.
    pub holds: Expression,
    /// The column that it is about and what its value must be, where it is about one: `from 0 to 100`.
    pub expects: Option<(String, String)>,
    /// What happens to a row that fails.
    pub severity: Severity,
    /// What the person who mends it should know.
    pub hint: String,
}

/// What of a check does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misfit {
    /// Where in the check, e.g. `range/least`.
    pub place: String,
    /// Stable name of the kind of problem.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// What would have been right.
    pub expected: Option<String>,
    /// What to do.
    pub hint: Option<String>,
    /// A name that is not known, and those that are.
    pub unknown: Option<(String, Vec<String>)>,
    /// What is wrong with an expression, and at which character.
    pub expression: Option<ExpressionError>,
}

impl Misfit {
    pub(crate) fn new(
        place: impl Into<String>,
        code: &'static str,
        message: impl Into<String>,
    ) -> Self {
        Self {
            place: place.into(),
            code,
            message: message.into(),
            expected: None,
            hint: None,
            unknown: None,
            expression: None,
        }
    }

    pub(crate) fn expected(mut self, expected: impl Into<String>) -> Self {
        self.expected = Some(expected.into());
        self
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl Charter {
    /// The checks of rows of a feed, in the order written.
    ///
    /// # Errors
    /// The name of the first check that does not fit the feed's table, and why. A charter that was read has none.
    pub fn conditions(&self, feed: &Feed) -> Result<Vec<Condition>, (String, Box<Misfit>)> {
        let Some(table) = self.table(&feed.table) else {
            return Ok(Vec::new());
        };
        let mut conditions = Vec::new();
        for check in &feed.checks {
            match condition(self, &table, check) {
                Ok(found) => conditions.extend(found),
                Err(misfit) => return Err((check.check.clone(), misfit)),
            }
        }
        Ok(conditions)
    }
}

type Compiled = Result<(Expression, Option<(String, String)>), Box<Misfit>>;

/// What a check asks of a row's values; nothing where it is about how they are read, or about the feed as a whole.
pub(crate) fn condition(
    charter: &Charter,
    table: &TableView,
    check: &Check,
) -> Result<Option<Condition>, Box<Misfit>> {
    let compiled = match check.rule() {
        Some(Rule::Holds(text)) => holds(table, text),
        Some(Rule::Range(written)) => range(charter, table, written),
        Some(Rule::OneOf(written)) => one_of(table, written),
        Some(Rule::Matches(written)) => matches(table, written),
        Some(Rule::KnownIn(written)) => known_in(charter, table, written),
        Some(Rule::Type(_) | Rule::Unique(_) | Rule::Completeness(_) | Rule::Volume(_)) | None => {
            return Ok(None);
        }
    };
    let (holds, expects) = compiled?;
    Ok(Some(Condition {
        check: check.check.clone(),
        holds,
        expects,
        severity: check.severity(),
        hint: check.hint.clone(),
    }))
}

fn holds(table: &TableView, text: &str) -> Compiled {
    match Expression::parse(text, &Allowed::columns(table.names())) {
        Ok(expression) => Ok((expression, None)),
        Err(error) => {
            let mut misfit = Misfit::new("holds", error.code(), error.to_string());
            misfit.expression = Some(error);
            Err(Box::new(misfit))
        }
    }
}

/// The column of that name, where its values can be told one from another by the time they are checked.
pub(crate) fn column<'t>(
    table: &'t TableView,
    place: &str,
    name: &str,
) -> Result<&'t ColumnView, Box<Misfit>> {
    let Some(column) = table.column(name) else {
        let mut misfit = Misfit::new(
            place,
            "unknown-column",
            format!("`{}` has no column `{name}`", table.name),
        );
        misfit.unknown = Some((name.to_owned(), table.names().map(str::to_owned).collect()));
        return Err(Box::new(misfit));
    };
    Ok(column)
}

/// A column whose values are looked at as they came.
fn plain<'t>(table: &'t TableView, rule: &str, name: &str) -> Result<&'t ColumnView, Box<Misfit>> {
    let place = format!("{rule}/column");
    let column = column(table, &place, name)?;
    if column.use_ == ColumnUse::Customer {
        return Err(Box::new(
            Misfit::new(
                place,
                "hashed-column",
                format!("`{name}` is hashed before it is checked"),
            )
            .hint(
                "its values cannot be told; `completeness` says whether there are enough of them",
            ),
        ));
    }
    Ok(column)
}

fn misfit_type(place: String, column: &ColumnView, rule: &str, fits: &str) -> Box<Misfit> {
    Box::new(
        Misfit::new(
            place,
            "type",
            format!(
                "`{}` is {}, which `{rule}` does not fit",
                column.name,
                people_type(column.column_type)
            ),
        )
        .hint(format!("`{rule}` is for {fits}")),
    )
}

fn range(charter: &Charter, table: &TableView, written: &Range) -> Compiled {
    let column = plain(table, "range", &written.column)?;
    if matches!(column.column_type, ColumnType::Text | ColumnType::Boolean) {
        return Err(misfit_type(
            "range/column".to_owned(),
            column,
            "range",
            "numbers, money and instants; say `one_of`, `matches` or `known_in` of texts",
        ));
    }
    let bound = |side: Side, value: &Option<Scalar>| -> Result<Option<Bound>, Box<Misfit>> {
        value
            .as_ref()
            .map(|value| bound(charter, column, side, value))
            .transpose()
    };
    let least = bound(Side::Least, &written.least)?;
    let most = bound(Side::Most, &written.most)?;
    let bounds: Vec<(&'static str, Value<'_>)> = match (least, most) {
        (None, None) => {
            return Err(Box::new(
                Misfit::new("range", "missing-field", "the range has no end")
                    .expected("`least`, `most` or both"),
            ));
        }
        (Some(least), Some(most)) if least.place > most.place => {
            return Err(Box::new(Misfit::new(
                "range/least",
                "range-order",
                format!(
                    "nothing is at least {} and at most {}",
                    shown(written.least.as_ref()),
                    shown(written.most.as_ref())
                ),
            )));
        }
        (least, most) => least
            .into_iter()
            .chain(most)
            .map(|bound| (bound.operator, bound.value))
            .collect(),
    };
    let words = match (&written.least, &written.most) {
        (Some(least), Some(most)) => format!("from {least} to {most}"),
        (Some(least), None) => format!("at least {least}"),
        (None, most) => format!("at most {}", shown(most.as_ref())),
    };
    let holds = Expression::compared(&column.name, &bounds);
    Ok((holds, Some((column.name.clone(), words))))
}

fn shown(value: Option<&Scalar>) -> String {
    value.map(ToString::to_string).unwrap_or_default()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Least,
    Most,
}

struct Bound {
    operator: &'static str,
    value: Value<'static>,
    /// Where it lies on the column's scale.
    place: f64,
}

fn bound(
    charter: &Charter,
    column: &ColumnView,
    side: Side,
    value: &Scalar,
) -> Result<Bound, Box<Misfit>> {
    let (word, operator) = match side {
        Side::Least => ("least", ">="),
        Side::Most => ("most", "<="),
    };
    let seconds = column.unit() == Some("seconds");
    let wrong = |expected: &str| {
        Box::new(
            Misfit::new(
                format!("range/{word}"),
                "type",
                format!(
                    "`{value}` is no bound of `{}`, which is {}",
                    column.name,
                    people_type(column.column_type)
                ),
            )
            .expected(expected),
        )
    };
    let number = |value: Value<'static>, place: f64| Bound {
        operator,
        value,
        place,
    };
    let is_instant = column.column_type == ColumnType::Instant;
    match value {
        #[expect(clippy::cast_precision_loss, reason = "only the order of two bounds")]
        Scalar::Integer(whole) if !is_instant => Ok(number(Value::Integer(*whole), *whole as f64)),
        Scalar::Number(real) if !is_instant && real.is_finite() => {
            Ok(number(Value::Number(*real), *real))
        }
        #[expect(clippy::cast_precision_loss, reason = "only the order of two bounds")]
        Scalar::Text(text) if seconds => {
            let seconds = duration::seconds(text)
                .map_err(|_| wrong(&format!("a number, or {}", duration::EXPECTED)))?;
            Ok(number(Value::Integer(seconds), seconds as f64))
        }
        Scalar::Text(text) if is_instant => {
            let zone = &charter.partnership.zone;
            instant(text, side, zone).ok_or_else(|| {
                wrong("a day such as `2026-01-31`, or an instant such as `2026-01-31T08:00:00Z`")
            })
        }
        _ => Err(wrong(if is_instant {
            "a day such as `2026-01-31`, or an instant such as `2026-01-31T08:00:00Z`"
        } else if seconds {
            "a number of seconds, or a duration such as `4 hours`"
        } else {
            "a number"
        })),
    }
}

/// The bound of an instant. A day is included as a whole: from its beginning, or until the next day begins.
fn instant(text: &str, side: Side, zone: &str) -> Option<Bound> {
    let (instant, operator) = match text.parse::<Timestamp>() {
        Ok(instant) => (instant, if side == Side::Least { ">=" } else { "<=" }),
        Err(_) => {
            let day: Date = text.parse().ok()?;
            // A date with a clock is an instant without a zone: whose day it is cannot be told.
            if text.len() > "2026-01-31".len() {
                return None;
            }
            let (day, operator) = match side {
                Side::Least => (day, ">="),
                Side::Most => (day.tomorrow().ok()?, "<"),
            };
            let begins = day.to_zoned(TimeZone::get(zone).ok()?).ok()?;
            (begins.timestamp(), operator)
        }
    };
    #[expect(clippy::cast_precision_loss, reason = "only the order of two bounds")]
    let place = instant.as_microsecond() as f64;
    Some(Bound {
        operator,
        value: Value::Instant(instant),
        place,
    })
}

fn one_of(table: &TableView, written: &OneOf) -> Compiled {
    let column = plain(table, "one_of", &written.column)?;
    if written.values.is_empty() {
        return Err(Box::new(
            Misfit::new("one_of/values", "empty-list", "the list is empty")
                .hint("every row with a value would fail"),
        ));
    }
    if !matches!(
        column.column_type,
        ColumnType::Text | ColumnType::Integer | ColumnType::Boolean
    ) {
        return Err(misfit_type(
            "one_of/column".to_owned(),
            column,
            "one_of",
            "texts, whole numbers, and true and false; say `range` of other numbers and of instants",
        ));
    }
    let mut values = Vec::with_capacity(written.values.len());
    for (index, value) in written.values.iter().enumerate() {
        values.push(match (column.column_type, value) {
            (ColumnType::Text, Scalar::Text(text)) => Value::Text(text),
            (ColumnType::Integer, Scalar::Integer(number)) => Value::Integer(*number),
            (ColumnType::Boolean, Scalar::Truth(truth)) => Value::Truth(*truth),
            (column_type, value) => {
                let misfit = Misfit::new(
                    format!("one_of/values/{index}"),
                    "type",
                    format!(
                        "`{value}` is no value of `{}`, which is {}",
                        column.name,
                        people_type(column_type)
                    ),
                );
                return Err(Box::new(if column_type == ColumnType::Text {
                    misfit.hint(format!("put a text in quotes: '{value}'"))
                } else {
                    misfit.expected(people_type(column_type))
                }));
            }
        });
    }
    let words: Vec<String> = written.values.iter().map(ToString::to_string).collect();
    let holds = Expression::among(&column.name, &values);
    Ok((holds, Some((column.name.clone(), of_list(&words)))))
}

/// A list in words, shortened where nobody would read it.
fn of_list(words: &[String]) -> String {
    const SHOWN: usize = 8;
    let shown: Vec<&str> = words.iter().take(SHOWN).map(String::as_str).collect();
    match words.len().saturating_sub(SHOWN) {
        0 => format!("one of {}", names::quoted(&shown)),
        more => format!("one of {} and {more} others", names::quoted(&shown)),
    }
}

fn matches(table: &TableView, written: &Matches) -> Compiled {
    let column = plain(table, "matches", &written.column)?;
    if column.column_type != ColumnType::Text {
        return Err(misfit_type(
            "matches/column".to_owned(),
            column,
            "matches",
            "texts",
        ));
    }
    let whole = pattern::whole(&written.pattern).map_err(|bad| {
        Box::new(Misfit::new("matches/pattern", "pattern", bad.message).hint(bad.hint))
    })?;
    let holds = Expression::found(&column.name, &whole);
    let words = format!("of the form {}", written.pattern);
    Ok((holds, Some((column.name.clone(), words))))
}

fn known_in(charter: &Charter, table: &TableView, written: &KnownIn) -> Compiled {
    let column = plain(table, "known_in", &written.column)?;
    if column.column_type != ColumnType::Text {
        return Err(misfit_type(
            "known_in/column".to_owned(),
            column,
            "known_in",
            "texts",
        ));
    }
    let vocabulary = written.vocabulary;
    let known = charter.vocabulary(vocabulary);
    if known.is_empty() {
        return Err(Box::new(
            Misfit::new(
                "known_in/vocabulary",
                "empty-vocabulary",
                format!("{} names no {}", vocabulary.file(), vocabulary.title()),
            )
            .hint("every row with a value would fail; name them there, or leave the check out"),
        ));
    }
    let values: Vec<Value<'_>> = known.iter().map(|name| Value::Text(name)).collect();
    let holds = Expression::among(&column.name, &values);
    let words = format!("among the {} of {}", vocabulary.title(), vocabulary.file());
    Ok((holds, Some((column.name.clone(), words))))
}

pub(crate) fn people_type(column_type: ColumnType) -> &'static str {
    match column_type {
        ColumnType::Text => "text",
        ColumnType::Integer => "a whole number",
        ColumnType::Number => "a number",
        ColumnType::Boolean => "true or false",
        ColumnType::Instant => "an instant",
        ColumnType::Money => "money",
    }
}
