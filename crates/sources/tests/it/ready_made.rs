//! The ready-made pulls in `feeds/*/pull.yaml`: a server answers as the system does, and each record is in the lake once.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use access::Viewer;
use axum::body::Body;
use axum::http::{Method, Response};
use jiff::Timestamp;
use lake::Scan;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use sources::{PullFeed, PullSettings};

use crate::api::{Api, Asked, answer};
use crate::operation::Operation;
use crate::pull::{settings, stop};

/// What a system has; it changes while it is asked.
type Records = Arc<Mutex<Vec<Value>>>;

/// A system, and how the test tries it.
struct System {
    /// Its folder in `feeds`.
    folder: &'static str,
    /// Its address in the pull.
    host: &'static str,
    environment: &'static [(&'static str, &'static str)],
    /// What is made smaller, so that a sample has several pages.
    smaller: &'static [(&'static str, &'static str)],
    /// Where the time of change is in a record, and whether it is a number.
    changed: &'static str,
    answers: fn(&[Value], &Asked) -> Response<Body>,
}

fn feeds() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../feeds")
}

fn read(path: PathBuf) -> String {
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn yaml<T: serde::de::DeserializeOwned>(text: &str) -> T {
    serde_saphyr::from_str(text).unwrap()
}

/// What the sample must give.
#[derive(Deserialize)]
struct Expected {
    file: String,
    receipt: BTreeMap<String, u64>,
}

impl System {
    fn feed(&self) -> String {
        self.folder.replace('-', "_")
    }

    /// The charter of a person who copied the feed, and then the pull, key by key.
    fn charter(&self, api: &Api) -> BTreeMap<String, String> {
        let folder = feeds().join(self.folder);
        let mut pull = read(folder.join("pull.yaml"));
        for (from, to) in self.smaller {
            assert!(pull.contains(from), "{from}");
            pull = pull.replace(from, to);
        }
        assert!(pull.contains(self.host), "{}", self.host);
        let pull = pull
            .replace(self.host, &format!("http://{}", api.address))
            .replace("every: 5 minutes", "every: 1 second");
        let mut feed: Map<String, Value> = yaml(&read(folder.join("feed.yaml")));
        feed.extend(yaml::<Map<String, Value>>(&pull));
        let mut files = BTreeMap::from([(
            format!("feeds/{}.yaml", self.feed()),
            Value::Object(feed).to_string(),
        )]);
        for entry in fs::read_dir(feeds().join("charter")).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            files.insert(name, read(path));
        }
        files
    }

    fn settings(&self) -> PullSettings {
        let environment = self.environment;
        PullSettings {
            environment: Arc::new(move |name| {
                let known = environment.iter().find(|(known, _)| *known == name);
                known.map(|(_, value)| (*value).to_owned())
            }),
            page_bytes_max: 1 << 20,
            ..settings()
        }
    }

    /// The records of the sample.
    fn records(&self, expected: &Expected) -> Vec<Value> {
        let file = feeds().join(self.folder).join(&expected.file);
        if expected.file.ends_with(".csv") {
            let mut rows = csv::Reader::from_path(file).unwrap();
            let rows = rows.deserialize::<BTreeMap<String, String>>();
            return rows.map(|row| json!(row.unwrap())).collect();
        }
        let page: Map<String, Value> = serde_json::from_str(&read(file)).unwrap();
        let records = page.into_iter().find_map(|(_, value)| match value {
            Value::Array(records) => Some(records),
            _ => None,
        });
        records.unwrap()
    }

    /// The last record, changed an hour after all others, under another name for what is its key.
    fn another(&self, records: &[Value]) -> Value {
        let last = records.last().unwrap();
        let mut another = last.clone();
        let newest = records.iter().map(|record| self.at(record)).max();
        let later = newest.unwrap() + 3_600;
        another[self.changed] = match &last[self.changed] {
            Value::String(text) if text.contains('T') => {
                Timestamp::from_second(later).unwrap().to_string().into()
            }
            Value::String(_) => Timestamp::from_second(later)
                .unwrap()
                .strftime("%F %T")
                .to_string()
                .into(),
            _ => later.into(),
        };
        for key in ["id", "number"] {
            if let Some(value) = another.get_mut(key) {
                *value = match value {
                    Value::Number(_) => 77_777.into(),
                    _ => "INC0077777".into(),
                };
            }
        }
        another
    }

    /// When a record was changed, in seconds; 0 where it does not say.
    fn at(&self, record: &Value) -> i64 {
        seconds(&record[self.changed])
    }
}

