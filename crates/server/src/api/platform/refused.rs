//! What a platform did not do, in the words and statuses of the API.

use twin::platform::CallError;
use twin::what_if::WhatIfError;

use crate::error::ApiError;
use crate::platform::NotCalled;

pub(super) fn not_called(why: NotCalled) -> ApiError {
    let said = why.to_string();
    match why {
        NotCalled::Refused(why) => {
            let refused = match &why {
                CallError::Unknown(_) => ApiError::unknown(said),
                CallError::Known(_) | CallError::Lever(WhatIfError::Unserved { .. }) => {
                    ApiError::conflict(said)
                }
                _ => ApiError::invalid(said),
            };
            refused.hint(why.hint())
        }
        NotCalled::Another => ApiError::conflict(said)
            .hint("send what is new under an id of its own, and the same again under the same"),
        NotCalled::Full(_) => {
            ApiError::conflict(said).hint("undo what is not needed, or begin a demo anew")
        }
        NotCalled::NotYet => ApiError::unavailable(said).hint("try again in a few seconds"),
        NotCalled::NotWritten(cause) => ApiError::internal(&cause),
    }
}
