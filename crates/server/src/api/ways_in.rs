//! `/api/ways-in`: what brings facts by itself, and how it stands.

use axum::Json;
use axum::extract::State;
use jiff::Timestamp;
use serde::Serialize;
use sources::SourceStatus;
use utoipa::ToSchema;

use super::feeds::sees_all;
use crate::app::Shared;
use crate::error::{ApiError, ErrorBody, Refused};
use crate::signed::Signed;

/// What brings a feed's facts by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WayIn {
    /// A watched folder.
    Drop,
    /// NATS JetStream.
    Stream,
    /// An API that is asked.
    Pull,
}

/// How one way in stands, since the server was started.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct WayInStatus {
    /// The feed whose facts it brings.
    pub feed: String,
    /// Which way.
    pub way: WayIn,
    /// Where it looks: a folder, a subject of a server, an address without its secrets.
    #[schema(example = "tandem.calls of nats://host:4222")]
    pub place: String,
    /// Whether it works; absent until something was tried.
    pub works: Option<bool>,
    /// When facts last came in through it, or when it last found that there are none.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub last_success: Option<Timestamp>,
    /// What last went wrong; it stays when it works again.
    pub last_trouble: Option<WayInTrouble>,
    /// Files or messages that wait at the source; absent where it does not say.
    pub lag: Option<u64>,
    /// How far it is, in the words of its kind: a file's name, a number in the stream, where the next page begins.
    pub position: Option<String>,
    /// Files, messages or pages taken in.
    pub taken: u64,
    /// Those that had been taken in before.
    pub repeated: u64,
    /// Those that were refused as a whole.
    pub refused: u64,
}

/// What went wrong, when, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct WayInTrouble {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// Since when nothing worked: the first failure since the last success.
    #[schema(value_type = String, format = DateTime)]
    pub since: Timestamp,
    /// What.
    pub cause: String,
    /// What to do.
    pub hint: String,
}

impl From<SourceStatus> for WayInStatus {
    fn from(status: SourceStatus) -> Self {
        Self {
            feed: status.feed,
            way: match status.way {
                sources::WayIn::Drop => WayIn::Drop,
                sources::WayIn::Stream => WayIn::Stream,
                sources::WayIn::Pull => WayIn::Pull,
            },
            place: status.place,
            works: status.works,
            last_success: status.last_success,
            last_trouble: status.last_error.map(|trouble| WayInTrouble {
                at: trouble.at,
                since: trouble.since,
                cause: trouble.cause,
                hint: trouble.hint,
            }),
            lag: status.lag,
            position: status.position,
            taken: status.taken,
            repeated: status.repeated,
            refused: status.refused,
        }
    }
}

/// The ways in that run by themselves.
///
/// Only for viewers who see every party's rows.
#[utoipa::path(
    get, path = "/api/ways-in", operation_id = "list_ways_in", tag = "feeds",
    responses(
        (status = 200, description = "The ways in, by feed.", body = [WayInStatus]),
        (status = 403, description = "The viewer does not see every party's rows.", body = ErrorBody),
        Refused,
    ),
)]
pub(crate) async fn list_ways_in(
    State(app): State<Shared>,
    Signed { viewer, .. }: Signed,
) -> Result<Json<Vec<WayInStatus>>, ApiError> {
    sees_all(&viewer)?;
    Ok(Json(
        app.ways_in.all().into_iter().map(Into::into).collect(),
    ))
}
