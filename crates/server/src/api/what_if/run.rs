//! `/api/what-if/runs`: replications, run in the background.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use twin::what_if::{Asking, Horizon, Levers, Menu, REPLICATIONS_MAX};
use utoipa::ToSchema;

use super::answer::{self, WhatIfAnswer};
use super::present;
use super::scope::Scope;
use crate::app::{App, Shared};
use crate::asked::{Named, Sent};
use crate::error::{ApiError, ChangeRefused, ErrorBody, QuestionRefused};
use crate::signed::Signed;
use crate::what_if::{Run, Stands};

/// Most scenarios that are compared in one run.
pub(super) const SCENARIOS_MAX: usize = 4;
/// As many as make intervals that one can decide by.
const REPLICATIONS: usize = 100;
/// When too many are worked on, one is probably done by then.
const AGAIN_SECONDS: u64 = 5;

/// What to try.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRun {
    /// The time to look at.
    #[serde(default)]
    pub horizon: Horizon,
    /// How many futures to look at.
    #[serde(default = "replications")]
    #[schema(minimum = 2, maximum = 500)]
    pub replications: usize,
    /// The same seed at the same present gives the same answer.
    #[serde(default = "seed")]
    pub seed: u64,
    /// What to try, each beside what goes on as it is: 1 to 4.
    #[schema(min_items = 1, max_items = 4)]
    pub scenarios: Vec<Levers>,
}

/// How a run stands.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct WhatIfRun {
    /// Identifier.
    pub id: String,
    /// How it stands.
    pub status: WhatIfStatus,
    /// Replications done.
    pub done: usize,
    /// Replications asked for.
    pub of: usize,
    /// Why there is no answer, where there is none.
    pub problem: Option<String>,
    /// The answer, when it is done.
    pub answer: Option<WhatIfAnswer>,
}

/// How a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WhatIfStatus {
    /// It is worked on.
    Running,
    /// There is an answer.
    Done,
    /// There is none: it was stopped, or broke off.
    Failed,
}

fn replications() -> usize {
    REPLICATIONS
}

fn seed() -> u64 {
    1
}

/// Try something.
///
/// Replications run in the background: ask how they stand with `GET /api/what-if/runs/{id}`. A run of the same person that
/// is under way is stopped. A provider pulls its own levers only.
#[utoipa::path(
    post, path = "/api/what-if/runs", operation_id = "create_what_if_run", tag = "what-if",
    request_body = NewRun,
    responses(
        (status = 200, description = "It is worked on.", body = WhatIfRun),
        (status = 429, description = "As many runs are worked on as can be; `Retry-After` says when to come again.", body = ErrorBody),
        (status = 503, description = "The simulated operation is not ready yet.", body = ErrorBody),
        ChangeRefused,
    ),
)]
pub(crate) async fn create_what_if_run(
    State(app): State<Shared>,
    Signed { viewer, .. }: Signed,
    Sent(asked): Sent<NewRun>,
) -> Result<Json<WhatIfRun>, ApiError> {
    let scope = Scope::of(app.charter(), &viewer)?;
    let present = present(&app)?;
    if !(1..=SCENARIOS_MAX).contains(&asked.scenarios.len()) {
        return Err(ApiError::invalid(format!(
            "{} scenarios are asked for",
            asked.scenarios.len()
        ))
        .hint(format!("1 to {SCENARIOS_MAX} are tried in a run")));
    }
    if !(2..=REPLICATIONS_MAX).contains(&asked.replications) {
        return Err(ApiError::invalid(format!(
            "{} replications are asked for",
            asked.replications
        ))
        .hint(format!("2 to {REPLICATIONS_MAX} are run")));
    }
    let menu = scope.menu(Menu::of(&present));
    let tried = asked.scenarios.into_iter();
    let tried = tried.map(|levers| scope.pulled(&menu, levers));
    let asking = Asking {
        horizon: asked.horizon,
        replications: asked.replications,
        seed: asked.seed,
        tried: tried.collect::<Result<_, _>>()?,
    };
    let begun = app.runs.begin(viewer.person(), present, asking);
    let run = begun.ok_or_else(|| {
        ApiError::come_again(
            "as many what-if runs are worked on as can be",
            AGAIN_SECONDS,
        )
        .hint(format!("try again in {AGAIN_SECONDS} s"))
    })?;
    Ok(Json(head(&app, &scope, &run)))
}

/// How a run stands, and its answer when it is done.
///
/// Runs are their person's own. The last few are kept for as long as the server runs.
#[utoipa::path(
    get, path = "/api/what-if/runs/{id}", operation_id = "get_what_if_run", tag = "what-if",
    params(("id" = String, Path, description = "Identifier of a run.")),
    responses((status = 200, description = "How it stands.", body = WhatIfRun), QuestionRefused),
)]
pub(crate) async fn get_what_if_run(
    State(app): State<Shared>,
    Signed { viewer, .. }: Signed,
    Named(id): Named<String>,
) -> Result<Json<WhatIfRun>, ApiError> {
    let scope = Scope::of(app.charter(), &viewer)?;
    let run = app.runs.of(viewer.person(), &id).ok_or_else(no_such_run)?;
    Ok(Json(head(&app, &scope, &run)))
}

/// Stop a run. One that is done stays as it is.
#[utoipa::path(
    delete, path = "/api/what-if/runs/{id}", operation_id = "delete_what_if_run", tag = "what-if",
    params(("id" = String, Path, description = "Identifier of a run.")),
    responses((status = 204, description = "It ends after the replications that are under way."), ChangeRefused),
)]
pub(crate) async fn delete_what_if_run(
    State(app): State<Shared>,
    Signed { viewer, .. }: Signed,
    Named(id): Named<String>,
) -> Result<StatusCode, ApiError> {
    Scope::of(app.charter(), &viewer)?;
    let run = app.runs.of(viewer.person(), &id).ok_or_else(no_such_run)?;
    run.stop();
    Ok(StatusCode::NO_CONTENT)
}

fn no_such_run() -> ApiError {
    ApiError::unknown("there is no such run of yours").hint("start it again")
}

fn head(app: &App, scope: &Scope<'_>, run: &Run) -> WhatIfRun {
    let of = run.asking.replications;
    let partnership = &app.charter().partnership;
    let (status, done, problem, answer) = match run.stands() {
        Stands::Running(done) => (WhatIfStatus::Running, done, None, None),
        Stands::Failed(why) => (WhatIfStatus::Failed, 0, Some(why.to_string()), None),
        Stands::Done(answer) => {
            let told = answer::told(scope, &partnership.zone, &partnership.currency, answer);
            (WhatIfStatus::Done, of, None, Some(told))
        }
    };
    WhatIfRun {
        id: run.id.clone(),
        status,
        done,
        of,
        problem,
        answer,
    }
}
