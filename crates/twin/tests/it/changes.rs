//! Every parameter that a scenario can change does what it says, where it says, and nowhere else.

use serde_json::Value;
use twin::scenario::{Change, Onset, Parameter, Reach};

use crate::harbor::{self, Exports, number, text};

const DAYS: u32 = 14;

fn with(feed: &str, changes: Vec<Change>) -> Exports {
    let mut scenario = harbor::scenario();
    scenario.changes = changes;
    Exports::of_feeds(&[feed], &scenario, DAYS, 11)
}

/// The mean of a measure over the records of a feed for which there is one.
fn mean(exports: &Exports, feed: &str, measure: impl Fn(&Value) -> Option<f64>) -> f64 {
    let values: Vec<f64> = exports.records[feed].iter().filter_map(measure).collect();
    values.iter().sum::<f64>() / values.len() as f64
}

/// A step at a party over the whole period moves a measure there by `expected` ± `tolerance`, and moves it by no more
/// than `tolerance` at another party.
#[track_caller]
fn check(
    parameter: Parameter,
    by: f64,
    feed: &str,
    measure: impl Fn(&Value) -> Option<f64>,
    expected: f64,
    tolerance: f64,
) {
    let change = Change {
        change: "step".into(),
        story: String::new(),
        parameter,
        reach: Reach {
            party: Some("alder".into()),
            ..Reach::default()
        },
        onset: Onset::DaysBeforeEnd(DAYS + 10),
        over_days: 0,
        lasts_hours: None,
        by,
    };
    let (usual, changed) = (with(feed, Vec::new()), with(feed, vec![change]));
    let moves = |party: &str| {
        let here = |record: &Value| measure(record).filter(|_| text(record, "vendor") == party);
        mean(&changed, feed, here) - mean(&usual, feed, here)
    };
    assert!(
        (moves("alder") - expected).abs() <= tolerance,
        "moves by {}, expected {expected}",
        moves("alder")
    );
    assert!(
        moves("birch").abs() <= tolerance,
        "another party moves by {}",
        moves("birch")
    );
}

fn yes(record: &Value, field: &str) -> Option<f64> {
    record[field]
        .as_str()
        .map(|answer| f64::from(u8::from(answer == "yes")))
}

fn handled(record: &Value) -> bool {
    record["handle"].is_number()
}

#[test]
fn handle_time_is_multiplied() {
    let log_talk = |ticket: &Value| {
        ticket["talk"]
            .as_f64()
            .filter(|talk| *talk > 0.0)
            .map(f64::ln)
    };
    check(
        Parameter::HandleTime,
        1.5,
        "contacts",
        log_talk,
        1.5_f64.ln(),
        0.03,
    );
}

#[test]
fn resolution_is_added() {
    // Who is not helped comes back, mostly with what is hard to solve: the mean moves by a little more than is added.
    let solved_first = |ticket: &Value| yes(ticket, "solved_first").filter(|_| handled(ticket));
    check(
        Parameter::Resolution,
        -0.2,
        "contacts",
        solved_first,
        -0.22,
        0.03,
    );
}

#[test]
fn escalation_is_added() {
    let escalated = |ticket: &Value| yes(ticket, "second_line").filter(|_| handled(ticket));
    // Escalated tickets are written twice, while they are pending and when they are solved: count first writings.
    let first =
        |ticket: &Value| escalated(ticket).filter(|_| ticket["updated"] != ticket["solved"]);
    check(Parameter::Escalation, 0.2, "contacts", first, 0.2, 0.03);
}

#[test]
fn absence_is_added() {
    check(
        Parameter::Absence,
        0.3,
        "shifts",
        |shift| yes(shift, "absent"),
        0.3,
        0.08,
    );
}

#[test]
fn patience_is_multiplied() {
    let abandoned = |ticket: &Value| {
        let call = text(ticket, "via") == "phone";
        call.then(|| f64::from(u8::from(text(ticket, "status") == "hung_up")))
    };
    let usual = mean(&with("contacts", Vec::new()), "contacts", |t| {
        abandoned(t).filter(|_| text(t, "vendor") == "alder")
    });
    // Ten times less patience: nearly everybody who waits leaves, about one call in seven.
    check(
        Parameter::Patience,
        0.1,
        "contacts",
        abandoned,
        0.14 - usual,
        0.05,
    );
}

#[test]
fn pending_share_is_added() {
    // A letter that is solved at once is written once; one that stays pending is first written without an end.
    let pending = |ticket: &Value| {
        let letter = text(ticket, "via") == "mail"
            && ticket["updated"] != ticket["solved"]
            && handled(ticket);
        let plain = text(ticket, "second_line") == "no" && text(ticket, "solved_first") == "yes";
        (letter && plain).then(|| f64::from(u8::from(ticket["solved"].is_null())))
    };
    check(Parameter::PendingShare, 0.3, "contacts", pending, 0.3, 0.05);
}

#[test]
fn pending_hours_are_multiplied() {
    let log_hours = |ticket: &Value| {
        let opened = harbor::seconds(ticket, "first_reply")?;
        let solved =
            harbor::seconds(ticket, "solved").filter(|_| ticket["updated"] == ticket["solved"])?;
        Some((solved - opened).ln()).filter(|_| text(ticket, "second_line") == "no")
    };
    check(
        Parameter::PendingHours,
        0.5,
        "contacts",
        log_hours,
        0.5_f64.ln(),
        0.1,
    );
}

#[test]
fn satisfaction_is_added() {
    // A star less where the scale has room for it: some who gave one cannot give less.
    check(
        Parameter::Satisfaction,
        -0.5,
        "surveys",
        |survey| Some(number(survey, "stars")),
        -0.5,
        0.12,
    );
}

#[test]
fn quality_and_leniency_are_added() {
    let points = |form: &Value| Some(number(form, "points"));
    check(Parameter::Quality, -6.0, "evaluations", points, -6.0, 1.0);
    check(Parameter::Leniency, -6.0, "evaluations", points, -6.0, 1.0);
    let client_points = |form: &Value| form["client_points"].as_f64();
    check(
        Parameter::Leniency,
        -6.0,
        "evaluations",
        client_points,
        0.0,
        1.5,
    );
}

/// Demand is narrowed by channel, and a ramp has half its size halfway.
#[test]
fn demand_is_multiplied_and_grows() {
    let ramp = Change {
        change: "ramp".into(),
        story: String::new(),
        parameter: Parameter::Demand,
        reach: Reach {
            channel: Some("email".into()),
            ..Reach::default()
        },
        onset: Onset::DaysBeforeEnd(DAYS),
        over_days: DAYS,
        lasts_hours: None,
        by: 2.0,
    };
    let (usual, changed) = (with("contacts", Vec::new()), with("contacts", vec![ramp]));
    assert_eq!(changed.truth.changes[0].by_at_end, 2.0);
    let came = |exports: &Exports, via: &str| {
        exports
            .tickets()
            .values()
            .filter(|ticket| text(ticket, "via") == via)
            .count() as f64
    };
    let letters = came(&changed, "mail") / came(&usual, "mail");
    assert!(
        (letters - 1.5).abs() < 0.06,
        "letters by a factor of {letters}"
    );
    let calls = came(&changed, "phone") / came(&usual, "phone");
    assert!((calls - 1.0).abs() < 0.06, "calls by a factor of {calls}");
}
