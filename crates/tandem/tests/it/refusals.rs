//! What a person sees when something is wrong, with the exit code that a script sees.

use crate::place::Place;
use crate::small::{CALLS, HEADER};

/// Runs each command in a place of the small charter; all end with the code. Gives what the terminal shows.
fn shown(code: i32, commands: &[&[&str]]) -> String {
    let place = Place::small(&[]);
    place.write("calls.csv", CALLS);
    place.ingest("calls", "calls.csv");
    let shown: Vec<String> = commands
        .iter()
        .map(|args| place.run(args).ends(code).transcript())
        .collect();
    shown.join("\n")
}

/// Checks the small charter with these edits.
fn checked(edits: &[(&str, &str)]) -> String {
    Place::small(edits).run(&["check"]).ends(3).transcript()
}

/// Takes in a file, and asks what came of it.
fn taken_in(code: i32, name: &str, bytes: impl AsRef<[u8]>) -> String {
    let place = Place::small(&[]);
    place.write(name, bytes);
    let ran = place.run(&["ingest", "calls", name]).ends(code);
    if code == 0 {
        assert!(!place.csv(&["calls"]).contains("\n0,0"));
    } else {
        // Nothing of a refused file is kept.
        let asked = place.run(&["query", "calls"]).ends(4);
        assert!(asked.said.contains("holds no data"), "{asked:?}");
    }
    ran.transcript()
}

#[test]
fn the_help_names_the_exit_codes() {
    let help = Place::small(&[]).run(&["--help"]).ends(0).answer;
    let (_, codes) = help.split_once("Exit codes:").unwrap();
    insta::assert_snapshot!(codes);
}

#[test]
fn command_lines_that_cannot_be_read() {
    let place = Place::small(&[]);
    for (args, said) in [
        (&["ingset"][..], "'ingest'"),
        (&["query"], "<KPIS>"),
        (&["query", "calls", "--grain", "minute"], "minute"),
        (
            &["query", "calls", "--from", "2026-03-29T08"],
            "neither a day",
        ),
        (&["query", "calls", "--basis", "newest"], "not a basis"),
        (
            &["simulate", "--out", "x", "--until", "2025-13-41"],
            "not a day of the calendar",
        ),
        (
            &["query", "calls", "--format", "xml"],
            "[possible values: table, csv, json]",
        ),
        (&["ingest", "calls"], "<FILE>"),
        (
            &["serve", "--listen", "localhost"],
            "invalid socket address",
        ),
        (&["schema", "--folder", "x"], "--folder"),
        (&["query", "calls", "--threads", "0"], "0 is not in 1.."),
        (&["query", "calls", "--memory", "0"], "0 is not in 1..="),
        (&["query", "calls,,prompt"], "a name is missing"),
    ] {
        let ran = place.run(args).ends(2);
        assert!(ran.said.contains(said), "{ran:#?}");
        assert_eq!(ran.answer, "");
    }
    // Where neither an option nor the environment says it.
    let mut bare = crate::place::tandem();
    let said = bare.args(["query", "calls"]).output().unwrap();
    assert_eq!(said.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&said.stderr).contains("--charter <FOLDER>"));
}

#[test]
fn charters_with_errors() {
    let cycle = [
        (
            "--- kpis/share_per_second.yaml",
            "--- kpis/echo.yaml\nkpi: echo\ntitle: Echo\nasks: What?\nmeans: Itself.\nframework: operational\n\
             nature: leading\ndirection: higher\naspect: access\nkind: derived\nformula: share_per_second / 2\n\
             unit: number\nowner: client.lead\nstewards: [provider.lead]\n--- kpis/share_per_second.yaml",
        ),
        ("formula: prompt / wait_seconds", "formula: prompt / echo"),
    ];
    insta::assert_snapshot!("a_cycle", checked(&cycle));
    insta::assert_snapshot!(
        "an_unknown_column",
        checked(&[("value: queue_seconds", "value: queue_second")])
    );
    insta::assert_snapshot!(
        "hostile_mappings",
        [
            "(select max(party) from contact)",
            "read_csv('/etc/passwd')",
            "repeat(party, 1000000000)",
        ]
        .map(|sql| checked(&[("  party: party\n", &format!("  party: \"{sql}\"\n"))]))
        .join("\n")
    );
    insta::assert_snapshot!("no_yaml", checked(&[("zone: Europe", "zone: [Europe")]));
}

