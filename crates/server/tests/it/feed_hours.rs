//! How complete what came was, hour by hour.

use serde_json::json;

use crate::client::Call;
use crate::house::{House, files};

#[tokio::test(flavor = "multi_thread")]
async fn an_hour_says_how_many_rows_have_what_is_agreed() {
    let mut files = files();
    let feed = files.get_mut("feeds/contacts.yaml").unwrap();
    feed.push_str(
        "checks:\n  - { check: agent_named, completeness: { column: agent, least: 0.9 }, severity: warn, hint: Ask the sites. }\n",
    );
    let mut house = House::open().await;
    house.reopen_with(files).await;
    let olive = house.sign_in("olive").await;
    house.wait(3_600);
    let rows = "id,party,site,team,agent,queue,who,opened,solved\n\
                y1,atelier,mossgate,mossgate_a,ag_h1,general,c,2026-03-01T10:00:00Z,yes\n\
                y2,atelier,mossgate,mossgate_a,,general,c,2026-03-01T11:00:00Z,yes\n\
                y3,atelier,mossgate,mossgate_a,ag_h1,general,c,2026-03-01T12:00:00Z,no\n";
    let sent = Call::new("POST", "/api/feeds/contacts/files?name=y.csv").bytes(rows);
    let taken = house.send(&olive.signs(sent)).await;
    assert_eq!(taken.status, 200, "{taken:?}");

    let told = house.get(&olive, "/api/feeds/contacts/hours").await.json();
    assert_eq!(
        told["completeness"],
        json!([{ "check": "agent_named", "column": "agent", "least": 0.9 }])
    );
    // The first hour is of before the check was agreed: nobody counted then.
    let filled: Vec<_> = told["hours"]
        .as_array()
        .unwrap()
        .iter()
        .map(|hour| hour["filled"].clone())
        .collect();
    assert_eq!(
        filled,
        [
            json!([]),
            json!([{ "check": "agent_named", "rows": 3, "filled": 2 }])
        ]
    );
}
