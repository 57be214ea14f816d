//! What a mapped column leaves in doubt.

use super::Plan;
use super::mapped::Known;
use crate::choose::table::Match;
use crate::doubt::{Alternative, Doubt};
use crate::infer::kind::{Facts, Kind};
use crate::write::{expression, moment};

/// Tells what of a column is a guess, cannot be read, or may be read otherwise.
pub(crate) fn doubts(
    plan: &mut Plan,
    known: &Known<'_>,
    column: &str,
    found: &Match,
    facts: &Facts,
) {
    if !plan.has(column) {
        return;
    }
    let about = format!("columns.{column}");
    if !found.by_name {
        plan.doubt(Doubt::new(
            &about,
            format!("`{}` is told by its values alone", facts.name),
            "its name says nothing; look at the preview",
        ));
    } else if found.sure < 0.75 {
        let others: Vec<String> = known
            .facts
            .iter()
            .enumerate()
            .filter(|(place, one)| {
                *place != found.source
                    && one.kind == facts.kind
                    && !known.chosen.matches.iter().any(|m| m.source == *place)
            })
            .take(3)
            .map(|(_, one)| format!("`{}`", one.name))
            .collect();
        let others = if others.is_empty() {
            String::new()
        } else {
            format!("; it may be {}", others.join(" or "))
        };
        plan.doubt(Doubt::new(
            &about,
            format!("`{}` is a guess", facts.name),
            format!("its name is near, not the same{others}"),
        ));
    }
    if !facts.misfits.is_empty() {
        let examples = if facts.personal.is_some() {
            String::new()
        } else {
            format!(", such as `{}`", facts.misfits.join("`, `"))
        };
        plan.doubt(Doubt::new(
            &about,
            "some values cannot be read",
            format!("rows with other values{examples} would be set aside"),
        ));
    }
    if let Some(unsure) = known
        .unsure
        .iter()
        .find(|unsure| unsure.column == facts.name)
    {
        let first = if unsure.taken.starts_with("%d") {
            "the day first"
        } else if unsure.taken.starts_with("%m") {
            "the month first"
        } else {
            "the year first"
        };
        let mut doubt = Doubt::new(
            &about,
            format!("dates are read with {first}"),
            unsure.why.clone(),
        );
        if let Some(other) = moment::instant_as(facts, &plan.nulls, unsure.other) {
            doubt = doubt.or(Alternative {
                path: about.clone(),
                says: "if it is the other way round".to_owned(),
                value: other,
            });
        }
        plan.doubt(doubt);
    }
    if matches!(column, "csat" | "nps" | "effort")
        && let Some((low, high)) = facts.range
    {
        let (least, most) = match column {
            "csat" => (1.0, 5.0),
            "nps" => (0.0, 10.0),
            _ => (1.0, 7.0),
        };
        if low < least || high > most {
            plan.doubt(Doubt::new(&about, format!("the scale goes from {low} to {high}"), format!("`{column}` goes from {least} to {most}; convert it, or add a column of your own in tables.yaml")));
        }
    }
    if column.ends_with("_seconds")
        && matches!(facts.kind, Kind::Integer | Kind::Number)
        && expression::unit(facts) == "s"
        && !facts.has_word(&["seconds", "secs", "sec", "s"])
    {
        let high = facts.range.map_or(0.0, |(_, high)| high);
        let text = expression::seconds(facts, &plan.nulls);
        if high > 86_400.0
            && let Some(text) = text
        {
            plan.doubt(
                Doubt::new(
                    &about,
                    format!("`{}` is read as seconds", facts.name),
                    format!("it goes up to {high}, which is more than a day"),
                )
                .or(Alternative {
                    path: about,
                    says: "if they are milliseconds".to_owned(),
                    value: format!("{text} / 1000"),
                }),
            );
        }
    }
}
