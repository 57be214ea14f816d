//! Times, numbers, lengths of time, yes and no, spellings of nothing.

use draft::{Draft, Kind};

use crate::fixture::{about, column, doubts, drafted, drafted_for};

/// A table with an identifier and one column of interest.
fn one(name: &str, values: &[&str]) -> Draft {
    let mut text = format!("ticket id;{name}\n");
    for (place, value) in values.iter().enumerate() {
        text += &format!("T-{place};{value}\n");
    }
    drafted("tickets.csv", text)
}

fn kind(draft: &Draft) -> Kind {
    draft.profile.columns[1].kind
}

#[test]
fn forms_of_time() {
    for (values, expression) in [
        (
            &["2026-03-01T10:00:00Z", "2026-03-15T11:00:00Z"][..],
            "cast(created_at as timestamp)",
        ),
        (
            &["2026-03-01T10:00:00.123+02:00", "2026-03-15T11:00:00+01:00"],
            "cast(created_at as timestamp)",
        ),
        (
            &[
                "2026-03-01T10:00:00.000+0000",
                "2026-03-15T11:00:00.000+0000",
            ],
            "cast(created_at as timestamp)",
        ),
        (
            &["2026-03-01 10:00:00 UTC", "2026-03-15 11:00:00 UTC"],
            "cast(replace(created_at, ' UTC', 'Z') as timestamp)",
        ),
        (
            &["2026-03-01 10:00:00 -0500", "2026-03-15 11:00:00 +0100"],
            "cast(replace(replace(created_at, ' +', '+'), ' -', '-') as timestamp)",
        ),
        (
            &["2026-03-01 10:00:00", "2026-03-15 11:00:00"],
            "local_time(created_at, '%Y-%m-%d %H:%M:%S')",
        ),
        (
            &["2026-03-01T10:00", "2026-03-15T11:00"],
            "local_time(created_at, '%Y-%m-%dT%H:%M')",
        ),
        (
            &["29/2/2016 01:16", "1/3/2016 9:05"],
            "local_time(created_at, '%d/%m/%Y %H:%M')",
        ),
        (
            &["07/20/2020 10:51:12 AM", "07/02/2020 02:13:58 PM"],
            "local_time(created_at, '%m/%d/%Y %I:%M:%S %p')",
        ),
        (
            &["13.03.26 10:51", "14.03.26 10:51"],
            "local_time(created_at, '%d.%m.%y %H:%M')",
        ),
        (
            &["13-Mar-2026 10:51", "14-Apr-2026 10:51"],
            "local_time(created_at, '%d-%b-%Y %H:%M')",
        ),
        (
            &["Mar 3, 2026 9:05 PM", "April 13, 2026 10:51 AM"],
            "local_time(created_at, '%b %d, %Y %I:%M %p')",
        ),
        (
            &["20260301 10:00:00", "20260315 11:00:00"],
            "local_time(created_at, '%Y%m%d %H:%M:%S')",
        ),
        (
            &["1772359200", "1773575999"],
            "to_timestamp_seconds(cast(created_at as bigint))",
        ),
        (
            &["1772359200123", "1773575999000"],
            "to_timestamp_millis(cast(created_at as bigint))",
        ),
        (
            &["2026-03-01 10:00:00.5", "2026-03-15 11:00:00"],
            "local_time(split_part(created_at, '.', 1), '%Y-%m-%d %H:%M:%S')",
        ),
        (
            &["2026/03/01 10.30.00", "2026/03/15 11.30.15"],
            "local_time(created_at, '%Y/%m/%d %H.%M.%S')",
        ),
        (
            &[
                "Mon, 02 Mar 2026 10:00:00 +0000",
                "Sun, 15 Mar 2026 10:00:00 +0000",
            ],
            "local_time(created_at, '%a, %d %b %Y %H:%M:%S %z')",
        ),
        (
            &["990201", "990215", "990216"],
            "local_time(created_at, '%y%m%d')",
        ),
    ] {
        let drafted = one("created_at", values);
        assert_eq!(column(&drafted, "opened_at"), expression, "{values:?}");
    }
}

#[test]
fn two_forms_in_one_column() {
    let drafted = one(
        "created_at",
        &["2026-03-01 10:00:00", "2026-03-15", "2026-03-16 09:00:00"],
    );
    let text = column(&drafted, "opened_at");
    assert!(
        text.starts_with("case when regexp_like(created_at, ") && text.contains("'%Y-%m-%d')"),
        "{text}"
    );
}

