//! Decision rights: what is refused in `decisions.yaml`, and whom a change concerns.

use std::collections::BTreeMap;

use charter::decisions::Part;
use charter::difference::{self, Concerned, Edits, Files};
use charter::{Charter, Diagnostic};

use crate::fixture::{SMALL, files};

const DECISIONS: &str = "
decisions:
  - decision: meaning
    title: What a KPI means
    about: [definitions, targets]
    propose: [client.lead, provider.lead]
    approve:
      - { by: [client.lead] }
      - { by: [provider.lead], of: each_party }
    within_days: 14
    tell: [client.lead]
  - decision: people
    title: Who is there
    about: [people]
    propose: [client.lead]
    approve: [{ by: [client.lead, provider.lead], of: each_role }]
    within_days: 5
    alone: [client.lead]
";

fn with(decisions: &str) -> Files {
    let mut files = files(SMALL);
    files.insert("decisions.yaml".to_owned(), decisions.to_owned());
    files
}

/// What is wrong when a text is replaced by another: code and message.
#[track_caller]
fn check(from: &str, to: &str, expect: &[&str]) {
    assert!(DECISIONS.contains(from), "no `{from}`");
    let told =
        |one: &Diagnostic| format!("{}:{} {}: {}", one.line, one.column, one.code, one.message);
    let found: Vec<String> = match Charter::read(&with(&DECISIONS.replacen(from, to, 1))) {
        Ok(_) => Vec::new(),
        Err(problems) => problems.iter().map(told).collect(),
    };
    assert_eq!(found, expect);
}

#[test]
fn rights_that_cannot_be_used_are_refused_where_they_stand() {
    check("meaning", "meaning", &[]);
    check(
        "decision: people",
        "decision: meaning",
        &["12:15 duplicate-name: the decision `meaning` is written twice"],
    );
    check(
        "about: [people]",
        "about: [people, targets]",
        &["14:21 decided-twice: `meaning` is about this already"],
    );
    check(
        "about: [people]",
        "about: []",
        &["14:12 missing-field: the decision is about nothing"],
    );
    check(
        "propose: [client.lead]",
        "propose: [client.led]",
        &["15:15 unknown-role: unknown role `client.led`"],
    );
    check(
        "by: [client.lead] }",
        "by: [client.boss] }",
        &["8:16 unknown-role: unknown role `client.boss`"],
    );
    check(
        "by: [client.lead] }",
        "by: [] }",
        &["8:15 nobody-may: nobody may agree"],
    );
    check(
        "by: [client.lead] }",
        "by: [client.lead], of: each_role }",
        &["8:34 meaningless-field: there is one role only"],
    );
    check(
        "within_days: 5",
        "within_days: 0",
        &["17:18 wrong-value: 0 days"],
    );
    check(
        "propose: [client.lead, provider.lead]",
        "propose: []",
        &["6:14 nobody-may: nobody may propose it"],
    );
}

fn edits(path: &str, from: &str, to: &str) -> Edits {
    let files = with(DECISIONS);
    let text = files.get(path).map_or("", String::as_str);
    assert!(text.contains(from), "{path} has no `{from}`");
    Edits::from([(path.to_owned(), Some(text.replacen(from, to, 1)))])
}

/// The changed places with what they were and are, the parts, and whom it concerns.
fn told(edits: &Edits) -> (Vec<String>, Vec<Part>, String) {
    let files = with(DECISIONS);
    let before = Charter::read(&files).unwrap();
    let after = Charter::read(&difference::edited(&files, edits)).unwrap();
    let changes = difference::changes(&files, edits);
    let said = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
    let places = changes.iter().map(|one| {
        format!(
            "{}: {} → {}",
            one.place,
            said(&one.before),
            said(&one.after)
        )
    });
    let concerned = Concerned::of(&before, &after, &changes).0;
    (
        places.collect(),
        difference::parts(&changes),
        concerned.into_iter().collect::<Vec<_>>().join(" "),
    )
}

