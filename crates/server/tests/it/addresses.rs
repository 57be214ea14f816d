//! Addresses of any kind: each is answered or refused in words that the caller can do something with; none is a fault of ours.

use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::client::Call;
use crate::house::House;

/// Addresses that are tried.
const ADDRESSES: usize = 150;

const PATHS: [&str; 15] = [
    "query",
    "boards/all",
    "kpis",
    "kpis/offered",
    "kpis/offered/facts",
    "kpis/offered/reading",
    "dimensions/party/values",
    "feeds/contacts/checks",
    "feeds/contacts/files",
    "feeds/contacts/hours",
    "feeds/contacts/refusals",
    "lineage",
    "notes",
    "quality",
    "quarantine",
];

/// What an address may ask, and what may be said of it: some of it right, some nearly.
const ASKED: [(&str, &[&str]); 12] = [
    (
        "kpis",
        &["offered", "offered,", ",", "offered,offered", "no\u{e9}"],
    ),
    (
        "by",
        &["party", "party,party", "customer", "channel,queue", "\""],
    ),
    ("from", MOMENTS),
    ("to", MOMENTS),
    ("grain", &["day", "quarter_hour", "quarter", "DAY", "0"]),
    (
        "basis",
        &[
            "1-1",
            "0\u{b7}0",
            "18446744073709551615.0",
            "18446744073709551616-1",
            "-1-1",
            "1.1.1",
        ],
    ),
    ("where", CONDITIONS),
    ("limit", NUMBERS),
    ("offset", NUMBERS),
    ("format", &["csv", "json", "xml", ""]),
    ("table", &["contact", "set_aside", "../contact"]),
    ("kpi", &["offered", "none"]),
];

const MOMENTS: &[&str] = &[
    "2026-03-01",
    "2026-03-31T23:59:60Z",
    "-9999-01-01",
    "9999-12-31",
    "-009999-01-02T01:59:59Z",
    "9999-12-30T22:00:00.999999999Z",
    "2026-03-29T02:30:00+01:00[Europe/Amsterdam]",
    "2026-02-29",
    "1e9",
    "",
];

const NUMBERS: &[&str] = &[
    "0",
    "1",
    "-1",
    "1000",
    "18446744073709551615",
    "1e3",
    "one",
    "",
];

const CONDITIONS: &[&str] = &[
    "party = 'alder'",
    "queue_seconds > 1e308 * 10",
    "queue_seconds / 0 > 1",
    "cast(contact_id as bigint) > 0",
    "cast('9999999999999999999999' as bigint) = 1",
    "opened_at > '9999-12-31' and opened_at + interval '9999 years' > now()",
    "contact_id like '%\\'",
    "regexp_like(contact_id, '(a+)+$')",
    "regexp_like(contact_id, '(')",
    "case when party then 1 end",
    "((((((((((party))))))))))",
    "party in (select party from contact)",
    "1; drop table contact",
    "party",
    "1",
    "null",
    "'",
    "",
];

fn address() -> impl Strategy<Value = String> {
    let one = select(&ASKED[..]).prop_flat_map(|(name, values)| {
        let known = select(values).prop_map(str::to_owned);
        prop_oneof![6 => known, 1 => "\\PC{0,12}"].prop_map(move |value| (name, value))
    });
    (select(&PATHS[..]), prop::collection::vec(one, 0..6)).prop_map(|(path, mut asked)| {
        // Without KPIs hardly anything else is looked at.
        if path == "query" && !asked.iter().any(|(name, _)| *name == "kpis") {
            asked.push(("kpis", "offered".to_owned()));
        }
        let asked: Vec<String> = asked
            .iter()
            .map(|(name, value)| format!("{name}={}", escaped(value)))
            .collect();
        format!("/api/{path}?{}", asked.join("&"))
    })
}

fn escaped(value: &str) -> String {
    value.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn of_any_kind_are_answered_or_refused_in_words() {
    let house = House::open().await;
    let olive = house.sign_in("olive").await;
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let strategy = address();
    let mut answered = 0;
    for _ in 0..ADDRESSES {
        let address = strategy.new_tree(&mut runner).unwrap().current();
        let answer = house.send(&olive.signs(Call::get(&address))).await;
        match answer.status {
            200 => answered += 1,
            400..=499 => {
                let told = answer.json();
                let said = |name: &str| told[name].as_str().is_some_and(|text| !text.is_empty());
                assert!(said("kind") && said("message"), "{address}: {told}");
            }
            status => panic!("{address}: {status} {}", answer.body),
        }
    }
    assert!(answered > ADDRESSES / 10, "{answered} answered");
}
