//! What is refused, at which place, with which nearest name.

use std::collections::BTreeMap;

use charter::{Charter, Diagnostic};

use crate::fixture::{edited, files};

/// The file, the text at the place, the kind of problem and the nearest name: ``kpis/a.yaml `qa_scor` unknown-kpi ~qa_score``.
fn brief(one: &Diagnostic) -> String {
    let at = one.source_line.as_deref().unwrap_or_default();
    let at: String = at
        .chars()
        .skip(one.column.saturating_sub(1))
        .take_while(|c| !matches!(c, ',' | '}' | ']'))
        .take(30)
        .collect();
    let nearest = one.nearest.as_deref().map(|name| format!(" ~{name}"));
    format!(
        "{} `{}` {}{}",
        one.file,
        at.trim_end(),
        one.code,
        nearest.unwrap_or_default()
    )
}

fn check_files(files: &BTreeMap<String, String>, expect: &[&str]) {
    let said = match Charter::read(files) {
        Ok(_) => Vec::new(),
        Err(errors) => errors.iter().map(brief).collect(),
    };
    assert_eq!(said, expect);
}

pub fn check(from: &str, to: &str, expect: &[&str]) {
    check_files(&edited(&[(from, to)]), expect);
}

#[test]
fn names_that_do_not_exist() {
    check(
        "  - qa_score\n",
        "  - qa_scor\n",
        &["kpis/fcr.yaml `qa_scor` unknown-kpi ~qa_score"],
    );
    check(
        "party: alder, roles",
        "party: aldr, roles",
        &["partnership.yaml `aldr` unknown-party ~alder"],
    );
    check(
        "[provider.site_lead], site",
        "[provider.site_led], site",
        &["partnership.yaml `provider.site_led` unknown-role ~provider.site_lead"],
    );
    check(
        "roles: [provider.site_lead], site: lisbon",
        "roles: [provider.site_lead], site: lisbn",
        &["partnership.yaml `lisbn` unknown-site ~lisbon"],
    );
    check(
        "title: Lisbon, party: alder",
        "title: Lisbon, party: alter",
        &[
            "partnership.yaml `lisbon` unknown-site",
            "taxonomy.yaml `alter` unknown-party ~alder",
        ],
    );
    check(
        "title: Live, site: lisbon",
        "title: Live, site: lisboa",
        &["taxonomy.yaml `lisboa` unknown-site ~lisbon"],
    );
    check(
        "numerator: resolved and not followed_up",
        "numerator: business_seconds(opened_at, resolved_at, 'fones') < 60 and not followed_up",
        &["kpis/fcr.yaml `business_seconds(opened_at` unknown-calendar ~phones"],
    );
    check(
        "channel: voice, calendar",
        "channel: voise, calendar",
        &["taxonomy.yaml `voise` unknown-channel ~voice"],
    );
    check(
        "calendar: phones }",
        "calendar: phone }",
        &["taxonomy.yaml `phone` unknown-calendar ~phones"],
    );
    check(
        "table: evaluation",
        "table: evaluations",
        &["kpis/qa_score.yaml `evaluations` unknown-table ~evaluation"],
    );
    check(
        "value: score\n",
        "value: scores\n",
        &["kpis/qa_score.yaml `scores` unknown-column ~score"],
    );
    check(
        "numerator: resolved and not followed_up",
        "numerator: resolved and not folowed_up",
        &["kpis/fcr.yaml `folowed_up` unknown-column ~followed_up"],
    );
    check(
        "owner: client.lead\nstewards: [provider.lead]\nbeside: [hardness]",
        "owner: client.led\nstewards: [provider.lead]\nbeside: [hardness]",
        &["kpis/offered.yaml `client.led` unknown-role ~client.lead"],
    );
    check(
        "same: [customer, contact_type]",
        "same: [customer, contact_typ]",
        &["kpis/fcr.yaml `contact_typ` unknown-column ~contact_type"],
    );
    check(
        "handle_time / (qa_score",
        "handle_tme / (qa_score",
        &["kpis/seconds_per_point.yaml `handle_tme / (qa_score + 1)` unknown-kpi ~handle_time"],
    );
    check(
        "{ kpi: fcr, from",
        "{ kpi: frc, from",
        &["targets/all.yaml `frc` unknown-kpi ~fcr"],
    );
    check(
        "scope: { party: alder }, from: 2026-01-01, at_least: 68",
        "scope: { party: older }, from: 2026-01-01, at_least: 68",
        &["targets/all.yaml `older` unknown-value ~alder"],
    );
    check(
        "scope: { party: alder }, from: 2026-01-01, at_most: 400",
        "scope: { partie: alder }, from: 2026-01-01, at_most: 400",
        &["targets/all.yaml `partie: alder` unknown-dimension"],
    );
    check(
        "kpis: [offered, hardness",
        "kpis: [offerd, hardness",
        &["boards/main.yaml `offerd` unknown-kpi ~offered"],
    );
    check(
        "audience: [client.lead]",
        "audience: [client.load]",
        &["boards/main.yaml `client.load` unknown-role ~client.lead"],
    );
}

