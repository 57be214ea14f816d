//! `/api/dimensions`: the values that a column takes, for filters.

use axum::Json;
use axum::extract::State;
use kpi::DimensionValue;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::app::Shared;
use crate::asked::{Asked, Named, basis, filled};
use crate::error::{ApiError, QuestionRefused};
use crate::signed::Signed;

/// Which column.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct DimensionPath {
    /// Name of the column.
    pub dimension: String,
}

/// Of which table, from what.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DimensionAsked {
    /// The table; `contact` when absent.
    #[param(example = "contact")]
    pub table: Option<String>,
    /// What to read from, `lake·ledger`; the newest when absent.
    #[param(example = "1842·331")]
    pub basis: Option<String>,
}

/// The values of a column, as the viewer sees: at most 500, most frequent first.
#[utoipa::path(
    get, path = "/api/dimensions/{dimension}/values", operation_id = "list_dimension_values", tag = "query",
    params(DimensionPath, DimensionAsked),
    responses((status = 200, description = "The values.", body = [DimensionValue]), QuestionRefused),
)]
pub(crate) async fn list_dimension_values(
    State(app): State<Shared>,
    Signed { viewer, .. }: Signed,
    Named(DimensionPath { dimension }): Named<DimensionPath>,
    Asked(asked): Asked<DimensionAsked>,
) -> Result<Json<Vec<DimensionValue>>, ApiError> {
    let basis = basis(asked.basis.as_deref())?;
    let table = filled(asked.table).unwrap_or_else(|| "contact".to_owned());
    let (engine, position) = app.asked_on(basis).await?;
    let values = engine
        .dimension_values(&viewer, &table, &dimension, basis, position)
        .await?;
    Ok(Json(values))
}
