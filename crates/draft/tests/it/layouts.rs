//! Delimiters, quotes, headers, preambles, encodings: the same few tickets written in every way.

use draft::{Sample, Written};

use crate::fixture::{column, doubts, drafted};

const NAMES: [&str; 4] = ["ticket id", "created at", "channel", "reason"];

fn rows() -> Vec<[String; 4]> {
    (1..=30)
        .map(|n| {
            [
                format!("T-{n:04}"),
                format!("2026-03-{:02} {:02}:15:00", n % 28 + 1, 8 + n % 9),
                ["phone", "email", "chat"][n % 3].to_owned(),
                ["billing", "delivery, late", "other"][n % 3].to_owned(),
            ]
        })
        .collect()
}

fn table(delimiter: &str, quote: char, header: bool) -> String {
    let mut out = String::new();
    if header {
        out = NAMES.join(delimiter) + "\n";
    }
    for row in rows() {
        let cells: Vec<String> = row
            .iter()
            .map(|cell| {
                if cell.contains(delimiter) || cell.contains(' ') {
                    format!("{quote}{cell}{quote}")
                } else {
                    cell.clone()
                }
            })
            .collect();
        out += &(cells.join(delimiter) + "\n");
    }
    out
}

#[test]
fn each_delimiter() {
    for delimiter in [",", ";", "\t", "|", "^", "~", "\u{1F}"] {
        let drafted = drafted("tickets.csv", table(delimiter, '"', true));
        let Written::Separated {
            delimiter: found,
            quote: '"',
            escape: None,
            header: true,
            named: false,
            skip: 0,
        } = drafted.profile.written
        else {
            panic!("{delimiter:?}: {:?}", drafted.profile.written);
        };
        assert_eq!(found.to_string(), delimiter);
        assert_eq!(column(&drafted, "contact_id"), "\"ticket id\"");
        assert_eq!(
            column(&drafted, "opened_at"),
            "local_time(\"created at\", '%Y-%m-%d %H:%M:%S')"
        );
        assert_eq!(drafted.feed.key, ["\"ticket id\""]);
        assert_eq!(drafted.profile.rows, 30);
    }
}

#[test]
fn single_quotes() {
    let drafted = drafted("tickets.csv", table(",", '\'', true));
    assert!(matches!(
        drafted.profile.written,
        Written::Separated { quote: '\'', .. }
    ));
    assert_eq!(drafted.profile.columns.len(), 4);
}

#[test]
fn no_header() {
    let drafted = drafted("tickets.csv", table(";", '"', false));
    let Written::Separated {
        header: false,
        named: true,
        skip: 0,
        ..
    } = drafted.profile.written
    else {
        panic!("{:?}", drafted.profile.written);
    };
    assert_eq!(drafted.profile.rows, 30);
    let names: Vec<&str> = drafted
        .profile
        .columns
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    assert_eq!(names, ["id", "time", "category", "category_2"]);
    assert!(doubts(&drafted, "header", "names here are ours"));
    assert!(
        drafted
            .yaml
            .contains("header: [id, time, category, category_2]")
    );
}

#[test]
fn lines_before_the_table() {
    let text = format!("Report: tickets\nFrom 1 March\n\n{}", table(",", '"', true));
    let drafted = drafted("tickets.csv", text);
    assert!(
        matches!(
            drafted.profile.written,
            Written::Separated {
                skip: 3,
                header: true,
                named: false,
                ..
            }
        ),
        "{:?}",
        drafted.profile.written
    );
    assert!(drafted.yaml.contains("skip: 3"));
    let excel = crate::fixture::drafted("tickets.csv", format!("sep=;\n{}", table(";", '"', true)));
    assert!(
        matches!(
            excel.profile.written,
            Written::Separated {
                skip: 1,
                delimiter: ';',
                ..
            }
        ),
        "{:?}",
        excel.profile.written
    );
}

#[test]
fn names_that_come_twice_or_not_at_all() {
    let twice = drafted(
        "a.csv",
        "id,created at,note,note\n1,2026-03-01 10:00,a,b\n2,2026-03-02 11:00,c,d\n",
    );
    assert!(
        twice
            .yaml
            .contains("header: [id, created at, note, note_2], skip: 1"),
        "{}",
        twice.yaml
    );
    let blank = drafted(
        "a.csv",
        "id,created at,\n1,2026-03-01 10:00,a\n2,2026-03-02 11:00,c\n",
    );
    assert!(
        blank
            .yaml
            .contains("header: [id, created at, column_3], skip: 1"),
        "{}",
        blank.yaml
    );
    assert!(doubts(&blank, "header", "instead of read from the header"));
}

#[test]
fn names_in_other_scripts() {
    let drafted = drafted(
        "a.csv",
        "編號,created at,κανάλι,\"say \"\"hi\"\"\"\n1,2026-03-01 10:00,phone,x\n2,2026-03-02 11:00,chat,y\n3,2026-03-02 12:00,email,y\n",
    );
    assert!(
        drafted.profile.columns.iter().all(|one| one.sql.is_some()),
        "{:#?}",
        drafted.profile.columns
    );
    assert_eq!(
        column(&drafted, "opened_at"),
        "local_time(\"created at\", '%Y-%m-%d %H:%M')"
    );
}

