//! The command line: what can be said, and what it means.

mod agreement;
mod answers;
mod customers;
mod feeds;
mod lake;
mod ledger;
mod platform;
mod serving;

use std::path::PathBuf;

use clap::builder::RangedU64ValueParser;
use clap::{Args, Parser, Subcommand};

pub use agreement::{Pull, Push};
pub use answers::{AsOf, Format, Glossary, Layout, Lineage, Page, Query};
pub use customers::{Customers, CustomersAsk, CustomersOf};
pub use feeds::{
    Feed, FeedDraft, FeedState, Ingest, Init, Quarantine, QuarantineList, QuarantineMend,
    QuarantineWaive, Rows,
};
pub use lake::{KeepArgs, LakeCommand, LakeHistory, LakeOf, LakeVacuum, Told};
pub use ledger::{
    LedgerCheckpoint, LedgerCommand, LedgerExport, LedgerImport, LedgerLog, Moment, Verify,
};
pub use platform::{Platform, PlatformCall, PlatformUndo};
pub use serving::{Accounts, AccountsOf, Demo, Serve, Simulate, WaysIn};

/// Performance management for outsourced customer operations: one set of numbers that a client and its providers share.
#[derive(Debug, Parser)]
#[command(name = "tandem", version, after_help = EXIT_CODES)]
pub struct Cli {
    /// What to write to the log on standard error, e.g. `info` or `lake=debug`.
    #[arg(
        long,
        global = true,
        env = "TANDEM_LOG",
        default_value = "warn",
        hide_default_value = true
    )]
    pub log: String,
    #[command(subcommand)]
    pub command: Command,
}

const EXIT_CODES: &str = "\
Exit codes:
  0  done
  1  Tandem's own trouble (disk, memory, a defect)
  2  the command line cannot be read
  3  the charter has errors
  4  the input was refused: a file, a question, a name, a data folder of another partnership
  5  the data folder is in use by another Tandem";

/// No machine has more: 16 TiB.
const MEMORY_MIB_MAX: u64 = 1 << 24;

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write a small charter to begin with, and an example export that fits it.
    Init(Init),
    /// Check a charter: errors with file, line and column, and warnings about KPI discipline.
    Check(Check),
    /// List the tables that feeds fill, or what each column of one holds.
    Tables(Tables),
    /// Write the JSON Schemas of the charter's files, for editors.
    Schema(Schema),
    /// Propose what a charter's folder says otherwise than what is in force.
    Push(Push),
    /// Write what is in force into a charter's folder.
    Pull(Pull),
    /// Take files in through a feed.
    Ingest(Ingest),
    /// Draft a feed from a file.
    #[command(subcommand)]
    Feed(Feed),
    /// See, mend, try again and waive rows that were set aside.
    #[command(subcommand)]
    Quarantine(Quarantine),
    /// Write the words of the partnership: what each means, in what unit, who answers for it, where it is used.
    Glossary(Glossary),
    /// Ask for KPIs.
    Query(Query),
    /// See what the tables are like on disk and what their versions were, and keep them well.
    #[command(subcommand)]
    Lake(LakeCommand),
    /// Forget customers and merge them, on request, and see what each request changed.
    #[command(subcommand)]
    Customers(Customers),
    /// See what was decided, sign how far it is, and hand it over.
    #[command(subcommand)]
    Ledger(LedgerCommand),
    /// Check that what was decided is what it was: every entry of the ledger, and what was made of them.
    Verify(Verify),
    /// Follow a number back to the columns of its sources, or a column ahead to the KPIs that it would make wrong.
    Lineage(Lineage),
    /// Serve the API and the screens.
    Serve(Serve),
    /// Manage who can sign in.
    #[command(subcommand)]
    Accounts(Accounts),
    /// Simulate an operation and write the exports of its systems.
    Simulate(Simulate),
    /// Found an example partnership, simulate its history, take it in and serve it.
    Demo(Demo),
    /// Tell the platform of a simulated operation what to do, by signed calls, and undo them.
    #[command(subcommand)]
    Platform(Platform),
    /// Write the description of the HTTP API.
    Openapi,
}

/// Where the charter is.
#[derive(Debug, Clone, Args)]
pub struct CharterFolder {
    /// Folder of the charter.
    #[arg(long, value_name = "FOLDER", env = "TANDEM_CHARTER")]
    pub charter: PathBuf,
}

/// Whose deed it is.
#[derive(Debug, Clone, Args)]
pub struct Whose {
    /// The person of the partnership whose deed this is, as it is recorded; the account of the machine when absent.
    #[arg(long = "as", value_name = "PERSON")]
    pub person: Option<String>,
}

/// Where the data are.
#[derive(Debug, Clone, Args)]
pub struct DataFolder {
    /// Folder of the data: the lake, the ledger and the accounts. Made when it is missing.
    #[arg(long, value_name = "FOLDER", env = "TANDEM_DATA_FOLDER")]
    pub data: PathBuf,
    /// Memory that questions may use, in MiB.
    #[arg(long, value_name = "MIB", default_value_t = 512, value_parser = RangedU64ValueParser::<usize>::new().range(1..=MEMORY_MIB_MAX))]
    pub memory: usize,
    /// Threads that a question may use; all cores when absent.
    #[arg(long, value_name = "N", value_parser = RangedU64ValueParser::<usize>::new().range(1..))]
    pub threads: Option<usize>,
}

#[derive(Debug, Args)]
pub struct Check {
    /// Folder of the charter.
    #[arg(value_name = "FOLDER", required_unless_present = "charter")]
    pub folder: Option<PathBuf>,
    /// The same, named as in the other commands.
    #[arg(long, value_name = "FOLDER", env = "TANDEM_CHARTER")]
    pub charter: Option<PathBuf>,
    /// Treat warnings as errors.
    #[arg(long)]
    pub strict: bool,
}

#[derive(Debug, Args)]
pub struct Tables {
    /// One table, to see its columns.
    pub table: Option<String>,
    /// Folder of a charter, whose own tables and columns are then listed as well.
    #[arg(long, value_name = "FOLDER", env = "TANDEM_CHARTER")]
    pub charter: Option<PathBuf>,
    /// Write the page of the documentation instead: all canonical tables, in Markdown.
    #[arg(long, conflicts_with = "table")]
    pub markdown: bool,
}

#[derive(Debug, Args)]
pub struct Schema {
    /// Folder to write them to; to standard output, as one object, when absent.
    #[arg(long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,
}