#[test]
fn a_bad_pattern_is_refused_before_a_row_is_read() {
    let mapped = |pattern: &str| {
        let case = format!(
            "  party: party\n  outcome: case when regexp_like(party, '{pattern}') then 'handled' end\n"
        );
        checked(&[("  party: party\n", &case)])
    };
    for (pattern, said) in [
        ("(", "the pattern cannot be read: unclosed group"),
        ("(((a{1,100}){1,100}){1,100})", "the pattern is too large"),
    ] {
        let shown = mapped(pattern);
        assert!(shown.contains(said), "{shown}");
        assert!(
            shown.contains("feeds/calls.yaml:") && shown.contains(" hint: "),
            "{shown}"
        );
    }
    let place = Place::small(&[]);
    place.write("calls.csv", CALLS);
    place.ingest("calls", "calls.csv");
    let filter = "regexp_like(party, '(')";
    let said = place
        .run(&["query", "calls", "--where", filter])
        .ends(4)
        .said;
    assert!(
        said.contains("--where, character 20: the pattern cannot be read"),
        "{said}"
    );
    let said = place
        .run(&["query", "calls", "--where", "queue_seconds = 'x'"])
        .ends(4)
        .said;
    assert!(
        said.contains("--where, character 17: `queue_seconds` is a number, and 'x' is none"),
        "{said}"
    );
    let said = place
        .run(&["query", "calls", "--where", "party = 'a' -- or"])
        .ends(4)
        .said;
    assert!(
        said.contains("hint: leave it out") && !said.contains("YAML"),
        "{said}"
    );
}

#[test]
fn a_file_of_a_charter_that_is_no_text_is_told_with_its_place() {
    let place = Place::small(&[]);
    let file = place.path().join("charter/partnership.yaml");
    let mut bytes = std::fs::read(&file).unwrap();
    let lines = bytes.iter().filter(|byte| **byte == b'\n').count();
    bytes.extend(b"# \xff\n");
    std::fs::write(&file, bytes).unwrap();
    for args in [&["check"][..], &["query", "calls"]] {
        let said = place.run(args).ends(3).said;
        let told = format!(
            "partnership.yaml:{}:3: the byte 0xFF is not UTF-8 text",
            lines + 1
        );
        assert!(said.contains(&told) && said.contains("hint: "), "{said}");
    }
}

#[test]
fn a_charter_with_errors_is_neither_fed_nor_asked_nor_served() {
    let place = Place::small(&[("value: queue_seconds", "value: queue_second")]);
    place.write("calls.csv", CALLS);
    for args in [
        &["ingest", "calls", "calls.csv"][..],
        &["query", "calls"],
        &["serve", "--listen", "127.0.0.1:0"],
        &["accounts", "list"],
    ] {
        let ran = place.run(args).ends(3);
        assert!(ran.said.contains("kpis/wait_seconds.yaml:11:8"), "{ran:#?}");
        assert!(!place.path().join("data").exists(), "{args:?}");
    }
}

