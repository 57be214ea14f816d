//! Customers who ask to be forgotten, and accounts that turned out to be one customer's.
//!
//! Rows stay, so that every count stays: who they were of goes, or becomes somebody else. A request is written down first;
//! from then on the door applies it to all that comes, and the tables are written anew, now or after the next start.

mod aside;
mod asked;
mod known;
mod raw;
mod rewrite;
mod rows;

use std::collections::BTreeMap;

use access::{RowScope, Viewer};
use charter::Charter;
use charter::partnership::Right;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub(crate) use self::asked::{Asked, Contact, read, write};
pub(crate) use self::known::Customers;
pub(crate) use self::raw::{CLEARED, Values, is_note};
pub(crate) use self::rows::Columns;
use crate::turn::Turn;
use crate::{Lake, LakeError, Secret};

/// What is asked. Identities are as the source names them, in the values that a feed maps to the customer; they are hashed
/// and never stored.
#[derive(Debug, Clone)]
pub enum CustomerAsk {
    /// Nobody is to know any more whose rows they were.
    Forget {
        /// Who.
        customer: Secret,
    },
    /// Two accounts are one customer's.
    Merge {
        /// The account that goes.
        customer: Secret,
        /// The account that stays.
        into: Secret,
    },
}

/// What a request does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Did {
    /// A customer was forgotten.
    Forgotten,
    /// A customer became another one.
    Merged,
}

impl Did {
    /// As it is stored and sent.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Forgotten => "forgotten",
            Self::Merged => "merged",
        }
    }
}

/// Rows of a table that a request changed. No row came or went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerChange {
    /// Number of the request.
    pub request: u64,
    /// What it did.
    pub did: Did,
    /// The table; `set_aside` for rows that had been set aside.
    pub table: String,
    /// Version of the lake that has them changed.
    pub version: u64,
    /// How many they were.
    pub rows: u64,
    /// Of them, by the feed they had come through.
    pub by_feed: BTreeMap<String, u64>,
}

/// A request, and what it came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CustomerRequest {
    /// Its number, from 1.
    pub number: u64,
    /// What was asked.
    pub did: Did,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
    /// Why, in their words.
    pub reason: String,
    /// Whether every table has been written anew. The door applies a request from the beginning.
    pub done: bool,
    /// Whether older versions that are still kept, and the files they are in, hold what was there before.
    pub held: bool,
    /// The rows that were there and changed, by table.
    pub changed: Vec<CustomerChange>,
}

/// Rows by line, with the request by which their customer was forgotten.
pub(crate) type Whose = Vec<(u64, Option<u64>)>;

impl Lake {
    /// Forgets a customer or merges two: writes the request down, then the tables anew. Once begun it is carried through,
    /// also when nobody waits for it any more.
    ///
    /// # Errors
    /// When the viewer may not, the request makes no sense, or the disk fails. A request that was written down and could
    /// not be done is applied at the door, listed as not done, and done with the next one or after the next start.
    pub async fn ask_about_customer(
        &self,
        charter: &Charter,
        viewer: &Viewer,
        ask: &CustomerAsk,
        reason: &str,
        at: Timestamp,
    ) -> Result<CustomerRequest, LakeError> {
        may_ask(viewer)?;
        if !self.inner.folder.may_write() {
            return Err(LakeError::ReadOnly);
        }
        let reason = reason.trim();
        fit(ask, reason)?;
        let number = {
            let _turn = Turn::take(&self.inner).await?;
            let customers = self.inner.customers();
            let asked =
                customers.with_request(what(ask, &customers)?, (viewer.person(), reason), at)?;
            let number = asked.asked().last().map_or(0, |asked| asked.number);
            self.inner.keep_customers(asked)?;
            number
        };
        // A task of its own: it must not stop half way through its commits.
        let (lake, charter) = (self.clone(), charter.clone());
        tokio::spawn(async move { lake.finish_customers(&charter, at).await })
            .await
            .map_err(LakeError::table("writing tables anew"))??;
        let requests = self.requests();
        requests
            .into_iter()
            .find(|request| request.number == number)
            .ok_or_else(|| LakeError::Table {
                doing: "telling what a request came to".to_owned(),
                cause: "it is not there".to_owned(),
            })
    }

    /// What a request would change, and nothing else.
    ///
    /// # Errors
    /// As [`Lake::ask_about_customer`].
    pub async fn count_for_customer(
        &self,
        charter: &Charter,
        viewer: &Viewer,
        ask: &CustomerAsk,
        at: Timestamp,
    ) -> Result<Vec<CustomerChange>, LakeError> {
        may_ask(viewer)?;
        if !self.inner.folder.may_write() {
            return Err(LakeError::ReadOnly);
        }
        fit(ask, "none, as it is only counted")?;
        let customers = self.inner.customers();
        let asked = customers.with_request(what(ask, &customers)?, (viewer.person(), ""), at)?;
        self.count_changes(charter, asked, at).await
    }

