//! `tandem demo`: founded once, however often it is broken off, and nobody else's folder is touched.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;
use std::time::Duration;

use serde_json::{Value, json};

use crate::http::Caller;
use crate::place::{root, tandem};
use crate::running::Running;

/// A few days of the example partnership, the same each time.
pub fn demo(data: &std::path::Path) -> Command {
    let mut command = tandem();
    command
        .current_dir(root())
        .args(["demo", "--listen", "127.0.0.1:0", "--days", "8"])
        .args(["--until", "2026-03-29", "--data"])
        .arg(data);
    command
}

/// The same, which ends with its history.
fn still(data: &std::path::Path) -> Command {
    let mut command = demo(data);
    command.arg("--still");
    command
}

/// The e-mail address and the password of a line that tells how someone signs in.
pub fn sign_in(said: &str, name: &str) -> [String; 2] {
    let line = said.lines().find(|line| line.trim().starts_with(name));
    let mut words = line.unwrap().split_whitespace().rev().map(str::to_owned);
    let password = words.next().unwrap();
    [words.next().unwrap(), password]
}

#[test]
fn it_comes_up_and_comes_up_again() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("demo");
    let mut first = Running::start(still(&data));
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
    let left = fs::read_dir(data.join("exports")).unwrap();
    let left: BTreeSet<_> = left.map(|entry| entry.unwrap().file_name()).collect();
    let truth = ["transcripts_truth.ndjson.zst", "truth.json"];
    assert_eq!(left, truth.map(Into::into).into());

    let mut second = Running::start(still(&data));
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
        let mut running = Running::start(still(&data));
        running.says(moment);
        running.signal(signal);
        let (status, said) = running.ends();
        assert_eq!(status.code(), (signal == "INT").then_some(0), "{said}");
        if !said.contains("is served at") {
            assert!(!data.join("demo.json").exists());
        }
    }
    let mut running = Running::start(still(&data));
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
    let output = still(&data).output().unwrap();
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
    let mut first = Running::start(still(&data));
    for moment in ["Founding ", "rows received into", "is served at"] {
        first.says(moment);
        let second = still(&data).output().unwrap();
        let said = String::from_utf8(second.stderr).unwrap();
        assert_eq!(second.status.code(), Some(5), "{moment}: {said}");
    }
    first.says("Ctrl-C ends it");
    first.interrupted();
}

#[test]
fn it_goes_on_after_its_history_and_then_from_where_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let begun = GoesOn::start(folder.path().join("demo"));
    assert!(
        begun
            .said
            .contains("It goes on from 30 March 2026, 07:00 UTC"),
        "{}",
        begun.said
    );
    let pace = |pace: f64| {
        begun
            .caller
            .put("/api/simulation", &json!({ "pace": pace }))
    };
    assert_eq!(pace(-1.0).status, 422);
    assert_eq!(pace(3_600.0).status, 204);
    begun.simulates("2026-03-30,");
    begun.running.signal("KILL");
    begun.running.ends();
    // Nothing is lost or counted twice: calls of these days are as in a simulation that nobody disturbed.
    let disturbed = GoesOn::start(folder.path().join("demo"));
    let undisturbed = GoesOn::start(folder.path().join("undisturbed"));
    let calls = [disturbed, undisturbed].map(|house| {
        house.simulates("2026-03-31,");
        let calls = house.calls_by_day();
        house.running.interrupted();
        calls
            .into_iter()
            .filter(|line| line.as_str() < "2026-03-31")
            .collect::<Vec<_>>()
    });
    assert_eq!(calls[0].len(), 7, "no calls on Sundays");
    assert_eq!(calls[0], calls[1]);
}

/// How a scenario stands, to a caller who may know of it.
fn scenario(caller: &Caller, name: &str) -> Option<Value> {
    let told = caller.get_json("/api/simulation/scenarios");
    let scenarios = told["scenarios"].as_array().unwrap().iter();
    let mut found = scenarios.filter(|one| one["scenario"] == name);
    found.next().cloned()
}

