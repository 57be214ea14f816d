//! What can go wrong between an export and a number, whose mistake it is, and what makes it pass.

use std::io::ErrorKind;
use std::path::PathBuf;
use std::sync::Arc;

use formats::FormatError;

/// What is unknown when a row that was set aside does not wait.
pub(crate) const ROW_THAT_WAITS: &str = "row that waits";

/// Why the lake could not do what it was asked. Displays the cause; [`LakeError::hint`] says what to do next.
#[derive(Debug, Clone, thiserror::Error)]
pub enum LakeError {
    /// Another process holds the folder for writing.
    #[error("the data folder {folder} is in use by another Tandem")]
    Busy {
        /// The lake's folder.
        folder: PathBuf,
    },
    /// The folder was filled under another key to its customers.
    #[error("the data folder {folder} was filled under another customer key, by its format.json")]
    OtherKey {
        /// The lake's folder.
        folder: PathBuf,
    },
    /// The folder was written by a newer Tandem.
    #[error("the data folder {folder} has format {found}; this Tandem reads up to {known}")]
    NewerFormat {
        /// The lake's folder.
        folder: PathBuf,
        /// Format version found there.
        found: u64,
        /// Newest format version known here.
        known: u64,
    },
    /// Something was named that the charter does not have.
    #[error("no {what} named `{name}`")]
    Unknown {
        /// `feed`, `table`, `column`; or what else there is none of.
        what: &'static str,
        /// The name asked for.
        name: String,
        /// The nearest name there is.
        nearest: Option<String>,
    },
    /// A column that the viewer may not read.
    #[error("column `{column}` of `{table}` may not be read")]
    Forbidden {
        /// The table.
        table: String,
        /// The column.
        column: String,
    },
    /// A version of the lake that does not exist yet.
    #[error("the lake is at version {newest}; there is no version {asked}")]
    NoSuchVersion {
        /// The version asked for.
        asked: u64,
        /// The newest there is.
        newest: u64,
    },
    /// A version of the lake that is no longer kept.
    #[error("version {asked} of the lake is no longer kept; the oldest that is kept is {oldest}")]
    VersionGone {
        /// The version asked for.
        asked: u64,
        /// The oldest that can be asked for.
        oldest: u64,
    },
    /// A column that the charter gives another type than it is stored with.
    #[error(
        "column `{column}` of `{table}` is stored as {stored}, and the charter now says {wanted}"
    )]
    Retyped {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// The type that it is stored with.
        stored: &'static str,
        /// The type that the charter gives it.
        wanted: &'static str,
    },
    /// A file that cannot be taken in as a whole; nothing of it was kept.
    #[error("{source_name}: {cause}")]
    BadFile {
        /// Name of the file.
        source_name: String,
        /// What is wrong, with the line or byte where it is known.
        cause: String,
        /// What to do.
        hint: String,
    },
    /// A file that somebody wrote to while it was read; nothing of it was kept.
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
    /// A feed whose mapping does not fit its source or its table.
    #[error("feed `{feed}`, {part}: {cause}")]
    BadFeed {
        /// Name of the feed.
        feed: String,
        /// The part of it, e.g. `columns.opened_at`.
        part: String,
        /// What is wrong.
        cause: String,
        /// What to do.
        hint: String,
    },
    /// A part of the charter, other than a feed, that intake cannot work with.
    #[error("{part}: {cause}")]
    BadCharter {
        /// The file and the part of it.
        part: String,
        /// What is wrong.
        cause: String,
        /// What to do.
        hint: String,
    },
    /// A check of severity `stop` failed; nothing of the file was kept.
    #[error(
        "{source_name}, line {line}: check `{check}` failed and its severity is `stop`; nothing was taken in"
    )]
    Stopped {
        /// Name of the file.
        source_name: String,
        /// First line on which it failed.
        line: u64,
        /// The check.
        check: String,
        /// Its hint.
        hint: String,
    },
    /// Too few rows of a delivery have a value, and the check's severity is `stop`; nothing of it was kept.
    #[error(
        "{source_name}: check `{check}` failed and its severity is `stop`: {filled} of {rows} rows have `{column}`, at least {least_percent} % must; nothing was taken in"
    )]
    Incomplete {
        /// Name of the file.
        source_name: String,
        /// The check.
        check: String,
        /// The column.
        column: String,
        /// Rows with a value.
        filled: u64,
        /// Rows that no other check kept out.
        rows: u64,
        /// The least share, in percent.
        least_percent: f64,
        /// The check's hint.
        hint: String,
    },
    /// An expression in a question that cannot be planned or computed.
    #[error("{cause}")]
    BadQuestion {
        /// What is wrong.
        cause: String,
    },
    /// A request about a customer that makes no sense.
    #[error("{cause}")]
    CustomerRefused {
        /// Why.
        cause: String,
        /// What to do.
        hint: String,
    },
    /// The question needs more memory than it may have.
    #[error("the question needs more memory than it may have: {cause}")]
    TooLarge {
        /// What ran out, as the engine says it.
        cause: String,
    },
    /// The question took longer than it may.
    #[error("the question took longer than {seconds} s and was stopped")]
    TooSlow {
        /// The limit.
        seconds: u64,
    },
    /// A file of the lake that is not as it was written. Nothing is answered from it.
    #[error("{} is damaged: {cause}", .file.display())]
    Damaged {
        /// The file.
        file: PathBuf,
        /// How it is told.
        cause: String,
    },
    /// The disk has no room for what was to be written.
    #[error("{doing}: the disk is full")]
    DiskFull {
        /// What was being done.
        doing: String,
    },
    /// The disk, or something else outside.
    #[error("{doing}: {source}")]
    Io {
        /// What was being done.
        doing: String,
        /// Why it failed.
        source: Arc<std::io::Error>,
    },
    /// A table that cannot be read or written.
    #[error("{doing}: {cause}")]
    Table {
        /// What was being done.
        doing: String,
        /// Why it failed.
        cause: String,
    },
    /// A delivery under a key that another one was sent under.
    #[error("the key `{key}` was used for another delivery, in batch {batch}")]
    KeyTaken {
        /// The key.
        key: String,
        /// Where the other one is.
        batch: u64,
    },
    /// More waits to be taken in than may wait.
    #[error("more waits to be taken in than may wait at once")]
    Full {
        /// When to come again.
        retry_seconds: u64,
    },
    /// A lake opened for reading was asked to write.
    #[error("this lake was opened for reading only")]
    ReadOnly,
}