#[test]
fn weekdays_of_any_language_before_months() {
    let drafted = one(
        "created_at",
        &[
            "lun, mar 2, 2026 10:00",
            "mar 3, 2026 11:30",
            "sáb, abr 18, 2026 09:15",
        ],
    );
    let text = column(&drafted, "opened_at");
    assert_eq!(
        text,
        r"local_time(regexp_replace(created_at, '^\p{L}[^0-9, ]*[, ]+(\p{L})', '\1'), '%b %d, %Y %H:%M')"
    );
}

#[test]
fn day_or_month_first() {
    // Nothing above twelve; in order of days when the day comes first.
    let ordered = one(
        "created_at",
        &[
            "01/03/2026",
            "02/03/2026",
            "05/03/2026",
            "09/03/2026",
            "01/04/2026",
            "03/04/2026",
        ],
    );
    assert_eq!(
        column(&ordered, "opened_at"),
        "local_time(created_at, '%d/%m/%Y')"
    );
    assert!(doubts(&ordered, "columns.opened_at", "day first"));
    assert!(
        ordered
            .yaml
            .contains("# ? opened_at: local_time(created_at, '%m/%d/%Y')"),
        "{}",
        ordered.yaml
    );
    let ordered = one(
        "created_at",
        &[
            "03/01/2026",
            "03/02/2026",
            "03/05/2026",
            "03/09/2026",
            "04/01/2026",
            "04/03/2026",
        ],
    );
    assert_eq!(
        column(&ordered, "opened_at"),
        "local_time(created_at, '%m/%d/%Y')"
    );
    assert!(doubts(&ordered, "columns.opened_at", "month first"));
    // Nothing tells: the zone's country does, and the doubt says so.
    let mut states = about();
    "America/Chicago".clone_into(&mut states.zone);
    let text = "ticket id,created_at\n1,03/03/2026\n2,03/03/2026\n";
    assert_eq!(
        column(
            &drafted_for("t.csv", text.as_bytes(), true, &states),
            "opened_at"
        ),
        "local_time(created_at, '%m/%d/%Y')"
    );
    let here = drafted("t.csv", text);
    assert_eq!(
        column(&here, "opened_at"),
        "local_time(created_at, '%d/%m/%Y')"
    );
    // Columns that read alike are read alike, also one that decides nothing itself.
    let together = drafted(
        "t.csv",
        "ticket id,created_at,solved_at\n1,01/03/2026,02/03/2026\n2,02/03/2026,\n3,05/03/2026,\n4,09/03/2026,\n",
    );
    assert_eq!(
        column(&together, "resolved_at"),
        "local_time(solved_at, '%d/%m/%Y')"
    );
    let together = drafted(
        "t.csv",
        "ticket id,created_at,solved_at\n1,03/01/2026,03/02/2026\n2,03/02/2026,\n3,03/05/2026,\n4,03/09/2026,\n",
    );
    assert_eq!(
        column(&together, "resolved_at"),
        "local_time(solved_at, '%m/%d/%Y')"
    );
    // Another column of the same file tells.
    let both = drafted(
        "t.csv",
        "ticket id,created_at,solved_at\n1,03/04/2026,03/14/2026\n2,03/05/2026,03/15/2026\n3,03/06/2026,03/06/2026\n",
    );
    assert_eq!(
        column(&both, "opened_at"),
        "local_time(created_at, '%m/%d/%Y')"
    );
    assert!(!doubts(&both, "columns.opened_at", "first"));
}

#[test]
fn a_day_and_times_beside_it() {
    let mut text = String::from("call_id;date;start;answer_time;end\n");
    for n in 0..40 {
        let answered = if n % 3 == 0 {
            "0:00:00".to_owned()
        } else {
            format!("{}:05:07", 8 + n % 10)
        };
        text += &format!(
            "{};9902{:02};{}:04:{:02};{answered};{}:09:00\n",
            100 + n,
            n % 28 + 1,
            8 + n % 10,
            n,
            8 + n % 10
        );
    }
    let drafted = drafted("calls.csv", text);
    assert_eq!(
        column(&drafted, "opened_at"),
        "local_time(date || ' ' || start, '%y%m%d %H:%M:%S')"
    );
    assert!(
        column(&drafted, "answered_at").contains("nullif(answer_time, '0:00:00')"),
        "{}",
        drafted.yaml
    );
    assert!(column(&drafted, "answered_at").contains("interval '1 day'"));
    assert_eq!(column(&drafted, "channel"), "'voice'");
}

