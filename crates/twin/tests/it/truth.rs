//! Harbor's facts: plausible, consistent, and broken as the truth says.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Deserialize;

use crate::harbor::{self, Exports, number, seconds, text};

const DAY_SECONDS: f64 = 86_400.0;

#[test]
fn a_contact_is_answered_or_abandoned_or_open_once() {
    let exports = Exports::of_feeds(&["contacts"], &harbor::scenario(), 30, 5);
    let counts = &exports.truth.counts;
    let tickets = exports.tickets();
    let with = |statuses: &[&str]| {
        tickets
            .values()
            .filter(|t| statuses.contains(&text(t, "status")))
            .count() as u64
    };
    assert_eq!(tickets.len() as u64, counts.contacts);
    assert_eq!(with(&["pending", "solved"]), counts.handled);
    assert_eq!(with(&["hung_up"]), counts.abandoned);
    assert_eq!(with(&["bot"]), counts.contained);
    assert_eq!(with(&["waiting"]), counts.still_open);
    assert_eq!(
        counts.contacts,
        counts.handled + counts.abandoned + counts.contained + counts.still_open
    );
    assert!(counts.still_open > 0, "somebody waits when the period ends");
    for ticket in tickets.values() {
        let handled = ["pending", "solved"].contains(&text(ticket, "status"));
        assert_eq!(ticket["handle"].is_number(), handled, "{ticket}");
        assert!(!handled || ticket["handler"].is_string(), "{ticket}");
        let opened = seconds(ticket, "opened").unwrap();
        for later in ["first_reply", "solved", "closed", "updated"] {
            assert!(
                seconds(ticket, later).is_none_or(|at| at >= opened),
                "{later} of {ticket}"
            );
        }
    }
}

/// Lines of a ticket come in the order of their updates, and nothing is written before it happened.
#[test]
fn exports_are_written_in_the_order_of_time() {
    let exports = Exports::of_feeds(
        &["contacts", "surveys", "evaluations"],
        &harbor::scenario(),
        10,
        5,
    );
    let mut last = 0.0;
    for ticket in &exports.records["contacts"] {
        let updated = seconds(ticket, "updated").unwrap();
        assert!(updated >= last);
        last = updated;
    }
    for (feed, field) in [("surveys", "answered"), ("evaluations", "evaluated")] {
        let at: Vec<f64> = exports.records[feed]
            .iter()
            .map(|record| seconds(record, field).unwrap())
            .collect();
        assert!(at.is_sorted(), "{feed}");
    }
}

#[test]
fn an_agent_is_in_one_state_at_a_time() {
    let exports = Exports::of_feeds(&["agent_states"], &harbor::scenario(), 20, 5);
    let mut stretches: BTreeMap<&str, Vec<(f64, f64)>> = BTreeMap::new();
    let mut rows: BTreeMap<(&str, i64), usize> = BTreeMap::new();
    for stretch in &exports.records["agent_states"] {
        let started = seconds(stretch, "started").unwrap();
        let handler = text(stretch, "handler");
        stretches
            .entry(handler)
            .or_default()
            .push((started, started + number(stretch, "seconds")));
        *rows
            .entry((handler, (started / DAY_SECONDS) as i64))
            .or_default() += 1;
    }
    for (handler, mut stretches) in stretches {
        stretches.sort_by(|a, b| a.0.total_cmp(&b.0));
        for pair in stretches.windows(2) {
            // Starts and lengths are each written to the millisecond.
            assert!(pair[1].0 >= pair[0].1 - 0.0021, "{handler}: {pair:?}");
        }
    }
    assert!(rows.values().all(|rows| *rows <= 32));
}

