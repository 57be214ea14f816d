//! Discipline: each warning with its place, and the change that makes it go away.

use crate::fixture::edited;

fn check(edits: &[(&str, &str)], expect: &[&str]) {
    let said = charter::check(&edited(edits));
    assert!(!said.has_errors(), "{said}");
    let brief: Vec<String> = said
        .iter()
        .map(|one| {
            assert!(
                one.hint.as_ref().is_some_and(|hint| hint.len() > 20),
                "{one} gives no reason"
            );
            format!("{} {}", one.file, one.code)
        })
        .collect();
    assert_eq!(brief, expect);
}

#[test]
fn nobody_answers_for_it() {
    check(
        &[(
            "unit: percent\nowner: client.lead\nstewards: [provider.lead]\n",
            "unit: percent\n",
        )],
        &["kpis/fcr.yaml no-owner", "kpis/fcr.yaml no-steward"],
    );
}

#[test]
fn two_names_for_one_formula() {
    let other = "--- kpis/solved.yaml
kpi: solved
title: Solved
asks: Solved?
means: The same in other words.
framework: experience
nature: leading
direction: higher
aspect: resolution
kind: ratio
table: contact
population: OUTCOME
numerator: RESOLVED
follow_up: { same: [customer, contact_type], within: 7 days }
unit: percent
owner: client.lead
stewards: [provider.lead]
--- targets/all.yaml";
    let same = other
        .replace("OUTCOME", "outcome  =  'handled'")
        .replace("RESOLVED", "resolved   AND NOT followed_up");
    check(
        &[("--- targets/all.yaml", &same)],
        &["kpis/solved.yaml one-formula"],
    );
    let in_percent = "--- kpis/share_of_points.yaml
kpi: share_of_points
title: Share of points
asks: What does quality take?
means: Handle time over QA score, once more.
framework: operational
nature: lagging
direction: within
aspect: data
kind: derived
formula: handle_time/(qa_score + 1)
unit: percent
owner: client.lead
stewards: [provider.lead]
--- targets/all.yaml";
    check(
        &[("--- targets/all.yaml", in_percent)],
        &["kpis/share_of_points.yaml one-formula"],
    );
    let different = other
        .replace("OUTCOME", "outcome = 'handled' and not automated")
        .replace("RESOLVED", "resolved and not followed_up");
    check(&[("--- targets/all.yaml", &different)], &[]);
}

#[test]
fn efficiency_read_alone() {
    let handle_time = "aspect: handle_time\nkind: mean\ntable: contact\nvalue: handle_seconds\nunit: seconds\nowner: client.lead\nstewards: [provider.lead]\nbeside: [qa_score]\n";
    let without = handle_time.replace("beside: [qa_score]\n", "");
    check(
        &[(handle_time, &without)],
        &[
            "kpis/handle_time.yaml handle-time-alone",
            "targets/all.yaml target-alone",
        ],
    );
    let with_volume = handle_time.replace("qa_score", "offered");
    check(
        &[(handle_time, &with_volume)],
        &["kpis/handle_time.yaml handle-time-alone"],
    );
    let with_resolution = handle_time.replace("qa_score", "fcr");
    check(&[(handle_time, &with_resolution)], &[]);
}

#[test]
fn volume_without_complexity() {
    check(
        &[("beside: [hardness]\n", "")],
        &["kpis/offered.yaml volume-without-complexity"],
    );
    check(
        &[("beside: [hardness]", "beside: [fcr]")],
        &["kpis/offered.yaml volume-without-complexity"],
    );
}

