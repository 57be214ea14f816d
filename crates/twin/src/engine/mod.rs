//! A waiting room: contacts that wait in lines, and agents that take them.
//!
//! The engine knows queueing and nothing else: no channel, no calendar, no cost. An [`Operation`] tells it how long
//! work takes and hears what happened. The simulated partnership and the checks against queueing theory are two
//! operations on this one engine.
//!
//! Discipline: an agent who becomes free takes the first of the most urgent line that the agent's crew serves; among
//! lines of equal urgency, the contact that has waited longest. A contact that finds several agents free gets the one
//! who has been free longest, from the crew to which its line matters most. Nothing is interrupted once begun.

mod agenda;
mod tickets;

use std::collections::VecDeque;

pub use agenda::Agenda;
use tickets::{Ticket, TicketId, Tickets};

use crate::moment::Moment;

/// A waiting line, in the order of [`Layout::lines`].
pub type LineId = usize;
/// An agent, in the order of [`Layout::agents`].
pub type AgentId = usize;
/// A group of agents that serve the same lines, in the order of [`Layout::crews`].
pub type CrewId = usize;

/// Who serves what.
#[derive(Debug, Clone, Default)]
pub struct Layout {
    /// How many contacts of each line an agent can have at a time: 1, or more for chats.
    pub lines: Vec<usize>,
    /// What each crew serves.
    pub crews: Vec<Vec<Serves>>,
    /// The crew of each agent.
    pub agents: Vec<CrewId>,
}

/// A line that a crew serves.
#[derive(Debug, Clone, Copy)]
pub struct Serves {
    /// The line.
    pub line: LineId,
    /// Lower is taken first.
    pub urgency: u8,
    /// How many of the crew must stay free for more urgent work when one of it takes a contact of this line.
    pub spare: usize,
}

/// How long a contact keeps an agent, in seconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Work {
    /// With the customer, hold included.
    pub talk_seconds: f64,
    /// After the customer left.
    pub wrap_seconds: f64,
}

/// What becomes of a contact when the work on it is done.
#[derive(Debug)]
pub enum Next<C> {
    /// It leaves.
    Leave,
    /// It goes to the head of another line, and waits as long as it takes.
    HandOver(LineId, C),
}

/// What an agent is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activity {
    /// Not on duty, and done with what was begun.
    Off,
    /// Ready for a contact.
    Free,
    /// With a customer of this line.
    Talk(LineId),
    /// Finishing a contact after the customer left.
    Wrap,
}

/// What the engine asks and tells. `Contact` is what waits, `Alarm` is whatever the operation wants to be called for.
pub trait Operation {
    /// What waits and is worked on.
    type Contact;
    /// What the operation puts down in the agenda for itself.
    type Alarm;

    /// The instant of an alarm has come.
    fn alarm(&mut self, alarm: Self::Alarm, engine: &mut Engine<Self::Contact, Self::Alarm>);
    /// An agent takes a contact: how long will it be?
    fn begin(&mut self, contact: &mut Self::Contact, line: LineId, agent: AgentId, now: Moment) -> Work;
    /// The work on a contact is done.
    fn finish(
        &mut self,
        contact: Self::Contact,
        line: LineId,
        agent: AgentId,
        alarms: &mut Alarms<'_, Self::Alarm>,
    ) -> Next<Self::Contact>;
    /// A contact lost patience and left.
    fn give_up(&mut self, contact: Self::Contact, line: LineId, alarms: &mut Alarms<'_, Self::Alarm>);
    /// An agent does something else from now on.
    fn activity(&mut self, agent: AgentId, activity: Activity, alarms: &mut Alarms<'_, Self::Alarm>);
}

/// The part of the agenda that an operation may write while the engine is at work.
#[derive(Debug)]
pub struct Alarms<'a, A> {
    agenda: &'a mut Agenda<Event<A>>,
}

impl<A> Alarms<'_, A> {
    /// The present.
    #[must_use]
    pub fn now(&self) -> Moment {
        self.agenda.now()
    }