#[test]
fn numbers() {
    for (values, expression, found) in [
        (
            &["12", "30", "7"][..],
            "cast(talk_time as double)",
            Kind::Integer,
        ),
        (
            &["12,5", "30,25", "7,0"],
            "cast(replace(talk_time, ',', '.') as double)",
            Kind::Number,
        ),
        (
            &["1.234,5", "30,25", "7,0"],
            "cast(replace(replace(talk_time, '.', ''), ',', '.') as double)",
            Kind::Number,
        ),
        (
            &["1,234.5", "30.25", "7.0"],
            "cast(replace(talk_time, ',', '') as double)",
            Kind::Number,
        ),
        (
            &["1 234,5", "30,25", "7,0"],
            "cast(replace(regexp_replace(talk_time, '[^0-9.,-]', '', 'g'), ',', '.') as double)",
            Kind::Number,
        ),
        (
            &["0:02:05", "1:00:00", "0:00:09"],
            "cast(split_part(talk_time, ':', 1) as double) * 3600 + cast(split_part(talk_time, ':', 2) as double) * 60 + cast(split_part(talk_time, ':', 3) as double)",
            Kind::Duration,
        ),
        (
            &["2:05", "75:00", "0:09"],
            "cast(split_part(talk_time, ':', 1) as double) * 60 + cast(split_part(talk_time, ':', 2) as double)",
            Kind::Duration,
        ),
    ] {
        let drafted = one("talk_time", values);
        assert_eq!(column(&drafted, "talk_seconds"), expression, "{values:?}");
        assert_eq!(kind(&drafted), found);
    }
    assert_eq!(
        column(&one("Talk time (min)", &["2", "3.5"]), "talk_seconds"),
        "cast(\"Talk time (min)\" as double) * 60"
    );
    assert_eq!(
        column(&one("talk_time_ms", &["2000", "3500"]), "talk_seconds"),
        "cast(talk_time_ms as double) / 1000"
    );
    assert!(
        column(
            &one("talk_time", &["PT1M5S", "PT2H", "PT9S"]),
            "talk_seconds"
        )
        .contains("* 3600")
    );
    for (values, found) in [
        (&["€ 1.234,50", "€ 12,00"][..], Kind::Money),
        (&["$12.50", "$1,200.00"], Kind::Money),
        (&["94 %", "12,5 %"], Kind::Percent),
        (&["0001", "0020", "0300"], Kind::Identifier),
        (&["0.5", "1.25", "1e3"], Kind::Number),
    ] {
        assert_eq!(kind(&one("cost", values)), found, "{values:?}");
    }
    assert_eq!(
        column(&one("cost", &["€ 1.234,50", "€ 12,00"]), "cost_amount"),
        "cast(replace(replace(regexp_replace(replace(cost, '(', '-'), '[^0-9.,-]', '', 'g'), '.', ''), ',', '.') as decimal(18, 4))"
    );
}

#[test]
fn yes_and_no() {
    for (values, expression) in [
        (&["true", "false", "true"][..], "cast(escalated as boolean)"),
        (&["Y", "N", "N"], "cast(escalated as boolean)"),
        (&["yes", "No", "Yes"], "cast(escalated as boolean)"),
        (
            &["Ja", "nein", "nein"],
            "cast(case when lower(trim(escalated)) in ('ja', 'j', 'wahr') then 'true' when lower(trim(escalated)) in ('nein', 'falsch') then 'false' else escalated end as boolean)",
        ),
        (
            &["si", "no", "sí"],
            "cast(case when lower(trim(escalated)) in ('si', 'sí', 's', 'verdadero') then 'true' when lower(trim(escalated)) = 'falso' then 'false' else escalated end as boolean)",
        ),
        (&["1", "0", "0"], "cast(escalated as boolean)"),
        // No row of the beginning was escalated.
        (&["0", "0", "0"], "cast(escalated as boolean)"),
        (&["t", "f", "f"], "cast(escalated as boolean)"),
    ] {
        let drafted = one("escalated", values);
        assert_eq!(column(&drafted, "escalated"), expression);
        assert!(
            drafted.yaml.contains("  - check: flags_readable\n    type: { columns: [escalated] }\n    severity: warn\n"),
            "{}",
            drafted.yaml
        );
    }
    assert_eq!(
        column(&one("sla_status", &["Met", "breached", "Met"]), "sla_met"),
        "cast(case when lower(trim(sla_status)) in ('met', 'within sla', 'achieved') then 'true' when lower(trim(sla_status)) in ('breached', 'missed', 'sla violated', 'violated') then 'false' else sla_status end as boolean)"
    );
}

