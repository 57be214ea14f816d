use jiff::Timestamp;

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
