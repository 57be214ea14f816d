//! A number that was pinned is answered the same after the charter is replaced, at every address that takes a basis.

use serde_json::Value as Json;

use crate::client::Answered;
use crate::house::{House, files};

const ADDRESSES: [&str; 9] = [
    "/api/query?kpis=offered,resolution_rate&by=party&grain=week",
    "/api/query?kpis=resolution_rate&format=csv",
    "/api/boards/all?grain=week",
    "/api/kpis/resolution_rate/reading?grain=week",
    "/api/kpis/resolution_rate/facts?limit=20",
    "/api/kpis/resolution_rate?",
    "/api/lineage?kpi=resolution_rate",
    "/api/lineage?table=contact&column=resolved",
    "/api/dimensions/contact_type/values?table=contact",
];

/// What an answer says, but for the version of what it was asked on.
fn said(answered: &Answered) -> String {
    let told: Option<Json> = serde_json::from_str(&answered.body).ok();
    match told {
        Some(Json::Object(mut told)) => {
            told.remove("basis");
            Json::from(told).to_string()
        }
        _ => answered.body.clone(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_earlier_basis_is_answered_under_the_charter_of_then() {
    let mut house = House::open().await;
    let mut before = Vec::new();
    for person in ["olive", "quin"] {
        let session = house.sign_in(person).await;
        for address in ADDRESSES {
            let answered = house.get(&session, address).await;
            assert_eq!(answered.status, 200, "{address}: {answered:?}");
            before.push(answered);
        }
    }
    let told = before[0].json();
    let basis = told["basis"].as_str().unwrap().replace('·', ".");

    let mut later = files();
    let text = later.get_mut("kpis/resolution_rate.yaml").unwrap();
    *text = text.replace(
        "numerator: resolved",
        "population: site <> 'vexley'\nnumerator: not resolved",
    );
    let text = later.get_mut("feeds/contacts.yaml").unwrap();
    *text = text.replace("solved = 'yes'", "solved in ('yes')");
    let text = later.get_mut("taxonomy.yaml").unwrap();
    *text = text.replace("title: Repair", "title: Mending");
    house.reopen_with(later).await;
    let mut pinned = before.iter();
    for person in ["olive", "quin"] {
        let session = house.sign_in(person).await;
        for address in ADDRESSES {
            let before = pinned.next().unwrap();
            let on_basis = format!("{address}&basis={basis}");
            let answered = house.get(&session, &on_basis).await;
            assert_eq!(answered.body, before.body, "{person} {on_basis}");
            let now = house.get(&session, address).await;
            assert_ne!(said(&now), said(before), "{person} {address}");
        }
    }
    // The words of a basis that no charter was in force at.
    let olive = house.sign_in("olive").await;
    let answered = house.get(&olive, "/api/query?kpis=offered&basis=1.0").await;
    assert_eq!(answered.status, 422, "{answered:?}");
    assert_eq!(
        answered.json()["message"],
        "no charter was in force at the basis 1·0"
    );
}
