//! `/api/session`: signing in and out, and who one is.

use access::password::MAX_BYTES;
use access::{RowScope, Viewer};
use axum::Json;
use axum::extract::State;
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use charter::names::word;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::SESSION_COOKIE;
use crate::accounts::SESSION_SECONDS_MAX;
use crate::app::{App, Shared};
use crate::asked::Sent;
use crate::error::{ApiError, ErrorBody, Refused};
use crate::signed::{By, Signed, person, session_secret, viewer};

/// Longest address that e-mail allows (RFC 5321).
const MOST_EMAIL_BYTES: usize = 254;

/// Who is signed in, and what they may see and do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Session {
    /// Short name of the person.
    pub person: String,
    /// Full name.
    pub name: String,
    /// Sign-in address.
    pub email: String,
    /// The person's party.
    pub party: String,
    /// The party's title for people.
    pub party_title: String,
    /// `client`, `in_house` or `provider`.
    pub party_kind: String,
    /// Roles held.
    pub roles: Vec<SessionRole>,
    /// Rights held; a token's may be fewer than its owner's.
    pub rights: Vec<String>,
    /// Whose rows are seen.
    pub sees: Seen,
    /// What state-changing calls by cookie send as `X-CSRF-Token`; absent when signed in by token, which needs none.
    pub csrf_token: Option<String>,
    /// The board to open first.
    pub home_board: Option<String>,
}

/// A role held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SessionRole {
    /// Short name, `client.cx_lead`.
    pub role: String,
    /// Title for people.
    pub title: String,
}

/// Whose rows are seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Seen {
    /// Every party's.
    Everything,
    /// One party's.
    Party,
    /// One site's.
    Site,
    /// One team's.
    Team,
    /// One's own.
    Own,
    /// None.
    Nothing,
}

/// What signing in takes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// The person's address in the charter; case does not matter.
    #[schema(max_length = 254, format = "email")]
    pub email: String,
    /// The password.
    #[schema(max_length = 1024, format = "password")]
    pub password: String,
}

/// Sign in.
///
/// Sets the cookie `tandem_session`. A session lasts 12 hours at most, and 2 hours without a call.
#[utoipa::path(
    post, path = "/api/session", operation_id = "create_session", tag = "session",
    request_body = SignIn,
    responses(
        (status = 200, description = "Signed in; the cookie is set.", body = Session),
        (status = 400, description = "The body cannot be read.", body = ErrorBody),
        (status = 401, description = "The address and the password do not belong together.", body = ErrorBody),
        (status = 403, description = "Another site caused the call.", body = ErrorBody),
        (status = 413, description = "The body is larger than is taken.", body = ErrorBody),
        (status = 429, description = "Too many attempts; `Retry-After` says how many seconds to wait.", body = ErrorBody,
            headers(("Retry-After" = u64, description = "Seconds to wait."))),
        (status = 500, description = "Our mistake.", body = ErrorBody),
        (status = 503, description = "Too many people sign in at once; trying again helps.", body = ErrorBody),
    ),
    security(()),
)]
pub(crate) async fn create_session(
    State(app): State<Shared>,
    parts: Parts,
    Sent(sign_in): Sent<SignIn>,
) -> Result<Response, ApiError> {
    app.origin.check(&parts.headers)?;
    let now = app.wall_now();
    let email = sign_in.email.trim().to_lowercase();
    if email.len() > MOST_EMAIL_BYTES || sign_in.password.len() > MAX_BYTES {
        return Err(ApiError::wrong_password());
    }
    let address = app.origin.address(&parts);
    let attempt = app
        .throttle(|throttle| throttle.attempt(&email, address, now))
        .map_err(|wait| ApiError::too_many(wait.0.as_secs()))?;
    let person = app
        .charter()
        .partnership
        .people
        .iter()
        .find(|person| person.email.to_lowercase() == email);
    let recognised = app
        .accounts
        .recognises(
            person.map(|person| person.person.as_str()),
            sign_in.password,
        )
        .await
        // Not looked at, for no fault of the caller's.
        .inspect_err(|_| app.throttle(|throttle| throttle.withdrawn(&attempt)))?;
    let Some(person) = person.filter(|_| recognised) else {
        tracing::warn!(%address, "wrong password");
        return Err(ApiError::wrong_password());
    };
    app.throttle(|throttle| throttle.succeeded(&attempt, now));
    if let Some(earlier) = session_secret(&parts.headers) {
        app.accounts.end_session(&earlier.hash()).await?;
    }
    let (secret, session) = app.accounts.start_session(&person.person, now).await?;
    let viewer = viewer(&app, &person.person)?;
    let cookie = cookie(&app, &secret.text(), SESSION_SECONDS_MAX);
    let head = head(&app, &viewer, Some(session.csrf_token))?;
    Ok(([(header::SET_COOKIE, cookie)], Json(head)).into_response())
}

