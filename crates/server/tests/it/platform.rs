//! Calls that are signed, and who may know of them and undo them. What a platform does with them is a demo's business.

use std::sync::{Arc, Mutex};

use access::webhook::WebhookKey;
use jiff::Timestamp;
use serde_json::{Value, json};
use server::{Asked, Called, NotCalled, Platform};
use twin::platform::{Call as Told, CallError};
use twin::what_if::Lever;

use crate::client::{Answered, Call};
use crate::house::House;

const KEY: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const CALLS: &str = "/api/platform/calls";
/// Why, of which Quillon must not read the first sentence.
const ASKED: &str = "Zephyrine Desk asked for it.";
const QUIET: &str = "Few call at this time.";

pub fn key() -> WebhookKey {
    WebhookKey::parse(KEY).unwrap()
}

/// A platform that writes down what it is told. At first, Zephyrine has one more agent, and Quillon one fewer.
pub fn platform() -> Arc<dyn Platform> {
    let called = |call: &str, team: &str, more: i32, reason: &str| Called {
        call: Told {
            call: call.to_owned(),
            set: Lever::Agents {
                team: team.to_owned(),
                more,
                during: None,
            },
            until: None,
            reason: reason.to_owned(),
        },
        from: noon(),
        undone: None,
    };
    let calls = vec![
        called("call_z", "karsholt_a", 1, ASKED),
        called("call_q", "vexley_a", -1, &format!("{ASKED} {QUIET}")),
    ];
    Arc::new(WritesDown(Mutex::new(calls)))
}

fn noon() -> Timestamp {
    "2026-04-01T12:00:00Z".parse().unwrap()
}

struct WritesDown(Mutex<Vec<Called>>);

impl Platform for WritesDown {
    fn calls(&self) -> Vec<Called> {
        self.0.lock().unwrap().clone()
    }

    fn call(&self, asked: Asked) -> Result<Called, NotCalled> {
        let called = Called {
            call: Told {
                call: asked.id,
                set: asked.set,
                until: None,
                reason: asked.reason,
            },
            from: noon(),
            undone: None,
        };
        self.0.lock().unwrap().push(called.clone());
        Ok(called)
    }

    fn undo(&self, call: &str, by: Option<&str>) -> Result<Called, NotCalled> {
        let mut calls = self.0.lock().unwrap();
        let found = calls.iter_mut().find(|one| one.call.call == call);
        let found = found.ok_or_else(|| CallError::Unknown(call.to_owned()))?;
        found.undone = Some((noon(), by.map(str::to_owned)));
        Ok(found.clone())
    }
}

/// A message as a platform's caller sends it at an instant.
fn message(path: &str, id: &str, at: Timestamp, body: &str) -> Call {
    let signature = key().sign(id, at, body.as_bytes());
    let message = Call::new("POST", path).json(body);
    let message = message.header("webhook-id", id);
    let message = message.header("webhook-timestamp", &at.as_second().to_string());
    message.header("webhook-signature", &signature)
}

fn body(set: &Value) -> String {
    json!({ "format": 1, "set": set, "reason": "A test." }).to_string()
}

