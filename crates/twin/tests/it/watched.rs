//! Whoever lets a scenario happen sees what it says it shows within a minute, at the pace that it goes over to: with it and
//! without, what the systems tell in that time differs by more than chance.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use twin::{NamedScenario, Running, Settings, Simulation};

use crate::harbor::{self, number, seconds, text};

/// A Tuesday at ten in Amsterdam.
const BEGINS: &str = "2026-11-17T09:00:00Z";
/// The pace of a demo, unless a scenario says another.
const USUAL_PACE: f64 = 60.0;
const MINUTE: f64 = 60.0;
/// Differences of so many standard errors are no chance.
const SURELY: f64 = 3.0;
/// What is read of what is told; the rest is passed over.
const FEEDS: [&str; 6] = [
    "contacts",
    "surveys",
    "evaluations",
    "cost_lines",
    "queue_snapshots",
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
    let settings = Settings {
        until: harbor::UNTIL.parse().unwrap(),
        days: 8,
        seed: 5,
    };
    let scenario = harbor::scenario_named("undisturbed");
    let simulation = Simulation::new(&harbor::charter(), &scenario, settings).unwrap();
    let begins: Timestamp = BEGINS.parse().unwrap();
    let mut running = simulation.watched_from(begins).start();
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

    /// What is told in so many minutes at a pace, with a scenario that begins, or with none.
    fn of(named: Option<&NamedScenario>, pace: f64, minutes: f64) -> Self {
        let (mut running, mut told) = PRESENT.clone();
        if let Some(named) = named {
            running.begin_scenario(named).unwrap();
        }
        let watched = SignedDuration::from_secs_f64(pace * minutes * MINUTE);
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

    /// How sure it is that more wait in the end, in the lines of a party or in all.
    fn lines(&self, party: Option<&str>) -> Sureness {
        let waiting = |told: &Told| -> f64 {
            let of = |look: &&Value| party.is_none_or(|party| is_of(look, party));
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

    /// How sure it is that agents cost more. Some of them are absent by chance: a hundredth is taken for a standard error.
    fn cost(&self) -> Sureness {
        let cost = |told: &Told| -> f64 {
            let lines = told.told("cost_lines");
            let lines = lines.filter(|line| text(line, "category") == "agent_hours");
            let amounts = lines.map(|line| text(line, "amount").parse::<f64>().unwrap());
            amounts.sum()
        };
        let (usual, changed) = (cost(&self.usual), cost(&self.changed));
        assert!(usual > 0.0, "nothing was booked");
        (changed / usual - 1.0) * 100.0
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

fn gave_up(ticket: &Value) -> Option<f64> {
    let waits = ["phone", "livechat"].contains(&text(ticket, "via"));
    let is = text(ticket, "status") == "hung_up";
    (waits && (is || is_handled(ticket))).then(|| f64::from(u8::from(is)))
}

fn solved_first(ticket: &Value) -> Option<f64> {
    (is_handled(ticket)).then(|| f64::from(u8::from(ticket["solved_first"] == "yes")))
}

/// How sure it is that what a scenario says it shows is to be seen; nothing where this does not know how to look.
fn shown(scenario: &str, what: &str, pair: &Pair) -> Option<Sureness> {
    let of = |party: &'static str| move |record: &Value| is_of(record, party);
    let (alder, birch) = (of("alder"), of("birch"));
    let points = |of: &dyn Fn(&Value) -> bool| {
        let points = |form: &Value| Some(number(form, "points")).filter(|_| of(form));
        pair.mean(|told| told.told("evaluations"), points)
    };
    let found = match (scenario, what) {
        ("ageing_backlog", "What is open at Alder grows older") => pair.open_for(1.0, "alder"),
        ("ageing_backlog", _) => pair.open_for(3.0, "alder"),
        ("broken_release" | "campaign_surge", "More contacts come than usual at this time") => {
            pair.count(Told::came, wants_a_person)
        }
        ("broken_release", _) => -pair.mean(Told::came, |ticket| {
            solved_first(ticket).filter(|_| text(ticket, "reason") == "account_access")
        }),
        ("campaign_surge", "Lines grow, at Birch first") | ("new_hires", "Lines at Birch grow") => {
            pair.lines(Some("birch"))
        }
        ("campaign_surge", _) => pair.mean(Told::came, gave_up),
        ("costly_bot", "Fewer chats reach a person") => -pair.count(Told::came, |ticket| {
            text(ticket, "via") == "livechat" && wants_a_person(ticket)
        }),
        ("costly_bot", "Cost falls") => -pair.cost(),
        ("costly_bot", _) => pair.mean(|told| told.told("surveys"), |s| Some(number(s, "effort"))),
        ("evaluator_drift", "QA score at Birch rises") => points(&birch),
        ("evaluator_drift", _) => -pair.mean(
            |told| told.told("evaluations"),
            |form| {
                let second = form["client_verdict"].as_str().filter(|_| birch(form))?;
                yes(second == text(form, "verdict"))
            },
        ),
        ("misrouting", "Transfer rate rises everywhere") => {
            let of = |party| {
                pair.mean(Told::came, |ticket| {
                    let counts = is_handled(ticket) && is_of(ticket, party);
                    yes(number(ticket, "handovers") > 0.0).filter(|_| counts)
                })
            };
            ["alder", "birch", "inhouse"]
                .map(of)
                .into_iter()
                .fold(f64::MAX, f64::min)
        }
        ("misrouting", _) => pair.lines(None),
        ("new_hires", what) if what.starts_with("First contact resolution") => -pair
            .mean(Told::came, |ticket| {
                solved_first(ticket).filter(|_| birch(ticket))
            }),
        ("new_hires" | "new_vendor", what) if what.starts_with("Handle time at Birch") => pair
            .mean(Told::came, |ticket| {
                ticket["handle"].as_f64().filter(|_| birch(ticket))
            }),
        // It begins with few: less than without it.
        ("new_vendor", _) => -pair.mean(Told::came, |ticket| yes(birch(ticket))),
        ("outage", what) if what.starts_with("Lines at Birch grow") => {
            let looks = pair.changed.last_looks("team_snapshots");
            let ready = looks
                .filter(|look| birch(look))
                .map(|look| number(look, "ready"));
            assert_eq!(ready.sum::<f64>(), 0.0);
            pair.lines(Some("birch"))
        }
        ("outage", _) => pair.mean(Told::came, |ticket| {
            gave_up(ticket).filter(|_| birch(ticket))
        }),
        ("quality_drift", "QA score at Alder falls") => -points(&alder),
        ("quality_drift", _) => -pair.mean(
            |told| told.told("surveys"),
            |answer| yes(number(answer, "stars") >= 4.0).filter(|_| alder(answer)),
        ),
        _ => return None,
    };
    Some(found)
}

#[test]
fn show_me() {
    for (name, scenario) in harbor::named() {
        if scenario.shows.is_empty() {
            continue;
        }
        for pace in [60.0, 600.0, 3600.0] {
            let pair = Pair {
                usual: Told::of(None, pace, 1.0),
                changed: Told::of(Some(&scenario), pace, 1.0),
            };
            for shows in &scenario.shows {
                let r = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                    shown(&name, &shows.what, &pair)
                }));
                println!(
                    "{name} {:?} pace {pace}: {:?} -> {:?}",
                    scenario.live.and_then(|l| l.pace),
                    shows.what,
                    r.ok().flatten()
                );
            }
        }
    }
}
