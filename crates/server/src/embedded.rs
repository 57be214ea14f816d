//! The browser application, as it was when the binary was built.

use std::borrow::Cow;

use axum::body::Body;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::error::ApiError;
use crate::handbook;

/// The browser application, built by `make ui`. The folder may be missing when the binary is built.
#[derive(RustEmbed)]
#[folder = "../../ui/dist"]
#[allow_missing = true]
struct Screen;

/// What stands in for the screen when it was not built.
const NOT_BUILT: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">\
<meta name=\"viewport\" content=\"width=device-width\"><title>Tandem</title>\
<h1>The screen is not built</h1>\
<p>This binary was built without it. Run <code>make ui</code>, then build again.</p>\
<p>The API works: see <a href=\"/api/openapi.json\">its description</a>.</p></html>";

/// Everything outside `/api`: a file of the application, a page of the handbook, or the application's own pages.
pub(crate) async fn serve(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    if !matches!(method, Method::GET | Method::HEAD) {
        return ApiError::method_not_allowed().into_response();
    }
    let path = uri.path().trim_start_matches('/');
    if path == "docs" {
        return moved_to("/docs/");
    }
    match path.strip_prefix("docs/") {
        Some(page) => handbook::serve(page, &headers),
        None if path.is_empty() || path.contains('.') || wants_page(&headers) => {
            screen(path, &headers)
        }
        // A script that asks after a path which is not there is told so, and not given the application.
        None => (
            StatusCode::NOT_FOUND,
            "there is no such path; the API is under /api, and /api/health tells whether it serves\n",
        )
            .into_response(),
    }
}

/// Whether a page is asked for, as browsers do: the application then shows its own page, or says that there is none.
fn wants_page(headers: &HeaderMap) -> bool {
    headers
        .get_all(header::ACCEPT)
        .iter()
        .filter_map(|kinds| kinds.to_str().ok())
        .any(|kinds| kinds.contains("text/html"))
}

fn screen(path: &str, headers: &HeaderMap) -> Response {
    if path != "index.html"
        && let Some(found) = Screen::get(path)
    {
        // Vite writes a hash of the content into the names of what lies in `assets`.
        let caching = if path.starts_with("assets/") {
            "public, max-age=31536000, immutable"
        } else {
            "no-cache"
        };
        return file(&found, caching, headers);
    }
    // A name with an ending is a file; the application's own addresses have none.
    if path != "index.html"
        && path
            .rsplit('/')
            .next()
            .is_some_and(|name| name.contains('.'))
    {
        return (StatusCode::NOT_FOUND, "there is no such file\n").into_response();
    }
    match Screen::get("index.html") {
        Some(found) => file(&found, "no-cache", headers),
        None => (
            [
                (header::CONTENT_TYPE, "text/html; charset=utf-8"),
                (header::CACHE_CONTROL, "no-store"),
            ],
            NOT_BUILT,
        )
            .into_response(),
    }
}

fn moved_to(path: &'static str) -> Response {
    (StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, path)]).into_response()
}

fn file(found: &EmbeddedFile, caching: &'static str, headers: &HeaderMap) -> Response {
    let part = Part {
        hash: found.metadata.sha256_hash(),
        kind: found.metadata.mimetype(),
        content: found.data.clone(),
        caching,
    };
    answer(StatusCode::OK, part, headers)
}

/// Something that is in the binary.
pub(crate) struct Part<'a> {
    /// SHA-256 of its content.
    pub hash: [u8; 32],
    /// Media type, without a charset.
    pub kind: &'a str,
    pub content: Cow<'static, [u8]>,
    pub caching: &'static str,
}

/// Sends a part, unless whoever asks has it.
pub(crate) fn answer(status: StatusCode, part: Part<'_>, headers: &HeaderMap) -> Response {
    let tag = format!("\"{}\"", hex(&part.hash[..16]));
    let is_known = headers
        .get(header::IF_NONE_MATCH)
        .and_then(|tags| tags.to_str().ok())
        // Compression on the way makes a tag weak.
        .is_some_and(|tags| {
            tags.split(',')
                .any(|one| one.trim().trim_start_matches("W/") == tag)
        });
    let kind = match part.kind {
        text @ ("text/html" | "text/css" | "text/javascript" | "text/plain") => {
            format!("{text}; charset=utf-8")
        }
        kind => kind.to_owned(),
    };
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, part.caching.to_owned()),
        (header::ETAG, tag),
    ];
    if is_known && status.is_success() {
        (StatusCode::NOT_MODIFIED, headers).into_response()
    } else {
        (status, headers, Body::from(part.content.into_owned())).into_response()
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
