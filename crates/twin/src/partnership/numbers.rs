//! How numbers are written in the lines of the exports.

use std::fmt;

use serde::{Serialize, Serializer};

/// `yes` or `no`.
pub(super) fn yes_no(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}

/// A running number with its prefix: `H-00000017`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Number(pub &'static str, pub u64);

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:08}", self.0, self.1)
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Seconds, written to the millisecond.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seconds(pub f64);

impl Serialize for Seconds {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64((self.0 * 1e3).round() / 1e3)
    }
}

/// Money, written as a decimal with four places, as text: a float would not survive the way.
#[derive(Debug, Clone, Copy)]
pub(super) struct Amount(pub f64);

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let ten_thousandths = (self.0 * 1e4).round() as i64;
        let sign = if ten_thousandths < 0 { "-" } else { "" };
        let (whole, rest) = (
            ten_thousandths.abs() / 10_000,
            ten_thousandths.abs() % 10_000,
        );
        serializer.collect_str(&format_args!("{sign}{whole}.{rest:04}"))
    }
}
