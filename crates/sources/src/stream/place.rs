//! How far a stream was taken in.

/// A place in a stream: of the stream made at that time, the last message that was taken in.
///
/// A stream that is deleted and made again counts from 1 again; the time it was made tells the two apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// When the stream was made, in nanoseconds since 1970.
    pub made: i128,
    /// Sequence in the stream; 0 before the first.
    pub sequence: u64,
}

impl Place {
    /// The beginning of a stream.
    pub(super) fn beginning(made: i128) -> Self {
        Self { made, sequence: 0 }
    }

    /// As the lake keeps it.
    pub(super) fn text(self) -> String {
        format!("{} {}", self.made, self.sequence)
    }

    /// The place that the lake has for a stream; its beginning where it has none, or one of a stream that is no more.
    pub(super) fn committed(text: Option<&str>, made: i128) -> Self {
        text.and_then(|text| {
            let (then, sequence) = text.split_once(' ')?;
            (then.parse::<i128>().ok()? == made).then_some(())?;
            let sequence = sequence.parse().ok()?;
            Some(Self { made, sequence })
        })
        .unwrap_or(Self::beginning(made))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_of_one_stream() {
        let place = Place {
            made: 1_700_000_000_000_000_001,
            sequence: 42,
        };
        let check = |text: Option<&str>, made, sequence| {
            assert_eq!(Place::committed(text, made), Place { made, sequence });
        };
        check(Some(&place.text()), place.made, 42);
        check(Some(&place.text()), place.made + 1, 0);
        check(None, place.made, 0);
        check(Some("42"), place.made, 0);
    }
}
