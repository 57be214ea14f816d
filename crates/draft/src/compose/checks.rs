//! Checks that follow from what is mapped, and from what the columns hold.

use charter::canonical::{self, ColumnType, ColumnUse, Table};
use charter::taxonomy::Vocabulary;

use super::{Check, Line, Plan, party};
use crate::infer::kind::{Facts, Kind};
use crate::write::{expression, yaml};

/// More values than this are no handful.
const VALUES_MAX: usize = 8;
/// Rows in which a column has a value, before its values are taken for all there are.
const FILLED_MIN: usize = 200;
/// A value that comes less often than this has others beside it that did not come at all.
const COUNT_MIN: usize = 5;
/// Longer values are no words of a list.
const CHARACTERS_MAX: usize = 40;

/// Writes the checks of a plan whose columns are written.
pub(crate) fn write(plan: &mut Plan, facts: &[Facts]) {
    let Some(table) = canonical::table(&plan.table) else {
        return;
    };
    let mut checks: Vec<Check> = in_our_time(plan, table).into_iter().collect();
    checks.extend(party::check(plan));
    // A series is neither opened nor answered.
    if plan.table != "signal" {
        checks.extend(of_words(plan));
        checks.extend(of_columns(plan));
        checks.extend(plan.columns.iter().filter_map(|line| {
            let values = handful(plan, table, line, facts)?;
            Some(Check {
                name: format!("{}_known", line.column),
                rule: format!("one_of: {{ column: {}, values: {values} }}", line.column),
                severity: Some("warn"),
                hint: "A value that the source did not have before: add it here, or map it to one of these.",
            })
        }));
    }
    plan.checks = checks;
}

/// A row counts when its instant says, and a date that nobody entered says long ago.
fn in_our_time(plan: &Plan, table: &Table) -> Option<Check> {
    let is_instant = table
        .columns
        .iter()
        .any(|column| column.name == table.at && column.column_type == ColumnType::Instant);
    // Where no column of the source says when, there is nothing to check.
    let reads = plan.columns.iter().find(|line| line.column == table.at);
    let reads = reads.is_some_and(|line| !line.sources.is_empty());
    (is_instant && reads).then(|| Check {
        name: format!("{}_in_our_time", table.at),
        rule: format!("range: {{ column: {}, least: 1990-01-01 }}", table.at),
        severity: None,
        hint: "A date that nobody entered, such as 0001-01-01 or 1970-01-01: it would stretch time and ruin every mean.",
    })
}

/// A word that was not seen, in a column whose words the table or the charter lists, and a flag that says neither yes nor no:
/// the row stands, and is told of.
fn of_words(plan: &Plan) -> Vec<Check> {
    let mut checks = Vec::new();
    for (column, rule, hint) in [
        (
            "channel",
            "known_in: { column: channel, vocabulary: channels }",
            "A way in that the mapping does not know: add it to `channel` here, or to taxonomy.yaml.",
        ),
        (
            "outcome",
            "one_of: { column: outcome, values: [handled, abandoned, contained] }",
            "A word that the mapping does not know: say in `outcome` here how such a contact ended.",
        ),
        (
            "state",
            "one_of: { column: state, values: [available, busy, wrap_up, break, training, meeting, offline] }",
            "A word that the mapping does not know: say in `state` here what the agent was doing.",
        ),
    ] {
        if plan.open.contains(column) && plan.has(column) {
            checks.push(Check {
                name: format!("{column}_known"),
                rule: rule.to_owned(),
                severity: Some("warn"),
                hint,
            });
        }
    }
    let flags: Vec<&str> = plan
        .columns
        .iter()
        .filter(|line| line.expression.contains(" as boolean)"))
        .map(|line| line.column.as_str())
        .collect();
    if !flags.is_empty() {
        checks.push(Check {
            name: "flags_readable".to_owned(),
            rule: format!("type: {{ columns: [{}] }}", flags.join(", ")),
            severity: Some("warn"),
            hint: "A word that says neither yes nor no: the row stands without the value. Add the word to the column here.",
        });
    }
    checks
}

/// The values of a column that is one of a few and of no vocabulary of the charter, as a YAML list.
fn handful(plan: &Plan, table: &Table, line: &Line, facts: &[Facts]) -> Option<String> {
    let column = table.columns.iter().find(|one| one.name == line.column)?;
    let may_be = column.column_type == ColumnType::Text
        && column.use_ == ColumnUse::Dimension
        && Vocabulary::of_dimension(column.name).is_none();
    let [place] = line.sources.as_slice() else {
        return None;
    };
    let facts = facts.get(*place)?;
    let as_written = expression::text(facts, &plan.nulls)? == line.expression;
    let clear = facts.kind == Kind::Choice
        && facts.personal.is_none()
        && facts.filled >= FILLED_MIN
        && (2..=VALUES_MAX).contains(&facts.distinct())
        && facts.values.iter().all(|(value, count)| {
            *count >= COUNT_MIN
                && value.chars().count() <= CHARACTERS_MAX
                && value.trim() == value
                && !value
                    .chars()
                    .any(|c| c.is_control() || crate::write::sql::deceives(c))
        });
    if !may_be || !as_written || !clear {
        return None;
    }
    let mut values: Vec<String> = facts
        .values
        .iter()
        .map(|(value, _)| value.clone())
        .collect();
    values.sort();
    Some(yaml::flow_quoted(&values))
}

/// What columns of the table say of one another, and on which scale they are.
fn of_columns(plan: &Plan) -> Vec<Check> {
    let both = |plan: &Plan, a: &str, b: &str| plan.has(a) && plan.has(b);
    let mut checks = Vec::new();
    if both(plan, "opened_at", "answered_at") {
        checks.push(Check {
            name: "answered_after_opened".to_owned(),
            rule: "holds: answered_at >= opened_at".to_owned(),
            severity: Some("warn"),
            hint: "An answer before the question is a wrong clock or a wrong column.",
        });
    }
    if both(plan, "opened_at", "resolved_at") {
        checks.push(Check {
            name: "resolved_after_opened".to_owned(),
            rule: "holds: resolved_at >= opened_at".to_owned(),
            severity: Some("warn"),
            hint: "Resolved before it was opened: a wrong clock, a wrong column, or a record corrected by hand.",
        });
    }
    for (column, low, high) in [("csat", 1, 5), ("nps", 0, 10), ("effort", 1, 7)] {
        if plan.has(column) {
            checks.push(Check {
                name: format!("{column}_on_the_scale"),
                rule: format!("holds: {column} between {low} and {high}"),
                severity: None,
                hint: "Another value means that the form has another scale.",
            });
        }
    }
    for column in ["queue_seconds", "handle_seconds", "state_seconds"] {
        if plan.has(column) {
            checks.push(Check {
                name: format!("{column}_not_negative"),
                rule: format!("holds: {column} >= 0"),
                severity: Some("warn"),
                hint: "A length of time below zero is a wrong clock or a wrong column.",
            });
        }
    }
    checks
}
