//! A waiting room: contacts that wait in lines, and agents that take them.
//!
//! The engine knows queueing and nothing else: no channel, no calendar, no cost. An [`Operation`] tells it how long
//! work takes and hears what happened. The simulated partnership and the checks against queueing theory are two
//! operations on this one engine.
//!
//! Discipline: an agent who becomes free takes the first of the most urgent line that the agent's crew serves; among
//! lines of equal urgency, the contact that has waited longest, a line's head start added. A contact that finds several agents free gets the one
//! who has been free longest, from the crew to which its line matters most. Nothing is interrupted once begun.

mod agenda;
mod dispatch;
mod layout;
mod operation;
mod room;
mod tickets;

pub use layout::{AgentId, CrewId, Layout, LineId, Serves};
pub use operation::{Activity, Alarms, Next, Operation, Work};
pub use room::Engine;
pub use tickets::TicketId;
