//! A proposal from one party, agreed to by the others, and what each of them is told of it.

use serde_json::{Value, json};

use crate::client::{Answered, Call};
use crate::house::{House, agreeing, files};

async fn says(house: &House, person: &str, path: &str, body: &Value) -> Answered {
    let session = house.sign_in(person).await;
    house.send(&session.signs(Call::post(path, body))).await
}

async fn reads(house: &House, person: &str, path: &str) -> Answered {
    let session = house.sign_in(person).await;
    house.get(&session, path).await
}

async fn approves(house: &House, person: &str, number: u64) -> Answered {
    let told = reads(house, person, &format!("/api/proposals/{number}"))
        .await
        .json();
    let digest = &told["digest"];
    says(
        house,
        person,
        &format!("/api/proposals/{number}/approval"),
        &json!({ "digest": digest }),
    )
    .await
}

fn other_title(title: &str) -> Value {
    let text = files()["kpis/offered.yaml"].replace("title: offered", &format!("title: {title}"));
    json!({
        "title": "Another title",
        "why": "Quillon Care asked for it. It is clearer.",
        "edits": { "kpis/offered.yaml": text },
    })
}

/// The names of those who may take the seats, and of those who took them.
fn seats(told: &Value) -> Vec<String> {
    let seats = told["seats"].as_array().unwrap().iter();
    let seats = seats.map(|seat| match seat["given"]["by_name"].as_str() {
        Some(name) => format!("{name} agreed"),
        None => seat["holders"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one.as_str().unwrap())
            .collect::<Vec<_>>()
            .join(" or "),
    });
    seats.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_party_proposes_is_in_force_when_the_others_agreed() {
    let mut house = House::open_agreeing().await;
    let made = says(&house, "olive", "/api/proposals", &other_title("Wanted")).await;
    assert_eq!(made.status, 200, "{made:?}");
    let made = made.json();
    assert_eq!(made["head"]["number"], 1);
    assert_eq!(seats(&made), ["Otto Penn", "Quin Adair", "Zora Blythe"]);
    assert_eq!(
        made["changes"],
        json!([{ "file": "kpis/offered.yaml", "place": "title", "before": "offered", "after": "Wanted" }])
    );
    // A provider sees what would be otherwise, its own seat and the client's, and nobody else's.
    let told = reads(&house, "quin", "/api/proposals/1").await;
    assert_eq!(seats(&told.json()), ["Otto Penn", "Quin Adair"]);
    assert!(!told.body.to_lowercase().contains("zephyrine"), "{told:?}");
    assert_eq!(told.json()["head"]["waits_for_me"], true);
    let told = reads(&house, "zora", "/api/proposals/1").await.json();
    assert_eq!(told["why"], "It is clearer.");

    assert_eq!(
        approves(&house, "olive", 1).await.told(),
        "409 conflict: P1 is your own"
    );
    assert_eq!(
        approves(&house, "quest", 1).await.told(),
        "403 forbidden: you may not approve P1"
    );
    assert_eq!(approves(&house, "quin", 1).await.status, 200);
    let remark = says(
        &house,
        "zora",
        "/api/proposals/1/remarks",
        &json!({ "text": "Since when?" }),
    )
    .await;
    assert_eq!(remark.json()["remarks"][0]["text"], "Since when?");
    // What another provider says is not told, in nobody's name.
    let told = reads(&house, "quin", "/api/proposals/1").await.json();
    assert_eq!(told["remarks"], json!([]));
    assert_eq!(approves(&house, "zora", 1).await.status, 200);
    let before = reads(&house, "otto", "/api/kpis/offered").await;
    assert!(
        before.body.contains("\"offered\"") && !before.body.contains("Wanted"),
        "{before:?}"
    );
    let last = approves(&house, "otto", 1).await;
    assert_eq!(last.json()["head"]["status"], "adopted", "{last:?}");
    assert_eq!(seats(&last.json()), Vec::<String>::new());
    // Who asks next is answered under it, and after another start as well.
    let after = reads(&house, "quin", "/api/kpis/offered").await;
    assert!(after.body.contains("Wanted"), "{after:?}");
    let list = reads(&house, "quin", "/api/proposals").await.json();
    assert_eq!(list["proposals"][0]["status"], "adopted");
    let mut agreed = agreeing();
    let text = agreed["kpis/offered.yaml"].replace("title: offered", "title: Wanted");
    agreed.insert("kpis/offered.yaml".to_owned(), text);
    house.reopen_with(agreed).await;
    let after = reads(&house, "quin", "/api/proposals").await.json();
    assert_eq!(after, list);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_agree_at_the_same_instant_are_both_heard() {
    let house = House::open_agreeing().await;
    says(&house, "olive", "/api/proposals", &other_title("Wanted")).await;
    let (quin, zora, otto) = tokio::join!(
        approves(&house, "quin", 1),
        approves(&house, "zora", 1),
        approves(&house, "otto", 1)
    );
    assert_eq!([quin.status, zora.status, otto.status], [200; 3]);
    let told = reads(&house, "olive", "/api/proposals/1").await.json();
    assert_eq!(told["head"]["status"], "adopted");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_learns_nothing_of_what_is_anothers() {
    let house = House::open_agreeing().await;
    let text = "targets:\n  - { kpi: offered, scope: { party: zephyrine }, from: 2026-01-01, at_least: 10 }\n";
    let target =
        json!({ "title": "Zephyrine Desk", "why": "More.", "edits": { "targets/new.yaml": text } });
    assert_eq!(
        says(&house, "olive", "/api/proposals", &target)
            .await
            .status,
        200
    );
    let list = reads(&house, "quin", "/api/proposals").await.json();
    assert_eq!(list["proposals"], json!([]));
    let unknown = "404 unknown: there is no proposal P1";
    assert_eq!(
        reads(&house, "quin", "/api/proposals/1").await.told(),
        unknown
    );
    let remark = says(
        &house,
        "quin",
        "/api/proposals/1/remarks",
        &json!({ "text": "x" }),
    )
    .await;
    assert_eq!(remark.told(), unknown);
    let rights = reads(&house, "quin", "/api/rights").await;
    assert!(
        !rights.body.to_lowercase().contains("zephyrine"),
        "{rights:?}"
    );
    assert!(
        rights.body.contains("Quin Adair") && !rights.body.contains("Zora"),
        "{rights:?}"
    );
    let refused = says(&house, "quin", "/api/proposals", &target).await;
    assert_eq!(
        refused.told(),
        "403 forbidden: the charter's files are written by who sees every party's facts"
    );
    assert_eq!(approves(&house, "zora", 1).await.status, 200);
    assert_eq!(
        approves(&house, "otto", 1).await.json()["head"]["status"],
        "adopted"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_party_that_may_come_is_not_told_to_the_others() {
    let house = House::open_agreeing().await;
    let files = agreeing();
    let with = |path: &str, from: &str, to: &str| {
        assert!(files[path].contains(from), "{path} has no `{from}`");
        files[path].replacen(from, to, 1)
    };
    let zephyrine = "  - { party: zephyrine, title: Zephyrine Desk, kind: provider }\n";
    let come = with(
        "partnership.yaml",
        zephyrine,
        &format!("{zephyrine}  - {{ party: yarrow, title: Yarrow Line, kind: provider }}\n"),
    );
    let title = with("kpis/offered.yaml", "title: offered", "title: Wanted");
    let asked = json!({
        "title": "Yarrow Line comes", "why": "Yarrow Line helps us. It is busy.",
        "edits": { "partnership.yaml": come, "kpis/offered.yaml": title },
    });
    assert_eq!(
        says(&house, "olive", "/api/proposals", &asked).await.status,
        200
    );
    for path in ["/api/proposals", "/api/proposals/1"] {
        let told = reads(&house, "quin", path).await;
        assert_eq!(told.status, 200, "{told:?}");
        assert!(!told.body.to_lowercase().contains("yarrow"), "{told:?}");
    }
    let told = reads(&house, "quin", "/api/proposals/1").await.json();
    assert_eq!(told["why"], "It is busy.");
    assert_eq!(told["changes"][0]["after"], "Wanted");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_right_is_lent_and_used_once() {
    let house = House::open_agreeing().await;
    says(&house, "olive", "/api/proposals", &other_title("Wanted")).await;
    let loan = json!({ "to": "quest", "until": "2026-04-20T00:00:00Z" });
    let lent = says(&house, "quin", "/api/rights/loans", &loan)
        .await
        .json();
    assert_eq!(lent["lent"][0]["to"], "Quest Ferro");
    let others = reads(&house, "zora", "/api/rights").await.json();
    assert_eq!(others["lent"], json!([]));
    let agreed = approves(&house, "quest", 1).await.json();
    assert_eq!(seats(&agreed)[1], "Quest Ferro agreed");
    assert_eq!(agreed["seats"][1]["given"]["instead_of"], "Quin Adair");
    approves(&house, "zora", 1).await;
    assert_eq!(
        approves(&house, "otto", 1).await.json()["head"]["status"],
        "adopted"
    );
}
