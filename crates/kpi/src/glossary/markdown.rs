//! A glossary as a page of text.

use super::{Glossary, Term, TermKind, TermUse};

impl Glossary {
    /// As Markdown: a heading a kind, a heading a term with its anchor.
    #[must_use]
    pub fn to_markdown(&self) -> String {
        let mut page = format!("# {}: glossary\n", self.title);
        for kind in TermKind::ALL {
            let terms: Vec<&Term> = self.terms.iter().filter(|term| term.kind == kind).collect();
            if terms.is_empty() {
                continue;
            }
            page.push_str(&format!("\n## {}\n", kind.heading()));
            for term in terms {
                page.push_str(&entry(term));
            }
        }
        page
    }
}

fn entry(term: &Term) -> String {
    let mut text = format!("\n### <a id=\"{}\"></a>{}", term.id, term.title);
    if term.name != term.title {
        text.push_str(&format!(" `{}`", term.name));
    }
    text.push_str("\n\n");
    let mut line = |words: String| text.push_str(&format!("{words}\n"));
    if !term.means.is_empty() {
        line(term.means.clone());
    }
    let mut points = Vec::new();
    points.extend(term.unit.iter().map(|unit| format!("Unit: {unit}")));
    points.extend(term.owner.iter().map(|owner| format!("Owner: {owner}")));
    points.extend(term.notes.iter().cloned());
    for how in ordered(&term.used) {
        let of_it = term.used.iter().filter(|one| one.how == how);
        let places: Vec<String> = of_it.map(place).collect();
        points.push(format!(
            "{}: {}",
            crate::words::sentence(how),
            places.join(", ")
        ));
    }
    if !points.is_empty() {
        line(String::new());
        for point in points {
            line(format!("- {point}"));
        }
    }
    text
}

/// The ways of use, each once, in their order.
fn ordered(used: &[TermUse]) -> Vec<&str> {
    let mut found: Vec<&str> = Vec::new();
    for one in used {
        if !found.contains(&one.how.as_str()) {
            found.push(&one.how);
        }
    }
    found
}

fn place(used: &TermUse) -> String {
    match &used.term {
        Some(term) => format!("[{}](#{term})", used.title),
        None => used.title.clone(),
    }
}
