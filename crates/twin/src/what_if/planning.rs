//! From one lever to its steps, with every name found and every value looked at.

use super::horizon::Window;
use super::levers::Lever;
use super::{During, WhatIfError};
use crate::engine::Serves;
use crate::moment::HOUR_SECONDS;
use crate::partnership::{Rerouted, Step};
use crate::scenario::{Change, Onset, Parameter, Reach};
use crate::world::World;

/// Most agents that come or go by one lever.
const AGENTS_MAX: u32 = 200;
const FACTORS: std::ops::RangeInclusive<f64> = 0.1..=5.0;
const URGENCY_MAX: u8 = 9;
/// A policy holds for every contact that it reaches.
const ALL: f64 = 1.0;

/// What the steps of a lever go by.
pub(super) struct Planning<'a> {
    pub world: &'a World,
    pub window: Window,
    /// What is changed goes by that name.
    pub name: &'a str,
}

impl Planning<'_> {
    /// The steps of a lever, after those that there are.
    pub fn lever(&self, lever: &Lever, steps: &mut Vec<Step>) -> Result<(), WhatIfError> {
        match lever {
            Lever::Agents { team, more, during } => self.agents(team, *more, *during, steps),
            Lever::Routing {
                team,
                queue,
                takes,
                during,
            } => {
                let team = self.team(team)?;
                let queue = self.queue(queue)?;
                let line = self.world.line(self.world.teams[team].party, queue);
                if let Some(takes) = takes.filter(|takes| takes.urgency > URGENCY_MAX) {
                    let expected = format!("an urgency from 0 to {URGENCY_MAX}");
                    return Err(WhatIfError::value("routing", expected, takes.urgency));
                }
                let serves = takes.map(|takes| Serves {
                    line,
                    urgency: takes.urgency,
                    spare: takes.spare,
                });
                steps.extend(self.parts(*during).map(|part| {
                    Step::Reroute(Rerouted::new(team, line, serves, part.from, part.until))
                }));
                Ok(())
            }
            Lever::Allocation {
                party,
                factor,
                during,
            } => {
                let reach = Reach {
                    party: Some(party.clone()),
                    ..Reach::default()
                };
                factor_of("allocation", *factor)?;
                self.changes(Parameter::Allocation, &reach, *factor, *during, steps)
            }
            Lever::BotShare {
                channel,
                contact_type,
                share,
                during,
            } => {
                let reach = Reach {
                    channel: channel.clone(),
                    contact_type: contact_type.clone(),
                    ..Reach::default()
                };
                if !(-1.0..=1.0).contains(share) {
                    return Err(WhatIfError::value(
                        "bot_share",
                        "a share from -1 to 1",
                        share,
                    ));
                }
                self.changes(Parameter::BotShare, &reach, *share, *during, steps)
            }
            Lever::Proficiency {
                party,
                channel,
                during,
            } => {
                let reach = Reach {
                    party: party.clone(),
                    channel: channel.clone(),
                    ..Reach::default()
                };
                self.changes(Parameter::Proficiency, &reach, ALL, *during, steps)
            }
            Lever::PredictedIntent { channel, during } => {
                let reach = Reach {
                    channel: channel.clone(),
                    ..Reach::default()
                };
                self.changes(Parameter::PredictedIntent, &reach, ALL, *during, steps)
            }
            Lever::HandleTime {
                party,
                channel,
                contact_type,
                factor,
                during,
            } => {
                let reach = Reach {
                    party: party.clone(),
                    channel: channel.clone(),
                    contact_type: contact_type.clone(),
                };
                factor_of("handle_time", *factor)?;
                self.changes(Parameter::HandleTime, &reach, *factor, *during, steps)
            }
            Lever::Volume {
                channel,
                factor,
                during,
            } => {
                let reach = Reach {
                    channel: channel.clone(),
                    ..Reach::default()
                };
                factor_of("volume", *factor)?;
                self.changes(Parameter::Demand, &reach, *factor, *during, steps)
            }
        }
    }

    fn parts(&self, during: Option<During>) -> impl Iterator<Item = Window> {
        self.window.parts(during, &self.world.zone).into_iter()
    }

    fn agents(
        &self,
        team: &str,
        more: i32,
        during: Option<During>,
        steps: &mut Vec<Step>,
    ) -> Result<(), WhatIfError> {
        let team = self.team(team)?;
        if more.unsigned_abs() > AGENTS_MAX {
            let expected = format!("at most {AGENTS_MAX} agents");
            return Err(WhatIfError::value("agents", expected, more));
        }
        let agents = more.unsigned_abs() as usize;
        for Window { from, until } in self.parts(during) {
            if more > 0 {
                steps.push(Step::CallIn {
                    team,
                    agents,
                    from,
                    until,
                });
            } else if more < 0 {
                steps.push(Step::SendHome {
                    team,
                    agents,
                    from,
                    until,
                });
            }
        }
        Ok(())
    }

    fn changes(
        &self,
        parameter: Parameter,
        reach: &Reach,
        by: f64,
        during: Option<During>,
        steps: &mut Vec<Step>,
    ) -> Result<(), WhatIfError> {
        known("party", &reach.party, || {
            self.world.parties.iter().map(|p| &p.name)
        })?;
        known("channel", &reach.channel, || {
            self.world.channels.iter().map(|c| &c.name)
        })?;
        known("contact type", &reach.contact_type, || {
            self.world.contact_types.iter().map(|t| &t.name)
        })?;
        for part in self.parts(during) {
            let change = Change {
                change: self.name.to_owned(),
                story: String::new(),
                parameter,
                reach: reach.clone(),
                onset: Onset::At(part.from.timestamp()),
                over_days: 0,
                lasts_hours: Some(part.until.seconds_since(part.from) / HOUR_SECONDS),
                by,
            };
            let effect = self.world.effect(&change);
            // Every name is known by now.
            let effect =
                effect.map_err(|error| WhatIfError::value("what_if", error.to_string(), by))?;
            steps.push(Step::Change(Box::new(effect)));
        }
        Ok(())
    }

    fn team(&self, name: &str) -> Result<usize, WhatIfError> {
        let found = self.world.teams.iter().position(|team| team.name == name);
        found.ok_or_else(|| unknown("team", name))
    }

    fn queue(&self, name: &str) -> Result<usize, WhatIfError> {
        let found = self.world.queues.iter().position(|one| one.name == name);
        found.ok_or_else(|| unknown("queue", name))
    }
}

fn factor_of(lever: &'static str, factor: f64) -> Result<(), WhatIfError> {
    if FACTORS.contains(&factor) {
        return Ok(());
    }
    let expected = format!("a factor from {} to {}", FACTORS.start(), FACTORS.end());
    Err(WhatIfError::value(lever, expected, factor))
}

fn known<'a, N: Iterator<Item = &'a String>>(
    what: &'static str,
    name: &Option<String>,
    names: impl FnOnce() -> N,
) -> Result<(), WhatIfError> {
    match name {
        Some(name) if !names().any(|known| known == name) => Err(unknown(what, name)),
        _ => Ok(()),
    }
}

fn unknown(what: &'static str, name: &str) -> WhatIfError {
    WhatIfError::Unknown {
        what,
        name: name.to_owned(),
    }
}
