//! `tandem platform`: a demo is told what to do by signed calls, which are undone, and are there after a crash as they were before.

use std::fs;
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};

use crate::demo::{GoesOn, demo, sign_in};
use crate::http::Caller;
use crate::place::tandem;

const KEY: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const VARIABLE: &str = "TANDEM_PLATFORM_KEY";

/// What `tandem platform` answered, and what it said.
#[track_caller]
fn platform(key: Option<&str>, args: &[&str], code: i32) -> (String, String) {
    let mut command = tandem();
    command.arg("platform").args(args);
    if let Some(key) = key {
        command.env(VARIABLE, key);
    }
    let output = command.output().unwrap();
    let [answer, said] =
        [output.stdout, output.stderr].map(|text| String::from_utf8(text).unwrap());
    assert_eq!(output.status.code(), Some(code), "{said}");
    (answer.trim().to_owned(), said)
}

fn goes_on(data: &Path, pace: &str) -> GoesOn {
    let mut command = demo(data);
    command.args(["--pace", pace]).env(VARIABLE, KEY);
    GoesOn::of(command)
}

fn calls(caller: &Caller) -> Vec<Value> {
    let told = caller.get_json("/api/platform/calls");
    told["calls"].as_array().unwrap().clone()
}

fn comes(what: &str, is: &dyn Fn() -> bool) {
    let comes = (0..300).any(|_| {
        std::thread::sleep(Duration::from_millis(200));
        is()
    });
    assert!(comes, "{what} does not come");
}

#[test]
fn a_platform_is_told_by_signed_calls_which_are_undone_and_there_after_a_crash() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("demo");
    let file = |name: &str, text: &str| {
        let file = folder.path().join(name);
        fs::write(&file, text).unwrap();
        file.to_str().unwrap().to_owned()
    };
    let more = file(
        "more.yaml",
        "set: { lever: allocation, party: birch, factor: 4 }\nreason: Birch has room.\n",
    );
    let bot = file(
        "bot.json",
        r#"{"format":1,"set":{"lever":"bot_share","share":0.2},"lasts_hours":3,"reason":"A test."}"#,
    );
    let unserved = file(
        "unserved.yaml",
        "set: { lever: routing, team: lisbon_live, queue: voice_orders }\nreason: A test.\n",
    );
    let volume = file(
        "volume.yaml",
        "set: { lever: volume, factor: 2 }\nreason: A test.\n",
    );

    let begun = goes_on(&data, "600");
    let mara = &begun.caller;
    let url = format!("http://{}", begun.address);
    let [email, password] = sign_in(&begun.said, "Inês Carvalho");
    let ines = Caller::signed_in(&begun.address, &email, &password);
    assert_eq!(calls(mara), Vec::<Value>::new());
    comes("the present", &|| {
        mara.calls("GET", "/api/what-if").status == 200
    });

    // What is not signed, or by another key, sets nothing.
    let (_, said) = platform(None, &["call", &url, "--lever", &more], 4);
    assert!(said.contains("TANDEM_PLATFORM_KEY is not set"), "{said}");
    let other = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSx";
    let (_, said) = platform(Some(other), &["call", &url, "--lever", &more], 4);
    assert!(said.contains("no webhook-signature fits"), "{said}");
    let (_, said) = platform(Some(KEY), &["call", &url, "--lever", &volume], 4);
    assert!(
        said.contains("`volume` is nothing that a platform sets"),
        "{said}"
    );
    let (_, said) = platform(Some(KEY), &["call", &url, "--lever", &unserved], 4);
    assert!(
        said.contains("nobody would take `voice_orders` from alder's customers"),
        "{said}"
    );
    assert_eq!(calls(mara), Vec::<Value>::new());

    // The same again is the same; another under the same name is refused.
    let (shift, said) = platform(
        Some(KEY),
        &["call", &url, "--lever", &more, "--id", "shift"],
        0,
    );
    assert_eq!(shift, "shift");
    assert!(
        said.contains(&format!("tandem platform undo {url} shift")),
        "{said}"
    );
    let before = calls(mara);
    platform(
        Some(KEY),
        &["call", &url, "--lever", &more, "--id", "shift"],
        0,
    );
    assert_eq!(calls(mara), before);
    let (_, said) = platform(
        Some(KEY),
        &["call", &url, "--lever", &bot, "--id", "shift"],
        4,
    );
    assert!(
        said.contains("another call was made under this webhook-id"),
        "{said}"
    );
    let (bot, _) = platform(Some(KEY), &["call", &url, "--lever", &bot], 0);

    // Everybody sees what is theirs to know. Alder learns nothing of Birch.
    let told = calls(mara);
    assert_eq!(told.len(), 2);
    assert_eq!(
        told[1]["set"],
        json!({ "lever": "allocation", "party": "birch", "factor": 4.0 })
    );
    assert_eq!(
        (&told[1]["in_force"], &told[1]["may_undo"]),
        (&json!(true), &json!(true))
    );
    let to_alder = ines.get_json("/api/platform/calls");
    assert_eq!(to_alder["calls"].as_array().unwrap().len(), 1);
    assert_eq!(to_alder["others_in_force"], false);
    assert_eq!(to_alder["calls"][0]["may_undo"], false);
    assert!(!to_alder.to_string().contains("irch"), "{to_alder}");
    assert_eq!(
        ines.calls("DELETE", "/api/platform/calls/shift").status,
        404
    );
    assert_eq!(
        ines.calls("DELETE", &format!("/api/platform/calls/{bot}"))
            .status,
        403
    );

    // One is undone by a signed call, the other by a person; undone twice, it is undone once.
    let change = |name: &str| {
        let truth = fs::read_to_string(data.join("exports/truth.json")).unwrap();
        let truth: Value = serde_json::from_str(&truth).unwrap();
        let mut all = truth["changes"].as_array().unwrap().iter();
        all.find(|one| one["change"] == format!("call:{name}"))
            .cloned()
    };
    comes("the call in the truth", &|| change("shift").is_some());
    assert_eq!(change("shift").unwrap()["began"], told[1]["from"]);
    std::thread::sleep(Duration::from_secs(2));
    let (undone, _) = platform(Some(KEY), &["undo", &url, "shift"], 0);
    assert_eq!(undone, "shift");
    let taken_back = mara.calls("DELETE", &format!("/api/platform/calls/{bot}"));
    assert_eq!(taken_back.status, 200, "{taken_back:?}");
    let told = calls(mara);
    platform(Some(KEY), &["undo", &url, "shift"], 0);
    assert_eq!(calls(mara), told);
    assert_eq!(
        (&told[0]["undone"]["by"], &told[1]["undone"]["by"]),
        (&json!("Mara Roos"), &Value::Null)
    );
    let (_, said) = platform(Some(KEY), &["undo", &url, "nothing"], 4);
    assert!(said.contains("there is no call `nothing`"), "{said}");
    comes("the end in the truth", &|| {
        change("shift").unwrap()["ends"] == told[1]["undone"]["at"]
    });

    // After a crash it goes the same way again.
    comes("an hour more", &|| begun.contacts_by_hour().len() > 2);
    let before = (change("shift"), change(&bot), begun.contacts_by_hour());
    begun.running.signal("KILL");
    begun.running.ends();
    let again = goes_on(&data, "3600");
    again.simulates("2026-03-31,");
    assert_eq!(calls(&again.caller), told);
    assert_eq!((change("shift"), change(&bot)), (before.0, before.1));
    // The last hour was under way.
    let whole = before.2.len() - 1;
    assert_eq!(again.contacts_by_hour()[..whole], before.2[..whole]);
    again.running.interrupted();
}

