//! What comes in by itself while it is served: files put into a folder, messages of a stream. Killed on the way, the next
//! start takes in what is left, and nothing twice.

use std::time::Duration;

use serde_json::{Value, json};

use crate::http::Caller;
use crate::nats::Nats;
use crate::place::Place;
use crate::running::Running;
use crate::small::{CALLS, HEADER, MORE_CALLS};

const PASSWORD: &str = "a long enough password";
const CALLS_BY_PARTY: [&str; 3] = ["calls,wait_seconds", "--by", "party"];

/// Waits until something is so; only a test that fails waits for a minute.
#[track_caller]
fn until(what: &str, mut so: impl FnMut() -> bool) {
    for _ in 0..3_000 {
        if so() {
            return;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    panic!("not {what}");
}

struct Served {
    serving: Running,
    clara: Caller,
}

impl Served {
    fn start(place: &Place, ways: &[&str]) -> Self {
        let args = [&["serve", "--listen", "127.0.0.1:0"], ways].concat();
        let mut serving = Running::start(place.command(&args));
        let address = serving.address();
        let clara = Caller::signed_in(&address, "clara@quay.example", PASSWORD);
        Self { serving, clara }
    }

    /// Waits until the only way in of the calls stands so.
    #[track_caller]
    fn until(&self, what: &str, so: impl Fn(&Value) -> bool) -> Value {
        let mut way = Value::Null;
        until(what, || {
            let all = self.clara.get_json("/api/ways-in");
            assert_eq!(all.as_array().unwrap().len(), 1, "{all}");
            way = all[0].clone();
            so(&way)
        });
        way
    }

    fn calls(&self) -> u64 {
        let answer = self
            .clara
            .get_json("/api/query?kpis=calls&from=2026-03-01&to=2026-03-31");
        answer["rows"][0]["values"][0]["n"].as_u64().unwrap_or(0)
    }
}

fn place() -> Place {
    let place = Place::small(&[]);
    let args = ["accounts", "set-password", "clara"];
    place.run_with(&args, &format!("{PASSWORD}\n")).ends(0);
    place
}

/// What the command line says of the same records, taken in at once and undisturbed.
fn undisturbed(records: &[&str]) -> String {
    let other = Place::small(&[]);
    for (nth, text) in records.iter().enumerate() {
        let name = format!("{nth}.csv");
        other.write(&name, text);
        other.ingest("calls", &name);
    }
    other.csv(&CALLS_BY_PARTY)
}

#[test]
fn a_file_that_is_dropped_is_taken_in_once() {
    let place = place();
    let drop = place.path().join("drop/calls");
    let served = Served::start(&place, &["--drop", "drop"]);
    served.until("watched", |way| way["works"] == true);

    place.write("drop/calls/first.csv", CALLS);
    place.write("drop/calls/first.csv.done", "");
    place.write("drop/calls/broken.csv", "neither,of,these\n1,2,3\n");
    place.write("drop/calls/broken.csv.ok", "");
    let way = served.until("taken", |way| way["taken"] == 1 && way["refused"] == 1);
    assert_eq!(way["way"], "drop", "{way}");
    assert!(way["last_trouble"]["hint"].is_string(), "{way}");
    assert_eq!(served.calls(), 6);
    assert!(drop.join("taken/first.csv").exists());
    let why = std::fs::read_to_string(drop.join("refused/broken.csv.why.txt")).unwrap();
    assert!(why.contains("none of the columns"), "{why}");

    // Nobody tells it to end: the process is gone between two files.
    served.serving.signal("KILL");
    served.serving.ends();
    place.write("drop/calls/again.csv", CALLS);
    place.write("drop/calls/more.csv", MORE_CALLS);
    place.write("drop/calls/again.csv.done", "");
    place.write("drop/calls/more.csv.done", "");
    let served = Served::start(&place, &["--drop", "drop"]);
    served.until("taken", |way| way["taken"] == 1 && way["repeated"] == 1);
    served.serving.interrupted();
    assert_eq!(
        place.csv(&CALLS_BY_PARTY),
        undisturbed(&[CALLS, MORE_CALLS])
    );
}

#[test]
fn a_feed_that_is_accepted_is_watched_without_a_restart() {
    let place = Place::small(&[(
        "sees: everything }",
        "sees: everything, may: [administer] }",
    )]);
    let args = ["accounts", "set-password", "clara"];
    place.run_with(&args, &format!("{PASSWORD}\n")).ends(0);
    let served = Served::start(&place, &["--drop", "drop"]);
    served.until("watched", |way| way["works"] == true);
    let accepted = served
        .clara
        .try_post(
            "/api/feeds",
            "Content-Type: application/json\r\n",
            &json!({ "yaml": DESK }).to_string(),
        )
        .unwrap();
    assert_eq!(accepted.status, 200, "{accepted:?}");
    let folder = place.path().join("drop/desk");
    until("watched", || folder.join("taken").exists());
    place.write("drop/desk/first.csv", CALLS);
    place.write("drop/desk/first.csv.done", "");
    until("taken", || folder.join("taken/first.csv").exists());
    until("in", || served.calls() == 6);
    // The ways in of feeds that were there go on, under the new charter.
    place.write("drop/calls/more.csv", MORE_CALLS);
    place.write("drop/calls/more.csv.done", "");
    until("taken", || {
        place.path().join("drop/calls/taken/more.csv").exists()
    });
    served.serving.interrupted();
}

const DESK: &str = r#"
feed: desk
title: Desk
table: contact
format: csv
key: [id]
version: [cast(rev as bigint)]
nulls: ["?"]
columns:
  contact_id: id
  party: party
  opened_at: local_time(opened, '%Y-%m-%d %H:%M')
"#;

#[test]
fn messages_of_a_stream_are_taken_in_once() {
    let Some(mut nats) = Nats::start() else {
        return;
    };
    let place = place();
    let url = nats.url();
    let served = Served::start(&place, &["--stream", &url]);
    served.until("connected", |way| way["works"] == true);
    let text = |ids: std::ops::Range<u32>| {
        ids.map(|id| {
            format!(
                "c{id},1,alder,abel,w{id},billing,2026-03-02 10:00,{}",
                id % 60
            )
        })
        .collect::<Vec<_>>()
    };
    let all = text(0..400);
    send(&nats, &all[..200]);
    served.until("taken", |way| way["taken"].as_u64() >= Some(1));
    // In the midst of it, or behind it: both must come out the same.
    served.serving.signal("KILL");
    served.serving.ends();
    send(&nats, &all[200..]);
    let served = Served::start(&place, &["--stream", &url]);
    until("all taken in", || served.calls() == 400);

    nats.kill();
    let way = served.until("broken off", |way| way["works"] == false);
    assert!(way["last_trouble"]["hint"].is_string(), "{way}");
    nats.begin();
    send(&nats, &text(400..401));
    served.until("working again", |way| way["works"] == true);
    until("all taken in", || served.calls() == 401);
    served.serving.interrupted();
    let lines = text(0..401).join("\n");
    assert_eq!(
        place.csv(&CALLS_BY_PARTY),
        undisturbed(&[&format!("{HEADER}{lines}\n")])
    );
}

/// Sends each record as one message, a line of JSON; all are stored when this returns.
fn send(nats: &Nats, records: &[String]) {
    let line = |record: &String| {
        let names = HEADER.trim_end().split(',').map(str::to_owned);
        let cells = record.split(',').map(Value::from);
        Value::Object(names.zip(cells).collect()).to_string()
    };
    let lines: Vec<String> = records.iter().map(line).collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    nats.send(&lines);
}
