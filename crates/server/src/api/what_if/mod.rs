//! `/api/what-if`: what would happen if something were done differently from here on.

mod answer;
mod run;
mod saved;
mod scope;

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use jiff::Timestamp;
use serde::Serialize;
use twin::Running;
use twin::what_if::{LEVERS_MAX, Menu, REPLICATIONS_MAX, Takes};
use utoipa::ToSchema;

use crate::app::{App, Shared};
use crate::error::{ApiError, QuestionRefused};
use crate::signed::Signed;

pub use answer::{Outcome, WhatIfAnswer};
pub use run::{NewRun, WhatIfRun, WhatIfStatus};
pub use saved::{NewSaved, SavedWhatIf};
use scope::Scope;

pub(crate) use run::*;
pub(crate) use saved::*;

/// What there is to pull, and what is kept.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct WhatIfMenu {
    /// The present that questions go out from, when this was asked.
    #[schema(value_type = String, format = DateTime)]
    pub now: Timestamp,
    /// Parties seen that answer customers.
    pub parties: Vec<String>,
    /// Teams seen.
    pub teams: Vec<WhatIfTeam>,
    /// Channels.
    pub channels: Vec<WhatIfChannel>,
    /// What customers come for.
    pub contact_types: Vec<String>,
    /// Whether the viewer may move work between parties, and to a bot: that is the client's to decide.
    pub may_move_work: bool,
    /// Whether the viewer is told what it costs.
    pub sees_cost: bool,
    /// Most replications of a run.
    pub replications_max: usize,
    /// Most levers of a scenario.
    pub levers_max: usize,
    /// Most scenarios of a run.
    pub scenarios_max: usize,
    /// Scenarios that people of the viewer's party keep, the newest first.
    pub saved: Vec<SavedWhatIf>,
}

/// A team that can be more, fewer, or take other queues.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct WhatIfTeam {
    /// Short name.
    pub team: String,
    /// Its party.
    pub party: String,
    /// How many of it have a shift at present, and came.
    pub there: usize,
    /// How it takes each queue.
    pub queues: Vec<WhatIfQueue>,
}

/// How a team takes a queue.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct WhatIfQueue {
    /// Short name.
    pub queue: String,
    /// How the team takes it; it does not when absent.
    pub takes: Option<Takes>,
}

/// A channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct WhatIfChannel {
    /// Short name.
    pub channel: String,
    /// Whether customers wait in it until they lose patience: service level and waiting are told of these.
    pub impatient: bool,
}

/// What there is to pull, and what is kept.
///
/// Only where the operation is simulated, as `tandem demo` does it; it is unknown elsewhere. A provider is told of its own
/// levers. Needs every row of a party.
#[utoipa::path(
    get, path = "/api/what-if", operation_id = "get_what_if", tag = "what-if",
    responses((status = 200, description = "The levers.", body = WhatIfMenu), QuestionRefused),
)]
pub(crate) async fn get_what_if(
    State(app): State<Shared>,
    Signed { viewer, .. }: Signed,
) -> Result<Json<WhatIfMenu>, ApiError> {
    let scope = Scope::of(app.charter(), &viewer)?;
    let menu = scope.menu(Menu::of(&*present(&app)?));
    Ok(Json(WhatIfMenu {
        now: menu.now,
        parties: menu.parties,
        teams: menu.teams.into_iter().map(team).collect(),
        channels: (menu.channels.into_iter())
            .map(|(channel, impatient)| WhatIfChannel { channel, impatient })
            .collect(),
        contact_types: menu.contact_types,
        may_move_work: scope.may_move_work(),
        sees_cost: scope.sees_cost(),
        replications_max: REPLICATIONS_MAX,
        levers_max: LEVERS_MAX,
        scenarios_max: run::SCENARIOS_MAX,
        saved: saved::list(&app, &viewer),
    }))
}

fn team(team: twin::what_if::MenuTeam) -> WhatIfTeam {
    let queues = team.queues.into_iter().map(|queue| WhatIfQueue {
        queue: queue.queue,
        takes: queue.takes,
    });
    WhatIfTeam {
        team: team.team,
        party: team.party,
        there: team.there,
        queues: queues.collect(),
    }
}

/// The double at its present.
fn present(app: &App) -> Result<Arc<Running>, ApiError> {
    let laboratory = app.laboratory.as_ref().ok_or_else(|| {
        ApiError::unknown("there is no double of this operation to try things on")
            .hint("`tandem demo` serves an operation that is simulated")
    })?;
    let present = laboratory.present();
    present.ok_or_else(|| ApiError::unavailable("the simulated operation is not ready yet"))
}