#[test]
fn a_change_is_told_value_by_value_and_concerns_whose_it_is() {
    let (places, parts, concerned) =
        told(&edits("partnership.yaml", "name: Ben", "name: Benjamin"));
    assert_eq!(places, ["people/ben/name: Ben → Benjamin"]);
    assert_eq!(parts, [Part::People]);
    assert_eq!(concerned, "alder");
    // A person of the client concerns nobody else.
    let (_, _, concerned) = told(&edits("partnership.yaml", "name: Ada", "name: Ida"));
    assert_eq!(concerned, "");
    let (places, parts, concerned) = told(&edits(
        "partnership.yaml",
        "title: Site lead",
        "title: Lead of a site",
    ));
    assert_eq!(
        places,
        ["roles/provider.site_lead/title: Site lead → Lead of a site"]
    );
    assert_eq!(
        (parts, concerned.as_str()),
        (vec![Part::Rights], "alder inhouse")
    );
    let (_, parts, _) = told(&edits("partnership.yaml", "To test.", "To see."));
    assert_eq!(parts, [Part::Partnership]);
    let (places, parts, concerned) = told(&edits("taxonomy.yaml", "title: Live", "title: Lively"));
    assert_eq!(places, ["teams/lisbon_live/title: Live → Lively"]);
    assert_eq!((parts, concerned.as_str()), (vec![Part::Taxonomy], "alder"));
    // Comments are no values; that something is another is said all the same.
    let (places, parts, _) = told(&edits("taxonomy.yaml", "teams:", "# Who works.\nteams:"));
    assert_eq!(places, [": - → -"]);
    assert_eq!(parts, [Part::Taxonomy]);
}

#[test]
fn a_target_concerns_the_party_in_its_scope() {
    let target = |scope: &str| {
        let text = format!(
            "targets:\n  - {{ kpi: qa_score, scope: {{ {scope} }}, from: 2026-02-01, at_least: 80 }}\n"
        );
        Edits::from([("targets/more.yaml".to_owned(), Some(text))])
    };
    let (places, parts, concerned) = told(&target("party: alder"));
    assert!(
        places
            .contains(&"targets/qa_score party=alder from 2026-02-01/at_least: - → 80".to_owned()),
        "{places:?}"
    );
    assert_eq!((parts, concerned.as_str()), (vec![Part::Targets], "alder"));
    assert_eq!(told(&target("site: lisbon")).2, "alder");
    assert_eq!(told(&target("team: lisbon_live")).2, "alder");
    assert_eq!(told(&target("")).2, "alder inhouse");
}

#[test]
fn edits_lead_from_one_charter_to_another() {
    let before = with(DECISIONS);
    let mut after = before.clone();
    after.remove("tables.yaml");
    after.insert("new.txt".to_owned(), "x".to_owned());
    let found = difference::edits(&before, &after);
    assert_eq!(
        found,
        BTreeMap::from([
            ("new.txt".to_owned(), Some("x".to_owned())),
            ("tables.yaml".to_owned(), None)
        ])
    );
    assert_eq!(difference::edited(&before, &found), after);
    assert!(difference::edits(&after, &after).is_empty());
}

#[test]
fn who_moves_concerns_both_and_things_of_one_name_are_told_apart() {
    let before = "people:\n  - { person: ben, party: alder }\n  - { person: ben, party: alder }\n";
    let files = Files::from([("partnership.yaml".to_owned(), before.to_owned())]);
    let after = before.replacen("party: alder }\n", "party: inhouse }\n", 1);
    let edits = Edits::from([("partnership.yaml".to_owned(), Some(after))]);
    let changes = difference::changes(&files, &edits);
    assert_eq!(changes.len(), 1, "{changes:?}");
    let moved = edits_to(
        "partnership.yaml",
        &[(
            "party: alder, roles: [provider.site_lead], site: lisbon",
            "party: inhouse, roles: [in_house.lead]",
        )],
    );
    assert_eq!(told(&moved).2, "alder inhouse");
}

fn edits_to(path: &str, replaced: &[(&str, &str)]) -> Edits {
    let mut text = with(DECISIONS).remove(path).unwrap();
    for (from, to) in replaced {
        assert!(text.contains(from), "{path} has no `{from}`");
        text = text.replacen(from, to, 1);
    }
    Edits::from([(path.to_owned(), Some(text))])
}

#[test]
fn only_files_of_a_charter_are_files_of_a_charter() {
    for path in [
        "partnership.yaml",
        "decisions.yaml",
        "kpis/a_b.yaml",
        "scenarios/outage.yaml",
        "scenario.yaml",
    ] {
        assert!(charter::is_charter_file(path), "{path}");
    }
    for path in [
        "",
        "x.yaml",
        "README.md",
        "kpis/a.yml",
        "kpis/.yaml",
        "kpis/../x.yaml",
        "../kpis/a.yaml",
        "kpis/a/b.yaml",
        "/etc/x.yaml",
        "targets/..\\x.yaml",
        "feeds/../../.bashrc",
    ] {
        assert!(!charter::is_charter_file(path), "{path}");
    }
}
