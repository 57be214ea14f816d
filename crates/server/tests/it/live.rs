//! What is newest, as it comes.

use std::time::Duration;

use serde_json::{Value as Json, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::client::Call;
use crate::house::{House, Session};

/// Nothing takes longer on any machine.
const AT_MOST: Duration = Duration::from_secs(30);

/// A line on which news come.
struct Line {
    stream: TcpStream,
    heard: String,
}

impl Line {
    async fn open(house: &House, who: &Session) -> Self {
        let mut stream = TcpStream::connect(house.address).await.unwrap();
        let call = format!(
            "GET /api/live HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\n\r\n",
            house.address, who.cookie
        );
        stream.write_all(call.as_bytes()).await.unwrap();
        Self {
            stream,
            heard: String::new(),
        }
    }

    /// What the next event says; nothing when there will be none.
    async fn next(&mut self) -> Option<Json> {
        loop {
            if let Some((event, rest)) = self.heard.split_once("\n\n") {
                let data = event.lines().find_map(|line| line.strip_prefix("data: "));
                let data = data.map(|data| serde_json::from_str(data).unwrap());
                self.heard = rest.to_owned();
                if data.is_some() {
                    return data;
                }
                continue;
            }
            let mut bytes = vec![0; 4096];
            let read = tokio::time::timeout(AT_MOST, self.stream.read(&mut bytes));
            let read = read.await.unwrap().unwrap_or(0);
            if read == 0 {
                return None;
            }
            self.heard
                .push_str(&String::from_utf8_lossy(&bytes[..read]));
        }
    }
}

fn a_note(text: &str) -> Call {
    Call::post(
        "/api/notes",
        &json!({ "kpi": "offered", "at": "2026-03-05", "text": text }),
    )
}

async fn newest(house: &House, who: &Session) -> Json {
    house.get(who, "/api/query?kpis=offered").await.json()["basis"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_follows_is_told_what_is_newest_and_whatever_comes_after() {
    let house = House::open().await;
    let olive = house.sign_in("olive").await;
    let mut line = Line::open(&house, &olive).await;
    let first = line.next().await.unwrap();
    assert_eq!(first["basis"], newest(&house, &olive).await);
    assert_eq!(first["simulated_pace"], Json::Null);
    assert_eq!(first["now"], "2026-04-01T12:00:00Z");

    let pinned = house.send(&olive.signs(a_note("A release."))).await;
    assert_eq!(pinned.status, 200, "{pinned:?}");
    let second = line.next().await.unwrap();
    assert_ne!(second["basis"], first["basis"]);
    assert_eq!(second["basis"], newest(&house, &olive).await);

    let sent = Call::new("POST", "/api/feeds/contacts/records")
        .json(r#"[{"id":"live_1","party":"quillon","opened":"2026-03-30T10:00:00Z","who":"w","solved":"yes"}]"#);
    let sent = house.send(&olive.signs(sent)).await;
    assert_eq!(sent.status, 200, "{sent:?}");
    let third = line.next().await.unwrap();
    assert_eq!(third["basis"], newest(&house, &olive).await);

    // Whoever comes again is told at once what they missed.
    let again = Line::open(&house, &olive).await.next().await.unwrap();
    assert_eq!(again["basis"], third["basis"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_signed_out_is_told_nothing_more() {
    let house = House::open().await;
    let olive = house.sign_in("olive").await;
    let quin = house.sign_in("quin").await;
    let mut line = Line::open(&house, &quin).await;
    line.next().await.unwrap();
    let out = house
        .send(&quin.signs(Call::new("DELETE", "/api/session")))
        .await;
    assert_eq!(out.status, 204);
    house.send(&olive.signs(a_note("A release."))).await;
    assert_eq!(line.next().await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn following_prolongs_no_session_and_keeps_no_server() {
    let mut house = House::open().await;
    let olive = house.sign_in("olive").await;
    let unattended = |path: &str| olive.signs(Call::get(path)).header("X-Unattended", "1");
    for _ in 0..4 {
        house.wait(1_790);
        assert_eq!(house.send(&unattended("/api/boards/all")).await.status, 200);
    }
    house.wait(60);
    assert_eq!(house.send(&unattended("/api/boards/all")).await.status, 401);

    let olive = house.sign_in("olive").await;
    let mut line = Line::open(&house, &olive).await;
    line.next().await.unwrap();
    house.stop().await;
    assert_eq!(line.next().await, None);
}