/// An outage at Birch empties its floor and fills its lines while it lasts, and the truth says so. It is there after a crash as it was before.
#[test]
fn what_is_let_happen_is_in_the_facts_and_in_the_truth_and_there_after_a_crash() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("demo");
    let begun = GoesOn::start_at("600", data.clone());
    let mara = &begun.caller;
    let signed_in = |name: &str| {
        let [email, password] = sign_in(&begun.said, name);
        Caller::signed_in(&begun.address, &email, &password)
    };
    let (ines, carlo) = (signed_in("Inês Carvalho"), signed_in("Carlo Santos"));
    let outage = "/api/simulation/scenarios/outage";
    assert_eq!(scenario(mara, "outage").unwrap()["since"], Value::Null);
    assert_eq!(mara.calls("DELETE", outage).status, 409);
    assert_eq!(
        mara.calls("POST", "/api/simulation/scenarios/flood").status,
        404
    );
    // Alder does not learn of Birch, not even from what is let happen there; Birch may, and not for everybody.
    assert_eq!(ines.calls("POST", outage).status, 404);
    assert_eq!(
        carlo
            .calls("POST", "/api/simulation/scenarios/misrouting")
            .status,
        403
    );

    let birch = |of: &str| {
        let now = mara.get_json("/api/now");
        let rows = now[of].as_array().unwrap().iter();
        rows.filter(|row| row["party"] == "birch")
            .cloned()
            .collect::<Vec<_>>()
    };
    let comes = |what: &str, is: &dyn Fn() -> bool| {
        let comes = (0..300).any(|_| {
            std::thread::sleep(Duration::from_millis(200));
            is()
        });
        assert!(comes, "{what} does not come: {:?}", birch("lines"));
    };
    // Nobody works there at midnight either, of which the demo knows before it goes on.
    comes("work", &|| birch("agents").iter().any(|a| a["busy"] != 0));

    assert_eq!(carlo.calls("POST", outage).status, 204);
    assert_eq!(mara.calls("POST", outage).status, 409);
    comes("nobody works, and somebody waits", &|| {
        let agents = birch("agents");
        let works = |field: &str| agents.iter().any(|a| a[field] != 0);
        let waits = birch("lines")
            .iter()
            .any(|l| l["waiting"].as_u64() > Some(3));
        waits && !agents.is_empty() && !works("available") && !works("busy")
    });
    let told = ines.get_json("/api/simulation/scenarios");
    assert_eq!(told["others_happen"], false, "it would tell of others");
    assert!(!told.to_string().to_lowercase().contains("birch"), "{told}");
    // When it ends is known once the simulation has taken it up, a moment after its facts are in.
    comes("its end", &|| {
        scenario(mara, "outage").unwrap()["ends"].is_string()
    });
    let happens = scenario(mara, "outage").unwrap();

    let change = || {
        let truth = fs::read_to_string(data.join("exports/truth.json")).unwrap();
        let truth: Value = serde_json::from_str(&truth).unwrap();
        let mut changes = truth["changes"].as_array().unwrap().iter();
        changes.find(|c| c["scenario"] == "outage").cloned()
    };
    comes("the truth", &|| change().is_some());
    let told = change().unwrap();
    assert_eq!(told["began"], happens["since"]);
    assert_eq!(
        (&told["ends"], &told["by"]),
        (&happens["ends"], &json!(1.0))
    );

    assert_eq!(mara.calls("DELETE", outage).status, 204);
    assert_eq!(scenario(mara, "outage").unwrap()["since"], Value::Null);
    comes("work", &|| birch("agents").iter().any(|a| a["busy"] != 0));
    comes("the end in the truth", &|| {
        change().unwrap()["ends"] != happens["ends"]
    });
    let written = [change(), Some(json!(begun.contacts_by_hour()))];
    begun.running.signal("KILL");
    begun.running.ends();

    let again = GoesOn::start(data.clone());
    again.simulates("2026-03-31,");
    assert_eq!(change(), written[0]);
    let hours = json!(again.contacts_by_hour());
    let before = written[1].as_ref().unwrap().as_array().unwrap();
    // The last of them was under way.
    let whole = &before[..before.len() - 1];
    assert_eq!(&hours.as_array().unwrap()[..whole.len()], whole);
    again.running.interrupted();
}

#[test]
fn scenarios_are_listed_and_one_that_is_not_there_is_told_with_those_that_are() {
    let listed = tandem()
        .current_dir(root())
        .args(["simulate", "--charter", "charters/harbor", "--list"])
        .output()
        .unwrap();
    let listed = String::from_utf8(listed.stdout).unwrap();
    assert_eq!(listed.lines().count(), 14, "{listed}");
    assert!(listed.contains("outage "), "{listed}");
    let folder = tempfile::tempdir().unwrap();
    let simulate = |name: &str| {
        tandem()
            .current_dir(root())
            .args(["simulate", "--charter", "charters/harbor", "--days", "2"])
            .args(["--scenario", name, "--out"])
            .arg(folder.path())
            .output()
            .unwrap()
    };
    let refused = simulate("flood");
    let said = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(refused.status.code(), Some(4), "{said}");
    assert!(
        said.contains("no scenario `flood`")
            && said.contains("outage, outdated_article, quality_drift"),
        "{said}"
    );
    assert!(simulate("misrouting").status.success());
    let truth = fs::read_to_string(folder.path().join("truth.json")).unwrap();
    let truth: Value = serde_json::from_str(&truth).unwrap();
    assert_eq!(truth["scenarios"], json!(["misrouting"]));
    assert_eq!(truth["changes"][0]["by"], 0.6);
}

/// A demo that goes on, an hour in a second.
pub struct GoesOn {
    pub address: String,
    pub running: Running,
    pub said: String,
    pub caller: Caller,
}

impl GoesOn {
    fn start(data: std::path::PathBuf) -> Self {
        Self::start_at("3600", data)
    }

    fn start_at(pace: &str, data: std::path::PathBuf) -> Self {
        let mut command = demo(&data);
        command.args(["--pace", pace]);
        Self::of(command)
    }

    pub fn of(command: Command) -> Self {
        let mut running = Running::start(command);
        let address = running.address();
        running.says("Ctrl-C ends it");
        let said = running.said();
        let [email, password] = sign_in(&said, "Mara Roos");
        let caller = Caller::signed_in(&address, &email, &password);
        Self {
            address,
            running,
            said,
            caller,
        }
    }

    /// Calls handled, a line a day.
    fn calls_by_day(&self) -> Vec<String> {
        let asked = "kpis=contacts_handled&grain=day&where=channel%20%3D%20%27voice%27&format=csv";
        let csv = self.caller.get(&format!("/api/query?{asked}"));
        let days = csv.lines().filter(|line| line.starts_with("2026-"));
        days.map(str::to_owned).collect()
    }

    /// Contacts that came on the day after the history, a line an hour.
    pub fn contacts_by_hour(&self) -> Vec<String> {
        let asked = "kpis=contacts_offered&grain=hour&from=2026-03-30&to=2026-03-30&format=csv";
        let csv = self.caller.get(&format!("/api/query?{asked}"));
        let hours = csv.lines().filter(|line| line.starts_with("2026-"));
        hours.map(str::to_owned).collect()
    }

    pub fn simulates(&self, day: &str) {
        let comes = (0..400).any(|_| {
            std::thread::sleep(Duration::from_millis(300));
            self.calls_by_day().iter().any(|line| line.starts_with(day))
        });
        assert!(comes, "{day} does not come");
    }
}
