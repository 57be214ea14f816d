//! Who is there when, from who served.
//!
//! A log says when agents served, not when they were ready. Between two contacts an agent may have been free, finishing
//! the last one, or away. What tells them apart is whether somebody waited whom the agent could have taken:
//! - nobody did: the agent was free, and counts as ready;
//! - somebody did, and the gap is short: wrap-up, which takes time after every contact;
//! - somebody did, and the gap is long: away.
//!
//! An agent's day so becomes stretches of being there. A replay takes such days as they were, one of the same weekday
//! for each day, because averages would hide that on some days too few come, and waiting grows faster than the lack.

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday};

use super::day::{Day, Taken};
use super::skills::Skills;
use crate::chance::Chance;

/// What a wrap-up takes at most. Beyond it an agent who leaves somebody waiting is away.
const WRAP_AT_MOST_SECONDS: f64 = 60.0;
/// The last of a gap says nothing: a contact is on its way to the agent.
const HANDING_SECONDS: f64 = 2.0;

/// From when to when an agent was there, in seconds of the day by the operation's clocks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stretch {
    pub from: f64,
    pub until: f64,
}

/// An agent's day.
#[derive(Debug, Clone)]
pub(super) struct Shift {
    pub agent: usize,
    pub skills: Skills,
    pub stretches: Vec<Stretch>,
}

#[derive(Debug, Clone)]
pub(super) struct RotaDay {
    pub date: Date,
    pub shifts: Vec<Shift>,
}

/// The days as they were staffed, and how long wrap-ups were.
#[derive(Debug, Clone)]
pub(super) struct Rota {
    pub days: Vec<RotaDay>,
    pub wraps: Vec<f64>,
}

/// How many agents are there in a half hour of a weekday, on average.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Staffing {
    /// The day of the week.
    pub weekday: Weekday,
    /// The half hour of the day: 0 begins at midnight.
    pub half_hour: usize,
    /// Agents.
    pub agents: f64,
}

impl Rota {
    pub fn of(days: &[Day<'_>], skills: &[BTreeMap<usize, Skills>]) -> Self {
        let mut wraps = Vec::new();
        let rota = days.iter().zip(skills).map(|(day, skills)| RotaDay {
            date: day.date,
            shifts: day
                .taken
                .iter()
                .filter_map(|(agent, taken)| {
                    let skills = skills.get(agent)?.clone();
                    let stretches = stretches(day, taken, &skills, &mut wraps);
                    Some(Shift {
                        agent: *agent,
                        skills,
                        stretches,
                    })
                })
                .collect(),
        });
        Self {
            days: rota.collect(),
            wraps,
        }
    }

    /// One of the days of that weekday; of any, when no such day was observed.
    pub fn draw(&self, weekday: Weekday, chance: &mut Chance) -> Option<&RotaDay> {
        let like: Vec<&RotaDay> = self
            .days
            .iter()
            .filter(|day| day.date.weekday() == weekday)
            .collect();
        if like.is_empty() {
            return self.days.get(chance.below(self.days.len() as u64) as usize);
        }
        like.get(chance.below(like.len() as u64) as usize).copied()
    }

    pub fn wrap(&self, chance: &mut Chance) -> f64 {
        let at = chance.below(self.wraps.len() as u64) as usize;
        self.wraps.get(at).copied().unwrap_or_default()
    }

    pub fn staffing(&self) -> Vec<Staffing> {
        const HALF_HOUR: f64 = 1_800.0;
        let mut told = Vec::new();
        for weekday in Weekday::Monday.cycle_forward().take(7) {
            let like: Vec<&RotaDay> = self
                .days
                .iter()
                .filter(|day| day.date.weekday() == weekday)
                .collect();
            if like.is_empty() {
                continue;
            }
            for half_hour in 0..48 {
                let begins = half_hour as f64 * HALF_HOUR;
                let shifts = like.iter().flat_map(|day| &day.shifts);
                let seconds: f64 = shifts
                    .flat_map(|shift| &shift.stretches)
                    .map(|s| (s.until.min(begins + HALF_HOUR) - s.from.max(begins)).max(0.0))
                    .sum();
                told.push(Staffing {
                    weekday,
                    half_hour,
                    agents: seconds / HALF_HOUR / like.len() as f64,
                });
            }
        }
        told
    }
}

fn stretches(
    day: &Day<'_>,
    taken: &[Taken<'_>],
    skills: &Skills,
    wraps: &mut Vec<f64>,
) -> Vec<Stretch> {
    let mut stretches = Vec::new();
    let Some(first) = taken.first() else {
        return stretches;
    };
    let (mut from, mut until) = (first.begins, first.ends);
    for next in &taken[1..] {
        let gap = next.begins - until;
        let could_have_taken = |since: f64, before: f64| {
            day.waiting(since, before)
                .filter(|contact| skills.contains(&contact.kind))
        };
        if gap > WRAP_AT_MOST_SECONDS {
            let left_waiting =
                could_have_taken(until + WRAP_AT_MOST_SECONDS, next.begins - HANDING_SECONDS);
            if left_waiting.count() > 0 {
                stretches.push(Stretch { from, until });
                from = next.begins;
            }
        } else if gap >= 0.0
            && could_have_taken(until - 1.0, until + 1.0)
                .any(|c| c.second <= until && c.answered_at() >= next.begins - 1.0)
        {
            wraps.push(gap);
        }
        until = until.max(next.ends);
    }
    stretches.push(Stretch { from, until });
    stretches
}
