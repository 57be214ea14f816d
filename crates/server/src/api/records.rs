//! `/api/feeds/{feed}/records`: facts handed in.

use access::{RowScope, Viewer};
use axum::Json;
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, header};
use charter::feed::{Feed, Format, Separated};
use charter::partnership::Right;
use lake::{Delivered, Delivery, Fate, LakeError};
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::Shared;
use crate::asked::Named;
use crate::error::{ApiError, ChangeRefused, ErrorBody};
use crate::signed::Signed;

/// Largest delivery, in bytes.
pub(crate) const DELIVERY_BYTES_MAX: usize = 16 << 20;
/// Longest idempotency key, in characters.
const KEY_CHARACTERS_MAX: usize = 200;
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// What a delivery came to: `received = passed_over + set_aside + added + replaced + superseded + duplicates`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DeliveryReceipt {
    /// Version of the lake that holds it.
    pub batch: u64,
    /// Records read.
    pub received: u64,
    /// No facts, by the feed's own rule.
    pub passed_over: u64,
    /// Kept out of the table; they wait to be mended.
    pub set_aside: u64,
    /// Records that were not there.
    pub added: u64,
    /// Later versions of records that were there.
    pub replaced: u64,
    /// Earlier versions of records that are there.
    pub superseded: u64,
    /// The same version of the same record once more.
    pub duplicates: u64,
    /// Whether it was taken in before, under the same key.
    pub repeated: bool,
    /// The fate of every record; empty when it was repeated.
    pub rows: Vec<RecordFate>,
}

/// What became of one record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RecordFate {
    /// Its line, from 1; in a JSON array its number.
    pub line: u64,
    /// What became of it.
    #[serde(flatten)]
    pub fate: FateBody,
}

/// What became of a record: `added`, `replaced`, `superseded`, `duplicate`, `passed_over` or `set_aside`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FateBody {
    /// The word.
    pub fate: FateWord,
    /// Of a record set aside: under which it waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Of a record set aside: the check, or what could not be done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub check: Option<String>,
    /// Of a record set aside: what is wrong with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Of a record set aside: what the person who mends it should know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

/// What can become of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FateWord {
    /// It was not there, and is now.
    Added,
    /// An earlier version of it was there.
    Replaced,
    /// A later version of it is there.
    Superseded,
    /// The same version of it was there.
    Duplicate,
    /// No fact, by the feed's own rule.
    PassedOver,
    /// Kept out of the table.
    SetAside,
}

impl From<Fate> for FateBody {
    fn from(fate: Fate) -> Self {
        let plain = |fate| Self {
            fate,
            id: None,
            check: None,
            reason: None,
            hint: None,
        };
        match fate {
            Fate::Added => plain(FateWord::Added),
            Fate::Replaced => plain(FateWord::Replaced),
            Fate::Superseded => plain(FateWord::Superseded),
            Fate::Duplicate => plain(FateWord::Duplicate),
            Fate::PassedOver => plain(FateWord::PassedOver),
            Fate::SetAside {
                id,
                check,
                reason,
                hint,
            } => Self {
                id: Some(id),
                check: Some(check),
                reason: Some(reason),
                hint: Some(hint),
                ..plain(FateWord::SetAside)
            },
        }
    }
}

