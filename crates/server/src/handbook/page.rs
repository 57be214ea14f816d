//! A page of the handbook with the contents beside it.

use std::fmt::Write as _;

use pulldown_cmark::Event;
use pulldown_cmark::html::push_html;

use super::SUMMARY;
use super::contents::{Chapter, chapters};
use super::links::address;
use super::markdown::written;

/// The page of a file, whole.
pub(super) fn page(text: &str, from: &str, summary: &str) -> String {
    let written = written(text, from);
    let here = address(from, SUMMARY).unwrap_or_default();
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{} · Tandem</title>\n\
         <link rel=\"stylesheet\" href=\"/docs/handbook.css\">\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#page\">To the page</a>\n\
         <header><a href=\"/\">Tandem</a> <span>Handbook</span> <a class=\"to-contents\" href=\"#contents\">Contents</a></header>\n\
         <main id=\"page\">\n{}</main>\n\
         <nav id=\"contents\" aria-label=\"Contents\">{}</nav>\n</body>\n</html>\n",
        escaped(&written.title),
        written.html,
        contents(&chapters(summary), &here),
    )
}

fn contents(chapters: &[Chapter], here: &str) -> String {
    let mut html = String::new();
    for chapter in chapters {
        if !chapter.name.is_empty() {
            let _ = write!(html, "<h2>{}</h2>", escaped(&chapter.name));
        }
        html.push_str("<ul>");
        for entry in &chapter.pages {
            let current = if entry.address == here {
                " aria-current=\"page\""
            } else {
                ""
            };
            let below = if entry.depth > 1 {
                " class=\"below\""
            } else {
                ""
            };
            let _ = write!(
                html,
                "<li{below}><a href=\"{}\"{current}>{}</a></li>",
                entry.address,
                escaped(&entry.name)
            );
        }
        html.push_str("</ul>");
    }
    html
}

fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    push_html(&mut html, std::iter::once(Event::Text(text.into())));
    html
}
