//! What is asked: which KPIs, of which rows, cut how, over which time, on which basis.

use std::fmt;
use std::str::FromStr;

use calendar::Grain;
use serde::{Deserialize, Serialize};

/// A question in terms of the charter. The same question on the same basis has the same answer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Question {
    /// KPIs by name, in the order of the answer.
    pub kpis: Vec<String>,
    /// Columns to break down by, in the order of the answer.
    pub by: Vec<String>,
    /// Length of the periods; one value over the whole time when absent.
    pub grain: Option<Grain>,
    /// First moment: a day (`2026-03-29`) in the partnership's zone or an instant; the oldest fact when absent.
    pub from: Option<Moment>,
    /// Last moment: a day is included whole, an instant is not; the newest fact when absent.
    pub to: Option<Moment>,
    /// SQL predicate over columns of the KPIs' tables.
    pub filter: Option<String>,
    /// Versions to compute from; the newest when absent.
    pub basis: Option<Basis>,
}

/// Which board or which KPI, of which rows, over which time.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct WindowQuestion {
    /// The board or the KPI.
    pub of: String,
    /// First moment; when absent, of a board 27 days before `to`, of a KPI sixteen periods.
    pub from: Option<Moment>,
    /// Last moment; when absent, of a board the newest day of which all facts are in, of a KPI the newest fact.
    pub to: Option<Moment>,
    /// Length of the periods; weeks when absent.
    pub grain: Option<Grain>,
    /// SQL predicate over columns of the KPIs' tables.
    pub filter: Option<String>,
    /// Versions to compute from; the newest when absent.
    pub basis: Option<Basis>,
}

impl WindowQuestion {
    /// The same, asked on this basis.
    pub(crate) fn on(&self, basis: Basis) -> Self {
        Self {
            basis: Some(basis),
            ..self.clone()
        }
    }
}

/// A day in the partnership's zone, or an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Moment {
    /// A whole day.
    Day(jiff::civil::Date),
    /// A point in time.
    Instant(jiff::Timestamp),
}

/// A moment that is neither a day nor an instant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is neither a day such as 2026-03-29 nor an instant such as 2026-03-29T08:00:00Z")]
pub struct NotAMoment(pub String);

impl FromStr for Moment {
    type Err = NotAMoment;

    fn from_str(text: &str) -> Result<Self, NotAMoment> {
        if let Ok(instant) = text.parse() {
            return Ok(Self::Instant(instant));
        }
        // A date followed by anything is not a day: `2026-03-29T08` must not silently lose its hour.
        if text.len() == 10
            && let Ok(day) = text.parse()
        {
            return Ok(Self::Day(day));
        }
        Err(NotAMoment(text.to_owned()))
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => day.fmt(f),
            Self::Instant(instant) => instant.fmt(f),
        }
    }
}

/// What an answer was computed from: the version of the lake and the position in the ledger, written `1842·331`
/// (`1842-331` and `1842.331` are read as well, for keyboards and addresses).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Basis {
    /// Number of batches committed to the lake.
    pub lake: u64,
    /// Number of entries in the ledger.
    pub ledger: u64,
}

/// A basis that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a basis: expected the lake's version and the ledger's position, such as 1842·331"
)]
pub struct NotABasis(pub String);

impl FromStr for Basis {
    type Err = NotABasis;

    fn from_str(text: &str) -> Result<Self, NotABasis> {
        let wrong = || NotABasis(text.to_owned());
        let (lake, ledger) = text.split_once(['·', '-', '.']).ok_or_else(wrong)?;
        Ok(Self {
            lake: lake.parse().map_err(|_| wrong())?,
            ledger: ledger.parse().map_err(|_| wrong())?,
        })
    }
}

impl fmt::Display for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}·{}", self.lake, self.ledger)
    }
}

impl Serialize for Basis {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Basis {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}
