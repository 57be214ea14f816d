//! `/api/query`: any KPIs, cut any way.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use kpi::{Answer, Question};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::app::Shared;
use crate::asked::{Asked, basis, filled, grain, moment, names};
use crate::error::{ApiError, QuestionRefused};
use crate::signed::Signed;

/// A question, as asked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct QueryAsked {
    /// KPIs by name, separated by commas.
    #[param(example = "offered,abandon_rate")]
    pub kpis: String,
    /// Columns to break down by, separated by commas.
    #[param(example = "party,channel")]
    pub by: Option<String>,
    /// `quarter_hour`, `half_hour`, `hour`, `day`, `week`, `month` or `quarter`; one value over the whole time when absent.
    #[param(example = "day")]
    pub grain: Option<String>,
    /// First day in the partnership's zone, or instant; the oldest fact when absent.
    #[param(example = "2026-03-01")]
    pub from: Option<String>,
    /// Last day, included, or instant, not included; the newest fact when absent.
    #[param(example = "2026-03-31")]
    pub to: Option<String>,
    /// SQL predicate over columns.
    #[serde(rename = "where")]
    #[param(rename = "where", example = "channel in ('voice', 'chat')")]
    pub filter: Option<String>,
    /// What to compute from, `lake·ledger`; the newest when absent.
    #[param(example = "1842·331")]
    pub basis: Option<String>,
    /// `json` or `csv`; JSON when absent.
    #[param(example = "json")]
    pub format: Option<String>,
}

/// Ask for values.
///
/// CSV has a column per dimension, the period when there is a grain, each KPI's value under its name and its n under
/// `<kpi>_n`.
#[utoipa::path(
    get, path = "/api/query", operation_id = "ask_query", tag = "query",
    params(QueryAsked),
    responses(
        (status = 200, description = "The answer.", content((Answer = "application/json"), (String = "text/csv"))),
        QuestionRefused,
    ),
)]
pub(crate) async fn ask_query(
    State(app): State<Shared>,
    Signed { viewer, .. }: Signed,
    Asked(asked): Asked<QueryAsked>,
) -> Result<Response, ApiError> {
    let as_csv = match asked.format.as_deref().map(str::trim) {
        None | Some("" | "json") => false,
        Some("csv") => true,
        Some(other) => {
            return Err(
                ApiError::malformed(format!("`format`: `{other}` is no format"))
                    .hint("`json` or `csv`"),
            );
        }
    };
    let question = Question {
        kpis: names(&asked.kpis),
        by: names(asked.by.as_deref().unwrap_or_default()),
        grain: grain(asked.grain.as_deref())?,
        from: moment("from", asked.from.as_deref())?,
        to: moment("to", asked.to.as_deref())?,
        filter: filled(asked.filter),
        basis: basis(asked.basis.as_deref())?,
    };
    let (engine, position) = app.asked_on(question.basis).await?;
    let answer = engine.answer(&viewer, &question, position).await?;
    if !as_csv {
        return Ok(Json(answer).into_response());
    }
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"answer.csv\"",
        ),
    ];
    Ok((headers, answer.to_csv()?).into_response())
}
