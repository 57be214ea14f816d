//! What is agreed, and what is proposed to be.

use clap::Args;

use super::{CharterFolder, DataFolder};

/// Proposing a charter's folder.
#[derive(Debug, Args)]
pub struct Push {
    #[command(flatten)]
    pub charter: CharterFolder,
    #[command(flatten)]
    pub data: DataFolder,
    /// In a few words, what shall be otherwise.
    #[arg(long, value_name = "TEXT")]
    pub title: String,
    /// Why.
    #[arg(long, value_name = "TEXT")]
    pub why: String,
    /// The operator's open proposal whose place it takes, by its number.
    #[arg(long, value_name = "NUMBER")]
    pub instead_of: Option<u64>,
}

/// Writing what is in force.
#[derive(Debug, Args)]
pub struct Pull {
    #[command(flatten)]
    pub charter: CharterFolder,
    #[command(flatten)]
    pub data: DataFolder,
    /// Also where the folder has changes that were never in force: they are lost.
    #[arg(long)]
    pub discard: bool,
}
