//! The binary: commands and wiring, nothing else.

mod aligned;
mod chance;
mod charter_folder;
mod checkpoint_key;
mod cli;
mod clock;
mod command;
mod customer_key;
mod data_folder;
mod failure;
mod ledger_place;
mod named_files;
mod output;
mod platform_key;
mod progress;
mod whose_deed;

use std::io::IsTerminal;
use std::process::ExitCode;

use clap::Parser;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::cli::Cli;
use crate::failure::Failure;
use crate::output::Output;

/// A server takes facts in for weeks, on many threads: what one of them no longer needs goes back to the system, which the
/// C library's allocator seldom does.
#[cfg(not(target_env = "msvc"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let mut output = Output::new();
    match run(cli, &mut output) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            output.failure(&failure);
            failure.exit_code()
        }
    }
}

fn run(cli: Cli, output: &mut Output) -> Result<(), Failure> {
    let wanted: Targets = cli.log.parse().map_err(|_| {
        Failure::refused(
            format!("`{}` is no log filter", cli.log),
            "write a level or targets with levels, e.g. info or lake=debug,warn",
        )
    })?;
    tracing_subscriber::registry()
        .with(
            tracing_subscriber::fmt::layer()
                .with_writer(std::io::stderr)
                // A file or a pipe has no colours.
                .with_ansi(std::io::stderr().is_terminal()),
        )
        .with(wanted)
        .init();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::internal("the runtime could not start", &error))?;
    let done = runtime.block_on(command::run(cli.command, output));
    // What is still under way, such as a simulation that was broken off, is of use to nobody: do not wait for it.
    runtime.shutdown_background();
    done
}