#[test]
fn zones_currencies_and_languages() {
    check(
        "zone: Europe/Amsterdam\ncurrency",
        "zone: Europe/Amsterdm\ncurrency",
        &["partnership.yaml `Europe/Amsterdm` unknown-zone ~Europe/Amsterdam"],
    );
    check(
        "currency: EUR",
        "currency: EURO",
        &["partnership.yaml `EURO` unknown-currency ~EUR"],
    );
    check(
        "[nl, pt-BR]",
        "[nl, portuguese_br]",
        &["taxonomy.yaml `portuguese_br` language"],
    );
    check(
        "complexity: 2.5",
        "complexity: -2.5",
        &["taxonomy.yaml `-2.5` complexity"],
    );
}

#[test]
fn parties_roles_and_people() {
    check(
        "kind: in_house }",
        "kind: client }",
        &[
            "partnership.yaml `client` one-client",
            "partnership.yaml `in_house.lead` role-without-party",
        ],
    );
    check(
        "party: quay, title: Quay, kind: client",
        "party: quay, title: Quay, kind: provider",
        &[
            "partnership.yaml `- { party: quay` one-client",
            "partnership.yaml `client.lead` role-without-party",
            "partnership.yaml `client.lead` role-of-another-side",
        ],
    );
    check(
        "sees: party, may: [pin_notes]",
        "sees: everything, may: [pin_notes]",
        &["partnership.yaml `everything` sees-too-much"],
    );
    check(
        "may: [pin_notes]",
        "may: [pin_notes, administer]",
        &["partnership.yaml `administer` sees-too-much"],
    );
    check(
        "role: in_house.lead",
        "role: inhouse.lead",
        &["partnership.yaml `inhouse.lead` role-name"],
    );
    check(
        "party: alder, roles: [provider.site_lead]",
        "party: inhouse, roles: [provider.site_lead]",
        &[
            "partnership.yaml `provider.site_lead` role-of-another-side",
            "partnership.yaml `lisbon` unknown-site",
        ],
    );
    check(
        ", site: lisbon }\n--- taxonomy",
        " }\n--- taxonomy",
        &["partnership.yaml `provider.site_lead` role-needs-place"],
    );
    check(
        "person: ben",
        "person: ada",
        &["partnership.yaml `ada` duplicate-name"],
    );
    check(
        "roles: [client.lead]",
        "roles: []",
        &["partnership.yaml `[` person-without-role"],
    );
    check(
        "ben@alder.example",
        "ben",
        &["partnership.yaml `ben` email"],
    );
}