fn seconds(value: &Value) -> i64 {
    let text = value.as_str().map_or(value.to_string(), str::to_owned);
    charter::moment::Moment::read(&text).map_or(0, |moment| moment.at().as_second())
}

/// The pull runs end to end: all pages of the first round, then what is new.
async fn check(system: System) {
    let expected: Expected = yaml(&read(feeds().join(system.folder).join("expected.yaml")));
    let records: Records = Arc::new(Mutex::new(system.records(&expected)));
    let (known, answers) = (Arc::clone(&records), system.answers);
    let api = Api::of(move |_, asked| answers(&known.lock().unwrap(), asked)).await;
    let operation = Operation::of(system.charter(&api)).await;
    let feed = PullFeed::of(&operation.door, &system.settings(), &system.feed()).unwrap();
    let task = tokio::spawn(feed.run());
    let added = expected.receipt["added"];
    operation
        .until("the sample", |operation| operation.counts().added == added)
        .await;
    let first = api.asked().len();
    assert!(
        first > 1,
        "{}: {first} requests are no pages",
        system.folder
    );
    // Nothing is new for a round.
    operation
        .until("a second round", |_| {
            let asked = api.requests();
            asked
                .iter()
                .filter(|one| begins(one) == begins(&asked[0]))
                .count()
                < asked.len()
        })
        .await;
    let another = system.another(&records.lock().unwrap());
    records.lock().unwrap().push(another);
    operation
        .until("another", |operation| operation.counts().added == added + 1)
        .await;
    stop(&operation, task).await;
    assert_eq!(operation.status().last_error, None, "{}", system.folder);

    let scan = Scan::of(&operation.door.lake.receipts()[0].table);
    let viewer = Viewer::operator(&operation.door.charter().partnership);
    let (_, rows) = operation
        .door
        .lake
        .first_rows(&viewer, &scan, 1_000)
        .await
        .unwrap();
    assert_eq!(rows.len() as u64, added + 1, "{}", system.folder);
}

/// Where a request begins: the number or the text that the first differs in from those of later rounds.
fn begins(asked: &Asked) -> String {
    match asked.json()["query"]["value"].as_i64() {
        Some(since) => since.to_string(),
        None => parameters(asked)
            .into_iter()
            .filter(|(name, _)| ["start_time", "since", "sysparm_query"].contains(&name.as_str()))
            .map(|(_, value)| value)
            .collect(),
    }
}

/// The parameters of a request.
fn parameters(asked: &Asked) -> BTreeMap<String, String> {
    let url = format!("http://api{}", asked.path);
    let url = reqwest::Url::parse(&url).unwrap();
    url.query_pairs().into_owned().collect()
}

fn number(parameters: &BTreeMap<String, String>, name: &str) -> Option<i64> {
    parameters.get(name)?.parse().ok()
}

/// A page of JSON.
fn page(page: &Value) -> Response<Body> {
    answer(200, page.to_string())
}

/// The address of a request's server.
fn server(asked: &Asked) -> String {
    format!("http://{}", asked.header("host"))
}

/// The records from a second on, oldest first.
fn from(records: &[Value], since: i64, at: impl Fn(&Value) -> i64) -> Vec<Value> {
    let mut records: Vec<Value> = records
        .iter()
        .filter(|record| at(record) >= since)
        .cloned()
        .collect();
    records.sort_by_key(|record| at(record));
    records
}

const ZENDESK: &[(&str, &str)] = &[
    ("ZENDESK_EMAIL", "ops@client.example"),
    ("ZENDESK_TOKEN", "zd-token"),
];
/// "ops@client.example/token:zd-token".
const ZENDESK_LOGIN: &str = "Basic b3BzQGNsaWVudC5leGFtcGxlL3Rva2VuOnpkLXRva2Vu";

