//! Currencies in which parties bill, and what was planned to be spent.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::read::amount;
use super::{Scenario, ScenarioError};

/// The kinds of cost that are booked.
pub(crate) const CATEGORIES: [&str; 3] = ["agent_hours", "licences", "site"];

/// How the rate of a currency goes: a random walk of its logarithm, a step a day.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// What one unit is worth in the partnership's currency when the simulation begins. What a party asks for is agreed
    /// at this rate, and billed in its own currency.
    pub starts: f64,
    /// Standard deviation of the change in a year, as a share.
    pub volatility: f64,
}

impl Scenario {
    pub(super) fn check_money(&self) -> Result<(), ScenarioError> {
        for (name, rate) in &self.exchange {
            amount(&format!("exchange.{name}.volatility"), rate.volatility)?;
            if !(rate.starts > 0.0 && rate.starts.is_finite()) {
                let place = format!("exchange.{name}.starts");
                return Err(ScenarioError::value(place, "a rate above 0", rate.starts));
            }
        }
        for (name, party) in &self.parties {
            if let Some(currency) = &party.currency
                && !self.exchange.contains_key(currency)
            {
                let known = self.exchange.keys().map(|known| &**known);
                let place = format!("parties.{name}.currency");
                return Err(ScenarioError::unknown(
                    place,
                    "rate of exchange",
                    currency,
                    known,
                ));
            }
        }
        for (name, budget) in &self.budgets {
            let place = format!("budgets.{name}");
            if !self.parties.contains_key(name) {
                let known = self.parties.keys().map(|known| &**known);
                return Err(ScenarioError::unknown(place, "party", name, known));
            }
            for (category, value) in budget {
                if !CATEGORIES.contains(&&**category) {
                    let what = "kind of cost";
                    return Err(ScenarioError::unknown(place, what, category, CATEGORIES));
                }
                amount(&format!("{place}.{category}"), *value)?;
            }
        }
        Ok(())
    }
}
