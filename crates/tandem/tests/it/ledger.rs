//! What was decided, on the command line: checked, signed for, handed over; and in a database that two servers share.

use std::fs;
use std::process::Command;
use std::time::Duration;

use serde_json::json;

use crate::http::Caller;
use crate::place::{Place, Ran, tandem};
use crate::postgres::Postgres;
use crate::running::Running;
use crate::small::CALLS;

const PASSWORD: &str = "a long enough password";
/// RFC 8032, section 7.1, test 1.
const KEY: &str = "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=";
const PUBLIC_KEY: &str = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

fn place() -> Place {
    let pins = "{ role: client.lead, title: Lead, sees: everything, may: [pin_notes] }";
    let place = Place::small(&[("{ role: client.lead, title: Lead, sees: everything }", pins)]);
    place.write("calls.csv", CALLS);
    place
}

/// Puts another charter in force, which is another entry.
fn decide(place: &Place, purpose: &str) {
    let file = place.path().join("charter/partnership.yaml");
    let text = fs::read_to_string(&file).unwrap();
    let other = text.lines().map(|line| match line.split_once(": ") {
        Some(("purpose", _)) => format!("purpose: {purpose}\n"),
        _ => format!("{line}\n"),
    });
    fs::write(&file, other.collect::<String>()).unwrap();
    place.ingest("calls", "calls.csv");
}

/// A command that knows neither `--charter` nor what `Place` adds, over a folder.
fn over(place: &Place, data: &str, args: &[&str]) -> Ran {
    place.run(&[args, &["--data", data]].concat())
}

/// The same with the key.
fn with_key(place: &Place, args: &[&str], key: Option<&str>) -> Ran {
    let mut command = place.command(args);
    if let Some(key) = key {
        command.env("TANDEM_LEDGER_KEY", key);
    }
    let output = command.output().unwrap();
    Ran {
        command: args.join(" "),
        code: output.status.code(),
        answer: String::from_utf8(output.stdout).unwrap(),
        said: String::from_utf8(output.stderr).unwrap(),
    }
}

#[test]
fn what_was_decided_is_checked_handed_over_and_taken_in() {
    let place = place();
    let none = over(&place, "data", &["verify"]).ends(4);
    assert!(
        none.said.contains("nothing was ever decided here"),
        "{none:?}"
    );
    for purpose in ["One.", "Two.", "Three."] {
        decide(&place, purpose);
    }
    let found = over(&place, "data", &["verify"]).ends(0).answer;
    assert!(
        found.contains("3, each as it was written and after the one before it"),
        "{found}"
    );

    let log = over(&place, "data", &["ledger", "log", "--limit", "2"]).ends(0);
    let lines: Vec<Vec<&str>> = log
        .answer
        .lines()
        .map(|line| line.split_whitespace().collect())
        .collect();
    assert_eq!(
        (lines[1][0], lines[2][0], lines.len()),
        ("3", "2", 3),
        "{log:?}"
    );
    assert_eq!(
        lines[1][2..],
        ["operator", "operator", "quay", "charter_replaced", "quay"]
    );
    let early = over(&place, "data", &["ledger", "log", "--as-of", "1"]).ends(0);
    assert!(
        early
            .said
            .contains("As of entry 1: charter in force: `quay` since entry 1"),
        "{early:?}"
    );
    let later = over(&place, "data", &["ledger", "log", "--as-of", "9"]).ends(4);
    assert!(
        later
            .said
            .contains("the ledger has 3 entries; there is no position 9"),
        "{later:?}"
    );
    let never = over(
        &place,
        "data",
        &["ledger", "log", "--as-of", "2001-01-01T00:00:00Z"],
    )
    .ends(0);
    assert!(never.said.contains("As of entry 0"), "{never:?}");

    over(&place, "data", &["ledger", "export", "all.ndjson"]).ends(0);
    let taken = over(&place, "data", &["ledger", "export", "all.ndjson"]).ends(4);
    assert!(
        taken.said.contains("name a file that is not there yet"),
        "{taken:?}"
    );
    let exported = fs::read_to_string(place.path().join("all.ndjson")).unwrap();
    assert_eq!(
        over(&place, "data", &["ledger", "export", "-"])
            .ends(0)
            .answer,
        exported
    );

    let taken_in = over(&place, "new", &["ledger", "import", "all.ndjson"]).ends(0);
    assert!(
        taken_in.said.starts_with("3 entries taken in"),
        "{taken_in:?}"
    );
    assert_eq!(
        over(&place, "new", &["ledger", "export", "-"])
            .ends(0)
            .answer,
        exported
    );
    let full = over(&place, "new", &["ledger", "import", "all.ndjson"]).ends(4);
    assert!(
        full.said.contains("the ledger holds 3 entries already"),
        "{full:?}"
    );

    place.write("bad.ndjson", exported.replacen("Two.", "Too.", 1));
    let refused = over(&place, "bad", &["ledger", "import", "bad.ndjson"]).ends(4);
    assert!(
        refused
            .said
            .starts_with("error: bad.ndjson: line 2: entry 2 says that its hash is ")
            && refused
                .said
                .contains("was expected\n hint: nothing was imported"),
        "{refused:?}"
    );
    let nothing = over(&place, "bad", &["verify"]).ends(0).answer;
    assert!(nothing.contains("0, each"), "{nothing}");
}

