//! The canonical tables: what can have happened in customer operations, one row per thing.
//!
//! Instants are UTC, durations are seconds, money is in the partnership's currency. Every column says what it holds.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A table as Tandem ships it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// What one row is.
    pub row: &'static str,
    /// The column with the instant at which a row counts.
    pub at: &'static str,
    /// Whether rows may be of the future: a shift, a campaign, a booked cost.
    pub planned: bool,
    /// Its columns.
    pub columns: &'static [Column],
}

/// A column of a canonical table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// Its type.
    pub column_type: ColumnType,
    /// What a viewer needs to know or hold before reading it.
    pub use_: ColumnUse,
    /// What it holds.
    pub means: &'static str,
}

/// The type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ColumnType {
    /// UTF-8 text.
    Text,
    /// 64-bit integer.
    Integer,
    /// 64-bit floating point number.
    Number,
    /// True or false.
    Boolean,
    /// UTC instant, microseconds.
    Instant,
    /// Decimal with four places.
    Money,
}

/// What a column is for, which decides who may read it and whether it can be broken down by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ColumnUse {
    /// A value among few: filters and breakdowns.
    Dimension,
    /// Names an agent: needs the right to see agents, except for one's own rows.
    Agent,
    /// The customer's identity: hashed at the door, never shown.
    Customer,
    /// Money: needs the right to see cost.
    Cost,
    /// Words that people wrote freely: personal data in them is replaced at the door.
    FreeText,
    /// Anything else.
    Detail,
}

impl Column {
    /// The unit of its values, where they have one.
    #[must_use]
    pub fn unit(&self) -> Option<&'static str> {
        self.column_type.unit(self.name)
    }
}

impl ColumnType {
    /// The unit of a column of this type and name, where it has one.
    pub(crate) fn unit(self, name: &str) -> Option<&'static str> {
        match self {
            Self::Instant => Some("UTC"),
            Self::Money => Some("currency"),
            Self::Number if name.ends_with("_seconds") => Some("seconds"),
            _ => None,
        }
    }

    /// The word that a charter writes, `integer`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Instant => "instant",
            Self::Money => "money",
        }
    }
}

impl ColumnUse {
    /// The word that a charter writes, `dimension`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Dimension => "dimension",
            Self::Agent => "agent",
            Self::Customer => "customer",
            Self::Cost => "cost",
            Self::FreeText => "free_text",
            Self::Detail => "detail",
        }
    }
}

const fn column(
    name: &'static str,
    column_type: ColumnType,
    use_: ColumnUse,
    means: &'static str,
) -> Column {
    Column {
        name,
        column_type,
        use_,
        means,
    }
}

/// The canonical table of that name.
#[must_use]
pub fn table(name: &str) -> Option<&'static Table> {
    TABLES.iter().find(|table| table.name == name)
}

use ColumnType::{Boolean, Instant, Integer, Money, Number, Text};
use ColumnUse::{Agent, Cost, Customer, Detail, Dimension, FreeText};

