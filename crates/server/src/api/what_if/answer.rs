//! The answer of a run, as a viewer is told it.

use jiff::Timestamp;
use serde::Serialize;
use twin::what_if::{Cell, Comparison, Difference, Measured, Price, Tried};
use utoipa::ToSchema;

use super::scope::Scope;

/// Digits behind the point: what lies beyond is chance.
const DECIMALS: f64 = 1e3;

/// What is predicted. It is what a double of the operation does, not what the operation did.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct WhatIfAnswer {
    /// The present that it goes out from.
    #[schema(value_type = String, format = DateTime)]
    pub now: Timestamp,
    /// The time that is looked at begins.
    #[schema(value_type = String, format = DateTime)]
    pub from: Timestamp,
    /// The time that is looked at ends.
    #[schema(value_type = String, format = DateTime)]
    pub until: Timestamp,
    /// IANA zone of the partnership.
    pub zone: String,
    /// ISO 4217 code of the currency that cost is in.
    pub currency: String,
    /// How many futures were looked at, each as it is and with each scenario.
    pub replications: usize,
    /// The whole that the viewer sees, then its parts.
    pub outcomes: Vec<Outcome>,
}

/// What is predicted of a part of the operation.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Outcome {
    /// A party; all that the viewer sees when absent.
    pub party: Option<String>,
    /// A channel; all of them when absent. Service level, abandonment and waiting are of those in which customers wait.
    pub channel: Option<String>,
    /// When it goes on as it is.
    pub baseline: Vec<Measured>,
    /// With each scenario, in the order asked.
    pub scenarios: Vec<Vec<Tried>>,
    /// What a point of service level costs with each scenario.
    pub prices: Vec<Option<Price>>,
}

/// An answer in a viewer's scope.
pub(super) fn told(
    scope: &Scope<'_>,
    zone: &str,
    currency: &str,
    answer: &Comparison,
) -> WhatIfAnswer {
    WhatIfAnswer {
        now: answer.now,
        from: answer.from,
        until: answer.until,
        zone: zone.to_owned(),
        currency: currency.to_owned(),
        replications: answer.replications,
        outcomes: scope.seen(answer).into_iter().map(outcome).collect(),
    }
}

fn outcome(cell: Cell) -> Outcome {
    let tried = |one: Tried| Tried {
        measured: measured(one.measured),
        difference: Difference {
            n: one.difference.n,
            mean: short(one.difference.mean),
            low: short(one.difference.low),
            high: short(one.difference.high),
        },
    };
    let price = |price: Price| Price {
        per_point: short(price.per_point),
        low: short(price.low),
        high: short(price.high),
    };
    Outcome {
        party: cell.of.party,
        channel: cell.of.channel,
        baseline: cell.baseline.into_iter().map(measured).collect(),
        scenarios: (cell.tried.into_iter())
            .map(|way| way.into_iter().map(tried).collect())
            .collect(),
        prices: cell.prices.into_iter().map(|one| one.map(price)).collect(),
    }
}

fn measured(one: Measured) -> Measured {
    Measured {
        measure: one.measure,
        n: one.n,
        mean: short(one.mean),
        low: short(one.low),
        high: short(one.high),
        values: one.values.into_iter().map(short).collect(),
    }
}

fn short(value: Option<f64>) -> Option<f64> {
    value.map(|value| (value * DECIMALS).round() / DECIMALS)
}
