//! `/api/now`: how it stands at this moment.

use axum::Json;
use axum::extract::State;
use kpi::{NowAnswer, NowQuestion};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::app::Shared;
use crate::asked::{Asked, basis};
use crate::error::{ApiError, QuestionRefused};
use crate::signed::Signed;

/// As of when.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct NowAsked {
    /// What to compute from, `lake·ledger`; the newest when absent.
    #[param(example = "1842·331")]
    pub basis: Option<String>,
}

/// How it stands at this moment.
///
/// Who waits and who works, as the newest looks of the telephony say; what is open, by age; and today so far beside the last
/// eight days of the same weekday that were no holidays. Of the rows that the viewer may see.
#[utoipa::path(
    get, path = "/api/now", operation_id = "get_now", tag = "boards",
    params(NowAsked),
    responses((status = 200, description = "How it stands.", body = NowAnswer), QuestionRefused),
)]
pub(crate) async fn get_now(
    State(app): State<Shared>,
    Signed { viewer, .. }: Signed,
    Asked(asked): Asked<NowAsked>,
) -> Result<Json<NowAnswer>, ApiError> {
    let question = NowQuestion {
        at: app.now(),
        basis: basis(asked.basis.as_deref())?,
    };
    let (engine, position) = app.asked_on(question.basis).await?;
    Ok(Json(engine.now(&viewer, &question, position).await?))
}
