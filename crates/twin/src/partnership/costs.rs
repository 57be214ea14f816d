//! What a day costs.

use jiff::tz::TimeZone;

use super::lines::Booking;
use super::numbers::Amount;
use super::run::Run;
use crate::moment::{HOUR_SECONDS, Moment};

/// What a party did in a day, as far as it costs.
#[derive(Debug, Default, Clone)]
pub(super) struct PartyDay {
    pub paid_seconds: f64,
    pub contacts: u64,
}

impl Run {
    /// Books what the day of `self.date` cost each party.
    pub(super) fn book_costs(&mut self) {
        let world = &self.world;
        let noon = self.date.at(12, 0, 0, 0).to_zoned(TimeZone::UTC);
        let Ok(noon) = noon.map(|noon| Moment::of(noon.timestamp())) else {
            return;
        };
        for (index, (party, day)) in world.parties.iter().zip(&self.today).enumerate() {
            let amounts = [
                (
                    "agent_hours",
                    day.paid_seconds / HOUR_SECONDS * party.spec.hourly_rate,
                ),
                ("licences", day.contacts as f64 * party.spec.contact_fee),
                ("site", party.spec.daily_overhead),
            ];
            for (category, amount) in amounts {
                let billed = self.rates.billed(world, index, amount);
                let line = Booking {
                    booking: format!("C-{}-{}-{category}", party.name, self.date),
                    revision: 1,
                    vendor: &party.name,
                    centre: &party.site,
                    category,
                    booked: noon,
                    amount: Amount(billed.map_or(amount, |billed| billed.comes_to)),
                    currency: &world.currency,
                    billed: billed.map(|billed| Amount(billed.amount)),
                    billed_in: billed.map(|billed| billed.currency),
                    rate: billed.map(|billed| billed.rate),
                };
                self.export.write("cost_lines", &line);
            }
        }
    }
}
