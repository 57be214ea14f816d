//! Customers leave as often as the scenario says, for the reasons that it gives, and ask no more.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use twin::Scenario;
use twin::scenario::Loyalty;

use crate::harbor::{self, Exports, text};

const DAYS: u32 = 21;
const CUSTOMERS: f64 = 140_000.0;

/// Harbor, undisturbed, where nobody leaves but for what `reasons` adds; who does leaves at once.
fn with(reasons: impl FnOnce(&mut Loyalty)) -> Scenario {
    let mut scenario = harbor::scenario_named("undisturbed");
    let loyalty = scenario.loyalty.as_mut().unwrap();
    loyalty.leave_in_a_year = 0.0;
    loyalty.after_contact = 0.0;
    loyalty.unsolved = 0.0;
    loyalty.each_return = 0.0;
    loyalty.each_star = 0.0;
    loyalty.notice_days = 0.0;
    reasons(loyalty);
    scenario
}

fn run(scenario: &Scenario) -> Exports {
    Exports::of_feeds(
        &["contacts", "customer_events", "surveys"],
        scenario,
        DAYS,
        31,
    )
}

fn of<'a>(exports: &'a Exports, event: &'a str) -> impl Iterator<Item = &'a Value> {
    let events = exports.records["customer_events"].iter();
    events.filter(move |told| text(told, "event") == event)
}

/// The first writing of each handled ticket: what was known when it was handled.
fn handled(exports: &Exports) -> Vec<&Value> {
    let mut seen = BTreeSet::new();
    let tickets = exports.records["contacts"].iter();
    tickets
        .filter(|t| t["handle"].is_number() && seen.insert(text(t, "ticket")))
        .collect()
}

/// Whether it is the first about its matter.
fn is_new(ticket: &Value) -> bool {
    text(ticket, "matter")[2..] == text(ticket, "ticket")[2..]
}

/// So many leave as do with that probability, within four standard errors.
#[track_caller]
fn binomial(what: &str, found: usize, of: f64, probability: f64) {
    let expected = of * probability;
    let error = 4.0 * (expected * (1.0 - probability)).sqrt();
    assert!(expected > 50.0, "{what}: only {expected} expected");
    assert!(
        (found as f64 - expected).abs() <= error,
        "{what}: {found}, expected {expected} ± {error}"
    );
}

#[test]
fn some_leave_whatever_happens_to_them() {
    let exports = run(&with(|loyalty| loyalty.leave_in_a_year = 0.3));
    let left = of(&exports, "left").count();
    binomial("left", left, CUSTOMERS, 0.3 * f64::from(DAYS) / 365.0);
    assert_eq!(exports.truth.counts.left, left as u64);
}

#[test]
fn who_is_let_down_leaves_more_often_and_the_others_do_not() {
    let exports = run(&with(|loyalty| {
        loyalty.after_contact = 0.01;
        loyalty.unsolved = 0.1;
    }));
    // Who left, at that instant: when the ticket was first written after it was handled.
    let left: BTreeSet<(&str, &str)> = of(&exports, "left")
        .map(|told| (text(told, "requester"), text(told, "happened")))
        .collect();
    let mut by_solved: BTreeMap<bool, (f64, usize)> = BTreeMap::new();
    for ticket in handled(&exports) {
        // Written when the work ends; a ticket solved at once names an earlier instant as well.
        let leaves = left.contains(&(text(ticket, "requester"), text(ticket, "updated")));
        let (of, leavers) = by_solved
            .entry(text(ticket, "solved_first") == "yes")
            .or_default();
        *of += 1.0;
        *leavers += usize::from(leaves);
    }
    let (solved, solved_left) = by_solved[&true];
    let (unsolved, unsolved_left) = by_solved[&false];
    binomial("solved", solved_left, solved, 0.01);
    binomial("unsolved", unsolved_left, unsolved, 0.11);
}

#[test]
fn who_has_to_come_again_leaves_more_often() {
    let exports = run(&with(|loyalty| loyalty.each_return = 0.1));
    let mut times: BTreeMap<&str, f64> = BTreeMap::new();
    let mut expected = 0.0;
    for ticket in handled(&exports) {
        let of_late = times.entry(text(ticket, "requester")).or_default();
        *of_late += f64::from(u8::from(!is_new(ticket)));
        expected += 0.1 * *of_late;
    }
    let left = of(&exports, "left").count() as f64;
    // Some had to come again before the period already; who has decided to leave decides it no second time.
    let slack = 0.1 * expected + 4.0 * f64::sqrt(expected);
    assert!(
        (left - expected).abs() < slack,
        "{left}, expected {expected}"
    );
    assert!(expected > 400.0);
}

#[test]
fn who_is_dissatisfied_leaves_more_often_and_complains() {
    let exports = run(&with(|loyalty| {
        loyalty.each_star = 0.02;
        loyalty.complain = 0.5;
    }));
    let (left, complained) = (
        of(&exports, "left").count(),
        of(&exports, "complained").count(),
    );
    let handled = handled(&exports).len() as f64;
    // A normal opinion about 4.1 stars in the mean falls short of four by half a star in the mean.
    assert!(
        (0.004..0.016).contains(&(left as f64 / handled)),
        "{left} of {handled}"
    );
    assert!(
        (0.02..0.09).contains(&(complained as f64 / handled)),
        "{complained} of {handled}"
    );
}

#[test]
fn who_has_left_asks_no_more_and_somebody_new_joins() {
    let exports = run(&with(|loyalty| {
        loyalty.leave_in_a_year = 1.5;
        loyalty.unsolved = 0.4;
        loyalty.newcomer_days = 0.5;
    }));
    let when = |event: &str| -> BTreeMap<String, String> {
        let told = of(&exports, event);
        told.map(|t| {
            (
                text(t, "requester").to_owned(),
                text(t, "happened").to_owned(),
            )
        })
        .collect()
    };
    let (left, joined) = (when("left"), when("joined"));
    assert!(left.len() > 5_000, "only {} left", left.len());
    // All but those of the last half day have a successor.
    let missing = left.len() as f64 - joined.len() as f64;
    assert!(
        missing >= -600.0 && missing < 0.06 * left.len() as f64,
        "{missing} missing"
    );
    let mut newcomers_ask = 0;
    for ticket in exports.tickets().values() {
        let (who, opened) = (text(ticket, "requester"), text(ticket, "opened"));
        assert!(
            left.get(who).is_none_or(|left| opened <= &**left),
            "{ticket}"
        );
        if let Some(joined) = joined.get(who) {
            assert!(opened >= &**joined, "{ticket}");
            newcomers_ask += 1;
        }
    }
    assert!(
        newcomers_ask > 50,
        "only {newcomers_ask} tickets of newcomers"
    );
    assert!(exports.truth.counts.left_before_asking_again > 0);
    let segments: BTreeSet<&str> = exports.records["customer_events"]
        .iter()
        .map(|told| text(told, "segment"))
        .collect();
    assert_eq!(segments, BTreeSet::from(["leisure", "racing", "trade"]));
}

#[test]
fn when_nobody_leaves_all_else_is_as_it_was() {
    let mut without = harbor::scenario();
    without.loyalty = None;
    let mut nobody = with(|loyalty| loyalty.complain = 0.0);
    nobody.changes = without.changes.clone();
    let [without, nobody] = [without, nobody].map(|s| Exports::of(&s, 3, 5).records);
    assert!(without == nobody);
}
