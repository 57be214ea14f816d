//! What is sent: nobody keeps the others out, and what is too much is said.

use serde_json::json;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

use crate::client::Call;
use crate::drafts::{TICKETS, preview};
use crate::house::{House, Session, files};

/// A house in which two people may hand facts in.
async fn house() -> (House, Session, Session) {
    let mut files = files();
    let partnership = files.get_mut("partnership.yaml").unwrap();
    *partnership = partnership.replace("may: [see_cost] }", "may: [see_cost, ingest] }");
    let mut house = House::open().await;
    house.reopen_with(files).await;
    let (olive, otto) = (house.sign_in("olive").await, house.sign_in("otto").await);
    (house, olive, otto)
}

/// Sends the head of a call and the first bytes of its body, and then nothing more.
async fn stalled(house: &House, call: &Call) -> TcpStream {
    let mut text = format!("{} {} HTTP/1.1\r\nHost: x\r\n", call.method, call.path);
    for (name, value) in &call.headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text.push_str("Content-Length: 100000\r\n\r\n{");
    let mut stream = TcpStream::connect(house.address).await.unwrap();
    stream.write_all(text.as_bytes()).await.unwrap();
    stream
}

/// Sends a call again until it is answered so; what was last told otherwise.
async fn until(house: &House, call: &Call, status: u16) -> Result<(), String> {
    let mut told = String::new();
    for _ in 0..50 {
        let answered = house.send(call).await;
        if answered.status == status {
            return Ok(());
        }
        told = format!("{answered:?}");
    }
    Err(told)
}

#[tokio::test(flavor = "multi_thread")]
async fn who_sends_slowly_keeps_only_themselves_out() {
    let (house, olive, otto) = house().await;
    let contacts = "id,party,site,team,agent,queue,who,opened,solved\nx1,atelier,mossgate,mossgate_a,ag_h1,general,c,2026-03-01T10:00:00Z,yes\n";
    let calls = [
        Call::new("POST", "/api/feeds/contacts/records")
            .bytes(contacts)
            .header("Content-Type", "text/csv"),
        Call::new("POST", "/api/feeds/contacts/files?name=x.csv").bytes(contacts),
        Call::new("POST", "/api/feeds/draft?name=desk.csv").bytes(TICKETS),
        Call::post("/api/feeds/preview", &preview("feed: desk\n", TICKETS)),
    ];
    for call in calls {
        let of_olive = olive.signs(call.clone());
        let slow = (
            stalled(&house, &of_olive).await,
            stalled(&house, &of_olive).await,
        );
        until(&house, &of_olive, 429).await.unwrap();
        let refused = house.send(&of_olive).await;
        assert_eq!(refused.header("retry-after"), Some("2"), "{refused:?}");
        assert!(refused.body.contains("of yours"), "{refused:?}");
        let heard = house.send(&otto.signs(call)).await;
        assert_eq!(heard.status, 200, "{heard:?}");
        // Whoever hangs up gives the turn back.
        drop(slow);
        until(&house, &of_olive, 200).await.unwrap();
    }
    assert_eq!(house.uploads(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_named_once_and_not_too_many() {
    let (house, olive, _) = house().await;
    let mend = async |ids: Vec<String>| {
        let body = json!({ "feed": "contacts", "ids": ids });
        let call = olive.signs(Call::post("/api/quarantine/mend", &body));
        house.send(&call).await
    };
    let named = mend(vec!["r".to_owned(); 1_500]).await;
    assert_eq!(named.status, 404, "{named:?}");
    assert!(
        named.told().contains("no row that waits named `r`"),
        "{named:?}"
    );
    let all = (0..1_001).map(|row| format!("r{row}")).collect();
    let told = mend(all).await.told();
    assert_eq!(
        told,
        "413 too_much: 1001 rows are named; at most 1000 may be at once"
    );
}
