//! What a mapped column leaves in doubt.

use super::Plan;
use super::mapped::Known;
use crate::choose::table::Match;
use crate::doubt::{Alternative, Doubt};
use crate::infer::kind::{Facts, Kind};
use crate::infer::personal;
use crate::write::{expression, moment};

const DAY_SECONDS: f64 = 86_400.0;

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
            such_as(&facts.misfits)
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
            doubt = doubt.or(Alternative::new(
                about.clone(),
                "if it is the other way round",
                other,
            ));
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
    if column.ends_with("_seconds") {
        unit(plan, &about, facts);
    }
}

/// Examples that tell nobody's address or number.
fn such_as(values: &[String]) -> String {
    let shown: Vec<&str> = values
        .iter()
        .map(String::as_str)
        .filter(|text| !personal::holds_personal(text))
        .collect();
    if shown.is_empty() {
        String::new()
    } else {
        format!(", such as `{}`", shown.join("`, `"))
    }
}

/// The unit of a bare number: what the rows prove is no doubt, and what is one is one for all such columns.
fn unit(plan: &mut Plan, about: &str, facts: &Facts) {
    if !matches!(facts.kind, Kind::Integer | Kind::Number)
        || expression::named_unit(&facts.words).is_some()
    {
        return;
    }
    let Some(plain) = expression::number(facts, &plan.nulls, "double") else {
        return;
    };
    let high = facts.range.map_or(0.0, |(_, high)| high);
    let (unit, why) = match &facts.measured {
        Some(measured) if measured.proved => return,
        Some(measured) => (measured.unit, measured.why.clone()),
        None if high > DAY_SECONDS => {
            let why = format!("it goes up to {high}, which is more than a day");
            ("s", why)
        }
        None => return,
    };
    let (taken, says, value) = match unit {
        "ms" => ("milliseconds", "if they are seconds", plain),
        _ => (
            "seconds",
            "if they are milliseconds",
            format!("{plain} / 1000"),
        ),
    };
    let asked = facts.measured.is_some().then(|| {
        let same = |doubt: &&mut Doubt| doubt.why == why;
        plan.doubts.iter_mut().find(same)
    });
    if let Some(asked) = asked.flatten() {
        asked.says = format!("`{}`, {}", facts.name, asked.says).replace(" is read", " are read");
        let first = asked.alternatives.first_mut();
        let change = (about.to_owned(), value);
        first
            .into_iter()
            .for_each(|one| one.also.push(change.clone()));
        return;
    }
    plan.doubt(
        Doubt::new(about, format!("`{}` is read as {taken}", facts.name), why)
            .or(Alternative::new(about, says, value)),
    );
}