#[test]
fn a_later_ledger_extends_what_was_signed() {
    let place = place();
    decide(&place, "One.");
    let sign = ["ledger", "checkpoint", "--data", "data"];
    let refused = with_key(&place, &sign, None).ends(4);
    assert!(
        refused.said.contains("TANDEM_LEDGER_KEY is not set"),
        "{refused:?}"
    );
    let refused = with_key(&place, &sign, Some("short")).ends(4);
    assert!(
        refused.said.contains("TANDEM_LEDGER_KEY holds no key"),
        "{refused:?}"
    );
    let signed = with_key(&place, &sign, Some(KEY)).ends(0);
    assert!(signed.said.contains(PUBLIC_KEY), "{signed:?}");
    assert!(!signed.answer.contains(KEY) && !signed.said.contains(KEY));
    place.write("march.json", &signed.answer);

    decide(&place, "Two.");
    let extends = ["verify", "--extends", "march.json"];
    let found = over(&place, "data", &extends).ends(0);
    assert!(
        found
            .answer
            .contains("the checkpoint of entry 1, signed at"),
        "{found:?}"
    );
    assert!(found.said.contains("name it with --by"), "{found:?}");
    let by = [&extends[..], &["--by", PUBLIC_KEY]].concat();
    assert_eq!(over(&place, "data", &by).ends(0).said, "");
    let other = "PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=";
    let by_other = [&extends[..], &["--by", other]].concat();
    let refused = over(&place, "data", &by_other).ends(4);
    assert!(refused.said.contains("was signed by 11qY"), "{refused:?}");

    place.write(
        "forged.json",
        signed.answer.replace("\"position\": 1", "\"position\": 2"),
    );
    let refused = over(&place, "data", &["verify", "--extends", "forged.json"]).ends(4);
    assert!(
        refused.said.contains("is not what was signed"),
        "{refused:?}"
    );

    // Another ledger of the same partnership.
    let another = self::place();
    decide(&another, "Another.");
    another.write("march.json", &signed.answer);
    let refused = over(&another, "data", &extends).ends(4);
    assert!(
        refused
            .said
            .contains("does not extend the checkpoint: its entry 1 has the hash"),
        "{refused:?}"
    );
}

/// A server over a data folder of its own and the ledger that all share.
fn serve(place: &Place, postgres: &Postgres, data: &str) -> Running {
    let mut command = on(place, postgres, &["serve", "--listen", "127.0.0.1:0"]);
    command.args(["--charter", "charter", "--data", data]);
    Running::start(command)
}

fn on(place: &Place, postgres: &Postgres, args: &[&str]) -> Command {
    let mut command = tandem();
    command
        .current_dir(place.path())
        .args(args)
        .env("TANDEM_LEDGER_URL", postgres.address());
    command
}

#[test]
fn two_servers_share_a_ledger_in_postgres() {
    let Some(postgres) = Postgres::start() else {
        return;
    };
    let place = place();
    let password = format!("{PASSWORD}\n");
    place
        .run_with(&["accounts", "set-password", "clara"], &password)
        .ends(0);
    fs::create_dir(place.path().join("other")).unwrap();
    for file in ["accounts.sqlite", "accounts.sqlite-wal"] {
        let (from, to) = (place.path().join("data"), place.path().join("other"));
        // The second is there only where the last to look has not tidied up.
        let _ = fs::copy(from.join(file), to.join(file));
    }
    let mut servers = ["data", "other"].map(|data| serve(&place, &postgres, data));
    let callers = servers
        .each_mut()
        .map(|server| Caller::signed_in(&server.address(), "clara@quay.example", PASSWORD));
    assert!(!place.path().join("data/ledger.sqlite").exists());

    let note =
        json!({ "kpi": "calls", "at": "2026-03-02", "text": "The line was down." }).to_string();
    let headers = "Content-Type: application/json\r\n";
    let pinned = callers[0].try_post("/api/notes", headers, &note).unwrap();
    assert_eq!(pinned.status, 200, "{pinned:?}");
    // The other learns of it by itself.
    let told = (0..600).any(|_| {
        std::thread::sleep(Duration::from_millis(100));
        callers[1].get("/api/notes").contains("The line was down.")
    });
    assert!(told, "the other server was not told");

    let verify = |data: &str| {
        let output = on(&place, &postgres, &["verify", "--data", data])
            .output()
            .unwrap();
        (
            output.status.code(),
            String::from_utf8_lossy(&output.stderr).into_owned(),
        )
    };
    assert_eq!(verify("data"), (Some(0), String::new()));

    // Nothing is decided while it is away, and that is said; what was decided is still answered.
    postgres.stop();
    let refused = callers[0].try_post("/api/notes", headers, &note).unwrap();
    assert_eq!(refused.status, 503, "{refused:?}");
    assert!(refused.body.contains("cannot be reached"), "{refused:?}");
    assert!(callers[0].get("/api/notes").contains("The line was down."));
    let (code, said) = verify("data");
    assert_eq!(code, Some(1));
    assert!(
        said.starts_with(
            "error: the ledger in PostgreSQL: the ledger's database cannot be reached"
        ) && said.contains(" hint: see that PostgreSQL runs"),
        "{said}"
    );
    for server in servers {
        server.interrupted();
    }
}
