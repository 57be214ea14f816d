//! `/api/glossary`: the words of the partnership.

use axum::Json;
use axum::extract::State;
use kpi::glossary::Glossary;

use crate::app::Shared;
use crate::error::{ApiError, Refused};
use crate::signed::Signed;

/// The words of the partnership.
///
/// Every table, column, value, KPI, target, role, calendar and feed that the viewer may know, with what it means and where
/// it is used.
#[utoipa::path(
    get, path = "/api/glossary", operation_id = "get_glossary", tag = "partnership",
    responses((status = 200, description = "The terms, by kind.", body = Glossary), Refused),
)]
pub(crate) async fn get_glossary(
    State(app): State<Shared>,
    Signed { viewer, .. }: Signed,
) -> Result<Json<Glossary>, ApiError> {
    Ok(Json(app.engine.glossary(&viewer)))
}
