//! The words of a partnership, generated from its charter.

use std::collections::BTreeSet;

use access::Viewer;
use charter::Charter;
use charter::lineage::Lineage;
use kpi::glossary::{Glossary, Term, TermKind, glossary};

use crate::operation::{charter, files};

fn words(charter: &Charter, person: Option<&str>) -> Glossary {
    let partnership = &charter.partnership;
    let viewer = match person {
        Some(person) => Viewer::of(partnership, person).unwrap(),
        None => Viewer::operator(partnership),
    };
    glossary(charter, &Lineage::of(charter), &viewer)
}

fn term<'a>(glossary: &'a Glossary, id: &str) -> &'a Term {
    glossary.terms.iter().find(|term| term.id == id).unwrap()
}

fn uses(term: &Term) -> Vec<String> {
    let used = term.used.iter();
    used.map(|one| format!("{} {}", one.how, one.title))
        .collect()
}

#[test]
fn every_kpi_table_value_role_feed_and_calendar_is_explained_once() {
    let charter = charter(&files("harbor"));
    let glossary = words(&charter, None);
    let ids: BTreeSet<&str> = glossary.terms.iter().map(|term| term.id.as_str()).collect();
    assert_eq!(
        ids.len(),
        glossary.terms.len(),
        "an id stands for two terms"
    );
    let of = |kind: TermKind| {
        glossary
            .terms
            .iter()
            .filter(move |term| term.kind == kind)
            .count()
    };
    assert_eq!(of(TermKind::Kpi), charter.kpis.len());
    assert_eq!(of(TermKind::Target), charter.targets.len());
    assert_eq!(of(TermKind::Feed), charter.feeds.len());
    assert_eq!(of(TermKind::Role), charter.partnership.roles.len());
    assert_eq!(of(TermKind::Calendar), charter.calendars.calendars.len());
    for term in &glossary.terms {
        assert!(!term.means.is_empty() && !term.title.is_empty(), "{term:?}");
        let known =
            |one: &kpi::glossary::TermUse| one.term.as_deref().is_none_or(|id| ids.contains(id));
        assert!(term.used.iter().all(known), "{term:?} leads nowhere");
    }
}

#[test]
fn a_term_says_its_unit_its_owner_and_where_it_is_used() {
    let charter = charter(&files("harbor"));
    let glossary = words(&charter, None);
    let cost = term(&glossary, "kpi-cost_total");
    assert_eq!(cost.unit.as_deref(), Some("EUR"));
    assert_eq!(cost.owner.as_deref(), Some("Finance (client.finance)"));
    assert!(
        uses(cost).contains(&"part of Cost per contact".to_owned()),
        "{cost:?}"
    );
    assert!(
        uses(cost).contains(&"shown on Money".to_owned()),
        "{cost:?}"
    );
    let column = term(&glossary, "column-contact-handle_seconds");
    assert_eq!(column.unit.as_deref(), Some("seconds"));
    assert!(
        uses(column).contains(&"filled by contacts".to_owned()),
        "{column:?}"
    );
    let phones = term(&glossary, "calendar-phone_hours");
    assert!(phones.means.contains("mon-fri 08:00-20:00"), "{phones:?}");
    let target = glossary
        .terms
        .iter()
        .find(|term| term.id == "target-first_contact_resolution-party-birch-2026-04-01");
    assert_eq!(target.unwrap().means, "At least 70.0 % since 1 April 2026.");
}

#[test]
fn a_provider_reads_its_own_words_only() {
    let mut files = files("harbor");
    let feed = files.get_mut("feeds/contacts.yaml").unwrap();
    let known = "known_in: { column: party, vocabulary: parties }";
    assert!(feed.contains(known));
    *feed = feed.replace(known, "holds: party in ('harbor', 'alder', 'birch')");
    // Nor one that is called after it.
    *feed = feed.replace(
        "checks:\n",
        "checks:\n  - check: birch_is_quick\n    holds: handle_seconds < 500\n    hint: Look.\n",
    );
    let charter = charter(&files);
    let glossary = words(&charter, Some("clara_pinto"));
    let text = serde_json::to_string(&glossary).unwrap().to_lowercase();
    for hidden in ["birch", "manila", "cost_total", "charge"] {
        assert!(!text.contains(hidden), "`{hidden}` is told");
    }
    assert!(text.contains("lisbon") && text.contains("alder"));
    // Of the feeds' own checks she reads none that names another party.
    let feed = term(&glossary, "feed-contacts");
    assert!(
        (feed.notes.iter()).all(|note| !note.contains("party_known") && !note.contains("quick")),
        "{feed:?}"
    );
}

#[test]
fn as_a_page_each_term_has_an_anchor_that_others_lead_to() {
    let charter = charter(&files("bank"));
    let page = words(&charter, None).to_markdown();
    assert!(page.starts_with("# "), "{page}");
    let anchors: BTreeSet<&str> = page
        .split("<a id=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    for link in page.split("](#").skip(1) {
        let to = link.split(')').next().unwrap();
        assert!(anchors.contains(to), "`{to}` leads nowhere");
    }
    assert!(anchors.len() > 30, "{}", anchors.len());
}
