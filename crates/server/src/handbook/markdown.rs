//! A page's Markdown as HTML: its links lead within the handbook, its headings can be linked to, what is wide scrolls by
//! itself, and HTML of its own stays text.

use std::collections::BTreeMap;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Options, Parser, Tag, TagEnd, html::push_html};

use super::links::address;

/// A page as it is shown.
#[derive(Debug)]
pub(super) struct Written {
    /// Its first heading, as text.
    pub title: String,
    pub html: String,
}

/// Writes the page of a file.
pub(super) fn written(text: &str, from: &str) -> Written {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
    let mut events: Vec<Event> = Parser::new_ext(text, options).collect();
    let title = name_headings(&mut events);
    let mut html = String::with_capacity(text.len() * 2);
    push_html(&mut html, shown(events, from).into_iter());
    Written { title, html }
}

/// Gives each heading the anchor that its text makes, and returns the text of the first.
fn name_headings(events: &mut [Event]) -> String {
    let mut first = None;
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    for start in 0..events.len() {
        let words: String = match &events[start] {
            Event::Start(Tag::Heading { .. }) => events[start..]
                .iter()
                .take_while(|event| !matches!(event, Event::End(TagEnd::Heading(_))))
                .filter_map(|event| match event {
                    Event::Text(text) | Event::Code(text) => Some(text.as_ref()),
                    _ => None,
                })
                .collect(),
            _ => continue,
        };
        let mut anchor = anchor(&words);
        let times = taken.entry(anchor.clone()).or_default();
        *times += 1;
        if *times > 1 {
            anchor = format!("{anchor}-{}", *times - 1);
        }
        if let Event::Start(Tag::Heading { id, .. }) = &mut events[start] {
            *id = Some(anchor.into());
        }
        first.get_or_insert(words);
    }
    first.unwrap_or_default()
}

/// The anchor of a heading, as code hosts make them, so that links hold there and here.
fn anchor(words: &str) -> String {
    words
        .chars()
        .flat_map(char::to_lowercase)
        .filter_map(|letter| match letter {
            ' ' => Some('-'),
            letter if letter.is_alphanumeric() || matches!(letter, '-' | '_') => Some(letter),
            _ => None,
        })
        .collect()
}

fn shown<'a>(events: Vec<Event<'a>>, from: &str) -> Vec<Event<'a>> {
    let mut shown = Vec::with_capacity(events.len());
    // Of each open link whether it leads anywhere.
    let mut leads: Vec<bool> = Vec::new();
    for event in events {
        match event {
            Event::Start(Tag::Link {
                link_type,
                dest_url,
                title,
                id,
            }) => {
                let to = address(&dest_url, from);
                leads.push(to.is_some());
                if let Some(to) = to {
                    shown.push(Event::Start(Tag::Link {
                        link_type,
                        dest_url: to.into(),
                        title,
                        id,
                    }));
                }
            }
            Event::End(TagEnd::Link) => {
                if leads.pop().unwrap_or(true) {
                    shown.push(event);
                }
            }
            Event::Start(Tag::Image {
                link_type,
                dest_url,
                title,
                id,
            }) => {
                let dest_url = address(&dest_url, from).map_or(dest_url, CowStr::from);
                shown.push(Event::Start(Tag::Image {
                    link_type,
                    dest_url,
                    title,
                    id,
                }));
            }
            Event::Start(Tag::Table(_)) => {
                shown.push(Event::Html(
                    "<div class=\"wide\" role=\"group\" aria-label=\"Table\" tabindex=\"0\">"
                        .into(),
                ));
                shown.push(event);
            }
            Event::End(TagEnd::Table) => {
                shown.push(event);
                shown.push(Event::Html("</div>".into()));
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented)) => {
                shown.push(Event::Html("<pre tabindex=\"0\"><code>".into()));
            }
            Event::End(TagEnd::CodeBlock) => {
                shown.push(Event::Html("</code></pre>\n".into()));
            }
            Event::Html(text) | Event::InlineHtml(text) => shown.push(Event::Text(text)),
            event => shown.push(event),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::written;

    #[test]
    fn headings_have_anchors_and_the_first_is_the_title() {
        let page = written("# When it's `late`\n\n## Limits\n\n## Limits\n", "a.md");
        assert_eq!(page.title, "When it's late");
        for anchor in ["id=\"when-its-late\"", "id=\"limits\"", "id=\"limits-1\""] {
            assert!(page.html.contains(anchor), "{}", page.html);
        }
    }

    #[test]
    fn a_link_that_leads_out_of_the_handbook_is_its_words() {
        let page = written("[the code](../src/lib.rs) and [CSAT](kpis/csat.md)", "a.md");
        assert_eq!(
            page.html,
            "<p>the code and <a href=\"/docs/kpis/csat.html\">CSAT</a></p>\n"
        );
    }

    #[test]
    fn html_stays_text() {
        let page = written(
            "a <script>alert(1)</script>\n\n<b>x</b>\n\n```html\n<i>\n```\n",
            "a.md",
        );
        assert!(
            !page.html.contains("<script")
                && !page.html.contains("<b>")
                && !page.html.contains("<i>"),
            "{}",
            page.html
        );
    }
}