/// Who one is.
#[utoipa::path(
    get, path = "/api/session", operation_id = "get_session", tag = "session",
    responses((status = 200, description = "Who is signed in.", body = Session), Refused),
)]
pub(crate) async fn get_session(
    State(app): State<Shared>,
    signed: Signed,
) -> Result<Json<Session>, ApiError> {
    let csrf_token = match signed.by {
        By::Session { csrf_token, .. } => Some(csrf_token),
        By::Token => None,
    };
    head(&app, &signed.viewer, csrf_token).map(Json)
}

/// Sign out.
#[utoipa::path(
    delete, path = "/api/session", operation_id = "delete_session", tag = "session",
    responses(
        (status = 204, description = "The session is ended and the cookie removed."),
        (status = 403, description = "The CSRF token is missing or wrong.", body = ErrorBody),
        Refused,
    ),
)]
pub(crate) async fn delete_session(
    State(app): State<Shared>,
    signed: Signed,
) -> Result<Response, ApiError> {
    signed.by_session("sign out")?;
    if let By::Session { hash, .. } = signed.by {
        app.accounts.end_session(&hash).await?;
    }
    let gone = cookie(&app, "", 0);
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, gone)]).into_response())
}

/// `SameSite=Strict`: a link from elsewhere opens the page signed out, and the page's own calls are signed in.
fn cookie(app: &App, secret: &str, seconds: i64) -> String {
    let secure = if app.origin.is_secure() {
        "; Secure"
    } else {
        ""
    };
    format!(
        "{SESSION_COOKIE}={secret}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}"
    )
}

fn head(app: &App, viewer: &Viewer, csrf_token: Option<String>) -> Result<Session, ApiError> {
    let charter = app.charter();
    let person = person(app, viewer)?;
    let party = charter.party(&person.party);
    let home_board = app
        .engine
        .boards(viewer)
        .first()
        .map(|board| board.board.clone());
    Ok(Session {
        person: person.person.clone(),
        name: person.name.clone(),
        email: person.email.clone(),
        party: person.party.clone(),
        party_title: party.map_or_else(|| person.party.clone(), |party| party.title.clone()),
        party_kind: party.map_or_else(String::new, |party| word(&party.kind)),
        roles: charter
            .partnership
            .roles
            .iter()
            .filter(|role| person.roles.contains(&role.role))
            .map(|role| SessionRole {
                role: role.role.clone(),
                title: role.title.clone(),
            })
            .collect(),
        rights: viewer.rights().iter().map(word).collect(),
        sees: seen(viewer.rows()),
        csrf_token,
        home_board,
    })
}

fn seen(rows: &RowScope) -> Seen {
    let RowScope::Where(conditions) = rows else {
        return if *rows == RowScope::Everything {
            Seen::Everything
        } else {
            Seen::Nothing
        };
    };
    let has = |name: &str| conditions.iter().any(|(column, _)| column == name);
    if has("agent") {
        Seen::Own
    } else if has("team") {
        Seen::Team
    } else if has("site") {
        Seen::Site
    } else {
        Seen::Party
    }
}
