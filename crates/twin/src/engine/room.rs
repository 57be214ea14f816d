//! The engine itself: contacts come, are taken, talk, and leave.

use std::collections::VecDeque;

use super::agenda::Agenda;
use super::dispatch::{Agent, Crew, Line};
use super::tickets::{Ticket, TicketId, Tickets};
use super::{Activity, AgentId, Alarms, CrewId, Layout, LineId, Next, Operation, Serves};
use crate::moment::Moment;

#[derive(Debug, Clone)]
pub(super) enum Event<A> {
    GiveUp(TicketId),
    TalkEnds(TicketId),
    WrapEnds(TicketId),
    Alarm(A),
}

/// Lines, agents and the events to come.
#[derive(Debug, Clone)]
pub struct Engine<C, A> {
    agenda: Agenda<Event<A>>,
    pub(super) tickets: Tickets<C>,
    pub(super) lines: Vec<Line>,
    pub(super) crews: Vec<Crew>,
    pub(super) agents: Vec<Agent>,
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
            .enumerate()
            .map(|(line, at_a_time)| Line {
                at_a_time: (*at_a_time).max(1),
                head_start: layout.head_starts.get(line).copied().unwrap_or_default(),
                waiting: VecDeque::new(),
                crews: Vec::new(),
            })
            .collect();
        let mut crews = Vec::new();
        for (id, serves) in layout.crews.iter().enumerate() {
            let mut serves: Vec<Serves> = serves
                .iter()
                .copied()
                .filter(|s| s.line < lines.len())
                .collect();
            serves.sort_by_key(|s| s.urgency);
            for s in &serves {
                lines[s.line].crews.push((id, *s));
            }
            crews.push(Crew {
                serves,
                agents: Vec::new(),
                free: VecDeque::new(),
            });
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
                Agent {
                    crew,
                    on_duty: false,
                    hands: Vec::new(),
                    free_since: now,
                    activity: Activity::Off,
                }
            })
            .collect();
        Self {
            agenda: Agenda::new(now),
            tickets: Tickets::new(),
            lines,
            crews,
            agents,
        }
    }

    /// One more agent of a crew, who is not on duty yet.
    pub fn enlist(&mut self, crew: CrewId) -> AgentId {
        let id = self.agents.len();
        if let Some(crew) = self.crews.get_mut(crew) {
            crew.agents.push(id);
        }
        self.agents.push(Agent {
            crew,
            on_duty: false,
            hands: Vec::new(),
            free_since: self.now(),
            activity: Activity::Off,
        });
        id
    }

    /// A crew serves these lines from now on, and no others. What is in hand is finished.
    pub fn assign<O: Operation<Contact = C, Alarm = A>>(
        &mut self,
        operation: &mut O,
        crew: CrewId,
        serves: &[Serves],
    ) {
        let Some(found) = self.crews.get_mut(crew) else {
            return;
        };
        let mut serves = serves.to_vec();
        serves.retain(|s| s.line < self.lines.len());
        serves.sort_by_key(|s| s.urgency);
        if found.serves == serves {
            return;
        }
        found.serves = serves;
        for line in &mut self.lines {
            line.crews.retain(|(of, _)| *of != crew);
        }
        for s in &self.crews[crew].serves {
            let crews = &mut self.lines[s.line].crews;
            crews.push((crew, *s));
            // By number within: as if the layout had said so from the beginning.
            crews.sort_by_key(|(of, s)| (s.spare, s.urgency, *of));
        }
        for agent in self.crews[crew].agents.clone() {
            self.pull(operation, agent);
        }
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

    /// The contacts that wait, and those in an agent's hands with the agent; in no order.
    pub fn contacts(&self) -> impl Iterator<Item = (&C, Option<AgentId>)> {
        self.tickets.contacts()
    }

    /// Does what comes next, if it lies before `end`; says whether there was anything.
    pub fn step<O: Operation<Contact = C, Alarm = A>>(
        &mut self,
        operation: &mut O,
        end: Moment,
    ) -> bool {
        let Some(event) = self.agenda.take_before(end) else {
            return false;
        };
        match event {
            Event::Alarm(alarm) => operation.alarm(alarm, self),
            Event::GiveUp(ticket) => self.give_up(operation, ticket),
            Event::TalkEnds(ticket) => self.talk_ends(operation, ticket),
            Event::WrapEnds(ticket) => self.wrap_ends(operation, ticket),
        }
        true
    }

    /// A contact comes to a line of the layout. It leaves unserved after `patience_seconds`, or never when there is no limit.
    /// Tells its ticket when it has to wait.
    pub fn offer<O: Operation<Contact = C, Alarm = A>>(
        &mut self,
        operation: &mut O,
        line: LineId,
        patience_seconds: Option<f64>,
        contact: C,
    ) -> Option<TicketId> {
        self.offer_since(operation, line, self.now(), patience_seconds, contact)
    }

    /// The same for one that has waited since an earlier instant: it takes the place that it would have in the line.
    pub fn offer_since<O: Operation<Contact = C, Alarm = A>>(
        &mut self,
        operation: &mut O,
        line: LineId,
        since: Moment,
        patience_seconds: Option<f64>,
        contact: C,
    ) -> Option<TicketId> {
        let free = self.free_agent(operation, line, &contact);
        let ticket = self.tickets.add(Ticket {
            contact,
            line,
            since,
            agent: None,
            wrap_seconds: 0.0,
        });
        if let Some(agent) = free {
            self.begin(operation, ticket, agent);
            return None;
        }
        let later = self.lines[line].waiting.iter().rev();
        let later = later.take_while(|id| self.tickets.get(**id).is_none_or(|t| t.since > since));
        let place = self.lines[line].waiting.len() - later.count();
        self.lines[line].waiting.insert(place, ticket);
        if let Some(seconds) = patience_seconds {
            let gives_up = self.now().plus(seconds);
            self.agenda.at(gives_up, Event::GiveUp(ticket));
        }
        Some(ticket)
    }

    /// A contact that waits, with its line and since when it does; nothing once somebody took it or it left.
    #[must_use]
    pub fn waits(&self, ticket: TicketId) -> Option<(&C, LineId, Moment)> {
        let waits = self.tickets.get(ticket).filter(|t| t.agent.is_none())?;
        Some((&waits.contact, waits.line, waits.since))
    }

    /// Takes a contact that waits out of its line, to be offered elsewhere or not at all.
    pub fn withdraw(&mut self, ticket: TicketId) -> Option<C> {
        self.waits(ticket)?;
        Some(self.tickets.remove(ticket)?.contact)
    }

    /// The agent is ready for contacts from now on.
    pub fn take_up<O: Operation<Contact = C, Alarm = A>>(
        &mut self,
        operation: &mut O,
        agent: AgentId,
    ) {
        let now = self.now();
        if let Some(a) = self.agents.get_mut(agent).filter(|a| !a.on_duty) {
            a.on_duty = true;
            a.free_since = now;
            self.settle(operation, agent);
            self.pull(operation, agent);
        }
    }

    /// The agent takes no further contact, and is off when those in hand are done.
    pub fn release<O: Operation<Contact = C, Alarm = A>>(
        &mut self,
        operation: &mut O,
        agent: AgentId,
    ) {
        if let Some(a) = self.agents.get_mut(agent).filter(|a| a.on_duty) {
            a.on_duty = false;
            self.settle(operation, agent);
        }
    }

    fn begin<O: Operation<Contact = C, Alarm = A>>(
        &mut self,
        operation: &mut O,
        id: TicketId,
        agent: AgentId,
    ) {
        let now = self.agenda.now();
        let Some(ticket) = self.tickets.get_mut(id) else {
            return;
        };
        let work = operation.begin(&mut ticket.contact, ticket.line, agent, now);
        ticket.agent = Some(agent);
        ticket.wrap_seconds = work.wrap_seconds;
        self.agents[agent].hands.push((id, true));
        self.agenda
            .at(now.plus(work.talk_seconds), Event::TalkEnds(id));
        self.settle(operation, agent);
    }

    fn give_up<O: Operation<Contact = C, Alarm = A>>(&mut self, operation: &mut O, id: TicketId) {
        // An answered contact keeps its ticket, so the event must look whether it still waits.
        if self
            .tickets
            .get(id)
            .is_some_and(|ticket| ticket.agent.is_none())
            && let Some(ticket) = self.tickets.remove(id)
        {
            operation.give_up(
                ticket.contact,
                ticket.line,
                &mut Alarms {
                    agenda: &mut self.agenda,
                },
            );
        }
    }

    fn talk_ends<O: Operation<Contact = C, Alarm = A>>(&mut self, operation: &mut O, id: TicketId) {
        let Some(ticket) = self.tickets.get(id) else {
            return;
        };
        let (agent, wrap_seconds) = (ticket.agent, ticket.wrap_seconds);
        if wrap_seconds <= 0.0 {
            return self.wrap_ends(operation, id);
        }
        self.agenda
            .at(self.agenda.now().plus(wrap_seconds), Event::WrapEnds(id));
        if let Some(agent) = agent {
            for hand in self.agents[agent]
                .hands
                .iter_mut()
                .filter(|hand| hand.0 == id)
            {
                hand.1 = false;
            }
            self.settle(operation, agent);
        }
    }

    fn wrap_ends<O: Operation<Contact = C, Alarm = A>>(&mut self, operation: &mut O, id: TicketId) {
        let Some(Ticket {
            contact,
            line,
            agent: Some(agent),
            ..
        }) = self.tickets.remove(id)
        else {
            return;
        };
        let now = self.now();
        let next = operation.finish(
            contact,
            line,
            agent,
            &mut Alarms {
                agenda: &mut self.agenda,
            },
        );
        let a = &mut self.agents[agent];
        a.hands.retain(|hand| hand.0 != id);
        a.free_since = now;
        self.settle(operation, agent);
        let handed_to = match next {
            Next::HandOver(line, contact) => {
                self.hand_over(operation, line, contact, agent);
                Some(line)
            }
            Next::Leave => None,
        };
        self.pull(operation, agent);
        // The agent may have taken one who has waited longer elsewhere: then it is anybody's who is free.
        if let Some(line) = handed_to {
            let first = self.waiting(line).next();
            let other = first.and_then(|(contact, _)| self.free_agent(operation, line, contact));
            if let Some(other) = other {
                self.pull(operation, other);
            }
        }
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
        let free = self.free_agent(operation, line, &contact);
        let ticket = self.tickets.add(Ticket {
            contact,
            line,
            since,
            agent: None,
            wrap_seconds: 0.0,
        });
        match free.filter(|agent| *agent != from) {
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

    /// Tells the operation when the agent's activity is another than before.
    fn settle<O: Operation<Contact = C, Alarm = A>>(&mut self, operation: &mut O, agent: AgentId) {
        let a = &self.agents[agent];
        let talks = a
            .hands
            .iter()
            .rev()
            .find(|hand| hand.1)
            .and_then(|hand| self.tickets.get(hand.0));
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
            if before == Activity::Free {
                crew.leaves_free(a.free_since, agent);
            } else if activity == Activity::Free {
                crew.joins_free(a.free_since, agent);
            }
        }
        self.agents[agent].activity = activity;
        operation.activity(
            agent,
            activity,
            &mut Alarms {
                agenda: &mut self.agenda,
            },
        );
    }
}
