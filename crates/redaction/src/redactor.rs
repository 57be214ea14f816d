use std::borrow::Cow;

use crate::candidate::{Candidate, settle};
use crate::error::RedactionError;
use crate::kind::{Found, Redacted};
use crate::numbers::Numbers;
use crate::settings::{Settings, supported};
use crate::{email, names};

/// Takes personal data out of text. Made once, then used for every row; shared between threads as it is.
#[derive(Debug, Clone)]
pub struct Redactor {
    numbers: Numbers,
}

impl Redactor {
    /// A redactor for these countries.
    ///
    /// # Errors
    /// When a country has no rules.
    pub fn new(settings: &Settings) -> Result<Self, RedactionError> {
        let known = supported();
        match settings
            .countries
            .iter()
            .find(|country| !known.contains(&country.as_str()))
        {
            Some(&country) => Err(RedactionError::UnknownCountry { country }),
            None => Ok(Self {
                numbers: Numbers::of(&settings.countries),
            }),
        }
    }

    /// The text without the personal data found in it. `names` are those that the record gives: of the
    /// customer, the agent, whoever has a column.
    pub fn redact<'t>(&self, text: &'t str, names: &[&str]) -> Redacted<'t> {
        let mut redacted = Redacted {
            text: Cow::Borrowed(text),
            found: Vec::new(),
        };
        // What was a part of something longer may stand on its own once that is gone, so the result is read
        // again until nothing is found: redacting twice then changes nothing, by construction. Tags are never
        // found themselves, so each round leaves less to find.
        loop {
            let found = settle(self.candidates(&redacted.text, names));
            if found.is_empty() {
                return redacted;
            }
            redacted = replace(redacted, found);
        }
    }

    fn candidates(&self, text: &str, names: &[&str]) -> Vec<Candidate> {
        let mut candidates = Vec::new();
        email::find(text, &mut candidates);
        self.numbers.find(text, &mut candidates);
        names::find(text, names, &mut candidates);
        candidates
    }
}

/// Puts tags into the text, and what was found among what had been found before.
fn replace<'t>(redacted: Redacted<'t>, found: Vec<Found>) -> Redacted<'t> {
    let Redacted {
        text,
        found: mut all,
    } = redacted;
    let mut written = String::with_capacity(text.len());
    let mut kept = 0;
    for Found { kind, range } in &found {
        written.push_str(&text[kept..range.start]);
        written.push_str(kind.tag());
        kept = range.end;
    }
    written.push_str(&text[kept..]);
    if all.is_empty() {
        all = found;
    } else {
        let earlier = all.clone();
        all.extend(found.into_iter().map(|it| to_original(&earlier, it)));
        all.sort_by_key(|it| it.range.start);
    }
    Redacted {
        text: Cow::Owned(written),
        found: all,
    }
}

/// Ranges of a text with tags as ranges of the text without: what was found never overlaps a tag.
fn to_original(earlier: &[Found], found: Found) -> Found {
    let (mut tags, mut originals) = (0, 0);
    for before in earlier {
        let tag_at = before.range.start + tags - originals;
        if found.range.start < tag_at {
            break;
        }
        tags += before.kind.tag().len();
        originals += before.range.len();
    }
    let shift = |at: usize| at + originals - tags;
    Found {
        kind: found.kind,
        range: shift(found.range.start)..shift(found.range.end),
    }
}
