//! What is true of a transcript: for whoever tests what is read out of one.

use serde::{Deserialize, Serialize};

/// The truth about one transcript: a line of [`TRANSCRIPTS_TRUTH`](crate::TRANSCRIPTS_TRUTH).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrueTranscript {
    /// The contact, as in the facts.
    pub ticket: String,
    /// The language that it is written in.
    pub language: String,
    /// What the customer wants: the contact type.
    pub intent: String,
    /// The customer's mood in the end.
    pub sentiment: Sentiment,
    /// What the customer felt, in stars and parts of stars.
    pub felt: f64,
    /// Whether the matter was solved.
    pub solved: bool,
    /// Where which data of a person stand.
    pub personal: Vec<TruePersonal>,
}

/// Data of a person in a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TruePersonal {
    /// The message.
    pub message: String,
    /// What they are.
    pub kind: Personal,
    /// Their first byte in the text, which is UTF-8.
    pub from: usize,
    /// The byte after their last one.
    pub to: usize,
}

/// How a customer feels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sentiment {
    /// Cross: two stars or fewer.
    Negative,
    /// Neither: three stars.
    Neutral,
    /// Glad: four stars or more.
    Positive,
}

/// Data of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Personal {
    /// The number of an order.
    Order,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// An IBAN, with valid check digits.
    Iban,
    /// The number of a payment card, with a valid check digit.
    Card,
    /// A first and a family name.
    Name,
}

impl Sentiment {
    /// That of somebody who feels so, in stars.
    pub(crate) fn of(felt: f64) -> Self {
        if felt < 2.5 {
            Self::Negative
        } else if felt < 3.5 {
            Self::Neutral
        } else {
            Self::Positive
        }
    }
}
