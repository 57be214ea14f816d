//! `/api/tokens`: what scripts sign in with.

use std::collections::BTreeSet;

use access::Viewer;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use charter::names::word;
use charter::partnership::Right;
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::accounts::TokenRow;
use crate::app::Shared;
use crate::asked::{Named, Sent};
use crate::error::{ApiError, ChangeRefused, ErrorBody, Refused};
use crate::signed::Signed;

/// Most tokens that a person holds at a time.
const MOST_TOKENS: usize = 50;

/// An API token, without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TokenHead {
    /// Identifier.
    pub id: String,
    /// What the owner calls it.
    pub name: String,
    /// Rights that it acts with, where its owner has them.
    pub rights: Vec<String>,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: jiff::Timestamp,
    /// When it was last used, to the minute.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub last_used_at: Option<jiff::Timestamp>,
    /// When it ends.
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: jiff::Timestamp,
}

/// What a new token shall be.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewToken {
    /// What the owner calls it, 1 to 100 characters.
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
    /// Rights that it acts with; each must be one of the owner's. None gives a token that reads KPIs only.
    #[serde(default)]
    pub rights: Vec<String>,
    /// Days until it ends, 1 to 366.
    #[schema(minimum = 1, maximum = 366)]
    pub expires_in_days: u16,
}

/// A token just made.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MadeToken {
    /// The secret, `tdm_…`. It is shown this once and not kept.
    pub token: String,
    /// The rest.
    pub head: TokenHead,
}

/// Which token.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct TokenPath {
    /// Identifier.
    pub id: String,
}

/// One's own tokens.
#[utoipa::path(
    get, path = "/api/tokens", operation_id = "list_tokens", tag = "tokens",
    responses(
        (status = 200, description = "Own tokens that have not ended, newest first.", body = [TokenHead]),
        (status = 403, description = "Signed in by token.", body = ErrorBody),
        Refused,
    ),
)]
pub(crate) async fn list_tokens(
    State(app): State<Shared>,
    signed: Signed,
) -> Result<Json<Vec<TokenHead>>, ApiError> {
    signed.by_session("list tokens")?;
    let tokens = app
        .accounts
        .tokens_of(signed.viewer.person(), app.wall_now())
        .await?;
    Ok(Json(tokens.into_iter().map(head).collect()))
}

/// Make a token.
///
/// Needs the right `make_tokens` and a session: a token makes no tokens.
#[utoipa::path(
    post, path = "/api/tokens", operation_id = "create_token", tag = "tokens",
    request_body = NewToken,
    responses((status = 200, description = "The token, shown this once.", body = MadeToken), ChangeRefused),
)]
pub(crate) async fn create_token(
    State(app): State<Shared>,
    signed: Signed,
    Sent(asked): Sent<NewToken>,
) -> Result<Json<MadeToken>, ApiError> {
    signed.by_session("make tokens")?;
    let viewer = &signed.viewer;
    if !viewer.may(Right::MakeTokens) {
        let refusal = ledger::missing(&app.charter().partnership, viewer, Right::MakeTokens);
        return Err(ApiError::forbidden(refusal.to_string()).hint_if(refusal.hint()));
    }
    let name = asked.name.trim();
    if !(1..=100).contains(&name.chars().count()) || name.chars().any(char::is_control) {
        return Err(ApiError::invalid("a token's name has 1 to 100 characters"));
    }
    if !(1..=366).contains(&asked.expires_in_days) {
        return Err(ApiError::invalid("a token ends in 1 to 366 days"));
    }
    let rights = rights(&asked.rights, viewer)?;
    let now = app.wall_now();
    let expires_at = now + SignedDuration::from_hours(24 * i64::from(asked.expires_in_days));
    let held = app.accounts.tokens_of(viewer.person(), now).await?.len();
    if held >= MOST_TOKENS {
        return Err(
            ApiError::conflict(format!("you hold {held} tokens already"))
                .hint("end one that is not used any more"),
        );
    }
    let (secret, made) = app
        .accounts
        .make_token(viewer.person(), name, rights, expires_at, now)
        .await?;
    Ok(Json(MadeToken {
        token: secret.token_text(),
        head: head(made),
    }))
}

/// End a token.
#[utoipa::path(
    delete, path = "/api/tokens/{id}", operation_id = "delete_token", tag = "tokens",
    params(TokenPath),
    responses(
        (status = 204, description = "The token is ended."),
        (status = 400, description = "The identifier cannot be read.", body = ErrorBody),
        (status = 403, description = "The CSRF token is missing or wrong.", body = ErrorBody),
        (status = 404, description = "No such token of one's own.", body = ErrorBody),
        Refused,
    ),
)]
pub(crate) async fn delete_token(
    State(app): State<Shared>,
    signed: Signed,
    Named(TokenPath { id }): Named<TokenPath>,
) -> Result<StatusCode, ApiError> {
    signed.by_session("end tokens")?;
    if app.accounts.end_token(signed.viewer.person(), &id).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(ApiError::unknown("you have no such token").hint("they are listed at GET /api/tokens"))
    }
}

fn head(token: TokenRow) -> TokenHead {
    TokenHead {
        id: token.id,
        name: token.name,
        rights: token.rights.iter().map(word).collect(),
        created_at: token.created_at,
        last_used_at: token.last_used_at,
        expires_at: token.expires_at,
    }
}

/// The rights named, each of which the viewer must hold.
fn rights(names: &[String], viewer: &Viewer) -> Result<BTreeSet<Right>, ApiError> {
    names
        .iter()
        .map(|name| {
            viewer
                .rights()
                .iter()
                .copied()
                .find(|right| word(right) == *name)
                .ok_or_else(|| {
                    let held: Vec<String> = viewer.rights().iter().map(word).collect();
                    ApiError::invalid(format!("you do not hold the right `{name}`"))
                        .hint(format!("you hold: {}", held.join(", ")))
                })
        })
        .collect()
}