    /// What was asked so far, newest first.
    ///
    /// # Errors
    /// When the viewer may not see it.
    pub fn customer_requests(&self, viewer: &Viewer) -> Result<Vec<CustomerRequest>, LakeError> {
        may_ask(viewer)?;
        let mut requests = self.requests();
        requests.reverse();
        Ok(requests)
    }

    fn requests(&self) -> Vec<CustomerRequest> {
        let state = self.inner.state();
        let customers = self.inner.customers();
        let mut requests: Vec<CustomerRequest> = customers
            .asked()
            .iter()
            .map(|asked| CustomerRequest {
                number: asked.number,
                did: asked.did,
                at: asked.at,
                by: asked.by.clone(),
                reason: asked.reason.clone(),
                done: asked.done,
                held: false,
                changed: Vec::new(),
            })
            .collect();
        for (change, held) in state.tables.values().flat_map(|log| log.customer_changes()) {
            let request = requests.iter_mut().find(|one| one.number == change.request);
            if let Some(request) = request {
                request.held |= held;
                request.add(change);
            }
        }
        // What a table was when it was asked may hold the customer still, though the table has changed since by itself.
        for request in requests.iter_mut().filter(|one| one.did == Did::Forgotten) {
            request.held |= state
                .tables
                .values()
                .any(|log| log.keeps_what_was_before(request.at));
        }
        requests
    }
}

impl CustomerRequest {
    /// Adds rows, to those of the same table where some were changed before.
    fn add(&mut self, change: &CustomerChange) {
        let known = self
            .changed
            .iter_mut()
            .find(|one| one.table == change.table);
        match known {
            None => self.changed.push(change.clone()),
            Some(known) => {
                known.rows += change.rows;
                known.version = known.version.max(change.version);
                for (feed, rows) in &change.by_feed {
                    *known.by_feed.entry(feed.clone()).or_default() += rows;
                }
            }
        }
    }
}

/// Who sees every party's rows and may hand in facts: a steward of the client, never anybody of a provider.
fn may_ask(viewer: &Viewer) -> Result<(), LakeError> {
    if viewer.may(Right::Ingest) && *viewer.rows() == RowScope::Everything {
        return Ok(());
    }
    Err(LakeError::Forbidden {
        table: "contact".to_owned(),
        column: "customer".to_owned(),
    })
}

fn identities(ask: &CustomerAsk) -> Vec<&Secret> {
    match ask {
        CustomerAsk::Forget { customer } => vec![customer],
        CustomerAsk::Merge { customer, into } => vec![customer, into],
    }
}

/// Whether identities are there and the reason, which is kept, tells none of them.
fn fit(ask: &CustomerAsk, reason: &str) -> Result<(), LakeError> {
    let refused = |cause: &str, hint: &str| {
        Err(LakeError::CustomerRefused {
            cause: cause.to_owned(),
            hint: hint.to_owned(),
        })
    };
    if reason.is_empty() {
        return refused(
            "no reason is given",
            "Say why, such as the number under which the customer's letter is filed.",
        );
    }
    let small = reason.to_lowercase();
    for identity in identities(ask) {
        let text = text(identity)?;
        if text.trim().is_empty() {
            return refused(
                "no customer is named",
                "Name the customer as the source does, in the column that the feed maps to `customer`.",
            );
        }
        let words = |sign: char| sign.is_whitespace() || ",;()\"'".contains(sign);
        let text = text.trim().to_lowercase();
        if small.split(words).any(|word| word == text)
            || (text.contains(words) && small.contains(&text))
        {
            return refused(
                "the reason names the customer, and reasons are kept",
                "Say it without the name, such as the number under which the customer's letter is filed.",
            );
        }
    }
    Ok(())
}

fn text(identity: &Secret) -> Result<&str, LakeError> {
    std::str::from_utf8(identity.bytes()).map_err(|_| LakeError::CustomerRefused {
        cause: "the customer's name is not UTF-8".to_owned(),
        hint: "Send it in UTF-8.".to_owned(),
    })
}

/// What is asked, in hashes.
fn what(
    ask: &CustomerAsk,
    customers: &Customers,
) -> Result<(Did, String, Option<String>), LakeError> {
    Ok(match ask {
        CustomerAsk::Forget { customer } => (Did::Forgotten, customers.hash(text(customer)?), None),
        CustomerAsk::Merge { customer, into } => (
            Did::Merged,
            customers.hash(text(customer)?),
            Some(customers.hash(text(into)?)),
        ),
    })
}
