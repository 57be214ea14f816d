//! What the engine asks of the world that it runs, and tells it.

use super::agenda::Agenda;
use super::room::{Engine, Event};
use super::{AgentId, LineId};
use crate::moment::Moment;

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
    fn begin(
        &mut self,
        contact: &mut Self::Contact,
        line: LineId,
        agent: AgentId,
        now: Moment,
    ) -> Work;
    /// Which of those who are free takes a contact, when there are any. They come in the order in which they have been free
    /// longest, and usually the first does.
    fn chooses(
        &self,
        _contact: &Self::Contact,
        free: impl Iterator<Item = AgentId>,
        _now: Moment,
    ) -> Option<AgentId> {
        let mut free = free;
        free.next()
    }
    /// The work on a contact is done.
    fn finish(
        &mut self,
        contact: Self::Contact,
        line: LineId,
        agent: AgentId,
        alarms: &mut Alarms<'_, Self::Alarm>,
    ) -> Next<Self::Contact>;
    /// A contact lost patience and left.
    fn give_up(
        &mut self,
        contact: Self::Contact,
        line: LineId,
        alarms: &mut Alarms<'_, Self::Alarm>,
    );
    /// An agent does something else from now on.
    fn activity(
        &mut self,
        agent: AgentId,
        activity: Activity,
        alarms: &mut Alarms<'_, Self::Alarm>,
    );
}

/// The part of the agenda that an operation may write while the engine is at work.
#[derive(Debug)]
pub struct Alarms<'a, A> {
    pub(super) agenda: &'a mut Agenda<Event<A>>,
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