#[test]
fn a_wrong_key_is_told_before_anything_is_founded() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("demo");
    let output = demo(&data).env(VARIABLE, "short").output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(4), "{said}");
    assert!(said.contains("TANDEM_PLATFORM_KEY holds no key"), "{said}");
    assert!(!data.exists());
}

#[test]
fn without_a_key_nothing_is_taken() {
    let folder = tempfile::tempdir().unwrap();
    let lever = folder.path().join("bot.yaml");
    fs::write(
        &lever,
        "set: { lever: bot_share, share: 0.1 }\nreason: A test.\n",
    )
    .unwrap();
    let lever = lever.to_str().unwrap();
    let mut command = demo(&folder.path().join("demo"));
    command.args(["--pace", "0"]);
    let begun = GoesOn::of(command);
    let url = format!("http://{}", begun.address);
    let (_, said) = platform(Some(KEY), &["call", &url, "--lever", lever], 4);
    assert!(said.contains("this server takes no signed calls"), "{said}");
    begun.running.interrupted();
    let (_, said) = platform(Some(KEY), &["call", &url, "--lever", lever], 4);
    assert!(said.contains("was not reached"), "{said}");
    let (_, said) = platform(Some("short"), &["call", &url, "--lever", lever], 4);
    assert!(said.contains("TANDEM_PLATFORM_KEY holds no key"), "{said}");
    let (_, said) = platform(Some(KEY), &["call", "nowhere", "--lever", lever], 4);
    assert!(said.contains("`nowhere` is no address"), "{said}");
}
