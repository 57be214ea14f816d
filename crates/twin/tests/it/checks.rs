//! What is wrong with scenarios is found before anything is simulated, at its line and column.

use std::collections::BTreeMap;

use twin::scenario::check;

use crate::harbor;

const OUTAGE: &str = "scenarios/outage.yaml";
const RELEASE: &str = "scenarios/broken_release.yaml";

/// Harbor, as far as scenarios need it, after an edit of one file.
fn files(path: &str, from: &str, to: &str) -> BTreeMap<String, String> {
    let mut files = harbor::files();
    for name in ["scenario.yaml", OUTAGE, RELEASE, "scenarios/new_hires.yaml"] {
        files.insert(name.to_owned(), harbor::file(name));
    }
    let text = files.get_mut(path).unwrap();
    assert!(text.contains(from), "{path} has no `{from}`");
    *text = text.replacen(from, to, 1);
    files
}

/// The file, what stands at the place, the kind of problem, and what would have been right.
#[track_caller]
fn found(path: &str, from: &str, to: &str) -> Vec<String> {
    let said = check(&files(path, from, to));
    let brief = said.iter().map(|one| {
        assert!(one.line > 0, "{one}");
        let at = one.source_line.as_deref().unwrap_or_default();
        let at: String = at.chars().skip(one.column - 1).collect();
        let right = one.nearest.as_ref().or(one.expected.as_ref());
        let right = right.map_or("", String::as_str);
        format!("{} `{}` {} ~ {right}", one.file, at.trim(), one.code)
    });
    brief.collect()
}

#[test]
fn harbors_are_right_and_a_charter_needs_none() {
    assert!(check(&files(OUTAGE, "", "")).is_empty());
    assert!(check(&harbor::files()).is_empty());
}

/// One problem, in these words.
#[track_caller]
fn refused(path: &str, (from, to): (&str, &str), expect: &str) {
    assert_eq!(found(path, from, to), [expect]);
}

#[test]
fn the_shape_is_checked() {
    refused(
        OUTAGE,
        ("parameter: outage", "paramter: outage"),
        "scenarios/outage.yaml `paramter: outage` unknown-field ~ parameter",
    );
    refused(
        OUTAGE,
        ("format: 1", "format: 2"),
        "scenarios/outage.yaml `2` unknown-format ~ 1",
    );
    refused(
        OUTAGE,
        ("scenario: outage", "scenario: outrage"),
        "scenarios/outage.yaml `outrage` wrong-value ~ the name of its file",
    );
    refused(
        "scenario.yaml",
        ("customers: 140000", "customers: many"),
        "scenario.yaml `many` wrong-type ~ a whole number from 0 to 4294967295",
    );
}

#[test]
fn names_and_values_are_held_against_the_charter() {
    refused(
        OUTAGE,
        ("reach: { party: birch }", "reach: { party: birhc }"),
        "scenarios/outage.yaml `{ party: birhc }` unknown-name ~ birch",
    );
    refused(
        "scenario.yaml",
        ("wrong_queue: 0.06", "wrong_queue: 6"),
        "scenario.yaml `6` wrong-value ~ a share from 0 to 1",
    );
    refused(
        "scenario.yaml",
        ("calendar: lisbon_hours", "calendar: lisboa_hours"),
        "scenario.yaml `lisboa_hours` unknown-name ~ lisbon_hours",
    );
    refused(
        "scenarios/new_hires.yaml",
        ("team: manila_live", "team: manila_lve"),
        "scenarios/new_hires.yaml `manila_lve` unknown-name ~ manila_live",
    );
}

#[test]
fn what_is_told_beforehand_is_held_against_what_its_own_file_changes() {
    const SIGNAL: &str =
        "{ signal: release, change: account_demand, note: \"A new sign-in for the shop\" }";
    let with = |from: &str, to: &str| SIGNAL.replace(from, to);
    let unknown = with("account_demand", "account_demnd");
    refused(
        RELEASE,
        (SIGNAL, &unknown),
        &format!("{RELEASE} `{unknown}` unknown-name ~ account_demand"),
    );
    // What another file changes is not there when this one happens.
    let others = with("account_demand", "birch_systems_down");
    let found = found(RELEASE, SIGNAL, &others);
    assert!(
        found[0].starts_with(&format!("{RELEASE} `{others}` unknown-name")),
        "{found:?}"
    );
    let neither = with("change: account_demand, ", "");
    refused(
        RELEASE,
        (SIGNAL, &neither),
        &format!(
            "{RELEASE} `{neither}` wrong-value ~ either the change that it brings or an onset"
        ),
    );
    let valued = with("note:", "value: 2, note:");
    refused(
        RELEASE,
        (SIGNAL, &valued),
        &format!("{RELEASE} `{valued}` wrong-value ~ no value: it has that of its change"),
    );
    let weather = with("release", "weather");
    let text = files(RELEASE, SIGNAL, &weather);
    assert_eq!(check(&text).0.len(), 1, "{}", check(&text));
    // Of a change that cannot be, the change is told, and not the signal as well.
    let reach = "parameter: demand\n    reach: { contact_type: account_access }";
    let unfit = reach.replace("account_access", "account_acces");
    refused(
        RELEASE,
        (reach, &unfit),
        "scenarios/broken_release.yaml `{ contact_type: account_acces }` unknown-name ~ account_access",
    );
}

#[test]
fn every_file_is_looked_at_whatever_another_holds() {
    let mut files = files(OUTAGE, "party: birch", "party: beech");
    files.insert("scenarios/broken.yaml".into(), "format: [".into());
    let said = check(&files);
    let of = |file: &str| said.iter().filter(|one| one.file == file).count();
    assert!(of(OUTAGE) > 0 && of("scenarios/broken.yaml") == 1, "{said}");
}

#[test]
fn named_scenarios_need_a_world() {
    let mut files = files(OUTAGE, "", "");
    files.remove("scenario.yaml");
    let said = check(&files);
    assert_eq!(said.count(charter::Severity::Error), 1, "{said}");
    assert_eq!(said.0[0].code, "missing-file");
}
