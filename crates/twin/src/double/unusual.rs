//! Hours in which something happened: their contacts are left out of what is taken for usual.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::log::Log;

/// How many times the usual number of contacts makes an hour unusual.
const TIMES: f64 = 2.0;
/// By how many standard deviations of a Poisson count it must lie above the usual, too, lest quiet hours be unusual.
const DEVIATIONS: f64 = 5.0;

/// Hours to which more than twice as many contacts came as usual, the usual being the median over the other days.
///
/// An outage fills lines with customers who all ask the same: they are served quicker than others, and give up sooner
/// or later than others do.
pub(super) fn hours(log: &Log) -> BTreeSet<(Date, usize)> {
    let mut counts: BTreeMap<usize, BTreeMap<Date, f64>> = BTreeMap::new();
    for contact in &log.contacts {
        *counts
            .entry(contact.hour())
            .or_default()
            .entry(contact.date)
            .or_default() += 1.0;
    }
    let mut unusual = BTreeSet::new();
    for (hour, of_days) in counts {
        for (&date, &count) in &of_days {
            let mut others: Vec<f64> = of_days
                .iter()
                .filter(|(other, _)| **other != date)
                .map(|(_, count)| *count)
                .collect();
            if others.is_empty() {
                continue;
            }
            others.sort_by(f64::total_cmp);
            let usual = others[others.len() / 2];
            if count > TIMES * usual && count > usual + DEVIATIONS * usual.sqrt() {
                unusual.insert((date, hour));
            }
        }
    }
    unusual
}
