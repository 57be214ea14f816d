//! `/api/feeds/draft`, `/api/feeds/preview` and `POST /api/feeds`: from a file that nobody has described to a feed.

use access::Viewer;
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use charter::partnership::Right;
use draft::{About, Sample};
use lake::{Head, LakeError};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::files::within;
use super::profile::{DraftDoubt, FileProfile};
use super::trial::{FeedProblem, FeedTrial, TableOfFeed, table_of, trial};
use crate::app::Shared;
use crate::asked::{Asked, Sent, sent_in_turn};
use crate::error::{ApiError, ChangeRefused, DiskRefused, SendRefused};
use crate::in_force::path;
use crate::signed::Signed;
use crate::uploads::file_name;

/// Most of a file that is looked at, in bytes as sent.
const SAMPLE_BYTES_MAX: u64 = 16 << 20;
/// Most of a call with a file's beginning in base 64, in bytes.
const PREVIEW_BYTES_MAX: u64 = SAMPLE_BYTES_MAX / 3 * 4 + (1 << 20);
/// Longest feed, in bytes.
const YAML_BYTES_MAX: usize = 1 << 20;
/// Most of a call that accepts a feed, in bytes: its text, with room for what JSON escapes.
pub(crate) const ACCEPT_BYTES_MAX: usize = 2 * YAML_BYTES_MAX;

/// A file that nobody has described yet.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct SampleAsked {
    /// What the sender calls the file; the feed is named after it.
    #[param(example = "calls-2026-03.csv")]
    name: String,
    /// Whether the body is the whole file; otherwise its beginning.
    #[serde(default = "yes")]
    #[param(example = true)]
    whole: bool,
    /// The table to draft for, one of `drafts_into` of an earlier answer; the one that fits best when absent.
    #[param(example = "survey")]
    table: Option<String>,
}

fn yes() -> bool {
    true
}

/// The feed that would take a file in.
#[derive(Debug, Serialize, ToSchema)]
pub struct FeedDraft {
    /// Short name of the feed.
    pub feed: String,
    /// The feed as a person would write it, with reasons and doubts as comments.
    pub yaml: String,
    /// What a person should decide.
    pub doubts: Vec<DraftDoubt>,
    /// How the file is written, and what its columns hold.
    pub profile: FileProfile,
    /// The table that it fills, with the columns that there are.
    pub table: Option<TableOfFeed>,
    /// The names of all tables.
    pub tables: Vec<String>,
    /// Those of them that a draft can be asked for.
    pub drafts_into: Vec<String>,
    /// The feed of the charter that takes the same file in: what two feeds take in counts twice.
    pub fits: Option<FittingFeed>,
    /// What the feed makes of the file.
    pub trial: FeedTrial,
}

/// A feed that there is already, and that takes a file in as it is.
#[derive(Debug, Serialize, ToSchema)]
pub struct FittingFeed {
    /// Short name.
    pub feed: String,
    /// Title for people.
    pub title: String,
    /// The party that it says for every row, when it says one: another party's export needs a feed of its own.
    pub party: Option<String>,
}

