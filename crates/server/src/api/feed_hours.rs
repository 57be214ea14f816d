//! `/api/feeds/{feed}/hours`: what a feed brought, hour by hour.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use charter::feed::{Feed, Rule};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use lake::{Counts, Filled};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::api::counts::RowCounts;
use crate::api::feeds::sees_all;
use crate::app::Shared;
use crate::asked::{Asked, Named, day};
use crate::error::{ApiError, QuestionRefused};
use crate::signed::Signed;

/// What a feed brought in one hour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FeedHour {
    /// When the hour began, as a UTC instant.
    #[schema(value_type = String, format = DateTime)]
    pub hour: Timestamp,
    /// What became of its records.
    #[serde(flatten)]
    pub counts: RowCounts,
    /// Rows of earlier hours that were put right in this one; not among the received.
    pub mended: u64,
    /// Newest fact, as a UTC instant.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub newest_fact: Option<Timestamp>,
    /// By check of completeness, those in force and those that were.
    pub filled: Vec<FilledRows>,
}

/// The rows of one hour that no check kept out, and those of them that have what a check of completeness asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FilledRows {
    /// The check.
    pub check: String,
    /// Rows that no check kept out, rows put right in this hour among them.
    pub rows: u64,
    /// Rows with a value.
    pub filled: u64,
}

/// A check of completeness in force.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct AgreedCompleteness {
    /// The check.
    pub check: String,
    /// The column of the table that must have a value.
    pub column: String,
    /// The least share of rows that must have one, above 0 and at most 1.
    pub least: f64,
}

/// A feed's balance, hour by hour.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct FeedHours {
    /// The feed.
    pub feed: String,
    /// First day, in the zone: as asked, or the first on which something was taken in.
    #[schema(value_type = String, format = Date)]
    pub from: Date,
    /// Last day, included: as asked, or today.
    #[schema(value_type = String, format = Date)]
    pub to: Date,
    /// The zone in which days are counted.
    pub zone: String,
    /// The checks of completeness in force, as the feed writes them.
    pub completeness: Vec<AgreedCompleteness>,
    /// The hours in which something was taken in, oldest first.
    pub hours: Vec<FeedHour>,
}

/// The days wanted.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct DaysAsked {
    /// First day, in the partnership's zone.
    #[param(example = "2026-03-01", format = Date)]
    from: Option<String>,
    /// Last day, included.
    #[param(example = "2026-03-31", format = Date)]
    to: Option<String>,
}

/// What a feed brought, hour by hour.
///
/// Only for viewers who see every party's rows. Hours are those in which records were taken in.
#[utoipa::path(
    get, path = "/api/feeds/{feed}/hours", operation_id = "list_feed_hours", tag = "feeds",
    params(("feed" = String, Path, description = "The feed."), DaysAsked),
    responses((status = 200, description = "The hours, oldest first.", body = FeedHours), QuestionRefused),
)]
pub(crate) async fn list_feed_hours(
    State(app): State<Shared>,
    Signed { viewer, .. }: Signed,
    Named(feed): Named<String>,
    Asked(asked): Asked<DaysAsked>,
) -> Result<Json<FeedHours>, ApiError> {
    sees_all(&viewer)?;
    let charter = app.charter();
    let Some(known) = charter.feeds.get(&feed) else {
        return Err(ApiError::unknown(format!("no feed named `{feed}`")));
    };
    let zone =
        TimeZone::get(&charter.partnership.zone).map_err(|error| ApiError::internal(&error))?;
    let from = day("from", asked.from.as_deref())?;
    let to = day("to", asked.to.as_deref())?;
    let within = |at: Timestamp| {
        let date = at.to_zoned(zone.clone()).date();
        from.is_none_or(|from| date >= from) && to.is_none_or(|to| date <= to)
    };
    let mut hours: BTreeMap<Timestamp, Hour> = BTreeMap::new();
    app.engine.lake().each_receipt(|receipt| {
        if receipt.feed != feed || !within(receipt.at) {
            return;
        }
        let begin = receipt.at.as_second() - receipt.at.as_second().rem_euclid(3_600);
        let Ok(begin) = Timestamp::from_second(begin) else {
            return;
        };
        let hour = hours.entry(begin).or_default();
        hour.newest_fact = hour.newest_fact.max(receipt.newest_fact);
        for (check, found) in &receipt.filled {
            let filled = hour.filled.entry(check.clone()).or_default();
            filled.rows += found.rows;
            filled.filled += found.filled;
        }
        let counts = &receipt.counts;
        if receipt.replay {
            hour.mended += counts.received - counts.set_aside;
            return;
        }
        hour.counts.add(counts);
    });
    let today = app.now().to_zoned(zone.clone()).date();
    let first = hours
        .keys()
        .next()
        .map_or(today, |hour| hour.to_zoned(zone).date());
    Ok(Json(FeedHours {
        completeness: agreed(known),
        feed,
        from: from.unwrap_or(first),
        to: to.unwrap_or(today),
        zone: charter.partnership.zone.clone(),
        hours: hours.into_iter().map(told).collect(),
    }))
}

/// What came in an hour, added up.
#[derive(Default)]
struct Hour {
    counts: Counts,
    mended: u64,
    newest_fact: Option<Timestamp>,
    filled: BTreeMap<String, Filled>,
}

fn agreed(feed: &Feed) -> Vec<AgreedCompleteness> {
    feed.checks
        .iter()
        .filter_map(|check| match check.rule() {
            Some(Rule::Completeness(asked)) => Some(AgreedCompleteness {
                check: check.check.clone(),
                column: asked.column.clone(),
                least: asked.least,
            }),
            _ => None,
        })
        .collect()
}

fn told((hour, of): (Timestamp, Hour)) -> FeedHour {
    FeedHour {
        hour,
        counts: of.counts.into(),
        mended: of.mended,
        newest_fact: of.newest_fact,
        filled: of
            .filled
            .into_iter()
            .map(|(check, Filled { rows, filled })| FilledRows {
                check,
                rows,
                filled,
            })
            .collect(),
    }
}