#[test]
fn a_number_of_transfers_is_none_or_any() {
    for values in [&["0", "1", "0"][..], &["0", "3", "1"], &["0", "0", "0"]] {
        let drafted = one("Transfers", values);
        assert_eq!(
            column(&drafted, "transferred"),
            "cast(\"Transfers\" as bigint) > 0",
            "{values:?}"
        );
    }
}

#[test]
fn spellings_of_nothing() {
    for null in [
        "?", "NA", "N/A", "-", "NULL", "none", "nan", "\\N", "(blank)", "#N/A", "--",
    ] {
        let drafted = one(
            "solved_at",
            &["2026-03-01 10:00", null, "2026-03-15 10:00", null],
        );
        assert_eq!(drafted.feed.nulls, [null], "{}", drafted.yaml);
        assert_eq!(drafted.profile.columns[1].nulls, 2);
        assert_eq!(
            column(&drafted, "resolved_at"),
            "local_time(solved_at, '%Y-%m-%d %H:%M')"
        );
    }
    // A word that is a value elsewhere is nothing in its own column only.
    let drafted = drafted(
        "t.csv",
        "id,created at,score,answer\n1,2026-03-01 10:00,5,none\n2,2026-03-01 11:00,none,some\n3,2026-03-01 12:00,4,none\n4,2026-03-01 13:00,4,some\n",
    );
    assert!(drafted.feed.nulls.is_empty(), "{}", drafted.yaml);
    // Two-letter codes: NA is a place.
    let codes = one("country", &["NL", "NA", "DE", "FR", "NA"]);
    assert!(codes.feed.nulls.is_empty());
}

#[test]
fn people_are_flagged_and_never_shown() {
    let drafted = drafted(
        "t.csv",
        "id,created at,requester email,customer name,agent phone\n1,2026-03-01 10:00,ann@mail.example,Ann Lee,+31205550101\n2,2026-03-01 11:00,bo@mail.example,Bo Day,+31205550102\n",
    );
    assert_eq!(column(&drafted, "customer"), "\"requester email\"");
    assert!(
        drafted.yaml.contains("customer name · text · PERSONAL")
            || drafted.yaml.contains("PERSONAL: looks like names"),
        "{}",
        drafted.yaml
    );
    for told in ["ann@mail", "Ann Lee", "+31205550101"] {
        assert!(!drafted.yaml.contains(told));
        assert!(!serde_json::to_string(&drafted).unwrap().contains(told));
    }
}

#[test]
fn offsets_are_read_however_they_are_spelled() {
    let form = "local_time(created_at, '%d/%m/%Y %H:%M:%S";
    for (values, offset) in [
        (["02/03/2026 10:00:00Z", "15/03/2026 10:00:00Z"], "%z"),
        (
            ["02/03/2026 10:00:00 +0200", "15/03/2026 10:00:00 +0100"],
            " %z",
        ),
        (
            ["02/03/2026 10:00:00 UTC+2", "15/03/2026 10:00:00+01:00"],
            " %z",
        ),
    ] {
        let drafted = one("created_at", &values);
        assert_eq!(column(&drafted, "opened_at"), format!("{form}{offset}')"));
        assert_eq!(drafted.feed.zone, None, "{}", drafted.yaml);
    }
    // Times with an offset beside times without.
    let mixed = one(
        "created_at",
        &["02/03/2026 10:00:00Z", "15/03/2026 10:00:00"],
    );
    let text = column(&mixed, "opened_at");
    assert!(
        text.starts_with("case when regexp_like") && text.contains("%S%z"),
        "{text}"
    );
    assert_eq!(mixed.feed.zone.as_deref(), Some("Europe/Amsterdam"));
}

#[test]
fn day_numbers_of_spreadsheets() {
    let drafted = one("created", &["46095.878553", "46096,5", "46097"]);
    assert_eq!(
        column(&drafted, "opened_at"),
        "local_time(cast(to_timestamp_seconds(cast(round((cast(replace(created, ',', '.') as double) - 25569) * 86400) as bigint)) as varchar), '%Y-%m-%dT%H:%M:%S')"
    );
    assert!(doubts(
        &drafted,
        "columns.opened_at",
        "days since 1899-12-30"
    ));
    assert_eq!(kind(&drafted), Kind::Instant);
    // A number of something else stays one.
    assert_ne!(
        kind(&one("talk_time", &["46095", "46096", "46097"])),
        Kind::Instant
    );
}
