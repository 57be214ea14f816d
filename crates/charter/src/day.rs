//! Days of the calendar as a charter writes them.

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, de::Error};

/// Reads a day, and says in words where it is none.
pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Date, D::Error> {
    let text = String::deserialize(from)?;
    text.parse().map_err(|_| {
        let text: String = text.chars().take(40).collect();
        D::Error::custom(format!(
            "`{text}` is not a day of the calendar; write one such as 2025-03-29"
        ))
    })
}
