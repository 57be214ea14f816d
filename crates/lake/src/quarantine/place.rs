//! The order in which rows that wait are gone through: the newest delivery first, then as in its file.

use std::cmp::Reverse;
use std::fmt;
use std::str::FromStr;

use crate::LakeError;

/// Where a row stands in that order. It stays there, whatever becomes of it and of the rows before it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    batch: Reverse<u64>,
    line: u64,
    id: String,
}

impl Place {
    pub(super) fn of(batch: u64, line: u64, id: &str) -> Self {
        Self {
            batch: Reverse(batch),
            line,
            id: id.to_owned(),
        }
    }

    /// Whether a row of this batch, line and id comes later.
    pub(super) fn is_before(&self, batch: u64, line: u64, id: &str) -> bool {
        (self.batch, self.line, self.id.as_str()) < (Reverse(batch), line, id)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}.{}.{}", self.batch.0, self.line, self.id)
    }
}

impl FromStr for Place {
    type Err = LakeError;

    fn from_str(text: &str) -> Result<Self, LakeError> {
        let place = || {
            let mut parts = text.splitn(3, '.');
            let batch = parts.next()?.parse().ok()?;
            let line = parts.next()?.parse().ok()?;
            Some(Self::of(batch, line, parts.next()?))
        };
        place().ok_or_else(|| LakeError::BadQuestion {
            cause: format!(
                "`{text}` is no place among rows that wait: it is what the step before gave as `next`"
            ),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_in_order_and_read_as_they_are_written() {
        let order = [(9, 1, "b"), (9, 2, "a"), (9, 2, "b"), (8, 1, "a")];
        for pair in order.windows(2) {
            let [(batch, line, id), later] = pair else {
                continue;
            };
            let place = Place::of(*batch, *line, id);
            assert!(place.is_before(later.0, later.1, later.2), "{place}");
            assert!(!place.is_before(*batch, *line, id));
            assert!(place < Place::of(later.0, later.1, later.2));
            assert_eq!(place.to_string().parse::<Place>().unwrap(), place);
        }
        for text in ["", "1", "1.2", "x.2.a", "-1.2.a"] {
            assert_eq!(text.parse::<Place>().unwrap_err().kind(), "bad_question");
        }
    }
}
