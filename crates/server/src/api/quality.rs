//! `/api/quality`: the state of the data behind each KPI.

use axum::Json;
use axum::extract::State;
use kpi::Quality;

use crate::app::Shared;
use crate::error::{ApiError, Refused};
use crate::signed::Signed;

/// The state of the data behind each KPI, as of now.
///
/// A KPI is doubtful where a feed behind it is late, rows wait to be put right, or rows fail a check that warns about a
/// column that it reads. Counts are told to viewers who see every party's rows.
#[utoipa::path(
    get, path = "/api/quality", operation_id = "get_quality", tag = "kpis",
    responses((status = 200, description = "The KPIs that the viewer may read, by name.", body = Quality), Refused),
)]
pub(crate) async fn get_quality(
    State(app): State<Shared>,
    Signed { viewer, .. }: Signed,
) -> Result<Json<Quality>, ApiError> {
    Ok(Json(app.engine.quality(&viewer, app.now()).await?))
}
