//! Words that a head did not show: parties, channels, states, outcomes. Each is read however it is spelled, or told of.

use draft::{Draft, Party, Sample, draft};
use formats::{Head, HeadType};

use crate::fixture::{about, accepted, column, doubts, drafted, drafted_for};

/// Tickets with one more column, whose words come in turn.
fn tickets(name: &str, values: &[&str]) -> String {
    let rows = (0..values.len() * 4).map(|row| {
        let value = values[row % values.len()];
        format!("T-{row};2026-03-{:02} 09:10;{value}\n", 1 + row % 28)
    });
    std::iter::once(format!("Ticket;Opened at;{name}\n"))
        .chain(rows)
        .collect()
}

fn of(name: &str, values: &[&str]) -> Draft {
    drafted("export.csv", tickets(name, values))
}

#[track_caller]
fn checks(drafted: &Draft, check: &str) {
    assert!(drafted.yaml.contains(check), "{check}\n{}", drafted.yaml);
}

#[test]
fn a_vendor_is_a_party_however_its_name_is_written() {
    let drafted = of(
        "Vendor",
        &[
            "Birch Services",
            "birch services ",
            "BIRCH",
            "Birch Services B.V.",
            "Cedar Ltd.",
        ],
    );
    let party = column(&drafted, "party");
    assert!(
        party.starts_with("case when lower(trim(\"Vendor\")) in ('birch services', 'birch', 'birch services b.v.') then 'birch' when ")
            && party.ends_with(" in ('cedar ltd.', 'cedar') then 'cedar' end"),
        "{party}"
    );
    assert!(!doubts(&drafted, "columns.party", ""), "{}", drafted.yaml);
    checks(
        &drafted,
        "  - check: party_known\n    holds: party is not null\n    hint: ",
    );
}

#[test]
fn a_vendor_that_the_charter_does_not_know_is_nobodys_and_said() {
    let drafted = of("Vendor", &["Birch Services", "Nimbus", "Cedar"]);
    assert!(
        doubts(
            &drafted,
            "columns.party",
            "`Nimbus` (4 rows) is no party of the charter"
        ),
        "{}",
        drafted.yaml
    );
    assert!(!column(&drafted, "party").to_lowercase().contains("nimbus"));
    checks(&drafted, "    holds: party is not null\n");
    // A row without a name is nobody's either.
    let unnamed = of("Vendor", &["Birch Services", "", "Cedar"]);
    assert!(doubts(&unnamed, "columns.party", "4 rows say nobody"));
    checks(&unnamed, "    holds: party is not null\n");
    // The charter's own names stand as they are, and others do not go in.
    let same = of("party", &["birch", "cedar"]);
    assert_eq!(column(&same, "party"), "party");
    checks(
        &same,
        "    known_in: { column: party, vocabulary: parties }\n",
    );
}

#[test]
fn names_of_companies_that_differ_by_their_form_alone_are_not_mixed_up() {
    let mut about = about();
    for (party, title) in [("dune_nl", "Dune B.V."), ("dune_de", "Dune GmbH")] {
        about.parties.push(Party {
            party: party.to_owned(),
            title: title.to_owned(),
            client: false,
        });
    }
    let text = tickets("Vendor", &["Dune B.V.", "Dune GmbH", "Dune"]);
    let sample = Sample::from_bytes("export.csv", text.as_bytes(), true).unwrap();
    let drafted = draft(&sample, &about).unwrap();
    let party = column(&drafted, "party");
    assert!(
        party.contains("'dune b.v.', 'dune_nl') then 'dune_nl'")
            && party.contains("'dune gmbh', 'dune_de') then 'dune_de'"),
        "{party}"
    );
    assert!(doubts(&drafted, "columns.party", "`Dune` (4 rows)"));
}

#[test]
fn the_only_provider_is_not_claimed_where_a_column_names_others() {
    let mut about = about();
    about.parties.retain(|party| party.party != "cedar");
    let text = tickets("Vendor", &["Nimbus", "Quill GmbH"]);
    let drafted = drafted_for("export.csv", text.as_bytes(), true, &about);
    assert_eq!(column(&drafted, "party"), "'birch'");
    assert!(
        doubts(&drafted, "columns.party", "although `Vendor` names others")
            && doubts(
                &drafted,
                "columns.party",
                "`Nimbus` (4 rows), `Quill GmbH` (4 rows) are no party"
            ),
        "{}",
        drafted.yaml
    );
    checks(&drafted, "  # ? party: case when lower(trim(");
    checks(&drafted, "    holds: party is not null\n");
    // Some of it: the provider's rows are its own, and the others' nobody's.
    let some = drafted_for(
        "export.csv",
        tickets("Vendor", &["Birch Services", "Nimbus", "Quill", "Nimbus"]).as_bytes(),
        true,
        &about,
    );
    assert!(
        column(&some, "party").ends_with("then 'birch' end"),
        "{}",
        some.yaml
    );
}

