//! `/api/feeds`: what arrived, and what did not.

use std::collections::BTreeMap;

use access::Viewer;
use axum::Json;
use axum::extract::State;
use charter::feed::Feed;
use jiff::{SignedDuration, Timestamp};
use lake::{CheckStanding, Standing};
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::checks::{FailingCheck, in_brief};
use crate::app::Shared;
use crate::error::{ApiError, ErrorBody, Refused};
use crate::signed::Signed;

/// How long something that was refused is news.
const REFUSED_WITHIN: SignedDuration = SignedDuration::from_hours(7 * 24);

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
    /// Files and deliveries of the last seven days that were refused as a whole and have not come in well since;
    /// `/api/feeds/{feed}/refusals` says why.
    pub refused: u64,
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
    let mut refused = BTreeMap::new();
    for feed in app.charter().feeds.keys() {
        let since = now - REFUSED_WITHIN;
        let count = app.engine.lake().refused_since(feed, since).await;
        refused.insert(feed.clone(), count);
    }
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
                status.refused = refused.get(&feed.feed).copied().unwrap_or_default();
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
        refused: 0,
        failing: Vec::new(),
        judged: 0,
        fresh: feed.is_fresh(stands.newest_fact, now),
    }
}