#[test]
fn occupancy_macros_and_cost_each_need_their_company() {
    // The board then shows an efficiency whose companion it shows too.
    for (aspect, code) in [
        ("occupancy", "occupancy-without-strain"),
        ("macro_usage", "macros-without-resolution"),
    ] {
        let to = format!("aspect: {aspect}\nkind: mean\ntable: contact\nvalue: handle_seconds");
        check(
            &[(
                "aspect: handle_time\nkind: mean\ntable: contact\nvalue: handle_seconds",
                &to,
            )],
            &[&format!("kpis/handle_time.yaml {code}")],
        );
    }
    check(
        &[("aspect: data", "aspect: cost")],
        &["kpis/seconds_per_point.yaml cost-alone"],
    );
    check(
        &[
            (
                "aspect: handle_time\nkind: mean",
                "aspect: occupancy\nkind: mean",
            ),
            ("aspect: data", "aspect: strain"),
            (
                "stewards: [provider.lead]\nbeside: [qa_score]\n--- kpis/handle_p90",
                "stewards: [provider.lead]\nbeside: [seconds_per_point, qa_score]\n--- kpis/handle_p90",
            ),
        ],
        &[],
    );
}

#[test]
fn boards() {
    check(
        &[(
            "kpis: [offered, hardness, fcr, qa_score, handle_time]",
            "kpis: [offered, handle_time]",
        )],
        &["boards/main.yaml board-without-companion"],
    );
    check(
        &[("limit: 6", "limit: 3")],
        &["boards/main.yaml board-too-long"],
    );
    // What an efficiency is never shown without counts, and counts once.
    let without = (
        "kpis: [offered, hardness, fcr, qa_score, handle_time]",
        "kpis: [offered, handle_p90, handle_time]",
    );
    let limit = |limit| ("limit: 6", limit);
    check(
        &[without, limit("limit: 3")],
        &[
            "boards/main.yaml board-too-long",
            "boards/main.yaml board-without-companion",
            "boards/main.yaml board-without-companion",
        ],
    );
    check(
        &[(
            "kpis: [offered, hardness, fcr, qa_score, handle_time]",
            "kpis: [fcr, qa_score]",
        )],
        &["boards/main.yaml board-all-lagging"],
    );
}

#[test]
fn feeds() {
    check(
        &[("version: [cast(revision as bigint)]\n", "")],
        &["feeds/calls.yaml feed-without-version"],
    );
    check(
        &[("  party: \"'alder'\"\n", "")],
        &["feeds/calls.yaml feed-without-party"],
    );
}

#[test]
fn a_party_that_the_source_names_is_checked() {
    let unchecked = &["feeds/calls.yaml party-unchecked"][..];
    for (party, check, expect) in [
        ("vendor", "", unchecked),
        ("case vendor when 'A' then 'alder' end", "", unchecked),
        ("\"'alder'\"", "", &[]),
        (
            "vendor",
            "  - { check: party_known, known_in: { column: party, vocabulary: parties }, hint: Nobody's. }\n",
            &[],
        ),
        (
            "case vendor when 'A' then 'alder' end",
            "  - { check: party_known, holds: party is not null, hint: Nobody's. }\n",
            &[],
        ),
        (
            "vendor",
            "  - { check: not_another, holds: queue_seconds is not null, hint: Nobody's. }\n",
            unchecked,
        ),
    ] {
        let mapped = format!("  party: {party}\n");
        let checks = format!("checks:\n{check}");
        check_with(&mapped, &checks, expect);
    }
}

fn check_with(mapped: &str, checks: &str, expect: &[&str]) {
    check(
        &[("  party: \"'alder'\"\n", mapped), ("checks:\n", checks)],
        expect,
    );
}

#[test]
fn free_text_wants_to_know_whose_numbers_to_look_for() {
    let tables = (
        "      weight: {",
        "      words: { type: text, use: free_text, means: What was said. }\n      weight: {",
    );
    let mapped = (
        "  party: \"'alder'\"\n",
        "  party: \"'alder'\"\n  words: what_was_said\n",
    );
    check(
        &[tables, mapped],
        &["feeds/calls.yaml free-text-without-countries"],
    );
    check(&[tables], &[]);
    let countries = ("currency: EUR\n", "currency: EUR\ncountries: [nl]\n");
    check(&[tables, mapped, countries], &[]);
}
