//! Whose folder it is: one partnership's, with one key to its customers.

use std::fs;

use crate::place::Place;
use crate::small::{CALLS, MORE_CALLS};

const KEY: &str = "data/customer.key";

/// A place whose folder holds the facts of `quay`.
fn place() -> Place {
    let place = Place::small(&[]);
    place.write("calls.csv", CALLS);
    place.write("more.csv", MORE_CALLS);
    place.ingest("calls", "calls.csv");
    place
}

/// Names the partnership otherwise, as another charter over the same folder would.
fn rename(place: &Place, from: &str, to: &str) {
    let file = place.path().join("charter/partnership.yaml");
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains(from));
    fs::write(file, text.replace(from, to)).unwrap();
}

#[test]
fn a_folder_of_another_partnership_is_neither_fed_nor_asked_nor_served() {
    let place = place();
    rename(&place, "partnership: quay", "partnership: pier");
    for args in [
        &["query", "calls"][..],
        &["ingest", "calls", "more.csv"],
        &["serve", "--listen", "127.0.0.1:0"],
        &["accounts", "list"],
        &["accounts", "set-password", "clara"],
    ] {
        let ran = place.run_with(args, "a long enough password\n").ends(4);
        assert_eq!(
            ran.said,
            "error: data: what is kept here is of the partnership `quay`, not of `pier`\n \
             hint: name the charter of `quay`, or another data folder; a partnership keeps its short name, its title may change\n"
        );
    }
    // Nothing was taken in, founded or made.
    assert!(!place.path().join("data/accounts.sqlite").exists());
    rename(&place, "partnership: pier", "partnership: quay");
    rename(&place, "title: Quay\npurpose", "title: Pier\npurpose");
    assert_eq!(place.csv(&["calls"]), "calls,calls_n\n6,6\n");
    place.ingest("calls", "more.csv");
}

#[test]
fn the_first_file_leaves_a_mark_also_when_it_is_refused() {
    let place = Place::small(&[]);
    place.write("empty.csv", "");
    place.run(&["ingest", "calls", "empty.csv"]).ends(4);
    rename(&place, "partnership: quay", "partnership: pier");
    place.write("calls.csv", CALLS);
    let ran = place.run(&["ingest", "calls", "calls.csv"]).ends(4);
    assert!(ran.said.contains("`quay`, not of `pier`"), "{ran:?}");
}

#[test]
fn a_key_is_whole_or_refused() {
    let place = Place::small(&[]);
    place.write("calls.csv", CALLS);
    fs::create_dir(place.path().join("data")).unwrap();
    // What a full disk left of a key, before drafts took its name.
    for (bytes, said) in [
        (&b""[..], "has 0 bytes"),
        (b"fifteen letters", "has 15 bytes"),
    ] {
        place.write(KEY, bytes);
        let ran = place.run(&["ingest", "calls", "calls.csv"]).ends(4);
        assert!(ran.said.contains(said), "{ran:?}");
        assert!(ran.said.contains("hint: "), "{ran:?}");
        assert_eq!(fs::read(place.path().join(KEY)).unwrap(), bytes);
    }
    fs::remove_file(place.path().join(KEY)).unwrap();
    // A draft that was broken off is no key.
    place.write("data/customer.key.draft", "half a key");
    place.ingest("calls", "calls.csv");
    assert_eq!(fs::read(place.path().join(KEY)).unwrap().len(), 32);
    assert!(!place.path().join("data/customer.key.draft").exists());
}

#[cfg(unix)]
#[test]
fn only_the_owner_reads_the_key() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = place();
    let key = fs::metadata(place.path().join(KEY)).unwrap();
    assert_eq!(key.permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_key_that_is_gone_is_not_made_anew_over_facts() {
    let place = place();
    let key = fs::read(place.path().join(KEY)).unwrap();
    fs::remove_file(place.path().join(KEY)).unwrap();
    let ran = place.run(&["ingest", "calls", "more.csv"]).ends(4);
    assert!(ran.said.contains("data/customer.key is missing"), "{ran:?}");
    assert!(ran.said.contains("TANDEM_CUSTOMER_KEY"), "{ran:?}");
    // A question needs none, and makes none.
    assert_eq!(place.csv(&["calls"]), "calls,calls_n\n6,6\n");
    assert!(!place.path().join(KEY).exists());
    place.write(KEY, &key);
    place.ingest("calls", "more.csv");
}

#[test]
fn another_key_is_refused() {
    let place = place();
    let key = fs::read(place.path().join(KEY)).unwrap();
    let mut other = key.clone();
    other[7] ^= 4;
    place.write(KEY, &other);
    let ran = place.run(&["ingest", "calls", "more.csv"]).ends(4);
    assert!(ran.said.contains("under another customer key"), "{ran:?}");
    assert!(ran.said.contains("hint: Put customer.key back"), "{ran:?}");
    assert_eq!(place.csv(&["calls"]), "calls,calls_n\n6,6\n");
    place.write(KEY, &key);
    place.ingest("calls", "more.csv");
}

#[test]
fn several_at_once_make_one_key() {
    let place = Place::small(&[]);
    place.write("calls.csv", CALLS);
    let children: Vec<_> = (0..4)
        .map(|_| {
            let mut command = place.command(&["ingest", "calls", "calls.csv"]);
            command
                .stdout(std::process::Stdio::null())
                .stderr(std::process::Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    for child in children {
        let ran = child.wait_with_output().unwrap();
        // One after the other, or refused because another one is at it.
        assert!(matches!(ran.status.code(), Some(0 | 5)), "{ran:?}");
    }
    assert_eq!(fs::read(place.path().join(KEY)).unwrap().len(), 32);
    assert!(!place.path().join("data/customer.key.draft").exists());
    assert_eq!(place.csv(&["calls"]), "calls,calls_n\n6,6\n");
}
