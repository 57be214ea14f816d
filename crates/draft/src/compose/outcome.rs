//! How a contact ended, in the words of the table.

use super::Plan;
use super::mapped::{Known, quoted};
use crate::choose::words;
use crate::doubt::{Alternative, Doubt};
use crate::infer::kind::{Facts, Kind};
use crate::write::cases::Cases;
use crate::write::{expression, sql};

/// More words than this are not looked at.
const VALUES_MAX: usize = 80;
/// With more words that say nothing of the outcome, those that were not seen are taken to say nothing either.
const UNKNOWN_MAX: usize = 6;

const HANDLED: &str = "'handled'";
const ABANDONED: &str = "'abandoned'";
const CONTAINED: &str = "'contained'";

/// Writes the outcome from the column that was taken for it. `calls` says that the file is of calls.
pub(crate) fn outcome(plan: &mut Plan, known: &Known<'_>, calls: bool) {
    let Some((place, facts)) = known.source("outcome") else {
        return;
    };
    if facts.kind == Kind::Boolean || facts.zero_or_one() || facts.counts() {
        flag(plan, (place, facts), calls);
    } else {
        said(plan, known, (place, facts));
    }
}

/// A flag such as `abandoned` or `answered`.
fn flag(plan: &mut Plan, (place, facts): (usize, &Facts), calls: bool) {
    let (yes, no) = match words::flag(&facts.words) {
        Some("abandoned") => (ABANDONED, HANDLED),
        Some(_) if calls => (HANDLED, ABANDONED),
        Some(_) => (HANDLED, "null"),
        None => return,
    };
    let Some((flag, open)) = expression::truth_as(facts, &plan.nulls, yes, no) else {
        return;
    };
    plan.add("outcome", Some(flag), format!("`{}`", facts.name), &[place]);
    if open {
        plan.open.insert("outcome");
    }
    if yes == HANDLED && no == ABANDONED {
        plan.doubt(Doubt::new(
            "columns.outcome",
            "a call that was not answered is taken for one that the caller gave up",
            format!(
                "`{}` says no more; calls at night or to a full line may be among them",
                facts.name
            ),
        ));
    }
}

/// A column of words.
fn said(plan: &mut Plan, known: &Known<'_>, (place, facts): (usize, &Facts)) {
    let (Some(text), Some(mut cases)) = (
        expression::text(facts, &plan.nulls),
        Cases::of(facts, &plan.nulls),
    ) else {
        return;
    };
    let values: Vec<&str> = facts
        .values
        .iter()
        .take(VALUES_MAX)
        .map(|(value, _)| value.as_str())
        .filter(|value| !value.chars().any(sql::deceives))
        .collect();
    let given_up = values
        .iter()
        .any(|value| words::outcome(value) == Some("abandoned"));
    let (mut unknown, mut none, mut ways) = (Vec::new(), Vec::new(), Vec::new());
    for value in values {
        match words::outcome(value) {
            _ if words::no_fact(value) => none.push(value),
            Some("handled") => cases.add(value, HANDLED),
            Some("abandoned") => cases.add(value, ABANDONED),
            Some(_) => cases.add(value, CONTAINED),
            // Beside what was given up, the way in which a call went says that it was one.
            None if given_up && words::direction(value) => {
                ways.push(value);
                cases.add(value, HANDLED);
            }
            None => unknown.push(value),
        }
    }
    if cases.is_empty() {
        return;
    }
    let unqueued = queued(plan, known).filter(|_| given_up);
    let mut written = String::from("case");
    for outcome in [HANDLED, ABANDONED, CONTAINED] {
        let words = cases.words(outcome);
        if words.is_empty() {
            continue;
        }
        let is = cases.says(words);
        written = match &unqueued {
            Some(queued) if outcome == ABANDONED => {
                format!(
                    "{written} when {is} and {queued} then {ABANDONED} when {is} then {CONTAINED}"
                )
            }
            _ => format!("{written} when {is} then {outcome}"),
        };
    }
    // A word that was not seen stays as it is, so that the check tells of it.
    let open = unknown.len() <= UNKNOWN_MAX;
    if open && !unknown.is_empty() {
        let mut nothing = Cases::of(facts, &plan.nulls).unwrap_or(cases);
        unknown.iter().for_each(|word| nothing.add(word, "null"));
        written = format!(
            "{written} when {} then null",
            nothing.says(nothing.words("null"))
        );
    }
    let written = if open {
        format!("{written} else {text} end")
    } else {
        format!("{written} end")
    };
    plan.add(
        "outcome",
        Some(written),
        format!("`{}`: its values in the words of the table", facts.name),
        &[place],
    );
    if !plan.has("outcome") {
        return;
    }
    if open {
        plan.open.insert("outcome");
    }
    if unqueued.is_some() {
        plan.doubt(Doubt::new(
            "columns.outcome",
            "who gave up without having queued is `contained`, not `abandoned`",
            "the time of queueing says that it did not happen; such a contact was not offered to a person",
        ));
    }
    if !ways.is_empty() {
        plan.doubt(Doubt::new(
            "columns.outcome",
            format!("{} are taken to be handled", quoted(&ways, 6)),
            "the other words of the column say what was not",
        ));
    }
    if !unknown.is_empty() {
        plan.doubt(Doubt::new(
            "columns.outcome",
            format!("{} leave the outcome empty", quoted(&unknown, 6)),
            "these words do not say whether it was handled; add them to the cases if they do",
        ));
    }
    passed_over(plan, facts, &text, &none);
}

