//! From the column of a source to the KPI, and back.

use std::collections::BTreeSet;

use charter::Charter;
use charter::lineage::{Decides, Effect, Lineage, Part, Touched};

use crate::fixture::{SMALL, edited, files};

fn charter(edits: &[(&str, &str)]) -> Charter {
    Charter::read(&edited(edits)).unwrap_or_else(|errors| panic!("{errors}"))
}

fn small() -> Lineage {
    let charter = Charter::read(&files(SMALL)).unwrap_or_else(|errors| panic!("{errors}"));
    Lineage::of(&charter)
}

fn names(touched: &[Touched], effect: Effect) -> Vec<&str> {
    touched
        .iter()
        .filter(|one| one.effect == effect)
        .map(|one| one.kpi.as_str())
        .collect()
}

fn words(set: &BTreeSet<String>) -> Vec<&str> {
    set.iter().map(String::as_str).collect()
}

#[test]
fn a_kpi_leads_back_to_the_columns_of_sources() {
    let behind = small().behind("fcr");
    let read: Vec<(&str, Part)> = behind
        .readings
        .iter()
        .map(|one| (one.column.as_str(), one.part))
        .collect();
    // `followed_up` is no column of the table: what it is made of is.
    assert_eq!(
        read,
        [
            ("contact_type", Part::FollowUp),
            ("customer", Part::FollowUp),
            ("opened_at", Part::At),
            ("outcome", Part::Population),
            ("resolved", Part::Numerator),
        ]
    );
    let mapped: Vec<(&str, Vec<&str>)> = behind
        .mappings
        .iter()
        .map(|one| (one.column.as_str(), words(&one.source_columns)))
        .collect();
    assert_eq!(
        mapped,
        [("opened_at", vec!["opened"]), ("outcome", vec!["state"])]
    );
    let rules: Vec<Decides> = behind.rules.iter().map(|rule| rule.decides).collect();
    assert_eq!(
        rules,
        [
            Decides::Only,
            Decides::Key,
            Decides::Key,
            Decides::Version,
            Decides::SetAside
        ]
    );
}

#[test]
fn a_derived_kpi_leads_back_through_what_it_is_made_of() {
    let lineage = small();
    let behind = lineage.behind("seconds_per_point");
    let made_of: Vec<&str> = behind
        .derivations
        .iter()
        .map(|one| one.of.as_str())
        .collect();
    assert_eq!(made_of, ["handle_time", "qa_score"]);
    let tables: BTreeSet<&str> = behind
        .readings
        .iter()
        .map(|one| one.table.as_str())
        .collect();
    assert_eq!(
        tables.into_iter().collect::<Vec<_>>(),
        ["contact", "evaluation"]
    );
    assert!(
        behind
            .readings
            .iter()
            .any(|one| one.column == "handle_seconds")
    );
}

#[test]
fn columns_are_read_by_the_parser_and_not_from_the_text() {
    // A text that names a column, and a column whose name needs quotes.
    let charter = charter(&[
        (
            "holds: queue_seconds >= 0",
            "holds: queue_seconds >= 0 or outcome = 'opened_at'",
        ),
        (
            "queue_seconds: cast(wait as double)",
            "queue_seconds: cast(\"wait (s)\" as double)",
        ),
    ]);
    let lineage = Lineage::of(&charter);
    let check = lineage
        .rules
        .iter()
        .find(|rule| rule.check.is_some())
        .unwrap();
    assert_eq!(words(&check.columns), ["outcome", "queue_seconds"]);
    assert_eq!(words(&check.source_columns), ["state", "wait (s)"]);
}

#[test]
fn what_a_column_of_a_source_makes_wrong() {
    let lineage = small();
    // It is read by a population; the KPIs beside it are only wrong where they are cut by it.
    let state = lineage.ahead_of("calls", Some("state"));
    assert_eq!(names(&state.touched, Effect::Value), ["fcr"]);
    assert_eq!(names(&state.touched, Effect::Rows), [] as [&str; 0]);
    assert!(names(&state.touched, Effect::Breakdown).contains(&"hardness"));
    // A check that sets rows aside reads it: every KPI of the table counts other rows, and what is made of them.
    let wait = lineage.ahead_of("calls", Some("wait"));
    assert_eq!(names(&wait.touched, Effect::Value), [] as [&str; 0]);
    let rows = names(&wait.touched, Effect::Rows);
    assert!(
        rows.contains(&"offered") && rows.contains(&"seconds_per_point"),
        "{rows:?}"
    );
    assert!(!rows.contains(&"qa_score"), "{rows:?}");
    // So do the key, the version and `only`.
    for column in ["sub+id", "revision", "kind"] {
        let touched = lineage.ahead_of("calls", Some(column)).touched;
        assert!(
            names(&touched, Effect::Rows).contains(&"offered"),
            "{column}"
        );
    }
    assert_eq!(lineage.ahead_of("calls", Some("nothing")).touched, []);
}

#[test]
fn a_check_that_only_warns_changes_no_rows() {
    let charter = charter(&[(
        "    holds: queue_seconds >= 0\n",
        "    holds: queue_seconds >= 0\n    severity: warn\n",
    )]);
    let touched = Lineage::of(&charter)
        .ahead_of("calls", Some("wait"))
        .touched;
    assert_eq!(touched, []);
}

#[test]
fn a_column_of_a_table_looks_both_ways() {
    let trace = small().around("contact", Some("handle_seconds"));
    assert_eq!(trace.lineage.mappings, []);
    assert_eq!(
        names(&trace.touched, Effect::Value),
        ["handle_p90", "handle_time", "seconds_per_point"]
    );
    let through = &trace.touched[0].through;
    assert_eq!(
        through.iter().collect::<Vec<_>>(),
        [&("contact".to_owned(), "handle_seconds".to_owned())]
    );
    let opened = small().around("contact", Some("opened_at"));
    assert_eq!(
        words(&opened.lineage.mappings[0].source_columns),
        ["opened"]
    );
    let whole = small().around("evaluation", None);
    assert_eq!(
        names(&whole.touched, Effect::Value),
        ["qa_score", "seconds_per_point"]
    );
}
