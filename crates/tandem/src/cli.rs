//! The command line: what can be said, and what it means.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::builder::RangedU64ValueParser;
use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

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
    /// Take files in through a feed.
    Ingest(Ingest),
    /// Draft a feed from a file.
    #[command(subcommand)]
    Feed(Feed),
    /// See, mend, try again and waive rows that were set aside.
    #[command(subcommand)]
    Quarantine(Quarantine),
    /// Ask for KPIs.
    Query(Query),
    /// See what the tables are like on disk and what their versions were, and keep them well.
    #[command(subcommand)]
    Lake(LakeCommand),
    /// Serve the API and the screens.
    Serve(Serve),
    /// Manage who can sign in.
    #[command(subcommand)]
    Accounts(Accounts),
    /// Simulate an operation and write the exports of its systems.
    Simulate(Simulate),
    /// Found an example partnership, simulate its history, take it in and serve it.
    Demo(Demo),
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

#[derive(Debug, Args)]
pub struct Ingest {
    #[command(flatten)]
    pub charter: CharterFolder,
    #[command(flatten)]
    pub data: DataFolder,
    /// Name of the feed, as in `feeds/<name>.yaml`.
    pub feed: String,
    /// Files to take in, each as a whole or not at all; `-` is standard input.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
}

/// Feeds.
#[derive(Debug, Subcommand)]
pub enum Feed {
    /// Read a file that no feed describes yet, and write the feed that would take it in: to standard output, with its
    /// doubts as comments; a preview goes to standard error.
    Draft(FeedDraft),
}

#[derive(Debug, Args)]
pub struct FeedDraft {
    /// CSV, TSV, NDJSON, JSON, Parquet or Arrow IPC; plain, gzip or zstd.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Folder of the charter that the feed is for: its zone, parties, contact types and tables are then known.
    #[arg(long, value_name = "FOLDER", env = "TANDEM_CHARTER")]
    pub charter: Option<PathBuf>,
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
    #[arg(long, value_enum)]
    pub standing: Option<RowStanding>,
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
}

impl From<RowStanding> for lake::Standing {
    fn from(standing: RowStanding) -> Self {
        match standing {
            RowStanding::Waiting => Self::Waiting,
            RowStanding::Mended => Self::Mended,
            RowStanding::Waived => Self::Waived,
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
    /// The feed.
    pub feed: String,
    #[command(flatten)]
    pub rows: Rows,
    /// Why they do not matter.
    #[arg(long)]
    pub why: String,
}

#[derive(Debug, Args)]
pub struct Query {
    #[command(flatten)]
    pub charter: CharterFolder,
    #[command(flatten)]
    pub data: DataFolder,
    /// KPIs, separated by commas.
    #[arg(value_delimiter = ',', required = true, value_parser = name)]
    pub kpis: Vec<String>,
    /// Columns to break down by, separated by commas.
    #[arg(long, value_delimiter = ',', value_name = "COLUMNS", value_parser = name)]
    pub by: Vec<String>,
    /// Length of the periods: quarter_hour, half_hour, hour, day, week, month or quarter.
    #[arg(long)]
    pub grain: Option<calendar::Grain>,
    /// First day (in the partnership's zone) or instant; the oldest fact when absent.
    #[arg(long, value_name = "DAY")]
    pub from: Option<kpi::Moment>,
    /// Last day, included, or the instant before which; the newest fact when absent.
    #[arg(long, value_name = "DAY")]
    pub to: Option<kpi::Moment>,
    /// SQL predicate over columns, e.g. "channel = 'voice' and priority = '2'".
    #[arg(long = "where", value_name = "PREDICATE")]
    pub filter: Option<String>,
    /// Basis to compute from, e.g. 12·3 or 12.3; the newest when absent.
    #[arg(long)]
    pub basis: Option<kpi::Basis>,
    /// Answer as it would have been answered then: a version of the lake, an instant, or a day (its end).
    #[arg(long, value_name = "WHEN", conflicts_with = "basis")]
    pub as_of: Option<AsOf>,
    /// Answer as this person of the partnership would see it; as the operator, who sees everything, when absent.
    #[arg(long = "as", value_name = "PERSON")]
    pub person: Option<String>,
    /// How to write the answer.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
}

/// A moment in the history of the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AsOf {
    /// A version of the lake.
    Version(u64),
    /// An instant.
    Instant(jiff::Timestamp),
    /// The end of a day, in the partnership's zone.
    Day(Date),
}

impl std::str::FromStr for AsOf {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Ok(version) = text.parse() {
            return Ok(Self::Version(version));
        }
        if let Ok(instant) = text.parse() {
            return Ok(Self::Instant(instant));
        }
        text.parse().map(Self::Day).map_err(|_| {
            "expected a version such as 12, an instant such as 2026-03-01T09:00:00Z, or a day"
                .to_owned()
        })
    }
}

/// A name in a list, without the spaces that people write after commas.
fn name(text: &str) -> Result<String, String> {
    match text.trim() {
        "" => Err("a name is missing".to_owned()),
        name => Ok(name.to_owned()),
    }
}

/// How to write an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Aligned columns for people, with n and intervals.
    Table,
    /// A header, then one record a row, values at full precision.
    Csv,
    /// The whole answer.
    Json,
}

#[derive(Debug, Args)]
pub struct Serve {
    #[command(flatten)]
    pub charter: CharterFolder,
    #[command(flatten)]
    pub data: DataFolder,
    /// Address to listen on.
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    pub listen: SocketAddr,
    /// The address that browsers show, e.g. https://tandem.example.org; an https address makes the cookie https-only.
    #[arg(long, value_name = "URL")]
    pub public_url: Option<String>,
    /// A proxy in front sets X-Forwarded-For.
    #[arg(long)]
    pub behind_proxy: bool,
    #[command(flatten)]
    pub ways_in: WaysIn,
    #[command(flatten)]
    pub keep: KeepArgs,
}

