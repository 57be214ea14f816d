//! The HTTP API, sign-in and the embedded browser application.
//!
//! Handlers are thin: they read what is asked, hand it to `kpi` or `ledger` with a [`access::Viewer`], and write what
//! comes back. Time and chance come in through [`Clock`] and [`Chance`].

mod accounts;
pub mod api;
mod app;
mod asked;
mod charter_folder;
mod embedded;
mod error;
mod handbook;
mod in_force;
mod layers;
mod live;
mod origin;
mod others;
mod platform;
mod ports;
mod receiving;
mod serve;
mod signed;
mod uploads;
mod what_if;

use axum::Router;
use axum::response::{IntoResponse as _, Response};
use axum::routing::any;

pub use accounts::{AccountHead, Accounts, AccountsError};
pub use api::simulation::PACE_MAX;
pub use asked::WindowAsked;
pub use error::{ErrorBody, Place};
pub use origin::Origin;
pub use platform::{Asked, Called, Ends, NotCalled, Platform};
pub use ports::{Chance, Clock, Laboratory, NotDone, OfferedScenario, Simulation};
pub use serve::{ServeError, ServeSettings, serve};

use crate::app::Shared;
use crate::error::ApiError;

/// Name of the session's cookie.
pub const SESSION_COOKIE: &str = "tandem_session";

/// The description of the API, as served at `/api/openapi.json` and committed as `openapi.json`.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    api::routes().into_openapi()
}

/// Every route with every layer.
pub(crate) fn router(app: Shared) -> Router {
    let (api, _) = api::routes().split_for_parts();
    let routes = api
        .route("/api", any(no_such_address))
        .route("/api/{*rest}", any(no_such_address))
        .method_not_allowed_fallback(async || ApiError::method_not_allowed())
        .fallback(embedded::serve)
        .with_state(app);
    layers::around(routes)
}

async fn no_such_address() -> Response {
    ApiError::unknown("there is no such address in the API")
        .hint("the addresses are listed in /api/openapi.json")
        .into_response()
}
