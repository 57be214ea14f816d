//! Two houses of one charter: one that is left in peace, and one that is not.

use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::Value;

use super::course::Packet;
use crate::http::Caller;
use crate::place::Place;
use crate::running::Running;

const PASSWORD: &str = "a long enough password";
/// Where the charter says how long rows are kept.
const RULES: &str = "charter/tables.yaml";
pub const SERVE: [&str; 3] = ["serve", "--listen", "127.0.0.1:0"];
/// Puts right what cannot be read of a row.
pub const MEND: &str = "wait=replace(wait, 'long', '30')";

/// What is asked of both houses.
struct Asked {
    kpis: &'static str,
    by: &'static str,
    grain: Option<&'static str>,
}

/// Every kind of formula, and every record by itself: each has an agent of its own.
const QUESTIONS: [Asked; 2] = [
    Asked {
        kpis: "calls,wait_sum,wait_seconds,prompt,share_per_second,wait_p90,customers",
        by: "party,contact_type",
        grain: Some("week"),
    },
    Asked {
        kpis: "calls,wait_sum",
        by: "agent",
        grain: None,
    },
];

const MORE_KPIS: [(&str, &str); 3] = [
    ("wait_sum", "kind: sum\nvalue: queue_seconds\nunit: seconds"),
    (
        "wait_p90",
        "kind: quantile\nvalue: queue_seconds\nquantile: 0.9\nunit: seconds",
    ),
    ("customers", "kind: distinct\nvalue: customer\nunit: count"),
];

/// A place with a charter that has every kind of formula.
pub fn place() -> Place {
    let place = Place::small(&[
        (
            "sees: everything }",
            "sees: everything, may: [ingest, see_agents] }",
        ),
        ("format: csv", "format: ndjson"),
    ]);
    fs::create_dir(place.path().join("data")).unwrap();
    write_key(&place);
    for (name, formula) in MORE_KPIS {
        let text = format!(
            "kpi: {name}\ntitle: {name}\nasks: What?\nmeans: That.\nframework: operational\nnature: leading\n\
             direction: lower\naspect: access\n{formula}\ntable: contact\nowner: client.lead\n\
             stewards: [provider.lead]\nminimum_sample: 1\n"
        );
        place.write(&format!("charter/kpis/{name}.yaml"), text);
    }
    place
}

/// One key for all houses: of two rows of the same version that differ, the one that stands depends on it.
pub fn write_key(place: &Place) {
    place.write("data/customer.key", b"a key that only these tests use.");
}

/// Sets the password of whoever calls.
pub fn set_password(place: &Place) {
    let args = ["accounts", "set-password", "clara"];
    place.run_with(&args, &format!("{PASSWORD}\n")).ends(0);
}

/// Says in the charter that rows are kept since a day, which is past, and no longer.
pub fn keep_since(place: &Place, since: Date) {
    let today = clock_now().to_zoned(TimeZone::get("Europe/Amsterdam").unwrap());
    let days = since.until(today.date()).unwrap().get_days();
    assert!(days > 0, "{since} is not past");
    place.write(
        RULES,
        format!("tables:\n  contact: {{ retain: {days} days }}\n"),
    );
}

#[expect(
    clippy::disallowed_methods,
    reason = "the binary counts days back from the clock's"
)]
fn clock_now() -> Timestamp {
    Timestamp::now()
}

/// Signs in.
pub fn caller(address: &str) -> Caller {
    Caller::signed_in(address, "clara@quay.example", PASSWORD)
}

/// All answers and all rows that were set aside, as text by which two houses are compared; from the command line.
pub fn answers(place: &Place) -> String {
    let mut text = String::new();
    for asked in QUESTIONS {
        let mut args = vec![asked.kpis, "--by", asked.by];
        if let Some(grain) = asked.grain {
            args.extend(["--grain", grain]);
        }
        text.push_str(&place.csv(&args));
    }
    let args = [
        "quarantine",
        "list",
        "--standing",
        "all",
        "--limit",
        "500",
        "--json",
    ];
    let listed = place.run(&args).ends(0).answer;
    text + &set_aside(&serde_json::from_str(&listed).unwrap())
}

/// The same over HTTP.
pub fn answers_over_http(caller: &Caller) -> String {
    let mut text = String::new();
    for asked in QUESTIONS {
        let grain = asked.grain.map(|grain| format!("&grain={grain}"));
        text.push_str(&caller.get(&format!(
            "/api/query?kpis={}&by={}{}&format=csv",
            asked.kpis,
            asked.by,
            grain.unwrap_or_default()
        )));
    }
    text + &set_aside(&caller.get_json("/api/quarantine?limit=500"))
}

