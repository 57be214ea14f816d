//! How a contact ended, in the words of the table.

use super::Plan;
use super::mapped::Known;
use crate::choose::words;
use crate::doubt::Doubt;
use crate::infer::kind::Kind;
use crate::write::{expression, sql};

pub(crate) fn outcome(plan: &mut Plan, known: &Known<'_>) {
    let Some((place, facts)) = known.source("outcome") else {
        return;
    };
    let why = format!("`{}`", facts.name);
    if facts.kind == Kind::Boolean || facts.bits.is_some() {
        // A flag such as `abandoned`.
        let flag = expression::truth(facts, &plan.nulls);
        let says = facts.has_word(&["abandoned", "abandon", "abandonada", "abandonado", "missed"]);
        if let (Some(flag), true) = (flag, says) {
            plan.add(
                "outcome",
                Some(format!(
                    "case when {flag} then 'abandoned' else 'handled' end"
                )),
                why,
                &[place],
            );
        }
        return;
    }
    let Some(text) = expression::text(facts, &plan.nulls) else {
        return;
    };
    let mut of: [(&str, Vec<String>); 3] = [
        ("handled", Vec::new()),
        ("abandoned", Vec::new()),
        ("contained", Vec::new()),
    ];
    let (mut unknown, mut none) = (Vec::new(), Vec::new());
    for (value, _) in facts
        .values
        .iter()
        .take(80)
        .filter(|(value, _)| !value.chars().any(sql::deceives))
    {
        if words::no_fact(value) {
            none.push(value.clone());
            continue;
        }
        match words::outcome(value) {
            Some(outcome) => of
                .iter_mut()
                .filter(|(name, _)| *name == outcome)
                .for_each(|(_, values)| values.push(value.clone())),
            None => unknown.push(value.clone()),
        }
    }
    let unqueued = left_before(plan, known, &of);
    let mut cases = String::from("case");
    for (name, values) in of.iter().filter(|(_, values)| !values.is_empty()) {
        let is = if let [one] = values.as_slice() {
            format!("{text} = {}", sql::text(one))
        } else {
            format!("{text} in ({})", expression::list(values))
        };
        if *name == "abandoned"
            && let Some(queued) = &unqueued
        {
            cases = format!(
                "{cases} when {is} and {queued} then 'abandoned' when {is} then 'contained'"
            );
        } else {
            cases = format!("{cases} when {is} then '{name}'");
        }
    }
    if cases == "case" {
        return;
    }
    plan.add(
        "outcome",
        Some(format!("{cases} end")),
        format!("{why}: its values in the words of the table"),
        &[place],
    );
    if !plan.has("outcome") {
        return;
    }
    if unqueued.is_some() {
        plan.doubt(Doubt::new(
            "columns.outcome",
            "who gave up without having queued is `contained`, not `abandoned`",
            "the time of queueing says that it did not happen; such a contact was not offered to a person",
        ));
    }
    if !unknown.is_empty() {
        let shown: Vec<String> = unknown
            .iter()
            .take(6)
            .map(|value| format!("`{value}`"))
            .collect();
        plan.doubt(Doubt::new(
            "columns.outcome",
            format!("{} leave the outcome empty", shown.join(", ")),
            "these words do not say whether it was handled; add them to the cases if they do",
        ));
    }
    if !none.is_empty() {
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
            format!(
                "rows with {} are passed over",
                none.iter()
                    .map(|value| format!("`{value}`"))
                    .collect::<Vec<_>>()
                    .join(", ")
            ),
            "the word says that they are no contacts; take the line away if they are",
        ));
    }
}

/// Whether the time of queueing happened, where a time of day says that it may not have.
fn left_before(plan: &Plan, known: &Known<'_>, of: &[(&str, Vec<String>); 3]) -> Option<String> {
    let given_up = of
        .iter()
        .any(|(name, values)| *name == "abandoned" && !values.is_empty());
    let queue = known.facts.iter().find(|one| {
        one.sentinel.is_some()
            && one.has_word(&["q", "queue", "queued"])
            && one.has_word(&["start", "entry", "enter", "begin", "in"])
    })?;
    given_up
        .then(|| expression::text(queue, &plan.nulls).map(|text| format!("{text} is not null")))
        .flatten()
}
