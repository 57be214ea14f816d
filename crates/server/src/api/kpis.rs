//! `/api/kpis`: what is measured, what it means and how it runs.

use axum::Json;
use axum::extract::State;
use kpi::{Facts, FactsQuestion, KpiPage, KpiSummary, Reading};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::app::Shared;
use crate::asked::{Asked, Named, WindowAsked, basis, filled, moment};
use crate::error::{ApiError, QuestionRefused, Refused};
use crate::signed::Signed;

/// Which KPI.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct KpiPath {
    /// Short name.
    pub kpi: String,
}

/// As of when it is asked.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct BasisAsked {
    /// Whose definitions, `lake·ledger`: those that were in force then; those of now when absent.
    #[param(example = "1842·331")]
    pub basis: Option<String>,
}

/// Which of the contacts behind a KPI.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FactsAsked {
    /// First day, in the partnership's zone.
    #[param(example = "2026-03-01", format = Date)]
    pub from: Option<String>,
    /// Last day, included.
    #[param(example = "2026-03-31", format = Date)]
    pub to: Option<String>,
    /// SQL predicate over columns.
    #[serde(rename = "where")]
    #[param(rename = "where", example = "channel in ('voice', 'chat')")]
    pub filter: Option<String>,
    /// What to read from, `lake·ledger`; the newest when absent.
    #[param(example = "1842·331")]
    pub basis: Option<String>,
    /// Rows at most, 1 to 1000; 100 when absent.
    #[param(minimum = 1, maximum = 1000)]
    pub limit: Option<usize>,
    /// Rows to skip.
    pub offset: Option<usize>,
}

/// The KPIs.
#[utoipa::path(
    get, path = "/api/kpis", operation_id = "list_kpis", tag = "kpis",
    responses((status = 200, description = "The KPIs that the viewer may read, by name.", body = [KpiSummary]), Refused),
)]
pub(crate) async fn list_kpis(
    State(app): State<Shared>,
    Signed { viewer, .. }: Signed,
) -> Result<Json<Vec<KpiSummary>>, ApiError> {
    Ok(Json(app.engine.list(&viewer)))
}

/// What a KPI means.
#[utoipa::path(
    get, path = "/api/kpis/{kpi}", operation_id = "get_kpi", tag = "kpis",
    params(KpiPath, BasisAsked),
    responses((status = 200, description = "Definition, owners, targets.", body = KpiPage), QuestionRefused),
)]
pub(crate) async fn get_kpi(
    State(app): State<Shared>,
    Signed { viewer, .. }: Signed,
    Named(KpiPath { kpi }): Named<KpiPath>,
    Asked(asked): Asked<BasisAsked>,
) -> Result<Json<KpiPage>, ApiError> {
    let (engine, _) = app.asked_on(basis(asked.basis.as_deref())?).await?;
    Ok(Json(engine.page(&viewer, &kpi)?))
}

/// How a KPI runs over time.
///
/// The last sixteen weeks by week when nothing is said, or days where facts began less than twelve weeks ago. The level is the
/// window's; points reach at least sixteen periods back, since a short window alone cannot tell a change from chance.
#[utoipa::path(
    get, path = "/api/kpis/{kpi}/reading", operation_id = "get_reading", tag = "kpis",
    params(KpiPath, WindowAsked),
    responses((status = 200, description = "The series with its limits, target and judgement.", body = Reading), QuestionRefused),
)]
pub(crate) async fn get_reading(
    State(app): State<Shared>,
    Signed { viewer, .. }: Signed,
    Named(KpiPath { kpi }): Named<KpiPath>,
    Asked(window): Asked<WindowAsked>,
) -> Result<Json<Reading>, ApiError> {
    let question = window.about(kpi)?;
    let (engine, position) = app.asked_on(question.basis).await?;
    Ok(Json(engine.reading(&viewer, &question, position).await?))
}

/// The facts behind a KPI, newest first.
///
/// Needs the right `drill_to_contacts`.
#[utoipa::path(
    get, path = "/api/kpis/{kpi}/facts", operation_id = "list_facts", tag = "kpis",
    params(KpiPath, FactsAsked),
    responses((status = 200, description = "A page of rows.", body = Facts), QuestionRefused),
)]
pub(crate) async fn list_facts(
    State(app): State<Shared>,
    Signed { viewer, .. }: Signed,
    Named(KpiPath { kpi }): Named<KpiPath>,
    Asked(facts): Asked<FactsAsked>,
) -> Result<Json<Facts>, ApiError> {
    let limit = facts.limit.unwrap_or(100);
    if !(1..=1000).contains(&limit) {
        return Err(ApiError::malformed(
            "`limit`: 1 to 1000 rows are given at a time",
        ));
    }
    let question = FactsQuestion {
        kpi,
        from: moment("from", facts.from.as_deref())?,
        to: moment("to", facts.to.as_deref())?,
        filter: filled(facts.filter),
        basis: basis(facts.basis.as_deref())?,
        limit,
        offset: facts.offset.unwrap_or(0),
    };
    let (engine, position) = app.asked_on(question.basis).await?;
    Ok(Json(engine.facts(&viewer, &question, position).await?))
}
