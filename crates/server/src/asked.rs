//! What a caller asked: parameters and bodies, read strictly and refused with words.

use std::str::FromStr;

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use calendar::Grain;
use kpi::{Basis, Moment, WindowQuestion};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use utoipa::IntoParams;

use crate::app::Shared;
use crate::error::ApiError;
use crate::receiving::Receiving;

/// Time, filter and basis, as asked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WindowAsked {
    /// First day, in the partnership's zone.
    #[param(example = "2026-03-01", format = Date)]
    pub from: Option<String>,
    /// Last day, included.
    #[param(example = "2026-03-31", format = Date)]
    pub to: Option<String>,
    /// `quarter_hour`, `half_hour`, `hour`, `day`, `week`, `month` or `quarter`.
    #[param(example = "week")]
    pub grain: Option<String>,
    /// SQL predicate over columns.
    #[serde(rename = "where")]
    #[param(rename = "where", example = "channel in ('voice', 'chat')")]
    pub filter: Option<String>,
    /// What to compute from, `lake·ledger`; the newest when absent.
    #[param(example = "1842·331")]
    pub basis: Option<String>,
}

impl WindowAsked {
    /// As the engine takes it, about a board or a KPI.
    pub(crate) fn about(self, of: String) -> Result<WindowQuestion, ApiError> {
        Ok(WindowQuestion {
            of,
            from: moment("from", self.from.as_deref())?,
            to: moment("to", self.to.as_deref())?,
            grain: grain(self.grain.as_deref())?,
            filter: filled(self.filter),
            basis: basis(self.basis.as_deref())?,
        })
    }
}

/// A text that says something: an empty parameter is an absent one.
pub(crate) fn filled(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty())
}

/// Reads a parameter, or says which one cannot be read and what is expected.
fn read<T>(name: &str, text: Option<&str>, hint: &str) -> Result<Option<T>, ApiError>
where
    T: FromStr,
    T::Err: std::fmt::Display,
{
    match text.map(str::trim).filter(|text| !text.is_empty()) {
        None => Ok(None),
        Some(text) => text
            .parse()
            .map(Some)
            .map_err(|error: T::Err| ApiError::malformed(format!("`{name}`: {error}")).hint(hint)),
    }
}

pub(crate) fn moment(name: &str, text: Option<&str>) -> Result<Option<Moment>, ApiError> {
    read(
        name,
        text,
        "write a day as 2026-03-29, or an instant as 2026-03-29T08:00:00Z",
    )
}

pub(crate) fn day(name: &str, text: Option<&str>) -> Result<Option<jiff::civil::Date>, ApiError> {
    match moment(name, text)? {
        None => Ok(None),
        Some(Moment::Day(day)) => Ok(Some(day)),
        Some(Moment::Instant(_)) => {
            Err(ApiError::malformed(format!("`{name}` is not a day"))
                .hint("write a day as 2026-03-29"))
        }
    }
}

pub(crate) fn grain(text: Option<&str>) -> Result<Option<Grain>, ApiError> {
    read(
        "grain",
        text,
        "leave it out for one value over the whole time",
    )
}

pub(crate) fn basis(text: Option<&str>) -> Result<Option<Basis>, ApiError> {
    read(
        "basis",
        text,
        "take it from an answer, or leave it out for the newest",
    )
}

/// Names separated by commas; blank ones are passed over.
pub(crate) fn names(text: &str) -> Vec<String> {
    text.split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The parameters of an address, none of them unknown.
pub(crate) struct Asked<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequestParts<Shared> for Asked<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, ApiError> {
        Query::from_request_parts(parts, app)
            .await
            .map(|Query(asked)| Self(asked))
            .map_err(|rejection| {
                let words = rejection.body_text();
                let what = words
                    .rsplit_once("query string: ")
                    .map_or(&*words, |(_, what)| what);
                ApiError::malformed(format!("the parameters cannot be read: {what}"))
                    .hint("the parameters are listed in /api/openapi.json")
            })
    }
}

/// The names in a path.
pub(crate) struct Named<T>(pub(crate) T);

impl<T: DeserializeOwned + Send> FromRequestParts<Shared> for Named<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, ApiError> {
        Path::from_request_parts(parts, app)
            .await
            .map(|Path(named)| Self(named))
            .map_err(|rejection| ApiError::malformed(rejection.body_text()))
    }
}

/// A JSON body, none of its fields unknown.
pub(crate) struct Sent<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<Shared> for Sent<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &Shared) -> Result<Self, ApiError> {
        declared_as_json(request.headers())?;
        let bytes = Bytes::from_request(request, app)
            .await
            .map_err(|rejection| {
                if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
                    too_large()
                } else {
                    ApiError::malformed(rejection.body_text())
                }
            })?;
        parsed(&bytes).map(Self)
    }
}

/// Reads a large JSON body of at most so many bytes, when it is its sender's turn.
pub(crate) async fn sent_in_turn<T: DeserializeOwned>(
    headers: &HeaderMap,
    body: Body,
    bytes_max: u64,
) -> Result<T, ApiError> {
    declared_as_json(headers)?;
    let bytes = Receiving::of(body, bytes_max).whole().await;
    parsed(&bytes.map_err(|why| why.told(too_large))?)
}

/// A form of another site can send text, but not JSON, without asking first.
fn declared_as_json(headers: &HeaderMap) -> Result<(), ApiError> {
    let is_json = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok()?.split(';').next())
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"));
    if is_json {
        return Ok(());
    }
    Err(ApiError::malformed("the body is not declared as JSON")
        .hint("send the header `Content-Type: application/json`"))
}

fn too_large() -> ApiError {
    ApiError::too_much("the body is larger than is taken")
}

pub(crate) fn parsed<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiError> {
    serde_json::from_slice(bytes).map_err(|error| {
        let place = |number: usize| u32::try_from(number).unwrap_or(u32::MAX).max(1);
        ApiError::malformed(format!("the body cannot be read: {error}"))
            .at(place(error.line()), place(error.column()))
            .hint("the body is described in /api/openapi.json")
    })
}