#[test]
fn each_encoding() {
    let text = "Ticket-Nr;Erstellt am;Kanal;Grund\n1;01.03.2026 10:00;Telefon;Rückgabe für Größe\n2;15.03.2026 11:00;E-Mail;Müll überfüllt\n3;16.03.2026 11:00;E-Mail;Änderung der Straße\n";
    let (latin, _, _) = encoding_rs::WINDOWS_1252.encode(text);
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let with_mark = |mark: &[u8], bytes: &[u8]| [mark, bytes].concat();
    for (bytes, label) in [
        (text.as_bytes().to_vec(), None),
        (with_mark(b"\xEF\xBB\xBF", text.as_bytes()), None),
        (latin.to_vec(), Some("windows-1252")),
        (wide.clone(), Some("utf-16le")),
        (with_mark(b"\xFF\xFE", &wide), Some("utf-16le")),
        (with_mark(b"\xFE\xFF", &big), Some("utf-16be")),
    ] {
        let drafted = drafted("tickets.csv", bytes);
        assert_eq!(drafted.profile.encoding.as_deref(), label);
        assert_eq!(drafted.profile.columns.first().unwrap().name, "Ticket-Nr");
        assert_eq!(
            column(&drafted, "opened_at"),
            "local_time(\"Erstellt am\", '%d.%m.%Y %H:%M')"
        );
        assert!(
            column(&drafted, "channel")
                .contains("in ('telefon', 'phone', 'voice', 'call', 'ivr') then 'voice'")
        );
        assert_eq!(drafted.feed.encoding.as_deref(), label);
        assert!(
            drafted.profile.columns[3]
                .examples
                .iter()
                .any(|text| text.contains("Größe"))
                || drafted.profile.columns[3].personal.is_some()
        );
    }
    let cyrillic = "Номер;Создан;Тема\n1;01.03.2026 10:00;Возврат товара и денег\n2;15.03.2026 11:00;Не пришёл заказ вовремя\n3;16.03.2026 11:00;Смена адреса доставки\n";
    let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode(cyrillic);
    assert_eq!(
        drafted("a.csv", bytes).profile.encoding.as_deref(),
        Some("windows-1251")
    );
}

#[test]
fn small_and_odd_files() {
    for (text, rows) in [
        ("created at\n2026-03-01 10:00\n2026-03-02 10:00\n", 2),
        ("id,created at\n1,2026-03-01 10:00\n", 1),
        ("id,created at\n", 0),
        ("id\n", 0),
        ("hello", 0),
        (
            "id,created at\r\n1,2026-03-01 10:00\r\n2,2026-03-01 11:00\r\n",
            2,
        ),
        (
            "id,created at\n1,2026-03-01 10:00\n2,2026-03-01 11:00\nTotal\n",
            2,
        ),
    ] {
        assert_eq!(drafted("x.csv", text).profile.rows, rows, "{text}");
    }
    let long = format!(
        "id,created at,note\n1,2026-03-01 10:00,{}\n2,2026-03-01 11:00,b\n",
        "x".repeat(2_000_000)
    );
    let drafted_long = drafted("x.csv", long);
    assert_eq!(drafted_long.profile.rows, 2);
    assert!(drafted_long.yaml.len() < 10_000);
    let wide: Vec<String> = (0..10_000).map(|n| format!("c{n}")).collect();
    let cells: Vec<String> = (0..10_000).map(|n| n.to_string()).collect();
    let drafted_wide = drafted(
        "x.csv",
        format!(
            "{}\n{}\n{}\n",
            wide.join(","),
            cells.join(","),
            cells.join(",")
        ),
    );
    assert_eq!(drafted_wide.profile.columns.len(), 10_000);
    assert!(drafted_wide.yaml.contains("and 9") && drafted_wide.yaml.len() < 100_000);
}

#[test]
fn a_head_that_is_cut_off() {
    let text = table(",", '"', true);
    let cut = &text.as_bytes()[..text.len() - 10];
    let sample = Sample::from_bytes("t.csv", cut, false).unwrap();
    assert_eq!(sample.rows(), 29);
    assert_eq!(sample.columns().count(), 4);
}

#[test]
fn what_is_no_table() {
    for (bytes, kind, says) in [
        (&b""[..], "empty-file", "empty"),
        (b"  \n\r\n ", "empty-file", "empty"),
        (b"PK\x03\x04rest", "not-text", "Excel"),
        (b"\x1F\x8B\x08\0", "not-text", "gzip"),
        (b"PAR1\0\0", "not-text", "Parquet"),
        (
            b"\x7FELF\x01\x02\0\0\x03\x04\0\0\x05\x06\x07\x10\0\x11\0\x01",
            "not-text",
            "not text",
        ),
        (b"[[1,2],[3,4]]", "no-rows", "without an array of objects"),
        (b"{\"a\": [1, 2", "no-rows", "JSON"),
    ] {
        // The last is a line of text like any other once it is no JSON.
        let Err(error) = Sample::from_bytes("f", bytes, true) else {
            assert!(bytes.starts_with(b"{\"a\""), "{bytes:?}");
            continue;
        };
        assert_eq!(error.kind(), kind, "{error}");
        assert!(error.to_string().contains(says), "{error}");
        assert!(!error.hint().is_empty());
    }
}
