//! The browser application and the documents, as they were when the binary was built.

use std::borrow::Cow;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use rust_embed::{EmbeddedFile, RustEmbed};
use sha2::{Digest as _, Sha256};

use crate::error::ApiError;

/// The browser application, built by `make ui`. The folder may be missing when the binary is built.
#[derive(RustEmbed)]
#[folder = "../../ui/dist"]
#[allow_missing = true]
struct Screen;

/// The book, built by mdBook. The folder may be missing when the binary is built.
#[derive(RustEmbed)]
#[folder = "../../docs/book"]
#[allow_missing = true]
struct Book;

/// What stands in for the screen when it was not built.
const NOT_BUILT: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">\
<meta name=\"viewport\" content=\"width=device-width\"><title>Tandem</title>\
<h1>The screen is not built</h1>\
<p>This binary was built without it. Run <code>make ui</code>, then build again.</p>\
<p>The API works: see <a href=\"/api/openapi.json\">its description</a>.</p></html>";

/// Everything outside `/api`: a file of the application, a page of the book, or the application's own pages.
pub(crate) async fn serve(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    if !matches!(method, Method::GET | Method::HEAD) {
        return ApiError::method_not_allowed().into_response();
    }
    let path = uri.path().trim_start_matches('/');
    if path == "docs" {
        return moved_to("/docs/");
    }
    match path.strip_prefix("docs/") {
        Some(page) => book(page, &headers),
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

fn book(page: &str, headers: &HeaderMap) -> Response {
    let path = if page.is_empty() || page.ends_with('/') {
        Cow::Owned(format!("{page}index.html"))
    } else {
        Cow::Borrowed(page)
    };
    let Some(found) = Book::get(&path) else {
        return (StatusCode::NOT_FOUND, "there is no such page\n").into_response();
    };
    let mut response = file(&found, "no-cache", headers);
    if found.metadata.mimetype() == "text/html" {
        let policy = book_policy(&String::from_utf8_lossy(&found.data));
        if let Ok(policy) = HeaderValue::from_str(&policy) {
            response
                .headers_mut()
                .insert(header::CONTENT_SECURITY_POLICY, policy);
        }
    }
    response
}

fn moved_to(path: &'static str) -> Response {
    (StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, path)]).into_response()
}

fn file(found: &EmbeddedFile, caching: &'static str, headers: &HeaderMap) -> Response {
    let tag = format!("\"{}\"", hex(&found.metadata.sha256_hash()[..16]));
    let is_known = headers
        .get(header::IF_NONE_MATCH)
        .and_then(|tags| tags.to_str().ok())
        // Compression on the way makes a tag weak.
        .is_some_and(|tags| {
            tags.split(',')
                .any(|one| one.trim().trim_start_matches("W/") == tag)
        });
    let kind = match found.metadata.mimetype() {
        text @ ("text/html" | "text/css" | "text/javascript" | "text/plain") => {
            format!("{text}; charset=utf-8")
        }
        kind => kind.to_owned(),
    };
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, caching.to_owned()),
        (header::ETAG, tag),
    ];
    if is_known {
        (StatusCode::NOT_MODIFIED, headers).into_response()
    } else {
        (headers, Body::from(found.data.clone().into_owned())).into_response()
    }
}

/// The book's pages carry small scripts in them: those, by their hash, and no others.
fn book_policy(html: &str) -> String {
    let mut scripts = String::new();
    for (_, after) in html
        .match_indices("<script>")
        .map(|(start, tag)| html.split_at(start + tag.len()))
    {
        if let Some((script, _)) = after.split_once("</script>") {
            scripts.push_str(&format!(" 'sha256-{}'", base64(&Sha256::digest(script))));
        }
    }
    format!(
        "default-src 'none'; script-src 'self'{scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
         font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// RFC 4648, with padding: how a policy writes hashes.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let bits = group
            .iter()
            .chain(&[0; 2])
            .take(3)
            .fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte));
        for place in 0..4 {
            text.push(if place <= group.len() {
                char::from(LETTERS[(bits >> (18 - 6 * place) & 63) as usize])
            } else {
                '='
            });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{base64, book_policy};

    #[test]
    fn base64_is_that_of_rfc_4648() {
        for (plain, encoded) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(plain.as_bytes()), encoded);
        }
    }

    #[test]
    fn a_page_of_the_book_may_run_its_own_scripts_only() {
        let policy = book_policy("<p><script>alert(1)</script><script src=\"a.js\"></script>");
        // printf 'alert(1)' | openssl dgst -sha256 -binary | base64
        assert!(
            policy.contains(
                "script-src 'self' 'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI=';"
            ),
            "{policy}"
        );
    }
}