#[test]
fn names_and_questions() {
    insta::assert_snapshot!(shown(
        4,
        &[
            &["query", "wait_second"],
            &["query", "calls", "--by", "partey"],
            &["query", "calls", "--as", "clare"],
            &["query", "calls", "--where", "party ="],
            &[
                "query",
                "calls",
                "--where",
                "party in (select party from contact)"
            ],
            &[
                "query",
                "calls",
                "--where",
                "read_csv('/etc/passwd') is null"
            ],
            &[
                "query",
                "calls",
                "--from",
                "2026-03-04",
                "--to",
                "2026-03-02"
            ],
            &[
                "query",
                "calls",
                "--grain",
                "quarter_hour",
                "--from",
                "2016-01-01"
            ],
            &["query", "calls", "--basis", "9·1"],
            &["query", "calls", "--log", "lake=loud"],
            &["ingest", "cals", "calls.csv"],
            &["ingest", "calls", "cals.csv"],
            &["ingest", "calls", "charter"],
            &["accounts", "set-password", "clare"],
        ]
    ));
}

#[test]
fn questions_that_name_what_is_not_there() {
    insta::assert_snapshot!(shown(
        4,
        &[
            &["query", "calls", "--where", "contact_type = billing"],
            &["query", "calls", "--where", "handle_time > 60"],
            &["query", "calls", "--where", "partey = 'alder'"],
            &["query", "calls", "--by", "vendor"],
            &["query", "calls", "--where", "customer = 'w1'"],
            &["query", "calls", "--by", "customer"],
            &["query", "calls", "--where", "Ticket Nr"],
        ]
    ));
}

#[test]
fn a_filter_that_matches_nothing_is_said_beside_the_answer() {
    insta::assert_snapshot!(shown(
        0,
        &[
            &["query", "calls", "--where", "contact_type = 'biling'"],
            &[
                "query",
                "prompt",
                "--by",
                "party",
                "--where",
                "party = 'elder' and queue_seconds > 1"
            ],
        ]
    ));
    let place = Place::small(&[]);
    place.write("calls.csv", CALLS);
    place.ingest("calls", "calls.csv");
    let asked = place
        .run(&["query", "calls", "--where", "party = 'alder'"])
        .ends(0);
    assert_eq!(asked.said, "");
    // What a provider may not know is not told here either.
    let asked = place
        .run(&[
            "query",
            "calls",
            "--as",
            "albert",
            "--where",
            "party = 'birch'",
        ])
        .ends(0);
    assert!(asked.said.contains("'alder'"), "{asked:?}");
    assert!(
        !asked.said.replace("party = 'birch'", "").contains("birch"),
        "{asked:?}"
    );
}

#[test]
fn names_may_be_written_with_spaces_and_a_basis_with_a_dot() {
    let place = Place::small(&[]);
    place.write("calls.csv", CALLS);
    place.ingest("calls", "calls.csv");
    let plain = place.csv(&[
        "calls,prompt",
        "--by",
        "party,contact_type",
        "--basis",
        "1·1",
    ]);
    for (kpis, by, basis) in [
        ("calls, prompt", "party, contact_type", "1.1"),
        (" calls ,prompt ", " party,contact_type", "1-1"),
    ] {
        assert_eq!(place.csv(&[kpis, "--by", by, "--basis", basis]), plain);
    }
}

#[test]
fn a_file_without_rows_is_said_to_have_none() {
    insta::assert_snapshot!(taken_in_nothing());
}

fn taken_in_nothing() -> String {
    let place = Place::small(&[]);
    place.write("none.csv", HEADER);
    let ran = place.run(&["ingest", "calls", "none.csv"]).ends(0);
    ran.transcript()
}

#[test]
fn folders_that_hold_nothing() {
    let place = Place::small(&[]);
    let mut shown = place.run(&["query", "calls"]).ends(4).transcript();
    assert!(!place.path().join("data").exists());
    std::fs::create_dir(place.path().join("empty")).unwrap();
    for folder in ["empty", "nowhere"] {
        let mut check = crate::place::tandem();
        check.current_dir(place.path());
        let ran = check.args(["check", "--charter", folder]).output().unwrap();
        assert_eq!(ran.status.code(), Some(4));
        shown += &String::from_utf8(ran.stderr).unwrap();
    }
    insta::assert_snapshot!(shown);
}

