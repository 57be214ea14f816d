//! What every answer goes through: a number to find it by in the log, a time limit, and headers that keep browsers
//! from doing what they should not.

use std::any::Any;
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse as _, Response};
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tracing::Instrument as _;

use crate::error::ApiError;

/// Largest body that is taken: a note of 2000 characters with room to spare.
const BODY_BYTES_MAX: usize = 64 * 1024;
/// Longest address that is read: a question with a long filter with room to spare.
const ADDRESS_BYTES_MAX: usize = 8 * 1024;
/// Longest that an answer may take.
const ANSWER_WITHIN: Duration = Duration::from_secs(60);
/// Longest that sending a file and taking it in may take.
const FILE_WITHIN: Duration = Duration::from_secs(30 * 60);
/// The same of what is at most 16 MiB, over the slowest line that is waited for.
const SENT_WITHIN: Duration = Duration::from_secs(15 * 60);

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");
const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// Scripts, fonts and calls only from here, and no framing. Charts set inline styles on the elements of their tooltips;
/// style sheets stay ours.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; \
    manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Puts the layers around all routes, the outermost last.
pub(crate) fn around(routes: Router) -> Router {
    routes
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(from_fn(within_limits))
        .layer(CatchPanicLayer::custom(after_panic))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .layer(from_fn(guarded))
        .layer(from_fn(numbered))
}

async fn within_limits(request: Request, next: Next) -> Response {
    let address = request
        .uri()
        .path_and_query()
        .map_or(0, |address| address.as_str().len());
    if address > ADDRESS_BYTES_MAX {
        return ApiError::too_much(format!(
            "the address has {address} bytes; at most {ADDRESS_BYTES_MAX} are read"
        ))
        .hint("ask for fewer KPIs or with a shorter filter")
        .into_response();
    }
    let (within, too_slow) = limit(request.method(), request.uri().path());
    tokio::time::timeout(within, next.run(request))
        .await
        .unwrap_or_else(|_| too_slow().into_response())
}

/// How long a call may take, and what it is told then: sending takes as long as the sender's line needs.
fn limit(method: &Method, path: &str) -> (Duration, fn() -> ApiError) {
    let of_feeds = path.strip_prefix("/api/feeds/");
    let what = of_feeds.filter(|_| method == Method::POST);
    match what.and_then(|path| path.rsplit('/').next()) {
        Some("files") => (FILE_WITHIN, ApiError::sent_too_long),
        Some("records" | "draft" | "preview") => (SENT_WITHIN, ApiError::sent_too_long),
        _ => (ANSWER_WITHIN, ApiError::too_slow),
    }
}

fn after_panic(panic: Box<dyn Any + Send>) -> Response {
    let words = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("a handler panicked");
    ApiError::internal(&io::Error::other(words.to_owned())).into_response()
}

async fn guarded(request: Request, next: Next) -> Response {
    let of_api = request.uri().path().starts_with("/api");
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "same-origin"),
        (OPENER_POLICY, "same-origin"),
        (RESOURCE_POLICY, "same-origin"),
        (
            PERMISSIONS_POLICY,
            "camera=(), geolocation=(), microphone=()",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static(CONTENT_SECURITY_POLICY));
    if of_api {
        // Answers are for one viewer: no cache may keep them.
        headers
            .entry(header::CACHE_CONTROL)
            .or_insert(HeaderValue::from_static("no-store"));
    }
    response
}

/// Numbers calls from the start of the server on. What a caller sends as a number is not taken over into the log.
async fn numbered(request: Request, next: Next) -> Response {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    // Without the query: filters may hold names of customers.
    let span = tracing::info_span!("call", number, method = %request.method(), path = request.uri().path());
    let mut response = next.run(request).instrument(span.clone()).await;
    span.in_scope(|| tracing::debug!(status = response.status().as_u16(), "answered"));
    response
        .headers_mut()
        .insert(REQUEST_ID, HeaderValue::from(number));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sent_has_longer_than_what_is_asked() {
        let told = |method: Method, path: &str| {
            let (within, too_slow) = limit(&method, path);
            (within, format!("{:?}", too_slow()).contains("sending it"))
        };
        for path in [
            "/api/feeds/x/records",
            "/api/feeds/draft",
            "/api/feeds/preview",
        ] {
            assert_eq!(told(Method::POST, path), (SENT_WITHIN, true), "{path}");
            assert_eq!(told(Method::GET, path), (ANSWER_WITHIN, false), "{path}");
        }
        assert_eq!(
            told(Method::POST, "/api/feeds/x/files"),
            (FILE_WITHIN, true)
        );
        for path in [
            "/api/feeds",
            "/api/notes",
            "/api/quarantine/mend",
            "/records",
        ] {
            assert_eq!(told(Method::POST, path), (ANSWER_WITHIN, false), "{path}");
        }
    }
}
