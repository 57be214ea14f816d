//! Contacts that wait or are worked on, in slots that are used again: memory follows what is open, not what has been.

use crate::moment::Moment;

use super::{AgentId, LineId};

/// A contact in the engine. A slot used again has another turn, so that an event of the earlier contact finds nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TicketId {
    slot: u32,
    turn: u32,
}

/// A contact with what the engine knows of it.
#[derive(Debug, Clone)]
pub(super) struct Ticket<C> {
    pub contact: C,
    pub line: LineId,
    pub since: Moment,
    /// Who works on it; nobody while it waits.
    pub agent: Option<AgentId>,
    pub wrap_seconds: f64,
}

#[derive(Debug, Clone)]
pub(super) struct Tickets<C> {
    slots: Vec<(u32, Option<Ticket<C>>)>,
    free: Vec<u32>,
}

impl<C> Tickets<C> {
    pub fn new() -> Self {
        Self {
            slots: Vec::new(),
            free: Vec::new(),
        }
    }

    pub fn add(&mut self, ticket: Ticket<C>) -> TicketId {
        if let Some(slot) = self.free.pop() {
            let (turn, place) = &mut self.slots[slot as usize];
            *turn += 1;
            *place = Some(ticket);
            return TicketId { slot, turn: *turn };
        }
        let slot = self.slots.len() as u32;
        self.slots.push((0, Some(ticket)));
        TicketId { slot, turn: 0 }
    }

    pub fn get_mut(&mut self, id: TicketId) -> Option<&mut Ticket<C>> {
        let (turn, ticket) = self.slots.get_mut(id.slot as usize)?;
        ticket.as_mut().filter(|_| *turn == id.turn)
    }

    pub fn get(&self, id: TicketId) -> Option<&Ticket<C>> {
        let (turn, ticket) = self.slots.get(id.slot as usize)?;
        ticket.as_ref().filter(|_| *turn == id.turn)
    }

    pub fn remove(&mut self, id: TicketId) -> Option<Ticket<C>> {
        let (turn, place) = self.slots.get_mut(id.slot as usize)?;
        if *turn != id.turn {
            return None;
        }
        let ticket = place.take()?;
        self.free.push(id.slot);
        Some(ticket)
    }

    /// All contacts still here, in the order of their slots.
    pub fn contacts(&self) -> impl Iterator<Item = (&C, Option<AgentId>)> {
        self.slots
            .iter()
            .filter_map(|(_, ticket)| ticket.as_ref())
            .map(|ticket| (&ticket.contact, ticket.agent))
    }
}