    /// Puts an alarm down.
    pub fn at(&mut self, at: Moment, alarm: A) {
        self.agenda.at(at, Event::Alarm(alarm));
    }
}

#[derive(Debug)]
enum Event<A> {
    GiveUp(TicketId),
    TalkEnds(TicketId),
    WrapEnds(TicketId),
    Alarm(A),
}

#[derive(Debug)]
struct Line {
    /// Contacts that an agent can have at a time.
    at_a_time: usize,
    /// May hold tickets that gave up; they are dropped when they come to the head.
    waiting: VecDeque<TicketId>,
    /// Crews that serve it, the one to which it matters most first.
    crews: Vec<(CrewId, Serves)>,
}

#[derive(Debug)]
struct Agent {
    crew: CrewId,
    on_duty: bool,
    /// Tickets in hand, and whether the customer is still there.
    hands: Vec<(TicketId, bool)>,
    free_since: Moment,
    activity: Activity,
}

#[derive(Debug)]
struct Crew {
    /// By urgency.
    serves: Vec<Serves>,
    agents: Vec<AgentId>,
    free: usize,
}

/// Lines, agents and the events to come.
#[derive(Debug)]
pub struct Engine<C, A> {
    agenda: Agenda<Event<A>>,
    tickets: Tickets<C>,
    lines: Vec<Line>,
    crews: Vec<Crew>,
    agents: Vec<Agent>,
}

impl<C, A> Engine<C, A> {
    /// An engine at an instant, with nobody waiting and nobody on duty.
    ///
    /// A crew or line that the layout names but does not have is nobody's: it is never served.
    #[must_use]
    pub fn new(layout: &Layout, now: Moment) -> Self {
        let mut lines: Vec<Line> = layout
            .lines
            .iter()
            .map(|at_a_time| Line { at_a_time: (*at_a_time).max(1), waiting: VecDeque::new(), crews: Vec::new() })
            .collect();
        let mut crews = Vec::new();
        for (id, serves) in layout.crews.iter().enumerate() {
            let mut serves: Vec<Serves> = serves.iter().copied().filter(|s| s.line < lines.len()).collect();
            serves.sort_by_key(|s| s.urgency);
            for s in &serves {
                lines[s.line].crews.push((id, *s));
            }
            crews.push(Crew { serves, agents: Vec::new(), free: 0 });
        }
        for line in &mut lines {
            line.crews.sort_by_key(|(_, s)| (s.spare, s.urgency));
        }
        let agents = layout
            .agents
            .iter()
            .enumerate()
            .map(|(id, &crew)| {
                if let Some(crew) = crews.get_mut(crew) {
                    crew.agents.push(id);
                }
                Agent { crew, on_duty: false, hands: Vec::new(), free_since: now, activity: Activity::Off }
            })
            .collect();
        Self { agenda: Agenda::new(now), tickets: Tickets::new(), lines, crews, agents }
    }

    /// The present.
    #[must_use]
    pub fn now(&self) -> Moment {
        self.agenda.now()
    }

    /// Puts an alarm down.
    pub fn at(&mut self, at: Moment, alarm: A) {
        self.agenda.at(at, Event::Alarm(alarm));
    }

    /// What the agent is doing.
    #[must_use]
    pub fn activity(&self, agent: AgentId) -> Activity {
        self.agents[agent].activity
    }

    /// Ends the simulation: the contacts still waiting, and those in an agent's hands with the agent.
    pub fn into_contacts(self) -> impl Iterator<Item = (C, Option<AgentId>)> {
        self.tickets.into_contacts()
    }

    /// Does what comes next, if it lies before `end`; says whether there was anything.
    pub fn step<O: Operation<Contact = C, Alarm = A>>(&mut self, operation: &mut O, end: Moment) -> bool {
        let Some(event) = self.agenda.take_before(end) else { return false };
        match event {
            Event::Alarm(alarm) => operation.alarm(alarm, self),
            Event::GiveUp(ticket) => self.give_up(operation, ticket),
            Event::TalkEnds(ticket) => self.talk_ends(operation, ticket),
            Event::WrapEnds(ticket) => self.wrap_ends(operation, ticket),
        }
        true
    }

