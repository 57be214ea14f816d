//! An agent's day: from shift to shift, with pauses, and how its time was spent.

use crate::engine::{Activity, AgentId};
use crate::moment::Moment;
use crate::world::World;

use super::coaching::Owed;
use super::export::Export;
use super::lines::{Shift, Stretch};
use super::numbers::{Number, Seconds, yes_no};
use super::roster::Planned;

/// Where an agent is in the day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Duty {
    Home,
    /// In the talk or lesson that opens the shift.
    Opening,
    Working,
    /// Due for a pause as soon as the hands are empty.
    PauseDue(Pause),
    Paused {
        state: &'static str,
        since: Moment,
        shift_over: bool,
    },
    /// Cut off from further contacts by an outage; finishes those in hand.
    Stopping,
    /// Cannot work on contacts since then, because of an outage.
    Down(Moment),
    /// Due to go home as soon as the hands are empty.
    GoingHome,
    /// Sent home until then, as soon as the hands are empty.
    Leaving(Moment),
    /// Sent home since an instant, until another one.
    Away {
        since: Moment,
        until: Moment,
    },
}

/// A stretch of a shift without contacts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Pause {
    /// In the words of the telephony.
    pub state: &'static str,
    pub seconds: f64,
}

impl Pause {
    /// Time off.
    pub fn rest(seconds: f64) -> Self {
        Self {
            state: "pause",
            seconds,
        }
    }
}

/// An agent's day so far.
#[derive(Debug, Clone)]
pub(super) struct Day {
    pub duty: Duty,
    pub planned: Option<Planned>,
    /// The talks that are owed to the agent, of those who are coached.
    pub owed: Option<Owed>,
    shift_number: u64,
    /// Since the last pause.
    block: Block,
    activity: Activity,
    since: Moment,
    kept_seconds: f64,
}

#[derive(Debug, Clone, Default)]
struct Block {
    starts: Moment,
    free_seconds: f64,
    /// By channel.
    talk_seconds: Vec<f64>,
    /// On tasks of the back office.
    task_seconds: f64,
    wrap_seconds: f64,
}

impl Day {
    pub fn new() -> Self {
        Self {
            duty: Duty::Home,
            planned: None,
            owed: None,
            shift_number: 0,
            block: Block::default(),
            activity: Activity::Off,
            since: Moment::default(),
            kept_seconds: 0.0,
        }
    }

    /// A shift begins.
    pub fn begin(&mut self, planned: Planned, shift_number: u64) {
        self.duty = Duty::Opening;
        self.kept_seconds = planned.opening_seconds - planned.late_seconds;
        self.planned = Some(planned);
        self.shift_number = shift_number;
    }

    /// The agent turns to contacts, at the beginning of the shift or after a pause.
    pub fn turn_to_contacts(&mut self, world: &World, now: Moment) {
        self.duty = Duty::Working;
        self.block = Block {
            starts: now,
            talk_seconds: vec![0.0; world.channels.len()],
            ..Block::default()
        };
        self.activity = Activity::Off;
        self.since = now;
    }

    /// The agent does something else from now on.
    pub fn activity(&mut self, world: &World, activity: Activity, now: Moment) {
        let seconds = now.seconds_since(self.since);
        match self.activity {
            Activity::Off => {}
            Activity::Free => self.block.free_seconds += seconds,
            Activity::Wrap => self.block.wrap_seconds += seconds,
            Activity::Talk(line) => {
                let channel = world.queue_of(line).and_then(|queue| {
                    let mut channels = world.channels.iter();
                    channels.position(|channel| channel.queues.contains(&queue))
                });
                let talk = &mut self.block.talk_seconds;
                match channel.and_then(|channel| talk.get_mut(channel)) {
                    Some(total) => *total += seconds,
                    None => self.block.task_seconds += seconds,
                }
            }
        }
        self.activity = activity;
        self.since = now;
    }