/// Rows whose word says that they are no contacts.
fn passed_over(plan: &mut Plan, facts: &Facts, text: &str, none: &[&str]) {
    if none.is_empty() {
        return;
    }
    let only = none
        .iter()
        .map(|value| format!("{text} <> {}", sql::text(value)))
        .collect::<Vec<_>>()
        .join(" and ");
    let only = match (facts.nulls, none.len()) {
        (0, _) => only,
        (_, 1) => format!("{only} or {text} is null"),
        _ => format!("({only}) or {text} is null"),
    };
    plan.only = Some(match plan.only.take() {
        Some(before) => format!("{before} and ({only})"),
        None => only,
    });
    plan.doubt(Doubt::new(
        "only",
        format!("rows with {} are passed over", quoted(none, 6)),
        "the word says that they are no contacts; take the line away if they are",
    ));
}

/// That the time of queueing happened, where a time of day says that it may not have.
fn queued(plan: &Plan, known: &Known<'_>) -> Option<String> {
    let queue = known.facts.iter().find(|one| {
        one.sentinel.is_some()
            && one.has_word(&["q", "queue", "queued"])
            && one.has_word(&["start", "entry", "enter", "begin", "in"])
    })?;
    expression::text(queue, &plan.nulls).map(|text| format!("{text} is not null"))
}

/// Where no column says how a contact ended: what was resolved or answered was handled. `calls` says that the file is of
/// calls, which end whether they were answered or not.
pub(crate) fn derived(plan: &mut Plan, known: &Known<'_>, calls: bool) {
    if plan.has("outcome") {
        return;
    }
    for column in ["resolved_at", "answered_at", "closed_at"] {
        if calls && column == "closed_at" {
            continue;
        }
        if let Some(done) = plan.expression(column).map(str::to_owned) {
            let sources: Vec<usize> = known
                .chosen
                .of(column)
                .map(|one| one.source)
                .into_iter()
                .collect();
            plan.add(
                "outcome",
                Some(format!("case when {done} is not null then 'handled' end")),
                format!("no column says how it ended; what has `{column}` was handled"),
                &sources,
            );
            if column == "closed_at" {
                plan.doubt(Doubt::new(
                    "columns.outcome",
                    "what was closed is taken to be handled",
                    "what was given up may be closed as well, and no column says which that is",
                ));
            }
            return;
        }
    }
    let kpis: Vec<&str> = known
        .about
        .outcome_kpis
        .iter()
        .map(String::as_str)
        .collect();
    let empty = if kpis.is_empty() {
        "KPIs of what was handled or abandoned".to_owned()
    } else {
        quoted(&kpis, 4)
    };
    plan.doubt(
        Doubt::new(
            "columns.outcome",
            "no column says how a contact ended",
            format!(
                "{empty} stay empty without; map what says it, as in `case \"Result\" when 'done' then 'handled' when 'lost' then 'abandoned' end`"
            ),
        )
        .or(Alternative::new(
            "columns.outcome",
            "if every row was handled",
            HANDLED,
        )),
    );
}
