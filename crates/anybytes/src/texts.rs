//! Small languages and free text.

use std::str::from_utf8;
use std::sync::LazyLock;

use calendar::{ClockFormat, ZoneClock};
use charter::expression::{Allowed, Expression};
use formats::json::place::Place;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use ledger::Event;
use redaction::{Redactor, Settings};

use crate::chosen::halves;

/// A place in a JSON value, and the value.
pub fn json_place(data: &[u8]) {
    let Some((place, value)) = halves(data) else {
        return;
    };
    if let Ok(place) = Place::parse(place) {
        let found = place.find(value);
        // What is JSON is found in or not, without a complaint.
        if serde_json::from_str::<serde_json::Value>(value).is_ok() {
            assert!(found.is_ok(), "{found:?}");
        }
    }
}

/// A clock format, and a text that may have that form: what is read is an instant that exists.
pub fn clock(data: &[u8]) {
    let Some((format, text)) = halves(data) else {
        return;
    };
    let format = match ClockFormat::parse(format) {
        Ok(format) => format,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            return;
        }
    };
    let Some(clock) = format.read(text) else {
        return;
    };
    for zone in ["Europe/Amsterdam", "America/Sao_Paulo", "Pacific/Apia"] {
        let zone = TimeZone::get(zone).unwrap();
        if let Some(micros) = ZoneClock::new(zone).micros(&clock) {
            assert!(Timestamp::from_microsecond(micros).is_ok(), "{micros}");
        }
    }
}

/// An expression of a charter or a question: what is admitted is admitted again as it was written anew, and stays.
pub fn expression(data: &[u8]) {
    let Ok(text) = from_utf8(data) else {
        return;
    };
    for allowed in [Allowed::source(), Allowed::columns(["a", "b"])] {
        match Expression::parse(text, &allowed) {
            Ok(expression) => {
                let again = Expression::parse(expression.sql(), &allowed);
                let again = again
                    .unwrap_or_else(|error| panic!("{text:?} → {:?}: {error}", expression.sql()));
                assert_eq!(again, expression);
            }
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
}

/// The arithmetic of a derived KPI, durations, rates, headers and instants of a pull feed, spans and names.
pub fn arithmetic(data: &[u8]) {
    let Ok(text) = from_utf8(data) else {
        return;
    };
    if let Ok(arithmetic) = charter::arithmetic::Arithmetic::parse(text) {
        let names = arithmetic.names();
        let value = arithmetic.evaluate(&|name| {
            assert!(names.contains(name));
            2.0
        });
        assert_eq!(value.to_bits(), arithmetic.evaluate(&|_| 2.0).to_bits());
    }
    if let Ok(seconds) = charter::duration::seconds(text) {
        assert!(seconds >= 0, "{seconds}");
    }
    let at: Timestamp = "2026-03-29T00:30:00Z".parse().unwrap();
    let zone = TimeZone::get("Europe/Amsterdam").unwrap();
    if let Ok(since) = charter::duration::kept_since(text, at, &zone) {
        assert!(since <= at, "{since}");
    }
    if let Ok(seconds) = charter::pull::seconds_between(text) {
        assert!(seconds.is_finite() && seconds >= 0.0, "{seconds}");
    }
    if let Ok(variables) = charter::pull::variables(text) {
        assert!(variables.iter().all(|variable| text.contains(variable)));
    }
    let _ = charter::pull::is_secret(text);
    if let Some(moment) = charter::moment::Moment::read(text) {
        let again = charter::moment::Moment::read(&moment.to_string());
        assert!(again.is_some(), "{moment}");
        assert!(moment.before(300).at() <= moment.at());
    }
    let _ = text.parse::<calendar::Grain>();
    if let Ok(span) = text.parse::<calendar::Span>() {
        assert_eq!(span.to_string().parse(), Ok(span), "{span}");
    }
    if let Some((written, known)) = text.split_once('\n') {
        let _ = charter::names::nearest(written, known.lines());
        let _ = charter::names::meant(written, known.lines());
    }
}

static REDACTOR: LazyLock<Redactor> = LazyLock::new(|| {
    let countries = ["nl", "de", "pt", "us", "br"].map(|country| country.parse().unwrap());
    let settings = Settings {
        countries: countries.to_vec(),
    };
    Redactor::new(&settings).unwrap()
});

/// Free text: what was found lies in it, in order, and nothing is found a second time.
pub fn redaction(data: &[u8]) {
    let Some((name, text)) = halves(data) else {
        return;
    };
    let redacted = REDACTOR.redact(text, &[name]);
    let mut last = 0;
    for found in &redacted.found {
        assert!(found.range.start >= last && text.get(found.range.clone()).is_some());
        last = found.range.end;
    }
    let again = REDACTOR.redact(&redacted.text, &[name]);
    assert!(again.found.is_empty(), "{:?} → {again:?}", redacted.text);
}

/// What the ledger keeps of a decision: its kind, and the decision as JSON. What is read is written as it was meant.
pub fn entry(data: &[u8]) {
    let Some((kind, payload)) = halves(data) else {
        return;
    };
    match Event::read(kind, payload) {
        Ok(event) => {
            assert_eq!(event.kind(), kind);
            let payload = event.payload().unwrap();
            assert_eq!(Event::read(kind, &payload), Ok(event));
        }
        Err(error) => assert!(!error.is_empty()),
    }
}
