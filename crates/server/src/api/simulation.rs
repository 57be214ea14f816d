//! `/api/simulation`: how fast a simulated operation goes on, and what is let happen in it.

use std::io;
use std::sync::Arc;

use access::Viewer;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use charter::partnership::Right;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::app::{App, Shared};
use crate::asked::{Named, Sent};
use crate::error::{ApiError, ChangeRefused, ErrorBody, Refused};
use crate::ports::{NotDone, OfferedScenario, Simulation};
use crate::signed::Signed;

/// Most simulated seconds in a second: four hours, at which what drifts for days is seen within a minute.
pub const PACE_MAX: f64 = 14_400.0;

/// How fast it is to go on.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PaceAsked {
    /// Simulated seconds that pass in a second; 0 pauses it.
    #[schema(minimum = 0, maximum = 14400)]
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
    let simulation = simulation(&app)?;
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

/// What can be let happen in a simulated operation, and what does.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Scenarios {
    /// Those that the viewer may know of, by title.
    pub scenarios: Vec<Scenario>,
    /// Whether something happens that the viewer is not told of. A provider is not told that, either.
    pub others_happen: bool,
}

/// Something that can be let happen.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Scenario {
    /// Short name.
    pub scenario: String,
    /// Title for people.
    pub title: String,
    /// What happens, in a sentence or two.
    pub story: String,
    /// What will be seen, and where.
    pub shows: Vec<Shown>,
    /// Simulated seconds in a second at which it shows within a minute; any pace when null.
    pub pace: Option<f64>,
    /// Whether the viewer may let it happen, and end it.
    pub may_start: bool,
    /// Since when it happens; null when it does not.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub since: Option<Timestamp>,
    /// When it is over by itself; null when it does not happen, or goes on until it is stopped.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub ends: Option<Timestamp>,
}

/// Something that will be seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Shown {
    /// What.
    pub what: String,
    /// The page of the screen, from `/` on.
    pub page: String,
}

/// Which scenario.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct ScenarioPath {
    /// Its short name.
    pub scenario: String,
}

/// What can be let happen in the simulated operation, and what happens now.
///
/// Only where the operation is simulated, as `tandem demo` does it; it is unknown elsewhere. What names a party that the viewer
/// must not learn of is left out.
#[utoipa::path(
    get, path = "/api/simulation/scenarios", operation_id = "list_scenarios", tag = "live",
    responses(
        (status = 200, description = "The scenarios.", body = Scenarios),
        (status = 404, description = "This operation is not simulated.", body = ErrorBody),
        Refused,
    ),
)]
pub(crate) async fn list_scenarios(
    State(app): State<Shared>,
    signed: Signed,
) -> Result<Json<Scenarios>, ApiError> {
    let viewer = &signed.viewer;
    let (known, others): (Vec<_>, Vec<_>) = simulation(&app)?
        .scenarios()
        .into_iter()
        .partition(|offered| may_know(viewer, offered));
    let mut scenarios: Vec<Scenario> = known
        .into_iter()
        .map(|offered| told(viewer, offered))
        .collect();
    scenarios.sort_by(|a, b| a.title.cmp(&b.title));
    Ok(Json(Scenarios {
        scenarios,
        others_happen: viewer.may_hear_of_others(&app.charter().partnership)
            && others.iter().any(|offered| offered.under_way.is_some()),
    }))
}

/// Let something happen in the simulated operation, from now on.
///
/// It needs the right to pin notes, and sight of everybody whom it reaches. Everybody who follows is told. What it did is in the
/// facts from then on, and is there for good.
#[utoipa::path(
    post, path = "/api/simulation/scenarios/{scenario}", operation_id = "start_scenario", tag = "live",
    params(ScenarioPath),
    responses(
        (status = 204, description = "It happens."),
        ChangeRefused,
    ),
)]
pub(crate) async fn start_scenario(
    State(app): State<Shared>,
    signed: Signed,
    Named(ScenarioPath { scenario }): Named<ScenarioPath>,
) -> Result<StatusCode, ApiError> {
    let begin = |simulation: &dyn Simulation| simulation.begin(&scenario);
    changed(&app, &signed, &scenario, begin)
}

