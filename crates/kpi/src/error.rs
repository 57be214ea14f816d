//! What can go wrong with a question.

use lake::LakeError;

/// What kind of trouble it is, and so who can do something about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// The question names something that does not exist, or that the viewer may not know of.
    Unknown,
    /// The question cannot be read.
    Invalid,
    /// The viewer lacks a right.
    Forbidden,
    /// The answer would be too large or take too long.
    TooMuch,
    /// Tandem's own trouble.
    Internal,
}

/// A question that cannot be answered: what, and what to do.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct KpiError {
    kind: ErrorKind,
    message: String,
    hint: Option<String>,
    filter_place: Option<(usize, usize)>,
    #[source]
    cause: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl KpiError {
    /// An error of a kind.
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            hint: None,
            filter_place: None,
            cause: None,
        }
    }

    /// Something that does not exist, with the nearest thing that does.
    pub(crate) fn unknown<'a>(
        what: &str,
        name: &str,
        known: impl Iterator<Item = &'a str>,
    ) -> Self {
        let error = Self::new(
            ErrorKind::Unknown,
            format!("there is no {what} named `{name}`"),
        );
        match charter::names::nearest(name, known) {
            Some(nearest) => error.hint(format!("the nearest is `{nearest}`")),
            None => error,
        }
    }

    /// The same error with what to do about it.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same error at a line and column of the question's filter, counted from 1.
    pub(crate) fn in_filter(mut self, line: usize, column: usize) -> Self {
        self.filter_place = Some((line, column));
        self
    }

    /// The same error with what it comes from, which is told to whoever runs Tandem and not to the caller.
    pub(crate) fn caused_by(
        mut self,
        cause: impl std::error::Error + Send + Sync + 'static,
    ) -> Self {
        self.cause = Some(Box::new(cause));
        self
    }

    /// What kind of trouble it is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// Line and column in the question's filter, counted from 1, where the trouble is there.
    #[must_use]
    pub fn filter_place(&self) -> Option<(usize, usize)> {
        self.filter_place
    }

    /// What to do about it.
    #[must_use]
    pub fn hint_text(&self) -> Option<&str> {
        self.hint.as_deref()
    }
}

impl From<LakeError> for KpiError {
    fn from(error: LakeError) -> Self {
        let kind = match &error {
            LakeError::Unknown { .. } | LakeError::NoSuchVersion { .. } => ErrorKind::Unknown,
            LakeError::TooLarge { .. } | LakeError::TooSlow { .. } => ErrorKind::TooMuch,
            error if error.is_users() => ErrorKind::Invalid,
            _ => ErrorKind::Internal,
        };
        // What the engine says of a value that it could not compute quotes the value, and the row may be one that the
        // viewer must not see. What it says while planning is about columns and types alone.
        if let LakeError::BadQuestion { cause } = &error
            && !cause.starts_with("Error during planning")
        {
            return Self::new(kind, "a value among the rows cannot be computed as asked").hint(
                "compare text with text, as in priority = '2', and write try_cast(…) or nullif(…, 0) where a value may not fit",
            );
        }
        let hint = error.hint();
        Self::new(kind, error.to_string())
            .hint(hint)
            .caused_by(error)
    }
}

impl From<datafusion::error::DataFusionError> for KpiError {
    fn from(error: datafusion::error::DataFusionError) -> Self {
        Self::new(ErrorKind::Internal, "the question could not be planned").caused_by(error)
    }
}

impl From<arrow::error::ArrowError> for KpiError {
    fn from(error: arrow::error::ArrowError) -> Self {
        Self::new(ErrorKind::Internal, "the result could not be read").caused_by(error)
    }
}
