//! Notes: pinned, seen by whoever may see the point, and still there after a restart.

use serde_json::json;

use crate::client::Call;
use crate::house::{House, files};

async fn pin(house: &House, person: &str, kpi: &str, party: Option<&str>, text: &str) -> String {
    let session = house.sign_in(person).await;
    let note = json!({ "kpi": kpi, "party": party, "at": "2026-03-04", "text": text });
    let answered = house
        .send(&session.signs(Call::post("/api/notes", &note)))
        .await;
    if answered.status == 200 {
        let note = answered.json();
        format!(
            "{} of {}",
            note["author_name"].as_str().unwrap(),
            note["author_party_title"].as_str().unwrap()
        )
    } else {
        answered.told()
    }
}

async fn texts(house: &House, person: &str) -> Vec<String> {
    let session = house.sign_in(person).await;
    let notes = house.get(&session, "/api/notes").await.json();
    let texts = notes.as_array().unwrap().iter();
    texts
        .map(|note| note["text"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_is_seen_by_whoever_may_see_the_point() {
    let mut house = House::open().await;
    assert_eq!(
        pin(&house, "olive", "offered", None, "for all").await,
        "Olive Marsh of Orla Optics"
    );
    assert_eq!(
        pin(&house, "olive", "offered", Some("quillon"), "for quillon").await,
        "Olive Marsh of Orla Optics"
    );
    assert_eq!(
        pin(&house, "olive", "cost_sum", Some("atelier"), "of cost").await,
        "Olive Marsh of Orla Optics"
    );
    assert_eq!(
        pin(&house, "zora", "offered", Some("zephyrine"), "by zora").await,
        "Zora Blythe of Zephyrine Desk"
    );
    assert_eq!(
        pin(&house, "quest", "offered", Some("quillon"), "by the site").await,
        "Quest Ferro of Quillon Care"
    );
    assert_eq!(
        pin(&house, "quin", "offered", Some("zephyrine"), "x").await,
        "403 forbidden: you see no numbers of a party `zephyrine`"
    );
    assert_eq!(
        pin(&house, "quin", "offered", None, "x").await,
        "403 forbidden: a note about all parties is pinned by someone who sees all of them"
    );
    assert_eq!(
        pin(&house, "quora", "offered", Some("quillon"), "x").await,
        "403 forbidden: you lack the right `pin_notes`"
    );
    for _ in 0..2 {
        assert_eq!(
            texts(&house, "olive").await,
            [
                "for all",
                "for quillon",
                "of cost",
                "by zora",
                "by the site"
            ]
        );
        assert_eq!(texts(&house, "quin").await, ["for quillon", "by the site"]);
        assert_eq!(texts(&house, "quest").await, ["by the site"]);
        assert_eq!(texts(&house, "zora").await, ["by zora"]);
        // Hana sees the atelier's points, but no cost.
        assert!(texts(&house, "hana").await.is_empty());
        // What was acknowledged is there after a restart.
        house.reopen().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn notes_are_found_by_kpi_and_day() {
    let house = House::open().await;
    pin(&house, "olive", "offered", None, "a").await;
    pin(&house, "olive", "resolution_rate", None, "b").await;
    let olive = house.sign_in("olive").await;
    for (asked, expect) in [
        ("", 2),
        ("?kpi=offered", 1),
        ("?kpi=nothing", 0),
        ("?from=2026-03-04&to=2026-03-04", 2),
        ("?from=2026-03-05", 0),
        ("?to=2026-03-03", 0),
    ] {
        let notes = house
            .get(&olive, &format!("/api/notes{asked}"))
            .await
            .json();
        assert_eq!(notes.as_array().map(Vec::len), Some(expect), "{asked}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_charter_is_in_force_and_in_the_ledger_when_it_is_served() {
    let mut house = House::open().await;
    let basis = async |house: &House| {
        let olive = house.sign_in("olive").await;
        house.get(&olive, "/api/partnership").await.json()["basis"].clone()
    };
    assert_eq!(basis(&house).await, "2·1");
    house.reopen().await;
    assert_eq!(basis(&house).await, "2·1");
    let mut changed = files();
    changed.insert(
        "boards/all.yaml".to_owned(),
        "board: all\ntitle: Everything\nkpis: [offered]\n".to_owned(),
    );
    house.reopen_with(changed).await;
    assert_eq!(basis(&house).await, "2·2");
    let olive = house.sign_in("olive").await;
    assert_eq!(
        house.get(&olive, "/api/boards").await.json()[0]["title"],
        "Everything"
    );
}
