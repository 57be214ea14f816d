//! A day of the log: who waited when, and what each agent took one after the other.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::log::{Contact, Log};

/// What clocks of different systems may disagree by. Shorter waits prove nothing.
pub(super) const TOLERANCE_SECONDS: f64 = 3.0;

#[derive(Debug)]
pub(super) struct Day<'a> {
    pub date: Date,
    /// Contacts that waited, by when they came.
    pub waits: Vec<&'a Contact>,
    pub longest_wait: f64,
    /// What each agent took, by when.
    pub taken: BTreeMap<usize, Vec<Taken<'a>>>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Taken<'a> {
    pub contact: &'a Contact,
    pub begins: f64,
    pub ends: f64,
}

impl<'a> Day<'a> {
    /// The days of a log, in order.
    pub fn all(log: &'a Log) -> Vec<Self> {
        let mut days: BTreeMap<Date, Self> = BTreeMap::new();
        for contact in &log.contacts {
            let day = days.entry(contact.date).or_insert_with(|| Self {
                date: contact.date,
                waits: Vec::new(),
                longest_wait: 0.0,
                taken: BTreeMap::new(),
            });
            if contact.wait > 0.0 {
                day.waits.push(contact);
                day.longest_wait = day.longest_wait.max(contact.wait);
            }
            if let Some(service) = contact.service
                && let Some(agent) = service.agent
            {
                let begins = contact.answered_at();
                day.taken.entry(agent).or_default().push(Taken {
                    contact,
                    begins,
                    ends: begins + service.seconds,
                });
            }
        }
        for day in days.values_mut() {
            day.waits.sort_by(|a, b| a.second.total_cmp(&b.second));
            for taken in day.taken.values_mut() {
                taken.sort_by(|a, b| a.begins.total_cmp(&b.begins));
            }
        }
        days.into_values().collect()
    }

    /// Those who waited at some time between two seconds of the day.
    pub fn waiting(&self, from: f64, until: f64) -> impl Iterator<Item = &'a Contact> {
        let since = from - self.longest_wait;
        let first = self.waits.partition_point(|contact| contact.second < since);
        self.waits[first..]
            .iter()
            .copied()
            .take_while(move |contact| contact.second < until)
            .filter(move |contact| contact.answered_at() > from)
    }

    /// Those who were left waiting when a contact was taken that had waited itself.
    pub fn passed_over(&self, taken: &Taken<'a>) -> impl Iterator<Item = &'a Contact> {
        let at = taken.begins;
        let waited = taken.contact.wait > 0.0;
        self.waiting(at, at).filter(move |contact| {
            waited
                && contact.second < at - TOLERANCE_SECONDS
                && contact.answered_at() > at + TOLERANCE_SECONDS
        })
    }
}
