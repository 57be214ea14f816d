//! API tokens: shown once, never wider than their owner, ended when they should be.

use serde_json::{Value as Json, json};

use crate::client::Call;
use crate::house::{House, Session};

async fn make(house: &House, session: &Session, asked: Json) -> Result<(String, Json), String> {
    let made = house
        .send(&session.signs(Call::post("/api/tokens", &asked)))
        .await;
    if made.status != 200 {
        return Err(made.told());
    }
    let made = made.json();
    Ok((
        made["token"].as_str().unwrap().to_owned(),
        made["head"].clone(),
    ))
}

fn by(token: &str, call: Call) -> Call {
    call.header("Authorization", &format!("Bearer {token}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_shown_once_and_holds_until_it_ends() {
    let mut house = House::open().await;
    let quin = house.sign_in("quin").await;
    let (token, head) = make(
        &house,
        &quin,
        json!({ "name": " nightly ", "rights": ["drill_to_contacts"], "expires_in_days": 2 }),
    )
    .await
    .unwrap();
    assert!(token.starts_with("tdm_") && token.len() == 68, "{token}");
    assert_eq!(head["name"], "nightly");
    assert_eq!(head["rights"], json!(["drill_to_contacts"]));
    assert_eq!(head["expires_at"], "2026-04-03T12:00:00Z");
    let listed = house.get(&quin, "/api/tokens").await;
    assert!(
        listed.body.contains("nightly") && !listed.body.contains(&token[4..]),
        "{listed:?}"
    );
    let status = async |house: &House| {
        house
            .send(&by(&token, Call::get("/api/session")))
            .await
            .status
    };
    assert_eq!(status(&house).await, 200);
    house.reopen().await;
    house.wait(2 * 86_400 - 1);
    assert_eq!(status(&house).await, 200);
    house.wait(1);
    assert_eq!(status(&house).await, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_does_no_more_than_it_was_made_for() {
    let house = House::open().await;
    let quin = house.sign_in("quin").await;
    let (token, _) = make(
        &house,
        &quin,
        json!({ "name": "reads", "expires_in_days": 1 }),
    )
    .await
    .unwrap();
    let session = house
        .send(&by(&token, Call::get("/api/session")))
        .await
        .json();
    assert_eq!(
        (&session["csrf_token"], &session["rights"]),
        (&Json::Null, &json!([]))
    );
    let note = json!({ "kpi": "offered", "party": "quillon", "at": "2026-03-04", "text": "x" });
    for (call, expect) in [
        (Call::get("/api/query?kpis=offered"), 200),
        (Call::get("/api/kpis/offered/facts"), 403),
        (Call::get("/api/query?kpis=offered&by=agent"), 404),
        (Call::get("/api/query?kpis=cost_sum"), 404),
        (Call::post("/api/notes", &note), 403),
        (
            Call::post(
                "/api/tokens",
                &json!({ "name": "more", "expires_in_days": 366 }),
            ),
            403,
        ),
        (Call::get("/api/tokens"), 403),
        (Call::new("DELETE", "/api/session"), 403),
    ] {
        assert_eq!(
            house.send(&by(&token, call.clone())).await.status,
            expect,
            "{call:?}"
        );
    }
    // A token with the right pins without a CSRF token: no browser sends it by itself.
    let (token, _) = make(
        &house,
        &quin,
        json!({ "name": "pins", "rights": ["pin_notes"], "expires_in_days": 1 }),
    )
    .await
    .unwrap();
    assert_eq!(
        house
            .send(&by(&token, Call::post("/api/notes", &note)))
            .await
            .status,
        200
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_that_are_not_made() {
    let house = House::open().await;
    let (quin, quest) = (house.sign_in("quin").await, house.sign_in("quest").await);
    let asked = |rights: &[&str], days: u32, name: &str| json!({ "name": name, "rights": rights, "expires_in_days": days });
    for (session, asked, expect) in [
        (
            &quest,
            asked(&[], 1, "t"),
            "403 forbidden: you lack the right `make_tokens`",
        ),
        (
            &quin,
            asked(&["administer"], 1, "t"),
            "422 invalid: you do not hold the right `administer`",
        ),
        (
            &quin,
            asked(&["everything"], 1, "t"),
            "422 invalid: you do not hold the right `everything`",
        ),
        (
            &quin,
            asked(&[], 0, "t"),
            "422 invalid: a token ends in 1 to 366 days",
        ),
        (
            &quin,
            asked(&[], 367, "t"),
            "422 invalid: a token ends in 1 to 366 days",
        ),
        (
            &quin,
            asked(&[], 1, "  "),
            "422 invalid: a token's name has 1 to 100 characters",
        ),
    ] {
        assert_eq!(make(&house, session, asked).await.unwrap_err(), expect);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn texts_that_are_no_tokens() {
    let house = House::open().await;
    for authorization in [
        "",
        "Bearer",
        "Bearer ",
        "Bearer tdm_",
        "Basic b2xpdmU6eA==",
        &format!("Bearer tdm_{}", "0".repeat(64)),
        &"x".repeat(4000),
    ] {
        let call = Call::get("/api/kpis").header("Authorization", authorization);
        assert_eq!(
            house.send(&call).await.told(),
            "401 not_signed_in: not signed in",
            "{authorization}"
        );
    }
}
