//! Telling an operation's platform what to do.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// Signed calls to routing and workforce platforms.
#[derive(Debug, Subcommand)]
pub enum Platform {
    /// Set a lever of the operation, from now on. It is signed with the key in TANDEM_PLATFORM_KEY.
    Call(PlatformCall),
    /// Undo a call: things are put back as they were but for it.
    Undo(PlatformUndo),
}

#[derive(Debug, Args)]
pub struct PlatformCall {
    /// Where the platform is, e.g. http://127.0.0.1:8080.
    #[arg(value_name = "URL")]
    pub url: String,
    /// The file that says what is to be set, for how long, and why, as YAML or JSON; docs/platform-calls.md has examples.
    #[arg(long, value_name = "FILE")]
    pub lever: PathBuf,
    /// Under which the call is to be known; a new name when absent. The same again changes nothing.
    #[arg(long, value_name = "ID")]
    pub id: Option<String>,
}

#[derive(Debug, Args)]
pub struct PlatformUndo {
    /// Where the platform is.
    #[arg(value_name = "URL")]
    pub url: String,
    /// The call, as it was named when it was made.
    #[arg(value_name = "CALL")]
    pub call: String,
}
