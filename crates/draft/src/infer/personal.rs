//! Columns that look as if they told who somebody is.

use std::sync::LazyLock;

use redaction::{Kind, Redactor, Settings};
use serde::Serialize;

/// Why a column looks personal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Personal {
    /// E-mail addresses.
    Email,
    /// Telephone numbers.
    Phone,
    /// Names of people.
    Name,
    /// Postal addresses, coordinates, network addresses.
    Whereabouts,
    /// Numbers of identity papers, accounts, cards; days of birth.
    Document,
    /// What people wrote or said.
    FreeText,
    /// Who the customer is, however that is written.
    Customer,
}

impl Personal {
    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Email => "e-mail addresses",
            Self::Phone => "telephone numbers",
            Self::Name => "names of people",
            Self::Whereabouts => "addresses",
            Self::Document => "identity, account or card numbers",
            Self::FreeText => "what people wrote",
            Self::Customer => "who the customer is",
        }
    }
}

/// Whether it is an e-mail address.
pub(crate) fn is_email(cell: &str) -> bool {
    let Some((before, after)) = cell.split_once('@') else {
        return false;
    };
    !before.is_empty()
        && !cell.contains(char::is_whitespace)
        && !after.contains('@')
        && after.rsplit_once('.').is_some_and(|(host, end)| {
            !host.is_empty() && end.len() >= 2 && end.bytes().all(|b| b.is_ascii_alphabetic())
        })
}

/// Whether it may be the name of a person: two to four words of letters, the first and the last with a capital.
pub(crate) fn is_full_name(cell: &str) -> bool {
    let words: Vec<&str> = cell.split_whitespace().collect();
    let letters = |word: &&str| {
        word.chars()
            .all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | '.' | ','))
    };
    let capital = |word: Option<&&str>| {
        word.is_some_and(|word| {
            word.starts_with(char::is_uppercase) && word.chars().any(char::is_lowercase)
        })
    };
    (2..=4).contains(&words.len())
        && words.iter().all(letters)
        && capital(words.first())
        && capital(words.last())
}

/// Whether an e-mail address, a telephone number or an account's stands anywhere in it.
pub(crate) fn holds_personal(cell: &str) -> bool {
    static REDACTOR: LazyLock<Option<Redactor>> =
        LazyLock::new(|| Redactor::new(&Settings::default()).ok());
    // An account or an address has five characters at least.
    cell.len() >= 5
        && REDACTOR.as_ref().is_some_and(|redactor| {
            let found = redactor.redact(cell, &[]).found;
            found
                .iter()
                .any(|one| matches!(one.kind, Kind::Email | Kind::Phone | Kind::Iban))
        })
}

/// Whether it may be a telephone number: eight to fifteen digits (E.164 has at most fifteen), set off as such numbers are.
pub(crate) fn is_phone(cell: &str) -> bool {
    let cell = bare(cell);
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    let plain = cell
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, '+' | ' ' | '-' | '(' | ')' | '.' | '/'));
    plain && (8..=15).contains(&digits)
}

/// Whether it is a telephone number beyond doubt: it begins with a plus.
pub(crate) fn is_surely_phone(cell: &str) -> bool {
    let number = bare(cell);
    is_phone(number) && (number.starts_with('+') || number != cell) && !number.contains('.')
}

/// A telephone number without what says that it is one: `tel:+31201234567`.
fn bare(cell: &str) -> &str {
    let Some((scheme, number)) = cell.split_once(':') else {
        return cell;
    };
    if ["tel", "sip", "sips", "callto"]
        .iter()
        .any(|known| scheme.eq_ignore_ascii_case(known))
    {
        number.split(['@', ';']).next().unwrap_or(number)
    } else {
        cell
    }
}
