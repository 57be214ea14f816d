//! `/api/notes`: what people know about a point of a KPI.

use std::collections::BTreeSet;

use access::Viewer;
use axum::Json;
use axum::extract::State;
use ledger::{Asking, Command};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::app::{App, Shared};
use crate::asked::{Asked, Sent, day, filled};
use crate::error::{ApiError, ChangeRefused, ErrorBody, Refused};
use crate::signed::Signed;

/// A note pinned to a point.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Note {
    /// Identifier.
    pub id: String,
    /// Position of its entry in the ledger.
    pub position: u64,
    /// The KPI.
    pub kpi: String,
    /// The party whose point it is; absent when it is about all of them.
    pub party: Option<String>,
    /// The day of the point, in the partnership's zone.
    #[schema(value_type = String, format = Date)]
    pub at: jiff::civil::Date,
    /// What is known.
    pub text: String,
    /// Who pinned it.
    pub author_name: String,
    /// For which party.
    pub author_party_title: String,
    /// When it was pinned.
    #[schema(value_type = String, format = DateTime)]
    pub pinned_at: jiff::Timestamp,
}

/// Which notes.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct NotesAsked {
    /// Only those of this KPI.
    pub kpi: Option<String>,
    /// Only those of this day or later.
    #[param(example = "2026-03-01", format = Date)]
    pub from: Option<String>,
    /// Only those of this day or earlier.
    #[param(example = "2026-03-31", format = Date)]
    pub to: Option<String>,
}

/// What to pin.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewNote {
    /// The KPI.
    pub kpi: String,
    /// The party whose point it is; absent for all of them, which needs a viewer who sees all.
    #[serde(default)]
    pub party: Option<String>,
    /// The day of the point, in the partnership's zone.
    #[schema(value_type = String, format = Date, example = "2026-03-14")]
    pub at: String,
    /// What is known, 1 to 2000 characters.
    #[schema(min_length = 1, max_length = 2000)]
    pub text: String,
}

/// Notes at points that the viewer may see, oldest point first.
#[utoipa::path(
    get, path = "/api/notes", operation_id = "list_notes", tag = "notes",
    params(NotesAsked),
    responses(
        (status = 200, description = "The notes.", body = [Note]),
        (status = 400, description = "The question cannot be read.", body = ErrorBody),
        Refused,
    ),
)]
pub(crate) async fn list_notes(
    State(app): State<Shared>,
    Signed { viewer, .. }: Signed,
    Asked(asked): Asked<NotesAsked>,
) -> Result<Json<Vec<Note>>, ApiError> {
    let kpi = filled(asked.kpi);
    let from = day("from", asked.from.as_deref())?;
    let to = day("to", asked.to.as_deref())?;
    let readable: BTreeSet<String> = app
        .engine
        .list(&viewer)
        .into_iter()
        .map(|kpi| kpi.head.kpi)
        .collect();
    let state = app.ledger.state();
    Ok(Json(
        ledger::notes(&state, &viewer)
            .iter()
            .filter(|note| {
                let pinned = &note.pinned;
                readable.contains(&pinned.kpi)
                    && kpi.as_ref().is_none_or(|kpi| *kpi == pinned.kpi)
                    && from.is_none_or(|from| pinned.at >= from)
                    && to.is_none_or(|to| pinned.at <= to)
            })
            .map(|note| head(&app, &viewer, note))
            .collect(),
    ))
}

/// Pin a note to a point.
///
/// Needs the right `pin_notes`. It is seen by whoever may see the point.
#[utoipa::path(
    post, path = "/api/notes", operation_id = "create_note", tag = "notes",
    request_body = NewNote,
    responses((status = 200, description = "The note as pinned.", body = Note), ChangeRefused),
)]
pub(crate) async fn create_note(
    State(app): State<Shared>,
    Signed { viewer, .. }: Signed,
    Sent(asked): Sent<NewNote>,
) -> Result<Json<Note>, ApiError> {
    let at = day("at", Some(&asked.at))?
        .ok_or_else(|| ApiError::malformed("`at` is empty").hint("write a day as 2026-03-29"))?;
    // Who may not read a KPI learns here that there is none.
    app.engine.page(&viewer, &asked.kpi)?;
    let command = Command::PinNote {
        kpi: asked.kpi,
        party: filled(asked.party),
        at,
        text: asked.text,
    };
    let asking = Asking {
        viewer: &viewer,
        partnership: &app.charter().partnership,
        now: app.now(),
    };
    let position = app
        .ledger
        .submit(command, &asking)
        .await?
        .first()
        .map(|entry| entry.position);
    let state = app.ledger.state();
    state
        .notes
        .iter()
        // It is among the last.
        .rev()
        .find(|note| Some(note.position) == position)
        .map(|note| Json(head(&app, &viewer, note)))
        .ok_or_else(|| ApiError::conflict("the note was not written"))
}

/// A note for a viewer, who need not know every party that pins one.
fn head(app: &App, viewer: &Viewer, note: &ledger::Note) -> Note {
    let charter = app.charter();
    let title = |party: &str| {
        charter
            .party(party)
            .map_or_else(|| party.to_owned(), |party| party.title.clone())
    };
    let (author_name, author_party_title) =
        if viewer.may_name(&charter.partnership, &note.actor.party) {
            (note.pinned.author_name.clone(), title(&note.actor.party))
        } else {
            let client = charter.client().map_or("", |client| &client.party);
            (title(client), title(client))
        };
    Note {
        id: format!("note-{}", note.position),
        position: note.position,
        kpi: note.pinned.kpi.clone(),
        party: note.pinned.party.clone(),
        at: note.pinned.at,
        text: note.pinned.text.clone(),
        author_name,
        author_party_title,
        pinned_at: note.pinned_at,
    }
}
