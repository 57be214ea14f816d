//! What is ordered from outside: who is called in, who is sent home, which team takes what. A call of a platform orders it, and may
//! be undone; a trial tries it out.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::alarm::Alarm;
use super::contact::Contact;
use super::run::Run;
use super::standing::Partnership;
use crate::engine::{AgentId, Engine, LineId, Serves};
use crate::moment::Moment;
use crate::platform::Call;
use crate::world::World;
use crate::world::effects::Effect;

/// What was ordered, in the order of the orders.
#[derive(Debug, Clone, Default)]
pub(crate) struct Orders {
    pub calls: Vec<Called>,
    pub called_in: Vec<CalledIn>,
    pub sent_home: Vec<SentHome>,
    pub routing: Vec<Rerouted>,
}

/// A call of a platform, and when it counts.
#[derive(Debug, Clone)]
pub(crate) struct Called {
    pub call: Call,
    pub from: Moment,
    pub undone: Option<Moment>,
}

/// Somebody of the reserve works for a time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CalledIn {
    pub team: usize,
    pub agent: AgentId,
    pub until: Moment,
    /// The call that ordered it; none in a trial.
    of: Option<usize>,
}

/// So many of a team are not there for a time.
#[derive(Debug, Clone)]
pub(crate) struct SentHome {
    pub team: usize,
    pub agents: usize,
    pub until: Moment,
    /// Who is, and when their shift ends.
    pub gone: Vec<(AgentId, Moment)>,
    of: Option<usize>,
}

/// A team takes a line otherwise for a time; not at all when it does not serve it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rerouted {
    pub team: usize,
    pub line: LineId,
    pub serves: Option<Serves>,
    pub from: Moment,
    pub until: Moment,
    of: Option<usize>,
}

/// What is ordered.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    CallIn {
        team: usize,
        agents: usize,
        from: Moment,
        until: Moment,
    },
    SendHome {
        team: usize,
        agents: usize,
        from: Moment,
        until: Moment,
    },
    Reroute(Rerouted),
    Change(Box<Effect>),
}

impl Orders {
    /// What was called, and how teams take lines by it: all that the next call is tried against.
    pub fn told(&self) -> Self {
        Self {
            calls: self.calls.clone(),
            routing: self.routing.clone(),
            ..Self::default()
        }
    }

    /// Which call goes by a name.
    pub fn position(&self, call: &str) -> Option<usize> {
        self.calls.iter().position(|one| one.call.call == call)
    }

    /// A call counts from an instant on. Answers which one it is.
    pub fn adds(&mut self, call: Call, from: Moment) -> usize {
        self.calls.push(Called {
            call,
            from,
            undone: None,
        });
        self.calls.len() - 1
    }

    /// A call counts no more from an instant on, nor does how it has lines taken. Answers which teams that is for.
    pub fn takes_back(&mut self, call: usize, at: Moment) -> Vec<usize> {
        if let Some(called) = self.calls.get_mut(call) {
            called.undone = Some(at);
        }
        let lasts = |one: &&mut Rerouted| one.of == Some(call) && one.until > at;
        let lasting = self.routing.iter_mut().filter(lasts);
        let ended = lasting.map(|one| {
            one.until = at.max(one.from);
            one.team
        });
        ended.collect()
    }

    /// A team takes a line otherwise, as a call or a trial has it.
    pub fn reroutes(&mut self, rerouted: Rerouted, of: Option<usize>) {
        self.routing.push(Rerouted { of, ..rerouted });
    }

    /// How teams take lines when a call is undone.
    pub fn routing_without(&self, call: usize) -> Vec<Rerouted> {
        let others = self.routing.iter().filter(|one| one.of != Some(call));
        others.copied().collect()
    }

    /// The reserve of a team that is called in.
    pub fn reserve(&self, team: usize) -> impl Iterator<Item = AgentId> {
        let of_team = self.called_in.iter().filter(move |one| one.team == team);
        of_team.map(|one| one.agent)
    }

    /// Whether somebody of the reserve is not wanted any more when the shift is to begin.
    pub fn is_called_off(&self, agent: AgentId, begins: Moment) -> bool {
        let mut all = self.called_in.iter();
        all.any(|one| one.agent == agent && one.until <= begins)
    }
}

impl Rerouted {
    pub fn new(
        team: usize,
        line: LineId,
        serves: Option<Serves>,
        from: Moment,
        until: Moment,
    ) -> Self {
        Self {
            team,
            line,
            serves,
            from,
            until,
            of: None,
        }
    }
}

impl Partnership {
    pub fn orders(&self) -> &Orders {
        &self.run.orders
    }

    /// Does what a call orders, from an instant on.
    pub fn call(&mut self, at: Moment, call: Call, steps: &[Step]) {
        let Self { run, engine } = self;
        let of = run.orders.adds(call, at);
        for step in steps {
            run.takes_step(step, Some(of), engine);
        }
    }

