//! What is open without signing in: health, the API's description and the charter's schemas.

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::asked::Named;
use crate::error::{ApiError, ErrorBody};

/// That the server answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Health {
    /// Always `ok`.
    pub status: String,
    /// Version of Tandem.
    pub version: String,
}

/// Which schema.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct SchemaPath {
    /// Kind of charter file: `partnership`, `taxonomy`, `calendars`, `tables`, `feed`, `kpi`, `targets` or `board`.
    pub name: String,
}

/// Is the server up?
#[utoipa::path(
    get, path = "/api/health", operation_id = "get_health", tag = "about",
    responses((status = 200, description = "It is.", body = Health)),
    security(()),
)]
pub(crate) async fn get_health() -> Json<Health> {
    Json(Health {
        status: "ok".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    })
}

/// This document.
#[utoipa::path(
    get, path = "/api/openapi.json", operation_id = "get_openapi", tag = "about",
    responses((status = 200, description = "OpenAPI 3.1.", body = serde_json::Value)),
    security(()),
)]
pub(crate) async fn get_openapi() -> Json<utoipa::openapi::OpenApi> {
    Json(crate::openapi())
}

/// The JSON Schema of a kind of charter file, for editors.
#[utoipa::path(
    get, path = "/api/schemas/{name}", operation_id = "get_schema", tag = "about",
    params(SchemaPath),
    responses(
        (status = 200, description = "JSON Schema 2020-12.", body = serde_json::Value),
        (status = 400, description = "The name cannot be read.", body = ErrorBody),
        (status = 404, description = "No such kind.", body = ErrorBody),
    ),
    security(()),
)]
pub(crate) async fn get_schema(
    Named(SchemaPath { name }): Named<SchemaPath>,
) -> Result<Json<serde_json::Value>, ApiError> {
    let mut schemas = charter::schema::all();
    match schemas
        .iter()
        .position(|(known, _)| kind(known) == kind(&name))
    {
        Some(index) => Ok(Json(schemas.swap_remove(index).1)),
        None => {
            let known: Vec<&str> = schemas.iter().map(|(known, _)| kind(known)).collect();
            Err(ApiError::unknown("there is no such kind of charter file")
                .hint(format!("there are: {}", known.join(", "))))
        }
    }
}

/// The schema's file is named after the kind.
fn kind(file: &str) -> &str {
    file.strip_suffix(".json").unwrap_or(file)
}
