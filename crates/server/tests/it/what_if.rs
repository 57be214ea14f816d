//! What if: asked in the background, answered to who asked, within what they may see and pull.

use std::time::Duration;

use serde_json::{Value as Json, json};

use crate::client::{Answered, Call};
use crate::house::{House, Session};

fn more_agents(team: &str) -> Json {
    json!({ "format": 1, "levers": [{ "lever": "agents", "team": team, "more": 3, "during": { "from": "13:00:00", "until": "17:00:00" } }] })
}

async fn begin(house: &House, session: &Session, scenarios: Json) -> Answered {
    let asked = json!({ "replications": 4, "scenarios": scenarios });
    house
        .send(&session.signs(Call::post("/api/what-if/runs", &asked)))
        .await
}

/// The run when it has ended.
async fn ended(house: &House, session: &Session, begun: &Answered) -> Json {
    assert_eq!(begun.status, 200, "{begun:?}");
    let id = begun.json()["id"].as_str().unwrap().to_owned();
    for _ in 0..600 {
        let run = house
            .get(session, &format!("/api/what-if/runs/{id}"))
            .await
            .json();
        if run["status"] != "running" {
            return run;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the run does not end");
}

fn measures(outcome: &Json) -> Vec<&str> {
    let baseline = outcome["baseline"].as_array().unwrap();
    baseline
        .iter()
        .map(|one| one["measure"].as_str().unwrap())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_is_answered_to_who_asked_and_tells_of_every_party() {
    let house = House::open().await;
    let olive = house.sign_in("olive").await;
    let begun = begin(&house, &olive, json!([more_agents("vexley_a")])).await;
    let run = ended(&house, &olive, &begun).await;
    assert_eq!(
        (&run["status"], &run["done"], &run["of"]),
        (&json!("done"), &json!(4), &json!(4))
    );
    let answer = &run["answer"];
    assert_eq!(answer["currency"], "EUR");
    let outcomes = answer["outcomes"].as_array().unwrap();
    // The whole, three parties, and two channels of the whole.
    assert_eq!(outcomes.len(), 6);
    assert!(measures(&outcomes[0]).contains(&"cost_per_contact"));
    let of = |party: &str| {
        let found = outcomes.iter().find(|one| one["party"] == party);
        found.unwrap()["scenarios"][0][0]["difference"]["mean"]
            .as_f64()
            .unwrap()
    };
    assert!(of("quillon") > of("zephyrine").abs());
    // It is nobody else's, whoever knows its name.
    let otto = house.sign_in("otto").await;
    let path = format!("/api/what-if/runs/{}", run["id"].as_str().unwrap());
    assert_eq!(house.get(&otto, &path).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_pulls_its_own_levers_and_sees_its_own_outcome() {
    let house = House::open().await;
    let quin = house.sign_in("quin").await;
    let slower = json!({ "format": 1, "levers": [{ "lever": "handle_time", "factor": 1.2 }, { "lever": "volume", "factor": 1.1 }] });
    let begun = begin(&house, &quin, json!([more_agents("vexley_a"), slower])).await;
    let run = ended(&house, &quin, &begun).await;
    let told = run.to_string();
    for hidden in ["zephyrine", "karsholt", "atelier", "mossgate"] {
        assert!(!told.contains(hidden), "{hidden}: {told}");
    }
    let outcomes = run["answer"]["outcomes"].as_array().unwrap();
    assert!(
        outcomes.iter().all(|one| one["party"] == "quillon"),
        "{told}"
    );
    // Telephone only: the chat bears another's name.
    assert_eq!(outcomes.len(), 2);
    // Another's team is no team at all, in the same words.
    let refused = |answered: Answered| (answered.status, answered.body);
    let others = refused(begin(&house, &quin, json!([more_agents("karsholt_a")])).await);
    let none = refused(begin(&house, &quin, json!([more_agents("nobody_none")])).await);
    assert_eq!(others.0, 404);
    assert_eq!(
        others.1.replace("karsholt_a", "x"),
        none.1.replace("nobody_none", "x")
    );
    for lever in [
        json!({ "lever": "allocation", "party": "quillon", "factor": 2 }),
        json!({ "lever": "allocation", "party": "zephyrine", "factor": 2 }),
        json!({ "lever": "bot_share", "share": 0.1 }),
    ] {
        let refused = begin(&house, &quin, json!([{ "format": 1, "levers": [lever] }])).await;
        assert_eq!(refused.status, 403, "{refused:?}");
    }
    // Who may not see cost is not told of it.
    let hana = house.sign_in("hana").await;
    let begun = begin(&house, &hana, json!([more_agents("mossgate_a")])).await;
    let run = ended(&house, &hana, &begun).await;
    let own = &run["answer"]["outcomes"][0];
    assert!(
        !measures(own)
            .iter()
            .any(|measure| measure.starts_with("cost")),
        "{own}"
    );
    assert_eq!(own["prices"], json!([null]));
}

#[tokio::test(flavor = "multi_thread")]
async fn more_runs_than_are_worked_on_at_once_are_asked_to_come_again() {
    let house = House::open().await;
    // Long enough to be worked on for as long as this takes, and stopped in the end.
    let ask = async |session: &Session, team: &str| {
        let scenarios = vec![more_agents(team); 4];
        let long = json!({ "horizon": "week", "replications": 500, "scenarios": scenarios });
        let call = Call::post("/api/what-if/runs", &long);
        house.send(&session.signs(call)).await
    };
    let olive = house.sign_in("olive").await;
    let hana = house.sign_in("hana").await;
    let quin = house.sign_in("quin").await;
    let begun = [
        ask(&olive, "vexley_a").await,
        ask(&hana, "mossgate_a").await,
    ];
    assert!(begun.iter().all(|begun| begun.status == 200), "{begun:?}");
    let full = ask(&quin, "vexley_a").await;
    assert_eq!(full.status, 429, "{full:?}");
    assert_eq!(full.json()["kind"], "full");
    assert_eq!(full.header("retry-after"), Some("5"));
    // Whoever has one under way may ask anew: the earlier one makes room.
    let anew = ask(&hana, "mossgate_a").await;
    assert_eq!(anew.status, 200, "{anew:?}");
    // One that is stopped makes room for others.
    let stop = async |session: &Session, begun: &Answered| {
        let begun = begun.json();
        let path = format!("/api/what-if/runs/{}", begun["id"].as_str().unwrap());
        house.send(&session.signs(Call::new("DELETE", &path))).await
    };
    assert_eq!(stop(&olive, &begun[0]).await.status, 204);
    let begun = ask(&quin, "vexley_a").await;
    assert_eq!(begun.status, 200, "{begun:?}");
    for (session, run) in [(&hana, &anew), (&quin, &begun)] {
        assert_eq!(stop(session, run).await.status, 204);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_makes_no_sense_is_refused_with_words() {
    let house = House::open().await;
    let olive = house.sign_in("olive").await;
    for (scenarios, words) in [
        (json!([]), "0 scenarios"),
        (json!([{ "format": 9, "levers": [] }]), "format 9"),
        (
            json!([{ "format": 1, "levers": [{ "lever": "volume", "factor": 99 }] }]),
            "factor from 0.1 to 5",
        ),
        (
            json!([{ "format": 1, "levers": [{ "lever": "routing", "team": "karsholt_a", "queue": "general" }] }]),
            "nobody would take",
        ),
    ] {
        let answered = begin(&house, &olive, scenarios).await;
        let told = if answered.status == 200 {
            ended(&house, &olive, &answered).await.to_string()
        } else {
            assert_eq!(answered.status, 422, "{answered:?}");
            answered.body
        };
        assert!(told.contains(words), "{words}: {told}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn scenarios_are_kept_for_a_party_and_let_go_by_who_keeps_them() {
    let mut house = House::open().await;
    let (olive, otto) = (house.sign_in("olive").await, house.sign_in("otto").await);
    let kept = json!({ "title": " Three at Vexley ", "levers": more_agents("vexley_a") });
    let save = |session: &Session| session.signs(Call::post("/api/what-if/scenarios", &kept));
    let saved = house.send(&save(&olive)).await;
    assert_eq!(saved.status, 200, "{saved:?}");
    assert_eq!(saved.json()["title"], "Three at Vexley");
    house.reopen().await;
    let list =
        async |session: &Session| house.get(session, "/api/what-if").await.json()["saved"].clone();
    let (of_olive, of_otto) = (list(&olive).await, list(&otto).await);
    assert_eq!(of_olive[0]["author_name"], "Olive Marsh");
    assert_eq!(
        (&of_olive[0]["own"], &of_otto[0]["own"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(of_otto[0]["levers"], more_agents("vexley_a"));
    let quin = house.sign_in("quin").await;
    assert_eq!(list(&quin).await, json!([]));
    let remove = |session: &Session| session.signs(Call::new("DELETE", "/api/what-if/scenarios/1"));
    assert_eq!(house.send(&remove(&quin)).await.status, 404);
    assert_eq!(house.send(&remove(&otto)).await.status, 403);
    assert_eq!(house.send(&remove(&olive)).await.status, 204);
    assert_eq!(list(&otto).await, json!([]));
}
