//! Schedules whose rows are shifts and the parts of shifts.

use super::Plan;
use super::mapped::Known;
use crate::choose::state;
use crate::doubt::Doubt;
use crate::write::{expression, sql};

/// Breaks and training within a shift are no shifts: their rows are passed over.
pub(crate) fn parts(plan: &mut Plan, known: &Known<'_>) {
    let Some((_, facts)) = state::activity(known.facts)
        .and_then(|place| Some((place, known.facts(place)?)))
        .filter(|(place, _)| !known.chosen.matches.iter().any(|one| one.source == *place))
    else {
        return;
    };
    let Some(text) = expression::text(facts, &plan.nulls) else {
        return;
    };
    let (shifts, parts): (Vec<String>, Vec<String>) = facts
        .values
        .iter()
        .map(|(value, _)| value.clone())
        .partition(|value| state::is_shift(value));
    if shifts.is_empty() || parts.is_empty() {
        return;
    }
    plan.only_where(match shifts.as_slice() {
        [one] => format!("{text} = {}", sql::text(one)),
        _ => format!("{text} in ({})", expression::list(&shifts)),
    });
    let quoted = |values: &[String]| {
        let shown: Vec<String> = values
            .iter()
            .take(6)
            .map(|one| format!("`{one}`"))
            .collect();
        shown.join(", ")
    };
    plan.doubt(Doubt::new(
        "only",
        format!("rows with {} are passed over", quoted(&parts)),
        format!(
            "they lie within the stretches of {}, which are the shifts",
            quoted(&shifts)
        ),
    ));
}
