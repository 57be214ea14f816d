//! `/api/quarantine/mend` and `/api/quarantine/waive`: what is done with rows that were set aside, step by step.

use std::collections::{BTreeMap, HashSet};

use axum::Json;
use axum::extract::State;
use lake::{Kept, Meant, Which, With};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::quarantine::LIMIT_MAX;
use super::records::FateBody;
use crate::app::Shared;
use crate::asked::{Sent, filled};
use crate::error::{ApiError, ChangeRefused, DiskRefused};
use crate::signed::Signed;

/// Rows that are named one by one, at most: two pages.
const IDS_MAX: usize = 2 * LIMIT_MAX;

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
    /// Where the step before ended, as its answer says under `next`; absent in the first.
    after: Option<String>,
    /// A new text, for one row.
    text: Option<String>,
    /// Source column → SQL expression over source columns.
    expressions: Option<BTreeMap<String, String>>,
}

/// What a step of trying again came to.
#[derive(Debug, Serialize, ToSchema)]
pub struct MendedBody {
    /// Rows tried.
    pub tried: u64,
    /// Rows that wait no more.
    pub passed: u64,
    /// Why the others go on waiting, most rows first.
    pub kept: Vec<KeptRows>,
    /// The fate of each.
    pub fates: Vec<MendedRow>,
    /// Ids that were named and did not wait: somebody else was faster. The first step says it.
    pub gone: Vec<String>,
    /// Rows that are meant, wait, and were not looked at yet.
    pub left: u64,
    /// What the next step is asked with as `after`; absent when none is left.
    pub next: Option<String>,
}

/// Rows that go on waiting for one reason.
#[derive(Debug, Serialize, ToSchema)]
pub struct KeptRows {
    /// The check that they fail now, or what cannot be done.
    pub check: String,
    /// What is wrong with one of them.
    pub reason: String,
    /// How many.
    pub rows: u64,
}

impl From<Kept> for KeptRows {
    fn from(kept: Kept) -> Self {
        Self {
            check: kept.check,
            reason: kept.reason,
            rows: kept.rows,
        }
    }
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
    /// Where the step before ended, as its answer says under `next`; absent in the first.
    after: Option<String>,
    /// Why.
    why: String,
}

/// What a step of waiving came to.
#[derive(Debug, Serialize, ToSchema)]
pub struct WaivedBody {
    /// Rows that wait no more.
    pub waived: u64,
    /// Rows that are meant and wait still.
    pub left: u64,
    /// What the next step is asked with as `after`; absent when none is left.
    pub next: Option<String>,
}

/// Try rows again, as they are or put right.
///
/// For whoever may `ingest` and sees every party's rows. One call is one step and one commit: it takes the newest rows, at most
/// 5,000 and 16 MiB of them. Ask again with `after` until the answer has no `next`; a row that cannot be mended keeps none
/// behind it from being tried.
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
    let meant = Meant {
        feed: asked.feed,
        which: which(asked.ids, asked.check)?,
        after: filled(asked.after),
    };
    let step = app
        .engine
        .lake()
        .mend(app.charter(), &viewer, &meant, &with, app.now())
        .await?;
    Ok(Json(MendedBody {
        tried: step.tried(),
        passed: step.done,
        kept: step.kept.into_iter().map(KeptRows::from).collect(),
        fates: step
            .fates
            .into_iter()
            .map(|(id, fate)| MendedRow {
                id,
                fate: fate.into(),
            })
            .collect(),
        gone: step.gone,
        left: step.left,
        next: step.next,
    }))
}

/// Say of rows that they do not matter, and why.
///
/// For whoever may `ingest` and sees every party's rows. The rows stay, with who said so. One call is one step, as in mending.
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
    let meant = Meant {
        feed: asked.feed,
        which: which(asked.ids, asked.check)?,
        after: filled(asked.after),
    };
    let step = app
        .engine
        .lake()
        .waive(&viewer, &meant, &asked.why, app.now())
        .await?;
    Ok(Json(WaivedBody {
        waived: step.done,
        left: step.left,
        next: step.next,
    }))
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