/// Calls and e-mails take all of an agent: two that an agent handled never overlap.
#[test]
fn an_agent_has_one_call_or_letter_at_a_time() {
    let exports = Exports::of_feeds(&["contacts"], &harbor::scenario(), 20, 5);
    let mut work: BTreeMap<&str, Vec<(f64, f64)>> = BTreeMap::new();
    for ticket in exports.tickets().values() {
        let whole =
            ["phone", "mail"].contains(&text(ticket, "via")) && number(ticket, "handovers") == 0.0;
        if whole && ticket["handle"].is_number() {
            let begun = seconds(ticket, "first_reply").unwrap();
            work.entry(text(ticket, "handler"))
                .or_default()
                .push((begun, begun + number(ticket, "handle")));
        }
    }
    for (handler, mut work) in work {
        work.sort_by(|a, b| a.0.total_cmp(&b.0));
        assert!(
            work.windows(2).all(|pair| pair[1].0 >= pair[0].1 - 0.0021),
            "{handler}"
        );
    }
}

/// The whole demo: what was injected is found in the facts, in its place and in no other, and the rest is as usual.
#[test]
fn what_was_injected_is_found() {
    let facts = Facts::of(180, 1);

    assert!(
        (300_000..380_000).contains(&facts.tickets.len()),
        "{} contacts",
        facts.tickets.len()
    );
    facts.usual_levels();

    // Solving at first contact falls at Birch, by what was injected, and nowhere else. The window ends a week before the
    // end, so that customers had time to come back. With some 7,000 contacts a share is known to ± 0.012 (two errors).
    let (before, window) = ((180.0, 50.0), (14.0, 7.0));
    let falls = |party| {
        facts.first_contact_resolution(party, window)
            - facts.first_contact_resolution(party, before)
    };
    // Halfway through the window, 38.5 of the 42 days over which it grows have passed.
    let expected = facts.injected["birch_solves_less"] * 38.5 / 42.0;
    assert!(
        (falls("birch") - expected).abs() < 0.025,
        "Birch falls by {}, injected {expected}",
        falls("birch")
    );
    assert!(
        falls("alder").abs() < 0.025,
        "Alder moves by {}",
        falls("alder")
    );
    assert!(
        falls("inhouse").abs() < 0.025,
        "Harbor's own team moves by {}",
        falls("inhouse")
    );

    // Alder's letters age while no more of them come.
    let usual = facts.open_letters("alder", 22.0);
    let aged = facts.open_letters("alder", 1.0);
    assert!(
        aged.mean_age_seconds > 2.5 * usual.mean_age_seconds,
        "{usual:?} → {aged:?}"
    );
    assert!(
        aged.open as f64 > 2.0 * usual.open as f64,
        "{usual:?} → {aged:?}"
    );
    let volume =
        facts.letters_opened("alder", (21.0, 0.0)) / facts.letters_opened("alder", (42.0, 21.0));
    assert!(
        (0.93..1.07).contains(&volume),
        "volume changes by a factor of {volume}"
    );
    for party in ["inhouse", "birch"] {
        let (usual, now) = (
            facts.open_letters(party, 22.0),
            facts.open_letters(party, 1.0),
        );
        assert!(
            now.mean_age_seconds < 1.7 * usual.mean_age_seconds,
            "{party}: {usual:?} → {now:?}"
        );
    }

    // Birch's evaluators give more than Harbor's do; others go on as before.
    let drifts = |party| {
        facts.evaluators_differ_by(party, (14.0, 0.0))
            - facts.evaluators_differ_by(party, (180.0, 43.0))
    };
    let expected = facts.injected["birch_evaluators_soften"];
    assert!(
        (drifts("birch") - expected).abs() < 1.5,
        "Birch drifts by {}, injected {expected}",
        drifts("birch")
    );
    assert!(
        drifts("alder").abs() < 1.5,
        "Alder drifts by {}",
        drifts("alder")
    );
    assert!(
        facts.evaluators_agree("birch", (21.0, 0.0))
            < facts.evaluators_agree("birch", (180.0, 43.0)) - 0.04
    );
}

/// What the checks above ask of the facts. Days are counted back from the end of the period.
struct Facts {
    end: f64,
    tickets: Vec<Ticket>,
    evaluations: Vec<EvaluationLine>,
    stars: Vec<f64>,
    /// The size of each change at the end.
    injected: BTreeMap<String, f64>,
}

