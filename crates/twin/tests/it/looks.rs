//! Looks at the present agree with what became of the contacts afterwards.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use twin::{Scenario, Settings, Simulation};

use crate::harbor::{self, Exports, number, seconds, text};

const DAY_SECONDS: f64 = 86_400.0;

/// Nobody is handed over, or leaves the line for another one, and nobody is busy with tasks: of these, tickets say nothing.
fn in_one_line() -> Scenario {
    let mut scenario = harbor::scenario();
    scenario.course.wrong_queue = 0.0;
    scenario.back_office = None;
    for channel in scenario.channels.values_mut() {
        channel.overflow_after_seconds = None;
        channel.callback = None;
    }
    scenario
}

/// Between the second day, when nobody waits any more who came before the first, and the last but one.
fn in_the_middle(looks: &[Value]) -> impl Iterator<Item = (&Value, f64)> {
    let at = |look| seconds(look, "looked").unwrap();
    let (first, last) = (at(&looks[0]), at(&looks[looks.len() - 1]));
    looks
        .iter()
        .map(move |look| (look, at(look)))
        .filter(move |(_, at)| first + 2.0 * DAY_SECONDS < *at && *at < last - DAY_SECONDS)
}

/// Shifts begin on the quarter: what happens at the very instant of a look may come before it or after.
fn at_the_instant(one: f64, at: f64) -> bool {
    (one - at).abs() < 0.0015
}

#[test]
fn who_waits_in_a_look_was_answered_or_gave_up_later() {
    let feeds = ["contacts", "queue_snapshots"];
    let exports = Exports::of_feeds(&feeds, &in_one_line(), 6, 5);
    let mut waits: BTreeMap<(&str, &str), Vec<(f64, f64)>> = BTreeMap::new();
    let tickets = exports.tickets();
    for ticket in tickets.values() {
        let until = seconds(ticket, "first_reply").or_else(|| seconds(ticket, "closed"));
        waits
            .entry((text(ticket, "vendor"), text(ticket, "line")))
            .or_default()
            .push((
                seconds(ticket, "opened").unwrap(),
                until.unwrap_or(f64::MAX),
            ));
    }
    let (mut looks, mut somebody) = (0, 0);
    for (look, at) in in_the_middle(&exports.records["queue_snapshots"]) {
        let line = (text(look, "vendor"), text(look, "line"));
        if waits[&line]
            .iter()
            .any(|(_, until)| at_the_instant(*until, at))
        {
            continue;
        }
        let since: Vec<f64> = waits[&line]
            .iter()
            .filter(|(since, until)| *since < at && at < *until)
            .map(|(since, _)| *since)
            .collect();
        assert_eq!(number(look, "waiting"), since.len() as f64, "{look}");
        let longest = since
            .iter()
            .copied()
            .reduce(f64::min)
            .map(|since| at - since);
        match longest {
            Some(longest) => assert!((number(look, "longest") - longest).abs() < 0.002, "{look}"),
            None => assert!(look["longest"].is_null(), "{look}"),
        }
        looks += 1;
        somebody += usize::from(!since.is_empty());
    }
    assert!(looks > 3_000 && somebody > 300, "{somebody} of {looks}");
}

#[test]
fn who_is_with_a_customer_in_a_look_had_a_contact_then() {
    let feeds = ["contacts", "team_snapshots"];
    let exports = Exports::of_feeds(&feeds, &in_one_line(), 6, 5);
    let mut talks: BTreeMap<&str, Vec<(&str, f64, f64)>> = BTreeMap::new();
    let tickets = exports.tickets();
    for ticket in tickets
        .values()
        .filter(|ticket| ticket["handle"].is_number())
    {
        let begun = seconds(ticket, "first_reply").unwrap();
        let talk = number(ticket, "talk") + number(ticket, "hold");
        let team = talks.entry(text(ticket, "squad")).or_default();
        team.push((text(ticket, "handler"), begun, begun + talk));
    }
    let mut busy = 0.0;
    for (look, at) in in_the_middle(&exports.records["team_snapshots"]) {
        let of_team = &talks[text(look, "squad")];
        if of_team
            .iter()
            .any(|(_, begun, _)| at_the_instant(*begun, at))
        {
            continue;
        }
        let with_a_customer: BTreeSet<&str> = of_team
            .iter()
            .filter(|(_, begun, ended)| *begun < at && at < *ended)
            .map(|(handler, ..)| *handler)
            .collect();
        assert_eq!(
            number(look, "on_contact"),
            with_a_customer.len() as f64,
            "{look}"
        );
        busy += number(look, "on_contact");
    }
    assert!(busy > 1_500.0, "{busy}");
}

/// The same happens whether somebody watches or not: it is told sooner and more often.
#[test]
fn a_watched_operation_is_the_same_and_tells_more() {
    let run = |watched: Option<&str>| {
        let settings = Settings {
            until: harbor::UNTIL.parse().unwrap(),
            days: 3,
            seed: 5,
        };
        let mut simulation =
            Simulation::new(&harbor::charter(), &harbor::scenario(), settings).unwrap();
        if let Some(from) = watched {
            simulation = simulation.watched_from(from.parse().unwrap());
        }
        let mut lines: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
        let mut sink = |feed: &'static str, text: &str| {
            let record = serde_json::from_str(text).unwrap();
            lines.entry(feed).or_default().push(record);
            Ok(())
        };
        let truth = simulation.run(&mut sink, |_| {}).unwrap();
        (lines, truth)
    };
    let from = "2026-11-20T08:00:00Z";
    let (unwatched, truth) = run(None);
    let (watched, same) = run(Some(from));
    assert_eq!(truth, same);
    let last = |lines: &BTreeMap<&str, Vec<Value>>| -> BTreeMap<String, Value> {
        let tickets = lines["contacts"].iter();
        tickets
            .map(|ticket| (text(ticket, "ticket").to_owned(), ticket.clone()))
            .collect()
    };
    assert_eq!(last(&unwatched), last(&watched));

    let from = from.parse::<jiff::Timestamp>().unwrap().as_second() as f64;
    let mut told: BTreeSet<&str> = BTreeSet::new();
    let (mut came, mut open) = (0, 0);
    for ticket in &watched["contacts"] {
        let (opened, updated) = (
            seconds(ticket, "opened"),
            seconds(ticket, "updated").unwrap(),
        );
        let first = told.insert(text(ticket, "ticket"));
        if first && opened.unwrap() >= from {
            assert_eq!(opened, Some(updated), "told as it comes: {ticket}");
            came += 1;
        }
        open += usize::from(updated == from && opened.unwrap() < from);
    }
    assert!(came > 500, "{came}");
    assert!(open > 20, "{open} were open when somebody came to watch");

    let looks: BTreeSet<i64> = watched["team_snapshots"]
        .iter()
        .map(|look| seconds(look, "looked").unwrap() as i64)
        .collect();
    let looks: Vec<i64> = looks.into_iter().collect();
    for pair in looks.windows(2) {
        let every = if pair[0] < from as i64 { 900 } else { 60 };
        assert_eq!(pair[1] - pair[0], every);
    }
}
