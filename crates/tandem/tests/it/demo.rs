//! `tandem demo`: founded once, however often it is broken off, and nobody else's folder is touched.

use std::fs;
use std::process::Command;

use crate::http::Caller;
use crate::place::{root, tandem};
use crate::running::Running;

/// A few days of the example partnership, the same each time.
fn demo(data: &std::path::Path) -> Command {
    let mut command = tandem();
    command
        .current_dir(root())
        .args(["demo", "--listen", "127.0.0.1:0", "--days", "8"])
        .args(["--until", "2026-03-29", "--data"])
        .arg(data);
    command
}

/// The e-mail address and the password of a line that tells how someone signs in.
fn sign_in(said: &str, name: &str) -> [String; 2] {
    let line = said.lines().find(|line| line.trim().starts_with(name));
    let mut words = line.unwrap().split_whitespace().rev().map(str::to_owned);
    let password = words.next().unwrap();
    [words.next().unwrap(), password]
}

#[test]
fn it_comes_up_and_comes_up_again() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("demo");
    let mut first = Running::start(demo(&data));
    let address = first.address();
    let first_said = {
        first.says("Ctrl-C ends it");
        let said = first.said();
        for name in ["Mara Roos", "Inês Carvalho"] {
            let [email, password] = sign_in(&said, name);
            let caller = Caller::signed_in(&address, &email, &password);
            assert_eq!(caller.get_json("/api/session")["name"], name);
        }
        let [email, password] = sign_in(&said, "Inês Carvalho");
        let csv = Caller::signed_in(&address, &email, &password)
            .get("/api/query?kpis=contacts_handled&grain=day&format=csv");
        assert!(
            csv.contains("2026-03-22,") && csv.contains("2026-03-29,"),
            "{csv}"
        );
        first.interrupted()
    };
    let founding = "with 8 days of history, once; less than a minute on a laptop.";
    assert!(first_said.contains(founding), "{first_said}");
    // The exports are in the lake now; the truth stays, to compare findings with.
    let left: Vec<_> = fs::read_dir(data.join("exports")).unwrap().collect();
    assert_eq!(left.len(), 1);
    assert!(data.join("exports/truth.json").exists());

    let mut second = Running::start(demo(&data));
    second.says("Ctrl-C ends it");
    let second_said = second.interrupted();
    assert!(!second_said.contains("Founding "), "{second_said}");
    for name in ["Mara Roos", "Inês Carvalho"] {
        assert_eq!(sign_in(&second_said, name), sign_in(&first_said, name));
    }
}

#[test]
fn it_can_be_broken_off_at_any_time() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("demo");
    for (moment, signal) in [
        ("Founding ", "INT"),
        ("rows received into contact", "INT"),
        ("rows received into contact", "KILL"),
        ("rows received into cost_line", "INT"),
        ("rows received into cost_line", "KILL"),
    ] {
        let mut running = Running::start(demo(&data));
        running.says(moment);
        running.signal(signal);
        let (status, said) = running.ends();
        assert_eq!(status.code(), (signal == "INT").then_some(0), "{said}");
        if !said.contains("is served at") {
            assert!(!data.join("demo.json").exists());
        }
    }
    let mut running = Running::start(demo(&data));
    let line = running.says("is served at");
    assert!(line.starts_with("Harbor"), "{line}");
    running.says("Ctrl-C ends it");
    running.interrupted();
}

#[test]
fn it_empties_no_folder_but_a_demos() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("photos");
    fs::create_dir(&data).unwrap();
    fs::write(data.join("cat.jpg"), "a cat").unwrap();
    let output = demo(&data).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(4), "{said}");
    assert!(
        said.contains("holds something that is not a demo"),
        "{said}"
    );
    assert_eq!(fs::read_to_string(data.join("cat.jpg")).unwrap(), "a cat");
    assert_eq!(fs::read_dir(&data).unwrap().count(), 1);
}

#[test]
fn two_at_once_do_not_share_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("demo");
    let mut first = Running::start(demo(&data));
    for moment in ["Founding ", "rows received into", "is served at"] {
        first.says(moment);
        let second = demo(&data).output().unwrap();
        let said = String::from_utf8(second.stderr).unwrap();
        assert_eq!(second.status.code(), Some(5), "{moment}: {said}");
    }
    first.says("Ctrl-C ends it");
    first.interrupted();
}
