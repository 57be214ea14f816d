//! What went wrong, in one shape for every endpoint.

mod causes;
mod refused;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

pub(crate) use self::refused::{
    ChangeRefused, DiskRefused, QuestionRefused, Refused, SendRefused, every_call,
};

/// The body of every answer that is not a success.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ErrorBody {
    /// What kind of mistake, in `snake_case`: `malformed`, `not_signed_in`, `forbidden`, `unknown` …
    #[schema(example = "unknown")]
    pub kind: String,
    /// What happened, in a sentence.
    #[schema(example = "no KPI is named `first_contact`")]
    pub message: String,
    /// What would make it pass.
    #[schema(example = "the nearest is `first_contact_resolution`")]
    pub hint: Option<String>,
    /// Where in the text that was sent, when it is known.
    pub at: Option<Place>,
}

/// A place in a text, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Place {
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1.
    pub column: u32,
}

/// An error on its way to the caller: a status, a body and, where waiting helps, for how long.
#[derive(Debug, Clone)]
pub struct ApiError {
    status: StatusCode,
    body: ErrorBody,
    retry_after_seconds: Option<u64>,
}

impl ApiError {
    fn new(status: StatusCode, kind: &str, message: impl Into<String>) -> Self {
        Self {
            status,
            body: ErrorBody {
                kind: kind.to_owned(),
                message: message.into(),
                hint: None,
                at: None,
            },
            retry_after_seconds: None,
        }
    }

    /// 400: the request cannot be read.
    pub(crate) fn malformed(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "malformed", message)
    }

    /// 401: there is no valid session or token.
    pub(crate) fn not_signed_in() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "not_signed_in", "not signed in")
            .hint("sign in with POST /api/session, or send `Authorization: Bearer tdm_…`")
    }

    /// 401: what should be signed is not, or not by who has the key.
    pub(crate) fn not_genuine(message: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "not_genuine", message)
    }

    /// 401: the e-mail address and the password do not belong together. Says no more than that.
    pub(crate) fn wrong_password() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "wrong_password",
            "this e-mail address and password do not belong together",
        )
        .hint("the operator sets a new password with `tandem accounts`")
    }

    /// 403: the viewer lacks a right.
    pub(crate) fn forbidden(message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", message)
    }

    /// 403: a call by cookie that another site may have caused.
    pub(crate) fn cross_site(message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "cross_site", message).hint(
            "send the session's csrf_token (GET /api/session) as X-CSRF-Token, from the same origin",
        )
    }

    /// 404: nothing of that name, as far as the viewer may know.
    pub(crate) fn unknown(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "unknown", message)
    }

    /// 405: the address exists, the method does not.
    pub(crate) fn method_not_allowed() -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "method_not_allowed",
            "this address does not take that method",
        )
        .hint("the methods are listed in /api/openapi.json")
    }

    /// 408: it took too long.
    pub(crate) fn too_slow() -> Self {
        Self::new(
            StatusCode::REQUEST_TIMEOUT,
            "too_slow",
            "the answer took too long and was stopped",
        )
        .hint("ask for less time, a coarser grain or fewer breakdowns")
    }

    /// 408: sending it and taking it in took too long.
    pub(crate) fn sent_too_long() -> Self {
        Self::new(
            StatusCode::REQUEST_TIMEOUT,
            "too_slow",
            "sending it and taking it in took too long and was stopped",
        )
        .hint("send it over a faster line or in smaller parts; what was taken in before is not taken in twice")
    }

    /// 408: a body came more slowly than a slow line brings it.
    pub(crate) fn sent_too_slowly(kib_a_second: u64) -> Self {
        Self::new(
            StatusCode::REQUEST_TIMEOUT,
            "too_slow",
            format!("it came with less than {kib_a_second} KiB a second and was stopped"),
        )
        .hint("send it over a faster line or in smaller parts; nothing of it was kept")
    }

    /// 409: someone else was faster.
    pub(crate) fn conflict(message: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, "conflict", message)
    }

    /// 413: more than is taken or given in one go.
    pub(crate) fn too_much(message: impl Into<String>) -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too_much", message)
    }

    /// 422: it can be read, but makes no sense here.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", message)
    }

    /// 429: too many attempts.
    pub(crate) fn too_many(seconds: u64) -> Self {
        let mut error = Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too_many",
            "too many attempts to sign in",
        )
        .hint(format!("try again in {seconds} s"));
        error.retry_after_seconds = Some(seconds);
        error
    }

    /// 429: more is being sent than can be taken.
    pub(crate) fn come_again(message: impl Into<String>, seconds: u64) -> Self {
        let mut error = Self::new(StatusCode::TOO_MANY_REQUESTS, "full", message).hint(format!(
            "send it again in {seconds} s; nothing of it was taken in"
        ));
        error.retry_after_seconds = Some(seconds);
        error
    }

    /// 503: busy or not ready; trying again later helps.
    pub(crate) fn unavailable(message: impl Into<String>) -> Self {
        let mut error = Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", message);
        error.retry_after_seconds = Some(1);
        error
    }

    /// 500: our mistake. The cause goes to the log, not to the caller: it may name what the caller must not know.
    pub(crate) fn internal(cause: &dyn std::error::Error) -> Self {
        tracing::error!(cause = %chain(cause), "internal error");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "something went wrong on our side",
        )
        .hint("the server's log has the cause under this answer's X-Request-Id")
    }

    /// 507: there is no room for what was sent.
    pub(crate) fn disk_full() -> Self {
        Self::new(
            StatusCode::INSUFFICIENT_STORAGE,
            "disk_full",
            "the server's disk has no room for it; nothing of it was taken in",
        )
    }

    /// The same with a hint.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.body.hint = Some(hint.into());
        self
    }

    /// The same with a hint, when there is one.
    pub(crate) fn hint_if(mut self, hint: Option<String>) -> Self {
        self.body.hint = hint.or(self.body.hint);
        self
    }

    /// The same with a place in the text that was sent.
    pub(crate) fn at(mut self, line: u32, column: u32) -> Self {
        self.body.at = Some(Place { line, column });
        self
    }
}

/// An error with its causes, for the log.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(self.body)).into_response();
        if let Some(seconds) = self.retry_after_seconds {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
