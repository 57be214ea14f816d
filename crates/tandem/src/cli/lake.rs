//! The tables on disk.

use clap::{Args, Subcommand, ValueEnum};

use super::{CharterFolder, DataFolder};

/// How far back the data can be asked.
#[derive(Debug, Clone, Copy, Args)]
pub struct KeepArgs {
    /// Days for which what the tables were can be asked for.
    #[arg(long, value_name = "DAYS", default_value_t = lake::Keep::default().days)]
    pub keep_days: u32,
    /// Days after which the versions from before a customer was forgotten are let go of, where that is sooner.
    #[arg(long, value_name = "DAYS", default_value_t = lake::Keep::default().forgotten_days)]
    pub keep_forgotten_days: u32,
    /// Versions of each table that can be asked for at most, so that a stream does not fill the disk.
    #[arg(long, value_name = "N", default_value_t = lake::Keep::default().versions)]
    pub keep_versions: u64,
}

impl From<KeepArgs> for lake::Keep {
    fn from(asked: KeepArgs) -> Self {
        Self {
            days: asked.keep_days,
            forgotten_days: asked.keep_forgotten_days,
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
