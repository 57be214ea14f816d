//! The commands, one file each.

mod accounts;
mod agreed;
mod as_of;
mod check;
mod customers;
mod demo;
mod feed;
mod feed_status;
mod glossary;
mod ingest;
mod init;
mod lake;
mod ledger;
mod lineage;
mod openapi;
mod platform;
mod preview;
mod pull;
mod push;
mod quarantine;
mod query;
mod schema;
mod serve;
mod simulate;
mod table;
mod tables;
mod under;
mod unmatched;
mod upkeep;
mod verify;
mod ways_in;

use crate::cli::Command;
use crate::failure::Failure;
use crate::output::Output;

/// Does what was asked.
///
/// # Errors
/// What kept it from being done.
pub async fn run(command: Command, output: &mut Output) -> Result<(), Failure> {
    match command {
        Command::Init(asked) => init::run(&asked, output),
        Command::Tables(asked) => tables::run(&asked, output),
        Command::Check(asked) => check::run(&asked, output),
        Command::Schema(asked) => schema::run(&asked, output),
        Command::Push(asked) => push::run(asked, output).await,
        Command::Pull(asked) => pull::run(asked, output).await,
        Command::Ingest(asked) => ingest::run(asked, output).await,
        Command::Feed(asked) => feed::run(asked, output).await,
        Command::Quarantine(asked) => quarantine::run(asked, output).await,
        Command::Query(asked) => query::run(asked, output).await,
        Command::Lake(asked) => lake::run(asked, output).await,
        Command::Customers(asked) => customers::run(asked, output).await,
        Command::Glossary(asked) => glossary::run(&asked, output),
        Command::Ledger(asked) => ledger::run(asked, output).await,
        Command::Verify(asked) => verify::run(asked, output).await,
        Command::Lineage(asked) => lineage::run(asked, output).await,
        Command::Serve(asked) => serve::run(asked, output).await,
        Command::Accounts(asked) => accounts::run(asked, output).await,
        Command::Simulate(asked) => simulate::run(&asked, output),
        Command::Demo(asked) => demo::run(asked, output).await,
        Command::Platform(asked) => platform::run(asked, output).await,
        Command::Openapi => openapi::run(output),
    }
}
