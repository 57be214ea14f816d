//! Who takes what: the rules by which contacts and agents find one another.

use std::collections::VecDeque;

use super::room::Engine;
use super::tickets::TicketId;
use super::{Activity, AgentId, CrewId, LineId, Operation, Serves};
use crate::moment::Moment;

#[derive(Debug, Clone)]
pub(super) struct Line {
    /// Contacts that an agent can have at a time.
    pub at_a_time: usize,
    /// Seconds by which its contacts count as having come earlier.
    pub head_start: f64,
    /// May hold tickets that gave up; they are dropped when they come to the head.
    pub waiting: VecDeque<TicketId>,
    /// Crews that serve it, the one to which it matters most first.
    pub crews: Vec<(CrewId, Serves)>,
}

#[derive(Debug, Clone)]
pub(super) struct Agent {
    pub crew: CrewId,
    pub on_duty: bool,
    /// Tickets in hand, and whether the customer is still there.
    pub hands: Vec<(TicketId, bool)>,
    pub free_since: Moment,
    pub activity: Activity,
}

#[derive(Debug, Clone)]
pub(super) struct Crew {
    /// By urgency.
    pub serves: Vec<Serves>,
    pub agents: Vec<AgentId>,
    /// Who is ready and has nothing in hand, the one who has been free longest first.
    pub free: VecDeque<(Moment, AgentId)>,
}

impl Crew {
    /// The agent is free from now on.
    pub fn joins_free(&mut self, since: Moment, agent: AgentId) {
        // Nearly always at the end; of those who are free since the same instant, the first of the layout comes first.
        let before = self.free.iter().rev().take_while(|f| **f > (since, agent));
        let at = self.free.len() - before.count();
        self.free.insert(at, (since, agent));
    }

    /// The agent is not free any more.
    pub fn leaves_free(&mut self, since: Moment, agent: AgentId) {
        if self.free.front() == Some(&(since, agent)) {
            self.free.pop_front();
        } else if let Ok(at) = self.free.binary_search(&(since, agent)) {
            self.free.remove(at);
        }
    }
}

impl<C, A> Engine<C, A> {
    /// The line that the agent should take a contact from.
    pub(super) fn next_line(&mut self, agent: AgentId) -> Option<LineId> {
        let crew = self.agents[agent].crew;
        let mut best: Option<(u8, Moment, LineId)> = None;
        for index in 0..self.crews.get(crew)?.serves.len() {
            let serves = self.crews[crew].serves[index];
            if best.is_some_and(|(urgency, ..)| urgency < serves.urgency) {
                break;
            }
            let Some(since) = self.head(serves.line) else {
                continue;
            };
            if self.can_take(agent, serves) && best.is_none_or(|(_, earliest, _)| since < earliest)
            {
                best = Some((serves.urgency, since, serves.line));
            }
        }
        best.map(|(.., line)| line)
    }

    /// Since when the first of a line counts as waiting; drops those that gave up.
    pub(super) fn head(&mut self, line: LineId) -> Option<Moment> {
        let line = &mut self.lines[line];
        while let Some(id) = line.waiting.front() {
            if let Some(ticket) = self.tickets.get(*id) {
                return Some(ticket.since.plus(-line.head_start));
            }
            line.waiting.pop_front();
        }
        None
    }

    /// The agent who would take a contact of a line at once.
    pub(super) fn free_agent<O: Operation<Contact = C, Alarm = A>>(
        &self,
        operation: &O,
        line: LineId,
        contact: &C,
    ) -> Option<AgentId> {
        let line = &self.lines[line];
        line.crews.iter().find_map(|(crew, serves)| {
            let crew = &self.crews[*crew];
            match crew.free.len() {
                free if free > serves.spare => {
                    let free = crew.free.iter().map(|(_, agent)| *agent);
                    operation.chooses(contact, free, self.now())
                }
                0 if serves.spare == 0 && line.at_a_time > 1 => self.least_busy(crew, *serves),
                _ => None,
            }
        })
    }

    /// Nobody is free, but an agent may have room for one more.
    fn least_busy(&self, crew: &Crew, serves: Serves) -> Option<AgentId> {
        crew.agents
            .iter()
            .copied()
            .filter(|agent| self.can_take(*agent, serves))
            .min_by_key(|agent| {
                let a = &self.agents[*agent];
                (a.hands.len(), a.free_since)
            })
    }

    /// How many wait, in all lines.
    #[must_use]
    pub fn all_waiting(&self) -> usize {
        self.lines.iter().map(|line| line.waiting.len()).sum()
    }

    /// Those who wait in a line, the next one first, and since when.
    pub fn waiting(&self, line: LineId) -> impl Iterator<Item = (&C, Moment)> {
        let queued = self
            .lines
            .get(line)
            .into_iter()
            .flat_map(|line| &line.waiting);
        queued
            .filter_map(|id| self.tickets.get(*id))
            .map(|ticket| (&ticket.contact, ticket.since))
    }

    /// How many agents would take a contact of a line at once.
    #[must_use]
    pub fn ready(&self, line: LineId) -> usize {
        let crews = self
            .lines
            .get(line)
            .into_iter()
            .flat_map(|line| &line.crews);
        crews
            .flat_map(|(crew, serves)| {
                self.crews[*crew]
                    .agents
                    .iter()
                    .map(|agent| (*agent, *serves))
            })
            .filter(|(agent, serves)| self.can_take(*agent, *serves))
            .count()
    }

    fn can_take(&self, agent: AgentId, serves: Serves) -> bool {
        let a = &self.agents[agent];
        let spare = serves.spare == 0
            || (a.hands.is_empty() && self.crews[a.crew].free.len() > serves.spare);
        a.on_duty && spare && a.hands.len() < self.room(a, serves.line)
    }

    /// How many contacts the agent can have at a time if the next is of that line.
    fn room(&self, agent: &Agent, line: LineId) -> usize {
        let held = agent
            .hands
            .iter()
            .filter_map(|hand| self.tickets.get(hand.0));
        held.map(|ticket| self.lines[ticket.line].at_a_time)
            .fold(self.lines[line].at_a_time, usize::min)
    }
}
