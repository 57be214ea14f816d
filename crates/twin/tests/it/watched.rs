//! Whoever lets a scenario happen sees what it says it shows within a minute, at the pace that it goes over to: with it and
//! without, what the systems tell in that time differs by more than chance.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use twin::{NamedScenario, Running};

use crate::harbor::{self, number, seconds, text};
use crate::present;

/// A Tuesday at ten in Amsterdam.
const BEGINS: &str = "2026-11-17T09:00:00Z";
/// The pace of a demo, unless a scenario says another.
const USUAL_PACE: f64 = 60.0;
const MINUTE: f64 = 60.0;
/// Differences of so many standard errors are no chance.
const SURELY: f64 = 3.0;
/// What is read of what is told; the rest is passed over.
const FEEDS: [&str; 8] = [
    "article_uses",
    "contacts",
    "surveys",
    "evaluations",
    "cost_lines",
    "queue_snapshots",
    "task_runs",
    "team_snapshots",
];

/// What is told while somebody watches.
#[derive(Default, Clone)]
struct Told {
    /// Tickets as they stand, those of before included.
    tickets: BTreeMap<String, Value>,
    records: BTreeMap<&'static str, Vec<Value>>,
    ends: f64,
}

/// How sure it is that something rose, in standard errors; that it fell when negative.
type Sureness = f64;

static PRESENT: LazyLock<(Running, Told)> = LazyLock::new(|| {
    let scenario = harbor::scenario_named("undisturbed");
    let begins: Timestamp = BEGINS.parse().unwrap();
    let mut running = present::begun(&scenario, 8, 5, begins);
    let mut told = Told::default();
    told.goes_on(&mut running, begins);
    told.records.clear();
    (running, told)
});

impl Told {
    fn goes_on(&mut self, running: &mut Running, until: Timestamp) {
        let mut sink = |feed: &'static str, line: &str| {
            if FEEDS.contains(&feed) {
                let record: Value = serde_json::from_str(line).unwrap();
                if feed == "contacts" {
                    let ticket = text(&record, "ticket").to_owned();
                    self.tickets.insert(ticket, record);
                } else {
                    self.records.entry(feed).or_default().push(record);
                }
            }
            Ok(())
        };
        running.advance(until, &mut sink).unwrap();
        self.ends = until.as_second() as f64;
    }

    /// What is told in a minute at a pace, with a scenario that begins, or with none.
    fn of(named: Option<&NamedScenario>, pace: f64) -> Self {
        let (mut running, mut told) = PRESENT.clone();
        if let Some(named) = named {
            running.begin_scenario(named).unwrap();
        }
        let watched = SignedDuration::from_secs_f64(pace * MINUTE);
        let until = running.now() + watched;
        told.goes_on(&mut running, until);
        told
    }

    /// Tickets that were opened while somebody watched.
    fn came(&self) -> impl Iterator<Item = &Value> {
        let begins = BEGINS.parse::<Timestamp>().unwrap().as_second() as f64;
        let came = move |ticket: &&Value| seconds(ticket, "opened").unwrap() >= begins;
        self.tickets.values().filter(came)
    }

    fn told(&self, feed: &str) -> impl Iterator<Item = &Value> {
        self.records.get(feed).into_iter().flatten()
    }

    /// Looks of the last third of the time: what stands there when the minute is over.
    fn last_looks(&self, feed: &str) -> impl Iterator<Item = &Value> {
        let begins = BEGINS.parse::<Timestamp>().unwrap().as_second() as f64;
        let from = begins + (self.ends - begins) * 2.0 / 3.0;
        let late = move |look: &&Value| seconds(look, "looked").unwrap() >= from;
        self.told(feed).filter(late)
    }
}

/// What is told with a scenario and without.
struct Pair {
    usual: Told,
    changed: Told,
}

