//! `/api/feeds/{feed}/refusals`: what a feed refused as a whole, and why.

use axum::Json;
use axum::extract::State;
use jiff::Timestamp;
use lake::Refusal;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::Shared;
use crate::asked::Named;
use crate::error::{ApiError, QuestionRefused};
use crate::signed::Signed;

/// Something that was refused as a whole. Nothing of it was kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RefusalBody {
    /// When, the last time.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// When, the first time.
    #[schema(value_type = String, format = DateTime)]
    pub first_at: Timestamp,
    /// How often the same was refused for the same reason.
    pub times: u64,
    /// How it came: `ingest`, `http`, `drop`, `stream` or `pull`.
    pub way: String,
    /// Who sent it; absent where it came by itself.
    pub who: Option<String>,
    /// Name of the file, or of the delivery.
    pub name: String,
    /// BLAKE3 digest of its bytes, where they were all read.
    pub digest: Option<String>,
    /// A stable word for what was wrong.
    pub kind: String,
    /// The check that stopped it, where one did.
    pub check: Option<String>,
    /// What was wrong, and where; without what stands in its rows.
    pub says: String,
    /// What to do.
    pub hint: String,
    /// Whether the same bytes, or a file of the same name, came in well since.
    pub settled: bool,
}

impl From<Refusal> for RefusalBody {
    fn from(refusal: Refusal) -> Self {
        Self {
            at: refusal.at,
            first_at: refusal.first_at,
            times: refusal.times,
            way: refusal.way.word().to_owned(),
            who: refusal.who,
            name: refusal.name,
            digest: refusal.digest,
            kind: refusal.kind,
            check: refusal.check,
            says: refusal.says,
            hint: refusal.hint,
            settled: refusal.settled,
        }
    }
}

/// What a feed refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FeedRefusals {
    /// The feed.
    pub feed: String,
    /// The newest first; at most 100.
    pub refusals: Vec<RefusalBody>,
    /// Why earlier ones cannot be told; absent where they can.
    pub damaged: Option<String>,
}

/// What a feed refused as a whole.
///
/// For whoever may `ingest` and sees every party's rows, as with rows that were set aside.
#[utoipa::path(
    get, path = "/api/feeds/{feed}/refusals", operation_id = "list_feed_refusals", tag = "feeds",
    params(("feed" = String, Path, description = "The feed.")),
    responses((status = 200, description = "What was refused, the newest first.", body = FeedRefusals), QuestionRefused),
)]
pub(crate) async fn list_feed_refusals(
    State(app): State<Shared>,
    Signed { viewer, .. }: Signed,
    Named(feed): Named<String>,
) -> Result<Json<FeedRefusals>, ApiError> {
    // Who may not see any is not told which feeds there are: the lake looks at the viewer first.
    let found = app.engine.lake().refusals(&viewer, &feed).await?;
    if !app.charter().feeds.contains_key(&feed) {
        return Err(ApiError::unknown(format!("no feed named `{feed}`")));
    }
    Ok(Json(FeedRefusals {
        feed,
        refusals: found.refusals.into_iter().map(RefusalBody::from).collect(),
        damaged: found.damaged,
    }))
}