/// Draft the feed that would take a file in.
///
/// Needs the right `ingest` and every party's rows. The body is the file, or, where it is larger than 16 MiB and of text,
/// its first 4 MiB. Nothing of it is kept.
#[utoipa::path(
    post, path = "/api/feeds/draft", operation_id = "draft_feed", tag = "feeds",
    params(SampleAsked),
    request_body(content = Vec<u8>, description = "The file, or its beginning.", content_type = "application/octet-stream"),
    responses(
        (status = 200, description = "The draft, its doubts and what it makes of the file.", body = FeedDraft),
        SendRefused,
        ChangeRefused,
    ),
)]
pub(crate) async fn draft_feed(
    State(app): State<Shared>,
    Signed { viewer, .. }: Signed,
    Asked(asked): Asked<SampleAsked>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<FeedDraft>, ApiError> {
    may_draft(&viewer)?;
    within(&headers, SAMPLE_BYTES_MAX)?;
    let turn = app.uploads.turn(&viewer).await?;
    let upload = app
        .uploads
        .receive(turn, &asked.name, body, SAMPLE_BYTES_MAX)
        .await?;
    let name = file_name(&asked.name);
    let (shared, file) = (app.clone(), upload.path().to_owned());
    let (head, draft) = tokio::task::spawn_blocking(move || -> Result<_, ApiError> {
        let head = head(&file, asked.whole)?;
        let wanted = draft::Asked {
            table: asked.table,
            name: None,
        };
        let draft = Sample::of(&name, &head)
            .and_then(|sample| draft::draft_as(&sample, &About::of(shared.charter()), &wanted))
            .map_err(|error| ApiError::invalid(error.to_string()).hint(error.hint().to_owned()))?;
        Ok((head, draft))
    })
    .await
    .map_err(|error| ApiError::internal(&error))??;
    let trial = trial(&app, &draft.feed.feed, &draft.yaml, &head, upload.path()).await?;
    Ok(Json(FeedDraft {
        table: table_of(app.charter(), &draft.feed.table),
        tables: app
            .charter()
            .table_names()
            .into_iter()
            .map(str::to_owned)
            .collect(),
        drafts_into: draft::tables().map(str::to_owned).collect(),
        fits: draft.fits.map(|fits| FittingFeed {
            feed: fits.feed,
            title: fits.title,
            party: fits.party,
        }),
        feed: draft.feed.feed,
        yaml: draft.yaml,
        doubts: draft.doubts.into_iter().map(Into::into).collect(),
        profile: draft.profile.into(),
        trial,
    }))
}

/// A feed to be tried on the beginning of a file.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PreviewBody {
    /// The feed, as YAML.
    yaml: String,
    /// What the sender calls the file.
    name: String,
    /// The file or its beginning, in base 64; at most 16 MiB.
    #[schema(value_type = String)]
    head: String,
    /// Whether that is the whole file.
    whole: bool,
}

/// What a feed makes of the beginning of a file.
#[derive(Debug, Serialize, ToSchema)]
pub struct FeedPreview {
    /// Short name of the feed, where it says one.
    pub feed: Option<String>,
    /// The table that it fills, with the columns that there are.
    pub table: Option<TableOfFeed>,
    /// What the feed makes of the file.
    pub trial: FeedTrial,
}

/// Try a feed on the beginning of a file.
///
/// Needs the right `ingest` and every party's rows. Nothing is taken in and nothing is kept. A feed that cannot be is
/// answered with its problems, each with its place.
#[utoipa::path(
    post, path = "/api/feeds/preview", operation_id = "preview_feed", tag = "feeds",
    request_body = PreviewBody,
    responses(
        (status = 200, description = "Mapped rows, or what is wrong.", body = FeedPreview),
        SendRefused,
        ChangeRefused,
    ),
)]
pub(crate) async fn preview_feed(
    State(app): State<Shared>,
    Signed { viewer, .. }: Signed,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<FeedPreview>, ApiError> {
    may_draft(&viewer)?;
    // Before the body is read: it is in memory as a whole, twice for a moment.
    let turn = app.uploads.turn(&viewer).await?;
    let mut asked: PreviewBody = sent_in_turn(&headers, body, PREVIEW_BYTES_MAX).await?;
    limited(&asked.yaml)?;
    let bytes = BASE64_STANDARD
        .decode(std::mem::take(&mut asked.head))
        .map_err(|error| ApiError::malformed(format!("`head` is not base 64: {error}")))?;
    let upload = app.uploads.keep(turn, &asked.name, &bytes).await?;
    drop(bytes);
    let file = upload.path().to_owned();
    let head = tokio::task::spawn_blocking(move || head(&file, asked.whole))
        .await
        .map_err(|error| ApiError::internal(&error))??;
    let feed = feed_of(&asked.yaml);
    let name = feed.as_deref().unwrap_or("feed");
    let trial = trial(&app, name, &asked.yaml, &head, upload.path()).await?;
    Ok(Json(FeedPreview {
        table: field(&asked.yaml, "table").and_then(|table| table_of(app.charter(), &table)),
        feed,
        trial,
    }))
}

/// A feed to be part of the charter.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AcceptBody {
    /// The feed, as YAML: it becomes `feeds/<name>.yaml` as it stands.
    yaml: String,
}

