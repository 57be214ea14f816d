//! What the fuzz targets run: every parser that reads what others wrote, over any bytes, with what must hold of what it
//! gives. A panic, an endless loop or a broken promise is a finding.
//!
//! The lake's parsers are reached by links to their files, so that the query engine need not be compiled.

#![allow(dead_code, reason = "the rooms' files are here as they are, used or not")]
#![allow(unused_imports, reason = "the same")]

mod error;
mod intake;
mod json;
mod local_time;
mod source;

mod charter_of;

use std::str::from_utf8;
use std::sync::LazyLock;

use charter::expression::{Allowed, Expression};
use error::LakeError;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use redaction::{Redactor, Settings};
use source::Source;

pub use charter_of::{charter, draft};
pub use intake::{csv_rows as csv, json_rows as json, ndjson_rows as ndjson};

/// The two halves of a text, parted by the first line end.
fn halves(data: &[u8]) -> Option<(&str, &str)> {
    from_utf8(data).ok()?.split_once('\n')
}

/// A place in a JSON value, and the value.
pub fn json_place(data: &[u8]) {
    let Some((place, value)) = halves(data) else {
        return;
    };
    if let Ok(place) = json::place::Place::parse(place) {
        let found = place.find(value);
        // What is JSON is found in or not, without a complaint.
        if serde_json::from_str::<serde_json::Value>(value).is_ok() {
            assert!(found.is_ok(), "{found:?}");
        }
    }
}

/// A clock format, and a text that may have that form.
pub fn clock(data: &[u8]) {
    let Some((format, text)) = halves(data) else {
        return;
    };
    let Ok(format) = local_time::format::ClockFormat::parse(format) else {
        return;
    };
    let Some(clock) = format.read(text) else {
        return;
    };
    for zone in ["Europe/Amsterdam", "America/Sao_Paulo", "Pacific/Apia"] {
        let zone = TimeZone::get(zone).unwrap();
        if let Some(micros) = local_time::zone::ZoneClock::new(zone).micros(&clock) {
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
                let again = again.unwrap_or_else(|error| {
                    panic!("{text:?} → {:?}: {error}", expression.sql())
                });
                assert_eq!(again, expression);
            }
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
}

/// The arithmetic of a derived KPI, durations, and names.
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
    let _ = text.parse::<calendar::Grain>();
    let _ = text.parse::<calendar::Span>();
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
    assert!(again.found.is_empty(), "{again:?}");
}
