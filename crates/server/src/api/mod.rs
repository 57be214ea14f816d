//! The HTTP API: one file a resource, each beside its routes.

#[expect(unused_qualifications, reason = "utoipa writes paths out")]
pub mod boards;
pub mod checks;
pub mod counts;
pub mod customers;
pub mod deeds;
#[expect(unused_qualifications, reason = "utoipa writes paths out")]
pub mod dimensions;
#[expect(unused_qualifications, reason = "utoipa writes paths out")]
pub mod drafts;
#[expect(unused_qualifications, reason = "utoipa writes paths out")]
pub mod feed_hours;
pub mod feeds;
#[expect(unused_qualifications, reason = "utoipa writes paths out")]
pub mod files;
pub mod glossary;
#[expect(unused_qualifications, reason = "utoipa writes paths out")]
pub mod kpis;
#[expect(unused_qualifications, reason = "utoipa writes paths out")]
pub mod lineage;
pub mod live;
#[expect(unused_qualifications, reason = "utoipa writes paths out")]
pub mod meta;
#[expect(unused_qualifications, reason = "utoipa writes paths out")]
pub mod notes;
#[expect(unused_qualifications, reason = "utoipa writes paths out")]
pub mod now;
pub mod partnership;
#[expect(unused_qualifications, reason = "utoipa writes paths out")]
pub mod platform;
pub mod profile;
pub mod proposals;
pub mod quality;
#[expect(unused_qualifications, reason = "utoipa writes paths out")]
pub mod quarantine;
#[expect(unused_qualifications, reason = "utoipa writes paths out")]
pub mod query;
pub mod records;
pub mod refusals;
pub mod rights;
pub mod session;
#[expect(unused_qualifications, reason = "utoipa writes paths out")]
pub mod simulation;
#[expect(unused_qualifications, reason = "utoipa writes paths out")]
pub mod tokens;
pub mod trial;
pub mod ways_in;
#[expect(unused_qualifications, reason = "utoipa writes paths out")]
pub mod what_if;

use axum::extract::DefaultBodyLimit;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::Shared;
use crate::error::every_call;

/// The description that routes are added to.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Tandem",
        description = "Performance management for outsourced customer operations.\n\nSign in with `POST /api/session` (a cookie; state-changing calls then send `X-CSRF-Token`), or send an API token as `Authorization: Bearer tdm_…`. Every answer is what the viewer may see.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
    ),
    tags(
        (name = "session", description = "Signing in and out."),
        (name = "tokens", description = "What scripts sign in with."),
        (name = "partnership", description = "Who works together, and the words they share."),
        (name = "boards", description = "The few KPIs that an audience looks at together."),
        (name = "kpis", description = "What is measured, what it means and how it runs."),
        (name = "query", description = "Any KPIs, cut any way."),
        (name = "live", description = "What is newest, as it comes."),
        (name = "what-if", description = "What would happen if something were done differently."),
        (name = "platform", description = "What the operation's routing and workforce platforms are told."),
        (name = "decisions", description = "Who may decide what, and what is proposed."),
        (name = "notes", description = "What people know about a point."),
        (name = "feeds", description = "What arrived."),
        (name = "customers", description = "Who is forgotten or merged, on request."),
        (name = "about", description = "Open without signing in."),
    ),
    modifiers(&SignInWays),
    security(("session" = []), ("token" = [])),
)]
struct Description;

/// The two ways to sign in.
struct SignInWays;

impl Modify for SignInWays {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let components = openapi.components.get_or_insert_default();
        components.add_security_scheme(
            "session",
            SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::with_description(
                crate::SESSION_COOKIE,
                "Set by `POST /api/session`. State-changing calls also send the header `X-CSRF-Token`.",
            ))),
        );
        components.add_security_scheme(
            "token",
            SecurityScheme::Http(
                HttpBuilder::new()
                    .scheme(HttpAuthScheme::Bearer)
                    .description(Some("An API token, `tdm_…`, made with `POST /api/tokens`."))
                    .build(),
            ),
        );
    }
}

/// Every route of the API, with its description.
pub(crate) fn routes() -> OpenApiRouter<Shared> {
    let mut routes = OpenApiRouter::with_openapi(Description::openapi())
        .routes(routes!(
            session::create_session,
            session::get_session,
            session::delete_session
        ))
        .routes(routes!(tokens::list_tokens, tokens::create_token))
        .routes(routes!(tokens::delete_token))
        .routes(routes!(partnership::get_partnership))
        .routes(routes!(glossary::get_glossary))
        .routes(routes!(boards::list_boards))
        .routes(routes!(boards::get_board))
        .routes(routes!(now::get_now))
        .routes(routes!(kpis::list_kpis))
        .routes(routes!(kpis::get_kpi))
        .routes(routes!(kpis::get_reading))
        .routes(routes!(kpis::list_facts))
        .routes(routes!(quality::get_quality))
        .routes(routes!(lineage::get_lineage))
        .routes(routes!(lineage::list_openlineage))
        .routes(routes!(query::ask_query))
        .routes(routes!(dimensions::list_dimension_values))
        .routes(routes!(notes::list_notes, notes::create_note))
        .routes(routes!(rights::get_rights))
        .routes(routes!(rights::create_loan))
        .routes(routes!(
            proposals::list_proposals,
            proposals::create_proposal
        ))
        .routes(routes!(
            proposals::get_proposal,
            proposals::amend_proposal,
            proposals::withdraw_proposal
        ))
        .routes(routes!(proposals::approve_proposal))
        .routes(routes!(proposals::reject_proposal))
        .routes(routes!(proposals::remark_proposal))
        .routes(routes!(feeds::list_feeds))
        .routes(routes!(drafts::draft_feed))
        .routes(routes!(files::create_file))
        .routes(routes!(drafts::preview_feed))
        .merge(
            OpenApiRouter::new()
                .routes(routes!(drafts::create_feed))
                .layer(DefaultBodyLimit::max(drafts::ACCEPT_BYTES_MAX)),
        )
        .routes(routes!(feed_hours::list_feed_hours))
        .routes(routes!(ways_in::list_ways_in))
        .routes(routes!(checks::list_feed_checks))
        .routes(routes!(refusals::list_feed_refusals))
        .routes(routes!(records::create_records))
        .routes(routes!(quarantine::list_quarantine))
        .routes(routes!(deeds::mend_quarantine))
        .routes(routes!(deeds::waive_quarantine))
        .routes(routes!(
            customers::list_customer_requests,
            customers::create_customer_request
        ))
        .routes(routes!(customers::count_customer_request))
        .routes(routes!(live::follow_live))
        .routes(routes!(simulation::set_simulation))
        .routes(routes!(what_if::get_what_if))
        .routes(routes!(what_if::create_what_if_run))
        .routes(routes!(
            what_if::get_what_if_run,
            what_if::delete_what_if_run
        ))
        .routes(routes!(what_if::create_what_if_scenario))
        .routes(routes!(what_if::delete_what_if_scenario))
        .routes(routes!(simulation::list_scenarios))
        .routes(routes!(
            simulation::start_scenario,
            simulation::stop_scenario
        ))
        .routes(routes!(
            platform::list_platform_calls,
            platform::create_platform_call
        ))
        .routes(routes!(platform::take_back_platform_call))
        .routes(routes!(platform::undo_platform_call))
        .routes(routes!(meta::get_health))
        .routes(routes!(meta::get_openapi))
        .routes(routes!(meta::get_schema));
    every_call(routes.get_openapi_mut());
    routes
}
