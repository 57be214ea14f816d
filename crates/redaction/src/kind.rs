use std::borrow::Cow;
use std::ops::Range;

/// A kind of personal data. In order of preference where two kinds claim the same characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// An e-mail address.
    Email,
    /// An international bank account number.
    Iban,
    /// The number of a payment card.
    Card,
    /// A number by which a state knows a person.
    NationalId,
    /// A telephone number.
    Phone,
    /// A name given in the record.
    Name,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 6] = [
        Self::Email,
        Self::Iban,
        Self::Card,
        Self::NationalId,
        Self::Phone,
        Self::Name,
    ];

    /// What stands in the text in its place.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Email => "[email]",
            Self::Iban => "[iban]",
            Self::Card => "[card]",
            Self::NationalId => "[national id]",
            Self::Phone => "[phone]",
            Self::Name => "[name]",
        }
    }
}

/// Something found: its kind, and the bytes it took in the text as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What it is.
    pub kind: Kind,
    /// Where it was, in bytes of the original text.
    pub range: Range<usize>,
}

/// A text without the personal data that was found in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redacted<'t> {
    /// The text; borrowed when nothing was found.
    pub text: Cow<'t, str>,
    /// What was replaced, in order, without overlaps.
    pub found: Vec<Found>,
}
