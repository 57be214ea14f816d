//! `/api/what-if/scenarios`: what-if questions that people keep.

use access::Viewer;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use twin::what_if::{FORMAT, LEVERS_MAX, Levers, Menu};
use utoipa::ToSchema;

use super::present;
use super::scope::Scope;
use crate::app::{App, Shared};
use crate::asked::{Named, Sent};
use crate::error::{ApiError, ChangeRefused, DiskRefused};
use crate::signed::Signed;
use crate::what_if::{NotSaved, Saved};

/// Longest title, in characters.
const TITLE_MAX: usize = 120;

/// A scenario that somebody keeps.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SavedWhatIf {
    /// Identifier.
    pub id: u64,
    /// What it is called.
    pub title: String,
    /// Who keeps it.
    pub author_name: String,
    /// Whether that is the viewer, who may let it go.
    pub own: bool,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    pub saved_at: Timestamp,
    /// What is done differently.
    pub levers: Levers,
}

/// What to keep.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSaved {
    /// What to call it, 1 to 120 characters.
    #[schema(min_length = 1, max_length = 120)]
    pub title: String,
    /// What is done differently.
    pub levers: Levers,
}

/// Keep a scenario, for the people of one's own party.
#[utoipa::path(
    post, path = "/api/what-if/scenarios", operation_id = "create_what_if_scenario", tag = "what-if",
    request_body = NewSaved,
    responses((status = 200, description = "It is kept.", body = SavedWhatIf), ChangeRefused, DiskRefused),
)]
pub(crate) async fn create_what_if_scenario(
    State(app): State<Shared>,
    Signed { viewer, .. }: Signed,
    Sent(asked): Sent<NewSaved>,
) -> Result<Json<SavedWhatIf>, ApiError> {
    let scope = Scope::of(app.charter(), &viewer)?;
    let present = present(&app)?;
    let title = asked.title.trim().to_owned();
    if title.is_empty() || title.chars().count() > TITLE_MAX {
        return Err(
            ApiError::invalid("the scenario has no title, or a very long one")
                .hint(format!("write 1 to {TITLE_MAX} characters")),
        );
    }
    let count = asked.levers.levers.len();
    if asked.levers.format != FORMAT || !(1..=LEVERS_MAX).contains(&count) {
        return Err(
            ApiError::invalid("a scenario pulls some levers, and not too many")
                .hint(format!("1 to {LEVERS_MAX} levers, of format {FORMAT}")),
        );
    }
    let menu = scope.menu(Menu::of(&present));
    let saved = Saved {
        id: 0,
        person: viewer.person().to_owned(),
        party: viewer.party().to_owned(),
        saved_at: app.now(),
        title,
        levers: scope.pulled(&menu, asked.levers)?,
    };
    let kept = app.saved.clone();
    let saved = tokio::task::spawn_blocking(move || kept.add(saved)).await;
    let saved = saved.map_err(|died| ApiError::internal(&died))??;
    Ok(Json(head(&app, &viewer, saved)))
}

/// Let a scenario go that one keeps.
#[utoipa::path(
    delete, path = "/api/what-if/scenarios/{id}", operation_id = "delete_what_if_scenario", tag = "what-if",
    params(("id" = u64, Path, description = "Identifier of a scenario.")),
    responses((status = 204, description = "It is gone."), ChangeRefused, DiskRefused),
)]
pub(crate) async fn delete_what_if_scenario(
    State(app): State<Shared>,
    Signed { viewer, .. }: Signed,
    Named(id): Named<u64>,
) -> Result<StatusCode, ApiError> {
    Scope::of(app.charter(), &viewer)?;
    let kept = app.saved.clone();
    let (party, person) = (viewer.party().to_owned(), viewer.person().to_owned());
    let removed = tokio::task::spawn_blocking(move || kept.remove(id, &party, &person)).await;
    removed.map_err(|died| ApiError::internal(&died))??;
    Ok(StatusCode::NO_CONTENT)
}

/// Those of the viewer's party, the newest first.
pub(super) fn list(app: &App, viewer: &Viewer) -> Vec<SavedWhatIf> {
    let saved = app.saved.of(viewer.party()).into_iter();
    saved.map(|saved| head(app, viewer, saved)).collect()
}

fn head(app: &App, viewer: &Viewer, saved: Saved) -> SavedWhatIf {
    let people = &app.charter().partnership.people;
    let found = people.iter().find(|person| person.person == saved.person);
    SavedWhatIf {
        id: saved.id,
        title: saved.title,
        // Who has left the charter is known by the short name only.
        author_name: found.map_or_else(|| saved.person.clone(), |person| person.name.clone()),
        own: saved.person == viewer.person(),
        saved_at: saved.saved_at,
        levers: saved.levers,
    }
}

impl From<NotSaved> for ApiError {
    fn from(error: NotSaved) -> Self {
        let message = error.to_string();
        match error {
            NotSaved::Unknown => Self::unknown(message),
            NotSaved::NotYours => Self::forbidden(message).hint("ask who keeps it"),
            NotSaved::TooMany => Self::invalid(message).hint("let one go that nobody needs"),
            NotSaved::Disk(cause) if cause.kind() == std::io::ErrorKind::StorageFull => {
                Self::disk_full()
            }
            NotSaved::Disk(cause) => Self::internal(&cause),
        }
    }
}
