//! What the operation puts down in the agenda for itself.

use jiff::civil::Date;

use super::arrival::Return;
use super::back_office::RobotRun;
use super::contact::Contact;
use super::duty::Pause;
use super::opinion::{Answer, Evaluation};
use super::roster::Planned;
use crate::engine::{AgentId, TicketId};
use crate::moment::Moment;

/// What the operation wants to be called for. Boxed where large: the agenda moves its entries about.
#[derive(Debug, Clone)]
pub(super) enum Alarm {
    Day(Date),
    Quarter,
    Arrival {
        channel: usize,
        key: u64,
    },
    /// One more than usual of a contact type.
    OneMore {
        channel: usize,
        contact_type: usize,
        key: u64,
    },
    Return(Box<Return>),
    ShiftBegins(Box<Planned>),
    TurnsToContacts(AgentId),
    PauseDue(AgentId, Pause),
    PauseEnds(AgentId),
    ShiftEnds(AgentId),
    Solved(Box<Contact>),
    Answered(Box<Answer>),
    Evaluated(Box<Evaluation>),
    LiveLook,
    SendHome(usize),
    Recall(usize),
    /// Who was sent home until then is there again.
    ComesBack(AgentId, Moment),
    Reroute(usize),
    Outage,
    CallbackOffered(TicketId),
    /// The contact of that number is called once more.
    CallsBack(u64),
    Overflow(TicketId),
    TaskWaits(Box<Contact>),
    RunEnds(Box<RobotRun>),
    TaskDue(u64, Box<Return>),
    /// A customer leaves for good.
    Leaves(u32),
    /// Somebody takes the place of one who left.
    Joins(u32),
}
