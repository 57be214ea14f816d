//! `/api/dimensions`: the values that a column takes, for filters.

use axum::Json;
use axum::extract::State;
use charter::Charter;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

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

/// A value of a column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DimensionValue {
    /// As in facts; null where the source says nothing.
    pub value: Option<String>,
    /// Title for people, when the charter has one.
    pub title: Option<String>,
    /// Rows that have it, as the viewer sees.
    pub n: u64,
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
    let values = app
        .engine
        .dimension_values(&viewer, &table, &dimension, basis, app.position().await)
        .await?;
    Ok(Json(
        values
            .into_iter()
            .map(|found| DimensionValue {
                title: found
                    .value
                    .as_deref()
                    .and_then(|value| title(app.charter(), &dimension, value)),
                value: found.value,
                n: found.n,
            })
            .collect(),
    ))
}

/// What the charter calls a value.
fn title(charter: &Charter, dimension: &str, value: &str) -> Option<String> {
    fn of<T>(
        all: &[T],
        value: &str,
        name: impl Fn(&T) -> &str,
        title: impl Fn(&T) -> &str,
    ) -> Option<String> {
        all.iter()
            .find(|one| name(one) == value)
            .map(|one| title(one).to_owned())
    }
    let taxonomy = &charter.taxonomy;
    match dimension {
        "party" => of(
            &charter.partnership.parties,
            value,
            |one| &one.party,
            |one| &one.title,
        ),
        "site" => of(&taxonomy.sites, value, |one| &one.site, |one| &one.title),
        "team" => of(&taxonomy.teams, value, |one| &one.team, |one| &one.title),
        "channel" => of(
            &taxonomy.channels,
            value,
            |one| &one.channel,
            |one| &one.title,
        ),
        "queue" => of(&taxonomy.queues, value, |one| &one.queue, |one| &one.title),
        "contact_type" => of(
            &taxonomy.contact_types,
            value,
            |one| &one.contact_type,
            |one| &one.title,
        ),
        _ => None,
    }
}
