//! Who calls: a session's cookie or an API token becomes a [`Viewer`]. No handler sees a call that has none.

use access::Viewer;
use access::secret::{Secret, SecretHash, same};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, Method, header};
use charter::partnership::Person;

use crate::SESSION_COOKIE;
use crate::accounts::{AccountsError, Use};
use crate::app::{App, Shared};
use crate::error::ApiError;

const CSRF_TOKEN: HeaderName = HeaderName::from_static("x-csrf-token");
/// Sent with what a screen asks that nobody seems to sit at: it prolongs no session.
const UNATTENDED: HeaderName = HeaderName::from_static("x-unattended");

/// A call of someone who is signed in.
#[derive(Debug)]
pub(crate) struct Signed {
    pub(crate) viewer: Viewer,
    pub(crate) by: By,
}

/// How they signed in.
#[derive(Debug)]
pub(crate) enum By {
    Session {
        hash: SecretHash,
        csrf_token: String,
    },
    Token,
}

impl Signed {
    /// Refuses tokens: what a token may do, it may not widen or prolong.
    pub(crate) fn by_session(&self, what: &str) -> Result<(), ApiError> {
        match self.by {
            By::Session { .. } => Ok(()),
            By::Token => Err(ApiError::forbidden(format!("an API token cannot {what}"))
                .hint("sign in with POST /api/session")),
        }
    }
}

impl FromRequestParts<Shared> for Signed {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, ApiError> {
        let secret = match Sent::by(&parts.headers).ok_or_else(ApiError::not_signed_in)? {
            Sent::Token(secret) => return by_token(app, &secret).await,
            Sent::Session(secret) => secret,
        };
        let session = app
            .accounts
            .session(&secret, app.wall_now(), use_of(&parts.headers))
            .await?
            .ok_or_else(ApiError::not_signed_in)?;
        if !matches!(parts.method, Method::GET | Method::HEAD) {
            app.origin.check(&parts.headers)?;
            let sent = parts
                .headers
                .get(CSRF_TOKEN)
                .and_then(|sent| sent.to_str().ok());
            if !sent.is_some_and(|sent| same(sent, &session.csrf_token)) {
                return Err(ApiError::cross_site("the CSRF token is missing or wrong"));
            }
        }
        Ok(Self {
            viewer: viewer(app, &session.person)?,
            by: By::Session {
                hash: session.hash,
                csrf_token: session.csrf_token,
            },
        })
    }
}

fn use_of(headers: &HeaderMap) -> Use {
    if headers.contains_key(UNATTENDED) {
        Use::Unattended
    } else {
        Use::Deed
    }
}

/// Whether who sent these headers is signed in still. It counts as no use of a session.
pub(crate) async fn is_signed_in(app: &App, headers: &HeaderMap) -> Result<bool, AccountsError> {
    let (accounts, now) = (&app.accounts, app.wall_now());
    Ok(match Sent::by(headers) {
        Some(Sent::Token(secret)) => accounts.token(&secret, now).await?.is_some(),
        Some(Sent::Session(secret)) => {
            let session = accounts.session(&secret, now, Use::Unattended).await?;
            session.is_some()
        }
        None => false,
    })
}

/// What a call says who it is by.
enum Sent {
    Token(Secret),
    Session(Secret),
}

impl Sent {
    /// A token counts before a cookie: who sends one means it, also when it is none.
    fn by(headers: &HeaderMap) -> Option<Self> {
        match headers.get(header::AUTHORIZATION) {
            Some(authorization) => token_secret(authorization.to_str().ok()?).map(Self::Token),
            None => session_secret(headers).map(Self::Session),
        }
    }
}

fn token_secret(authorization: &str) -> Option<Secret> {
    authorization
        .split_once(' ')
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .and_then(|(_, token)| Secret::parse_token(token.trim()))
}

async fn by_token(app: &App, secret: &Secret) -> Result<Signed, ApiError> {
    let token = app
        .accounts
        .token(secret, app.wall_now())
        .await?
        .ok_or_else(ApiError::not_signed_in)?;
    Ok(Signed {
        viewer: viewer(app, &token.person)?.narrowed(&token.rights),
        by: By::Token,
    })
}

/// Who has left the charter is signed out everywhere.
pub(crate) fn viewer(app: &App, person: &str) -> Result<Viewer, ApiError> {
    Viewer::of(&app.charter().partnership, person).map_err(|_| ApiError::not_signed_in())
}

/// The person that a viewer is.
pub(crate) fn person<'a>(app: &'a App, viewer: &Viewer) -> Result<&'a Person, ApiError> {
    app.charter()
        .partnership
        .people
        .iter()
        .find(|person| person.person == viewer.person())
        .ok_or_else(ApiError::not_signed_in)
}

/// The secret in the session's cookie, if there is one that could be ours.
pub(crate) fn session_secret(headers: &HeaderMap) -> Option<Secret> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|cookies| cookies.to_str().ok())
        .flat_map(|cookies| cookies.split(';'))
        .filter_map(|cookie| cookie.trim().split_once('='))
        .find_map(|(name, value)| {
            (name == SESSION_COOKIE)
                .then(|| Secret::parse(value))
                .flatten()
        })
}
