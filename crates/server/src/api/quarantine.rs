//! `/api/quarantine`: rows that were set aside, and what became of them.

use std::collections::{BTreeMap, HashSet};

use axum::Json;
use axum::extract::State;
use jiff::Timestamp;
use lake::{Mending, QuarantineQuestion, SetAsideRow, Standing, Which, With};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::records::{FateBody, FateWord};
use crate::app::Shared;
use crate::asked::{Asked, Sent, filled};
use crate::error::{ApiError, ChangeRefused, DiskRefused, QuestionRefused};
use crate::signed::Signed;

/// Rows on a page, unless asked otherwise.
const LIMIT: usize = 50;
/// Rows on a page, at most.
const LIMIT_MAX: usize = 500;
/// Rows that are named one by one, at most: two pages.
const IDS_MAX: usize = 2 * LIMIT_MAX;

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

/// What is put right in rows before they are tried again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MendBody {
    /// The feed.
    feed: String,
    /// These rows, at most 1000; with neither `ids` nor `check`, all that wait.
    ids: Option<Vec<String>>,
    /// All that failed this check.
    check: Option<String>,
    /// A new text, for one row.
    text: Option<String>,
    /// Source column → SQL expression over source columns.
    expressions: Option<BTreeMap<String, String>>,
}

/// What came of trying again.
#[derive(Debug, Serialize, ToSchema)]
pub struct MendedBody {
    /// Rows tried.
    pub tried: u64,
    /// Rows that wait no more.
    pub passed: u64,
    /// The fate of each.
    pub fates: Vec<MendedRow>,
    /// Ids that were named and did not wait: somebody else was faster.
    pub gone: Vec<String>,
}

/// The fate of a row that was tried again.
#[derive(Debug, Serialize, ToSchema)]
pub struct MendedRow {
    /// The row.
    pub id: String,
    /// What became of it.
    #[serde(flatten)]
    pub fate: FateBody,
}

/// Which rows do not matter, and why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WaiveBody {
    /// The feed.
    feed: String,
    /// These rows, at most 1000; with neither `ids` nor `check`, all that wait.
    ids: Option<Vec<String>>,
    /// All that failed this check.
    check: Option<String>,
    /// Why.
    why: String,
}

/// How many rows were waived.
#[derive(Debug, Serialize, ToSchema)]
pub struct WaivedBody {
    /// Rows that wait no more.
    pub waived: u64,
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

/// Try rows again, as they are or put right.
///
/// For whoever may `ingest` and sees every party's rows. At most 10,000 rows at once.
#[utoipa::path(
    post, path = "/api/quarantine/mend", operation_id = "mend_quarantine", tag = "feeds",
    request_body = MendBody,
    responses((status = 200, description = "What became of them.", body = MendedBody), DiskRefused, ChangeRefused),
)]
pub(crate) async fn mend_quarantine(
    State(app): State<Shared>,
    Signed { viewer, .. }: Signed,
    Sent(asked): Sent<MendBody>,
) -> Result<Json<MendedBody>, ApiError> {
    let with = match (asked.text, asked.expressions) {
        (None, None) => With::AsTheyAre,
        (Some(text), None) => With::Text(text),
        (None, Some(expressions)) => With::Expressions(expressions),
        (Some(_), Some(_)) => {
            return Err(ApiError::malformed(
                "`text` and `expressions` were both sent; rows are put right in one way",
            ));
        }
    };
    let mending = Mending {
        feed: asked.feed,
        which: which(asked.ids, asked.check)?,
        with,
    };
    let mended = app
        .engine
        .lake()
        .mend(app.charter(), &viewer, &mending, app.now())
        .await?;
    let fates: Vec<MendedRow> = mended
        .fates
        .into_iter()
        .map(|(id, fate)| MendedRow {
            id,
            fate: fate.into(),
        })
        .collect();
    Ok(Json(MendedBody {
        tried: fates.len() as u64,
        passed: fates
            .iter()
            .filter(|row| row.fate.fate != FateWord::SetAside)
            .count() as u64,
        fates,
        gone: mended.gone,
    }))
}

/// Say of rows that they do not matter, and why.
///
/// For whoever may `ingest` and sees every party's rows. The rows stay, with who said so.
#[utoipa::path(
    post, path = "/api/quarantine/waive", operation_id = "waive_quarantine", tag = "feeds",
    request_body = WaiveBody,
    responses((status = 200, description = "How many there were.", body = WaivedBody), DiskRefused, ChangeRefused),
)]
pub(crate) async fn waive_quarantine(
    State(app): State<Shared>,
    Signed { viewer, .. }: Signed,
    Sent(asked): Sent<WaiveBody>,
) -> Result<Json<WaivedBody>, ApiError> {
    let which = which(asked.ids, asked.check)?;
    let waived = app
        .engine
        .lake()
        .waive(&viewer, &asked.feed, &which, &asked.why, app.now())
        .await?;
    Ok(Json(WaivedBody { waived }))
}

fn which(ids: Option<Vec<String>>, check: Option<String>) -> Result<Which, ApiError> {
    match (ids, filled(check)) {
        (Some(ids), None) => named(ids).map(Which::Ids),
        (None, Some(check)) => Ok(Which::Check(check)),
        (None, None) => Ok(Which::All),
        (Some(_), Some(_)) => Err(ApiError::malformed(
            "`ids` and `check` were both sent; rows are named in one way",
        )),
    }
}

/// Rows by name, each once.
fn named(mut ids: Vec<String>) -> Result<Vec<String>, ApiError> {
    let mut seen = HashSet::new();
    ids.retain(|id| seen.insert(id.clone()));
    if ids.len() > IDS_MAX {
        return Err(ApiError::too_much(format!(
            "{} rows are named; at most {IDS_MAX} may be at once",
            ids.len()
        ))
        .hint("name their check instead of each row, or send them in parts"));
    }
    Ok(ids)
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
