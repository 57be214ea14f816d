//! Work that contacts leave behind: tasks that robots and people do when no customer is there.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What contacts leave behind, and who does it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BackOffice {
    /// Robots that each party has; they work day and night, on one task at a time.
    pub robots: usize,
    /// What there is to do.
    pub tasks: BTreeMap<String, Task>,
}

/// A kind of task.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Task {
    /// Contact type → share of handled contacts that leave this task behind.
    pub raised_by: BTreeMap<String, f64>,
    /// Seconds that a person takes for it, on average.
    pub work_seconds: f64,
    /// Coefficient of variation of that.
    pub variation: f64,
    /// Hours after which the customer misses what was promised.
    pub due_hours: f64,
    /// Share of customers that ask again when it is not done by then.
    #[serde(default)]
    pub chases: f64,
    /// Those that a robot tries first; people do all of them when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub robot: Option<Robot>,
}

/// A robot's part in a task.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Robot {
    /// Share of tasks that it tries.
    pub share: f64,
    /// Seconds that a run takes, on average.
    pub run_seconds: f64,
    /// Coefficient of variation of that.
    pub variation: f64,
    /// What goes wrong → share of runs that end so. A person does the task then.
    pub exceptions: BTreeMap<String, f64>,
}