#[test]
fn a_channel_is_read_however_it_is_spelled() {
    let drafted = of("Channel", &["Phone", "Mail"]);
    assert_eq!(
        column(&drafted, "channel"),
        "case when lower(trim(\"Channel\")) in ('phone', 'voice', 'call', 'ivr') then 'voice' when lower(trim(\"Channel\")) in ('mail', 'email', 'e-mail') then 'email' when lower(trim(\"Channel\")) in ('chat', 'live chat', 'messaging') then 'chat' else \"Channel\" end"
    );
    let check = "  - check: channel_known\n    known_in: { column: channel, vocabulary: channels }\n    severity: warn\n";
    checks(&drafted, check);
    // The taxonomy's own words, as a program writes them, need no cases; others are told of.
    let same = of("Channel", &["voice", "email"]);
    assert_eq!(column(&same, "channel"), "\"Channel\"");
    checks(&same, check);
}

#[test]
fn how_a_contact_ended_is_read_however_it_is_spelled() {
    let flag = of("Abandoned", &["YES", "NO"]);
    assert_eq!(
        column(&flag, "outcome"),
        "case when lower(trim(\"Abandoned\")) in ('yes', 'y', 'true', '1') then 'abandoned' when lower(trim(\"Abandoned\")) in ('no', 'n', 'false', '0') then 'handled' else \"Abandoned\" end"
    );
    let check = "  - check: outcome_known\n    one_of: { column: outcome, values: [handled, abandoned, contained] }\n    severity: warn\n";
    checks(&flag, check);
    // Nobody gave up in the rows that were seen.
    let none = of("Abandoned", &["0"]);
    assert!(column(&none, "outcome").contains("'1') then 'abandoned'"));
    // What says nothing of it is unknown, and what was not seen is told of.
    let words = of("Result", &["Answered", "Hung up", "Ask again"]);
    assert_eq!(
        column(&words, "outcome"),
        "case when lower(trim(\"Result\")) = 'answered' then 'handled' when lower(trim(\"Result\")) = 'hung up' then 'abandoned' when lower(trim(\"Result\")) = 'ask again' then null else \"Result\" end"
    );
    assert!(doubts(&words, "columns.outcome", "`Ask again` leave"));
    checks(&words, check);
}

#[test]
fn a_type_of_call_may_say_how_it_ended() {
    let mut text = String::from("Interaction ID;Call Type;Start Time;Talk Time\n");
    for row in 0..40 {
        let kind = ["inbound", "outbound", "missed", "abandoned"][row % 4];
        text += &format!(
            "I-{row};{kind};2026-03-{:02} 09:10;00:01:00\n",
            1 + row % 28
        );
    }
    let drafted = drafted("export.csv", text);
    assert!(
        column(&drafted, "outcome").contains("in ('inbound', 'outbound') then 'handled'")
            && column(&drafted, "outcome").contains("in ('missed', 'abandoned') then 'abandoned'"),
        "{}",
        drafted.yaml
    );
    assert!(!drafted.feed.columns.contains_key("contact_type"));
    assert!(doubts(
        &drafted,
        "columns.outcome",
        "`inbound`, `outbound` are taken to be handled"
    ));
}

#[test]
fn whether_a_call_was_answered_says_how_it_ended() {
    let mut text = String::from("N° appel;Date d'appel;Durée appel;Décroché\n");
    for row in 0..30 {
        let answered = ["Oui", "Oui", "Non"][row % 3];
        text += &format!("F{row};{:02}/03/2026 09:10;60;{answered}\n", 1 + row % 28);
    }
    let drafted = drafted("appels.csv", text);
    let outcome = column(&drafted, "outcome");
    assert!(
        outcome.contains("('oui', 'o', 'vrai', 'yes', 'y', 'true', '1') then 'handled'")
            && outcome.contains("('non', 'faux', 'no', 'n', 'false', '0') then 'abandoned'"),
        "{}",
        drafted.yaml
    );
    assert!(doubts(&drafted, "columns.outcome", "not answered"));
}

