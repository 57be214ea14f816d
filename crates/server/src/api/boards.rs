//! `/api/boards`: the few KPIs that an audience looks at together.

use axum::Json;
use axum::extract::State;
use kpi::BoardAnswer;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::app::Shared;
use crate::asked::{Asked, Named, WindowAsked};
use crate::error::{ApiError, QuestionRefused, Refused};
use crate::signed::Signed;

/// A board in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct BoardHead {
    /// Short name.
    pub board: String,
    /// Title for people.
    pub title: String,
    /// How many KPIs stand on it.
    pub kpis: usize,
    /// Whether the viewer sees it first.
    pub home: bool,
}

/// Which board.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct BoardPath {
    /// Short name.
    pub board: String,
}

/// The boards.
#[utoipa::path(
    get, path = "/api/boards", operation_id = "list_boards", tag = "boards",
    responses((status = 200, description = "The boards, those for the viewer's roles first.", body = [BoardHead]), Refused),
)]
pub(crate) async fn list_boards(
    State(app): State<Shared>,
    Signed { viewer, .. }: Signed,
) -> Result<Json<Vec<BoardHead>>, ApiError> {
    let known: Vec<String> = app
        .engine
        .list(&viewer)
        .into_iter()
        .map(|kpi| kpi.head.kpi)
        .collect();
    let boards = app.engine.boards(&viewer);
    Ok(Json(
        boards
            .into_iter()
            .enumerate()
            .map(|(index, board)| BoardHead {
                board: board.board.clone(),
                title: board.title.clone(),
                kpis: board.kpis.iter().filter(|kpi| known.contains(kpi)).count(),
                home: index == 0,
            })
            .collect(),
    ))
}

/// A board with its numbers.
///
/// When nothing is said: levels over the last 28 days, trends over the last 16 weeks.
#[utoipa::path(
    get, path = "/api/boards/{board}", operation_id = "get_board", tag = "boards",
    params(BoardPath, WindowAsked),
    responses((status = 200, description = "The board.", body = BoardAnswer), QuestionRefused),
)]
pub(crate) async fn get_board(
    State(app): State<Shared>,
    Signed { viewer, .. }: Signed,
    Named(BoardPath { board }): Named<BoardPath>,
    Asked(window): Asked<WindowAsked>,
) -> Result<Json<BoardAnswer>, ApiError> {
    let question = window.about(board)?;
    let (engine, position) = app.asked_on(question.basis).await?;
    Ok(Json(engine.board(&viewer, &question, position).await?))
}
