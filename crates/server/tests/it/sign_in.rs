//! Signing in: by the right person, again and again, and by everyone else.

use crate::client::Call;
use crate::house::{House, files, password, sign_in};

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_wrong_passwords_let_no_one_in_and_lock_no_one_out() {
    let house = House::open().await;
    let here = house.sign_in("olive").await;
    let mut counts = [0; 2];
    for guess in 0..1000 {
        let answered = house
            .send(&sign_in("olive", &format!("guess number {guess}")))
            .await;
        match answered.status {
            401 => counts[0] += 1,
            429 => {
                let wait: u64 = answered.header("retry-after").unwrap().parse().unwrap();
                assert!((1..=900).contains(&wait), "{wait}");
                counts[1] += 1;
            }
            _ => panic!("{answered:?}"),
        }
    }
    assert_eq!(counts, [5, 995], "passwords looked at, and not");
    // Who is signed in stays so; the right password has to wait as well, and then works.
    assert_eq!(house.get(&here, "/api/session").await.status, 200);
    assert_eq!(
        house
            .send(&sign_in("olive", &password("olive")))
            .await
            .status,
        429
    );
    house.wait(1);
    assert_eq!(
        house
            .send(&sign_in("olive", &password("olive")))
            .await
            .status,
        200
    );
    // Others at the same address are not held up.
    assert_eq!(
        house.send(&sign_in("otto", &password("otto"))).await.status,
        200
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_guesses_at_once_are_as_few_as_one_after_another() {
    let house = House::open().await;
    let mut guesses = tokio::task::JoinSet::new();
    for guess in 0..100 {
        let (call, to) = (
            sign_in("olive", &format!("guess number {guess}")),
            house.address,
        );
        guesses.spawn(async move { call.send(to).await.status });
    }
    let looked_at = guesses
        .join_all()
        .await
        .into_iter()
        .filter(|status| *status == 401)
        .count();
    assert_eq!(looked_at, 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_no_account_is_told_the_same() {
    let house = House::open().await;
    let wrong = house.send(&sign_in("olive", "not the password")).await;
    let nobody = house.send(&sign_in("oberon", "not the password")).await;
    assert_eq!((wrong.status, &wrong.body), (nobody.status, &nobody.body));
    assert!(!wrong.body.contains("olive"));
    for body in [
        serde_json::json!({ "email": "", "password": "" }),
        serde_json::json!({ "email": "x".repeat(300), "password": "x" }),
        serde_json::json!({ "email": "olive@orla.example", "password": "x".repeat(2000) }),
        serde_json::json!({ "email": "olive@orla.example' or 1=1 --", "password": "x" }),
    ] {
        let answered = house.send(&Call::post("/api/session", &body)).await;
        assert_eq!(
            answered.told(),
            "401 wrong_password: this e-mail address and password do not belong together"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_what_the_charter_says() {
    let house = House::open().await;
    let call = Call::post(
        "/api/session",
        &serde_json::json!({ "email": " Quest@Quillon.example ", "password": password("quest") }),
    );
    let answered = house.send(&call).await;
    let cookie = answered.header("set-cookie").unwrap();
    assert!(cookie.starts_with("tandem_session="), "{cookie}");
    assert!(
        cookie.ends_with("; Path=/; HttpOnly; SameSite=Strict; Max-Age=43200"),
        "{cookie}"
    );
    let session = answered.json();
    assert_eq!(session["person"], "quest");
    assert_eq!(session["party_title"], "Quillon Care");
    assert_eq!(session["sees"], "site");
    assert_eq!(
        session["rights"],
        serde_json::json!(["drill_to_contacts", "pin_notes", "see_agents"])
    );
    assert_eq!(
        session["roles"],
        serde_json::json!([{ "role": "provider.site_lead", "title": "Site lead" }])
    );
    assert_eq!(session["home_board"], "all");
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_end_when_they_should_and_not_before() {
    let mut house = House::open().await;
    let session = house.sign_in("olive").await;
    let status = async |house: &House| house.get(&session, "/api/session").await.status;
    // Used every hour, it holds half a day; and a restart changes nothing.
    for hour in 1..12 {
        house.wait(3600);
        assert_eq!(status(&house).await, 200, "after {hour} h");
    }
    house.reopen().await;
    assert_eq!(status(&house).await, 200);
    house.wait(3600);
    assert_eq!(status(&house).await, 401);
    // Not used, two hours.
    let session = house.sign_in("olive").await;
    house.wait(2 * 3600 - 1);
    assert_eq!(house.get(&session, "/api/session").await.status, 200);
    house.wait(2 * 3600);
    assert_eq!(house.get(&session, "/api/session").await.status, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_was_far_ahead_leaves_no_long_session() {
    let house = House::open().await;
    house.wait(86_400 * 365);
    let session = house.sign_in("olive").await;
    house.wait(-3600);
    assert_eq!(house.get(&session, "/api/session").await.status, 200);
    house.wait(-86_400 * 364);
    assert_eq!(house.get(&session, "/api/session").await.status, 401);
    assert_eq!(
        house
            .send(&sign_in("olive", &password("olive")))
            .await
            .status,
        200
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_again_ends_the_session_before() {
    let house = House::open().await;
    let before = house.sign_in("olive").await;
    let call = sign_in("olive", &password("olive")).header("Cookie", &before.cookie);
    let after = house.send(&call).await;
    assert_eq!(after.status, 200);
    assert!(
        !after
            .header("set-cookie")
            .unwrap()
            .starts_with(&before.cookie)
    );
    assert_eq!(house.get(&before, "/api/session").await.status, 401);
    // A secret that someone else chose is not taken over.
    let planted = format!("tandem_session={}", "ab".repeat(32));
    let call = sign_in("olive", &password("olive")).header("Cookie", &planted);
    let signed_in = house.send(&call).await;
    assert!(
        !signed_in
            .header("set-cookie")
            .unwrap()
            .starts_with(&planted)
    );
    assert_eq!(
        house
            .send(&Call::get("/api/session").header("Cookie", &planted))
            .await
            .status,
        401
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn another_site_cannot_act_for_a_person() {
    let house = House::open().await;
    let olive = house.sign_in("olive").await;
    let own = format!("http://{}", house.address);
    let note = serde_json::json!({ "kpi": "offered", "at": "2026-03-04", "text": "x" });
    let cookie_only = || Call::post("/api/notes", &note).header("Cookie", &olive.cookie);
    let signed = || olive.signs(Call::post("/api/notes", &note));
    for (call, expect) in [
        (cookie_only(), 403),
        (cookie_only().header("X-CSRF-Token", ""), 403),
        (
            cookie_only().header("X-CSRF-Token", &olive.csrf_token.to_uppercase()),
            403,
        ),
        (signed(), 200),
        (
            signed()
                .header("Origin", &own)
                .header("Sec-Fetch-Site", "same-origin"),
            200,
        ),
        (signed().header("Origin", "https://evil.example"), 403),
        (signed().header("Origin", "null"), 403),
        (signed().header("Sec-Fetch-Site", "cross-site"), 403),
        (signed().header("Sec-Fetch-Site", "same-site"), 403),
        (
            sign_in("olive", &password("olive")).header("Origin", "https://evil.example"),
            403,
        ),
        (
            sign_in("olive", &password("olive")).header("Sec-Fetch-Site", "cross-site"),
            403,
        ),
        (
            sign_in("olive", &password("olive")).header("Origin", &own),
            200,
        ),
    ] {
        assert_eq!(house.send(&call).await.status, expect, "{call:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_left_the_charter_is_signed_out() {
    let mut house = House::open().await;
    let otto = house.sign_in("otto").await;
    let mut without = files();
    let text = without["partnership.yaml"]
        .lines()
        .filter(|line| !line.contains("person: otto"))
        .collect::<Vec<_>>()
        .join("\n");
    without.insert("partnership.yaml".to_owned(), text);
    house.reopen_with(without).await;
    assert_eq!(house.get(&otto, "/api/session").await.status, 401);
    assert_eq!(
        house.send(&sign_in("otto", &password("otto"))).await.status,
        401
    );
}
