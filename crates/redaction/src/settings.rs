use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{national_id, phone};

/// What to look for besides what is the same everywhere.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Countries whose national ids, and whose telephone numbers as written at home, are looked for:
    /// `[nl, de]`. E-mail, cards, IBANs and international telephone numbers are found without.
    #[serde(default)]
    pub countries: Vec<Country>,
}

/// A country: two letters of ISO 3166-1 alpha-2, kept in lower case.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String", extend("pattern" = "^[A-Za-z]{2}$"))]
pub struct Country([u8; 2]);

/// Not the two letters of a country.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a country code of two letters")]
pub struct NotACountry(pub String);

impl Country {
    /// The two letters, lower case.
    pub fn as_str(&self) -> &str {
        // Only ASCII letters get in, so the fallback is never taken.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl std::str::FromStr for Country {
    type Err = NotACountry;

    fn from_str(text: &str) -> Result<Self, NotACountry> {
        match *text.as_bytes() {
            [a, b] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() => {
                Ok(Self([a.to_ascii_lowercase(), b.to_ascii_lowercase()]))
            }
            _ => Err(NotACountry(text.chars().take(40).collect())),
        }
    }
}

impl TryFrom<String> for Country {
    type Error = NotACountry;

    fn try_from(text: String) -> Result<Self, NotACountry> {
        text.parse()
    }
}

impl From<Country> for String {
    fn from(country: Country) -> Self {
        country.as_str().into()
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Country({})", self.as_str())
    }
}

/// The countries that have rules, in order of the alphabet.
pub(crate) fn supported() -> Vec<&'static str> {
    let mut codes: Vec<_> = national_id::countries().chain(phone::countries()).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}
