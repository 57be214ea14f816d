//! `/api/quarantine`: rows that were set aside, and how they stand.

use axum::Json;
use axum::extract::State;
use jiff::Timestamp;
use lake::{QuarantineQuestion, SetAsideRow, Standing};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::app::Shared;
use crate::asked::{Asked, filled};
use crate::error::{ApiError, QuestionRefused};
use crate::signed::Signed;

/// Rows on a page, unless asked otherwise.
const LIMIT: usize = 50;
/// Rows on a page, at most.
pub(super) const LIMIT_MAX: usize = 500;

/// Which rows are wanted.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct QuarantineParams {
    /// Of one feed; of all when absent.
    feed: Option<String>,
    /// That failed one check.
    check: Option<String>,
    /// `waiting`, `mended` or `waived`; all when absent.
    standing: Option<String>,
    /// Rows to leave out, from the newest on.
    offset: Option<usize>,
    /// Rows at most: 50 when absent, up to 500.
    limit: Option<usize>,
}

/// Rows that were set aside.
#[derive(Debug, Serialize, ToSchema)]
pub struct QuarantineBody {
    /// How many there are on all pages.
    pub total: u64,
    /// The rows of this page, newest first.
    pub rows: Vec<QuarantinedRow>,
    /// The checks under which rows wait, most rows first.
    pub checks: Vec<WaitingCheck>,
}

/// Rows of a feed that wait under one check.
#[derive(Debug, Serialize, ToSchema)]
pub struct WaitingCheck {
    /// The feed.
    pub feed: String,
    /// The check, or what could not be done.
    pub check: String,
    /// Rows that wait.
    pub waiting: u64,
}

/// How a row that was set aside stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StandingWord {
    /// Nobody has decided.
    Waiting,
    /// It was put right and taken in.
    Mended,
    /// Somebody said that it does not matter, and why.
    Waived,
}

impl From<Standing> for StandingWord {
    fn from(standing: Standing) -> Self {
        match standing {
            Standing::Waiting => Self::Waiting,
            Standing::Mended => Self::Mended,
            Standing::Waived => Self::Waived,
        }
    }
}

/// One row that was set aside.
#[derive(Debug, Serialize, ToSchema)]
pub struct QuarantinedRow {
    /// What tells it.
    pub id: String,
    /// The feed it came through.
    pub feed: String,
    /// Version of the lake in which it first came.
    pub batch: u64,
    /// Name of the file or delivery.
    pub source: String,
    /// Its line there, from 1.
    pub line: u64,
    /// How its text is written, as a feed's `format` says it, in JSON.
    pub format: String,
    /// Its text as it came. It may hold personal data.
    pub raw: String,
    /// The check that it failed, or what could not be done.
    pub check: String,
    /// What is wrong with it.
    pub reason: String,
    /// What the person who mends it should know.
    pub hint: String,
    /// When it first came.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// How it stands.
    pub standing: StandingWord,
    /// When that was decided.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub resolved_at: Option<Timestamp>,
    /// Who decided it.
    pub resolved_by: Option<String>,
    /// What was done, or why nothing needs to be.
    pub resolution: Option<String>,
}

/// Rows that were set aside.
///
/// For whoever may `ingest` and sees every party's rows: a raw row holds what the source holds.
#[utoipa::path(
    get, path = "/api/quarantine", operation_id = "list_quarantine", tag = "feeds",
    params(QuarantineParams),
    responses((status = 200, description = "The rows, newest first.", body = QuarantineBody), QuestionRefused),
)]
pub(crate) async fn list_quarantine(
    State(app): State<Shared>,
    Signed { viewer, .. }: Signed,
    Asked(asked): Asked<QuarantineParams>,
) -> Result<Json<QuarantineBody>, ApiError> {
    let standing = filled(asked.standing)
        .map(|word| {
            Standing::of(&word).ok_or_else(|| {
                ApiError::malformed(format!("`{word}` is no standing"))
                    .hint("`waiting`, `mended` or `waived`")
            })
        })
        .transpose()?;
    let feed = filled(asked.feed);
    let question = QuarantineQuestion {
        feed: feed.clone(),
        check: filled(asked.check),
        standing,
        ids: Vec::new(),
        offset: asked.offset.unwrap_or_default(),
        limit: asked.limit.unwrap_or(LIMIT).min(LIMIT_MAX),
    };
    let lake = app.engine.lake();
    let found = lake.quarantine(&viewer, &question).await?;
    let checks = lake
        .waiting_checks(&viewer, feed.as_deref())
        .await?
        .into_iter()
        .map(|(feed, check, waiting)| WaitingCheck {
            feed,
            check,
            waiting,
        })
        .collect();
    Ok(Json(QuarantineBody {
        total: found.total,
        rows: found.rows.into_iter().map(row).collect(),
        checks,
    }))
}

fn row(row: SetAsideRow) -> QuarantinedRow {
    QuarantinedRow {
        id: row.id,
        feed: row.feed,
        batch: row.batch,
        source: row.source,
        line: row.line,
        format: row.format,
        raw: row.raw,
        check: row.check,
        reason: row.reason,
        hint: row.hint,
        at: row.at,
        standing: row.standing.into(),
        resolved_at: row.resolved_at,
        resolved_by: row.resolved_by,
        resolution: row.resolution,
    }
}
