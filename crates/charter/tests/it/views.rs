//! The charter as other rooms ask it.

use std::collections::BTreeMap;

use charter::Charter;
use charter::canonical::{ColumnType, ColumnUse};

use crate::fixture::{SMALL, edited, files};

fn small() -> Charter {
    Charter::read(&files(SMALL)).unwrap_or_else(|errors| panic!("{errors}"))
}

#[test]
fn a_table_has_its_canonical_and_its_added_columns() {
    let charter = small();
    let contact = charter.table("contact").unwrap();
    assert_eq!(contact.at, "opened_at");
    let of = |name: &str| {
        let column = contact.column(name).unwrap();
        (column.column_type, column.use_, column.added)
    };
    assert_eq!(of("party"), (ColumnType::Text, ColumnUse::Dimension, false));
    assert_eq!(of("agent"), (ColumnType::Text, ColumnUse::Agent, false));
    assert_eq!(
        of("score_given"),
        (ColumnType::Integer, ColumnUse::Dimension, true)
    );
    assert_eq!(of("weight"), (ColumnType::Number, ColumnUse::Detail, true));
    let stock = charter.table("stock").unwrap();
    assert_eq!(
        (stock.at.as_str(), stock.row.as_str()),
        ("counted_at", "One count of stock.")
    );
    assert!(charter.table("stocks").is_none());
    assert_eq!(charter.table_names().last(), Some(&"stock"));
}

#[test]
fn an_added_column_may_say_that_it_names_people() {
    let charter = Charter::read(&edited(&[(
        "score_given: { type: integer, means",
        "score_given: { type: text, use: agent, means",
    )]))
    .unwrap();
    let contact = charter.table("contact").unwrap();
    assert_eq!(
        contact.column("score_given").unwrap().use_,
        ColumnUse::Agent
    );
    assert!(
        contact
            .dimensions()
            .all(|column| column.name != "score_given")
    );
}

#[test]
fn the_parties_that_answer_customers_come_in_house_first() {
    let charter = small();
    assert_eq!(charter.client().unwrap().party, "quay");
    let operating: Vec<&str> = charter
        .operating_parties()
        .map(|one| one.party.as_str())
        .collect();
    assert_eq!(operating, ["inhouse", "alder"]);
}

#[test]
fn the_most_specific_target_wins_then_the_latest() {
    let charter = Charter::read(&edited(&[(
        "  - { kpi: fcr, scope",
        "  - { kpi: fcr, from: 2026-06-01, at_least: 72 }\n  - { kpi: fcr, scope: { party: alder, site: lisbon }, from: 2026-03-01, at_least: 66 }\n  - { kpi: fcr, scope",
    )]))
    .unwrap();
    let check = |scope: &[(&str, &str)], day: &str, expect: Option<f64>| {
        let scope: BTreeMap<String, String> = scope
            .iter()
            .map(|(dimension, value)| ((*dimension).to_owned(), (*value).to_owned()))
            .collect();
        let found = charter.target_for("fcr", &scope, day.parse().unwrap());
        assert_eq!(
            found.and_then(|target| target.at_least),
            expect,
            "{scope:?} {day}"
        );
    };
    check(&[], "2025-12-31", None);
    check(&[], "2026-01-01", Some(70.0));
    check(&[], "2026-06-01", Some(72.0));
    check(&[("party", "inhouse")], "2026-02-01", Some(70.0));
    check(&[("party", "alder")], "2026-02-01", Some(68.0));
    check(&[("party", "alder")], "2026-07-01", Some(68.0));
    check(
        &[("party", "alder"), ("site", "lisbon")],
        "2026-02-01",
        Some(68.0),
    );
    check(
        &[("party", "alder"), ("site", "lisbon")],
        "2026-03-01",
        Some(66.0),
    );
}

#[test]
fn what_a_derived_kpi_is_made_of() {
    let charter = small();
    let made_of: Vec<&str> = charter
        .ingredients("seconds_per_point")
        .into_iter()
        .collect();
    assert_eq!(made_of, ["handle_time", "qa_score", "seconds_per_point"]);
}
