//! `/api/lineage`: where a number comes from, and what a column of a source is for.

use axum::Json;
use axum::extract::State;
use kpi::{LineageAnswer, LineageQuestion};
use serde::Deserialize;
use serde_json::Value;
use utoipa::IntoParams;

use crate::app::Shared;
use crate::asked::{Asked, basis, filled};
use crate::error::{ApiError, QuestionRefused};
use crate::signed::Signed;

/// What is followed: one KPI, feed or table.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct LineageAsked {
    /// A KPI, back to the columns of sources.
    #[param(example = "first_contact_resolution")]
    kpi: Option<String>,
    /// A feed, ahead to the KPIs that would be wrong if it were.
    #[param(example = "contacts")]
    feed: Option<String>,
    /// A table, both ways.
    #[param(example = "contact")]
    table: Option<String>,
    /// One column, of the feed's source or of the table.
    #[param(example = "opened_at")]
    column: Option<String>,
    /// As of when, `lake·ledger`: by the charter that was in force then; by that of now when absent.
    #[param(example = "1842·331")]
    basis: Option<String>,
}

/// Where a number comes from.
///
/// From source column through mapping to KPI, and back; less what the viewer may not know of.
#[utoipa::path(
    get, path = "/api/lineage", operation_id = "get_lineage", tag = "kpis",
    params(LineageAsked),
    responses((status = 200, description = "The columns, expressions and KPIs that hang together.", body = LineageAnswer), QuestionRefused),
)]
pub(crate) async fn get_lineage(
    State(app): State<Shared>,
    Signed { viewer, .. }: Signed,
    Asked(asked): Asked<LineageAsked>,
) -> Result<Json<LineageAnswer>, ApiError> {
    let column = filled(asked.column);
    let one_of = "name one `kpi`, one `feed` or one `table`; `column` goes with a feed or a table";
    let question = match (filled(asked.kpi), filled(asked.feed), filled(asked.table)) {
        (Some(kpi), None, None) if column.is_none() => LineageQuestion::Kpi(kpi),
        (None, Some(feed), None) => LineageQuestion::Feed { feed, column },
        (None, None, Some(table)) => LineageQuestion::Table { table, column },
        _ => {
            return Err(ApiError::malformed("it is not clear what is to be followed").hint(one_of));
        }
    };
    let (engine, _) = app.asked_on(basis(asked.basis.as_deref())?).await?;
    Ok(Json(engine.lineage(&viewer, &question, app.now())?))
}

/// Events at once, unless asked otherwise.
const EVENTS: usize = 100;
/// Events at once, at most.
const EVENTS_MAX: usize = 1000;

/// Which events.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct EventsAsked {
    /// Of one feed; of all when absent.
    feed: Option<String>,
    /// Of batches after this version of the lake; from the first when absent.
    #[param(example = 1842)]
    after: Option<u64>,
    /// Events at once: 100 when absent, up to 1000. A batch is never cut, so there may be a few more.
    limit: Option<usize>,
}

/// What was taken in, as OpenLineage events.
///
/// One `COMPLETE` event for each file or delivery, oldest first, by the specification 2-0-2. Go on `after` the
/// `datasetVersion` of the last event's output. Only for viewers who see every party's rows.
#[utoipa::path(
    get, path = "/api/lineage/openlineage", operation_id = "list_openlineage", tag = "feeds",
    params(EventsAsked),
    responses((status = 200, description = "The events.", body = [Value]), QuestionRefused),
)]
pub(crate) async fn list_openlineage(
    State(app): State<Shared>,
    Signed { viewer, .. }: Signed,
    Asked(asked): Asked<EventsAsked>,
) -> Result<Json<Vec<Value>>, ApiError> {
    let limit = asked.limit.unwrap_or(EVENTS).min(EVENTS_MAX);
    let feed = filled(asked.feed);
    let after = asked.after.unwrap_or_default();
    let events = app
        .engine
        .openlineage(&viewer, feed.as_deref(), after, limit)?;
    Ok(Json(events))
}