/// A feed that is part of the charter from now on.
#[derive(Debug, Serialize, ToSchema)]
pub struct AcceptedFeed {
    /// Short name.
    pub feed: String,
    /// Title for people.
    pub title: String,
    /// The table that it fills.
    pub table: String,
    /// Where it lies in the charter's folder.
    pub path: String,
    /// What should be better, and can wait.
    pub warnings: Vec<FeedProblem>,
}

/// Accept a feed into the charter.
///
/// Needs the right `administer` and every party's rows: the charter becomes another. The feed is written to the charter's
/// folder and the new charter to the ledger; it is in force when this is answered. A feed that is there is not replaced.
#[utoipa::path(
    post, path = "/api/feeds", operation_id = "create_feed", tag = "feeds",
    request_body = AcceptBody,
    responses((status = 200, description = "The feed is in force.", body = AcceptedFeed), DiskRefused, ChangeRefused),
)]
pub(crate) async fn create_feed(
    State(app): State<Shared>,
    Signed { viewer, .. }: Signed,
    Sent(asked): Sent<AcceptBody>,
) -> Result<Json<AcceptedFeed>, ApiError> {
    if !viewer.may(Right::Administer) {
        return Err(ledger::LedgerError::Refused(ledger::missing(
            &app.charter().partnership,
            &viewer,
            Right::Administer,
        ))
        .into());
    }
    sees_all(&viewer)?;
    limited(&asked.yaml)?;
    let feed = feed_of(&asked.yaml).ok_or_else(|| {
        ApiError::invalid("the feed says no name")
            .hint("begin it with a line `feed: NAME`")
            .at(1, 1)
    })?;
    let in_force = app
        .in_force
        .upgrade()
        .ok_or_else(|| ApiError::unavailable("the server is ending"))?;
    let name = feed.clone();
    // A task of its own: once the ledger has it, what answers must follow, also when nobody waits for the answer any more.
    let (accepted, warnings) =
        tokio::spawn(async move { in_force.add_feed(&app, &viewer, &name, &asked.yaml).await })
            .await
            .map_err(|error| ApiError::internal(&error))??;
    Ok(Json(AcceptedFeed {
        title: accepted.title,
        table: accepted.table,
        path: path(&feed),
        warnings: warnings.iter().map(Into::into).collect(),
        feed,
    }))
}

/// A draft names the partnership's parties, and a file is nobody's in particular yet.
fn may_draft(viewer: &Viewer) -> Result<(), ApiError> {
    if !viewer.may(Right::Ingest) {
        return Err(
            ApiError::forbidden("setting a feed up needs the right `ingest`")
                .hint("ask whoever administers the partnership for it"),
        );
    }
    sees_all(viewer)
}

fn sees_all(viewer: &Viewer) -> Result<(), ApiError> {
    if viewer.sees_everything() {
        return Ok(());
    }
    Err(
        ApiError::forbidden("feeds are set up by those who see every party's rows")
            .hint("ask your contact at the client"),
    )
}

fn limited(yaml: &str) -> Result<(), ApiError> {
    if yaml.len() > YAML_BYTES_MAX {
        return Err(ApiError::too_much(format!(
            "a feed has at most {} KiB",
            YAML_BYTES_MAX >> 10
        )));
    }
    Ok(())
}

/// The beginning of a file that was sent.
fn head(file: &std::path::Path, whole: bool) -> Result<Head, ApiError> {
    let head = Head::read(file, draft::HEAD_BYTES)
        .map_err(|error| unreadable(LakeError::reading(error)))?;
    Ok(if whole { head } else { head.cut_off() })
}

/// A file that cannot be read is its sender's affair: nothing of ours is at stake yet.
fn unreadable(error: LakeError) -> ApiError {
    let hint = error.hint();
    if error.is_users() {
        ApiError::invalid(error.to_string()).hint(hint)
    } else {
        error.into()
    }
}

/// The name that a feed says for itself.
fn feed_of(yaml: &str) -> Option<String> {
    field(yaml, "feed")
}

/// The value of a word at the left margin: read from the text, since a feed in the making may not be YAML yet.
fn field(yaml: &str, name: &str) -> Option<String> {
    let value = yaml
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
    let value = value.split(" #").next().unwrap_or_default().trim();
    let value = value.trim_matches(['"', '\'']);
    (!value.is_empty()).then(|| value.to_owned())
}
