//! From a sample to a feed: looking at columns, choosing a table, writing it down.

use charter::canonical;
use charter::feed::Feed;
use serde::Serialize;

use crate::about::About;
use crate::choose::context;
use crate::choose::day_order::{self, Unsure};
use crate::choose::order;
use crate::choose::table::{self, Chosen};
use crate::choose::{fallback, identity, names, totals};
use crate::compose::mapped::{self, Known};
use crate::compose::{self, Plan, checks, contact, series, setting};
use crate::doubt::Doubt;
use crate::error::DraftError;
use crate::infer::kind::{self, Facts, Kind};
use crate::profile::{self, Profile, Use};
use crate::sample::{Sample, Written};
use crate::write::reads;

/// A feed that would take the file in, and what is known of the file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Draft {
    /// The feed.
    pub feed: Feed,
    /// The same as a person would write it: `feeds/<name>.yaml`, with reasons and doubts as comments.
    pub yaml: String,
    /// What a person should decide.
    pub doubts: Vec<Doubt>,
    /// What the columns hold.
    pub profile: Profile,
}

/// Drafts the feed that would take the sample's file in.
///
/// # Errors
/// The draft cannot be read back as a feed, which is a mistake of this room.
pub fn draft(sample: &Sample, about: &About) -> Result<Draft, DraftError> {
    let mut facts: Vec<Facts> = sample.columns.iter().map(kind::of).collect();
    let mut notes = order::clocks(&mut facts);
    notes.extend(order::decimals(&mut facts, &sample.written));
    let unsure = day_order::days(&mut facts, &sample.columns, month_first(&about.zone));
    let mut plan = Plan::default();
    setting::frame(&mut plan, sample, &facts, about);
    let mut called = sample.file.clone();
    if let Written::Json {
        records: Some(path),
    } = &sample.written
    {
        called = format!("{called} {path}");
    }
    context::complete(&called, &mut facts);
    let chosen = table::choose(&called, &facts, about);
    let snapshot = chosen
        .as_ref()
        .is_some_and(|chosen| !matches!(chosen.table.name, "contact" | "status" | "evaluation"));
    let totals = totals::find(&facts, &sample.columns).filter(|_| !snapshot);
    let written = totals.is_some_and(|totals| series::write(&mut plan, &facts, &totals, about));
    if !written {
        plan.columns.clear();
        plan.key.clear();
        if let Some(chosen) = chosen {
            rows(&mut plan, sample, &facts, about, chosen, &unsure);
        }
    }
    checks::write(&mut plan, &facts);
    contact::words_left_over(&mut plan, &facts);
    for note in notes {
        let line = plan.columns.iter().find(|line| {
            line.sources
                .iter()
                .any(|place| facts.get(*place).is_some_and(|one| one.name == note.about))
        });
        if let Some(line) = line {
            let about = format!("columns.{}", line.column);
            plan.doubts.push(Doubt { about, ..note });
        }
    }
    let yaml = compose::text::write(&plan, sample, &facts);
    let feed: Feed = serde_saphyr::from_str(&yaml).map_err(|error| DraftError::NotAFeed {
        cause: error.to_string(),
    })?;
    let profile = profile::of(sample, &facts, |one| Use {
        mapped_to: plan
            .columns
            .iter()
            .filter(|line| {
                line.sources.iter().any(|place| {
                    facts
                        .get(*place)
                        .is_some_and(|facts| facts.name == one.name)
                })
            })
            .map(|line| line.column.clone())
            .collect(),
        reads: reads::reads(
            one,
            &plan.nulls,
            order::day_of(&facts, one).and_then(|place| facts.get(place)),
        ),
    });
    Ok(Draft {
        feed,
        yaml,
        doubts: plan.doubts,
        profile,
    })
}

/// Rows that are things: contacts, answers, changes.
fn rows(
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
            format!("they fit `{next}` nearly as well: {}", row_of(next)),
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
    let key = identity::key(facts, sample, id, &days, &for_key);
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
    contact::party(plan, &known);
    contact::identifier(plan, &known, &key);
    contact::derived(plan, &known, sample);
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

/// Whether the country of the zone writes the month before the day (United States, most of their neighbours do not).
fn month_first(zone: &str) -> bool {
    const STATES: &[&str] = &[
        "America/New_York",
        "America/Chicago",
        "America/Denver",
        "America/Los_Angeles",
        "America/Phoenix",
        "America/Anchorage",
        "America/Detroit",
        "America/Boise",
        "America/Indiana",
        "America/Kentucky",
        "Pacific/Honolulu",
        "US/",
    ];
    STATES.iter().any(|state| zone.starts_with(state))
}
