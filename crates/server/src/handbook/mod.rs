//! The handbook: the pages under `docs` as they were when the binary was built, each with the contents beside it.

mod contents;
mod links;
mod markdown;
mod page;

use std::borrow::Cow;

use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use rust_embed::RustEmbed;
use sha2::{Digest as _, Sha256};

use crate::embedded::{Part, answer};
use page::page;

/// The pages, in Markdown, and their pictures.
#[derive(RustEmbed)]
#[folder = "../../docs"]
struct Docs;

/// The page that is read first.
const FIRST: &str = "README.md";
/// The list of pages, which is no page itself.
const SUMMARY: &str = "SUMMARY.md";
/// Colours and sizes are those of the screen.
const STYLE: &str = concat!(
    include_str!("../../../../ui/src/styles/tokens.css"),
    include_str!("handbook.css")
);

/// What lies at a path under `/docs/`.
pub(crate) fn serve(path: &str, headers: &HeaderMap) -> Response {
    if path == "handbook.css" {
        return sent(StatusCode::OK, "text/css", STYLE.as_bytes().into(), headers);
    }
    let source = source(path);
    if source == SUMMARY {
        return none(headers);
    }
    match Docs::get(&source) {
        Some(found) if source.ends_with(".md") => {
            let text = String::from_utf8_lossy(&found.data);
            sent(
                StatusCode::OK,
                "text/html",
                page(&text, &source, &summary()).into_bytes().into(),
                headers,
            )
        }
        Some(found) if source.ends_with(".png") => {
            sent(StatusCode::OK, "image/png", found.data, headers)
        }
        _ => none(headers),
    }
}

/// The file in which a page is written: `kpis/csat.html`, `kpis/csat.md` and `kpis/csat` are the same.
fn source(path: &str) -> String {
    if path.is_empty() || path == "index.html" {
        return FIRST.to_owned();
    }
    let name = path.rsplit('/').next().unwrap_or(path);
    match path.strip_suffix(".html") {
        Some(page) => format!("{page}.md"),
        None if name.contains('.') => path.to_owned(),
        None => format!("{}.md", path.trim_end_matches('/')),
    }
}

fn none(headers: &HeaderMap) -> Response {
    let text = "# There is no such page\n\nIt may have been renamed. What there is stands in the contents.\n";
    sent(
        StatusCode::NOT_FOUND,
        "text/html",
        page(text, FIRST, &summary()).into_bytes().into(),
        headers,
    )
}

fn summary() -> String {
    Docs::get(SUMMARY)
        .map(|found| String::from_utf8_lossy(&found.data).into_owned())
        .unwrap_or_default()
}

fn sent(status: StatusCode, kind: &str, content: Content, headers: &HeaderMap) -> Response {
    let part = Part {
        hash: Sha256::digest(&content).into(),
        kind,
        content,
        caching: "no-cache",
    };
    answer(status, part, headers)
}

type Content = Cow<'static, [u8]>;
