//! Why a file could not be read as rows.

use arrow::error::ArrowError;

/// Why a file could not be read. Displays the cause; [`FormatError::hint`] says what to do next.
#[derive(Debug, thiserror::Error)]
pub enum FormatError {
    /// A file that cannot be read as a whole.
    #[error("{source_name}: {cause}")]
    Bad {
        /// Name of the file.
        source_name: String,
        /// What is wrong, with the line or byte where it is known.
        cause: String,
        /// What to do.
        hint: String,
    },
    /// A file that somebody wrote to while it was read.
    #[error(
        "{source_name}: the file changed while it was read: it had {from} bytes at first and {to} in the end"
    )]
    Changed {
        /// Name of the file.
        source_name: String,
        /// Its size when it was opened.
        from: u64,
        /// Its size when it had been read.
        to: u64,
    },
    /// The disk, or something else outside.
    #[error("{doing}: {source}")]
    Io {
        /// What was being done.
        doing: String,
        /// Why it failed.
        source: std::io::Error,
    },
    /// Rows that could not be put together.
    #[error("reading rows: {0}")]
    Rows(ArrowError),
}

impl FormatError {
    /// What makes it pass, in a sentence.
    #[must_use]
    pub fn hint(&self) -> &str {
        match self {
            Self::Bad { hint, .. } => hint,
            Self::Changed { .. } => "Read it again once it is whole.",
            Self::Io { .. } => "See that the disk has room and that Tandem may read there.",
            Self::Rows(_) => "If it happens again, keep the file and report it.",
        }
    }

    pub(crate) fn io(doing: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        let doing = doing.into();
        move |source| Self::Io { doing, source }
    }
}
