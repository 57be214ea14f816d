//! What is predicted of a replication.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::partnership::Tally;
use crate::share::share;

/// What is predicted.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Of the contacts offered, those that were answered within what the channel promises, in percent.
    ServiceLevel,
    /// Of the contacts offered, those whose customer gave up waiting, in percent.
    Abandonment,
    /// How long those who were answered had waited, on average, in seconds.
    MeanWait,
    /// Stars that all whose contact was handled would give, on average, asked or not.
    Satisfaction,
    /// Time with contacts, as a share of the time that agents are there for them, in percent.
    Occupancy,
    /// Hours paid, fees for contacts handled, and the sites, in the partnership's currency.
    Cost,
    /// Cost divided by contacts handled.
    CostPerContact,
    /// Contacts that reached a line.
    Offered,
    /// Contacts handled.
    Handled,
    /// Contacts that wait at the end.
    Waiting,
}

/// Where a measure should go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Better {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
    /// Neither.
    Neither,
}

impl Measure {
    /// All of them, in the order in which they are read.
    pub const ALL: [Self; 10] = [
        Self::ServiceLevel,
        Self::Abandonment,
        Self::MeanWait,
        Self::Satisfaction,
        Self::Occupancy,
        Self::Cost,
        Self::CostPerContact,
        Self::Offered,
        Self::Handled,
        Self::Waiting,
    ];

    /// Where it should go.
    #[must_use]
    pub fn better(self) -> Better {
        match self {
            Self::ServiceLevel | Self::Satisfaction => Better::Higher,
            Self::Abandonment
            | Self::MeanWait
            | Self::Cost
            | Self::CostPerContact
            | Self::Waiting => Better::Lower,
            Self::Occupancy | Self::Offered | Self::Handled => Better::Neither,
        }
    }

    /// Whether it says what something costs.
    #[must_use]
    pub fn is_cost(self) -> bool {
        matches!(self, Self::Cost | Self::CostPerContact)
    }
}

/// A part of an operation: parties and channels, by their indices.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub parties: Vec<usize>,
    /// All channels when absent; time and money are not told apart by channel.
    pub channel: Option<usize>,
}

/// What is predicted of a part. Waiting is looked at in channels in which customers lose patience, unless one is asked for:
/// who writes a letter does not wait at the telephone.
pub(super) fn of(tally: &Tally, part: &Part, impatient: &[usize]) -> [Option<f64>; 10] {
    let mut sums = Sums::default();
    for &party in &part.parties {
        for (channel, of) in tally.contacts[party].iter().enumerate() {
            if part.channel.is_some_and(|only| only != channel) {
                continue;
            }
            if part.channel.is_some() || impatient.contains(&channel) {
                sums.judged += of.answered + of.abandoned + of.overdue;
                sums.answered += of.answered;
                sums.in_time += of.in_time;
                sums.abandoned += of.abandoned;
                sums.waited_seconds += of.waited_seconds;
            }
            sums.offered += of.offered;
            sums.handled += of.handled;
            sums.stars += of.stars;
            sums.waiting += of.open;
        }
        let time = &tally.parties[party];
        sums.busy_seconds += time.busy_seconds;
        sums.there_seconds += time.busy_seconds + time.ready_seconds;
        sums.cost += time.cost;
    }
    let percent = |part: u64, whole: u64| share(100.0 * part as f64, whole as f64);
    let handled = sums.handled as f64;
    let whole = part.channel.is_none();
    Measure::ALL.map(|measure| match measure {
        Measure::ServiceLevel => percent(sums.in_time, sums.judged),
        Measure::Abandonment => percent(sums.abandoned, sums.judged),
        Measure::MeanWait => share(sums.waited_seconds, sums.answered as f64),
        Measure::Satisfaction => share(sums.stars, handled),
        Measure::Occupancy => {
            share(100.0 * sums.busy_seconds, sums.there_seconds).filter(|_| whole)
        }
        Measure::Cost => Some(sums.cost).filter(|_| whole),
        Measure::CostPerContact => share(sums.cost, handled).filter(|_| whole),
        Measure::Offered => Some(sums.offered as f64),
        Measure::Handled => Some(handled),
        Measure::Waiting => Some(sums.waiting as f64),
    })
}

#[derive(Default)]
struct Sums {
    /// Of which it is known whether they were answered in time.
    judged: u64,
    answered: u64,
    in_time: u64,
    abandoned: u64,
    waited_seconds: f64,
    offered: u64,
    handled: u64,
    stars: f64,
    waiting: u64,
    busy_seconds: f64,
    there_seconds: f64,
    cost: f64,
}
