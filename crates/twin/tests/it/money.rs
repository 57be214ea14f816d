//! Bills in another currency, budgets, and what is told beforehand.

use std::collections::BTreeMap;

use jiff::ToSpan as _;
use serde_json::Value;
use twin::{Running, Scenario, Settings, Simulation};

use crate::harbor::{self, Exports, number, text};

/// Harbor with few customers, so that years go by quickly.
fn quiet() -> Scenario {
    let mut scenario = harbor::scenario_named("undisturbed");
    scenario.demand.contacts_per_week = 70.0;
    scenario.demand.customers = 1_000;
    scenario
}

fn amount(line: &Value, field: &str) -> f64 {
    text(line, field).parse().unwrap()
}

#[test]
fn a_bill_comes_to_what_it_is_at_the_rate_of_its_day() {
    let exports = Exports::of_feeds(&["cost_lines"], &quiet(), 90, 41);
    let mut rates: BTreeMap<&str, f64> = BTreeMap::new();
    for line in &exports.records["cost_lines"] {
        let (billed, comes_to) = (amount(line, "billed"), amount(line, "amount"));
        let rate = number(line, "rate");
        assert_eq!(text(line, "currency"), "EUR");
        if text(line, "vendor") == "birch" {
            assert_eq!(text(line, "billed_in"), "PHP");
            assert!((billed * rate - comes_to).abs() < 0.005 + 1e-6, "{line}");
            assert!(text(line, "amount").ends_with("00"), "to the cent: {line}");
            let of_day = *rates.entry(text(line, "booked")).or_insert(rate);
            assert!((rate - of_day).abs() < 1e-12, "one rate a day: {line}");
            if text(line, "category") == "site" {
                // What was agreed is billed at the first rate, whatever the rate of the day.
                assert!((billed - 620.0 / 0.0152).abs() < 0.005, "{line}");
            }
        } else {
            assert_eq!(text(line, "billed_in"), "EUR");
            assert_eq!((billed, rate), (comes_to, 1.0));
        }
    }
    assert_eq!(rates.len(), 90);
    let (least, most) = (rates.values()).fold((f64::MAX, 0.0_f64), |(least, most), rate| {
        (least.min(*rate), most.max(*rate))
    });
    assert!(most / least > 1.01, "the rate stands still");
}

#[test]
fn a_rate_is_as_volatile_as_was_asked_for() {
    const DAYS: u32 = 1_000;
    for volatility in [0.05, 0.25] {
        let mut scenario = quiet();
        scenario.exchange.get_mut("PHP").unwrap().volatility = volatility;
        let exports = Exports::of_feeds(&["cost_lines"], &scenario, DAYS, 43);
        let rates: Vec<f64> = exports.records["cost_lines"]
            .iter()
            .filter(|line| text(line, "vendor") == "birch" && text(line, "category") == "site")
            .map(|line| number(line, "rate").ln())
            .collect();
        let steps: Vec<f64> = rates.windows(2).map(|pair| pair[1] - pair[0]).collect();
        let n = steps.len() as f64;
        assert_eq!(steps.len() + 1, DAYS as usize);
        let mean = steps.iter().sum::<f64>() / n;
        let variance = steps.iter().map(|step| (step - mean).powi(2)).sum::<f64>() / (n - 1.0);
        let found = (variance * 365.0).sqrt();
        // Four standard errors of a standard deviation.
        let error = 4.0 * volatility / (2.0 * n).sqrt();
        assert!(
            (found - volatility).abs() < error,
            "{found}, asked for {volatility}"
        );
        // A walk: a step knows nothing of the one before.
        let along: f64 = steps.windows(2).map(|pair| pair[0] * pair[1]).sum();
        assert!((along / n / variance).abs() < 4.0 / n.sqrt());
    }
}

#[test]
fn a_world_of_one_currency_is_as_it_was() {
    let mut scenario = quiet();
    scenario.exchange.clear();
    for party in scenario.parties.values_mut() {
        party.currency = None;
    }
    let exports = Exports::of_feeds(&["cost_lines"], &scenario, 3, 5);
    for line in &exports.records["cost_lines"] {
        assert_eq!(line.as_object().unwrap().len(), 8, "{line}");
    }
}

#[test]
fn budgets_are_told_at_the_beginning_of_a_month() {
    let exports = Exports::of_feeds(&["budgets"], &quiet(), 70, 5);
    let told: Vec<(&str, &str)> = exports.records["budgets"]
        .iter()
        .filter(|line| text(line, "vendor") == "birch" && text(line, "category") == "site")
        .map(|line| (text(line, "budget"), text(line, "month")))
        .collect();
    assert_eq!(
        told,
        [
            ("B-birch-2026-09-site", "2026-08-31T22:00:00.000Z"),
            ("B-birch-2026-10-site", "2026-09-30T22:00:00.000Z"),
            ("B-birch-2026-11-site", "2026-10-31T23:00:00.000Z"),
        ]
    );
    assert_eq!(exports.records["budgets"].len(), 27);
}

/// What is told as known beforehand while it runs on to an instant.
fn told_until(running: &mut Running, until: jiff::Timestamp) -> Vec<Value> {
    let mut told: Vec<Value> = Vec::new();
    let mut sink = |feed: &'static str, line: &str| {
        if feed == "signals" {
            told.push(serde_json::from_str(line).unwrap());
        }
        Ok(())
    };
    running.advance(until, &mut sink).unwrap();
    told
}

fn begin(scenario: &Scenario, days: u32) -> Running {
    let settings = Settings {
        until: harbor::UNTIL.parse().unwrap(),
        days,
        seed: 5,
    };
    let simulation = Simulation::new(&harbor::charter(), scenario, settings);
    simulation.unwrap().start()
}

/// A campaign is told five days before it begins, with its size, and once.
#[test]
fn a_campaign_is_told_before_it_begins() {
    let campaign = harbor::named().remove("campaign_surge").unwrap();
    let mut running = begin(&quiet().with(&[campaign]), 30);
    let begins: jiff::Timestamp = "2026-11-06T23:00:00Z".parse().unwrap();
    assert!(told_until(&mut running, begins - 121.hours()).is_empty());
    let told = told_until(&mut running, begins - 119.hours());
    assert_eq!(told.len(), 1);
    assert_eq!(text(&told[0], "signal"), "campaign");
    assert_eq!(text(&told[0], "observed"), "2026-11-06T23:00:00.000Z");
    assert_eq!(number(&told[0], "value"), 1.8);
    let ends = running.ends();
    assert!(told_until(&mut running, ends).is_empty());
}

/// What begins while somebody watches is told at once.
#[test]
fn a_release_that_breaks_something_is_told_when_it_begins() {
    let release = harbor::named().remove("broken_release").unwrap();
    let mut running = begin(&quiet(), 5);
    let now = running.ends() - 30.hours();
    assert!(told_until(&mut running, now).is_empty());
    running.begin_scenario(&release).unwrap();
    let told = told_until(&mut running, now + 1.hours());
    assert_eq!(told.len(), 1);
    assert_eq!(text(&told[0], "signal"), "release");
    let observed = harbor::seconds(&told[0], "observed");
    assert_eq!(observed, Some(now.as_second() as f64));
}
