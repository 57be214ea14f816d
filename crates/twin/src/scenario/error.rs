//! What can be wrong with a scenario.

use charter::Diagnostic;

use super::read::FORMAT;

/// Why a scenario cannot be simulated.
#[derive(Debug, thiserror::Error)]
pub enum ScenarioError {
    /// It is no scenario at all.
    #[error("{0}")]
    Shape(Box<Diagnostic>),
    /// It was written for another version.
    #[error("scenario.yaml has format {found}, this version of Tandem reads format {FORMAT}")]
    Format {
        /// The format that it has.
        found: u32,
    },
    /// It is in the file of a named scenario.
    #[error("{}", error.to_string().replacen("scenario.yaml", file, 1))]
    Within {
        /// The file, within the charter.
        file: String,
        /// What is wrong in it.
        error: Box<ScenarioError>,
    },
    /// It names something that the charter does not have.
    #[error("scenario.yaml, {place}: there is no {what} `{name}`; there is {}", known.join(", "))]
    Unknown {
        /// Path of the value.
        place: String,
        /// What kind of thing is named.
        what: &'static str,
        /// The name.
        name: String,
        /// The names that there are.
        known: Vec<String>,
    },
    /// It has a value that makes no sense.
    #[error("scenario.yaml, {place}: expected {expected}, found {found}")]
    Value {
        /// Path of the value.
        place: String,
        /// What would make sense.
        expected: &'static str,
        /// The value.
        found: String,
    },
    /// The charter itself cannot be simulated.
    #[error("the charter, {place}: {problem}")]
    Charter {
        /// Where in the charter.
        place: String,
        /// What is wrong.
        problem: String,
    },
    /// The period lies outside the calendar.
    #[error("{days} days up to {until} cannot be counted")]
    Period {
        /// The last day asked for.
        until: jiff::civil::Date,
        /// How many days.
        days: u32,
    },
}

impl ScenarioError {
    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Shape(_) => {
                "Compare it with charters/harbor/scenario.yaml, which has every field."
            }
            Self::Within { error, .. } => error.hint(),
            Self::Format { .. } => "Bring it to the format of charters/harbor/scenario.yaml.",
            Self::Unknown { .. } => {
                "Use a name from the charter, or add the name to the charter's taxonomy."
            }
            Self::Value { .. } => {
                "Change the value; charters/harbor/scenario.yaml shows what is usual."
            }
            Self::Charter { .. } => "Run `tandem check` on the charter, and mend it first.",
            Self::Period { .. } => "Ask for 1 to 3660 days, in years between 1900 and 9000.",
        }
    }

    pub(crate) fn within(self, file: String) -> Self {
        Self::Within {
            file,
            error: Box::new(self),
        }
    }

    pub(crate) fn value(
        place: impl Into<String>,
        expected: &'static str,
        found: impl ToString,
    ) -> Self {
        Self::Value {
            place: place.into(),
            expected,
            found: found.to_string(),
        }
    }

    pub(crate) fn unknown<'a>(
        place: impl Into<String>,
        what: &'static str,
        name: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        Self::Unknown {
            place: place.into(),
            what,
            name: name.to_owned(),
            known: known.into_iter().map(str::to_owned).collect(),
        }
    }
}
