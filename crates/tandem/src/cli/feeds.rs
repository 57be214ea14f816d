//! Facts in: feeds, files, and rows that were set aside.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::{CharterFolder, DataFolder, Whose};

#[derive(Debug, Args)]
pub struct Init {
    /// Folder to write the charter to; made when it is missing, and refused when something is in it.
    #[arg(value_name = "FOLDER")]
    pub folder: PathBuf,
    /// The client's name.
    #[arg(long, value_name = "NAME", default_value = "Client")]
    pub client: String,
    /// The provider's name.
    #[arg(long, value_name = "NAME", default_value = "Provider")]
    pub provider: String,
    /// Time zone that days are counted in, e.g. Europe/Lisbon.
    #[arg(long, value_name = "ZONE", default_value = "UTC")]
    pub zone: String,
    /// Currency that money is in, e.g. EUR.
    #[arg(long, value_name = "CODE", default_value = "EUR")]
    pub currency: String,
    /// Countries in which customers live, as two letters each, e.g. nl,pt: their national ids are taken out of free text.
    #[arg(long, value_name = "CODES", value_delimiter = ',')]
    pub countries: Vec<String>,
}

#[derive(Debug, Args)]
pub struct Ingest {
    #[command(flatten)]
    pub charter: CharterFolder,
    #[command(flatten)]
    pub data: DataFolder,
    #[command(flatten)]
    pub whose: Whose,
    /// Name of the feed, as in `feeds/<name>.yaml`.
    pub feed: String,
    /// Files to take in, each as a whole or not at all: paths, patterns in quotes such as 'exports/*.csv', taken in by name,
    /// or `-` for standard input.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
}

/// Feeds.
#[derive(Debug, Subcommand)]
pub enum Feed {
    /// Read a file that no feed describes yet, and write the feed that would take it in: to standard output, with its
    /// doubts as comments; a preview goes to standard error.
    Draft(FeedDraft),
    /// Say how the checks of all feeds, or of one, stand.
    ///
    /// What a feed refused as a whole is said too.
    Status(FeedState),
}

#[derive(Debug, Args)]
pub struct FeedState {
    #[command(flatten)]
    pub charter: CharterFolder,
    #[command(flatten)]
    pub data: DataFolder,
    /// One feed, with every check; all feeds, with the checks that fail or cannot be judged, when absent.
    pub feed: Option<String>,
    /// As JSON.
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct FeedDraft {
    /// CSV, TSV, NDJSON, JSON, Parquet or Arrow IPC; plain, gzip or zstd.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Folder of the charter that the feed is for: its zone, parties, contact types and tables are then known.
    #[arg(long, value_name = "FOLDER", env = "TANDEM_CHARTER")]
    pub charter: Option<PathBuf>,
    /// The table to draft for, where another one was taken for the rows than what they are.
    #[arg(long)]
    pub table: Option<String>,
    /// Name of the feed; the file's when absent. A file that a feed of the charter takes in gets a second feed only under
    /// a name.
    #[arg(long)]
    pub name: Option<String>,
    /// Write it into the charter's feeds.
    #[arg(long, requires = "charter")]
    pub write: bool,
}

/// Rows that were set aside.
#[derive(Debug, Subcommand)]
pub enum Quarantine {
    /// List them, newest first, with what is wrong and what to do. They may hold personal data.
    List(QuarantineList),
    /// Try rows again that wait, as they are (after the feed was put right) or put right.
    Mend(QuarantineMend),
    /// Say of rows that wait that they do not matter, and why.
    Waive(QuarantineWaive),
}

#[derive(Debug, Args)]
pub struct QuarantineList {
    #[command(flatten)]
    pub charter: CharterFolder,
    #[command(flatten)]
    pub data: DataFolder,
    /// Of one feed.
    pub feed: Option<String>,
    /// That failed one check.
    #[arg(long)]
    pub check: Option<String>,
    /// That stand so.
    #[arg(long, value_enum, default_value_t = RowStanding::Waiting)]
    pub standing: RowStanding,
    /// Rows at most.
    #[arg(long, default_value_t = 20, value_name = "N")]
    pub limit: usize,
    /// As JSON.
    #[arg(long)]
    pub json: bool,
}

/// How a row that was set aside stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RowStanding {
    /// Nobody has decided.
    Waiting,
    /// It was put right and taken in.
    Mended,
    /// Somebody said that it does not matter.
    Waived,
    /// Any of these.
    All,
}

impl RowStanding {
    /// One way to stand; none where all are meant.
    pub fn only(self) -> Option<lake::Standing> {
        match self {
            Self::Waiting => Some(lake::Standing::Waiting),
            Self::Mended => Some(lake::Standing::Mended),
            Self::Waived => Some(lake::Standing::Waived),
            Self::All => None,
        }
    }

    /// What such a row does, after `row`.
    pub fn words(self) -> &'static str {
        match self {
            Self::Waiting => "waits",
            Self::Mended => "was mended",
            Self::Waived => "was waived",
            Self::All => "was set aside",
        }
    }
}

/// Which rows, among those that wait; all of the feed's when nothing is said.
#[derive(Debug, Args)]
pub struct Rows {
    /// One row; may be given more than once.
    #[arg(long, conflicts_with = "check")]
    pub id: Vec<String>,
    /// All that failed this check.
    #[arg(long)]
    pub check: Option<String>,
}

#[derive(Debug, Args)]
pub struct QuarantineMend {
    #[command(flatten)]
    pub charter: CharterFolder,
    #[command(flatten)]
    pub data: DataFolder,
    #[command(flatten)]
    pub whose: Whose,
    /// The feed.
    pub feed: String,
    #[command(flatten)]
    pub rows: Rows,
    /// Give a column of the source the value of an SQL expression over columns of the source, e.g.
    /// "opened=replace(opened, '/', '-')"; may be given more than once.
    #[arg(long, value_name = "COLUMN=EXPRESSION")]
    pub set: Vec<String>,
    /// A new text for one row.
    #[arg(long, requires = "id", conflicts_with = "set")]
    pub text: Option<String>,
}

#[derive(Debug, Args)]
pub struct QuarantineWaive {
    #[command(flatten)]
    pub charter: CharterFolder,
    #[command(flatten)]
    pub data: DataFolder,
    #[command(flatten)]
    pub whose: Whose,
    /// The feed.
    pub feed: String,
    #[command(flatten)]
    pub rows: Rows,
    /// Why they do not matter.
    #[arg(long)]
    pub why: String,
}