#[test]
fn without_an_outcome_the_kpis_that_stay_empty_are_named() {
    let mut about = about();
    about.outcome_kpis = vec!["Contacts handled".to_owned(), "Abandon rate".to_owned()];
    let text = tickets("Reason", &["billing", "delivery"]);
    let unsaid = drafted_for("export.csv", text.as_bytes(), true, &about);
    assert!(!unsaid.feed.columns.contains_key("outcome"));
    assert!(
        doubts(
            &unsaid,
            "columns.outcome",
            "`Contacts handled`, `Abandon rate` stay empty"
        ),
        "{}",
        unsaid.yaml
    );
    checks(&unsaid, "  # ? outcome: \"'handled'\"\n");
    // A ticket that was closed was handled; a call ends whether it was answered or not.
    let closed = |first: &str| {
        let mut text = format!("{first};Date opened;Date closed\n");
        for row in 0..20 {
            text += &format!(
                "T-{row};2026-03-{:02} 09:10;2026-03-{:02} 10:10\n",
                1 + row,
                1 + row
            );
        }
        drafted("export.csv", text)
    };
    assert!(column(&closed("Case number"), "outcome").ends_with("is not null then 'handled' end"));
}

#[test]
fn columnar_instants_without_a_zone_show_a_clock() {
    let columns = [
        ("call_id".to_owned(), HeadType::Text),
        ("local_start".to_owned(), HeadType::Instant { zoned: false }),
        ("start_ts".to_owned(), HeadType::Instant { zoned: true }),
    ];
    let of = |taken: &[usize]| {
        let rows: Vec<Vec<Option<String>>> = (1..=20)
            .map(|row| {
                let all = [
                    format!("c{row}"),
                    format!("2026-03-{row:02}T11:09:57"),
                    format!("2026-03-{row:02}T10:09:57Z"),
                ];
                taken
                    .iter()
                    .map(|place| Some(all[*place].clone()))
                    .collect()
            })
            .collect();
        let head = Head::Columnar {
            parquet: true,
            columns: taken.iter().map(|place| columns[*place].clone()).collect(),
            rows,
            whole: true,
        };
        let drafted = draft(&Sample::of("calls.parquet", &head).unwrap(), &about()).unwrap();
        accepted(&drafted);
        drafted
    };
    let wall = of(&[0, 1]);
    assert_eq!(
        column(&wall, "opened_at"),
        "local_time(left(cast(local_start as varchar), 19), '%Y-%m-%dT%H:%M:%S')"
    );
    assert_eq!(wall.feed.zone.as_deref(), Some("Europe/Amsterdam"));
    assert!(doubts(&wall, "zone", "whose clock `local_start`"));
    // What says its offset is taken before what does not.
    let both = of(&[0, 1, 2]);
    assert_eq!(column(&both, "opened_at"), "start_ts");
    assert!(
        !both.yaml.contains("every instant says its offset"),
        "{}",
        both.yaml
    );
}
#[test]
fn what_agents_do_is_in_the_words_of_the_table() {
    let mut text = String::from("Agent,Status,Start time,Duration\n");
    for (row, status) in [
        "On Queue",
        "After Call Work",
        "Lunch",
        "Logged Out",
        "Interacting",
        "Team Meeting",
        "Not Ready",
        "Coaching",
        "AVAILABLE",
    ]
    .iter()
    .cycle()
    .take(36)
    .enumerate()
    {
        text += &format!(
            "ann,{status},2026-03-{:02} 09:10:00,00:05:00\n",
            1 + row % 28
        );
    }
    let drafted = drafted("agent_states.csv", text);
    assert_eq!(drafted.feed.table, "agent_state", "{}", drafted.yaml);
    let state = column(&drafted, "state");
    for (word, says) in [
        ("'on queue'", "available"),
        ("'available'", "available"),
        ("'after call work'", "wrap_up"),
        ("'lunch'", "break"),
        ("'logged out'", "offline"),
        ("'interacting'", "busy"),
        ("'team meeting'", "meeting"),
        ("'coaching'", "training"),
        // Not seen, and common.
        ("'ready'", "available"),
    ] {
        let case = state
            .split(" when ")
            .find(|case| case.contains(word))
            .unwrap_or_else(|| panic!("{word}: {state}"));
        assert!(case.contains(&format!("then '{says}'")), "{word}: {case}");
    }
    assert!(state.ends_with(" else \"Status\" end"), "{state}");
    assert!(doubts(
        &drafted,
        "columns.state",
        "`Not Ready` stay as they are"
    ));
    checks(
        &drafted,
        "    one_of: { column: state, values: [available, busy, wrap_up, break, training, meeting, offline] }\n    severity: warn\n",
    );
}