#[test]
fn calendars_and_tables() {
    check(
        "mon-fri",
        "mon-fry",
        &["calendars.yaml `mon-fry: [\"08:00-20:00\"` weekday"],
    );
    check(
        "sat: [",
        "fri: [",
        &["calendars.yaml `mon-fri: [\"08:00-20:00\"` duplicate-name"],
    );
    check("08:00-20:00", "8-20", &["calendars.yaml `\"8-20\"` span"]);
    check(
        "08:00-20:00",
        "08:00-25:00",
        &["calendars.yaml `\"08:00-25:00\"` span"],
    );
    check(
        "date: 2026-01-01, title",
        "date: 2026-02-30, title",
        &["calendars.yaml `2026-02-30` wrong-value"],
    );
    check(
        "score_given:",
        "outcome:",
        &["tables.yaml `outcome: { type: integer` duplicate-name"],
    );
    check(
        "weight:",
        "followed_up:",
        &["tables.yaml `followed_up: { type: number` reserved-name"],
    );
    check(
        "  stock:",
        "  set_aside:",
        &["tables.yaml `set_aside:` reserved-name"],
    );
    // Of Tandem's own table only how long it is kept is said.
    let kept = |retain: &str| format!("  set_aside: {{ retain: {retain} }}\n  stock:");
    check("  stock:", &kept("30 days"), &[]);
    check(
        "  stock:",
        &kept("soon"),
        &["tables.yaml `soon` not-a-duration"],
    );
    check(
        "at: counted_at",
        "at: pieces",
        &["tables.yaml `pieces` not-an-instant"],
    );
    check(
        "    at: counted_at\n",
        "",
        &["tables.yaml `stock:` missing-field"],
    );
}

#[test]
fn feeds() {
    check(
        "  queue_seconds: cast",
        "  queue_second: cast",
        &[
            "feeds/calls.yaml `queue_second: cast(wait as dou` unknown-column ~queue_seconds",
            "feeds/calls.yaml `queue_seconds >= 0` unmapped-column",
        ],
    );
    check(
        "key: [id, '\"sub+id\"']",
        "key: []",
        &["feeds/calls.yaml `[` empty-key"],
    );
    check(
        "zone: Europe/Lisbon\nonly",
        "zone: Europe/Lisbon\noptional: [stat, wait]\nonly",
        &["feeds/calls.yaml `stat` unread-column ~state"],
    );
    check(
        "delimiter: \";\" }",
        "delimiter: \";\", escape: \";\" }",
        &["feeds/calls.yaml `\";\"` escape"],
    );
    check(
        "party: \"'alder'\"",
        "party: \"'elder'\"",
        &["feeds/calls.yaml `\"'elder'\"` unknown-party ~alder"],
    );
    check(
        "  opened_at: local_time(opened, '%d/%m/%Y %H:%M')\n",
        "",
        &["feeds/calls.yaml `contact_id: id` missing-column"],
    );
    check(
        "local_time(opened, '%d/%m/%Y %H:%M')",
        "local_time(opened)",
        &["feeds/calls.yaml `local_time(opened)` expression"],
    );
    check(
        "freshness: 1 day",
        "freshness: daily",
        &["feeds/calls.yaml `daily` duration"],
    );
    check(
        "version: [cast(revision as bigint)]",
        "version: [cast(revision as)]",
        &["feeds/calls.yaml `)` expression"],
    );
    check(
        "format: { type: csv, delimiter: \";\" }",
        "format: tvs",
        &["feeds/calls.yaml `format: tvs` unknown-value ~tsv"],
    );
    check(
        "format: { type: csv, delimiter: \";\" }",
        "format: { type: tsv, delimiter: \";\" }",
        &["feeds/calls.yaml `{ type: tsv` wrong-value"],
    );
    for accepted in [
        "format: ndjson",
        "format: json",
        "format: { type: json, records: data.calls }",
        "format: arrow",
        "format: { type: csv, delimiter: \";\", quote: \"'\", skip: 3 }",
        "format: { type: tsv, header: [call, party] }",
        "format: csv\nencoding: windows-1252",
    ] {
        check("format: { type: csv, delimiter: \";\" }", accepted, &[]);
    }
    check(
        "format: { type: csv, delimiter: \";\" }",
        "format: { type: ndjson, records: data }",
        &["feeds/calls.yaml `{ type: ndjson` wrong-value"],
    );
    check(
        "format: { type: csv, delimiter: \";\" }",
        "format: { type: csv, header: [call, party, call] }",
        &["feeds/calls.yaml `call` duplicate-name"],
    );
    check(
        "format: { type: csv, delimiter: \";\" }",
        "format: { type: csv, delimiter: \";\", quote: \";\" }",
        &["feeds/calls.yaml `\";\"` delimiter"],
    );
    check(
        "format: { type: csv, delimiter: \";\" }",
        "format: csv\nencoding: latin",
        &["feeds/calls.yaml `latin` encoding"],
    );
}