/// How far back the data can be asked.
#[derive(Debug, Clone, Copy, Args)]
pub struct KeepArgs {
    /// Days for which what the tables were can be asked for.
    #[arg(long, value_name = "DAYS", default_value_t = lake::Keep::default().days)]
    pub keep_days: u32,
    /// Versions of each table that can be asked for at most, so that a stream does not fill the disk.
    #[arg(long, value_name = "N", default_value_t = lake::Keep::default().versions)]
    pub keep_versions: u64,
}

impl From<KeepArgs> for lake::Keep {
    fn from(asked: KeepArgs) -> Self {
        Self {
            days: asked.keep_days,
            versions: asked.keep_versions,
        }
    }
}

/// The tables on disk.
#[derive(Debug, Subcommand)]
pub enum LakeCommand {
    /// What each table is like: rows, files, sizes, versions.
    Status(LakeOf),
    /// The versions of a table, newest first: when, what came, from where.
    History(LakeHistory),
    /// Make small files large. The server does it by itself as they gather.
    Compact(LakeOf),
    /// Let go of what no kept version needs. The server does it every hour.
    Vacuum(LakeVacuum),
    /// Take out the rows that are older than the charter's `retain` keeps them. The server does it every day.
    Retain(LakeRetain),
}

#[derive(Debug, Args)]
pub struct LakeOf {
    #[command(flatten)]
    pub charter: CharterFolder,
    #[command(flatten)]
    pub data: DataFolder,
    /// How to write what is told.
    #[arg(long, value_enum, default_value_t = Told::Table)]
    pub format: Told,
}

impl LakeOf {
    /// Whether JSON is asked for.
    pub fn json(&self) -> bool {
        self.format == Told::Json
    }
}

/// How to write what is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Told {
    /// Words and aligned columns for people.
    Table,
    /// Everything, for programs.
    Json,
}

#[derive(Debug, Args)]
pub struct LakeHistory {
    #[command(flatten)]
    pub of: LakeOf,
    /// The table.
    pub table: String,
    /// Versions at most.
    #[arg(long, default_value_t = 20, value_name = "N")]
    pub limit: usize,
}

#[derive(Debug, Args)]
pub struct LakeVacuum {
    #[command(flatten)]
    pub of: LakeOf,
    #[command(flatten)]
    pub keep: KeepArgs,
    /// Only tell what would go.
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Debug, Args)]
pub struct LakeRetain {
    #[command(flatten)]
    pub of: LakeOf,
    /// Only tell what would go.
    #[arg(long)]
    pub dry_run: bool,
}

/// Ways in that run while it is served. Feeds that have a `pull` are asked for as well.
#[derive(Debug, Clone, Default, Args)]
pub struct WaysIn {
    /// Watch FOLDER/<feed>/ and take in the files that are put there.
    #[arg(long, value_name = "FOLDER", env = "TANDEM_DROP")]
    pub drop: Option<PathBuf>,
    /// Take in the messages of the NATS JetStream subjects tandem.<feed>, e.g. nats://127.0.0.1:4222.
    #[arg(
        long,
        value_name = "URL",
        env = "TANDEM_STREAM",
        hide_env_values = true
    )]
    pub stream: Option<String>,
    /// Do not ask for the feeds that have a `pull`.
    #[arg(long)]
    pub no_pull: bool,
}

#[derive(Debug, Subcommand)]
pub enum Accounts {
    /// List the people of the partnership and whether they can sign in.
    List(AccountsOf),
    /// Set a person's password: typed twice, unseen, or piped in as one line.
    SetPassword {
        #[command(flatten)]
        of: AccountsOf,
        /// Short name of the person, as in `partnership.yaml`.
        person: String,
    },
    /// Take a person's sign-in, sessions and tokens away.
    Remove {
        #[command(flatten)]
        of: AccountsOf,
        /// Short name of the person.
        person: String,
    },
}

#[derive(Debug, Args)]
pub struct AccountsOf {
    #[command(flatten)]
    pub charter: CharterFolder,
    #[command(flatten)]
    pub data: DataFolder,
}

#[derive(Debug, Args)]
pub struct Simulate {
    #[command(flatten)]
    pub charter: CharterFolder,
    /// Folder to write the exports and the truth to.
    #[arg(long, value_name = "FOLDER")]
    pub out: PathBuf,
    /// How many days.
    #[arg(long, default_value_t = 180)]
    pub days: u32,
    /// Last day, included; yesterday when absent.
    #[arg(long, value_name = "DAY")]
    pub until: Option<Date>,
    /// The same seed gives the same bytes.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}

#[derive(Debug, Args)]
pub struct Demo {
    /// Folder of the example charter.
    #[arg(long, value_name = "FOLDER", default_value = "charters/harbor")]
    pub charter: PathBuf,
    /// Folder of the demo's data; safe to delete.
    #[arg(long, value_name = "FOLDER", default_value = "demo-data")]
    pub data: PathBuf,
    /// Address to listen on.
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    pub listen: SocketAddr,
    /// How many days to simulate.
    #[arg(long, default_value_t = 180)]
    pub days: u32,
    /// Last day to simulate; yesterday when absent.
    #[arg(long, value_name = "DAY")]
    pub until: Option<Date>,
    /// The same seed gives the same history.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}