    /// Puts things back as they were but for a call, from an instant on.
    pub fn undo(&mut self, at: Moment, call: usize) {
        let Self { run, engine } = self;
        let Some(called) = run.orders.calls.get(call) else {
            return;
        };
        let name = called.call.change();
        run.take_back(call, at, engine);
        let lasts = |effect: &&mut Effect| effect.ends.is_none_or(|ends| ends > at);
        let world = Arc::make_mut(&mut run.world);
        for effect in world.effects.iter_mut().filter(lasts) {
            if effect.change.change == name {
                effect.ends = Some(at.max(effect.begins));
            }
        }
    }
}

impl World {
    /// The lines that a team takes from at an instant.
    pub(crate) fn serves_at(&self, team: usize, routing: &[Rerouted], at: Moment) -> Vec<Serves> {
        let mut serves = self.teams[team].serves.clone();
        let now = |rerouted: &&Rerouted| {
            rerouted.team == team && rerouted.from <= at && at < rerouted.until
        };
        for rerouted in routing.iter().filter(now) {
            serves.retain(|s| s.line != rerouted.line);
            serves.extend(rerouted.serves);
        }
        serves
    }

    /// A line that was served and would not be any more, at some time from an instant on: it would swallow customers.
    pub(crate) fn unserved(&self, routing: &[Rerouted], from: Moment) -> Option<LineId> {
        // What is over by then takes nothing from anybody.
        let lasting = routing.iter().filter(|one| one.until > from);
        let routing: Vec<Rerouted> = lasting.copied().collect();
        let turns = routing.iter().flat_map(|one| [one.from, one.until]);
        let turns = turns.filter(|at| *at > from);
        let turns: BTreeSet<Moment> = std::iter::once(from).chain(turns).collect();
        let served_at = |at: Moment| -> BTreeSet<LineId> {
            let teams = 0..self.teams.len();
            let serves = teams.flat_map(|team| self.serves_at(team, &routing, at));
            serves.map(|serves| serves.line).collect()
        };
        let served: Vec<BTreeSet<LineId>> = turns.into_iter().map(served_at).collect();
        let usually = self.teams.iter().flat_map(|team| &team.serves);
        let usually: BTreeSet<LineId> = usually.map(|serves| serves.line).collect();
        let mut lines = routing.iter().map(|one| one.line);
        lines.find(|line| {
            usually.contains(line) && served.iter().any(|served| !served.contains(line))
        })
    }
}

impl Run {
    /// Does a step, for a call or for a trial.
    pub(super) fn takes_step(
        &mut self,
        step: &Step,
        of: Option<usize>,
        engine: &mut Engine<Contact, Alarm>,
    ) {
        match step {
            Step::CallIn {
                team,
                agents,
                from,
                until,
            } => {
                for _ in 0..*agents {
                    let agent = self.call_in(*team, *from, *until, engine);
                    self.orders.called_in.push(CalledIn {
                        team: *team,
                        agent,
                        until: *until,
                        of,
                    });
                }
            }
            Step::SendHome {
                team,
                agents,
                from,
                until,
            } => {
                engine.at(*from, Alarm::SendHome(self.orders.sent_home.len()));
                self.orders.sent_home.push(SentHome {
                    team: *team,
                    agents: *agents,
                    until: *until,
                    gone: Vec::new(),
                    of,
                });
            }
            Step::Reroute(rerouted) => {
                self.orders.reroutes(*rerouted, of);
                engine.at(rerouted.from, Alarm::Reroute(rerouted.team));
                engine.at(rerouted.until, Alarm::Reroute(rerouted.team));
            }
            Step::Change(effect) => Arc::make_mut(&mut self.world)
                .effects
                .push(Effect::clone(effect)),
        }
    }

    /// What a call ordered is over at an instant; what other calls ordered stays.
    pub(super) fn take_back(
        &mut self,
        call: usize,
        at: Moment,
        engine: &mut Engine<Contact, Alarm>,
    ) {
        let is_meant = |of: Option<usize>, until: Moment| of == Some(call) && until > at;
        for team in self.orders.takes_back(call, at) {
            engine.at(at, Alarm::Reroute(team));
        }
        for (which, one) in self.orders.sent_home.iter_mut().enumerate() {
            if is_meant(one.of, one.until) {
                one.until = at;
                engine.at(at, Alarm::Recall(which));
            }
        }
        for which in 0..self.orders.called_in.len() {
            let one = &mut self.orders.called_in[which];
            if is_meant(one.of, one.until) {
                one.until = at;
                let agent = one.agent;
                self.call_off(agent, at, engine);
            }
        }
    }

    /// A team takes lines as it is told to from now on.
    pub(super) fn reroute(&mut self, team: usize, engine: &mut Engine<Contact, Alarm>) {
        let serves = (self.world).serves_at(team, &self.orders.routing, engine.now());
        engine.assign(self, team, &serves);
    }
}
