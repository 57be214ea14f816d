//! Every operation of the API × everyone: who gets in, and that no one is told of what is not theirs to know.

use serde_json::json;

use crate::callers::{Caller, Comes, TOLD_TO_THE_LEAD, everyone};
use crate::client::Call;
use crate::drafts::{TICKETS, preview};
use crate::house::{House, files, password, sign_in};

/// The call that tries an operation. An operation without one fails the test.
fn call(operation: &str, method: &str, path: &str, caller: &Caller, token: &str) -> Call {
    let get = |address: &str| Call::get(address);
    let march = "from=2026-03-01&to=2026-03-31";
    match operation {
        "create_session" => sign_in("otto", &password("otto")),
        "create_token" => Call::post(
            path,
            &json!({ "name": "t", "rights": [], "expires_in_days": 1 }),
        ),
        "delete_token" => Call::new(method, &format!("/api/tokens/{token}")),
        "create_note" => Call::post(
            path,
            &json!({ "kpi": "offered", "party": caller.party, "at": "2026-03-05", "text": "seen" }),
        ),
        // One that concerns everyone; what is wanted is nothing, or of one that is not there.
        "get_proposal" => get("/api/proposals/2"),
        // To nobody's colleague: whoever may lend is told so.
        "create_loan" => Call::post(
            path,
            &json!({ "to": "nobody", "until": "2026-01-01T00:00:00Z" }),
        ),
        "create_proposal" => Call::post(path, &json!({ "title": "t", "why": "w", "edits": {} })),
        "amend_proposal" => Call::new(method, "/api/proposals/9").json(r#"{"why":"w","edits":{}}"#),
        "approve_proposal" => Call::post("/api/proposals/9/approval", &json!({ "digest": "" })),
        "reject_proposal" => Call::post("/api/proposals/9/rejection", &json!({ "text": "no" })),
        "remark_proposal" => Call::post("/api/proposals/9/remarks", &json!({ "text": "so" })),
        "withdraw_proposal" => Call::new(method, "/api/proposals/9"),
        "create_records" => Call::post(
            "/api/feeds/contacts/records",
            &json!([{ "id": "", "party": "quillon", "opened": "2026-03-05 10:00" }]),
        ),
        "create_file" => Call::new(method, "/api/feeds/contacts/files?name=none.csv")
            .bytes("id,party,site,team,agent,queue,who,opened,solved\n"),
        "draft_feed" => Call::new(method, "/api/feeds/draft?name=desk.csv").bytes(TICKETS),
        "preview_feed" => Call::post(path, &preview("feed: desk\n", TICKETS)),
        // One that is there: whoever may accept is told so, and the house stays as it is.
        "create_feed" => Call::post(path, &json!({ "yaml": "feed: contacts\n" })),
        "list_feed_hours" => get(&format!("/api/feeds/contacts/hours?{march}")),
        "list_feed_checks" => get("/api/feeds/contacts/checks"),
        "list_feed_refusals" => get("/api/feeds/contacts/refusals"),
        "mend_quarantine" => Call::post(path, &json!({ "feed": "contacts" })),
        "waive_quarantine" => Call::post(path, &json!({ "feed": "costs", "why": "A test." })),
        "create_customer_request" => Call::post(
            path,
            &json!({ "what": "merge", "customer": "nobody", "into": "nobody", "reason": "A test." }),
        ),
        "count_customer_request" => {
            Call::post(path, &json!({ "what": "forget", "customer": "nobody" }))
        }
        "get_session"
        | "list_tokens"
        | "get_partnership"
        | "list_boards"
        | "get_now"
        | "get_what_if"
        | "list_kpis"
        | "list_notes"
        | "list_proposals"
        | "get_rights"
        | "get_quality"
        | "get_glossary"
        | "list_openlineage"
        | "list_feeds"
        | "list_ways_in"
        | "list_quarantine"
        | "list_customer_requests"
        | "get_health"
        | "get_openapi" => get(path),
        "delete_session" => Call::new(method, path),
        "follow_live" => get(path),
        "set_simulation" => Call::new(method, path).json(r#"{"pace":60}"#),
        // Nothing is asked for, and none of these is there: whoever may is told so.
        "create_what_if_run" => Call::post(path, &json!({ "scenarios": [] })),
        "create_what_if_scenario" => Call::post(
            path,
            &json!({ "title": "", "levers": { "format": 1, "levers": [] } }),
        ),
        "get_what_if_run" | "delete_what_if_run" => Call::new(method, "/api/what-if/runs/run-9"),
        "delete_what_if_scenario" => Call::new(method, "/api/what-if/scenarios/9"),
        "list_scenarios" | "list_platform_calls" => get(path),
        // Nobody has the key.
        "create_platform_call" | "undo_platform_call" => {
            Call::new(method, &path.replace("{call}", "call_1")).json("{}")
        }
        "take_back_platform_call" => Call::new(method, "/api/platform/calls/call_1"),
        "start_scenario" | "stop_scenario" => Call::new(method, "/api/simulation/scenarios/outage"),
        "get_board" => get(&format!("/api/boards/all?{march}")),
        "get_kpi" => get("/api/kpis/resolution_rate"),
        "get_reading" => get(&format!(
            "/api/kpis/resolution_rate/reading?{march}&grain=day"
        )),
        "list_facts" => get(&format!("/api/kpis/offered/facts?{march}&limit=1000")),
        "ask_query" => get(&format!(
            "/api/query?kpis=offered,resolution_rate&by=party,site,team,queue&{march}"
        )),
        "list_dimension_values" => get("/api/dimensions/team/values"),
        "get_lineage" => get("/api/lineage?table=contact"),
        "get_schema" => get("/api/schemas/kpi"),
        _ => panic!(
            "`{operation}` ({method} {path}) is not tried on anyone: add it here and to `status`"
        ),
    }
}

/// What a caller must get.
fn status(operation: &str, method: &str, caller: &Caller) -> u16 {
    let is_open =
        ["create_session", "get_health", "get_openapi", "get_schema"].contains(&operation);
    let is_refused = match operation {
        "list_facts" => !caller.may("drill_to_contacts"),
        "create_note" => !caller.may("pin_notes"),
        "list_feeds" | "list_feed_hours" | "list_feed_checks" | "list_openlineage"
        | "list_ways_in" => !caller.sees_all,
        "list_quarantine"
        | "list_feed_refusals"
        | "mend_quarantine"
        | "waive_quarantine"
        | "list_customer_requests"
        | "create_customer_request"
        | "count_customer_request" => !caller.sees_all || !caller.may("ingest"),
        "create_records" | "create_file" => !caller.may("ingest"),
        "draft_feed" | "preview_feed" => !caller.sees_all || !caller.may("ingest"),
        // Who sees a part of a party only.
        _ if operation.contains("what_if") => ["quest", "quade", "quora"].contains(&caller.person),
        "create_feed" => !caller.may("administer"),
        "create_loan" => caller.is_by_token(),
        "create_proposal" | "amend_proposal" => caller.is_by_token() || !caller.sees_all,
        _ if operation.ends_with("_proposal") && method != "get" => caller.is_by_token(),
        "create_token" => caller.is_by_token() || !caller.may("make_tokens"),
        "list_tokens" | "delete_token" | "delete_session" | "set_simulation" => {
            caller.is_by_token()
        }
        "start_scenario" | "stop_scenario" => caller.is_by_token() || !caller.may("pin_notes"),
        "take_back_platform_call" => caller.is_by_token(),
        _ => false,
    };
    match operation {
        _ if is_open => 200,
        // No session and no token counts where calls are signed.
        "create_platform_call" | "undo_platform_call" => 401,
        _ if !caller.is_signed_in() => 401,
        _ if method != "get" && caller.comes == Comes::WrongCsrfToken => 403,
        _ if is_refused => 403,
        "delete_session" => 204,
        // The token tried is Olive's.
        "delete_token" if caller.person == "olive" => 204,
        // This operation is not simulated.
        "delete_token"
        | "set_simulation"
        | "list_scenarios"
        | "start_scenario"
        | "stop_scenario"
        | "take_back_platform_call" => 404,
        // The feed holds several parties' rows.
        "create_records" | "create_file" if !caller.sees_all => 404,
        "create_what_if_run" | "create_what_if_scenario" => 422,
        "get_what_if_run" | "delete_what_if_run" | "delete_what_if_scenario" => 404,
        "create_feed" => 409,
        "create_proposal" | "create_loan" => 422,
        _ if operation.ends_with("_proposal") && method != "get" => 404,
        // Nobody is merged into themselves: whoever may ask is told so, and the house stays as it is.
        "create_customer_request" => 422,
        _ => 200,
    }
}

/// Notes about each party, and one about all of them.
async fn pin_notes(house: &House) {
    for (person, party, text) in [
        ("olive", None, "tutti-note"),
        ("olive", Some("atelier"), "hotel-note of Orla"),
        ("olive", Some("quillon"), "quebec-note of Orla"),
        ("quin", Some("quillon"), "quebec-note of Quin"),
        ("zora", Some("zephyrine"), "zulu-note"),
    ] {
        let note = json!({ "kpi": "offered", "party": party, "at": "2026-03-04", "text": text });
        let session = house.sign_in(person).await;
        let pinned = house
            .send(&session.signs(Call::post("/api/notes", &note)))
            .await;
        assert_eq!(pinned.status, 200, "{pinned:?}");
    }
}

/// A target for one provider, and another meaning for all, in words that name both.
async fn propose(house: &House) {
    let olive = house.sign_in("olive").await;
    let target = "targets:\n  - { kpi: offered, scope: { party: zephyrine }, from: 2026-01-01, at_least: 7777 }\n";
    let title = files()["kpis/offered.yaml"].replace("title: offered", "title: wanted");
    for (title, why, path, text) in [
        (
            "Zephyrine Desk takes more",
            "Quillon Care takes less.",
            "targets/new.yaml",
            target,
        ),
        (
            "Wanted, not offered",
            "Quillon Care asked. Zephyrine Desk did. It is clearer.",
            "kpis/offered.yaml",
            &title,
        ),
    ] {
        let asked = json!({ "title": title, "why": why, "edits": { path: text } });
        let made = house
            .send(&olive.signs(Call::post("/api/proposals", &asked)))
            .await;
        assert_eq!(made.status, 200, "{made:?}");
    }
}

/// A token for someone to try to end.
async fn olives_token(house: &House) -> String {
    let olive = house.sign_in("olive").await;
    let asked = json!({ "name": "t", "expires_in_days": 1 });
    let made = house
        .send(&olive.signs(Call::post("/api/tokens", &asked)))
        .await;
    made.json()["head"]["id"].as_str().unwrap().to_owned()
}

/// Every call by a token takes a new one, a person holds no more than fifty, and yesterday's have ended.
const TOKENS_A_DAY: usize = 40;

/// Tries every operation on a caller; gives what is wrong, a line each.
async fn check(house: &House, caller: &Caller, wrong: &mut Vec<String>) -> usize {
    let openapi = serde_json::to_value(server::openapi()).unwrap();
    let mut tried = 0;
    let mut untold = TOLD_TO_THE_LEAD.to_vec();
    for (path, methods) in openapi["paths"].as_object().unwrap() {
        for (method, described) in methods.as_object().unwrap() {
            if tried % TOKENS_A_DAY == 0 {
                house.wait(86_400);
            }
            let operation = described["operationId"].as_str().unwrap();
            let token = match operation {
                "delete_token" => olives_token(house).await,
                _ => String::new(),
            };
            let mut call = call(operation, &method.to_uppercase(), path, caller, &token);
            call.headers.extend(caller.credentials(house).await);
            let answered = house.send(&call).await;
            let name = caller.name();
            tried += 1;
            let expected = status(operation, method, caller);
            if answered.status != expected {
                wrong.push(format!(
                    "{operation} × {name}: {expected} expected: {answered:?}"
                ));
            }
            if described["responses"]
                .get(answered.status.to_string())
                .is_none()
            {
                wrong.push(format!(
                    "{operation}: {} is not documented",
                    answered.status
                ));
            }
            if answered.status >= 400 && answered.json()["kind"].as_str().is_none() {
                wrong.push(format!(
                    "{operation} × {name}: no kind of error: {answered:?}"
                ));
            }
            let told = format!("{}\n{}", answered.head, answered.body).to_lowercase();
            if caller.person == "olive" && caller.comes == Comes::Session {
                untold.retain(|word| !told.contains(word));
            }
            for hidden in &caller.hidden {
                if told.contains(hidden) {
                    wrong.push(format!("{operation} × {name}: `{hidden}` is told: {told}"));
                }
            }
        }
    }
    if caller.person == "olive" && caller.comes == Comes::Session && !untold.is_empty() {
        wrong.push(format!("{}: not told of {untold:?}", caller.name()));
    }
    tried
}

#[tokio::test(flavor = "multi_thread")]
async fn everyone_at_every_door() {
    let house = House::open_agreeing().await;
    pin_notes(&house).await;
    propose(&house).await;
    let mut wrong = Vec::new();
    let mut tried = 0;
    for caller in everyone() {
        tried += check(&house, &caller, &mut wrong).await;
    }
    assert!(
        wrong.is_empty(),
        "{} of {tried}:\n{}",
        wrong.len(),
        wrong.join("\n\n")
    );
    // What is said of these tests is what they do.
    let callers = everyone().len();
    let stated = format!(
        "each of the {} operations of the OpenAPI document is called by {callers} callers, {tried} calls",
        tried / callers
    );
    let security = include_str!("../../../../docs/security.md");
    let security: Vec<&str> = security.split_whitespace().collect();
    assert!(security.join(" ").contains(&stated), "{stated}");
}

/// How many contacts someone sees → theirs, and no others.
async fn check_counted(house: &House, person: &str, expect: i64) {
    let session = house.sign_in(person).await;
    let answered = house.get(&session, "/api/query?kpis=offered").await;
    assert_eq!(
        answered.json()["rows"][0]["values"][0]["value"],
        expect as f64,
        "{person}: {answered:?}"
    );
    let facts = house.get(&session, "/api/kpis/offered/facts").await;
    if facts.status == 200 {
        assert_eq!(facts.json()["total"], expect, "{person}");
    }
    let values = house.get(&session, "/api/dimensions/channel/values").await;
    assert_eq!(values.json()[0]["n"], expect, "{person}");
    // A filter cannot widen what is seen.
    let all = house
        .get(
            &session,
            "/api/query?kpis=offered&where=party%20is%20not%20null%20or%20true",
        )
        .await;
    assert_eq!(
        all.json()["rows"][0]["values"][0]["value"],
        expect as f64,
        "{person}: {all:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn everyone_counts_their_own() {
    let house = House::open().await;
    for (person, expect) in [
        ("olive", 140),
        ("otto", 140),
        ("hana", 20),
        ("quin", 80),
        ("quest", 60),
        ("quade", 40),
        ("quora", 20),
        ("zora", 40),
    ] {
        check_counted(&house, person, expect).await;
    }
}
