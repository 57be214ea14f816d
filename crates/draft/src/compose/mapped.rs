//! Source columns as columns of the table, each by the type it must have.

use charter::canonical::ColumnType as Target;

use super::{Plan, channel, doubtful, party, score, setting, state};
use crate::about::About;
use crate::choose::day_order::Unsure;
use crate::choose::order;
use crate::choose::table::{Chosen, Match};
use crate::choose::words;
use crate::doubt::Doubt;
use crate::infer::instant::Instants;
use crate::infer::kind::{Facts, Kind, Reading};
use crate::profile;
use crate::write::{expression, moment, sql, yaml};

/// What the writer of columns knows.
pub(crate) struct Known<'a> {
    pub facts: &'a [Facts],
    pub about: &'a About,
    pub chosen: &'a Chosen,
    pub rows: usize,
    /// Columns whose days read in two ways.
    pub unsure: &'a [Unsure],
}

impl Known<'_> {
    pub(crate) fn facts(&self, place: usize) -> Option<&Facts> {
        self.facts.get(place)
    }

    /// The column of days that belongs to a time of day.
    pub(crate) fn day(&self, clock: &Facts) -> Option<&Facts> {
        order::day_of(self.facts, clock).and_then(|place| self.facts.get(place))
    }

    pub(crate) fn source(&self, column: &str) -> Option<(usize, &Facts)> {
        let place = self.chosen.of(column)?.source;
        Some((place, self.facts.get(place)?))
    }
}

/// Writes all columns that were matched and need nothing of their own.
pub(crate) fn write(plan: &mut Plan, known: &Known<'_>) {
    for column in known.chosen.table.columns {
        let Some(found) = known.chosen.of(column.name) else {
            continue;
        };
        let Some(facts) = known.facts(found.source) else {
            continue;
        };
        let told = |why: &str| plan.columns.iter().any(|line| line.why.contains(why));
        let mut why = reason(found, facts, known.rows, told);
        let mut sources = vec![found.source];
        let text = || expression::text(facts, &plan.nulls);
        let written = match column.name {
            "party" => party::named(plan, known, facts),
            "channel" => channel::channel(plan, facts, known.about),
            "outcome" => continue,
            "customer" => customer(plan, facts),
            "agent" | "evaluator" | "coach" => nobody(facts, text()),
            "state" if known.chosen.table.name == "agent_state" => state::state(plan, facts),
            "score" if known.chosen.table.name == "evaluation" => {
                let (read, most) = score::score(plan, known, facts);
                if let Some((place, most)) =
                    most.and_then(|place| Some((place, known.facts(place)?)))
                {
                    why = format!("{why}; of the most in `{}`", most.name);
                    sources.push(place);
                }
                read
            }
            _ => match column.column_type {
                Target::Text => text(),
                Target::Integer => expression::number(facts, &plan.nulls, "bigint"),
                Target::Number if column.name.ends_with("_seconds") => {
                    expression::seconds(facts, &plan.nulls)
                }
                Target::Number => expression::number(facts, &plan.nulls, "double"),
                Target::Money => expression::number(facts, &plan.nulls, "decimal(18, 4)"),
                Target::Boolean => expression::truth(facts, &plan.nulls),
                Target::Instant => instant(plan, known, column.name, facts),
            },
        };
        if facts.kind == Kind::TimeOfDay {
            sources.extend(order::day_of(known.facts, facts));
        }
        plan.add(column.name, written, why, &sources);
        doubtful::doubts(plan, known, column.name, found, facts);
    }
}