    /// Writes how the time since the last pause was spent.
    pub fn write_block(&mut self, world: &World, agent: AgentId, export: &mut Export) {
        let block = std::mem::take(&mut self.block);
        let talks = block.talk_seconds.iter().enumerate();
        let talks = talks.map(|(channel, seconds)| {
            (
                "on_contact",
                *seconds,
                Some(&*world.channels[channel].spec.via),
            )
        });
        let mut at = block.starts;
        let free = ("ready", block.free_seconds, None);
        let rest = [
            ("on_task", block.task_seconds, None),
            ("after_work", block.wrap_seconds, None),
        ];
        for (state, seconds, via) in std::iter::once(free).chain(talks).chain(rest) {
            if seconds > 0.0 {
                write_stretch(
                    world,
                    agent,
                    export,
                    Stretched {
                        state,
                        starts: at,
                        seconds,
                        via,
                    },
                );
                at = at.plus(seconds);
                self.kept_seconds += seconds;
            }
        }
    }

    /// The agent kept to the plan with something that is not work on contacts.
    pub fn keep(&mut self, seconds: f64) {
        self.kept_seconds += seconds;
    }

    /// Writes a stretch that is not work on contacts.
    pub fn write_pause(
        world: &World,
        agent: AgentId,
        export: &mut Export,
        state: &'static str,
        starts: Moment,
        seconds: f64,
    ) {
        write_stretch(
            world,
            agent,
            export,
            Stretched {
                state,
                starts,
                seconds,
                via: None,
            },
        );
    }

    /// When somebody who is sent home is to be back.
    pub fn is_away_until(&self) -> Option<Moment> {
        match self.duty {
            Duty::Leaving(until) | Duty::Away { until, .. } => Some(until),
            _ => None,
        }
    }

    /// Who was sent home was not expected to work meanwhile, and is not paid for it. Answers for how many seconds.
    pub fn excuse(&mut self, since: Moment, until: Moment) -> f64 {
        let seconds = until.seconds_since(since);
        if let Some(planned) = self.planned.as_mut() {
            planned.excused_seconds += seconds;
        }
        seconds
    }

    /// The agent goes home; writes what came of the shift.
    pub fn end(&mut self, world: &World, agent: AgentId, export: &mut Export) {
        self.duty = Duty::Home;
        if let Some(planned) = self.planned.take() {
            write_shift(
                world,
                agent,
                export,
                self.shift_number,
                &planned,
                self.kept_seconds,
            );
        }
    }
}

struct Stretched<'a> {
    state: &'static str,
    starts: Moment,
    seconds: f64,
    via: Option<&'a str>,
}

fn write_stretch(world: &World, agent: AgentId, export: &mut Export, stretch: Stretched<'_>) {
    if stretch.starts < world.period.start {
        return;
    }
    let agent = &world.agents[agent];
    let team = &world.teams[agent.team];
    let line = Stretch {
        vendor: &world.parties[team.party].name,
        centre: &team.site,
        squad: &team.name,
        handler: &agent.name,
        state: stretch.state,
        started: stretch.starts,
        seconds: Seconds(stretch.seconds),
        via: stretch.via,
    };
    export.write("agent_states", &line);
}

/// Writes a shift. Nobody keeps more of a plan than there is: work after its end does not count.
pub(super) fn write_shift(
    world: &World,
    agent: AgentId,
    export: &mut Export,
    number: u64,
    planned: &Planned,
    kept_seconds: f64,
) {
    if planned.starts < world.period.start {
        return;
    }
    let agent = &world.agents[agent];
    let team = &world.teams[agent.team];
    let line = Shift {
        shift: Number("S", number),
        vendor: &world.parties[team.party].name,
        centre: &team.site,
        squad: &team.name,
        handler: &agent.name,
        starts: planned.starts,
        ends: planned.ends(),
        planned: Seconds(planned.work_seconds()),
        kept: Seconds(kept_seconds.min(planned.work_seconds())),
        absent: yes_no(planned.absent),
    };
    export.write("shifts", &line);
}
