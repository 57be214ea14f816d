//! What is asked, and in which words it is answered.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use jiff::civil::Date;

use super::{CharterFolder, DataFolder};

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

#[derive(Debug, Args)]
pub struct Glossary {
    #[command(flatten)]
    pub charter: CharterFolder,
    /// The words that this person of the partnership may know; all of them when absent.
    #[arg(long = "as", value_name = "PERSON")]
    pub person: Option<String>,
    /// How to write it.
    #[arg(long, value_enum, default_value_t = Page::Md)]
    pub format: Page,
}

/// How to write a page of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Page {
    /// Markdown.
    Md,
    /// The terms as data.
    Json,
}

#[derive(Debug, Args)]
pub struct Lineage {
    #[command(flatten)]
    pub charter: CharterFolder,
    /// Folder of the data, to say how fresh the feeds are.
    #[arg(long, value_name = "FOLDER", env = "TANDEM_DATA_FOLDER")]
    pub data: Option<PathBuf>,
    /// A KPI, a feed or a table; FEED.COLUMN is a column of a source, TABLE.COLUMN one of a table.
    #[arg(
        value_name = "KPI|FEED[.COLUMN]|TABLE[.COLUMN]",
        required_unless_present = "openlineage"
    )]
    pub of: Option<String>,
    /// Write what was taken in as OpenLineage events instead, one a line, oldest first; of the feed that is named, or of
    /// all.
    #[arg(long, requires = "data", conflicts_with_all = ["format"])]
    pub openlineage: bool,
    /// With --openlineage: of batches after this version of the lake.
    #[arg(
        long,
        value_name = "VERSION",
        default_value_t = 0,
        requires = "openlineage"
    )]
    pub after: u64,
    /// Answer as this person of the partnership would see it; as the operator, who sees everything, when absent.
    #[arg(long = "as", value_name = "PERSON")]
    pub person: Option<String>,
    /// How to write the answer.
    #[arg(long, value_enum, default_value_t = Layout::Table)]
    pub format: Layout,
}

/// How to write an answer that is no list of records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Layout {
    /// Lines for people.
    Table,
    /// The whole answer.
    Json,
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
