//! The contents of the handbook, read from its summary.

use pulldown_cmark::{Event, HeadingLevel, Parser, Tag, TagEnd};

use super::SUMMARY;
use super::links::address;

/// A part of the handbook.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Chapter {
    /// Its name; empty for what comes before all parts.
    pub name: String,
    pub pages: Vec<Entry>,
}

/// A page in the contents.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Entry {
    pub name: String,
    pub address: String,
    /// How deep it lies: 1 for a page of the part, 2 for one below such a page.
    pub depth: usize,
}

/// The chapters of a summary as mdBook reads it: headings are parts, lists of links are pages.
pub(super) fn chapters(summary: &str) -> Vec<Chapter> {
    let mut chapters = vec![Chapter::default()];
    let (mut depth, mut in_heading) = (0, false);
    for event in Parser::new(summary) {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                in_heading = level == HeadingLevel::H1;
                chapters.push(Chapter::default());
            }
            Event::End(TagEnd::Heading(_)) => in_heading = false,
            Event::Start(Tag::List(_)) => depth += 1,
            Event::End(TagEnd::List(_)) => depth -= 1,
            Event::Start(Tag::Link { dest_url, .. }) => {
                if let (Some(chapter), Some(address)) =
                    (chapters.last_mut(), address(&dest_url, SUMMARY))
                {
                    chapter.pages.push(Entry {
                        name: String::new(),
                        address,
                        depth: depth.max(1),
                    });
                }
            }
            Event::Text(text) | Event::Code(text) => {
                if let Some(chapter) = chapters.last_mut() {
                    match chapter.pages.last_mut() {
                        Some(page) if !in_heading => page.name.push_str(&text),
                        _ => chapter.name.push_str(&text),
                    }
                }
            }
            _ => {}
        }
    }
    // The summary's own title heads no part.
    for chapter in &mut chapters {
        if chapter.name == "Summary" {
            chapter.name.clear();
        }
    }
    chapters.retain(|chapter| !chapter.pages.is_empty());
    chapters
}

#[cfg(test)]
mod tests {
    use super::{Chapter, Entry, chapters};

    #[test]
    fn a_summary_is_parts_of_pages() {
        let entry = |name: &str, address: &str, depth| Entry {
            name: name.to_owned(),
            address: address.to_owned(),
            depth,
        };
        let read = chapters(
            "# Summary\n\n[Home](README.md)\n\n# Use it\n\n- [Feeds](feeds.md)\n  - [One: `a`](feeds/one.md)\n- [Last](last.md)\n",
        );
        assert_eq!(
            read,
            [
                Chapter {
                    name: String::new(),
                    pages: vec![entry("Home", "/docs/", 1)],
                },
                Chapter {
                    name: "Use it".to_owned(),
                    pages: vec![
                        entry("Feeds", "/docs/feeds.html", 1),
                        entry("One: a", "/docs/feeds/one.html", 2),
                        entry("Last", "/docs/last.html", 1),
                    ],
                },
            ]
        );
    }
}