struct Ticket {
    line: TicketLine,
    opened: f64,
    solved: Option<f64>,
    followed_up: bool,
}

/// What the checks need of a line of each export; parsed at once, because the demo has some 600,000 of them.
#[derive(Deserialize)]
struct TicketLine {
    ticket: String,
    requester: String,
    reason: String,
    vendor: String,
    via: String,
    status: String,
    opened: jiff::Timestamp,
    solved: Option<jiff::Timestamp>,
    in_time: Option<String>,
    wait: Option<f64>,
    handle: Option<f64>,
    solved_first: Option<String>,
    second_line: String,
    handovers: u32,
}

#[derive(Deserialize)]
struct EvaluationLine {
    vendor: String,
    evaluated: jiff::Timestamp,
    points: f64,
    client_points: Option<f64>,
    verdict: String,
    client_verdict: Option<String>,
}

#[derive(Deserialize)]
struct SurveyLine {
    stars: f64,
}

#[derive(Debug)]
struct Open {
    open: usize,
    mean_age_seconds: f64,
}

impl Ticket {
    fn solved_first(&self) -> bool {
        self.line.solved_first.as_deref() == Some("yes")
    }
}

fn epoch_seconds(at: jiff::Timestamp) -> f64 {
    at.as_millisecond() as f64 / 1e3
}

impl Facts {
    fn of(days: u32, seed: u64) -> Self {
        let mut lines: BTreeMap<String, TicketLine> = BTreeMap::new();
        let mut evaluations: Vec<EvaluationLine> = Vec::new();
        let mut stars = Vec::new();
        let truth = harbor::run(&harbor::scenario(), days, seed, |feed, text| match feed {
            "contacts" => {
                let line: TicketLine = serde_json::from_str(text).unwrap();
                lines.insert(line.ticket.clone(), line);
            }
            "evaluations" => evaluations.push(serde_json::from_str(text).unwrap()),
            "surveys" => stars.push(serde_json::from_str::<SurveyLine>(text).unwrap().stars),
            _ => {}
        });
        let mut asked: HashMap<(String, String), Vec<f64>> = HashMap::new();
        for line in lines.values() {
            let who = (line.requester.clone(), line.reason.clone());
            asked
                .entry(who)
                .or_default()
                .push(epoch_seconds(line.opened));
        }
        let ticket = |line: TicketLine| {
            let opened = epoch_seconds(line.opened);
            let again = &asked[&(line.requester.clone(), line.reason.clone())];
            Ticket {
                opened,
                solved: line.solved.map(epoch_seconds),
                followed_up: again
                    .iter()
                    .any(|at| *at > opened && *at <= opened + 7.0 * DAY_SECONDS),
                line,
            }
        };
        evaluations.retain(|evaluation| evaluation.client_points.is_some());
        Self {
            end: epoch_seconds("2026-11-20T23:00:00Z".parse().unwrap()),
            tickets: lines.into_values().map(ticket).collect(),
            evaluations,
            stars,
            injected: truth
                .changes
                .into_iter()
                .map(|change| (change.change, change.by_at_end))
                .collect(),
        }
    }

    fn within(&self, at: f64, days_before_end: (f64, f64)) -> bool {
        let days = (self.end - at) / DAY_SECONDS;
        days <= days_before_end.0 && days > days_before_end.1
    }

    fn handled(&self) -> impl Iterator<Item = &Ticket> {
        self.tickets
            .iter()
            .filter(|t| ["pending", "solved"].contains(&&*t.line.status))
    }

