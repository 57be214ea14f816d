//! `/api/simulation`: how fast a simulated operation goes on.

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::app::Shared;
use crate::asked::Sent;
use crate::error::{ApiError, ChangeRefused};
use crate::signed::Signed;

/// Most simulated seconds in a second: faster than an hour, days pass that nobody can look at.
pub const PACE_MAX: f64 = 3_600.0;

/// How fast it is to go on.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PaceAsked {
    /// Simulated seconds that pass in a second; 0 pauses it.
    #[schema(minimum = 0, maximum = 3600)]
    pub pace: f64,
}

/// Let the simulated operation go faster or slower, or pause it.
///
/// Only where the operation is simulated, as `tandem demo` does it; it is unknown elsewhere. Everybody who follows is told.
#[utoipa::path(
    put, path = "/api/simulation", operation_id = "set_simulation", tag = "live",
    request_body = PaceAsked,
    responses(
        (status = 204, description = "It goes on at that pace."),
        ChangeRefused,
    ),
)]
pub(crate) async fn set_simulation(
    State(app): State<Shared>,
    signed: Signed,
    Sent(PaceAsked { pace }): Sent<PaceAsked>,
) -> Result<StatusCode, ApiError> {
    signed.by_session("change how fast the simulation goes")?;
    let simulation = app.simulation.as_ref().ok_or_else(|| {
        ApiError::unknown("this operation is not simulated")
            .hint("`tandem demo` serves one that is")
    })?;
    if !(0.0..=PACE_MAX).contains(&pace) {
        return Err(
            ApiError::invalid(format!("{pace} is no pace")).hint(format!(
                "0 pauses it; at most {PACE_MAX} simulated seconds pass in a second"
            )),
        );
    }
    simulation.set_pace(pace);
    app.live.tell_again();
    Ok(StatusCode::NO_CONTENT)
}
