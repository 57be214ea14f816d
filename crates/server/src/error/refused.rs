//! What calls may be refused with, as the OpenAPI document says it.

use utoipa::IntoResponses;
use utoipa::openapi::path::Operation;
use utoipa::openapi::response::ResponseBuilder;
use utoipa::openapi::{Content, OpenApi, Ref, RefOr};

use super::ErrorBody;

/// What any call of a signed-in person may meet.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "describes responses in the OpenAPI document")]
pub(crate) enum Refused {
    /// Not signed in: no session or token, or it has expired or was ended.
    #[response(status = 401)]
    NotSignedIn(ErrorBody),
    /// Our mistake.
    #[response(status = 500)]
    Internal(ErrorBody),
}

/// What a question may meet besides.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "describes responses in the OpenAPI document")]
pub(crate) enum QuestionRefused {
    /// The question cannot be read: a bad date, an unknown parameter.
    #[response(status = 400)]
    Malformed(ErrorBody),
    /// Not signed in: no session or token, or it has expired or was ended.
    #[response(status = 401)]
    NotSignedIn(ErrorBody),
    /// The viewer lacks a right.
    #[response(status = 403)]
    Forbidden(ErrorBody),
    /// Nothing of that name, as far as the viewer may know.
    #[response(status = 404)]
    Unknown(ErrorBody),
    /// The answer would be larger than is given in one go.
    #[response(status = 413)]
    TooMuch(ErrorBody),
    /// It can be read, but makes no sense for these KPIs and columns.
    #[response(status = 422)]
    Invalid(ErrorBody),
    /// Our mistake.
    #[response(status = 500)]
    Internal(ErrorBody),
    /// Busy; trying again helps.
    #[response(status = 503)]
    Unavailable(ErrorBody),
}

/// What a change may meet besides.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "describes responses in the OpenAPI document")]
pub(crate) enum ChangeRefused {
    /// The body cannot be read.
    #[response(status = 400)]
    Malformed(ErrorBody),
    /// Not signed in: no session or token, or it has expired or was ended.
    #[response(status = 401)]
    NotSignedIn(ErrorBody),
    /// The viewer lacks a right, or the CSRF token is missing or wrong.
    #[response(status = 403)]
    Forbidden(ErrorBody),
    /// Nothing of that name, as far as the viewer may know.
    #[response(status = 404)]
    Unknown(ErrorBody),
    /// Someone else was faster; trying again helps.
    #[response(status = 409)]
    Conflict(ErrorBody),
    /// The body is larger than is taken.
    #[response(status = 413)]
    TooMuch(ErrorBody),
    /// It can be read, but makes no sense here.
    #[response(status = 422)]
    Invalid(ErrorBody),
    /// Our mistake.
    #[response(status = 500)]
    Internal(ErrorBody),
}

/// What sending a body may meet besides.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "describes responses in the OpenAPI document")]
pub(crate) enum SendRefused {
    /// More is being sent than is received at once, by everyone or by the viewer, or more waits to be taken in than may
    /// wait; `Retry-After` says when to come again.
    #[response(status = 429)]
    Full(ErrorBody),
    /// The server's disk has no room for it; nothing of it was taken in.
    #[response(status = 507)]
    DiskFull(ErrorBody),
}

/// What a change that writes may meet besides.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "describes responses in the OpenAPI document")]
pub(crate) enum DiskRefused {
    /// The server's disk has no room for it; nothing of it was taken in.
    #[response(status = 507)]
    DiskFull(ErrorBody),
}

/// What every call may meet, whatever it asks.
const EVERY_CALL: [(&str, &str); 3] = [
    (
        "408",
        "It took too long, or was sent too slowly, and was stopped.",
    ),
    ("413", "The address or the body is longer than is read."),
    ("500", "Our mistake."),
];

/// Says of each operation what every call may meet, where it does not say it better.
pub(crate) fn every_call(openapi: &mut OpenApi) {
    for path in openapi.paths.paths.values_mut() {
        let operations = [
            &mut path.get,
            &mut path.post,
            &mut path.put,
            &mut path.patch,
            &mut path.delete,
        ];
        operations.into_iter().flatten().for_each(of_every_call);
    }
}

fn of_every_call(operation: &mut Operation) {
    for (status, description) in EVERY_CALL {
        let responses = &mut operation.responses.responses;
        responses.entry(status.to_owned()).or_insert_with(|| {
            let body = Content::new(Some(Ref::from_schema_name("ErrorBody")));
            let response = ResponseBuilder::new()
                .description(description)
                .content("application/json", body)
                .build();
            RefOr::T(response)
        });
    }
}
