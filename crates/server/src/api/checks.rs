//! `/api/feeds/{feed}/checks`: how the checks of a feed stand, and its volume against what is usual.

use axum::Json;
use axum::extract::State;
use jiff::Timestamp;
use lake::{CheckStanding, HourOfFacts, Verdict};
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::feeds::sees_all;
use crate::app::Shared;
use crate::asked::Named;
use crate::error::{ApiError, QuestionRefused};
use crate::signed::Signed;

/// How a check of a feed stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CheckStands {
    /// Its name in the feed, or `freshness`, `type`, `identity`, `unreadable`, `in_the_future`, which every feed has.
    pub check: String,
    /// What kind it is: `holds`, `range`, `one_of`, `matches`, `known_in`, `unique`, `completeness`, `volume`, `freshness`,
    /// `type`, `identity`, `unreadable` or `in_the_future`.
    pub kind: String,
    /// What happens where it fails: `warn`, `set_aside` or `stop`.
    pub severity: String,
    /// `passed`, `failed` or `not_judged`.
    pub verdict: String,
    /// Rows, records or hours that were judged.
    pub n: u64,
    /// Those of them that failed.
    pub failed: u64,
    /// Since when it has stood so, where that is known.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub since: Option<Timestamp>,
    /// The same in a sentence.
    pub says: String,
    /// What the person who mends it should know.
    pub hint: Option<String>,
}

impl From<CheckStanding> for CheckStands {
    fn from(standing: CheckStanding) -> Self {
        Self {
            check: standing.check,
            kind: standing.kind.to_owned(),
            severity: standing.severity.word().to_owned(),
            verdict: standing.verdict.word().to_owned(),
            n: standing.n,
            failed: standing.failed,
            since: standing.since,
            says: standing.says,
            hint: standing.hint,
        }
    }
}

/// The facts of an hour, and how many are usual for it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct VolumeHour {
    /// When it begins, as a UTC instant.
    #[schema(value_type = String, format = DateTime)]
    pub hour: Timestamp,
    /// Facts that say they happened in it.
    pub facts: u64,
    /// How many are usual, on average; absent where it cannot be said.
    pub usual: Option<f64>,
    /// The fewest that are usual.
    pub low: Option<u64>,
    /// The most that are usual.
    pub high: Option<u64>,
    /// Whether it has fewer or more than usual.
    pub unusual: bool,
    /// Why it is not judged: `not_over`, `holiday` or `too_young`; absent when it is.
    pub not_judged: Option<String>,
}

impl From<&HourOfFacts> for VolumeHour {
    fn from(of: &HourOfFacts) -> Self {
        Self {
            hour: of.hour,
            facts: of.facts,
            usual: of.expected.map(|expected| expected.mean),
            low: of.expected.map(|expected| expected.low),
            high: of.expected.map(|expected| expected.high),
            unusual: of.is_unusual(),
            not_judged: of.not_judged.map(|why| why.word().to_owned()),
        }
    }
}

/// How a feed's checks stand.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct FeedChecks {
    /// The feed.
    pub feed: String,
    /// The zone whose hours and weekdays are compared.
    pub zone: String,
    /// The checks as the feed writes them, then those that every feed has.
    pub checks: Vec<CheckStands>,
    /// The last seven days, hour by hour; empty while nothing has come.
    pub volume: Vec<VolumeHour>,
}

/// How the checks of a feed stand.
///
/// Only for viewers who see every party's rows: a feed counts all parties' records.
#[utoipa::path(
    get, path = "/api/feeds/{feed}/checks", operation_id = "list_feed_checks", tag = "feeds",
    params(("feed" = String, Path, description = "The feed.")),
    responses((status = 200, description = "The checks.", body = FeedChecks), QuestionRefused),
)]
pub(crate) async fn list_feed_checks(
    State(app): State<Shared>,
    Signed { viewer, .. }: Signed,
    Named(feed): Named<String>,
) -> Result<Json<FeedChecks>, ApiError> {
    sees_all(&viewer)?;
    let charter = app.charter();
    let Some(known) = charter.feeds.get(&feed) else {
        return Err(ApiError::unknown(format!("no feed named `{feed}`")));
    };
    let lake = app.engine.lake();
    let now = app.now();
    let checks = lake.checks_of(charter, known, now).await?;
    let volume = lake.volume(charter, known, now).await?;
    Ok(Json(FeedChecks {
        feed,
        zone: charter.partnership.zone.clone(),
        checks: checks.into_iter().map(CheckStands::from).collect(),
        volume: volume.iter().map(VolumeHour::from).collect(),
    }))
}

/// A check that fails, in brief.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FailingCheck {
    /// Its name.
    pub check: String,
    /// What kind it is.
    pub kind: String,
    /// What happens where it fails: `warn`, `set_aside` or `stop`.
    pub severity: String,
    /// How it stands, in a sentence.
    pub says: String,
}

/// The checks that fail, and how many were judged.
pub(crate) fn in_brief(standings: &[CheckStanding]) -> (Vec<FailingCheck>, u64) {
    let failing = standings
        .iter()
        .filter(|standing| standing.verdict == Verdict::Failed)
        .map(|standing| FailingCheck {
            check: standing.check.clone(),
            kind: standing.kind.to_owned(),
            severity: standing.severity.word().to_owned(),
            says: standing.says.clone(),
        })
        .collect();
    let judged = standings
        .iter()
        .filter(|standing| standing.verdict != Verdict::NotJudged)
        .count();
    (failing, judged as u64)
}