#[test]
fn fields_that_do_not_fit_the_kind() {
    check(
        "value: score\n",
        "",
        &["kpis/qa_score.yaml `mean` missing-field"],
    );
    check(
        "value: score\n",
        "value: score\nquantile: 0.5\n",
        &["kpis/qa_score.yaml `quantile: 0.5` meaningless-field"],
    );
    check(
        "quantile: 0.9\n",
        "quantile: 90\n",
        &["kpis/handle_p90.yaml `90` quantile"],
    );
    check(
        "closed: resolved_at",
        "closed: resolved",
        &["kpis/open_long.yaml `resolved` not-an-instant"],
    );
    check(
        "older_than: 3 days",
        "older_than: 3 fortnights",
        &["kpis/open_long.yaml `3 fortnights` duration"],
    );
    check(
        "follow_up: { same: [customer, contact_type], within: 7 days }\n",
        "",
        &["kpis/fcr.yaml `followed_up` unknown-column"],
    );
    check(
        "numerator: resolved and not followed_up",
        "numerator: resolved",
        &["kpis/fcr.yaml `{ same: [customer` unused-follow-up"],
    );
    check(
        "unit: percent",
        "unit: seconds",
        &["kpis/fcr.yaml `seconds` unit"],
    );
    check(
        "kind: ratio",
        "kind: ration",
        &["kpis/fcr.yaml `ration` unknown-value ~ratio"],
    );
    check(
        "beside: [hardness]",
        "besides: [hardness]",
        &["kpis/offered.yaml `besides: [hardness` unknown-field ~beside"],
    );
    check(
        "beside: [hardness]",
        "beside: [offered]",
        &["kpis/offered.yaml `offered` beside-itself"],
    );
    check(
        "means: Share solved and not followed up within 7 days.",
        "means: ' '",
        &["kpis/fcr.yaml `' '` empty-text"],
    );
}

#[test]
fn a_cycle_is_named() {
    let broken = edited(&[
        ("value: score\nunit: points", "unit: points"),
        (
            "kind: mean\ntable: evaluation",
            "kind: derived\nformula: seconds_per_point * 2",
        ),
    ]);
    check_files(
        &broken,
        &["kpis/qa_score.yaml `seconds_per_point * 2` cycle"],
    );
    let errors = Charter::read(&broken).unwrap_err();
    assert_eq!(
        errors.0[0].message,
        "a KPI made of itself: `qa_score` → `seconds_per_point` → `qa_score`"
    );
}

#[test]
fn targets() {
    check(
        "at_least: 70",
        "at_least: 170",
        &["targets/all.yaml `170` target-value"],
    );
    check(
        "at_least: 70",
        "at_most: 70",
        &["targets/all.yaml `70` target-direction"],
    );
    check(
        ", at_least: 70",
        "",
        &["targets/all.yaml `{ kpi: fcr` missing-field"],
    );
    check(
        "at_least: 70",
        "at_least: 70, at_most: 60",
        &["targets/all.yaml `70` target-value"],
    );
    check(
        "scope: { party: alder }, from: 2026-01-01, at_least",
        "from: 2026-01-01, at_least",
        &["targets/all.yaml `{ kpi: fcr` duplicate-name"],
    );
}

