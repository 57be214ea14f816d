use jiff::Timestamp;
use jiff::civil::DateTime;

use crate::{Grain, PERIODS_MAX};

/// Why a question about business time has no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The range ends before it begins.
    #[error("the range ends ({to}) before it begins ({from})")]
    Backwards {
        /// Where the range was said to begin.
        from: Timestamp,
        /// Where it was said to end.
        to: Timestamp,
    },
    /// The range holds more than [`PERIODS_MAX`] periods of this grain.
    #[error("more than {PERIODS_MAX} periods of grain `{grain}` between {from} and {to}")]
    TooManyPeriods {
        /// The grain asked for.
        grain: Grain,
        /// First instant of the range.
        from: Timestamp,
        /// End of the range, exclusive.
        to: Timestamp,
        /// The finest grain that would fit, if one does.
        coarser: Option<Grain>,
    },
    /// The opening hours have no opening left in which the asked-for time could pass.
    #[error("these opening hours hold less than {seconds} s of business time after {from}")]
    NeverOpenLongEnough {
        /// The instant the count began.
        from: Timestamp,
        /// Business seconds asked for.
        seconds: u64,
    },
    /// The computation left the years -9999 to 9999.
    #[error("the instant lies outside the years that the calendar covers")]
    OutOfRange,
}

impl Error {
    /// What would make the question answerable.
    pub fn hint(&self) -> String {
        match self {
            Self::Backwards { .. } => "swap the two ends of the range".into(),
            Self::TooManyPeriods {
                coarser: Some(grain),
                ..
            } => {
                format!("take grain `{grain}` or coarser, or a shorter range")
            }
            Self::TooManyPeriods { coarser: None, .. } => "take a shorter range".into(),
            Self::NeverOpenLongEnough { .. } => {
                "give the calendar weekly opening hours, or ask for less time".into()
            }
            Self::OutOfRange => "take dates between the years -9998 and 9998".into(),
        }
    }
}

/// Why a wall-clock time does not name one instant in a zone.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LocalTimeError {
    /// The clocks were put forward over this time.
    #[error("{local} does not exist in {zone}: the clocks went forward past it")]
    Gap {
        /// The wall-clock time asked for.
        local: DateTime,
        /// The zone, by IANA name where it has one.
        zone: String,
        /// The first instant after the gap.
        first_after: Timestamp,
    },
    /// The clocks were put back and showed this time twice.
    #[error("{local} happens twice in {zone}: at {earlier} and at {later}")]
    Fold {
        /// The wall-clock time asked for.
        local: DateTime,
        /// The zone, by IANA name where it has one.
        zone: String,
        /// The first of the two instants.
        earlier: Timestamp,
        /// The second of the two instants.
        later: Timestamp,
    },
    /// The instant lies outside the years that the calendar covers.
    #[error("{local} lies outside the years that the calendar covers")]
    OutOfRange {
        /// The wall-clock time asked for.
        local: DateTime,
    },
}

impl LocalTimeError {
    /// What would make the time unambiguous.
    pub fn hint(&self) -> String {
        match self {
            Self::Gap { first_after, .. } => {
                format!(
                    "the first instant after the gap is {first_after}; give a UTC offset, or choose a policy other than `refuse`"
                )
            }
            Self::Fold { .. } => {
                "give a UTC offset, or choose the earlier or the later of the two".into()
            }
            Self::OutOfRange { .. } => "take a date between the years -9998 and 9998".into(),
        }
    }
}
