//! What was decided: looked through, checked, signed for and handed over.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use ledger::PublicKey;

/// Where the ledger is.
#[derive(Debug, Clone, Args)]
pub struct LedgerOf {
    /// Folder of the data. With TANDEM_LEDGER_URL the ledger is in that PostgreSQL database.
    #[arg(long, value_name = "FOLDER", env = "TANDEM_DATA_FOLDER")]
    pub data: PathBuf,
}

/// The log of what was decided.
#[derive(Debug, Subcommand)]
pub enum LedgerCommand {
    /// List entries, newest first: when, who, in which role, what.
    Log(LedgerLog),
    /// Write every entry as a line of NDJSON.
    Export(LedgerExport),
    /// Read an export into an empty ledger, all of it or nothing.
    Import(LedgerImport),
    /// Check the whole log and sign how far it is, for the other party to keep. The key is in TANDEM_LEDGER_KEY.
    Checkpoint(LedgerCheckpoint),
}

#[derive(Debug, Args)]
pub struct LedgerLog {
    #[command(flatten)]
    pub of: LedgerOf,
    /// Only what was decided by then: an entry such as 12, or an instant such as 2026-03-01T09:00:00Z.
    #[arg(long, value_name = "WHEN")]
    pub as_of: Option<Moment>,
    /// Entries at most.
    #[arg(long, default_value_t = 20, value_name = "N")]
    pub limit: u64,
}

/// A moment in the history of the ledger.
#[derive(Debug, Clone, Copy)]
pub enum Moment {
    /// After an entry.
    Entry(u64),
    /// At an instant.
    Instant(jiff::Timestamp),
}

impl std::str::FromStr for Moment {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Ok(entry) = text.parse() {
            return Ok(Self::Entry(entry));
        }
        text.parse().map(Self::Instant).map_err(|_| {
            "expected an entry such as 12, or an instant such as 2026-03-01T09:00:00Z".to_owned()
        })
    }
}

#[derive(Debug, Args)]
pub struct LedgerExport {
    #[command(flatten)]
    pub of: LedgerOf,
    /// The file to write, which must not be there yet; `-` is standard output.
    pub file: PathBuf,
}

#[derive(Debug, Args)]
pub struct LedgerImport {
    #[command(flatten)]
    pub of: LedgerOf,
    /// The export; `-` is standard input.
    pub file: PathBuf,
}

#[derive(Debug, Args)]
pub struct LedgerCheckpoint {
    #[command(flatten)]
    pub of: LedgerOf,
}

#[derive(Debug, Args)]
pub struct Verify {
    #[command(flatten)]
    pub of: LedgerOf,
    /// A checkpoint that was handed over: this ledger must extend what was signed.
    #[arg(long, value_name = "CHECKPOINT")]
    pub extends: Option<PathBuf>,
    /// The public key that must have signed it.
    #[arg(long, value_name = "PUBLIC_KEY", requires = "extends", value_parser = public_key)]
    pub by: Option<PublicKey>,
}

fn public_key(text: &str) -> Result<PublicKey, String> {
    PublicKey::parse(text).ok_or_else(|| {
        "expected the base64 of an ed25519 public key, as a checkpoint holds it".to_owned()
    })
}
