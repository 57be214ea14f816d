use crate::settings::{Country, NotACountry, supported};

/// Why there is no redactor for these settings.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RedactionError {
    /// There are no rules for this country. Refused, lest someone believe that its numbers are found.
    #[error("no rules are known for the numbers of country `{country}`")]
    UnknownCountry {
        /// The country asked for.
        country: Country,
    },
}

impl RedactionError {
    /// What would make the settings usable.
    pub fn hint(&self) -> String {
        match self {
            Self::UnknownCountry { country } if country.as_str() == "uk" => {
                "the United Kingdom is `gb`".into()
            }
            Self::UnknownCountry { .. } => {
                format!("leave it out, or take some of: {}", supported().join(", "))
            }
        }
    }
}

impl NotACountry {
    /// What a country looks like.
    pub fn hint(&self) -> &'static str {
        "take the two letters of ISO 3166-1, e.g. `nl`"
    }
}