/// End what was let happen in the simulated operation, as of now.
///
/// It needs what letting it happen needs. What it did stays in the facts; what it would have done does not come.
#[utoipa::path(
    delete, path = "/api/simulation/scenarios/{scenario}", operation_id = "stop_scenario", tag = "live",
    params(ScenarioPath),
    responses(
        (status = 204, description = "It is over."),
        ChangeRefused,
    ),
)]
pub(crate) async fn stop_scenario(
    State(app): State<Shared>,
    signed: Signed,
    Named(ScenarioPath { scenario }): Named<ScenarioPath>,
) -> Result<StatusCode, ApiError> {
    let end = |simulation: &dyn Simulation| simulation.end(&scenario);
    changed(&app, &signed, &scenario, end)
}

/// What simulates the operation.
fn simulation(app: &App) -> Result<&Arc<dyn Simulation>, ApiError> {
    app.simulation.as_ref().ok_or_else(|| {
        ApiError::unknown("this operation is not simulated")
            .hint("`tandem demo` serves one that is")
    })
}

/// Does what the caller may do to a scenario, and tells everybody who follows.
fn changed(
    app: &App,
    signed: &Signed,
    scenario: &str,
    change: impl FnOnce(&dyn Simulation) -> Result<(), NotDone>,
) -> Result<StatusCode, ApiError> {
    let simulation = startable(app, signed, scenario)?;
    change(&**simulation).map_err(not_done)?;
    app.live.tell_again();
    Ok(StatusCode::NO_CONTENT)
}

/// The simulation in which the caller may begin and end a scenario.
fn startable<'a>(
    app: &'a App,
    signed: &Signed,
    scenario: &str,
) -> Result<&'a Arc<dyn Simulation>, ApiError> {
    signed.by_session("let something happen in the simulation")?;
    if !signed.viewer.may(Right::PinNotes) {
        return Err(
            ApiError::forbidden("you may not let anything happen in the simulation")
                .hint("it needs the right to pin notes; roles and rights are in partnership.yaml"),
        );
    }
    let simulation = simulation(app)?;
    let offered = simulation.scenarios();
    let known = offered
        .iter()
        .find(|offered| offered.scenario == scenario && may_know(&signed.viewer, offered));
    let Some(known) = known else {
        return Err(not_done(NotDone::Unknown));
    };
    if !reaches_no_one_unseen(&signed.viewer, known) {
        return Err(
            ApiError::forbidden("it reaches others whose facts you do not see")
                .hint("ask somebody who sees every party's"),
        );
    }
    Ok(simulation)
}

fn told(viewer: &Viewer, offered: OfferedScenario) -> Scenario {
    let may_start = viewer.may(Right::PinNotes) && reaches_no_one_unseen(viewer, &offered);
    let (since, ends) = offered
        .under_way
        .map_or((None, None), |(since, ends)| (Some(since), ends));
    Scenario {
        may_start,
        since,
        ends,
        scenario: offered.scenario,
        title: offered.title,
        story: offered.story,
        shows: (offered.shows.into_iter())
            .map(|(what, page)| Shown { what, page })
            .collect(),
        pace: offered.pace,
    }
}

/// A provider never learns that another exists: not from what is let happen, either.
fn may_know(viewer: &Viewer, offered: &OfferedScenario) -> bool {
    let mut parties = offered.parties.iter();
    parties.all(|party| viewer.knows_party(party))
}

fn reaches_no_one_unseen(viewer: &Viewer, offered: &OfferedScenario) -> bool {
    viewer.sees_everything() || !offered.is_everybodys
}

fn not_done(why: NotDone) -> ApiError {
    match why {
        NotDone::Unknown => ApiError::unknown("there is no such scenario")
            .hint("GET /api/simulation/scenarios lists those that there are"),
        NotDone::UnderWay => ApiError::conflict("it happens already").hint("stop it first"),
        NotDone::NotUnderWay => {
            ApiError::conflict("it does not happen").hint("it may have ended by itself")
        }
        NotDone::NotWritten => {
            ApiError::internal(&io::Error::other("it could not be written down"))
        }
    }
}