#[test]
fn files_that_do_not_belong_or_do_not_read() {
    check(
        "--- kpis/fcr.yaml",
        "--- kpi/fcr.yaml",
        &["kpi/fcr.yaml `` unknown-file ~kpis"],
    );
    check(
        "--- kpis/fcr.yaml",
        "--- kpis/fcr.yml",
        &["kpis/fcr.yml `` unknown-file"],
    );
    check(
        "--- taxonomy.yaml",
        "--- taxonomi.yaml",
        &["taxonomi.yaml `` unknown-file ~taxonomy.yaml"],
    );
    check(
        "--- kpis/fcr.yaml",
        "--- kpis/fcx.yaml",
        &["kpis/fcx.yaml `fcr` name-of-file"],
    );
    check(
        "purpose: To test.",
        "purpose: [To, test.]",
        &["partnership.yaml `[To` wrong-type"],
    );
    check(
        "purpose: To test.",
        "purpose: To test.\npurpose: Again.",
        &["partnership.yaml `purpose: Again.` duplicate-name"],
    );
    check(
        "purpose: To test.",
        "purpose: \"To test.",
        &["partnership.yaml `zone: Europe/Amsterdam` yaml-syntax"],
    );
    check(
        "purpose: To test.",
        "purpose: &why To test.",
        &["partnership.yaml `To test.` no-anchors"],
    );
    check(
        "purpose: To test.",
        "purpose: *why",
        &["partnership.yaml `*why` no-anchors"],
    );
    check(
        "languages: [nl, pt-BR]",
        "languages: [nl, pt-BR]\n---\nlanguages: [de]",
        &["taxonomy.yaml `languages: [de` wrong-value"],
    );
    check_files(
        &files("--- README.md\nhello"),
        &["partnership.yaml `` missing-file"],
    );
}

#[test]
fn all_problems_are_told_at_once() {
    check_files(
        &edited(&[
            ("currency: EUR", "currency: EURO"),
            ("  - qa_score\n", "  - qa_scor\n"),
            ("value: score\n", "value: scores + 'x' || points\n"),
            ("audience: [client.lead]", "audience: [client.load]"),
        ]),
        &[
            "boards/main.yaml `client.load` unknown-role ~client.lead",
            "kpis/fcr.yaml `qa_scor` unknown-kpi ~qa_score",
            "kpis/qa_score.yaml `scores + 'x' || points` unknown-column ~score",
            "partnership.yaml `EURO` unknown-currency ~EUR",
        ],
    );
    check_files(
        &edited(&[
            ("currency: EUR", "currensy: EUR"),
            ("kind: ratio", "kind: ration"),
            ("value: score\n", ""),
        ]),
        &[
            "kpis/fcr.yaml `ration` unknown-value ~ratio",
            "kpis/qa_score.yaml `mean` missing-field",
            "partnership.yaml `currensy: EUR` unknown-field ~currency",
        ],
    );
}

