//! Serving, and who may sign in.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use jiff::civil::Date;

use super::{CharterFolder, DataFolder, KeepArgs};

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
    #[arg(long, value_name = "FOLDER", required_unless_present = "list")]
    pub out: Option<PathBuf>,
    /// A scenario of the charter's `scenarios/`, to take the place of what its scenario.yaml has happen; may be given again.
    #[arg(long, value_name = "NAME")]
    pub scenario: Vec<String>,
    /// List the scenarios that there are, and simulate nothing.
    #[arg(long, conflicts_with_all = ["out", "scenario"])]
    pub list: bool,
    /// How many days.
    #[arg(long, default_value_t = 180)]
    pub days: u32,
    /// Last day, included; yesterday when absent.
    #[arg(long, value_name = "DAY", value_parser = day)]
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
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub until: Option<Date>,
    /// The same seed gives the same history.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// A scenario of the charter's `scenarios/` for the history, as in `tandem simulate`; may be given again.
    #[arg(long, value_name = "NAME")]
    pub scenario: Vec<String>,
    /// Simulated seconds that pass in a second after the history; 0 begins paused.
    #[arg(long, default_value_t = 60.0, value_parser = pace)]
    pub pace: f64,
    /// End with the history instead of going on.
    #[arg(long)]
    pub still: bool,
}

/// Simulated seconds in one.
fn pace(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(pace) if (0.0..=server::PACE_MAX).contains(&pace) => Ok(pace),
        _ => Err(format!("a number from 0 to {}", server::PACE_MAX)),
    }
}

/// A day, and in words where it is none.
fn day(text: &str) -> Result<Date, String> {
    text.parse()
        .map_err(|_| "not a day of the calendar; write one such as 2025-03-29".to_owned())
}
