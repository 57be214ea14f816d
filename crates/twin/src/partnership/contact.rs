//! A contact on its way through the operation.

use super::knowledge::Looked;
use crate::engine::AgentId;
use crate::moment::Moment;

/// What a contact is, and what has happened to it so far. Names are indices into the world's lists.
#[derive(Debug, Clone)]
pub(super) struct Contact {
    pub number: u64,
    /// The number of the first contact about the matter.
    pub case: u64,
    /// What chance goes by in a trial: the same for the same contact in every one.
    pub key: u64,
    pub customer: u32,
    pub channel: usize,
    pub contact_type: usize,
    pub language: usize,
    pub party: usize,
    pub queue: usize,
    /// Where it belongs, when it was put into the wrong queue.
    pub right_queue: Option<usize>,
    pub urgent: bool,
    pub canned: bool,
    pub opened: Moment,
    pub answered: Option<Moment>,
    pub solved: Option<Moment>,
    pub closed: Option<Moment>,
    pub status: Status,
    pub agent: Option<AgentId>,
    /// Seconds from asking to being answered or giving up.
    pub wait_seconds: f64,
    pub talk_seconds: f64,
    pub hold_seconds: f64,
    pub wrap_seconds: f64,
    pub handovers: u32,
    pub escalated: bool,
    pub reopened: u32,
    /// Solved in this contact; unknown until it was handled.
    pub solved_first: Option<bool>,
    /// A bot was done with the matter before, and it was not solved.
    pub after_bot: bool,
    /// The article that it needed.
    pub looked: Option<Looked>,
    /// When it gives up; never when absent.
    pub gives_up: Option<Moment>,
    /// It wants to be called back.
    pub callback: Option<CalledBack>,
    /// Another party than the one that it was allotted to took it over.
    pub overflowed: bool,
    /// It is no customer who waits, but what one left behind.
    pub task: Option<Left>,
}

/// A task that a contact left behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Left {
    /// The number of the task.
    pub number: u64,
    pub kind: usize,
    /// A robot tried it first, and did not get it done.
    pub after_robot: bool,
}

/// A customer who left the line to be called back.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct CalledBack {
    /// When the customer left the line.
    pub asked: Moment,
    /// How often it was tried.
    pub attempts: u32,
    /// Whether the customer picked up at the last attempt.
    pub reached: bool,
}

/// How a contact stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    /// Not handled yet.
    Waiting,
    /// Handled, and something remains to be done.
    Pending,
    /// Handled and solved.
    Solved,
    /// The customer gave up.
    HungUp,
    /// A bot solved it.
    Bot,
}

impl Status {
    /// What the helpdesk calls it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Pending => "pending",
            Self::Solved => "solved",
            Self::HungUp => "hung_up",
            Self::Bot => "bot",
        }
    }
}

impl Contact {
    /// It is solved, and closed by that.
    pub fn close(&mut self, solved: Moment) {
        self.status = Status::Solved;
        self.solved = Some(solved);
        self.closed = Some(solved);
    }

    /// Seconds in which the customer could do nothing but wait.
    pub fn on_the_line_seconds(&self) -> f64 {
        let left = self
            .callback
            .map(|called| called.asked.seconds_since(self.opened));
        left.unwrap_or(self.wait_seconds)
    }

    /// Seconds of work: talk, hold and wrap-up.
    pub fn handle_seconds(&self) -> f64 {
        self.talk_seconds + self.hold_seconds + self.wrap_seconds
    }
}