#[test]
fn a_problem_reads_well() {
    let errors = Charter::read(&edited(&[
        ("  - qa_score\n", "  - qa_scor\n"),
        ("numerator: resolved and", "numerator: resolvd and"),
        (
            "sees: party, may: [pin_notes]",
            "sees: everything, may: [pin_notes]",
        ),
    ]))
    .unwrap_err();
    insta::assert_snapshot!(errors, @r"
    kpis/fcr.yaml:12:12: unknown column `resolvd`; nearest: `resolved` [unknown-column]
      12 | numerator: resolvd and not followed_up
         |            ^
    kpis/fcr.yaml:18:5: unknown KPI `qa_scor`; nearest: `qa_score` [unknown-kpi]
      18 |   - qa_scor
         |     ^
    partnership.yaml:13:47: `provider.lead` sees every party's rows [sees-too-much]
      13 |   - { role: provider.lead, title: Lead, sees: everything, may: [pin_notes] }
         |                                               ^
      expected: `own`, `team`, `site` or `party`
      hint: only roles of the client see everything; a provider never learns that another exists
    ");
}

/// What a mistake in the small charter is told with: nearest name, and hint.
fn told(from: &str, to: &str) -> (Option<String>, String) {
    let errors = Charter::read(&edited(&[(from, to)])).unwrap_err();
    let first = errors.iter().next().unwrap();
    (
        first.nearest.clone(),
        first.hint.clone().unwrap_or_default(),
    )
}

#[test]
fn a_column_that_is_not_there_is_told_with_those_that_are() {
    // Nearest by its first word, and the columns.
    let (nearest, hint) = told("numerator: resolved and", "numerator: handle_time > 9 and");
    assert_eq!(nearest.as_deref(), Some("handle_seconds"));
    assert!(hint.contains("handle_seconds, "), "{hint}");
    // Nothing like it: a text that lost its quotes, most often.
    let (nearest, hint) = told(
        "numerator: resolved and",
        "numerator: channel = billing and",
    );
    assert_eq!(nearest, None);
    assert!(
        hint.starts_with("a text stands in single quotes, as in 'billing'; the columns are "),
        "{hint}"
    );
    // A slip of a letter needs no list.
    let (nearest, hint) = told("numerator: resolved and", "numerator: resolvd and");
    assert_eq!((nearest.as_deref(), hint.as_str()), (Some("resolved"), ""));
}

#[test]
fn a_mapping_to_a_column_that_is_not_there_lists_the_tables_columns() {
    let (nearest, hint) = told("  opened_at: ", "  handle_time: opened\n  opened_at: ");
    assert_eq!(nearest.as_deref(), Some("handle_seconds"));
    assert!(
        hint.contains("talk_seconds, ") && hint.contains("`tandem tables contact`"),
        "{hint}"
    );
}

#[test]
fn quotes_within_quotes_are_told_how_to_write() {
    let (_, hint) = told("key: [", "key: [local_time(x, '%d'), ");
    assert!(hint.contains("one item a line"), "{hint}");
    let (_, hint) = told("key: [", "key: [Ticket Nr, ");
    assert!(hint.contains("'\"Ticket Nr\"'"), "{hint}");
}

#[test]
fn types_and_days_are_named_as_people_name_them() {
    let told = |from: &str, to: &str| {
        let errors = Charter::read(&edited(&[(from, to)])).unwrap_err();
        let first = errors.iter().next().unwrap().clone();
        (first.message, first.expected.unwrap_or_default())
    };
    let whole = "a whole number from 0 to 18446744073709551615";
    for value in ["99999999999999999999", "-1", "1.5", "many"] {
        let (_, expected) = told(
            "unit: percent\nowner: client.lead",
            &format!("unit: percent\nminimum_sample: {value}\nowner: client.lead"),
        );
        assert_eq!(expected, whole, "{value}");
    }
    for (from, to) in [
        (
            "{ kpi: fcr, from: 2026-01-01",
            "{ kpi: fcr, from: 2025-13-41",
        ),
        ("{ date: 2026-01-01", "{ date: 2025-13-41"),
    ] {
        assert_eq!(
            told(from, to).0,
            "`2025-13-41` is not a day of the calendar; write one such as 2025-03-29"
        );
    }
}

#[test]
fn what_follows_from_a_cycle_is_not_said_again() {
    check_files(
        &edited(&[
            (
                "formula: handle_time / (qa_score + 1)",
                "formula: seconds_per_point / 2",
            ),
            (
                "{ kpi: fcr, scope: { party: alder }",
                "{ kpi: seconds_per_point, scope: { party: alder }",
            ),
        ]),
        &["kpis/seconds_per_point.yaml `seconds_per_point / 2` cycle"],
    );
}

#[test]
fn a_byte_that_is_no_text_is_told_with_its_place() {
    let problem = charter::text(
        "partnership.yaml",
        b"partnership: quay\ntitle: \xc3\xa9 \xff!\n".to_vec(),
    );
    insta::assert_snapshot!(problem.unwrap_err(), @r"
    partnership.yaml:2:10: the byte 0xFF is not UTF-8 text [not-utf-8]
      2 | title: é �!
        |          ^
      hint: a charter's files are UTF-8 text; save the file in that encoding
    ");
    let problem = charter::text("a.yaml", b"\xff\xfea\0".to_vec()).unwrap_err();
    assert_eq!((problem.line, problem.column), (1, 1));
    assert_eq!(charter::text("a.yaml", "é".into()).unwrap(), "é");
}
