//! The first minutes: a charter from nothing, its example, and the words for what can be mapped.

use std::fs;
use std::process::Output;

use tempfile::TempDir;

use crate::place::{root, tandem};

/// Runs the binary in a folder.
fn run(folder: &TempDir, args: &[&str]) -> Output {
    tandem()
        .current_dir(folder.path())
        .args(args)
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_owned()).unwrap()
}

/// Runs a line as a person types it; insists on success. Gives what was answered and what was said.
#[track_caller]
fn types(folder: &TempDir, line: &str) -> String {
    let words: Vec<&str> = line.split_whitespace().collect();
    let ran = run(folder, words.strip_prefix(&["tandem"]).unwrap());
    let shown = text(&ran.stdout) + &text(&ran.stderr);
    assert_eq!(ran.status.code(), Some(0), "{line}\n{shown}");
    shown
}

#[test]
fn the_lines_of_the_readme_do_what_it_says() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let (_, part) = readme.split_once("## Ten minutes").unwrap();
    let (part, _) = part.split_once("\n### ").unwrap();
    let lines: Vec<&str> = part
        .lines()
        .filter(|line| {
            line.starts_with("tandem ") && !line.contains("accounts") && !line.contains("serve")
        })
        .collect();
    let verbs: Vec<&str> = lines
        .iter()
        .filter_map(|line| line.split_whitespace().nth(1))
        .collect();
    assert_eq!(verbs, ["init", "check", "tables", "ingest", "query"]);
    let folder = tempfile::tempdir().unwrap();
    let shown: Vec<String> = lines.iter().map(|line| types(&folder, line)).collect();
    assert!(shown[1].contains("nothing to say"), "{}", shown[1]);
    assert!(
        shown[3].contains("122 rows received into contact: 121 added, 1 superseded")
            || shown[3].contains("122 rows received into contact: 121 added, 1 replaced"),
        "{}",
        shown[3]
    );
    assert!(shown[4].contains("basis 1·1"), "{}", shown[4]);
    assert!(!shown[4].contains("no facts"), "{}", shown[4]);
}

#[test]
fn a_charter_is_made_of_names_and_passes_the_strict_check() {
    let folder = tempfile::tempdir().unwrap();
    let names = [
        "--client",
        "Åker & Söner: \"No\"",
        "--provider",
        "42 Help",
        "--zone",
        "Europe/Stockholm",
        "--currency",
        "SEK",
        "--countries",
        "SE,no",
    ];
    let refused = run(&folder, &[&["init", "mine"], &names[..]].concat());
    // A short name begins with a letter.
    assert_eq!(refused.status.code(), Some(4), "{refused:?}");
    assert!(!folder.path().join("mine").exists());

    let names = [&names[..3], &["Help 42"], &names[4..]].concat();
    let made = run(&folder, &[&["init", "mine"], &names[..]].concat());
    assert_eq!(made.status.code(), Some(0), "{made:?}");
    let checked = run(&folder, &["check", "--strict", "mine"]);
    assert_eq!(checked.status.code(), Some(0), "{checked:?}");
    let partnership = fs::read_to_string(folder.path().join("mine/partnership.yaml")).unwrap();
    for held in [
        "title: \"Åker & Söner: \\\"No\\\"\"",
        "party: help_42",
        "zone: \"Europe/Stockholm\"",
        "currency: \"SEK\"",
        "countries: [se, no]",
    ] {
        assert!(partnership.contains(held), "{held}\n{partnership}");
    }
    // What is there is not written over.
    let again = run(&folder, &["init", "mine"]);
    assert_eq!(again.status.code(), Some(4));
    assert!(text(&again.stderr).contains("mine is not empty"));
    assert_eq!(
        partnership,
        fs::read_to_string(folder.path().join("mine/partnership.yaml")).unwrap()
    );
}

#[test]
fn a_date_that_nobody_entered_does_not_come_in() {
    let folder = tempfile::tempdir().unwrap();
    run(&folder, &["init", "mine"]);
    let example = folder.path().join("mine/example.csv");
    let mut rows = fs::read_to_string(&example).unwrap();
    rows.push_str(
        "9999,2026-03-02 09:48,ana,k029,phone,delivery,0001-01-01 00:00,2026-03-02 09:28,yes\n",
    );
    fs::write(&example, rows).unwrap();
    let of = ["--charter", "mine", "--data", "data"];
    let taken = run(
        &folder,
        &[&["ingest"], &of[..], &["contacts", "mine/example.csv"]].concat(),
    );
    assert!(text(&taken.stderr).contains("1 set aside"), "{taken:?}");
    let asked = run(
        &folder,
        &[&["query"], &of[..], &["waiting_time", "--grain", "day"]].concat(),
    );
    assert_eq!(asked.status.code(), Some(0), "{asked:?}");
}

#[test]
fn names_that_do_not_fit_are_told_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    for (args, said) in [
        (["--zone", "Europe/Lisbom"], "Europe/Lisbon"),
        (["--currency", "EURO"], "EUR"),
        (["--provider", "Client"], "written twice"),
        (["--client", "株式会社"], "no short name"),
        (["--countries", "nl,uk"], "the United Kingdom is `gb`"),
        (["--countries", "Portugal"], "two letters"),
    ] {
        let refused = run(&folder, &[&["init", "mine"], &args[..]].concat());
        assert_eq!(refused.status.code(), Some(4), "{refused:?}");
        assert!(text(&refused.stderr).contains(said), "{refused:?}");
        assert!(!folder.path().join("mine").exists());
    }
}

#[test]
fn tables_are_listed_with_what_their_columns_hold() {
    let folder = tempfile::tempdir().unwrap();
    let all = types(&folder, "tandem tables");
    assert!(
        all.contains("\nevaluation ") && all.contains("\ncost_line "),
        "{all}"
    );
    let contact = types(&folder, "tandem tables contact");
    let line = contact
        .lines()
        .find(|line| line.starts_with("handle_seconds"))
        .unwrap();
    assert!(
        line.contains("number")
            && line.contains("seconds")
            && line.contains("talk, hold and wrap-up"),
        "{line}"
    );
    let bank = root().join("charters/bank").display().to_string();
    let added = types(&folder, &format!("tandem tables contact --charter {bank}"));
    assert!(added.contains("\nvru_seconds ") && !contact.contains("vru_seconds"));
    let unknown = run(&folder, &["tables", "contacts"]);
    assert_eq!(unknown.status.code(), Some(4));
    assert!(text(&unknown.stderr).contains("the nearest is `contact`"));
}

#[test]
fn the_page_of_the_tables_is_current() {
    let written = tandem().args(["tables", "--markdown"]).output().unwrap();
    let committed = fs::read(root().join("docs/tables.md")).unwrap();
    assert!(
        written.stdout == committed,
        "docs/tables.md is not what the code says; run `tandem tables --markdown > docs/tables.md`"
    );
}
