//! Tests of redaction: by published example, by property, and by a labelled set that is generated here without
//! the rules under test.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "in a test, a failed unwrap is a failed test; what is measured is said"
)]

mod labelled;
mod names;
mod numbers;
mod precision;
mod properties;
mod published;
mod settings;

use redaction::{Redactor, Settings};

/// Every country that has rules.
const COUNTRIES: &[&str] = &[
    "at", "be", "br", "ca", "ch", "de", "dk", "es", "fi", "fr", "gb", "ie", "il", "in", "it", "nl",
    "no", "pl", "pt", "se", "us",
];

fn redactor(countries: &[&str]) -> Redactor {
    Redactor::new(&Settings {
        countries: countries.iter().map(|it| it.parse().unwrap()).collect(),
    })
    .unwrap()
}

fn redacted(countries: &[&str], text: &str) -> String {
    redactor(countries).redact(text, &[]).text.into_owned()
}
