//! Rows that are things, each of them: contacts, answers, changes.

use charter::canonical;

use crate::about::About;
use crate::choose::day_order::Unsure;
use crate::choose::identity::Key;
use crate::choose::order;
use crate::choose::table::Chosen;
use crate::choose::{fallback, identity, names};
use crate::compose::mapped::{self, Known};
use crate::compose::{self, Plan, contact, party, shift, state, survey};
use crate::doubt::Doubt;
use crate::infer::kind::{Facts, Kind};
use crate::sample::Sample;

/// Rows that are things: contacts, answers, changes.
pub(crate) fn write(
    plan: &mut Plan,
    sample: &Sample,
    facts: &[Facts],
    about: &About,
    mut chosen: Chosen,
    unsure: &[Unsure],
) {
    fallback::add(&mut chosen, facts, &sample.columns, &sample.written);
    chosen.table.name.clone_into(&mut plan.table);
    if let Some(next) = chosen.next {
        plan.doubt(Doubt::new(
            "table",
            format!("the rows fit `{}` best", chosen.table.name),
            format!(
                "they fit `{next}` nearly as well ({}); `tandem feed draft --table {next}`, or that table on the page, drafts it anew",
                row_of(next).trim_end_matches('.')
            ),
        ));
    }
    let told = |column: &str| chosen.of(column).is_some_and(|one| one.by_name);
    if chosen.table.name == "contact" && !told("contact_id") && !told("opened_at") {
        plan.doubt(Doubt::new(
            "table",
            "it is not sure that the rows are contacts",
            "no column is named as an identifier or a time of contacts is; the file may be a list of something else, which no feed needs",
        ));
    }
    if chosen.table.name == "status" {
        plan.doubt(Doubt::new(
            "table",
            "each row is taken for one step of a matter",
            "an activity and its time come again for the same identifier; where the matters themselves are wanted, \
             draft a second feed into `contact` with the matter's identifier as its key and the step's time as its version",
        ));
    }
    let versions = identity::versions(facts);
    let id = match chosen.table.name {
        "survey" => "survey_id",
        "evaluation" => "evaluation_id",
        "message" => "message_id",
        "shift" => "shift_id",
        "task_run" => "task_run_id",
        "cost_line" => "cost_line_id",
        "coaching" => "coaching_id",
        "training" => "training_id",
        _ => "contact_id",
    };
    let id = chosen.of(id).map(|one| one.source);
    let mut days: Vec<usize> = Vec::new();
    let at = chosen.of(chosen.table.at).map(|one| one.source);
    if let Some(clock) = at
        .and_then(|place| facts.get(place))
        .filter(|one| one.kind == Kind::TimeOfDay)
    {
        days.extend(order::day_of(facts, clock));
    }
    days.extend(at);
    let single_change = matches!(
        chosen.table.name,
        "status" | "agent_state" | "message" | "queue_snapshot"
    );
    let for_key = if single_change {
        identity::Versions::default()
    } else {
        versions.clone()
    };
    let whose = chosen
        .of("agent")
        .filter(|_| id.is_none() && matches!(chosen.table.name, "agent_state" | "shift"));
    let key = whose
        .and_then(|agent| identity::of_agent(sample, agent.source, &days))
        .unwrap_or_else(|| identity::key(facts, sample, id, &days, &for_key));
    // A contact may be judged again: what was said of it before must not go.
    let key = match (key, chosen.of("contact_id")) {
        (Key::One(place), Some(contact))
            if place == contact.source
                && !days.is_empty()
                && matches!(chosen.table.name, "survey" | "evaluation") =>
        {
            let places = std::iter::once(place).chain(days.iter().copied());
            Key::Several(places.collect(), days.len())
        }
        (key, _) => key,
    };
    let versions = identity::Versions {
        // What says when a row happened does not say when it changed.
        updated: versions.updated.filter(|place| Some(*place) != at),
        ..for_key
    };
    // What would tell records apart if the identifier began again: it, when it was, and on which line.
    let wider = id
        .filter(|_| !sample.complete && !days.is_empty())
        .map(|id| {
            let lines = facts.iter().enumerate().filter(|(_, one)| {
                one.kind == Kind::Choice && one.sql.is_some() && names::is_identifier(&one.words)
            });
            let all = std::iter::once(id).chain(days.iter().copied());
            all.chain(lines.map(|(place, _)| place)).take(4).collect()
        });
    compose::identity::write(plan, facts, sample, &key, &versions, wider);
    let known = Known {
        facts,
        about,
        chosen: &chosen,
        rows: sample.rows,
        unsure,
    };
    mapped::write(plan, &known);
    party::all_of_one(plan, &known);
    contact::identifier(plan, &known, &key);
    contact::derived(plan, &known, sample);
    match chosen.table.name {
        "agent_state" => state::length(plan, &known),
        "shift" => shift::parts(plan, &known),
        "survey" => survey::answers(plan, &known),
        _ => {}
    }
    if !plan.has(chosen.table.at) {
        plan.add(
            chosen.table.at,
            Some("cast(null as timestamp)".to_owned()),
            "no column says when; put one here",
            &[],
        );
        plan.doubt(Doubt::new(
            &format!("columns.{}", chosen.table.at),
            "no column was found that says when",
            "without it a row has no day, and every row would be set aside",
        ));
    }
    let order: Vec<&str> = chosen
        .table
        .columns
        .iter()
        .map(|column| column.name)
        .collect();
    plan.columns
        .sort_by_key(|line| order.iter().position(|name| *name == line.column));
}

fn row_of(table: &str) -> &'static str {
    canonical::table(table).map_or("", |table| table.row)
}
