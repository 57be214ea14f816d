//! What ends a command early, and with which exit code.

use std::fmt;
use std::path::Path;
use std::process::ExitCode;

use charter::Diagnostics;
use charter::partnership::Partnership;
use kpi::{ErrorKind, KpiError};
use lake::LakeError;
use ledger::LedgerError;
use server::{AccountsError, ServeError};

/// Why a command did not do what it was asked.
#[derive(Debug)]
pub struct Failure {
    kind: Kind,
    message: String,
    hint: Option<String>,
}

/// Whose trouble it is; decides the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Internal,
    Charter,
    Refused,
    Busy,
}

impl Failure {
    /// Tandem's own trouble.
    pub fn internal(what: impl Into<String>, cause: &dyn fmt::Display) -> Self {
        Self {
            kind: Kind::Internal,
            message: format!("{}: {cause}", what.into()),
            hint: None,
        }
    }

    /// An input that was refused.
    pub fn refused(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            kind: Kind::Refused,
            message: message.into(),
            hint: Some(hint.into()),
        }
    }

    /// The first of several failures, for all of them: each was told when it happened.
    pub fn of_several(first: Self, failed: usize, all: usize) -> Self {
        let was = if failed == 1 { "was" } else { "were" };
        Self {
            kind: first.kind,
            message: format!("{failed} of {all} files {was} not taken in"),
            hint: Some(
                "put right what is said above and run the same again: what was taken in already changes nothing"
                    .to_owned(),
            ),
        }
    }

    /// Something that another process holds.
    pub fn busy(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            kind: Kind::Busy,
            ..Self::refused(message, hint)
        }
    }

    /// A person whom the partnership does not name.
    pub fn no_person(partnership: &Partnership, name: &str) -> Self {
        let people = partnership
            .people
            .iter()
            .map(|person| person.person.as_str());
        Self::refused(
            format!("the charter names no person `{name}`"),
            charter::names::nearest(name, people).map_or_else(
                || "people are named in partnership.yaml".to_owned(),
                |nearest| format!("the nearest is `{nearest}`"),
            ),
        )
    }

    /// A charter with errors, which have been shown.
    pub fn charter(errors: usize) -> Self {
        let plural = if errors == 1 { "" } else { "s" };
        Self {
            kind: Kind::Charter,
            message: format!("the charter has {errors} error{plural}"),
            hint: None,
        }
    }

    /// The same failure, of which file.
    pub fn of_file(mut self, file: &Path) -> Self {
        self.message = format!("{}: {}", file.display(), self.message);
        if self.hint.is_none() && self.kind == Kind::Internal {
            self.hint = Some(
                "see that the disk has room; a file that is damaged is put back from a copy"
                    .to_owned(),
            );
        }
        self
    }

    /// The same failure with another word on what to do about it.
    pub fn hinted(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// What to do about it.
    pub fn hint(&self) -> Option<&str> {
        self.hint.as_deref()
    }

    /// The exit code, as documented in the help.
    pub fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self.kind {
            Kind::Internal => 1,
            Kind::Charter => 3,
            Kind::Refused => 4,
            Kind::Busy => 5,
        })
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl From<Diagnostics> for Failure {
    fn from(diagnostics: Diagnostics) -> Self {
        let mut failure = Self::charter(diagnostics.count(charter::Severity::Error));
        failure.message = format!("{diagnostics}\n{}", failure.message);
        failure
    }
}

impl From<KpiError> for Failure {
    fn from(error: KpiError) -> Self {
        let kind = if error.kind() == ErrorKind::Internal {
            Kind::Internal
        } else {
            Kind::Refused
        };
        let message = with_causes(&error);
        Self {
            kind,
            message: match error.filter_place() {
                Some((1, column)) => format!("--where, character {column}: {message}"),
                Some((line, column)) => {
                    format!("--where, line {line}, character {column}: {message}")
                }
                None => message,
            },
            hint: error.hint_text().map(str::to_owned),
        }
    }
}

impl From<LakeError> for Failure {
    fn from(error: LakeError) -> Self {
        let kind = match &error {
            LakeError::Busy { .. } => Kind::Busy,
            error if error.is_users() => Kind::Refused,
            _ => Kind::Internal,
        };
        Self {
            kind,
            message: with_causes(&error),
            hint: Some(error.hint()),
        }
    }
}

impl From<LedgerError> for Failure {
    fn from(error: LedgerError) -> Self {
        let kind = match &error {
            LedgerError::Refused(_)
            | LedgerError::NoSuchPosition { .. }
            | LedgerError::WrongAddress(_)
            | LedgerError::NotEmpty { .. }
            | LedgerError::BadLine { .. }
            | LedgerError::Checkpoint(_)
            | LedgerError::NothingToSign
            | LedgerError::NotExtended(_) => Kind::Refused,
            LedgerError::Busy => Kind::Busy,
            _ => Kind::Internal,
        };
        Self {
            kind,
            message: with_causes(&error),
            hint: error.hint(),
        }
    }
}

impl From<AccountsError> for Failure {
    fn from(error: AccountsError) -> Self {
        let kind = match error {
            AccountsError::Password(_) | AccountsError::NoAccount(_) => Kind::Refused,
            AccountsError::Busy => Kind::Busy,
            _ => Kind::Internal,
        };
        Self {
            kind,
            message: with_causes(&error),
            hint: None,
        }
    }
}

impl From<ServeError> for Failure {
    fn from(error: ServeError) -> Self {
        Self {
            kind: Kind::Internal,
            message: with_causes(&error),
            hint: None,
        }
    }
}

/// The message and its causes, without what repeats itself.
fn with_causes(error: &dyn std::error::Error) -> String {
    let mut message = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let said = error.to_string();
        if !message.contains(&said) {
            message.push_str(": ");
            message.push_str(&said);
        }
        cause = error.source();
    }
    message
}
