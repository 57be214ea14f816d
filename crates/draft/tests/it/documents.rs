//! JSON in its shapes, and Parquet and Arrow by their columns.

use draft::{Sample, Written, draft};
use formats::{Head, HeadType};

use crate::fixture::{about, accepted, column, drafted, drafted_for};

const TICKET: &str = r#"{"id": 7, "created_at": "2026-03-01T10:00:00Z", "via": {"channel": "email", "source": {"from": {"address": "ann@mail.example"}}}, "tags": ["a", "b"], "custom": [{"id": 1, "value": "billing"}], "requester": {"id": 9001}, "note": null}"#;

fn tickets(count: usize) -> Vec<String> {
    (0..count)
        .map(|n| {
            TICKET
                .replace("\"id\": 7", &format!("\"id\": {}", 100 + n))
                .replace("9001", &format!("{}", 9000 + n % 5))
        })
        .collect()
}

#[test]
fn lines_arrays_and_arrays_within() {
    let all = tickets(12);
    for (text, written) in [
        (all.join("\n"), Written::Ndjson),
        (
            format!("[{}]", all.join(",\n")),
            Written::Json { records: None },
        ),
        (
            format!(
                "{{\"count\": 12, \"tickets\": [{}], \"next_page\": null}}",
                all.join(",")
            ),
            Written::Json {
                records: Some("tickets".to_owned()),
            },
        ),
        (
            format!(
                "{{\n \"meta\": {{\"x\": [1]}},\n \"data\": {{\"tickets\": [{}]}}\n}}",
                all.join(",")
            ),
            Written::Json {
                records: Some("data.tickets".to_owned()),
            },
        ),
    ] {
        let drafted = drafted("tickets.json", &text);
        assert_eq!(drafted.profile.written, written);
        assert_eq!(drafted.profile.rows, 12);
        assert_eq!(column(&drafted, "contact_id"), "id");
        assert_eq!(
            column(&drafted, "opened_at"),
            "cast(created_at as timestamp)"
        );
        assert_eq!(column(&drafted, "channel"), "json_text(via, 'channel')");
        assert_eq!(column(&drafted, "customer"), "json_text(requester, 'id')");
        let names: Vec<&str> = drafted
            .profile
            .columns
            .iter()
            .map(|one| one.name.as_str())
            .collect();
        assert!(
            names.contains(&"via.source.from.address") && names.contains(&"custom[0].value"),
            "{names:?}"
        );
        assert!(!drafted.yaml.contains("ann@mail"));
    }
}

#[test]
fn documents_that_are_cut_off() {
    for text in [
        format!("[{}", tickets(30).join(",")),
        format!("{{\"tickets\": [{}", tickets(30).join(",")),
        tickets(30).join("\n"),
    ] {
        let cut = &text.as_bytes()[..text.len() - 40];
        let drafted = drafted_for("t.json", cut, false, &about());
        assert!(
            (28..=30).contains(&drafted.profile.rows),
            "{}",
            drafted.profile.rows
        );
    }
}

#[test]
fn columns_with_types_of_their_own() {
    let columns = [
        ("ticket_id".to_owned(), HeadType::Integer),
        ("created_at".to_owned(), HeadType::Instant { zoned: true }),
        ("solved_on".to_owned(), HeadType::Date),
        ("talk_time".to_owned(), HeadType::Number),
        ("escalated".to_owned(), HeadType::Boolean),
        ("channel".to_owned(), HeadType::Text),
    ];
    let rows: Vec<Vec<Option<String>>> = (1..=9)
        .map(|n| {
            [
                n.to_string(),
                format!("2026-03-0{n}T10:00:00Z"),
                format!("2026-03-1{n}"),
                format!("{n}.5"),
                "true".to_owned(),
                "chat".to_owned(),
            ]
            .into_iter()
            .map(Some)
            .collect()
        })
        .collect();
    for (parquet, word) in [(true, "parquet"), (false, "arrow")] {
        let head = Head::Columnar {
            parquet,
            columns: columns.to_vec(),
            rows: rows.clone(),
            whole: true,
        };
        let sample = Sample::of("tickets.parquet", &head).unwrap();
        let drafted = draft(&sample, &about()).unwrap();
        accepted(&drafted);
        assert!(drafted.yaml.contains(&format!("format: {word}")));
        assert_eq!(column(&drafted, "opened_at"), "created_at");
        assert_eq!(
            column(&drafted, "resolved_at"),
            "local_time(left(cast(solved_on as varchar), 10), '%Y-%m-%d')"
        );
        assert_eq!(column(&drafted, "talk_seconds"), "talk_time");
        assert_eq!(column(&drafted, "escalated"), "escalated");
    }
    let nothing = Head::Columnar {
        parquet: false,
        columns: Vec::new(),
        rows: Vec::new(),
        whole: true,
    };
    assert_eq!(Sample::of("x", &nothing).unwrap_err().kind(), "no-rows");
}
