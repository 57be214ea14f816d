//! Who serves what.

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
    /// Seconds by which contacts of each line are treated as if they had come earlier, where lines are equally urgent:
    /// how a priority is given that others outwait. A line beyond the end has none.
    pub head_starts: Vec<f64>,
    /// What each crew serves.
    pub crews: Vec<Vec<Serves>>,
    /// The crew of each agent.
    pub agents: Vec<CrewId>,
}

/// A line that a crew serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Serves {
    /// The line.
    pub line: LineId,
    /// Lower is taken first.
    pub urgency: u8,
    /// How many of the crew must stay free for more urgent work when one of it takes a contact of this line.
    pub spare: usize,
}
