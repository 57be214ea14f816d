//! `/api/live`: what is newest, as it comes.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures::stream::{Stream, unfold};
use jiff::Timestamp;
use kpi::Basis;
use serde::Serialize;
use tokio::sync::{OwnedSemaphorePermit, watch};
use utoipa::ToSchema;

use crate::app::Shared;
use crate::error::{ApiError, ErrorBody, Refused};
use crate::signed::{Signed, is_signed_in};

/// How long a browser waits before it comes again after the line broke.
const AGAIN_AFTER: Duration = Duration::from_secs(2);
/// How often it is seen whether who follows is still signed in, while there are no news.
const STILL_SIGNED_IN_EVERY: Duration = Duration::from_secs(15);

/// What an event `newest` says.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Newest {
    /// What answers are computed from now, `lake·ledger`.
    #[schema(example = "1842·331")]
    pub basis: String,
    /// The partnership's present. In a simulated operation it is not that of the wall.
    #[schema(value_type = String, format = DateTime)]
    pub now: Timestamp,
    /// Of a simulated operation, the simulated seconds that pass in a second, 0 while it is paused; nothing of a real one.
    pub simulated_pace: Option<f64>,
    /// Of a simulated operation, a number that is another whenever a scenario began or ended; nothing of a real one.
    pub simulated_turns: Option<u64>,
}

/// What is newest, as it comes.
///
/// Server-sent events. The first one says what is newest now, each further one what became so since, at most two a second; their
/// `id` is the basis too. Whoever lost the line comes again and is told at once. It counts as no use of the session, and ends with it.
#[utoipa::path(
    get, path = "/api/live", operation_id = "follow_live", tag = "live",
    responses(
        (status = 200, description = "Events named `newest`, each with a `Newest` as its data.", body = Newest, content_type = "text/event-stream"),
        (status = 503, description = "Too many screens follow at once; trying again later helps.", body = ErrorBody),
        Refused,
    ),
)]
pub(crate) async fn follow_live(
    State(app): State<Shared>,
    headers: HeaderMap,
    _: Signed,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, ApiError> {
    let place = app.live.place().ok_or_else(|| {
        ApiError::unavailable("too many screens follow at once")
            .hint("the screen tries again by itself; until then, load the page again")
    })?;
    let following = Following {
        newest: app.live.follow(),
        app,
        headers,
        has_begun: false,
        _place: place,
    };
    let events = unfold(following, async |mut following| {
        let newest = following.next().await?;
        Some((Ok(newest.event()), following))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::new()))
}

impl Newest {
    fn event(&self) -> Event {
        Event::default()
            .event("newest")
            .id(&self.basis)
            .retry(AGAIN_AFTER)
            .data(serde_json::json!(self).to_string())
    }
}

/// One screen that follows.
struct Following {
    newest: watch::Receiver<Basis>,
    app: Shared,
    /// As the screen came: who signed out since follows no longer.
    headers: HeaderMap,
    has_begun: bool,
    _place: OwnedSemaphorePermit,
}

impl Following {
    /// What to tell next; nothing once it is over.
    async fn next(&mut self) -> Option<Newest> {
        let mut is_told = !self.has_begun;
        while !is_told {
            let changed = tokio::time::timeout(STILL_SIGNED_IN_EVERY, self.newest.changed()).await;
            // Where it cannot be looked up, the next call says so.
            if matches!(is_signed_in(&self.app, &self.headers).await, Ok(false)) {
                return None;
            }
            if let Ok(changed) = changed {
                changed.ok()?;
                is_told = true;
            }
        }
        self.has_begun = true;
        let basis = *self.newest.borrow_and_update();
        let simulation = self.app.simulation.as_ref();
        Some(Newest {
            basis: basis.to_string(),
            now: self.app.now(),
            simulated_pace: simulation.map(|simulation| simulation.pace()),
            simulated_turns: simulation.map(|simulation| simulation.turns()),
        })
    }
}
