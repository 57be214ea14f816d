//! Rates of exchange from day to day, and budgets from month to month.

use std::collections::BTreeMap;

use super::keyed::Part;
use super::lines::Budget;
use super::numbers::Amount;
use super::run::Run;
use super::trial::day_number;
use crate::moment::Moment;
use crate::world::World;

const DAYS_OF_YEAR: f64 = 365.0;
/// Rates are told with so many places.
const PLACES: f64 = 1e8;

/// What a unit of each currency is worth today, in the partnership's.
#[derive(Debug, Clone, Default)]
pub(super) struct Rates(BTreeMap<String, f64>);

/// What was billed, and what it comes to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Billed<'a> {
    pub amount: f64,
    pub currency: &'a str,
    pub rate: f64,
    /// In the partnership's currency.
    pub comes_to: f64,
}

impl Rates {
    pub fn of(world: &World) -> Self {
        let rates = world.scenario.exchange.iter();
        Self(
            rates
                .map(|(name, rate)| (name.clone(), rate.starts))
                .collect(),
        )
    }

    /// What a party bills for something that was agreed in the partnership's currency; nothing when nobody bills in another.
    pub fn billed<'a>(&self, world: &'a World, party: usize, agreed: f64) -> Option<Billed<'a>> {
        if self.0.is_empty() {
            return None;
        }
        let currency = world.parties[party].spec.currency.as_deref();
        let rates = currency.and_then(|name| {
            let starts = world.scenario.exchange.get(name)?.starts;
            Some((name, starts, *self.0.get(name)?))
        });
        Some(match rates {
            None => Billed {
                amount: agreed,
                currency: &world.currency,
                rate: 1.0,
                comes_to: agreed,
            },
            Some((currency, starts, today)) => {
                let rate = (today * PLACES).round() / PLACES;
                let amount = cents(agreed / starts);
                Billed {
                    amount,
                    currency,
                    rate,
                    comes_to: cents(amount * rate),
                }
            }
        })
    }
}

fn cents(amount: f64) -> f64 {
    (amount * 100.0).round() / 100.0
}

impl Run {
    /// A day begins: rates go their way, and on the first of a month there are new budgets.
    pub(super) fn new_day_of_money(&mut self) {
        self.chances.about(Part::Money, day_number(self.date));
        for (name, rate) in &mut self.rates.0 {
            let Some(spec) = self.world.scenario.exchange.get(name) else {
                continue;
            };
            let deviation = spec.volatility / libm::sqrt(DAYS_OF_YEAR);
            // The mean of tomorrow's rate is today's.
            let step = self
                .chances
                .money
                .normal(-deviation * deviation / 2.0, deviation);
            *rate *= libm::exp(step);
        }
        let first = self.world.period.first;
        if self.date == first || (self.date > first && self.date.day() == 1) {
            self.tells_budgets();
        }
    }

    fn tells_budgets(&mut self) {
        let world = &self.world;
        let month = self.date.first_of_month();
        let Ok(starts) = calendar::start_of_day(month, &world.zone) else {
            return;
        };
        for party in &world.parties {
            let budget = world.scenario.budgets.get(&party.name);
            for (category, amount) in budget.into_iter().flatten() {
                let line = Budget {
                    budget: format!(
                        "B-{}-{}-{:02}-{category}",
                        party.name,
                        month.year(),
                        month.month()
                    ),
                    vendor: &party.name,
                    centre: &party.site,
                    category,
                    month: Moment::of(starts),
                    amount: Amount(*amount),
                    currency: &world.currency,
                };
                self.export.write("budgets", &line);
            }
        }
    }
}
