//! `/api/feeds`: what arrived, and what did not.

use std::collections::BTreeMap;

use access::Viewer;
use axum::Json;
use axum::extract::State;
use charter::feed::Feed;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use lake::{CheckStanding, Counts, Standing};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::api::checks::{FailingCheck, in_brief};
use crate::api::counts::RowCounts;
use crate::app::Shared;
use crate::asked::{Asked, Named, day};
use crate::error::{ApiError, ErrorBody, QuestionRefused, Refused};
use crate::signed::Signed;

/// What a feed has brought so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FeedStatus {
    /// Short name.
    pub feed: String,
    /// Title for people.
    pub title: String,
    /// The table it fills.
    pub table: String,
    /// Records read.
    pub received: u64,
    /// Records that became facts.
    pub accepted: u64,
    /// Facts that a later version replaced.
    pub superseded: u64,
    /// Records that were there already.
    pub duplicates: u64,
    /// Records that failed a check.
    pub set_aside: u64,
    /// Records that are no facts, by the feed's own rule.
    pub passed_over: u64,
    /// Files and deliveries taken in.
    pub batches: u64,
    /// Distinct rows set aside that nobody has decided about.
    pub waiting: u64,
    /// Distinct rows that were put right.
    pub mended: u64,
    /// Distinct rows that somebody said do not matter.
    pub waived: u64,
    /// Newest fact, as a UTC instant.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub newest_fact: Option<Timestamp>,
    /// When a batch was last taken in.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub last_taken_at: Option<Timestamp>,
    /// Whether the newest fact is as fresh as the charter asks; absent when it asks nothing.
    pub fresh: Option<bool>,
    /// How old the newest fact may be by the charter, in seconds; absent when it asks nothing.
    pub agreed_seconds: Option<i64>,
    /// The checks that fail; `/api/feeds/{feed}/checks` has all.
    pub failing: Vec<FailingCheck>,
    /// How many checks could be judged.
    pub judged: u64,
}

/// The feeds.
///
/// Only for viewers who see every party's rows: a feed counts all parties' records.
#[utoipa::path(
    get, path = "/api/feeds", operation_id = "list_feeds", tag = "feeds",
    responses(
        (status = 200, description = "The feeds, by name.", body = [FeedStatus]),
        (status = 403, description = "The viewer does not see every party's rows.", body = ErrorBody),
        Refused,
    ),
)]
pub(crate) async fn list_feeds(
    State(app): State<Shared>,
    Signed { viewer, .. }: Signed,
) -> Result<Json<Vec<FeedStatus>>, ApiError> {
    sees_all(&viewer)?;
    let standing = app.engine.lake().feeds();
    let counts = app.engine.lake().set_aside_counts().await?;
    let now = app.now();
    let checks = app.engine.lake().checks(app.charter(), now).await?;
    Ok(Json(
        app.charter()
            .feeds
            .values()
            .map(|feed| {
                let stands = standing.iter().find(|one| one.feed == feed.feed);
                let mut status = status(feed, stands.cloned().unwrap_or_default(), now);
                for count in counts.iter().filter(|count| count.feed == feed.feed) {
                    match count.standing {
                        Standing::Waiting => status.waiting += count.rows,
                        Standing::Mended => status.mended += count.rows,
                        Standing::Waived => status.waived += count.rows,
                    }
                }
                let of_feed: Vec<CheckStanding> = checks
                    .iter()
                    .filter(|check| check.feed == feed.feed)
                    .cloned()
                    .collect();
                (status.failing, status.judged) = in_brief(&of_feed);
                status
            })
            .collect(),
    ))
}

/// A feed counts all parties' records.
pub(crate) fn sees_all(viewer: &Viewer) -> Result<(), ApiError> {
    if viewer.sees_everything() {
        return Ok(());
    }
    Err(
        ApiError::forbidden("feeds are shown to those who see every party's rows")
            .hint("ask your contact at the client"),
    )
}

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
}

/// A feed's balance, hour by hour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
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
    if !charter.feeds.contains_key(&feed) {
        return Err(ApiError::unknown(format!("no feed named `{feed}`")));
    }
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
}

fn told((hour, of): (Timestamp, Hour)) -> FeedHour {
    FeedHour {
        hour,
        counts: of.counts.into(),
        mended: of.mended,
        newest_fact: of.newest_fact,
    }
}

fn status(feed: &Feed, stands: lake::FeedStatus, now: Timestamp) -> FeedStatus {
    FeedStatus {
        feed: feed.feed.clone(),
        title: feed.title.clone(),
        table: feed.table.clone(),
        received: stands.counts.received,
        accepted: stands.counts.accepted(),
        superseded: stands.counts.superseded,
        duplicates: stands.counts.duplicates,
        set_aside: stands.counts.set_aside,
        passed_over: stands.counts.passed_over,
        batches: stands.batches,
        waiting: 0,
        mended: 0,
        waived: 0,
        newest_fact: stands.newest_fact,
        last_taken_at: stands.last_taken_in,
        agreed_seconds: feed.agreed_seconds(),
        failing: Vec::new(),
        judged: 0,
        fresh: feed.is_fresh(stands.newest_fact, now),
    }
}
