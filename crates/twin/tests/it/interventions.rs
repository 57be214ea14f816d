//! What is done to a simulation while it runs acts from then on, where it is said, for as long as it is said.

use std::collections::BTreeMap;

use jiff::{Timestamp, ToSpan as _};
use serde_json::Value;
use twin::scenario::{Change, Onset, Parameter, Reach};
use twin::{Running, Settings, Simulation};

use crate::harbor::{self, seconds, text};

const DAYS: u32 = 9;

fn running() -> Running {
    let settings = Settings {
        until: harbor::UNTIL.parse().unwrap(),
        days: DAYS,
        seed: 31,
    };
    let mut scenario = harbor::scenario();
    // Where a contact is told of is where it was allotted.
    for channel in scenario.channels.values_mut() {
        channel.overflow_after_seconds = None;
    }
    scenario.changes.clear();
    Simulation::new(&harbor::charter(), &scenario, settings)
        .unwrap()
        .start()
}

fn change(parameter: Parameter, party: Option<&str>, by: f64) -> Change {
    Change {
        change: "lever".into(),
        story: String::new(),
        parameter,
        reach: Reach {
            party: party.map(str::to_owned),
            ..Reach::default()
        },
        onset: Onset::At(onset()),
        over_days: 0,
        lasts_hours: Some(72.0),
        by,
    }
}

/// Five days before the end.
fn onset() -> Timestamp {
    running().ends() - (5 * 24).hours()
}

/// The tickets as they stand at the end: the last writing of each.
fn tickets(changes: &[Change]) -> Vec<Value> {
    let mut running = running();
    let mut tickets: BTreeMap<String, Value> = BTreeMap::new();
    let mut sink = |feed: &'static str, line: &str| {
        if feed == "contacts" {
            let ticket: Value = serde_json::from_str(line).unwrap();
            tickets.insert(text(&ticket, "ticket").to_owned(), ticket);
        }
        Ok(())
    };
    running.advance(onset(), &mut sink).unwrap();
    for change in changes {
        running.intervene(change).unwrap();
    }
    running.advance(running.ends(), &mut sink).unwrap();
    running.finish(&mut sink).unwrap();
    tickets.into_values().collect()
}

/// The share of tickets opened before, while and after something goes otherwise of which something is true.
fn shares(tickets: &[Value], is: impl Fn(&Value) -> bool) -> [f64; 3] {
    let begins = onset().as_second() as f64;
    let ends = begins + 72.0 * 3_600.0;
    [(f64::MIN, begins), (begins, ends), (ends, f64::MAX)].map(|(from, to)| {
        let opened = |ticket: &&Value| (from..to).contains(&seconds(ticket, "opened").unwrap());
        let all: Vec<&Value> = tickets.iter().filter(opened).collect();
        all.iter().filter(|ticket| is(ticket)).count() as f64 / all.len() as f64
    })
}

#[track_caller]
fn differs_meanwhile(changed: [f64; 3], usual: [f64; 3], by: f64, tolerance: f64) {
    assert_eq!(changed[0], usual[0], "what was before is as it was");
    let moved = changed[1] - usual[1];
    assert!(
        (moved - by).abs() < tolerance,
        "moved by {moved}, told {by}"
    );
    let left = changed[2] - usual[2];
    assert!(left.abs() < tolerance, "it is over, and {left} is left");
}

#[test]
fn a_bot_solves_more_while_it_is_told_to() {
    let is = |ticket: &Value| text(ticket, "status") == "bot";
    let changed = tickets(&[change(Parameter::BotShare, None, 0.3)]);
    differs_meanwhile(shares(&changed, is), shares(&tickets(&[]), is), 0.3, 0.02);
}

#[test]
fn contacts_are_put_into_the_wrong_queue_while_it_is_told() {
    let is = |ticket: &Value| ticket["handovers"].as_u64() > Some(0);
    let answered = |tickets: Vec<Value>| -> Vec<Value> {
        let handled = |ticket: &Value| ticket["handle"].is_number();
        tickets.into_iter().filter(handled).collect()
    };
    let usual = shares(&answered(tickets(&[])), is);
    let changed = answered(tickets(&[change(Parameter::WrongQueue, None, 0.54)]));
    let changed = shares(&changed, is);
    // Of those who wait twice, some give up, and are not among the answered.
    differs_meanwhile(changed, usual, 0.51, 0.04);
}

/// Birch answers the English of whom it has 65 of 100; with four times the weight, 260 of 295.
#[test]
fn contacts_are_allocated_anew_while_it_is_told() {
    let english = |tickets: Vec<Value>| -> Vec<Value> {
        let is = |ticket: &Value| text(ticket, "lang") == "en";
        tickets.into_iter().filter(is).collect()
    };
    let is = |ticket: &Value| text(ticket, "vendor") == "birch";
    let changed = english(tickets(&[change(
        Parameter::Allocation,
        Some("birch"),
        4.0,
    )]));
    let usual = english(tickets(&[]));
    let expected = 2.6 / 2.95 - 0.65;
    // Of some 2,600 contacts each: a standard error of the difference is 0.011.
    differs_meanwhile(shares(&changed, is), shares(&usual, is), expected, 0.03);
}

#[test]
fn what_is_done_to_a_clone_is_not_done_to_the_present() {
    let mut present = running();
    present
        .advance(onset(), &mut |_: &'static str, _: &str| Ok(()))
        .unwrap();
    let future = |running: &Running| {
        let mut lines = Vec::new();
        let mut sink = |feed: &'static str, line: &str| {
            lines.push((feed, line.to_owned()));
            Ok(())
        };
        let mut running = running.clone();
        running.advance(onset() + 1.hours(), &mut sink).unwrap();
        lines
    };
    let mut other = present.clone();
    other
        .intervene(&change(Parameter::Demand, None, 0.0))
        .unwrap();
    assert_ne!(future(&other), future(&present));
    assert_eq!(future(&present), future(&present), "a clone is apart");
}

#[test]
fn what_cannot_be_is_refused() {
    let refused = |change: Change| running().intervene(&change).unwrap_err().to_string();
    let mut endless = change(Parameter::Demand, None, 2.0);
    endless.lasts_hours = Some(0.0);
    insta::assert_snapshot!(refused(endless), @"scenario.yaml, changes.lever.lasts_hours: expected a number of hours above 0, found 0");
    insta::assert_snapshot!(refused(change(Parameter::Allocation, None, 2.0)), @"scenario.yaml, changes.lever.reach: expected a party: contacts go to it instead of to the others that answer the language, found another");
    insta::assert_snapshot!(refused(change(Parameter::HandleTime, Some("nobody"), 2.0)), @"scenario.yaml, changes.lever.reach: there is no party `nobody`; there is alder, birch, inhouse");
}