impl Pair {
    /// How sure a count rose.
    fn count<'a, I: Iterator<Item = &'a Value>>(
        &'a self,
        records: impl Fn(&'a Told) -> I,
        is: impl Fn(&Value) -> bool,
    ) -> Sureness {
        let count = |told| records(told).filter(|record| is(record)).count() as f64;
        let (usual, changed) = (count(&self.usual), count(&self.changed));
        sureness(usual, changed)
    }

    /// How sure a mean rose, over the records for which there is a number.
    fn mean<'a, I: Iterator<Item = &'a Value>>(
        &'a self,
        records: impl Fn(&'a Told) -> I,
        of: impl Fn(&Value) -> Option<f64>,
    ) -> Sureness {
        let stood = |told| {
            let values: Vec<f64> = records(told).filter_map(&of).collect();
            let n = values.len() as f64;
            assert!(n >= 10.0, "{n} values");

            let mean = values.iter().sum::<f64>() / n;
            let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
            (mean, squares / (n - 1.0) / n)
        };
        let (usual, changed) = (stood(&self.usual), stood(&self.changed));
        (changed.0 - usual.0) / (changed.1 + usual.1).max(1e-12).sqrt()
    }

    /// How sure it is that more wait in the end, in the lines of a party.
    fn lines(&self, party: &str) -> Sureness {
        let waiting = |told: &Told| -> f64 {
            let of = |look: &&Value| is_of(look, party);
            let looks: Vec<&Value> = told.last_looks("queue_snapshots").filter(of).collect();
            let instants: BTreeSet<&str> = looks.iter().map(|look| text(look, "looked")).collect();
            looks
                .iter()
                .map(|look| number(look, "waiting"))
                .sum::<f64>()
                / instants.len() as f64
        };
        sureness(waiting(&self.usual), waiting(&self.changed))
    }

    /// How sure it is that more is open of a party for longer than so many days.
    fn open_for(&self, days: f64, party: &str) -> Sureness {
        let old = |told: &Told| {
            let open = told.tickets.values().filter(|ticket| {
                let is_open = ticket["solved"].is_null() && text(ticket, "status") != "hung_up";
                is_open && wants_a_person(ticket) && is_of(ticket, party)
            });
            let ages = open.map(|ticket| told.ends - seconds(ticket, "opened").unwrap());
            ages.filter(|age| *age > days * 86_400.0).count() as f64
        };
        sureness(old(&self.usual), old(&self.changed))
    }
}

fn sureness(usual: f64, changed: f64) -> Sureness {
    (changed - usual) / (changed + usual).max(1.0).sqrt()
}

fn yes(is: bool) -> Option<f64> {
    Some(f64::from(u8::from(is)))
}

fn is_of(record: &Value, party: &str) -> bool {
    text(record, "vendor") == party
}

fn is_handled(ticket: &Value) -> bool {
    ticket["handle"].is_number()
}

fn wants_a_person(ticket: &Value) -> bool {
    text(ticket, "status") != "bot"
}

fn solved_first(ticket: &Value) -> Option<f64> {
    (is_handled(ticket)).then(|| f64::from(u8::from(ticket["solved_first"] == "yes")))
}

/// How sure it is that what a scenario says it shows first is to be seen.
fn shown(scenario: &str, what: &str, pair: &Pair) -> Sureness {
    let of = |party: &'static str| move |record: &Value| is_of(record, party);
    let (alder, birch) = (of("alder"), of("birch"));
    let points = |of: &dyn Fn(&Value) -> bool| {
        let points = |form: &Value| Some(number(form, "points")).filter(|_| of(form));
        pair.mean(|told| told.told("evaluations"), points)
    };
    let solves_first = |reason: &'static str| {
        pair.mean(Told::came, move |ticket| {
            solved_first(ticket).filter(|_| text(ticket, "reason") == reason)
        })
    };
    match (scenario, what) {
        ("ageing_backlog", "What is open at Alder grows older") => pair.open_for(1.0, "alder"),
        ("broken_release", "First contact resolution of account access falls") => {
            -solves_first("account_access")
        }
        ("campaign_surge", "More contacts come than usual at this time") => {
            pair.count(Told::came, wants_a_person)
        }
        ("costly_bot", "Fewer chats reach a person") => -pair.count(Told::came, |ticket| {
            text(ticket, "via") == "livechat" && wants_a_person(ticket)
        }),
        ("evaluator_drift", "QA score at Birch rises") => points(&birch),
        ("misrouting", "Transfer rate rises everywhere") => {
            let of = |party| {
                pair.mean(Told::came, |ticket| {
                    let counts = is_handled(ticket) && is_of(ticket, party);
                    yes(number(ticket, "handovers") > 0.0).filter(|_| counts)
                })
            };
            let each = ["alder", "birch", "inhouse"].map(of);
            each.into_iter().fold(f64::MAX, f64::min)
        }
        ("new_hires", "Handle time at Birch rises and comes back slowly") => pair
            .mean(Told::came, |ticket| {
                ticket["handle"].as_f64().filter(|_| birch(ticket))
            }),
        ("new_vendor", "Birch begins with a small share of the contacts, which grows") => {
            -pair.mean(Told::came, |ticket| yes(birch(ticket)))
        }
        ("outage", "Lines at Birch grow within a minute, and nobody there is ready") => {
            let looks = pair.changed.last_looks("team_snapshots");
            let ready = looks
                .filter(|look| birch(look))
                .map(|look| number(look, "ready"));
            assert_eq!(ready.sum::<f64>(), 0.0);
            pair.lines("birch")
        }
        ("outdated_article", "The article on returns helps less often") => -pair.mean(
            |told| told.told("article_uses"),
            |used| {
                let on_it = text(used, "reason") == "return_request";
                yes(used["helped"].as_str() == Some("yes"))
                    .filter(|_| on_it && used["helped"].is_string())
            },
        ),
        ("quality_drift", "QA score at Alder falls") => -points(&alder),
        ("robots_fail", "Runs of robots end with an exception") => pair.mean(
            |told| told.told("task_runs"),
            |run| yes(text(run, "ended") != "done"),
        ),
        _ => panic!("{scenario} shows first: {what}. How is that looked at?"),
    }
}

#[test]
fn what_a_scenario_shows_first_is_seen_within_a_minute() {
    let mut unseen = Vec::new();
    let mut watched = 0;
    for (name, scenario) in harbor::named() {
        let (Some(live), Some(shows)) = (scenario.live, scenario.shows.first()) else {
            continue;
        };
        let pace = live.pace.unwrap_or(USUAL_PACE);
        let pair = Pair {
            usual: Told::of(None, pace),
            changed: Told::of(Some(&scenario), pace),
        };
        let sureness = shown(&name, &shows.what, &pair);
        if sureness < SURELY {
            unseen.push(format!(
                "{name} at {pace}: {}, {sureness:.2} standard errors",
                shows.what
            ));
        }
        watched += 1;
    }
    assert_eq!(unseen, [""; 0]);
    assert!(watched >= 12, "{watched} can be watched");
}
