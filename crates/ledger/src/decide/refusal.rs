//! Why something was not decided, and what would make it pass.

/// Why something was not decided.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The person lacks a right.
    #[error("you lack the right `{right}`")]
    MissingRight {
        /// The right, in `snake_case`.
        right: &'static str,
        /// Titles of the roles that hold it, as far as the person may know them.
        held_by: Vec<String>,
    },
    /// The point is not one that the person sees.
    #[error("{0}")]
    NotYours(String),
    /// No decision right lets the person do it.
    #[error("you may not {what}")]
    NoDecisionRight {
        /// What was wanted: `approve P7`.
        what: String,
        /// Who may, as far as the person may know them: names with their roles.
        held_by: Vec<String>,
    },
    /// There is no such proposal that the person may know of.
    #[error("there is no proposal P{0}")]
    NoSuchProposal(u64),
    /// What was wanted cannot be done with the proposal as it stands.
    #[error("{what}")]
    NotAsItStands {
        /// How it stands.
        what: String,
        /// What would help.
        hint: String,
    },
    /// What is recorded is another partnership's.
    #[error("what is kept here is of the partnership `{founded}`, not of `{asked}`")]
    AnotherPartnership {
        /// Short name of the partnership that it was founded under.
        founded: String,
        /// Short name of the partnership of the charter that was named.
        asked: String,
    },
    /// What was asked makes no sense.
    #[error("{0}")]
    Invalid(String),
}

impl Refusal {
    /// What would make it pass.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::MissingRight { held_by, .. } if held_by.is_empty() => Some(
                "no role that you know of holds it; the charter's `roles` say who may do what"
                    .to_owned(),
            ),
            Self::MissingRight { held_by, .. } => Some(format!("held by: {}", held_by.join(", "))),
            Self::NoDecisionRight { held_by, .. } if held_by.is_empty() => Some(
                "nobody that you know of may; the charter's `decisions` say who may decide what"
                    .to_owned(),
            ),
            Self::NoDecisionRight { held_by, .. } => {
                Some(format!("it is up to {}", held_by.join(", ")))
            }
            Self::NoSuchProposal(_) => None,
            Self::NotAsItStands { hint, .. } => Some(hint.clone()),
            Self::NotYours(_) => Some("name a party whose numbers you see".to_owned()),
            Self::AnotherPartnership { founded, .. } => Some(format!(
                "name the charter of `{founded}`, or another data folder; a partnership keeps its short name, its title may change"
            )),
            Self::Invalid(_) => None,
        }
    }
}
