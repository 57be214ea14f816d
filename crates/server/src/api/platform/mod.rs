//! `/api/platform/calls`: what the operation's routing and workforce platforms are told, and how that is undone.

mod asked;
pub mod body;
mod message;
mod reach;
mod refused;

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use twin::platform::CallError;
use utoipa::{IntoParams, ToSchema};

use self::asked::{asked, of_this_format};
use self::body::{PlatformCall, PlatformCallAsked, PlatformLever, PlatformUndoAsked, Undone};
use self::message::{Message, platform};
use self::reach::Reach;
use self::refused::not_called;
use crate::app::{App, Shared};
use crate::asked::Named;
use crate::error::{ApiError, ChangeRefused, ErrorBody, Refused};
use crate::platform::{Called, NotCalled, Platform};
use crate::signed::Signed;

/// What platforms were told.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PlatformCalls {
    /// Those that the viewer may know of, the newest first.
    pub calls: Vec<PlatformCall>,
    /// Whether something is in force that the viewer is not told of. A provider is not told that, either.
    pub others_in_force: bool,
}

/// Which call.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct PlatformCallPath {
    /// Its `webhook-id`.
    pub call: String,
}

/// Tell the operation's platform to set a lever, from now on.
///
/// Signed as Standard Webhooks say, with the key that server and sender share; no session and no token counts here. The
/// `webhook-id` is under which the call is known: sent again with the same body, it is answered again and nothing is done twice.
/// Only where the operation is simulated, as `tandem demo` does it: it plays the part of the platforms.
#[utoipa::path(
    post, path = "/api/platform/calls", operation_id = "create_platform_call", tag = "platform",
    params(
        ("webhook-id" = String, Header, description = "1 to 64 letters, digits, `_` and `-`."),
        ("webhook-timestamp" = i64, Header, description = "Seconds since 1970, within five minutes of now."),
        ("webhook-signature" = String, Header, description = "`v1,` and the base64 of the HMAC-SHA256 of `id.timestamp.body`; several are separated by spaces."),
    ),
    request_body = PlatformCallAsked,
    responses(
        (status = 200, description = "What is set, from when, and how it is undone.", body = PlatformCall),
        (status = 503, description = "The operation is not there yet; trying again later helps.", body = ErrorBody),
        ChangeRefused,
    ),
    security(()),
)]
pub(crate) async fn create_platform_call(
    State(app): State<Shared>,
    message: Message,
) -> Result<Json<PlatformCall>, ApiError> {
    let asked = asked(&message)?;
    let called = in_turn(&message.platform, move |platform| platform.call(asked)).await?;
    app.live.tell_again();
    told(&app, called, None).map(Json)
}

/// Undo a call, from now on.
///
/// Signed as the call itself; the body names the call too, so that what is signed says what is undone. Only what this call set is
/// put back: other calls stay. Undone once more, it is answered again.
#[utoipa::path(
    post, path = "/api/platform/calls/{call}/undo", operation_id = "undo_platform_call", tag = "platform",
    params(
        PlatformCallPath,
        ("webhook-id" = String, Header, description = "1 to 64 letters, digits, `_` and `-`."),
        ("webhook-timestamp" = i64, Header, description = "Seconds since 1970, within five minutes of now."),
        ("webhook-signature" = String, Header, description = "As for the call."),
    ),
    request_body = PlatformUndoAsked,
    responses(
        (status = 200, description = "It is undone.", body = PlatformCall),
        (status = 503, description = "The operation is not there yet; trying again later helps.", body = ErrorBody),
        ChangeRefused,
    ),
    security(()),
)]
pub(crate) async fn undo_platform_call(
    State(app): State<Shared>,
    Named(PlatformCallPath { call }): Named<PlatformCallPath>,
    message: Message,
) -> Result<Json<PlatformCall>, ApiError> {
    let asked: PlatformUndoAsked = message.says()?;
    of_this_format(asked.format)?;
    if asked.undo != call {
        return Err(
            ApiError::invalid("the body undoes another call than the address")
                .hint("write the same call in both"),
        );
    }
    let undone = in_turn(&message.platform, move |platform| {
        platform.undo(&call, None)
    })
    .await?;
    app.live.tell_again();
    told(&app, undone, None).map(Json)
}

