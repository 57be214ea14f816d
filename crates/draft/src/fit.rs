//! Feeds that there are already and that take the same file in: those of the charter, and the ready-made ones.

use std::collections::BTreeSet;

use charter::expression::{Allowed, Expression};
use charter::feed::{Feed, Format};
use serde::Serialize;

use crate::sample::{Sample, Written};

/// A feed of the charter that the file fits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fits {
    /// Its short name.
    pub feed: String,
    /// Its title.
    pub title: String,
    /// The party that it says for every row, when it says one: another party's export needs a feed of its own.
    pub party: Option<String>,
}

/// Ready-made feeds: the folder, and the feed.
const READY: &[(&str, &str)] = &[
    (
        "amazon-connect-contact-records",
        include_str!("../../../feeds/amazon-connect-contact-records/feed.yaml"),
    ),
    (
        "chatwoot-reporting-events",
        include_str!("../../../feeds/chatwoot-reporting-events/feed.yaml"),
    ),
    (
        "genesys-historical-intervals",
        include_str!("../../../feeds/genesys-historical-intervals/feed.yaml"),
    ),
    (
        "intercom-conversations",
        include_str!("../../../feeds/intercom-conversations/feed.yaml"),
    ),
    (
        "rpa-job-log",
        include_str!("../../../feeds/rpa-job-log/feed.yaml"),
    ),
    (
        "servicenow-incidents",
        include_str!("../../../feeds/servicenow-incidents/feed.yaml"),
    ),
    (
        "survey-csv",
        include_str!("../../../feeds/survey-csv/feed.yaml"),
    ),
    (
        "wfm-schedule",
        include_str!("../../../feeds/wfm-schedule/feed.yaml"),
    ),
    (
        "zendesk-ticket-metric-events",
        include_str!("../../../feeds/zendesk-ticket-metric-events/feed.yaml"),
    ),
    (
        "zendesk-tickets",
        include_str!("../../../feeds/zendesk-tickets/feed.yaml"),
    ),
];
/// A feed that reads fewer columns fits by chance, unless they are half of the file's.
const COLUMNS_MIN: usize = 5;

/// The feed of the charter that takes this file in as it is: of several, the one that reads most of it.
pub(crate) fn of_charter(sample: &Sample, drafted: &Feed, feeds: &[Feed]) -> Option<Fits> {
    let there = names(sample);
    feeds
        .iter()
        .filter(|feed| feed.format == drafted.format && same_text(feed, drafted))
        .filter_map(|feed| {
            let read = reads(feed);
            let all = read.is_subset(&there);
            let many = read.len() >= COLUMNS_MIN || read.len() * 2 >= sample.columns().count();
            (all && many && !read.is_empty()).then_some((read.len(), feed))
        })
        .max_by_key(|(read, _)| *read)
        .map(|(_, feed)| Fits {
            feed: feed.feed.clone(),
            title: feed.title.clone(),
            party: feed.party().map(str::to_owned),
        })
}

/// The ready-made feed for exports like this, and whether all that it reads is there.
pub(crate) fn ready(sample: &Sample, drafted: &Feed) -> Option<(&'static str, bool)> {
    let there = names(sample);
    READY
        .iter()
        .filter_map(|(folder, yaml)| {
            let feed: Feed = serde_saphyr::from_str(yaml).ok()?;
            let read = reads(&feed);
            let found = read.intersection(&there).count();
            let written = same_kind(&feed.format, &drafted.format);
            (written && found >= COLUMNS_MIN && found * 2 >= read.len()).then_some((
                found,
                *folder,
                found == read.len(),
            ))
        })
        .max_by_key(|(found, ..)| *found)
        .map(|(_, folder, all)| (folder, all))
}

/// Whether both are told apart in the same way: as values, or as objects.
fn same_kind(one: &Format, other: &Format) -> bool {
    let separated = |format: &Format| matches!(format, Format::Csv(_) | Format::Tsv(_));
    let json = |format: &Format| matches!(format, Format::Json { .. } | Format::Ndjson);
    separated(one) && separated(other) || json(one) && json(other)
}

/// What is ASCII alone reads the same in most encodings.
fn same_text(feed: &Feed, drafted: &Feed) -> bool {
    let wide = |label: &str| label.to_ascii_lowercase().starts_with("utf-16");
    match (&feed.encoding, &drafted.encoding) {
        (one, other) if one == other => true,
        (Some(label), None) => !wide(label),
        _ => false,
    }
}

/// The columns of the source that a feed needs.
fn reads(feed: &Feed) -> BTreeSet<String> {
    let texts = feed
        .key
        .iter()
        .chain(&feed.version)
        .chain(&feed.only)
        .chain(feed.columns.values());
    let all = texts
        .filter_map(|text| Expression::parse(text, &Allowed::source()).ok())
        .flat_map(|read| read.columns().clone());
    all.filter(|column| !feed.optional.contains(column))
        .collect()
}

/// The columns of the file; of nested ones, what they are nested in.
fn names(sample: &Sample) -> BTreeSet<String> {
    let nested = !matches!(sample.written(), Written::Separated { .. });
    let mut names = BTreeSet::new();
    for name in sample.columns() {
        names.insert(name.to_owned());
        if nested && let Some((outer, _)) = name.split_once(['.', '[']) {
            names.insert(outer.to_owned());
        }
    }
    names
}