/// All canonical tables.
pub const TABLES: &[Table] = &[
    Table {
        name: "contact",
        row: "One request of a customer as it stands: a call, a chat, an e-mail, a ticket.",
        at: "opened_at",
        planned: false,
        columns: &[
            column("contact_id", Text, Detail, "Identifier in the source."),
            column(
                "case_id",
                Text,
                Detail,
                "Identifier of the matter that several contacts may be about.",
            ),
            column("party", Text, Dimension, "The party whose work it is."),
            column("site", Text, Dimension, "The site."),
            column("team", Text, Dimension, "The team."),
            column("agent", Text, Agent, "The agent."),
            column(
                "queue",
                Text,
                Dimension,
                "Waiting line, as in the taxonomy.",
            ),
            column("channel", Text, Dimension, "Channel, as in the taxonomy."),
            column(
                "contact_type",
                Text,
                Dimension,
                "What it is about, as in the taxonomy.",
            ),
            column("language", Text, Dimension, "Language spoken, BCP 47."),
            column(
                "priority",
                Text,
                Dimension,
                "Priority in the words of the source.",
            ),
            column(
                "customer",
                Text,
                Customer,
                "Keyed hash of the customer's identity; the identity itself is never stored.",
            ),
            column("opened_at", Instant, Detail, "When the customer asked."),
            column(
                "answered_at",
                Instant,
                Detail,
                "When a person first answered.",
            ),
            column(
                "resolved_at",
                Instant,
                Detail,
                "When it was solved; empty while it is not.",
            ),
            column("closed_at", Instant, Detail, "When it was closed for good."),
            column(
                "outcome",
                Text,
                Dimension,
                "`handled`, `abandoned` or, for self-service, `contained`.",
            ),
            column(
                "queue_seconds",
                Number,
                Detail,
                "Seconds from asking to being answered or giving up.",
            ),
            column(
                "handle_seconds",
                Number,
                Detail,
                "Seconds of work: talk, hold and wrap-up.",
            ),
            column("talk_seconds", Number, Detail, "Seconds with the customer."),
            column("hold_seconds", Number, Detail, "Seconds on hold."),
            column(
                "wrap_seconds",
                Number,
                Detail,
                "Seconds of work after the customer left.",
            ),
            column(
                "complexity",
                Number,
                Detail,
                "Work content relative to a plain contact, from the taxonomy.",
            ),
            column(
                "resolved",
                Boolean,
                Dimension,
                "Whether it was solved in this contact, as the agent or the customer says.",
            ),
            column(
                "transferred",
                Boolean,
                Dimension,
                "Whether it was handed to another queue or person.",
            ),
            column(
                "escalated",
                Boolean,
                Dimension,
                "Whether it was handed to a higher tier.",
            ),
            column(
                "reassignments",
                Integer,
                Detail,
                "How often it changed hands.",
            ),
            column(
                "reopens",
                Integer,
                Detail,
                "How often it was opened again after being solved.",
            ),
            column(
                "sla_met",
                Boolean,
                Dimension,
                "Whether the source says that the agreed time was kept.",
            ),
            column(
                "automated",
                Boolean,
                Dimension,
                "Whether no person took part.",
            ),
            column(
                "macro_used",
                Boolean,
                Dimension,
                "Whether a canned reply was used.",
            ),
            column(
                "cost_amount",
                Money,
                Cost,
                "Cost of the contact in the partnership's currency.",
            ),
        ],
    },
    Table {
        name: "status",
        row: "One change of state of a contact.",
        at: "changed_at",
        planned: false,
        columns: &[
            column("contact_id", Text, Detail, "The contact."),
            column("party", Text, Dimension, "The party whose work it is."),
            column("site", Text, Dimension, "The site."),
            column("team", Text, Dimension, "The team."),
            column("agent", Text, Agent, "The agent."),
            column(
                "state",
                Text,
                Dimension,
                "State entered, in the words of the source.",
            ),
            column("previous_state", Text, Dimension, "State left."),
            column("changed_at", Instant, Detail, "When it changed."),
        ],
    },
    Table {
        name: "survey",
        row: "One answer of a customer to a survey.",
        at: "answered_at",
        planned: false,
        columns: &[
            column("survey_id", Text, Detail, "Identifier in the source."),
            column("contact_id", Text, Detail, "The contact it is about."),
            column("party", Text, Dimension, "The party whose work it is."),
            column("site", Text, Dimension, "The site."),
            column("team", Text, Dimension, "The team."),
            column("agent", Text, Agent, "The agent."),
            column("channel", Text, Dimension, "Channel of the contact."),
            column(
                "contact_type",
                Text,
                Dimension,
                "What the contact was about.",
            ),
            column(
                "customer",
                Text,
                Customer,
                "Keyed hash of the customer's identity.",
            ),
            column(
                "escalated",
                Boolean,
                Dimension,
                "Whether the contact was escalated.",
            ),
            column("sent_at", Instant, Detail, "When the survey was sent."),
            column("answered_at", Instant, Detail, "When it was answered."),
            column(
                "csat",
                Integer,
                Detail,
                "Satisfaction, 1 (very dissatisfied) to 5 (very satisfied).",
            ),
            column("nps", Integer, Detail, "Likelihood to recommend, 0 to 10."),
            column(
                "effort",
                Integer,
                Detail,
                "Effort, 1 (very easy) to 7 (very hard).",
            ),
        ],
    },
    Table {
        name: "evaluation",
        row: "One quality evaluation of a contact by an evaluator.",
        at: "evaluated_at",
        planned: false,
        columns: &[
            column("evaluation_id", Text, Detail, "Identifier in the source."),
            column("contact_id", Text, Detail, "The contact evaluated."),
            column("party", Text, Dimension, "The party whose work it is."),
            column("site", Text, Dimension, "The site."),
            column("team", Text, Dimension, "The team."),
            column("agent", Text, Agent, "The agent."),
            column("channel", Text, Dimension, "Channel of the contact."),
            column(
                "contact_type",
                Text,
                Dimension,
                "What the contact was about.",
            ),
            column("evaluator", Text, Dimension, "Who evaluated."),
            column("scorecard", Text, Dimension, "The form used."),
            column("evaluated_at", Instant, Detail, "When it was evaluated."),
            column("score", Number, Detail, "Score, 0 to 100."),
            column(
                "passed",
                Boolean,
                Dimension,
                "Whether it met the pass mark.",
            ),
            column(
                "second_score",
                Number,
                Detail,
                "Score given independently by the other party's evaluator; empty if evaluated once.",
            ),
            column(
                "second_passed",
                Boolean,
                Dimension,
                "Whether it met the pass mark for the other party's evaluator.",
            ),
            column(
                "critical_error",
                Boolean,
                Dimension,
                "Whether a rule was broken that fails a contact on its own.",
            ),
        ],
    },
    Table {
        name: "message",
        row: "One message within a contact.",
        at: "sent_at",
        planned: false,
        columns: &[
            column("message_id", Text, Detail, "Identifier in the source."),
            column("contact_id", Text, Detail, "The contact."),
            column("party", Text, Dimension, "The party whose work it is."),
            column("site", Text, Dimension, "The site."),
            column("team", Text, Dimension, "The team."),
            column("agent", Text, Agent, "The agent."),
            column("channel", Text, Dimension, "Channel of the contact."),
            column("sender", Text, Dimension, "`customer`, `agent` or `bot`."),
            column("sent_at", Instant, Detail, "When it was sent."),
            column("macro", Text, Dimension, "The canned reply used, if any."),
            column("words", Integer, Detail, "Number of words."),
        ],
    },
    Table {
        name: "agent_state",
        row: "A stretch of time that an agent spent in one state.",
        at: "started_at",
        planned: false,
        columns: &[
            column("party", Text, Dimension, "The party whose work it is."),
            column("site", Text, Dimension, "The site."),
            column("team", Text, Dimension, "The team."),
            column("agent", Text, Agent, "The agent."),
            column(
                "state",
                Text,
                Dimension,
                "`available`, `busy`, `wrap_up`, `break`, `training`, `meeting` or `offline`.",
            ),
            column("started_at", Instant, Detail, "When it began."),
            column(
                "state_seconds",
                Number,
                Detail,
                "How long it lasted, in seconds.",
            ),
            column("channel", Text, Dimension, "Channel worked on while busy."),
        ],
    },
    Table {
        name: "shift",
        row: "One planned stretch of work of an agent.",
        at: "starts_at",
        planned: true,
        columns: &[
            column("shift_id", Text, Detail, "Identifier in the source."),
            column("party", Text, Dimension, "The party whose work it is."),
            column("site", Text, Dimension, "The site."),
            column("team", Text, Dimension, "The team."),
            column("agent", Text, Agent, "The agent."),
            column("starts_at", Instant, Detail, "When it begins."),
            column("ends_at", Instant, Detail, "When it ends."),
            column(
                "planned_seconds",
                Number,
                Detail,
                "Planned seconds of work, breaks excluded.",
            ),
            column(
                "adhered_seconds",
                Number,
                Detail,
                "Seconds of these in which the agent was where the plan says.",
            ),
            column(
                "absent",
                Boolean,
                Dimension,
                "Whether the agent did not come.",
            ),
        ],
    },
    Table {
        name: "queue_snapshot",
        row: "The state of a queue at an instant.",
        at: "taken_at",
        planned: false,
        columns: &[
            column("party", Text, Dimension, "The party that works the queue."),
            column("site", Text, Dimension, "The site that works the queue."),
            column("queue", Text, Dimension, "The queue."),
            column("channel", Text, Dimension, "Its channel."),
            column("taken_at", Instant, Detail, "The instant."),
            column("waiting", Integer, Detail, "Contacts waiting."),
            column(
                "longest_wait_seconds",
                Number,
                Detail,
                "Age of the oldest, in seconds.",
            ),
            column(
                "agents_available",
                Integer,
                Detail,
                "Agents ready to take one.",
            ),
        ],
    },
    Table {
        name: "task_run",
        row: "One run of an automated task (RPA).",
        at: "started_at",
        planned: false,
        columns: &[
            column("task_run_id", Text, Detail, "Identifier in the source."),
            column("task", Text, Dimension, "The task."),
            column("party", Text, Dimension, "The party that runs it."),
            column("site", Text, Dimension, "The site that runs it."),
            column("started_at", Instant, Detail, "When it began."),
            column(
                "run_seconds",
                Number,
                Detail,
                "How long it ran, in seconds.",
            ),
            column("succeeded", Boolean, Dimension, "Whether it ended well."),
            column(
                "exception",
                Text,
                Dimension,
                "What went wrong, if anything.",
            ),
            column(
                "saved_seconds",
                Number,
                Detail,
                "Seconds of human work it stands for.",
            ),
        ],
    },
    Table {
        name: "cost_line",
        row: "One line of cost.",
        at: "incurred_at",
        planned: true,
        columns: &[
            column("cost_line_id", Text, Detail, "Identifier in the source."),
            column(
                "party",
                Text,
                Dimension,
                "The party that bears or bills it.",
            ),
            column("site", Text, Dimension, "The site it is for."),
            column("category", Text, Dimension, "Kind of cost."),
            column("incurred_at", Instant, Detail, "When it was incurred."),
            column("amount", Money, Cost, "Amount."),
            column("currency", Text, Dimension, "ISO 4217 code."),
        ],
    },
    Table {
        name: "customer_event",
        row: "Something a customer did outside a contact.",
        at: "happened_at",
        planned: false,
        columns: &[
            column(
                "customer",
                Text,
                Customer,
                "Keyed hash of the customer's identity.",
            ),
            column(
                "event",
                Text,
                Dimension,
                "What happened: `joined`, `left`, `bought`, `complained`.",
            ),
            column("happened_at", Instant, Detail, "When."),
            column("amount", Money, Cost, "Value, if any."),
            column("segment", Text, Dimension, "Segment of the customer."),
        ],
    },
    Table {
        name: "article_use",
        row: "One use of a knowledge article in a contact.",
        at: "used_at",
        planned: false,
        columns: &[
            column("contact_id", Text, Detail, "The contact."),
            column("party", Text, Dimension, "The party whose work it is."),
            column("site", Text, Dimension, "The site."),
            column("team", Text, Dimension, "The team."),
            column("agent", Text, Agent, "The agent."),
            column("article", Text, Dimension, "The article."),
            column(
                "contact_type",
                Text,
                Dimension,
                "What the contact was about.",
            ),
            column("used_at", Instant, Detail, "When it was used."),
            column(
                "helpful",
                Boolean,
                Dimension,
                "Whether it helped, as the agent says.",
            ),
        ],
    },
    Table {
        name: "coaching",
        row: "One coaching talk.",
        at: "held_at",
        planned: false,
        columns: &[
            column("coaching_id", Text, Detail, "Identifier in the source."),
            column("party", Text, Dimension, "The party whose work it is."),
            column("site", Text, Dimension, "The site."),
            column("team", Text, Dimension, "The team."),
            column("agent", Text, Agent, "The agent."),
            column("coach", Text, Dimension, "Who coached."),
            column("topic", Text, Dimension, "What it was about."),
            column("held_at", Instant, Detail, "When."),
            column("coaching_seconds", Number, Detail, "How long, in seconds."),
        ],
    },
    Table {
        name: "training",
        row: "One training of an agent.",
        at: "ended_at",
        planned: false,
        columns: &[
            column("training_id", Text, Detail, "Identifier in the source."),
            column("party", Text, Dimension, "The party whose work it is."),
            column("site", Text, Dimension, "The site."),
            column("team", Text, Dimension, "The team."),
            column("agent", Text, Agent, "The agent."),
            column("course", Text, Dimension, "The course."),
            column("ended_at", Instant, Detail, "When it ended."),
            column("training_seconds", Number, Detail, "How long, in seconds."),
            column("passed", Boolean, Dimension, "Whether it was passed."),
            column("score", Number, Detail, "Score, 0 to 100."),
        ],
    },
    Table {
        name: "signal",
        row: "One value of an outside series: campaigns, releases, sentiment.",
        at: "observed_at",
        planned: true,
        columns: &[
            column("signal", Text, Dimension, "The series."),
            column("observed_at", Instant, Detail, "When."),
            column("value", Number, Detail, "The value."),
            column("note", Text, FreeText, "What happened, in words."),
        ],
    },
];
