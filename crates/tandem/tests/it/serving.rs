//! `tandem serve`, from the first password to Ctrl-C.

use serde_json::Value;

use crate::http::{self, Caller};
use crate::place::Place;
use crate::running::Running;
use crate::small::{CALLS, MORE_CALLS};

const PASSWORD: &str = "a long enough password";
const SERVE: [&str; 3] = ["serve", "--listen", "127.0.0.1:0"];

/// A place with facts, and passwords for those who call.
fn place() -> Place {
    let place = Place::small(&[]);
    place.write("calls.csv", CALLS);
    place.write("more.csv", MORE_CALLS);
    place.ingest("calls", "calls.csv");
    for person in ["clara", "albert"] {
        set_password(&place, person, PASSWORD);
    }
    place
}

fn set_password(place: &Place, person: &str, password: &str) {
    let args = ["accounts", "set-password", person];
    let ran = place.run_with(&args, &format!("{password}\n")).ends(0);
    assert!(ran.said.contains("signs in as"), "{ran:?}");
}

#[test]
fn what_is_served_is_what_the_command_line_says() {
    let place = place();
    let mut serving = Running::start(place.command(&SERVE));
    let address = serving.address();
    let health = http::call(&address, "GET", "/api/health", "", "");
    assert_eq!(health.status, 200);
    let unknown = http::call(&address, "GET", "/api/query?kpis=calls", "", "");
    assert_eq!(unknown.status, 401);

    for (person, email) in [
        ("clara", "clara@quay.example"),
        ("albert", "albert@alder.example"),
    ] {
        let caller = Caller::signed_in(&address, email, PASSWORD);
        assert_eq!(caller.get_json("/api/session")["person"], person);
        let path = "/api/query?kpis=calls,wait_seconds,prompt&by=party&grain=day";
        let question = [
            "calls,wait_seconds,prompt",
            "--by",
            "party",
            "--grain",
            "day",
            "--as",
            person,
        ];
        let csv = caller.get(&format!("{path}&format=csv"));
        assert_eq!(csv, place.csv(&question), "{person}");
        assert_eq!(caller.get_json(path), place.json(&question), "{person}");
        // A provider sees its own calls and nobody else's.
        assert_eq!(csv.contains("birch"), person == "clara", "{csv}");
    }
    serving.interrupted();
}

#[test]
fn passwords_are_set_and_taken_away_while_it_is_served() {
    let place = place();
    let mut serving = Running::start(place.command(&SERVE));
    let address = serving.address();
    let caller = Caller::signed_in(&address, "clara@quay.example", PASSWORD);
    let try_with = |password| http::sign_in(&address, "clara@quay.example", password).status;

    set_password(&place, "clara", "quite another password");
    assert_eq!(try_with(PASSWORD), 401);
    assert_eq!(try_with("quite another password"), 200);
    let listed = place.run(&["accounts", "list"]).ends(0).answer;
    assert!(listed.starts_with("clara\tClara Coster\tclara@quay.example\tpassword set 20"));

    place.run(&["accounts", "remove", "clara"]).ends(0);
    assert_eq!(try_with("quite another password"), 401);
    let cookie = format!("Cookie: {}\r\n", caller.cookie());
    let session = http::call(&address, "GET", "/api/session", &cookie, "");
    assert_eq!(session.status, 401);
    place.run(&["accounts", "remove", "clara"]).ends(4);
    serving.interrupted();
}

#[test]
fn a_folder_that_is_served_takes_no_second_writer() {
    let place = place();
    let mut serving = Running::start(place.command(&SERVE));
    let address = serving.address();
    let refused = [
        place.run(&["ingest", "calls", "more.csv"]).ends(5),
        place.run(&SERVE).ends(5),
    ];
    insta::assert_snapshot!(refused.map(|ran| ran.transcript()).join("\n"));
    // The port it holds cannot be had either.
    let ran = place.run(&["serve", "--listen", &address]).ends(4);
    assert!(ran.said.contains("cannot be listened on"), "{ran:?}");
    // Reading is no trouble.
    assert_eq!(place.csv(&["calls"]), "calls,calls_n\n6,6\n");
    serving.interrupted();

    // What came in afterwards is seen at the next start.
    place.ingest("calls", "more.csv");
    let mut serving = Running::start(place.command(&SERVE));
    let caller = Caller::signed_in(&serving.address(), "clara@quay.example", PASSWORD);
    let answer: Value = caller.get_json("/api/query?kpis=calls");
    assert_eq!(answer["rows"][0]["values"][0]["value"], 7.0);
    serving.interrupted();
}

#[test]
fn it_ends_when_the_system_says_so_with_calls_open() {
    let place = Place::small(&[]);
    let mut serving = Running::start(place.command(&SERVE));
    let address = serving.address();
    assert_eq!(
        http::call(&address, "GET", "/api/health", "", "").status,
        200
    );
    // Someone who connects and says nothing holds nobody up.
    let silent = std::net::TcpStream::connect(&address).unwrap();
    serving.signal("TERM");
    let (status, said) = serving.ends();
    drop(silent);
    assert_eq!(status.code(), Some(0), "{said}");
    assert!(said.contains("Nobody can sign in yet"), "{said}");
}