#[track_caller]
fn refused(answered: &Answered, status: u16, says: &str) {
    assert_eq!(answered.status, status, "{answered:?}");
    let body = answered.json();
    let message = body["message"].as_str().unwrap();
    assert!(message.contains(says), "{message}");
    assert!(body["hint"].is_string(), "{body}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_signed_is_set_and_nothing_else() {
    let house = House::open().await;
    let now = house.now();
    let set = json!({ "lever": "bot_share", "share": 0.1 });
    let sent = body(&set);
    let taken = house.send(&message(CALLS, "call_1", now, &sent)).await;
    assert_eq!(taken.status, 200, "{taken:?}");
    let told = taken.json();
    assert_eq!((&told["call"], &told["set"]), (&json!("call_1"), &set));
    assert_eq!(told["undo"], "/api/platform/calls/call_1/undo");

    let unsigned = Call::new("POST", CALLS).json(&sent);
    refused(&house.send(&unsigned).await, 401, "webhook-id is missing");
    let mut other = message(CALLS, "call_2", now, &sent);
    other.body = body(&json!({ "lever": "bot_share", "share": 0.9 }));
    refused(&house.send(&other).await, 401, "no webhook-signature fits");
    let old = now - jiff::SignedDuration::from_secs(301);
    let late = message(CALLS, "call_2", old, &sent);
    refused(&house.send(&late).await, 401, "more than 5 minutes");
    // Nobody's session stands in for the key.
    let olive = house.sign_in("olive").await;
    let by_session = olive.signs(Call::new("POST", CALLS).json(&sent));
    refused(&house.send(&by_session).await, 401, "webhook-id is missing");

    for (sent, status, says) in [
        (
            body(&json!({ "lever": "volume", "factor": 2 })),
            422,
            "`volume` is nothing that a platform sets",
        ),
        (
            body(&json!({ "lever": "handle_time", "factor": 2 })),
            422,
            "`handle_time` is nothing",
        ),
        (
            body(&json!({ "lever": "weather" })),
            400,
            "`set` cannot be read",
        ),
        (sent.replace("1,", "2,"), 422, "format 2"),
        (sent.replace("A test.", " "), 422, "the reason is missing"),
        ("{}".to_owned(), 400, "the body cannot be read"),
    ] {
        let answered = house.send(&message(CALLS, "call_3", now, &sent)).await;
        refused(&answered, status, says);
    }
    let both = sent.replace(
        "\"format\"",
        r#""lasts_hours":1,"until":"2026-04-02T00:00:00Z","format""#,
    );
    refused(
        &house.send(&message(CALLS, "call_3", now, &both)).await,
        422,
        "both",
    );

    // What is signed says what is undone: an undo of one call is none of another.
    let undo = r#"{"format":1,"undo":"call_1"}"#;
    let elsewhere = message("/api/platform/calls/call_z/undo", "undo_1", now, undo);
    refused(
        &house.send(&elsewhere).await,
        422,
        "another call than the address",
    );
    let undone = message("/api/platform/calls/call_1/undo", "undo_1", now, undo);
    let undone = house.send(&undone).await;
    assert_eq!(undone.status, 200, "{undone:?}");
    assert_eq!(undone.json()["undone"]["by"], Value::Null);
    assert_eq!(undone.json()["in_force"], false);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_undoes_what_touches_nobody_else_and_is_told_why() {
    let house = House::open().await;
    let calls = async |person: &str| {
        let session = house.sign_in(person).await;
        let told = house.get(&session, CALLS).await.json();
        let names = told["calls"].as_array().unwrap().iter();
        let names = names.map(|one| {
            let text = |field: &str| one[field].as_str().unwrap_or_default().to_owned();
            (text("call"), one["may_undo"] == true, text("reason"))
        });
        (names.collect::<Vec<_>>(), told["others_in_force"] == true)
    };
    let one = |name: &str, may: bool, reason: &str| (name.to_owned(), may, reason.to_owned());
    let both = format!("{ASKED} {QUIET}");
    let all = |may| {
        let told = vec![one("call_q", may, &both), one("call_z", may, ASKED)];
        (told, false)
    };
    assert_eq!(calls("olive").await, all(true));
    // Otto sees everything, and pins no notes.
    assert_eq!(calls("otto").await, all(false));
    // Of the client's side, one may hear that there is something else; a provider would learn that there are others.
    assert_eq!(calls("hana").await, (Vec::new(), true));
    assert_eq!(
        calls("quin").await,
        (vec![one("call_q", true, QUIET)], false)
    );
    assert_eq!(
        calls("zora").await,
        (vec![one("call_z", true, ASKED)], false)
    );
    // Who sees a part of the party, whatever rights they hold, does not see all of whom it touches.
    for person in ["quest", "quora"] {
        let told = calls(person).await;
        assert_eq!(told, (vec![one("call_q", false, "")], false), "{person}");
    }

    let take_back = async |person: &str, call: &str| {
        let session = house.sign_in(person).await;
        let asked = Call::new("DELETE", &format!("{CALLS}/{call}"));
        house.send(&session.signs(asked)).await
    };
    // What is hidden is answered as what there is not.
    let hidden = take_back("quin", "call_z").await;
    let nothing = take_back("quin", "call_x").await;
    refused(&hidden, 404, "no call `call_z`");
    refused(&nothing, 404, "no call `call_x`");
    assert_eq!(hidden.json()["hint"], nothing.json()["hint"]);
    for person in ["quest", "quora"] {
        refused(&take_back(person, "call_q").await, 403, "may not undo");
    }
    assert_eq!(take_back("quin", "call_q").await.status, 200);
    assert_eq!(take_back("olive", "call_z").await.status, 200);
    let undone_by = async |person: &str| {
        let session = house.sign_in(person).await;
        let told = house.get(&session, CALLS).await.json();
        let calls = told["calls"].as_array().unwrap().iter();
        let by = calls.map(|one| one["undone"]["by"].as_str().map(str::to_owned));
        by.collect::<Vec<_>>()
    };
    let by = |name: &str| Some(name.to_owned());
    assert_eq!(
        undone_by("olive").await,
        [by("Quin Adair"), by("Olive Marsh")]
    );
    assert_eq!(undone_by("quin").await, [by("Quin Adair")]);
    assert_eq!(undone_by("quora").await, [None]);
    // Everybody knows of the client.
    assert_eq!(undone_by("zora").await, [by("Olive Marsh")]);
    assert_eq!(
        calls("quin").await,
        (vec![one("call_q", false, QUIET)], false)
    );
}