/// Rows set aside and how they stand, whatever they came with.
fn set_aside(listed: &Value) -> String {
    let mut rows: Vec<String> = listed["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| format!("{} {}\n", row["raw"], row["standing"]))
        .collect();
    rows.sort();
    rows.concat()
}

/// A house that is left in peace: served all the time, and asked over HTTP.
pub struct Calm {
    place: Place,
    caller: Caller,
    serving: Option<Running>,
}

impl Calm {
    pub fn found() -> Self {
        let place = place();
        set_password(&place);
        let mut serving = Running::start(place.command(&SERVE));
        let caller = caller(&serving.address());
        Self {
            place,
            caller,
            serving: Some(serving),
        }
    }

    pub fn take(&self, packet: &Packet) {
        deliver(&self.caller, packet).unwrap();
    }

    pub fn mend(&self) {
        let (column, value) = MEND.split_once('=').unwrap();
        let mut body = serde_json::json!({ "feed": "calls", "expressions": { column: value } });
        let headers = "Content-Type: application/json\r\n";
        loop {
            let answered = self
                .caller
                .try_post("/api/quarantine/mend", headers, &body.to_string())
                .unwrap();
            assert_eq!(answered.status, 200, "{answered:?}");
            let step: Value = serde_json::from_str(&answered.body).unwrap();
            body["after"] = step["next"].clone();
            if body["after"].is_null() {
                return;
            }
        }
    }

    /// Lets rows that are older than a day leave, with nobody served meanwhile.
    pub fn retain(&mut self, since: Date) {
        if let Some(serving) = self.serving.take() {
            serving.interrupted();
        }
        keep_since(&self.place, since);
        self.place.run(&["lake", "retain"]).ends(0);
        // Whoever serves would let rows leave at moments of its own.
        fs::remove_file(self.place.path().join(RULES)).unwrap();
        let mut serving = Running::start(self.place.command(&SERVE));
        self.caller = self.caller.at(&serving.address());
        self.serving = Some(serving);
    }

    pub fn answers(&self) -> String {
        answers_over_http(&self.caller)
    }
}

/// Hands a packet in; an error when the server ended before it answered.
pub fn deliver(caller: &Caller, packet: &Packet) -> std::io::Result<Value> {
    let headers = format!("Idempotency-Key: {}\r\n", packet.key);
    let answered = caller.try_post("/api/feeds/calls/records", &headers, &packet.text)?;
    assert_eq!(answered.status, 200, "{answered:?}");
    let receipt: Value = serde_json::from_str(&answered.body).unwrap();
    assert_eq!(receipt["received"], packet.rows);
    Ok(receipt)
}

/// Starts a command that is going to be killed; what it says is kept from the terminal.
pub fn start(mut command: Command) -> Child {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Kills it with SIGKILL after some time; gives its exit code when it ended before.
pub fn kill_after(mut child: Child, time: Duration) -> Option<i32> {
    thread::sleep(time);
    let ended = child.try_wait().unwrap();
    if ended.is_none() {
        // It may end between the two, which is as well.
        let _ = child.kill();
    }
    let status = child.wait().unwrap();
    status.code()
}

/// Receipts of all commits of facts, as the Delta log holds them and what is kept of commits that went.
pub fn receipts(place: &Place) -> Vec<Value> {
    let table = place.path().join("data/lake/tables/contact");
    let (base, mut all) = match fs::read_to_string(table.join("_tandem/archive.json")) {
        Ok(text) => {
            let archive: Value = serde_json::from_str(&text).unwrap();
            let receipts = archive["receipts"].as_array().unwrap().clone();
            (archive["base"].as_u64().unwrap(), receipts)
        }
        Err(_) => (0, Vec::new()),
    };
    let mut commits: Vec<PathBuf> = fs::read_dir(table.join("_delta_log"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|kind| kind == "json"))
        .filter(|path| {
            let version = path
                .file_stem()
                .and_then(|stem| stem.to_str()?.parse().ok());
            version.is_some_and(|version: u64| version >= base)
        })
        .collect();
    commits.sort();
    let kept = commits.iter().flat_map(|commit| {
        let text = fs::read_to_string(commit).unwrap();
        text.lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap())
            .filter_map(|action| {
                let receipts = action.pointer("/commitInfo/tandem/receipts")?;
                receipts.as_array().cloned()
            })
            .flatten()
            .collect::<Vec<_>>()
    });
    all.extend(kept);
    all
}

/// Rows of facts that are there, and those that left because they were old.
pub fn rows_and_left(place: &Place) -> (u64, u64) {
    let status = place.run(&["lake", "status", "--format", "json"]).ends(0);
    let status: Value = serde_json::from_str(&status.answer).unwrap();
    let tables = status["tables"].as_array().unwrap();
    let contact = tables.iter().find(|one| one["table"] == "contact").unwrap();
    let count = |name: &str| contact[name].as_u64().unwrap();
    (count("rows"), count("retired"))
}

/// The version that the lake is at.
pub fn version(place: &Place) -> u64 {
    let status = place.run(&["lake", "status", "--format", "json"]).ends(0);
    let status: Value = serde_json::from_str(&status.answer).unwrap();
    status["version"].as_u64().unwrap()
}

/// Every receipt accounts for every row, and every key has one.
pub fn balances(place: &Place) {
    let mut keys = std::collections::BTreeSet::new();
    for receipt in receipts(place) {
        let counts = &receipt["counts"];
        let count = |name: &str| counts[name].as_u64().unwrap();
        let fates = [
            "passed_over",
            "set_aside",
            "added",
            "replaced",
            "superseded",
            "duplicates",
        ];
        let fates: u64 = fates.into_iter().map(count).sum();
        assert_eq!(count("received"), fates, "{receipt}");
        if let Some(key) = receipt["key"].as_str() {
            assert!(keys.insert(key.to_owned()), "{key} came in twice");
        }
    }
}