/// Hand records in.
///
/// Needs the right `ingest`. The body is one JSON object a line (`application/x-ndjson`), a JSON array
/// (`application/json`), separated values (`text/csv`), or as the feed says its source writes. It is answered when the
/// records are on disk. Under an `Idempotency-Key`, the same body may be sent again and is taken in once.
#[utoipa::path(
    post, path = "/api/feeds/{feed}/records", operation_id = "create_records", tag = "feeds",
    params(
        ("feed" = String, Path, description = "The feed."),
        ("Idempotency-Key" = Option<String>, Header, description = "Any text of the sender's, up to 200 characters."),
    ),
    request_body(content = String, description = "The records.", content_type = "application/x-ndjson"),
    responses(
        (status = 200, description = "What became of each record.", body = DeliveryReceipt),
        (status = 413, description = "More than 16 MiB.", body = ErrorBody),
        (status = 507, description = "The disk is full; nothing of it was taken in.", body = ErrorBody),
        (status = 429, description = "More waits than may wait; `Retry-After` says when to come again.", body = ErrorBody),
        ChangeRefused,
    ),
)]
pub(crate) async fn create_records(
    State(app): State<Shared>,
    Signed { viewer, .. }: Signed,
    Named(feed): Named<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<DeliveryReceipt>, ApiError> {
    if !viewer.may(Right::Ingest) {
        return Err(
            ApiError::forbidden("handing facts in needs the right `ingest`")
                .hint("ask whoever administers the partnership for it"),
        );
    }
    let known = app.charter().feeds.get(&feed);
    let known = known.filter(|known| may_fill(&viewer, known)).ok_or_else(|| {
        ApiError::unknown(format!("no feed named `{feed}` that you may fill"))
            .hint("whoever sees one party's rows may fill the feeds that say this party for every row")
    })?;
    let format = format(&headers, known)?;
    let key = key(&headers)?;
    // Bodies are read one at a time per permit, so that many senders cannot fill the memory. What has been read is
    // bounded by what may wait in the lake.
    let permit = app.bodies.try_acquire().map_err(|_| busy())?;
    let bytes = to_bytes(body, DELIVERY_BYTES_MAX).await.map_err(|_| {
        ApiError::too_much(format!(
            "a delivery has at most {} MiB",
            DELIVERY_BYTES_MAX >> 20
        ))
        .hint("send it in parts, or as a file with `tandem ingest`")
    })?;
    let delivery = Delivery {
        feed,
        name: match &key {
            Some(key) => format!("delivery {key} of {}", viewer.person()),
            None => format!("delivery of {}", viewer.person()),
        },
        bytes: bytes.to_vec(),
        format,
        key,
        position: None,
    };
    drop(permit);
    let delivered = app
        .engine
        .lake()
        .deliver(app.charter(), delivery, app.now())
        .await?;
    Ok(Json(receipt(delivered)))
}

/// Whether all rows that come through the feed are of parties whose rows the viewer sees: what becomes of a record tells
/// whether there was one.
fn may_fill(viewer: &Viewer, feed: &Feed) -> bool {
    *viewer.rows() == RowScope::Everything
        || feed.party().is_some_and(|party| party == viewer.party())
}

fn format(headers: &HeaderMap, feed: &Feed) -> Result<Option<Format>, ApiError> {
    let Some(sent) = headers.get(header::CONTENT_TYPE) else {
        return Ok(None);
    };
    let sent = sent.to_str().unwrap_or_default();
    let kind = sent.split(';').next().unwrap_or_default().trim();
    Ok(match kind {
        "application/x-ndjson" | "application/jsonl" => Some(Format::Ndjson),
        "application/json" => match &feed.format {
            Format::Json { .. } => None,
            _ => Some(Format::Json { records: None }),
        },
        "text/csv" => match &feed.format {
            Format::Csv(_) => None,
            _ => Some(Format::Csv(Separated::default())),
        },
        "text/tab-separated-values" => Some(Format::Tsv(Separated::default())),
        "" | "application/octet-stream" => None,
        "application/vnd.apache.parquet" => Some(Format::Parquet),
        "application/vnd.apache.arrow.file" | "application/vnd.apache.arrow.stream" => {
            Some(Format::Arrow)
        }
        other => {
            return Err(
                ApiError::malformed(format!("the content type `{other}` is not read here")).hint(
                    "send application/x-ndjson, application/json or text/csv, or none for the feed's own format",
                ),
            );
        }
    })
}

fn key(headers: &HeaderMap) -> Result<Option<String>, ApiError> {
    let Some(key) = headers.get(IDEMPOTENCY_KEY) else {
        return Ok(None);
    };
    match key.to_str() {
        Ok(key) if !key.is_empty() && key.len() <= KEY_CHARACTERS_MAX => Ok(Some(key.to_owned())),
        _ => Err(ApiError::malformed(format!(
            "the Idempotency-Key is not a text of 1 to {KEY_CHARACTERS_MAX} characters"
        ))),
    }
}

fn receipt(delivered: Delivered) -> DeliveryReceipt {
    let counts = delivered.receipt.counts;
    DeliveryReceipt {
        batch: delivered.receipt.batch,
        received: counts.received,
        passed_over: counts.passed_over,
        set_aside: counts.set_aside,
        added: counts.added,
        replaced: counts.replaced,
        superseded: counts.superseded,
        duplicates: counts.duplicates,
        repeated: delivered.repeated,
        rows: delivered
            .rows
            .into_iter()
            .map(|row| RecordFate {
                line: row.line,
                fate: row.fate.into(),
            })
            .collect(),
    }
}

fn busy() -> ApiError {
    ApiError::come_again("more is being handed in than can be read at once", 1)
}

impl From<LakeError> for ApiError {
    fn from(error: LakeError) -> Self {
        let (message, hint) = (error.to_string(), error.hint());
        let told = match &error {
            LakeError::Full { retry_seconds } => Self::come_again(message, *retry_seconds),
            LakeError::KeyTaken { .. } => Self::conflict(message),
            LakeError::DiskFull { .. } => {
                tracing::error!(%message, "the disk is full");
                Self::disk_full()
            }
            LakeError::Unknown { .. } => Self::unknown(message),
            LakeError::Forbidden { .. } => Self::forbidden(message),
            LakeError::TooLarge { .. } | LakeError::TooSlow { .. } => Self::too_much(message),
            error if error.is_users() => Self::invalid(message),
            error => return Self::internal(error),
        };
        told.hint(hint)
    }
}
