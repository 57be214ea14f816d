//! The charters that come with the project.

use std::path::PathBuf;

use charter::Charter;

use crate::fixture::{SMALL, files, folder};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../charters")
}

fn check(name: &str, kpis: &[&str]) {
    let files = folder(&root().join(name));
    let charter = Charter::read(&files).unwrap_or_else(|errors| panic!("{errors}"));
    for kpi in kpis {
        assert!(charter.kpi(kpi).is_some(), "{name} has no `{kpi}`");
    }
    let said = charter::check(&files);
    assert!(said.is_empty(), "{said}");
}

#[test]
fn the_bank_has_no_problems_and_the_names_of_its_published_results() {
    check(
        "bank",
        &[
            "offered",
            "answered",
            "abandoned",
            "abandon_rate",
            "asa_seconds",
            "aht_seconds",
            "handle_p90",
            "sl20_a",
            "sl20_b",
            "sl20_c",
            "sl20_d",
        ],
    );
}

#[test]
fn the_service_desk_has_no_problems_and_the_names_of_its_expected_results() {
    check(
        "service-desk",
        &[
            "n",
            "sla_met",
            "reassigned",
            "reopened",
            "mean_h",
            "p50_h",
            "p90_h",
            "unresolved",
            "backlog",
            "over_72_hours",
            "median_age_days",
        ],
    );
}

#[test]
fn harbor_is_read_and_has_the_five_that_matter_most() {
    let files = folder(&root().join("harbor"));
    let charter = Charter::read(&files).unwrap_or_else(|errors| panic!("{errors}"));
    assert!(charter.kpis.len() >= 20);
    for kpi in [
        "first_contact_resolution",
        "escalation_rate",
        "csat_on_escalated",
        "qa_alignment",
        "backlog_older_than_3_days",
    ] {
        assert!(charter.kpi(kpi).is_some(), "harbor has no `{kpi}`");
    }
    let said = charter::check(&files);
    let others = said.iter().filter(|one| one.code != "feed-without-version");
    assert_eq!(
        others.map(ToString::to_string).collect::<Vec<_>>(),
        Vec::<String>::new()
    );
}

#[test]
fn the_fixture_of_these_tests_has_no_problems() {
    let said = charter::check(&files(SMALL));
    assert!(said.is_empty(), "{said}");
}
