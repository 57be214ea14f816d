//! `/api/feeds`: what arrived, and what did not.

use access::RowScope;
use axum::Json;
use axum::extract::State;
use charter::duration;
use charter::feed::Feed;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::Shared;
use crate::error::{ApiError, ErrorBody, Refused};
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
    /// Newest fact, as a UTC instant.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub newest_fact: Option<Timestamp>,
    /// When a batch was last taken in.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub last_taken_at: Option<Timestamp>,
    /// Whether the newest fact is as fresh as the charter asks; absent when it asks nothing.
    pub fresh: Option<bool>,
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
    if *viewer.rows() != RowScope::Everything {
        return Err(
            ApiError::forbidden("feeds are shown to those who see every party's rows")
                .hint("ask your contact at the client"),
        );
    }
    let standing = app.engine.lake().feeds();
    let now = app.now();
    Ok(Json(
        app.charter()
            .feeds
            .values()
            .map(|feed| {
                let stands = standing.iter().find(|one| one.feed == feed.feed);
                status(feed, stands.cloned().unwrap_or_default(), now)
            })
            .collect(),
    ))
}

fn status(feed: &Feed, stands: lake::FeedStatus, now: Timestamp) -> FeedStatus {
    let age_max = feed
        .freshness
        .as_deref()
        .and_then(|text| duration::seconds(text).ok());
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
        newest_fact: stands.newest_fact,
        last_taken_at: stands.last_taken_in,
        fresh: age_max.map(|age_max| {
            stands
                .newest_fact
                .is_some_and(|newest| now.duration_since(newest).as_secs() <= age_max)
        }),
    }
}
