//! `/api/feeds/{feed}/files`: whole files handed in.

use std::collections::BTreeMap;

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use jiff::Timestamp;
use lake::{Receipt, Sender, Source, Way};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::counts::RowCounts;
use super::records::fillable;
use crate::app::Shared;
use crate::asked::{Asked, Named};
use crate::error::{ApiError, ChangeRefused, ErrorBody, SendRefused};
use crate::signed::Signed;

/// Largest file, in bytes.
const FILE_BYTES_MAX: u64 = 2 << 30;

/// What a file came to.
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
    /// What became of its rows.
    #[serde(flatten)]
    pub counts: RowCounts,
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
        Self {
            feed: receipt.feed,
            table: receipt.table,
            source: receipt.source,
            batch: receipt.batch,
            counts: receipt.counts.into(),
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
        (status = 408, description = "It took longer than half an hour, or was sent too slowly.", body = ErrorBody),
        (status = 413, description = "More than 2 GiB.", body = ErrorBody),
        SendRefused,
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
    let unnamed = name.is_empty();
    let turn = app.uploads.turn(&viewer).await?;
    let upload = app
        .uploads
        .receive(turn, &name, body, FILE_BYTES_MAX)
        .await?;
    // A task of its own: the file must not go before it is taken in, also when nobody waits for the answer any more.
    let taken = tokio::spawn(async move {
        let source = Source::from(upload.path());
        let sender = Sender::person(Way::Http, viewer.person());
        let sender = if unnamed { sender.of_no_name() } else { sender };
        let receipt = app
            .engine
            .lake()
            .ingest(app.charter(), &feed, (source, sender), app.now(), &|_| {})
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
