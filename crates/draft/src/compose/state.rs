//! What agents do and for how long, in the words of the table.

use super::Plan;
use super::mapped::Known;
use crate::choose::{state, vocabulary};
use crate::doubt::Doubt;
use crate::infer::kind::{Facts, Kind};
use crate::write::cases::Cases;
use crate::write::{expression, moment, sql};

/// Values beyond this are not looked at.
const VALUES_MAX: usize = 60;
const ENDED: &str = "end|ended at|end time|state end|status end|until|finish|finish time|ende|endzeit|fin|fin de estado|stop time|state end time|to|eindtijd|hora fin";

/// The state by the names of the table; what has none keeps its own words.
pub(crate) fn state(plan: &mut Plan, facts: &Facts) -> Option<String> {
    let text = expression::text(facts, &plan.nulls)?;
    let (mut cases, mut strange) = (Cases::of(facts, &plan.nulls)?, Vec::new());
    let mut same = true;
    let values = facts.values.iter().map(|(value, _)| value).take(VALUES_MAX);
    for value in values.filter(|value| !value.chars().any(sql::deceives)) {
        match state::state(value) {
            Some(state) => {
                same &= state == *value;
                cases.add(value, &sql::text(state));
            }
            None => strange.push(format!("`{value}`")),
        }
    }
    if !strange.is_empty() {
        strange.truncate(5);
        plan.doubt(Doubt::new(
            "columns.state",
            format!("{} stay as they are", strange.join(", ")),
            "the table knows available, busy, wrap_up, break, training, meeting and offline; add them to the cases here",
        ));
    }
    if cases.is_empty() || (same && strange.is_empty()) {
        return Some(text);
    }
    // What a longer file, or the next one, may say for the same; what nobody knows stays, so that it is seen.
    for word in state::USUAL {
        if let Some(state) = state::state(word) {
            cases.add(word, &sql::text(state));
        }
    }
    plan.open.insert("state");
    Some(cases.sql(Some(&text)))
}

/// How long a state lasted, where only its beginning and its end are written.
pub(crate) fn length(plan: &mut Plan, known: &Known<'_>) {
    if plan.has("state_seconds") {
        return;
    }
    let Some(start) = plan.expression("started_at").map(str::to_owned) else {
        return;
    };
    let end =
        known.facts.iter().enumerate().find(|(_, one)| {
            one.kind == Kind::Instant && vocabulary::fit(&one.words, ENDED) >= 0.9
        });
    if let Some((place, end)) = end
        && let Some(until) = moment::instant(end, &plan.nulls, None)
    {
        plan.add(
            "state_seconds",
            Some(format!("seconds_between({start}, {until})")),
            format!("until `{}`", end.name),
            &[place],
        );
    }
}
