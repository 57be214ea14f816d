//! From a message to what is asked of the platform.

use twin::platform::CallError;
use twin::what_if::Lever;

use super::body::{PlatformCallAsked, PlatformLever};
use super::message::Message;
use super::refused::not_called;
use crate::error::ApiError;
use crate::platform::{Asked, Ends, NotCalled};

/// The version of what is sent.
const FORMAT: u32 = 1;
const REASON_CHARACTERS_MAX: usize = 200;

/// What a message asks of the platform.
pub(super) fn asked(message: &Message) -> Result<Asked, ApiError> {
    let asked: PlatformCallAsked = message.says()?;
    of_this_format(asked.format)?;
    let reason = asked.reason.trim();
    if reason.is_empty() || reason.chars().count() > REASON_CHARACTERS_MAX {
        return Err(
            ApiError::invalid("the reason is missing or too long").hint(format!(
                "say in 1 to {REASON_CHARACTERS_MAX} characters why"
            )),
        );
    }
    let ends = match (asked.lasts_hours, asked.until) {
        (None, None) => Ends::Never,
        (Some(hours), None) => Ends::After(hours),
        (None, Some(until)) => Ends::At(until),
        (Some(_), Some(_)) => {
            return Err(ApiError::invalid("both `lasts_hours` and `until` are said")
                .hint("say one of them"));
        }
    };
    Ok(Asked {
        id: message.id.clone(),
        sha256: message.sha256(),
        set: lever(asked.set)?,
        ends,
        reason: reason.to_owned(),
    })
}

fn lever(set: serde_json::Value) -> Result<Lever, ApiError> {
    let named = |name: &str| set.get("lever").and_then(|lever| lever.as_str()) == Some(name);
    for lever in ["handle_time", "volume"] {
        if named(lever) {
            return Err(not_called(NotCalled::Refused(CallError::NotSet(lever))));
        }
    }
    let lever: PlatformLever = serde_json::from_value(set).map_err(|error| {
        ApiError::malformed(format!("`set` cannot be read: {error}"))
            .hint("the levers are described in /api/openapi.json")
    })?;
    Ok(lever.into())
}

pub(super) fn of_this_format(format: u32) -> Result<(), ApiError> {
    if format == FORMAT {
        return Ok(());
    }
    Err(ApiError::invalid(format!(
        "the call has format {format}, this version of Tandem reads format {FORMAT}"
    ))
    .hint("write it as docs/platform-calls.md says"))
}