#[test]
fn a_folder_beside_the_charter_is_told_where_it_is() {
    let place = Place::small(&[]);
    for (folder, charter) in [("charter/kpis", "/charter"), (".", "./charter")] {
        let mut check = crate::place::tandem();
        let ran = check.current_dir(place.path()).args(["check", folder]);
        let ran = ran.output().unwrap();
        assert_eq!(ran.status.code(), Some(4));
        let said = String::from_utf8(ran.stderr).unwrap();
        assert_eq!(said.lines().count(), 2, "{said}");
        assert!(
            said.contains(&format!("{folder} has no partnership.yaml")),
            "{said}"
        );
        assert!(said.contains(&format!("{charter}?")), "{said}");
    }
}

#[test]
fn passwords_are_one_line() {
    let place = Place::small(&[]);
    let args = ["accounts", "set-password", "clara"];
    let empty = place.run_with(&args, "\n").ends(4);
    assert_eq!(
        empty.said,
        "error: no password was given\n hint: at least 10 characters; type it, or pipe it in as one line\n"
    );
    assert!(!place.path().join("data/accounts.sqlite").exists());
    // The end of the input need not come.
    place
        .run_with(&args, "a long enough password\nand more")
        .ends(0);
}

#[test]
fn a_password_too_short() {
    let place = Place::small(&[]);
    let args = ["accounts", "set-password", "clara"];
    insta::assert_snapshot!(place.run_with(&args, "short\n").ends(4).transcript());
    assert!(
        place
            .run(&["accounts", "list"])
            .answer
            .contains("no password yet")
    );
}

#[test]
fn a_disk_that_does_not_take_it() {
    let place = Place::small(&[]);
    place.write("calls.csv", CALLS);
    // A file lies where the folder should be.
    place.write("data", "");
    let ran = place.run(&["ingest", "calls", "calls.csv"]).ends(1);
    insta::assert_snapshot!(ran.transcript());
}

#[test]
fn files_that_are_refused_as_a_whole() {
    let utf16: Vec<u8> = CALLS.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let latin1 = CALLS.replace("abel", "Ren\u{e9}");
    let latin1: Vec<u8> = latin1.chars().map(|c| u8::try_from(c).unwrap()).collect();
    insta::assert_snapshot!(
        [
            taken_in(4, "empty.csv", ""),
            taken_in(4, "latin1.csv", latin1),
            taken_in(4, "utf16.csv", utf16),
            taken_in(4, "short.csv.gz", ends_early(CALLS)),
            taken_in(4, "other.csv", CALLS.replace("topic", "topics")),
        ]
        .join("\n")
    );
}

#[test]
fn rows_that_are_set_aside_and_counted() {
    let good = "c1,1,alder,abel,w1,billing,2026-03-02 10:00,12\n";
    insta::assert_snapshot!(
        [
            taken_in(
                0,
                "ragged.csv",
                format!("{HEADER}{good}c2,1,alder\nc3,1,alder,abel,w1,billing,2026-03-02 10:00,12,more\n")
            ),
            taken_in(
                0,
                "dates.csv",
                format!(
                    "{HEADER}{good}c2,1,alder,abel,w1,billing,2026-02-30 10:00,12\n\
                     c3,1,alder,abel,w1,billing,2026-03-29 02:30,12\nc4,1,alder,abel,w1,billing,,12\n"
                )
            ),
        ]
        .join("\n")
    );
}

/// A gzip file (RFC 1952) with one stored block, that ends before its last block and its checksum.
fn ends_early(text: &str) -> Vec<u8> {
    let length = u16::try_from(text.len()).unwrap();
    let mut bytes = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff, 0];
    bytes.extend(length.to_le_bytes());
    bytes.extend((!length).to_le_bytes());
    bytes.extend(text.as_bytes());
    bytes
}