/// What the operation's platforms were told, and what of it is in force.
///
/// Only where the operation is simulated. What names a party that the viewer must not learn of is left out.
#[utoipa::path(
    get, path = "/api/platform/calls", operation_id = "list_platform_calls", tag = "platform",
    responses(
        (status = 200, description = "The calls.", body = PlatformCalls),
        (status = 404, description = "This operation is not simulated.", body = ErrorBody),
        Refused,
    ),
)]
pub(crate) async fn list_platform_calls(
    State(app): State<Shared>,
    signed: Signed,
) -> Result<Json<PlatformCalls>, ApiError> {
    let reach = reach(&app, &signed);
    let (known, others): (Vec<_>, Vec<_>) = (platform(&app)?.calls().into_iter())
        .rev()
        .partition(|called| reach.may_know(&called.call.set));
    let now = app.now();
    let calls = known
        .into_iter()
        .map(|called| told(&app, called, Some(reach)));
    Ok(Json(PlatformCalls {
        calls: calls.collect::<Result<_, _>>()?,
        others_in_force: signed.viewer.may_hear_of_others(&app.charter().partnership)
            && others.iter().any(|called| called.is_in_force(now)),
    }))
}

/// Undo a call, from now on, as somebody who is signed in.
///
/// It needs the right to pin notes, and sight of all facts of whom it touches: of everybody's, where it moves work between parties.
#[utoipa::path(
    delete, path = "/api/platform/calls/{call}", operation_id = "take_back_platform_call", tag = "platform",
    params(PlatformCallPath),
    responses(
        (status = 200, description = "It is undone.", body = PlatformCall),
        (status = 503, description = "The operation is not there yet; trying again later helps.", body = ErrorBody),
        ChangeRefused,
    ),
)]
pub(crate) async fn take_back_platform_call(
    State(app): State<Shared>,
    signed: Signed,
    Named(PlatformCallPath { call }): Named<PlatformCallPath>,
) -> Result<Json<PlatformCall>, ApiError> {
    signed.by_session("undo what a platform was told")?;
    let platform = platform(&app)?;
    let reach = reach(&app, &signed);
    let calls = platform.calls().into_iter();
    let known = { calls }.find(|one| one.call.call == call && reach.may_know(&one.call.set));
    let Some(known) = known else {
        return Err(not_called(NotCalled::Refused(CallError::Unknown(call))));
    };
    if !reach.may_undo(&known.call.set) {
        return Err(ApiError::forbidden("you may not undo this call")
            .hint("it needs the right to pin notes, and sight of all facts of whom it touches"));
    }
    let person = signed.viewer.person().to_owned();
    let undone = in_turn(platform, move |platform| {
        platform.undo(&call, Some(&person))
    });
    let undone = undone.await?;
    app.live.tell_again();
    told(&app, undone, Some(reach)).map(Json)
}

/// Asks the platform beside other calls: it tries things out first, which takes a processor.
async fn in_turn(
    platform: &Arc<dyn Platform>,
    ask: impl FnOnce(&dyn Platform) -> Result<Called, NotCalled> + Send + 'static,
) -> Result<Called, ApiError> {
    let platform = Arc::clone(platform);
    let asked = tokio::task::spawn_blocking(move || ask(&*platform)).await;
    asked
        .map_err(|died| ApiError::internal(&died))?
        .map_err(not_called)
}

fn reach<'a>(app: &'a App, signed: &'a Signed) -> Reach<'a> {
    Reach {
        charter: app.charter(),
        viewer: &signed.viewer,
    }
}

/// A call as a viewer is told it, or the sender, who may undo it by another signed call.
fn told(app: &App, called: Called, reach: Option<Reach<'_>>) -> Result<PlatformCall, ApiError> {
    let in_force = called.is_in_force(app.now());
    let Called { call, from, undone } = called;
    let may_undo = reach.is_none_or(|reach| reach.may_undo(&call.set));
    // The sender has the key to all of it.
    let reason = match reach {
        Some(reach) => reach.reason(&call.set, &call.reason),
        None => Some(call.reason),
    };
    let name = |by: String| match reach {
        Some(reach) => reach.name(&call.set, &by),
        None => Some(reach::named(app.charter(), &by)),
    };
    let undone = undone.map(|(at, by)| Undone {
        at,
        by: by.and_then(name),
    });
    let set = PlatformLever::of(call.set)
        .ok_or_else(|| not_called(NotCalled::Refused(CallError::NotSet("it"))))?;
    Ok(PlatformCall {
        undo: format!("/api/platform/calls/{}/undo", call.call),
        call: call.call,
        set,
        reason,
        from,
        until: call.until,
        in_force,
        undone,
        may_undo: may_undo && in_force,
    })
}