impl LakeError {
    /// Whether the person who asked can mend it: the file, the feed, the question. Otherwise it is the machine's
    /// or Tandem's.
    #[must_use]
    pub fn is_users(&self) -> bool {
        !matches!(
            self,
            Self::Damaged { .. }
                | Self::DiskFull { .. }
                | Self::Io { .. }
                | Self::Table { .. }
                | Self::ReadOnly
        )
    }

    /// A stable word for the kind of error.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Busy { .. } => "busy",
            Self::OtherKey { .. } => "other_key",
            Self::NewerFormat { .. } => "newer_format",
            Self::Unknown { .. } => "unknown_name",
            Self::Forbidden { .. } => "forbidden",
            Self::NoSuchVersion { .. } => "no_such_version",
            Self::VersionGone { .. } => "version_gone",
            Self::Retyped { .. } => "column_retyped",
            Self::BadFile { .. } => "bad_file",
            Self::Changed { .. } => "changed_file",
            Self::BadFeed { .. } => "bad_feed",
            Self::BadCharter { .. } => "bad_charter",
            Self::Stopped { .. } | Self::Incomplete { .. } => "stopped_by_check",
            Self::BadQuestion { .. } => "bad_question",
            Self::CustomerRefused { .. } => "customer_refused",
            Self::TooLarge { .. } => "too_large",
            Self::TooSlow { .. } => "too_slow",
            Self::Damaged { .. } => "damaged",
            Self::DiskFull { .. } => "disk_full",
            Self::Io { .. } => "io",
            Self::Table { .. } => "table",
            Self::ReadOnly => "read_only",
            Self::KeyTaken { .. } => "key_taken",
            Self::Full { .. } => "full",
        }
    }

    /// What makes it pass, in a sentence.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::Busy { .. } => "Wait until it is done. Where it serves, hand files to it: on the page Data, into its drop folder, or by `POST /api/feeds/{feed}/files`.".to_owned(),
            Self::OtherKey { .. } => {
                "Put customer.key back from a copy, or set TANDEM_CUSTOMER_KEY as it was: under another key, customers would not be recognised again.".to_owned()
            }
            Self::NewerFormat { .. } => "Use the Tandem that wrote it, or a newer one.".to_owned(),
            Self::Unknown {
                nearest: Some(nearest),
                ..
            } => format!("Did you mean `{nearest}`?"),
            Self::Unknown {
                what: what @ ("feed" | "table" | "column"),
                ..
            } => format!("The charter says which {what}s there are."),
            Self::Unknown {
                what: ROW_THAT_WAITS,
                ..
            } => "It was mended or waived meanwhile, or there never was one of this id. `tandem quarantine list` shows those that wait.".to_owned(),
            Self::Unknown { .. } => {
                "`tandem lake status` shows what there is.".to_owned()
            }
            Self::Forbidden { .. } => {
                "Leave it out, or ask whoever administers the partnership for the right.".to_owned()
            }
            Self::NoSuchVersion { newest, .. } => {
                format!("Ask for a version from 0 to {newest}, or leave it out.")
            }
            Self::Changed { .. } => {
                "Take it in again once it is whole. Nothing of it was taken in.".to_owned()
            }
            Self::VersionGone { oldest, .. } => format!(
                "Ask for version {oldest} or a later one. `tandem lake vacuum` and the server let go of older ones, as far as they were told to."
            ),
            Self::Retyped { column, stored, .. } => format!(
                "Give it the type {stored} again in tables.yaml, or add a column with another name than `{column}` and map it in the feed."
            ),
            Self::BadFile { hint, .. }
            | Self::BadFeed { hint, .. }
            | Self::BadCharter { hint, .. }
            | Self::Stopped { hint, .. }
            | Self::Incomplete { hint, .. }
            | Self::CustomerRefused { hint, .. } => hint.clone(),
            Self::BadQuestion { .. } => {
                "Expressions are SQL over the columns of the table.".to_owned()
            }
            Self::TooLarge { .. } => {
                "Ask for a shorter period or fewer dimensions, or give Tandem more memory."
                    .to_owned()
            }
            Self::TooSlow { .. } => "Ask for a shorter period or fewer dimensions.".to_owned(),
            Self::Damaged { .. } => {
                "Put this file back from a copy of the data folder. Nothing was changed.".to_owned()
            }
            Self::DiskFull { .. } => {
                "Make room on the disk, then do it again. What was in is as it was.".to_owned()
            }
            Self::Io { source, .. } if source.kind() == ErrorKind::CrossesDevices => {
                "Let the folder and those within it be on one file system.".to_owned()
            }
            Self::Io { source, .. } if source.kind() == ErrorKind::NotADirectory => {
                "Put a folder of that name there, and no link to one.".to_owned()
            }
            Self::Io { .. } => {
                "See that the disk has room and that Tandem may write there.".to_owned()
            }
            Self::Table { .. } => {
                "The tables are unchanged. If it happens again, keep the folder and report it."
                    .to_owned()
            }
            Self::ReadOnly => "Open it for writing.".to_owned(),
            Self::KeyTaken { .. } => {
                "Send other records under another key; the same records may be sent again."
                    .to_owned()
            }
            Self::Full { retry_seconds } => {
                format!("Send it again in {retry_seconds} s. Nothing of it was taken in.")
            }
        }
    }

    /// A file that could not be read as rows.
    #[must_use]
    pub fn reading(error: FormatError) -> Self {
        match error {
            FormatError::Bad {
                source_name,
                cause,
                hint,
            } => Self::BadFile {
                source_name,
                cause,
                hint,
            },
            FormatError::Changed {
                source_name,
                from,
                to,
            } => Self::Changed {
                source_name,
                from,
                to,
            },
            FormatError::Io { doing, source } => Self::io(doing)(source),
            FormatError::Rows(cause) => Self::table("reading rows")(cause),
        }
    }

    /// An error of the disk, or of something else outside, while `doing`; a full disk is told apart.
    pub fn io(doing: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        let doing = doing.into();
        move |source| match source.kind() {
            ErrorKind::StorageFull | ErrorKind::FileTooLarge | ErrorKind::QuotaExceeded => {
                Self::DiskFull { doing }
            }
            _ => Self::Io {
                doing,
                source: Arc::new(source),
            },
        }
    }

    pub(crate) fn table<E: std::fmt::Display>(doing: impl Into<String>) -> impl FnOnce(E) -> Self {
        let doing = doing.into();
        move |cause| {
            let mut cause = cause.to_string();
            // Where some libraries were when it happened is of no use to whoever reads it.
            if let Some((words, _)) = cause.split_once("\n   0: ") {
                cause = words.to_owned();
            }
            if says_disk_full(&cause) {
                return Self::DiskFull { doing };
            }
            Self::Table { doing, cause }
        }
    }
}

/// Whether an error that others wrapped, and of which only the words are left, is that of a full disk: `EFBIG`, `ENOSPC`
/// or `EDQUOT`, as the standard library writes them.
fn says_disk_full(cause: &str) -> bool {
    ["(os error 27)", "(os error 28)", "(os error 122)"]
        .iter()
        .any(|code| cause.contains(code))
}