    /// What anybody who has worked in customer care would expect.
    fn usual_levels(&self) {
        let share = |of: &dyn Fn(&Ticket) -> bool, among: &dyn Fn(&Ticket) -> bool| {
            let among: Vec<&Ticket> = self.tickets.iter().filter(|t| among(t)).collect();
            among.iter().filter(|t| of(t)).count() as f64 / among.len() as f64
        };
        let handled = |t: &Ticket| ["pending", "solved"].contains(&&*t.line.status);
        let calls = |t: &Ticket| t.line.via == "phone" && t.line.status != "waiting";
        let mean = |values: Vec<f64>| values.iter().sum::<f64>() / values.len() as f64;
        let answered_calls = || self.handled().filter(|t| t.line.via == "phone");
        let levels = [
            (
                "calls in time",
                share(&|t| t.line.in_time.as_deref() == Some("yes"), &calls),
                0.75..0.85,
            ),
            (
                "calls abandoned",
                share(&|t| t.line.status == "hung_up", &calls),
                0.03..0.07,
            ),
            (
                "speed of answer",
                mean(
                    answered_calls()
                        .map(|t| t.line.wait.unwrap_or_default())
                        .collect(),
                ),
                10.0..60.0,
            ),
            (
                "handle time",
                mean(
                    self.handled()
                        .map(|t| t.line.handle.unwrap_or_default())
                        .collect(),
                ),
                300.0..500.0,
            ),
            (
                "solved and not followed up",
                share(&|t| t.solved_first() && !t.followed_up, &handled),
                0.72..0.79,
            ),
            (
                "escalated",
                share(&|t| t.line.second_line == "yes", &handled),
                0.04..0.07,
            ),
            (
                "handed over",
                share(&|t| t.line.handovers > 0, &handled),
                0.03..0.08,
            ),
            ("stars", mean(self.stars.clone()), 4.0..4.2),
        ];
        for (what, found, usual) in levels {
            assert!(usual.contains(&found), "{what}: {found}, usual {usual:?}");
        }
        let parties: BTreeSet<&str> = self.tickets.iter().map(|t| &*t.line.vendor).collect();
        assert_eq!(parties, BTreeSet::from(["alder", "birch", "inhouse"]));
    }

    fn first_contact_resolution(&self, party: &str, days: (f64, f64)) -> f64 {
        let of: Vec<&Ticket> = self
            .handled()
            .filter(|t| t.line.vendor == party && self.within(t.opened, days))
            .collect();
        of.iter()
            .filter(|t| t.solved_first() && !t.followed_up)
            .count() as f64
            / of.len() as f64
    }

    fn letters(&self, party: &str) -> impl Iterator<Item = &Ticket> {
        self.tickets
            .iter()
            .filter(move |t| t.line.vendor == party && t.line.via == "mail")
    }

    /// Letters open so many days before the end.
    fn open_letters(&self, party: &str, days: f64) -> Open {
        let at = self.end - days * DAY_SECONDS;
        let ages: Vec<f64> = self
            .letters(party)
            .filter(|t| t.opened <= at && t.solved.is_none_or(|solved| solved > at))
            .map(|t| at - t.opened)
            .collect();
        Open {
            open: ages.len(),
            mean_age_seconds: ages.iter().sum::<f64>() / ages.len() as f64,
        }
    }

    fn letters_opened(&self, party: &str, days: (f64, f64)) -> f64 {
        self.letters(party)
            .filter(|t| self.within(t.opened, days))
            .count() as f64
    }

    fn evaluated_twice(&self, party: &str, days: (f64, f64)) -> Vec<&EvaluationLine> {
        self.evaluations
            .iter()
            .filter(|e| e.vendor == party && self.within(epoch_seconds(e.evaluated), days))
            .collect()
    }

    /// Mean points that a party's evaluators give beyond the client's, for the same contact.
    fn evaluators_differ_by(&self, party: &str, days: (f64, f64)) -> f64 {
        let twice = self.evaluated_twice(party, days);
        twice
            .iter()
            .map(|e| e.points - e.client_points.unwrap_or_default())
            .sum::<f64>()
            / twice.len() as f64
    }

    /// Share of contacts on which both evaluators say pass, or both say fail.
    fn evaluators_agree(&self, party: &str, days: (f64, f64)) -> f64 {
        let twice = self.evaluated_twice(party, days);
        twice
            .iter()
            .filter(|e| Some(&e.verdict) == e.client_verdict.as_ref())
            .count() as f64
            / twice.len() as f64
    }
}