    /// A contact comes to a line. It leaves unserved after `patience_seconds`, or never when there is no limit.
    pub fn offer<O: Operation<Contact = C, Alarm = A>>(
        &mut self,
        operation: &mut O,
        line: LineId,
        patience_seconds: Option<f64>,
        contact: C,
    ) {
        let since = self.now();
        let ticket = self.tickets.add(Ticket { contact, line, since, agent: None, wrap_seconds: 0.0 });
        if let Some(agent) = self.free_agent(line) {
            self.begin(operation, ticket, agent);
            return;
        }
        self.lines[line].waiting.push_back(ticket);
        if let Some(seconds) = patience_seconds {
            self.agenda.at(since.plus(seconds), Event::GiveUp(ticket));
        }
    }

    /// The agent is ready for contacts from now on.
    pub fn take_up<O: Operation<Contact = C, Alarm = A>>(&mut self, operation: &mut O, agent: AgentId) {
        let now = self.now();
        if let Some(a) = self.agents.get_mut(agent).filter(|a| !a.on_duty) {
            a.on_duty = true;
            a.free_since = now;
            self.settle(operation, agent);
            self.pull(operation, agent);
        }
    }

    /// The agent takes no further contact, and is off when those in hand are done.
    pub fn release<O: Operation<Contact = C, Alarm = A>>(&mut self, operation: &mut O, agent: AgentId) {
        if let Some(a) = self.agents.get_mut(agent).filter(|a| a.on_duty) {
            a.on_duty = false;
            self.settle(operation, agent);
        }
    }

    fn begin<O: Operation<Contact = C, Alarm = A>>(&mut self, operation: &mut O, id: TicketId, agent: AgentId) {
        let now = self.agenda.now();
        let Some(ticket) = self.tickets.get_mut(id) else { return };
        let work = operation.begin(&mut ticket.contact, ticket.line, agent, now);
        ticket.agent = Some(agent);
        ticket.wrap_seconds = work.wrap_seconds;
        self.agents[agent].hands.push((id, true));
        self.agenda.at(now.plus(work.talk_seconds), Event::TalkEnds(id));
        self.settle(operation, agent);
    }

    fn give_up<O: Operation<Contact = C, Alarm = A>>(&mut self, operation: &mut O, id: TicketId) {
        // An answered contact keeps its ticket, so the event must look whether it still waits.
        if self.tickets.get(id).is_some_and(|ticket| ticket.agent.is_none())
            && let Some(ticket) = self.tickets.remove(id)
        {
            operation.give_up(ticket.contact, ticket.line, &mut Alarms { agenda: &mut self.agenda });
        }
    }

    fn talk_ends<O: Operation<Contact = C, Alarm = A>>(&mut self, operation: &mut O, id: TicketId) {
        let Some(ticket) = self.tickets.get(id) else { return };
        let (agent, wrap_seconds) = (ticket.agent, ticket.wrap_seconds);
        if wrap_seconds <= 0.0 {
            return self.wrap_ends(operation, id);
        }
        self.agenda.at(self.agenda.now().plus(wrap_seconds), Event::WrapEnds(id));
        if let Some(agent) = agent {
            for hand in self.agents[agent].hands.iter_mut().filter(|hand| hand.0 == id) {
                hand.1 = false;
            }
            self.settle(operation, agent);
        }
    }

    fn wrap_ends<O: Operation<Contact = C, Alarm = A>>(&mut self, operation: &mut O, id: TicketId) {
        let Some(Ticket { contact, line, agent: Some(agent), .. }) = self.tickets.remove(id) else { return };
        let now = self.now();
        let next = operation.finish(contact, line, agent, &mut Alarms { agenda: &mut self.agenda });
        let a = &mut self.agents[agent];
        a.hands.retain(|hand| hand.0 != id);
        a.free_since = now;
        self.settle(operation, agent);
        if let Next::HandOver(line, contact) = next {
            self.hand_over(operation, line, contact, agent);
        }
        self.pull(operation, agent);
    }

