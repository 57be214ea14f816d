//! The five published service levels: the same calls, five different shares.
//!
//! All five are in use and differ by several points on the same day, so a contract has to say which one it means.
//! They stand together with one worked example in *Service Level Calculations*, ICMI QueueTips (1 July 2002), and as
//! settings of several contact-centre systems.

use serde::{Deserialize, Serialize};

/// What happened to the calls of a period, counted against one threshold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CallCounts {
    /// Calls answered.
    pub answered: u64,
    /// Of these, answered within the threshold.
    pub answered_within: u64,
    /// Calls given up before an answer.
    pub abandoned: u64,
    /// Of these, given up within the threshold.
    pub abandoned_within: u64,
    /// Of those, given up within the shorter time that marks a misdial.
    pub abandoned_short: u64,
}

/// Which calls count as met and which count at all. `a` to `e` in the order in which they were published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServiceLevel {
    /// `a`: (answered within + abandoned within) / (answered + abandoned). Whoever gave up early was not kept waiting.
    EarlyAbandonsMet,
    /// `b`: answered within / answered. As if nobody had given up.
    AnsweredOnly,
    /// `c`: answered within / (answered + abandoned). Whoever gave up was not served, whenever it was.
    AllOffered,
    /// `d`: answered within / (answered + abandoned later than the threshold). Early abandons do not count.
    EarlyAbandonsIgnored,
    /// `e`: (answered within + abandoned short) / (answered + abandoned). Only misdials are forgiven.
    ShortAbandonsMet,
}

impl ServiceLevel {
    /// All five, `a` to `e`.
    pub const ALL: [Self; 5] = [
        Self::EarlyAbandonsMet,
        Self::AnsweredOnly,
        Self::AllOffered,
        Self::EarlyAbandonsIgnored,
        Self::ShortAbandonsMet,
    ];

    /// Calls that met it and calls that count, which is what an interval is made from.
    pub fn ratio(self, calls: &CallCounts) -> (u64, u64) {
        let offered = calls.answered + calls.abandoned;
        match self {
            Self::EarlyAbandonsMet => (calls.answered_within + calls.abandoned_within, offered),
            Self::AnsweredOnly => (calls.answered_within, calls.answered),
            Self::AllOffered => (calls.answered_within, offered),
            Self::EarlyAbandonsIgnored => (
                calls.answered_within,
                offered.saturating_sub(calls.abandoned_within),
            ),
            Self::ShortAbandonsMet => (calls.answered_within + calls.abandoned_short, offered),
        }
    }

    /// The share from 0 to 1; `None` when no call counts.
    pub fn share(self, calls: &CallCounts) -> Option<f64> {
        let (met, counted) = self.ratio(calls);
        (counted > 0).then(|| met as f64 / counted as f64)
    }
}