/// Why a column is what it is. `told` says whether another line gives the reason of the unit already.
fn reason(found: &Match, facts: &Facts, rows: usize, told: impl Fn(&str) -> bool) -> String {
    let sure = if found.sure >= 0.93 {
        "named so"
    } else if !found.by_name {
        "told by its values alone"
    } else if found.sure >= 0.75 {
        "likely by its name"
    } else {
        "a guess by its name"
    };
    let filled = 100 * facts.filled / rows.max(1);
    let mut why = format!("`{}`, {sure}", facts.name);
    if let Some(pattern) = profile::pattern(facts) {
        why = format!("{why}; written {pattern}");
    }
    if facts.personal.is_none()
        && !matches!(found.column, "agent" | "customer" | "evaluator" | "coach")
        && let Some(example) = profile::examples(facts, 1).first()
    {
        why = format!("{why}, e.g. {example}");
    }
    if let Some(sentinel) = &facts.sentinel {
        why = format!("{why}; `{sentinel}` means that it did not happen");
    }
    if let Some(measured) = facts
        .measured
        .as_ref()
        .filter(|measured| measured.proved && measured.unit != "s")
        .filter(|_| found.column.ends_with("_seconds"))
    {
        why = if told(&measured.why) {
            format!("{why}; in {} as well", measured.words())
        } else {
            format!("{why}; {}", measured.why)
        };
    }
    if filled < 100 {
        why = format!("{why}; filled in {filled} % of rows");
    }
    why
}

/// Values in backquotes, up to so many: `` `a`, `b` and 2 more``.
pub(crate) fn quoted(values: &[&str], most: usize) -> String {
    let shown: Vec<String> = values
        .iter()
        .take(most)
        .map(|value| format!("`{}`", yaml::cut(value, 40)))
        .collect();
    match values.len().saturating_sub(most) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// The customer: a value that stands for very many rows is nobody.
fn customer(plan: &mut Plan, facts: &Facts) -> Option<String> {
    let mut text = expression::text(facts, &plan.nulls)?;
    if let Some((value, count)) = facts.values.first() {
        let next = facts.values.get(1).map_or(1, |(_, count)| *count);
        let zero = matches!(value.as_str(), "0" | "-1" | "00000000") || words::nobody(value);
        if zero && (*count > 5 * next || *count * 10 > facts.filled) {
            text = format!("nullif({text}, {})", sql::text(value));
            plan.doubt(Doubt::new(
                "columns.customer",
                format!("`{value}` is taken for nobody"),
                format!("it stands in {count} of {} rows", facts.filled),
            ));
        }
    }
    Some(text)
}

/// Values that say that nobody is meant are null.
fn nobody(facts: &Facts, text: Option<String>) -> Option<String> {
    let text = text?;
    let none: Vec<String> = facts
        .values
        .iter()
        .map(|(value, _)| value)
        .filter(|value| words::nobody(value))
        .take(3)
        .cloned()
        .collect();
    Some(none.iter().fold(text, |text, value| {
        format!("nullif({text}, {})", sql::text(value))
    }))
}

fn instant(plan: &mut Plan, known: &Known<'_>, column: &str, facts: &Facts) -> Option<String> {
    let read = moment::instant(facts, &plan.nulls, known.day(facts))?;
    let at = known.chosen.table.at;
    if facts.kind == Kind::Day && column == at {
        plan.doubt(Doubt::new(
            &format!("columns.{column}"),
            "it has a day and no time",
            "hours of the day cannot be told apart; look for a column with the time",
        ));
    }
    if matches!(facts.reading, Reading::Instants(Instants::Serial { .. })) {
        plan.doubt(Doubt::new(
            &format!("columns.{column}"),
            format!("the numbers of `{}` are taken for days since 1899-12-30", facts.name),
            "spreadsheets write dates so where a cell is not formatted as one; compare a few with the source",
        ));
    }
    if column == at {
        setting::zero_offset(plan, facts, &format!("columns.{column}"), known.about);
    }
    if facts.kind == Kind::TimeOfDay
        && column != at
        && let Some((_, start)) = known.source(at)
        && start.kind == Kind::TimeOfDay
        && order::day_of(known.facts, start) == order::day_of(known.facts, facts)
        && let Some(start) = moment::instant(start, &plan.nulls, known.day(start))
    {
        // What begins before midnight may go on after it.
        return Some(format!(
            "case when {read} < {start} then {read} + interval '1 day' else {read} end"
        ));
    }
    Some(read)
}