    /// Whoever hands a contact over does not get it back, unless nobody else comes first.
    fn hand_over<O: Operation<Contact = C, Alarm = A>>(
        &mut self,
        operation: &mut O,
        line: LineId,
        contact: C,
        from: AgentId,
    ) {
        let since = self.now();
        let ticket = self.tickets.add(Ticket { contact, line, since, agent: None, wrap_seconds: 0.0 });
        match self.free_agent(line).filter(|agent| *agent != from) {
            Some(agent) => self.begin(operation, ticket, agent),
            None => self.lines[line].waiting.push_front(ticket),
        }
    }

    /// The agent takes what waits, as long as there is something to take.
    fn pull<O: Operation<Contact = C, Alarm = A>>(&mut self, operation: &mut O, agent: AgentId) {
        while let Some(line) = self.next_line(agent) {
            match self.lines[line].waiting.pop_front() {
                Some(ticket) => self.begin(operation, ticket, agent),
                None => return,
            }
        }
    }

    /// The line that the agent should take a contact from.
    fn next_line(&mut self, agent: AgentId) -> Option<LineId> {
        let crew = self.agents[agent].crew;
        let mut best: Option<(u8, Moment, LineId)> = None;
        for index in 0..self.crews.get(crew)?.serves.len() {
            let serves = self.crews[crew].serves[index];
            if best.is_some_and(|(urgency, ..)| urgency < serves.urgency) {
                break;
            }
            let Some(since) = self.head(serves.line) else { continue };
            if self.can_take(agent, serves) && best.is_none_or(|(_, earliest, _)| since < earliest) {
                best = Some((serves.urgency, since, serves.line));
            }
        }
        best.map(|(.., line)| line)
    }

    /// Since when the first of a line has waited; drops those that gave up.
    fn head(&mut self, line: LineId) -> Option<Moment> {
        let waiting = &mut self.lines[line].waiting;
        while let Some(id) = waiting.front() {
            if let Some(ticket) = self.tickets.get(*id) {
                return Some(ticket.since);
            }
            waiting.pop_front();
        }
        None
    }

    fn free_agent(&self, line: LineId) -> Option<AgentId> {
        self.lines[line].crews.iter().find_map(|(crew, serves)| {
            self.crews[*crew]
                .agents
                .iter()
                .copied()
                .filter(|agent| self.can_take(*agent, *serves))
                .min_by_key(|agent| (self.agents[*agent].hands.len(), self.agents[*agent].free_since))
        })
    }

    fn can_take(&self, agent: AgentId, serves: Serves) -> bool {
        let a = &self.agents[agent];
        let spare = serves.spare == 0 || (a.hands.is_empty() && self.crews[a.crew].free > serves.spare);
        a.on_duty && spare && a.hands.len() < self.room(a, serves.line)
    }

    /// How many contacts the agent can have at a time if the next is of that line.
    fn room(&self, agent: &Agent, line: LineId) -> usize {
        let held = agent.hands.iter().filter_map(|hand| self.tickets.get(hand.0));
        held.map(|ticket| self.lines[ticket.line].at_a_time).fold(self.lines[line].at_a_time, usize::min)
    }

    /// Tells the operation when the agent's activity is another than before.
    fn settle<O: Operation<Contact = C, Alarm = A>>(&mut self, operation: &mut O, agent: AgentId) {
        let a = &self.agents[agent];
        let talks = a.hands.iter().rev().find(|hand| hand.1).and_then(|hand| self.tickets.get(hand.0));
        let activity = match talks {
            Some(ticket) => Activity::Talk(ticket.line),
            None if !a.hands.is_empty() => Activity::Wrap,
            None if a.on_duty => Activity::Free,
            None => Activity::Off,
        };
        let before = a.activity;
        if activity == before {
            return;
        }
        if let Some(crew) = self.crews.get_mut(a.crew) {
            crew.free = crew.free + usize::from(activity == Activity::Free) - usize::from(before == Activity::Free);
        }
        self.agents[agent].activity = activity;
        operation.activity(agent, activity, &mut Alarms { agenda: &mut self.agenda });
    }
}
