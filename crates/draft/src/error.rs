//! What keeps a file from being drafted, and what makes it pass.

/// Why there is no draft. Displays the cause; [`DraftError::hint`] says what to do next.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DraftError {
    /// The file has no bytes, or nothing but blanks.
    #[error("{file}: the file is empty")]
    Empty {
        /// Name of the file.
        file: String,
    },
    /// The bytes are of something that is no table of text.
    #[error("{file}: {cause}")]
    NotText {
        /// Name of the file.
        file: String,
        /// What it looks like.
        cause: String,
        /// What to do.
        hint: String,
    },
    /// The text has no rows that could be told apart.
    #[error("{file}: {cause}")]
    NoRows {
        /// Name of the file.
        file: String,
        /// What was looked for.
        cause: String,
        /// What to do.
        hint: String,
    },
    /// No draft can be made for the table that was asked for.
    #[error("no draft for the table `{table}`: {cause}")]
    Table {
        /// The table.
        table: String,
        /// Why not.
        cause: String,
        /// What to do.
        hint: String,
    },
    /// The name that was asked for cannot be a feed's.
    #[error("a feed cannot be named `{name}`: {cause}")]
    Name {
        /// The name.
        name: String,
        /// Why not.
        cause: String,
    },
    /// The draft that was written is not a feed.
    #[error("the draft cannot be read back: {cause}")]
    NotAFeed {
        /// What the charter's own reader says.
        cause: String,
    },
}

impl DraftError {
    /// Stable name of the kind of problem, `kebab-case`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Empty { .. } => "empty-file",
            Self::NotText { .. } => "not-text",
            Self::NoRows { .. } => "no-rows",
            Self::Table { .. } => "no-such-draft",
            Self::Name { .. } => "not-a-name",
            Self::NotAFeed { .. } => "not-a-feed",
        }
    }

    /// What to do.
    #[must_use]
    pub fn hint(&self) -> &str {
        match self {
            Self::Empty { .. } => "Export it again; a draft needs at least a header and one row.",
            Self::NotText { hint, .. } | Self::NoRows { hint, .. } | Self::Table { hint, .. } => {
                hint
            }
            Self::Name { .. } => "Take another: a to z, 0 to 9 and _, a letter first.",
            Self::NotAFeed { .. } => {
                "This is a mistake in Tandem: please report it with the header line of the file."
            }
        }
    }
}
