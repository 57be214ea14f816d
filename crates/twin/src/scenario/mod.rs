//! The simulated world as data: `scenario.yaml` beside a charter.
//!
//! The charter says what was agreed (parties, sites, queues, hours); the scenario says how the world behaves (how many
//! customers write, how long work takes, who is good at it) and what goes wrong in it, and when. What else may go
//! otherwise in it is in named scenarios, `scenarios/*.yaml`, each of which takes the place of that.

mod back_office;
mod change;
mod channel;
mod check;
mod course;
mod demand;
mod error;
mod hires;
mod knowledge;
mod loyalty;
mod money;
mod named;
mod party;
mod people;
mod read;
mod schema;
mod signal;
mod transcripts;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use read::FORMAT;

pub use back_office::{BackOffice, Robot, Task};
pub use change::{Change, Mode, Onset, Parameter, Reach};
pub use channel::{Callback, Channel, Hold};
pub use check::check;
pub use course::{Course, Evaluations, Surveys};
pub use demand::{Demand, Language};
pub use error::ScenarioError;
pub use hires::{Hires, Learning};
pub use knowledge::{Article, ArticleState, Helpful, Knowledge, Lack};
pub use loyalty::{Loyalty, Segment};
pub use money::Rate;
pub use named::{Live, NamedScenario, Shows};
pub use party::{Party, Shift, Takes, Team};
pub use people::{Attrition, Coaching, Induction, Lapse, Training};
pub use schema::all as schemas;
pub use signal::{Signal, SignalKind};
pub use transcripts::Transcripts;

/// How a partnership's world behaves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// The version of this format: 1.
    #[schemars(extend("const" = FORMAT))]
    pub format: u32,
    /// The partnership that it simulates.
    pub partnership: String,
    /// Who asks, when and about what.
    pub demand: Demand,
    /// What each channel is like, by its name in the taxonomy.
    pub channels: BTreeMap<String, Channel>,
    /// What each contact type is like, by its name in the taxonomy.
    pub contact_types: BTreeMap<String, ContactType>,
    /// What each party that answers customers is like.
    pub parties: BTreeMap<String, Party>,
    /// Who works, and when.
    pub teams: BTreeMap<String, Team>,
    /// What happens to a contact besides being answered.
    pub course: Course,
    /// What customers say afterwards.
    pub surveys: Surveys,
    /// What evaluators find.
    pub evaluations: Evaluations,
    /// What contacts leave behind; nothing when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub back_office: Option<BackOffice>,
    /// What agents look things up in; nothing of it is simulated when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub knowledge: Option<Knowledge>,
    /// Why customers leave; nobody does when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loyalty: Option<Loyalty>,
    /// What is kept of what was said; nothing when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transcripts: Option<Transcripts>,
    /// Currencies in which parties bill: currency → how its rate goes.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub exchange: BTreeMap<String, Rate>,
    /// Party → kind of cost → what was planned to be spent on it in a month, in the partnership's currency.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub budgets: BTreeMap<String, BTreeMap<String, f64>>,
    /// What people know of beforehand.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signals: Vec<Signal>,
    /// How each party keeps its agents good at their work; nothing is lost where it is absent.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub coaching: BTreeMap<String, Coaching>,
    /// How each party's agents leave by themselves; nobody does where it is absent.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attrition: BTreeMap<String, Attrition>,
    /// What people learn together; nobody writes it down when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub training: Option<Training>,
    /// What is told to go otherwise, from when on.
    #[serde(default)]
    pub changes: Vec<Change>,
    /// Who leaves, and who comes instead.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hires: Vec<Hires>,
    /// The named scenarios that took the place of what `scenario.yaml` has happen.
    #[serde(skip)]
    pub named: Vec<String>,
}

/// What a contact type is like.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ContactType {
    /// Share of contacts; shares need not add up to one.
    pub share: f64,
    /// The group that decides on the queue.
    pub group: String,
    /// Probability that it is solved in one contact.
    pub resolution: f64,
    /// Probability that it goes to a higher tier.
    pub escalation: f64,
    /// Share of written answers that are canned.
    #[serde(default)]
    pub canned: f64,
}

fn unity() -> f64 {
    1.0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde hands it over")]
fn is_unity(value: &f64) -> bool {
    *value == unity()
}
