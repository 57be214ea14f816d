//! What a browser is given, and what it is told to refuse.

use crate::client::Call;
use crate::house::House;

/// Asked for as a browser does.
fn page(path: &str) -> Call {
    Call::get(path).header("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_script_is_told_that_a_path_is_not_there() {
    let house = House::open().await;
    for accept in ["*/*", "application/json", ""] {
        for path in ["/healthz", "/metrics", "/boards/all"] {
            let answered = house.send(&Call::get(path).header("Accept", accept)).await;
            assert_eq!(answered.status, 404, "{path} {accept}");
            assert!(answered.body.contains("/api/health"), "{answered:?}");
        }
        let root = house.send(&Call::get("/").header("Accept", accept)).await;
        assert_eq!(root.status, 200, "{accept}");
    }
    assert_eq!(house.send(&Call::get("/api/health")).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_application_answers_its_own_addresses_and_no_others() {
    let house = House::open().await;
    for path in ["/", "/boards/all", "/kpis/offered", "/index.html"] {
        let answered = house.send(&page(path)).await;
        assert_eq!(answered.status, 200, "{path}");
        assert_eq!(
            answered.header("content-type"),
            Some("text/html; charset=utf-8"),
            "{path}"
        );
        assert!(
            answered
                .header("cache-control")
                .is_some_and(|value| value == "no-cache" || value == "no-store"),
            "{path}"
        );
    }
    for path in [
        "/assets/missing-1234.js",
        "/favicon.none.ico",
        "/docs/missing.html",
        "/../Cargo.toml",
    ] {
        assert_eq!(house.send(&Call::get(path)).await.status, 404, "{path}");
    }
    assert_eq!(
        house.send(&Call::new("POST", "/boards/all")).await.status,
        405
    );
    // What has not changed is not sent again.
    let first = house.send(&Call::get("/")).await;
    if let Some(tag) = first.header("etag") {
        let again = house
            .send(&Call::get("/").header("If-None-Match", tag))
            .await;
        assert_eq!((again.status, again.body.as_str()), (304, ""));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn browsers_are_told_what_to_refuse() {
    let house = House::open().await;
    for path in [
        "/",
        "/api/health",
        "/api/kpis",
        "/api/nothing",
        "/assets/missing.js",
    ] {
        let answered = house.send(&Call::get(path)).await;
        let policy = answered.header("content-security-policy").unwrap();
        assert!(
            policy.contains("script-src 'self';") && policy.contains("frame-ancestors 'none'"),
            "{path}"
        );
        for (header, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
        ] {
            assert_eq!(answered.header(header), Some(value), "{path}");
        }
        assert!(answered.header("x-request-id").is_some(), "{path}");
        assert!(
            answered.header("access-control-allow-origin").is_none(),
            "{path}"
        );
        if path.starts_with("/api") {
            assert_eq!(answered.header("cache-control"), Some("no-store"), "{path}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_are_compressed_for_who_takes_it() {
    let house = House::open().await;
    for coding in ["gzip", "zstd"] {
        let call = Call::get("/api/openapi.json").header("Accept-Encoding", coding);
        let answered = house.send(&call).await;
        assert_eq!(
            (answered.status, answered.header("content-encoding")),
            (200, Some(coding))
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_stops_when_told_to_even_while_someone_is_connected() {
    let mut house = House::open().await;
    let idle = tokio::net::TcpStream::connect(house.address).await.unwrap();
    let stopping = std::time::Duration::from_secs(10);
    tokio::time::timeout(stopping, house.stop()).await.unwrap();
    drop(idle);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_handbook_is_served_and_none_of_its_links_is_dead() {
    let house = House::open().await;
    let mut waiting = vec!["/docs/".to_owned()];
    let mut seen = std::collections::BTreeSet::new();
    while let Some(path) = waiting.pop() {
        if !seen.insert(path.clone()) {
            continue;
        }
        let answered = house.send(&page(&path)).await;
        assert_eq!(answered.status, 200, "{path}");
        if !path.ends_with(".html") && !path.ends_with('/') {
            continue;
        }
        assert!(answered.body.contains("<h1 id="), "{path} has no title");
        for (_, rest) in answered
            .body
            .match_indices("=\"/docs/")
            .map(|(at, _)| answered.body.split_at(at + 2))
        {
            let link = rest.split('"').next().unwrap();
            waiting.push(link.split('#').next().unwrap().to_owned());
        }
    }
    for page in [
        "/docs/privacy.html",
        "/docs/kpis/csat.html",
        "/docs/handbook.css",
    ] {
        assert!(seen.contains(page), "{page} is not linked to");
    }
    assert!(seen.len() > 60, "{}", seen.len());
    let missing = house.send(&page("/docs/missing.html")).await;
    assert_eq!(missing.status, 404);
    assert!(
        missing.body.contains("There is no such page"),
        "{missing:?}"
    );
}
