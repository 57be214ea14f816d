//! `/api/feeds/{feed}/files`: whole files handed in.

use std::collections::BTreeMap;

use axum::Json;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, header};
use jiff::Timestamp;
use lake::{Receipt, Source};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::records::fillable;
use crate::app::Shared;
use crate::asked::{Asked, Named};
use crate::error::{ApiError, ChangeRefused, ErrorBody};
use crate::signed::Signed;

/// Largest file, in bytes.
const FILE_BYTES_MAX: u64 = 2 << 30;

/// What a file came to: `received = passed_over + set_aside + added + replaced + superseded + duplicates`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FileReceipt {
    /// The feed.
    pub feed: String,
    /// The table that it fills.
    pub table: String,
    /// Name of the file.
    pub source: String,
    /// Version of the lake that holds it.
    pub batch: u64,
    /// Rows read.
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
    /// Check → rows set aside under it.
    pub by_check: BTreeMap<String, u64>,
    /// Rows that are kept with a warning.
    pub warned: u64,
    /// The newest fact that the file brought.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub newest_fact: Option<Timestamp>,
}

impl From<Receipt> for FileReceipt {
    fn from(receipt: Receipt) -> Self {
        let counts = receipt.counts;
        Self {
            feed: receipt.feed,
            table: receipt.table,
            source: receipt.source,
            batch: receipt.batch,
            received: counts.received,
            passed_over: counts.passed_over,
            set_aside: counts.set_aside,
            added: counts.added,
            replaced: counts.replaced,
            superseded: counts.superseded,
            duplicates: counts.duplicates,
            by_check: receipt.by_check,
            warned: receipt.warned,
            newest_fact: receipt.newest_fact,
        }
    }
}

/// What the file is called.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct FileAsked {
    /// What the sender calls the file.
    #[param(example = "calls-2026-03.csv")]
    name: Option<String>,
}

/// Hand a file in.
///
/// Needs the right `ingest`. The body is the file as it is, plain or compressed, written as the feed says; at most 2 GiB.
/// It is taken in as a whole or not at all, and answered when it is on disk. A file sent twice is taken in once: its rows
/// are duplicates then.
#[utoipa::path(
    post, path = "/api/feeds/{feed}/files", operation_id = "create_file", tag = "feeds",
    params(("feed" = String, Path, description = "The feed."), FileAsked),
    request_body(content = Vec<u8>, description = "The file.", content_type = "application/octet-stream"),
    responses(
        (status = 200, description = "What became of its rows.", body = FileReceipt),
        (status = 408, description = "It took longer than half an hour.", body = ErrorBody),
        (status = 413, description = "More than 2 GiB.", body = ErrorBody),
        (status = 429, description = "More is being sent than can be taken; `Retry-After` says when to come again.", body = ErrorBody),
        ChangeRefused,
    ),
)]
pub(crate) async fn create_file(
    State(app): State<Shared>,
    Signed { viewer, .. }: Signed,
    Named(feed): Named<String>,
    Asked(asked): Asked<FileAsked>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<FileReceipt>, ApiError> {
    fillable(&app, &viewer, &feed)?;
    within(&headers, FILE_BYTES_MAX)?;
    let name = asked.name.unwrap_or_default();
    let upload = app.uploads.receive(&name, body, FILE_BYTES_MAX).await?;
    // A task of its own: the file must not go before it is taken in, also when nobody waits for the answer any more.
    let taken = tokio::spawn(async move {
        let source = Source::from(upload.path());
        let receipt = app
            .engine
            .lake()
            .ingest(app.charter(), &feed, source, app.now(), &|_| {})
            .await;
        drop(upload);
        receipt
    })
    .await
    .map_err(|error| ApiError::internal(&error))?;
    Ok(Json(taken?.into()))
}

/// Refuses what says of itself that it is too large, before any of it is read.
pub(crate) fn within(headers: &HeaderMap, bytes_max: u64) -> Result<(), ApiError> {
    let said = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    match said {
        Some(bytes) if bytes > bytes_max => Err(crate::uploads::too_large(bytes_max)),
        _ => Ok(()),
    }
}

/// Whether a file is sent, which takes as long as its sender's line needs.
pub(crate) fn is_sent(request: &Request) -> bool {
    let path = request.uri().path();
    request.method() == Method::POST && path.starts_with("/api/feeds/") && path.ends_with("/files")
}