#[tokio::test(flavor = "multi_thread")]
async fn zendesk_tickets() {
    check(System {
        folder: "zendesk-tickets",
        host: "https://example.zendesk.com",
        environment: ZENDESK,
        smaller: &[("rate: 10 per minute", "rate: 100 per second")],
        changed: "generated_timestamp",
        answers: |records, asked| {
            let parameters = parameters(asked);
            if asked.header("authorization") != ZENDESK_LOGIN {
                return answer(401, r#"{"error": "Couldn't authenticate you"}"#);
            }
            if !asked
                .path
                .starts_with("/api/v2/incremental/tickets/cursor.json?")
            {
                return answer(404, "");
            }
            // A cursor says where the export began, and how far it is; what else is asked for goes with it.
            let (since, done) = match parameters.get("cursor") {
                Some(cursor) => {
                    let (since, done) = cursor.split_once('|').unwrap();
                    (since.parse().unwrap(), done.parse().unwrap())
                }
                None => match number(&parameters, "start_time") {
                    Some(since)
                        if parameters
                            .get("include")
                            .is_some_and(|all| all == "metric_sets") =>
                    {
                        (since, 0_usize)
                    }
                    _ => return answer(400, r#"{"error": "StartTimeMissing"}"#),
                },
            };
            let all = from(records, since, |record| {
                seconds(&record["generated_timestamp"])
            });
            let tickets: Vec<&Value> = all.iter().skip(done).take(10).collect();
            let end = done + tickets.len() >= all.len();
            let after = format!("{since}|{}", done + tickets.len());
            page(&json!({
                "tickets": tickets,
                "after_url": format!(
                    "{}/api/v2/incremental/tickets/cursor.json?cursor={}&include=metric_sets",
                    server(asked),
                    after.replace('|', "%7C")
                ),
                "after_cursor": after,
                "before_url": null,
                "before_cursor": null,
                "end_of_stream": end,
            }))
        },
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn zendesk_ticket_metric_events() {
    check(System {
        folder: "zendesk-ticket-metric-events",
        host: "https://example.zendesk.com",
        environment: ZENDESK,
        smaller: &[("rate: 10 per minute", "rate: 100 per second")],
        changed: "time",
        answers: |records, asked| {
            let path = "/api/v2/incremental/ticket_metric_events.json";
            let Some(since) = number(&parameters(asked), "start_time") else {
                return answer(400, "");
            };
            if asked.header("authorization") != ZENDESK_LOGIN || !asked.path.starts_with(path) {
                return answer(401, "");
            }
            // One without a time was made when the export began.
            let at = |record: &Value| seconds(&record["time"]).max(1_735_689_600);
            let all = from(records, since, at);
            // A page goes on to the end of its last second.
            let events: Vec<&Value> = match all.get(19) {
                Some(last) => all.iter().take_while(|one| at(one) <= at(last)).collect(),
                None => all.iter().collect(),
            };
            let end = events.len() == all.len();
            let last = events.last().map(|last| at(last));
            page(&json!({
                "ticket_metric_events": events,
                "count": events.len(),
                "end_of_stream": end,
                "end_time": last,
                "next_page": last.map(|last| format!("{}{path}?start_time={last}", server(asked))),
            }))
        },
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn intercom_conversations() {
    check(System {
        folder: "intercom-conversations",
        host: "https://api.intercom.io",
        environment: &[("INTERCOM_TOKEN", "ic-token")],
        smaller: &[],
        changed: "updated_at",
        answers: |records, asked| {
            if asked.header("authorization") != "Bearer ic-token" {
                return answer(401, r#"{"type": "error.list"}"#);
            }
            let wanted = asked.json();
            let query = &wanted["query"];
            let is_search = asked.method == Method::POST
                && asked.path == "/conversations/search"
                && asked.header("content-type") == "application/json"
                && asked.header("intercom-version") == "2.15"
                && query["field"] == "updated_at"
                && query["operator"] == ">"
                && wanted["pagination"]["per_page"] == 150;
            let Some(since) = query["value"].as_i64().filter(|_| is_search) else {
                return answer(400, r#"{"type": "error.list"}"#);
            };
            // Newest first, and after the conversation that the cursor names.
            let mut all = from(records, since + 1, |record| seconds(&record["updated_at"]));
            all.reverse();
            let done = match &wanted["pagination"]["starting_after"] {
                Value::String(cursor) => cursor.strip_prefix("after-").unwrap().parse().unwrap(),
                _ => 0_usize,
            };
            let conversations: Vec<&Value> = all.iter().skip(done).take(10).collect();
            let done = done + conversations.len();
            let mut pages = json!({"type": "pages", "page": done.div_ceil(10), "per_page": 10});
            if done < all.len() {
                let next =
                    json!({"page": done / 10 + 1, "starting_after": format!("after-{done}")});
                pages["next"] = next;
            }
            page(&json!({
                "type": "conversation.list",
                "pages": pages,
                "total_count": all.len(),
                "conversations": conversations,
            }))
        },
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn chatwoot_reporting_events() {
    check(System {
        folder: "chatwoot-reporting-events",
        host: "https://app.chatwoot.com",
        environment: &[("CHATWOOT_TOKEN", "cw-token")],
        smaller: &[],
        changed: "created_at",
        answers: |records, asked| {
            let parameters = parameters(asked);
            if asked.header("api_access_token") != "cw-token" {
                return answer(401, r#"{"errors": ["You need to sign in"]}"#);
            }
            if !asked.path.starts_with("/api/v1/accounts/1/reporting_events?") {
                return answer(404, "");
            }
            // Without both there is no limit.
            let (since, until) = match (number(&parameters, "since"), number(&parameters, "until")) {
                (Some(since), Some(until)) => (since, until),
                _ => (0, i64::MAX),
            };
            let at = |record: &Value| seconds(&record["created_at"]);
            let mut all = from(records, since, at);
            all.retain(|record| at(record) < until);
            all.reverse();
            let here = number(&parameters, "page").unwrap_or(1);
            let skipped = usize::try_from(here - 1).unwrap() * 25;
            let events: Vec<&Value> = all.iter().skip(skipped).take(25).collect();
            page(&json!({
                "meta": {"count": all.len(), "current_page": here, "total_pages": all.len().div_ceil(25)},
                "payload": events,
            }))
        },
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn servicenow_incidents() {
    check(System {
        folder: "servicenow-incidents",
        host: "https://example.service-now.com",
        environment: &[
            ("SERVICENOW_USER", "reader"),
            ("SERVICENOW_PASSWORD", "sn-secret"),
        ],
        smaller: &[
            ("sysparm_limit=1000", "sysparm_limit=9"),
            ("full: 1000", "full: 9"),
        ],
        changed: "sys_updated_on",
        answers: |records, asked| {
            let parameters = parameters(asked);
            // "reader:sn-secret".
            if asked.header("authorization") != "Basic cmVhZGVyOnNuLXNlY3JldA==" {
                return answer(
                    401,
                    r#"{"error": {"message": "User Not Authenticated"}, "status": "failure"}"#,
                );
            }
            if !asked.path.starts_with("/api/now/table/incident?") {
                return answer(404, "");
            }
            let query = &parameters["sysparm_query"];
            let since = query
                .strip_prefix("sys_updated_on>=")
                .and_then(|query| query.strip_suffix("^ORDERBYsys_updated_on"));
            let names_are_shown = ["sysparm_display_value", "sysparm_exclude_reference_link"]
                .iter()
                .all(|name| parameters[*name] == "true");
            let Some(since) = since.filter(|_| names_are_shown) else {
                return answer(400, "");
            };
            let fields: Vec<&str> = parameters["sysparm_fields"].split(',').collect();
            let at = |record: &Value| seconds(&record["sys_updated_on"]);
            let all = from(records, seconds(&since.into()), at);
            let limit = number(&parameters, "sysparm_limit").unwrap();
            let incidents: Vec<Map<String, Value>> = all
                .iter()
                .take(usize::try_from(limit).unwrap())
                .map(|incident| {
                    let fields = fields
                        .iter()
                        .map(|field| (String::from(*field), incident[*field].clone()));
                    fields.collect()
                })
                .collect();
            page(&json!({"result": incidents}))
        },
    })
    .await;
}
