//! From a sample to a feed: looking at columns, choosing a table, writing it down.

use charter::feed::Feed;
use serde::Serialize;

use crate::about::{About, Asked};
use crate::choose::{context, day_order, order, table, totals, unit};
use crate::compose::{self, Plan, checks, contact, damaged, name, series, setting};
use crate::doubt::Doubt;
use crate::error::DraftError;
use crate::fit::{self, Fits};
use crate::infer::kind::{self, Facts};
use crate::profile::{self, Profile, Use};
use crate::rows;
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
    /// The feed of the charter that takes the same file in.
    pub fits: Option<Fits>,
}

/// The tables that a draft can be asked for.
pub fn tables() -> impl Iterator<Item = &'static str> {
    table::names().chain([SERIES])
}

/// The table of series of numbers that others have counted.
const SERIES: &str = "signal";

/// Drafts the feed that would take the sample's file in.
///
/// # Errors
/// The draft cannot be read back as a feed, which is a mistake of this room.
pub fn draft(sample: &Sample, about: &About) -> Result<Draft, DraftError> {
    draft_as(sample, about, &Asked::default())
}

/// Drafts the feed for the table, and under the name, that are asked for.
///
/// # Errors
/// As [`draft`]; a table that no draft knows or that the file does not allow; a name that is none or is taken.
pub fn draft_as(sample: &Sample, about: &About, asked: &Asked) -> Result<Draft, DraftError> {
    let wanted = asked.table.as_deref();
    known(wanted)?;
    let mut facts: Vec<Facts> = sample.columns.iter().map(kind::of).collect();
    let mut notes = order::clocks(&mut facts);
    notes.extend(order::decimals(&mut facts, &sample.written));
    let unsure = day_order::days(&mut facts, &sample.columns, month_first(&about.zone));
    unit::settle(&mut facts, &sample.columns);
    let mut plan = Plan::default();
    setting::frame(&mut plan, sample, &facts, about);
    if let Some(name) = &asked.name {
        name::named(&mut plan, name, about)?;
    }
    let mut called = sample.file.clone();
    if let Written::Json {
        records: Some(path),
    } = &sample.written
    {
        called = format!("{called} {path}");
    }
    context::complete(&called, &mut facts);
    let chosen = table::choose(&called, &facts, about, wanted);
    let snapshot = chosen
        .as_ref()
        .is_some_and(|chosen| !matches!(chosen.table.name, "contact" | "status" | "evaluation"));
    let totals = totals::find(&facts, &sample.columns).filter(|_| match wanted {
        Some(wanted) => wanted == SERIES,
        None => !snapshot,
    });
    let written = totals.is_some_and(|totals| series::write(&mut plan, &facts, &totals, about));
    if !written && wanted == Some(SERIES) {
        return Err(DraftError::Table {
            table: SERIES.to_owned(),
            cause: "the rows are no numbers about days or intervals".to_owned(),
            hint: "Ask for the table of which each row is one.".to_owned(),
        });
    }
    if !written {
        plan.columns.clear();
        plan.key.clear();
        if let Some(chosen) = chosen {
            rows::write(&mut plan, sample, &facts, about, chosen, &unsure);
        }
    }
    damaged::doubts(&mut plan, &facts);
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
    let fits = fitting(&mut plan, sample, &facts, about)?;
    let yaml = compose::text::write(&plan, sample, &facts);
    let feed = read(&yaml)?;
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
        fits,
    })
}

fn read(yaml: &str) -> Result<Feed, DraftError> {
    serde_saphyr::from_str(yaml).map_err(|error| DraftError::NotAFeed {
        cause: error.to_string(),
    })
}

fn known(wanted: Option<&str>) -> Result<(), DraftError> {
    match wanted.filter(|wanted| !tables().any(|table| table == *wanted)) {
        None => Ok(()),
        Some(wanted) => Err(DraftError::Table {
            table: wanted.to_owned(),
            cause: "a draft knows what sources call the columns of Tandem's own tables alone"
                .to_owned(),
            hint: format!(
                "Ask for one of {}; a feed for another is written by hand.",
                tables().collect::<Vec<_>>().join(", ")
            ),
        }),
    }
}

/// Says which feed there is already for such a file.
fn fitting(
    plan: &mut Plan,
    sample: &Sample,
    facts: &[Facts],
    about: &About,
) -> Result<Option<Fits>, DraftError> {
    let feed = read(&compose::text::write(plan, sample, facts))?;
    let fits = fit::of_charter(sample, &feed, &about.feeds);
    if let Some(fits) = &fits {
        let party = fits.party.as_ref().map_or_else(String::new, |party| {
            format!("; it takes every row to be of {party}, and another party's export needs a feed of its own")
        });
        plan.doubts.insert(
            0,
            Doubt::new(
                "feed",
                format!(
                    "the file fits the feed `{}`, which the charter has",
                    fits.feed
                ),
                format!("what two feeds take in counts twice: hand it to that one{party}"),
            ),
        );
    } else if let Some((folder, all)) = fit::ready(sample, &feed) {
        plan.doubts.insert(
            0,
            Doubt::new(
                "feed",
                format!("Tandem has a ready-made feed for such exports: `feeds/{folder}`"),
                if all {
                    "all columns that it reads are in this file; the handbook says what to adjust in it"
                } else {
                    "most columns that it reads are in this file; see what it does with them, and what the handbook says of it"
                },
            ),
        );
    }
    Ok(fits)
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
