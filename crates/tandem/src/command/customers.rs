//! `tandem customers`: forgetting customers and merging them, on request. What is named here is hashed and never written.

use std::io::BufRead as _;

use access::Viewer;
use lake::{CustomerAsk, CustomerChange, CustomerRequest, Did, Secret};
use serde::Serialize;

use crate::cli::{Customers, CustomersAsk, CustomersOf, Told};
use crate::failure::Failure;
use crate::output::Output;
use crate::{charter_folder, clock, whose_deed};

pub async fn run(asked: Customers, output: &mut Output) -> Result<(), Failure> {
    match asked {
        Customers::Forget(asked) => {
            let customer = named(asked.customer)?;
            ask(&asked.ask, &CustomerAsk::Forget { customer }, output).await
        }
        Customers::Merge(asked) => {
            let (customer, into) = (named(asked.customer)?, named(asked.into)?);
            ask(&asked.ask, &CustomerAsk::Merge { customer, into }, output).await
        }
        Customers::List(asked) => list(&asked, output).await,
    }
}

/// A customer as named on the command line, or in the next line of standard input.
fn named(argument: String) -> Result<Secret, Failure> {
    if argument != "-" {
        return Ok(Secret::new(argument));
    }
    let mut line = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut line)
        .map_err(|error| Failure::internal("standard input could not be read", &error))?;
    Ok(Secret::new(line.trim_end_matches(['\n', '\r'])))
}

async fn ask(asked: &CustomersAsk, ask: &CustomerAsk, output: &mut Output) -> Result<(), Failure> {
    let (charter, _) = charter_folder::read(&asked.of.charter.charter)?;
    asked.of.data.ledger_to_read(&charter).await?;
    // A wrong folder is told before anything is made in it.
    drop(
        asked
            .of
            .data
            .lake_to_read(&charter, &asked.of.charter)
            .await?,
    );
    let viewer = whose_deed::viewer(&charter, &asked.whose)?;
    let lake = asked.of.data.lake(&charter).await?;
    if asked.dry_run {
        let would = lake
            .count_for_customer(&charter, &viewer, ask, clock::now())
            .await?;
        return told(&asked.of, &would, output, || match would.is_empty() {
            true => NOBODY.to_owned(),
            false => format!("would change:\n{}", changes(&would)),
        });
    }
    let reason = asked.reason.as_deref().unwrap_or_default();
    let done = lake
        .ask_about_customer(&charter, &viewer, ask, reason, clock::now())
        .await?;
    told(&asked.of, &done, output, || {
        let mut text = shown(&done);
        if done.changed.is_empty() {
            text.push_str(NOBODY);
        } else {
            let folders = asked.of.data.said_with(&asked.of.charter);
            text.push_str(&format!(
                "Older versions hold what was there before until a vacuum lets go of them, 30 days after a customer is forgotten unless it is told otherwise; at once:\n  tandem lake vacuum {folders} --keep-days 0\n"
            ));
        }
        text
    })
}

const NOBODY: &str = "No row that is there is of this customer, written as it was. What comes later is taken care of as it comes.\n";

async fn list(asked: &CustomersOf, output: &mut Output) -> Result<(), Failure> {
    let (charter, _) = charter_folder::read(&asked.charter.charter)?;
    let lake = asked.data.lake_to_read(&charter, &asked.charter).await?;
    let requests = lake.customer_requests(&Viewer::operator(&charter.partnership))?;
    told(asked, &requests, output, || {
        if requests.is_empty() {
            return "nobody asked for a customer to be forgotten or merged\n".to_owned();
        }
        requests.iter().map(shown).collect()
    })
}

/// As JSON where that is asked for, in words otherwise.
fn told<T: Serialize>(
    asked: &CustomersOf,
    what: &T,
    output: &mut Output,
    words: impl FnOnce() -> String,
) -> Result<(), Failure> {
    if asked.format == Told::Json {
        let json = serde_json::to_string_pretty(what)
            .map_err(|error| Failure::internal("it could not be written", &error))?;
        return output.answer(&format!("{json}\n"));
    }
    output.answer(&words())
}

fn shown(request: &CustomerRequest) -> String {
    let did = match request.did {
        Did::Forgotten => "a customer forgotten",
        Did::Merged => "two customers merged",
    };
    let standing = match (request.done, request.held) {
        (false, _) => "not done yet: the next request, or the next start, goes on with it",
        (true, true) => "done; older versions still hold what was there before",
        (true, false) => "done; no version that is kept holds what was there before",
    };
    format!(
        "request {}, {}, by {}: {did}\n  {}\n  {standing}\n{}",
        request.number,
        request.at.strftime("%Y-%m-%d %H:%M:%S UTC"),
        request.by,
        request.reason,
        changes(&request.changed)
    )
}

fn changes(changes: &[CustomerChange]) -> String {
    changes
        .iter()
        .map(|change| {
            let by_feed: Vec<String> = change
                .by_feed
                .iter()
                .map(|(feed, rows)| format!("{rows} of {feed}"))
                .collect();
            format!(
                "  {}: {} rows ({}), version {}\n",
                change.table,
                change.rows,
                by_feed.join(", "),
                change.version
            )
        })
        .collect()
}
