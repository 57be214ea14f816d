//! Who works when.

use calendar::first_instant_at;
use jiff::civil::Date;

use crate::chance::Chance;
use crate::engine::AgentId;
use crate::moment::{DAY_SECONDS, Moment, QUARTER_SECONDS};
use crate::scenario::Parameter;
use crate::world::World;
use crate::world::effects::Where;

const MINUTE_SECONDS: f64 = 60.0;
/// A short pause, and a long one for a meal.
pub(super) const PAUSES_SECONDS: [f64; 2] = [15.0 * MINUTE_SECONDS, 30.0 * MINUTE_SECONDS];
const TALK_SECONDS: f64 = 10.0 * MINUTE_SECONDS;
const LESSON_SECONDS: f64 = 60.0 * MINUTE_SECONDS;
/// What the telephony calls a lesson.
pub(super) const LESSON: &str = "classroom";
/// Share of shifts that begin with a lesson instead of the team's talk.
const LESSONS: f64 = 0.06;
/// The days, today not included, whose shifts count for who is due.
const DAYS_REMEMBERED: u32 = 6;

/// A shift that is planned.
#[derive(Debug, Clone)]
pub(super) struct Planned {
    pub agent: AgentId,
    pub starts: Moment,
    /// Pauses included.
    pub seconds: f64,
    pub absent: bool,
    /// Somebody of the reserve, for a time.
    pub called_in: bool,
    /// What the shift begins with, in the words of the telephony.
    pub opening: &'static str,
    pub opening_seconds: f64,
    pub late_seconds: f64,
    /// When each pause is due, in seconds from the start.
    pub pauses_after_seconds: [f64; 2],
    /// For which the agent was sent home.
    pub excused_seconds: f64,
}

impl Planned {
    pub fn ends(&self) -> Moment {
        self.starts.plus(self.seconds)
    }

    /// Planned seconds of work.
    pub fn work_seconds(&self) -> f64 {
        let pauses = self.pauses_after_seconds.iter().zip(PAUSES_SECONDS);
        let pauses = pauses.filter(|(after, _)| **after < self.seconds);
        let pauses: f64 = pauses.map(|(_, seconds)| seconds).sum();
        (self.seconds - pauses - self.excused_seconds).max(0.0)
    }
}

/// Deals shifts out, so that those come first who have worked least in the last days.
#[derive(Debug, Clone)]
pub(super) struct Roster {
    /// By agent: one bit a day, today the lowest.
    worked: Vec<u32>,
}

impl Roster {
    pub fn new(world: &World) -> Self {
        Self {
            worked: vec![0; world.agents.len()],
        }
    }

    /// Somebody joins, who has not worked yet.
    pub fn add_agent(&mut self) {
        self.worked.push(0);
    }

    /// The shifts that begin on a day, by the calendar of each team's site.
    pub fn plan(&mut self, world: &World, date: Date, chance: &mut Chance) -> Vec<Planned> {
        self.worked.iter_mut().for_each(|days| *days <<= 1);
        let weekday = usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or_default();
        let mut shifts = Vec::new();
        for team in &world.teams {
            let stays = |agent: &AgentId| {
                let leaves = world.agents[*agent].person.leaves;
                leaves.is_none_or(|leaves| leaves > date)
            };
            let mut due: Vec<AgentId> = team.agents.iter().copied().filter(stays).collect();
            let days = date.day().unsigned_abs() as usize;
            let turn = days.checked_rem(due.len()).unwrap_or_default();
            due.rotate_left(turn);
            due.sort_by_key(|agent| {
                (self.worked[*agent] & ((2 << DAYS_REMEMBERED) - 2)).count_ones()
            });
            let mut due = due.into_iter();
            for shift in &team.shifts {
                let starts = first_instant_at(date.to_datetime(shift.starts), &team.zone);
                let Some(starts) = starts
                    .ok()
                    .filter(|starts| team.hours.is_open(*starts))
                    .map(Moment::of)
                else {
                    continue;
                };
                let place = Where {
                    party: Some(team.party),
                    ..Where::default()
                };
                let absence = world.now(Parameter::Absence, team.absence, starts, place);
                let needed = shift.agents.get(weekday).copied().unwrap_or_default();
                let needed = world.now(Parameter::Staffing, needed as f64, starts, place);
                // A part of a person comes on that part of the days.
                let needed = (needed.max(0.0) + part(date, shift.seconds, starts)) as usize;
                for agent in due.by_ref().take(needed) {
                    self.worked[agent] |= 1;
                    shifts.push(planned(agent, starts, shift.seconds, absence, chance));
                }
            }
        }
        shifts
    }
}

/// A number from 0 to 1, other for each shift and day, evenly spread: multiples of the golden ratio.
fn part(date: Date, seconds: f64, starts: Moment) -> f64 {
    let shift = starts.seconds_since(Moment::default()) + seconds;
    let nth = f64::from(date.day_of_year()) + shift.rem_euclid(DAY_SECONDS) / QUARTER_SECONDS;
    (nth * 0.618_033_988_749_895).fract()
}

fn planned(
    agent: AgentId,
    starts: Moment,
    seconds: f64,
    absence: f64,
    chance: &mut Chance,
) -> Planned {
    let lesson = chance.happens(LESSONS);
    Planned {
        agent,
        starts,
        seconds,
        absent: chance.happens(absence),
        called_in: false,
        opening: if lesson { LESSON } else { "team_talk" },
        opening_seconds: if lesson { LESSON_SECONDS } else { TALK_SECONDS },
        late_seconds: chance
            .exponential(2.5 * MINUTE_SECONDS)
            .min(TALK_SECONDS / 2.0),
        pauses_after_seconds: [
            seconds * chance.between(0.22, 0.36),
            seconds * chance.between(0.48, 0.68),
        ],
        excused_seconds: 0.0,
    }
}
