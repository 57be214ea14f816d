use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How finely time is cut. Ordered from fine to coarse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grain {
    /// Fifteen minutes on the zone's clock.
    #[serde(alias = "15m")]
    QuarterHour,
    /// Thirty minutes on the zone's clock.
    #[serde(alias = "30m")]
    HalfHour,
    /// An hour on the zone's clock.
    Hour,
    /// A calendar day of the zone.
    Day,
    /// An ISO 8601 week: Monday to Sunday.
    Week,
    /// A calendar month.
    Month,
    /// A calendar quarter: January to March is the first.
    Quarter,
}

impl Grain {
    /// Every grain, from fine to coarse.
    pub const ALL: [Self; 7] = [
        Self::QuarterHour,
        Self::HalfHour,
        Self::Hour,
        Self::Day,
        Self::Week,
        Self::Month,
        Self::Quarter,
    ];

    /// The name used in charters, on the command line and in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::QuarterHour => "quarter_hour",
            Self::HalfHour => "half_hour",
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
        }
    }

    /// The usual length in seconds; a real period may differ (daylight saving, short months). For estimates only.
    pub const fn nominal_seconds(self) -> i64 {
        match self {
            Self::QuarterHour => 900,
            Self::HalfHour => 1_800,
            Self::Hour => 3_600,
            Self::Day => 86_400,
            Self::Week => 604_800,
            Self::Month => 2_629_746,
            Self::Quarter => 7_889_238,
        }
    }

    /// Seconds of wall clock between two boundaries, for the grains finer than a day.
    pub(crate) const fn clock_seconds(self) -> Option<i64> {
        match self {
            Self::QuarterHour | Self::HalfHour | Self::Hour => Some(self.nominal_seconds()),
            Self::Day | Self::Week | Self::Month | Self::Quarter => None,
        }
    }
}

impl fmt::Display for Grain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A word that names no grain.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a grain: expected quarter_hour (15m), half_hour (30m), hour, day, week, month or quarter"
)]
pub struct ParseGrainError(
    /// The word as given.
    pub String,
);

impl FromStr for Grain {
    type Err = ParseGrainError;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        match word {
            "15m" => Ok(Self::QuarterHour),
            "30m" => Ok(Self::HalfHour),
            _ => Self::ALL
                .into_iter()
                .find(|g| g.name() == word)
                .ok_or_else(|| ParseGrainError(word.to_owned())),
        }
    }
}
