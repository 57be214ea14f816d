//! What a contact's columns need beyond a plain reading: its outcome, its identifier, what follows from other columns.

use std::collections::BTreeSet;

use charter::expression::{Allowed, Expression};

use super::mapped::Known;
use super::{Plan, outcome};
use crate::choose::fallback;
use crate::choose::identity::Key;
use crate::choose::words;
use crate::doubt::Doubt;
use crate::infer::kind::Facts;
use crate::infer::personal::Personal;
use crate::sample::Sample;
use crate::write::expression;
use crate::write::sql;

/// The identifier, when several columns make it.
pub(crate) fn identifier(plan: &mut Plan, known: &Known<'_>, key: &Key) {
    let column = match known.chosen.table.name {
        "contact" => "contact_id",
        "survey" => "survey_id",
        "evaluation" => "evaluation_id",
        "message" => "message_id",
        _ => return,
    };
    if let Key::Several(places, _) | Key::Narrowed(places, _) = key
        && (2..=4).contains(&plan.key.len())
    {
        let secret = places.iter().any(|place| {
            known
                .facts(*place)
                .is_some_and(|one| one.personal.is_some())
        }) || places.iter().any(|place| {
            known
                .chosen
                .of("customer")
                .is_some_and(|one| one.source == *place)
        });
        if secret {
            return;
        }
        let parts = plan.key.join(" || '-' || ");
        plan.columns.retain(|line| line.column != column);
        plan.add(
            column,
            Some(parts),
            "the parts of the key, one after the other: no column alone tells the rows apart",
            places,
        );
    } else if !plan.has(column)
        && let Key::One(place) | Key::Repeats(place) = key
        && known
            .facts(*place)
            .is_some_and(|one| one.personal.is_none())
    {
        let text = known
            .facts(*place)
            .and_then(|one| expression::text(one, &plan.nulls));
        plan.add(column, text, "the key", &[*place]);
    }
}

/// Channel, outcome, waiting: what other columns or the whole file tell.
pub(crate) fn derived(plan: &mut Plan, known: &Known<'_>, sample: &Sample) {
    if known.chosen.table.name != "contact" {
        return;
    }
    let calls = fallback::of_calls(&sample.file, known.facts);
    if !plan.has("channel") {
        let voice = known
            .about
            .channels
            .iter()
            .find(|one| words::channel_names("voice").contains(&one.as_str()));
        match (known.about.channels.as_slice(), voice) {
            (_, Some(voice)) if calls => plan.add(
                "channel",
                Some(sql::text(voice)),
                "the file is of calls",
                &[],
            ),
            ([only], _) => {
                plan.add(
                    "channel",
                    Some(sql::text(only)),
                    "the only channel of the taxonomy",
                    &[],
                );
                plan.doubt(Doubt::new(
                    "columns.channel",
                    format!("all rows are taken to be {only}"),
                    "no column names the channel; it is the only one in the taxonomy",
                ));
            }
            _ => {}
        }
    }
    outcome::outcome(plan, known, calls);
    outcome::derived(plan, known, calls);
    if !plan.has("queue_seconds")
        && calls
        && let (Some(opened), Some(answered)) =
            (plan.expression("opened_at"), plan.expression("answered_at"))
    {
        let waited = format!("seconds_between({opened}, {answered})");
        plan.add(
            "queue_seconds",
            Some(waited),
            "no column has the waiting time; from opened to answered",
            &[],
        );
    }
}

/// What people wrote is mapped to no plain column: says what to do to keep it.
pub(crate) fn words_left_over(plan: &mut Plan, facts: &[Facts]) {
    let words: Vec<String> = left_over(plan, facts)
        .into_iter()
        .filter(|(_, one)| one.personal == Some(Personal::FreeText))
        .take(3)
        .map(|(_, one)| format!("`{}`", one.name))
        .collect();
    if words.is_empty() {
        return;
    }
    plan.doubt(Doubt::new(
        "left over",
        format!("what people wrote is left out: {}", words.join(", ")),
        "to keep it, add a column with `use: free_text` in tables.yaml and map it there: personal data is then taken out at the \
         door, national ids of the `countries` in partnership.yaml",
    ));
}

/// Columns of the source that a person would look for and no column of the table takes.
pub(crate) fn left_over<'a>(plan: &Plan, facts: &'a [Facts]) -> Vec<(usize, &'a Facts)> {
    let named: BTreeSet<String> = plan
        .key
        .iter()
        .chain(&plan.version)
        .chain(&plan.only)
        .filter_map(|text| Expression::parse(text, &Allowed::source()).ok())
        .flat_map(|read| read.columns().clone())
        .collect();
    facts
        .iter()
        .enumerate()
        .filter(|(place, one)| {
            !named.contains(&one.name)
                && !plan.columns.iter().any(|line| line.sources.contains(place))
        })
        .collect()
}
