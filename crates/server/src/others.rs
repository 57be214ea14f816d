//! What other processes write to the ledger becomes known here without anything being decided here.

use std::sync::Arc;
use std::time::Duration;

use ledger::Ledger;
use tokio::task::JoinHandle;

/// How often it is looked. A look asks for one number, and screens are told at no quicker pace.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Begins to look, until the task is aborted.
pub(crate) fn begin(ledger: Arc<Ledger>) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut told = false;
        loop {
            tokio::time::sleep(LOOK_EVERY).await;
            match ledger.catch_up().await {
                Ok(()) if told => {
                    tracing::warn!("the ledger can be read again");
                    told = false;
                }
                Ok(()) => {}
                // Once, not every second.
                Err(error) if !told => {
                    let cause = std::error::Error::source(&error).map(ToString::to_string);
                    tracing::warn!(%error, ?cause, "what others decide cannot be read for now");
                    told = true;
                }
                Err(_) => {}
            }
        }
    })
}
