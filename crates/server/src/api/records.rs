//! `/api/feeds/{feed}/records`: facts handed in.

use access::Viewer;
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, header};
use charter::feed::{Feed, Format, Separated};
use charter::partnership::Right;
use lake::{Delivered, Delivery, Fate};
use serde::Serialize;
use utoipa::ToSchema;

use super::counts::RowCounts;
use crate::app::{App, Shared};
use crate::asked::Named;
use crate::error::{ApiError, ChangeRefused, ErrorBody, SendRefused};
use crate::receiving::Receiving;
use crate::signed::Signed;

/// Largest delivery, in bytes.
const DELIVERY_BYTES_MAX: u64 = 16 << 20;
/// Longest idempotency key, in characters.
const KEY_CHARACTERS_MAX: usize = 200;
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// What a delivery came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DeliveryReceipt {
    /// Version of the lake that holds it.
    pub batch: u64,
    /// What became of its records.
    #[serde(flatten)]
    pub counts: RowCounts,
    /// Whether it was taken in before, under the same key.
    pub repeated: bool,
    /// The fate of every record; empty when it was repeated.
    pub rows: Vec<RecordFate>,
}

/// What became of one record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RecordFate {
    /// Its line, from 1; in a JSON array its number. Objects on one line have the same, and come in their order.
    pub line: u64,
    /// Of a record set aside: under which it waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What became of it.
    #[serde(flatten)]
    pub fate: FateBody,
}

/// What became of a record: `added`, `replaced`, `superseded`, `duplicate`, `passed_over` or `set_aside`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FateBody {
    /// The word.
    pub fate: FateWord,
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
                check,
                reason,
                hint,
                ..
            } => Self {
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
        SendRefused,
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
    let known = fillable(&app, &viewer, &feed)?;
    let format = format(&headers, known)?;
    let key = key(&headers)?;
    // Bodies are read one at a time per turn, so that many senders cannot fill the memory. What has been read is
    // bounded by what may wait in the lake.
    let turn = app.bodies.take(&viewer).await?;
    let bytes = Receiving::of(body, DELIVERY_BYTES_MAX).whole().await;
    let bytes = bytes.map_err(|why| why.told(too_large))?;
    let delivery = Delivery {
        feed,
        name: match &key {
            Some(key) => format!("delivery {key} of {}", viewer.person()),
            None => format!("delivery of {}", viewer.person()),
        },
        bytes,
        format,
        key,
        position: None,
        otherwise: lake::Otherwise::Refused,
        sender: lake::Sender::person(lake::Way::Http, viewer.person()),
    };
    drop(turn);
    let delivered = app
        .engine
        .lake()
        .deliver(app.charter(), delivery, app.now())
        .await?;
    Ok(Json(receipt(delivered)))
}

/// The feed of that name, where the viewer may hand facts in through it.
pub(crate) fn fillable<'a>(
    app: &'a App,
    viewer: &Viewer,
    feed: &str,
) -> Result<&'a Feed, ApiError> {
    if !viewer.may(Right::Ingest) {
        return Err(
            ApiError::forbidden("handing facts in needs the right `ingest`")
                .hint("ask whoever administers the partnership for it"),
        );
    }
    let known = app.charter().feeds.get(feed);
    known.filter(|known| may_fill(viewer, known)).ok_or_else(|| {
        ApiError::unknown(format!("no feed named `{feed}` that you may fill"))
            .hint("whoever sees one party's rows may fill the feeds that say this party for every row")
    })
}

/// Whether all rows that come through the feed are of parties whose rows the viewer sees: what becomes of a record tells
/// whether there was one.
fn may_fill(viewer: &Viewer, feed: &Feed) -> bool {
    viewer.sees_everything() || feed.party().is_some_and(|party| party == viewer.party())
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
    DeliveryReceipt {
        batch: delivered.receipt.batch,
        counts: delivered.receipt.counts.into(),
        repeated: delivered.repeated,
        rows: delivered
            .rows
            .into_iter()
            .map(|row| RecordFate {
                line: row.line,
                id: match &row.fate {
                    Fate::SetAside { id, .. } => Some(id.clone()),
                    _ => None,
                },
                fate: row.fate.into(),
            })
            .collect(),
    }
}

fn too_large() -> ApiError {
    ApiError::too_much(format!(
        "a delivery has at most {} MiB",
        DELIVERY_BYTES_MAX >> 20
    ))
    .hint("send it in parts, or as a file to /api/feeds/{feed}/files")
}
