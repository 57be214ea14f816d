//! Looks at the present: how lines stand and what agents are doing, as a telephony shows them on its wall.

use std::collections::BTreeMap;

use super::alarm::Alarm;
use super::coaching::COACHING;
use super::contact::Contact;
use super::duty::Duty;
use super::lines::{LineLook, SquadLook};
use super::numbers::Seconds;
use super::run::Run;
use crate::engine::{Activity, Engine, LineId};
use crate::moment::Moment;

/// How often the telephony looks while somebody watches.
const LIVE_EVERY_SECONDS: f64 = 60.0;
/// For how long the telephony keeps its looks of every quarter of an hour: nine weeks.
const KEPT_SECONDS: f64 = 63.0 * 86_400.0;

impl Run {
    /// A quarter of an hour begins: the telephony keeps a look.
    pub(super) fn quarter_look(&mut self, engine: &Engine<Contact, Alarm>) {
        if self.export.is_silent() {
            return;
        }
        let now = engine.now();
        let history_ends = self.live_from.unwrap_or(self.world.period.end);
        let kept_from = history_ends
            .plus(-KEPT_SECONDS)
            .max(self.world.period.start);
        if kept_from <= now && now < history_ends {
            self.look(engine);
        }
    }

    /// Somebody watches: what is open is told as it stands at first, and how lines and teams stand from then on.
    pub(super) fn live_look(&mut self, engine: &mut Engine<Contact, Alarm>) {
        if self.export.is_silent() {
            return;
        }
        let now = engine.now();
        if self.live_from == Some(now) {
            self.tell_open(engine, now);
        }
        self.look(engine);
        engine.at(now.plus(LIVE_EVERY_SECONDS), Alarm::LiveLook);
    }

    /// Whether somebody watches: tickets are told as they come, and not only when something became of them.
    pub(super) fn is_live(&self, now: Moment) -> bool {
        self.live_from.is_some_and(|from| from <= now)
    }

    /// Tickets that are open, as they stand, in the order of their numbers.
    pub(super) fn tell_open(&mut self, engine: &Engine<Contact, Alarm>, now: Moment) {
        let mut open: Vec<&Contact> = open(engine, &self.to_call).collect();
        open.sort_by_key(|contact| contact.number);
        for contact in open {
            self.export.ticket(&self.world, contact, now);
        }
    }

    fn look(&mut self, engine: &Engine<Contact, Alarm>) {
        for party in 0..self.world.parties.len() {
            for queue in 0..self.world.queues.len() {
                self.look_at_line(party, queue, engine);
            }
        }
        for team in 0..self.world.teams.len() {
            self.look_at_team(team, engine);
        }
    }

    /// A line that is closed, and in which nobody waits, is not told of.
    fn look_at_line(&mut self, party: usize, queue: usize, engine: &Engine<Contact, Alarm>) {
        let (world, now) = (&self.world, engine.now());
        let line = world.line(party, queue);
        let Some(team) = self.first_teams.get(line).copied().flatten() else {
            return;
        };
        let waiting = engine.waiting(line).count();
        if waiting == 0 && !world.is_open(queue, now) {
            return;
        }
        let since = engine.waiting(line).map(|(_, since)| since).min();
        let channel = (world.channels.iter()).find(|channel| channel.queues.contains(&queue));
        let look = LineLook {
            vendor: &world.parties[party].name,
            centre: &world.teams[team].site,
            squad: &world.teams[team].name,
            line: &world.queues[queue].name,
            via: channel.map_or("", |channel| &channel.spec.via),
            looked: now,
            waiting,
            longest: since.map(|since| Seconds(now.seconds_since(since))),
            ready: engine.ready(line),
        };
        self.export.write("queue_snapshots", &look);
    }

    /// A team of which nobody is there is told of all the same: that is what there is to know about it.
    fn look_at_team(&mut self, team: usize, engine: &Engine<Contact, Alarm>) {
        let spec = &self.world.teams[team];
        let mut look = SquadLook {
            vendor: &self.world.parties[spec.party].name,
            centre: &spec.site,
            squad: &spec.name,
            looked: engine.now(),
            ..SquadLook::default()
        };
        for agent in spec.agents.iter().copied().chain(self.orders.reserve(team)) {
            match (engine.activity(agent), self.days[agent].duty) {
                (Activity::Free, _) => look.ready += 1,
                (Activity::Talk(_), _) => look.on_contact += 1,
                (Activity::Wrap, _) => look.after_work += 1,
                (Activity::Off, Duty::Paused { state, .. }) if state == COACHING => look.other += 1,
                (Activity::Off, Duty::Paused { .. }) => look.pause += 1,
                (Activity::Off, Duty::Opening | Duty::Down(_)) => look.other += 1,
                // Between two duties, or at home.
                (Activity::Off, _) => {}
            }
        }
        self.export.write("team_snapshots", &look);
    }
}

/// Customers who wait or are answered, and who is to be called again; in no order.
pub(super) fn open<'a>(
    engine: &'a Engine<Contact, Alarm>,
    to_call: &'a BTreeMap<u64, Contact>,
) -> impl Iterator<Item = &'a Contact> {
    let there = engine.contacts().map(|(contact, _)| contact);
    there
        .chain(to_call.values())
        .filter(|contact| contact.task.is_none())
}

/// The team that takes from each line first.
pub(super) fn first_teams(world: &crate::world::World) -> Vec<Option<usize>> {
    let lines = world.parties.len() * world.queues.len();
    let first = |line: LineId| {
        let serving = world.teams.iter().enumerate().flat_map(|(team, spec)| {
            let of_line = spec.serves.iter().filter(move |serves| serves.line == line);
            of_line.map(move |serves| ((serves.spare, serves.urgency), team))
        });
        serving.min().map(|(_, team)| team)
    };
    (0..lines).map(first).collect()
}
