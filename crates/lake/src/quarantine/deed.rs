//! Trying rows again that were set aside, as they are or put right, and waiving them, step by step.

use std::collections::{BTreeMap, HashMap};

use access::Viewer;
use charter::Charter;
use charter::expression::{Allowed, Expression};
use jiff::Timestamp;
use tokio::sync::mpsc::unbounded_channel;

use super::packets::{packets, untriable};
use super::page::{Page, Sought};
use super::resolve::{Replay, Resolutions, Verdict, update};
use super::step::Step;
use super::{Standing, may_see};
use crate::catalog::SET_ASIDE;
use crate::customers::{Customers, Values};
use crate::error::ROW_THAT_WAITS;
use crate::ingest::{Intake, Shipment};
use crate::intake::Mend;
use crate::state::State;
use crate::turn::Turn;
use crate::{Fate, Lake, LakeError};

/// Which rows of a feed, among those that wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    /// These.
    Ids(Vec<String>),
    /// All that failed this check.
    Check(String),
    /// All.
    All,
}

/// What is put right before rows are tried again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum With {
    /// Nothing: the feed was put right, or its checks.
    AsTheyAre,
    /// The text of one row.
    Text(String),
    /// Source columns get the values of SQL expressions over source columns.
    Expressions(BTreeMap<String, String>),
}

/// The rows that a deed is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meant {
    /// The feed.
    pub feed: String,
    /// Its rows.
    pub which: Which,
    /// Where the step before ended, as its [`Step::next`] says; from the newest row on when absent.
    pub after: Option<String>,
}

impl Lake {
    /// Tries rows again that wait, in one step: as many as may be held at once, newest first. Those that pass are taken in and
    /// stand as mended; the others go on waiting, with what is wrong with them now, and keep none behind them from being tried.
    ///
    /// # Errors
    /// When the viewer may not, the feed or an expression is bad, or the disk fails; nothing has changed by this step then.
    pub async fn mend(
        &self,
        charter: &Charter,
        viewer: &Viewer,
        meant: &Meant,
        with: &With,
        at: Timestamp,
    ) -> Result<Step, LakeError> {
        may_see(viewer)?;
        let told = (viewer.person().to_owned(), self.words(with));
        self.try_again(charter, meant, with, told, at).await
    }

    /// The same; with who it is and what was done, as it stays with the rows.
    pub(super) async fn try_again(
        &self,
        charter: &Charter,
        meant: &Meant,
        with: &With,
        (by, words): (String, String),
        at: Timestamp,
    ) -> Result<Step, LakeError> {
        let mend = mends(&meant.feed, with)?;
        let intake = Intake::of(&self.inner, charter, &meant.feed, at)?;
        intake.reads(&mend)?;
        let turn = Turn::take(&self.inner).await?;
        let (page, gone) = waiting(&turn.state, meant).await?;
        let step = Step::over(&page, gone);
        if matches!(with, With::Text(_)) && step.left > 0 {
            return Err(LakeError::BadQuestion {
                cause: "a new text is for one row".to_owned(),
            });
        }
        let mut fates: BTreeMap<String, Fate> = BTreeMap::new();
        let mut rows = page.rows;
        rows.retain(|row| match untriable(row) {
            Some(fate) => fates.insert(row.id.clone(), fate).is_some(),
            None => true,
        });
        let checks: HashMap<String, String> = rows
            .iter()
            .map(|row| (row.id.clone(), row.check.clone()))
            .collect();
        let (packets, ids) = packets(rows, with, &mend)?;
        if packets.is_empty() {
            return Ok(step.told(fates));
        }
        let shipment = Shipment {
            packets,
            replay: Some(Replay {
                rows: ids.clone(),
                by,
                words,
                more_follow: step.next.is_some(),
            }),
        };
        let (sender, _) = unbounded_channel();
        let taken = tokio::spawn(intake.run(turn, shipment, sender))
            .await
            .map_err(LakeError::table("trying rows again"))??;
        let machine = taken.iter().filter_map(|taken| taken.as_ref().err());
        if let Some(error) = machine.clone().find(|error| !error.is_users()) {
            return Err(error.clone());
        }
        // Where nothing else is meant, whoever asked hears of it as of a deed that failed.
        let alone = meant.after.is_none() && step.next.is_none() && fates.is_empty();
        if let Some(error) = machine.clone().next()
            && alone
            && machine.count() == taken.len()
        {
            return Err(error.clone());
        }
        let mut receipts = Vec::new();
        for (taken, ids) in taken.into_iter().zip(ids) {
            match taken {
                Ok(taken) => {
                    for row in taken.fates {
                        if let Some(id) = ids.get(&row.line) {
                            fates.insert(id.clone(), row.fate);
                        }
                    }
                    receipts.push(taken.receipt);
                }
                // Rows that are written otherwise than the others, and cannot be read by what is asked.
                Err(error) => fates.extend(ids.into_values().map(|id| {
                    let fate = Fate::SetAside {
                        id: id.clone(),
                        check: checks.get(&id).cloned().unwrap_or_default(),
                        reason: error.to_string(),
                        hint: error.hint(),
                    };
                    (id, fate)
                })),
            }
        }
        Ok(Step { receipts, ..step }.told(fates))
    }

    /// Says of rows that wait that they do not matter, and why, in one step as [`Lake::mend`].
    ///
    /// # Errors
    /// When the viewer may not, `why` is empty, or the disk fails; nothing has changed by this step then.
    pub async fn waive(
        &self,
        viewer: &Viewer,
        meant: &Meant,
        why: &str,
        at: Timestamp,
    ) -> Result<Step, LakeError> {
        may_see(viewer)?;
        if !self.inner.folder.may_write() {
            return Err(LakeError::ReadOnly);
        }
        if why.trim().is_empty() {
            return Err(LakeError::BadQuestion {
                cause: "rows are waived for a reason, and none is given".to_owned(),
            });
        }
        let mut turn = Turn::take(&self.inner).await?;
        // Of those that wait no more, somebody else has decided: how many were waived tells it.
        let (page, gone) = waiting(&turn.state, meant).await?;
        let mut step = Step::over(&page, gone);
        let Some(log) = turn
            .state
            .tables
            .get(SET_ASIDE)
            .filter(|_| !page.rows.is_empty())
        else {
            return Ok(step);
        };
        step.done = page.rows.len() as u64;
        let verdicts = page
            .rows
            .into_iter()
            .map(|row| {
                let verdict = Verdict::Resolved {
                    standing: Standing::Waived,
                    by: viewer.person().to_owned(),
                    words: why.trim().to_owned(),
                };
                (row.id, verdict)
            })
            .collect();
        let resolutions = Resolutions {
            verdicts,
            more_follow: step.next.is_some(),
        };
        // No fact changes, so the lake's version stays.
        turn.begins();
        let log = update(log, &meant.feed, resolutions, turn.state.version, at).await?;
        turn.state.tables.insert(SET_ASIDE.to_owned(), log);
        turn.done();
        Ok(step)
    }

    /// What was done, in words that stay with the row and name nobody who was forgotten.
    fn words(&self, with: &With) -> String {
        let words = words(with);
        let customers = self.inner.customers();
        customers
            .holds(words.as_bytes(), Values::Telling)
            .map_or(words, Customers::note)
    }
}

/// The rows of the next step, and the ids of those that wait no more. An error when ids are named and none of them waits.
async fn waiting(state: &State, meant: &Meant) -> Result<(Page, Vec<String>), LakeError> {
    let after = meant.after.as_deref().map(str::parse).transpose()?;
    let sought = Sought {
        feed: meant.feed.clone(),
        which: meant.which.clone(),
        after,
    };
    let mut page = Page::of(state, sought).await?;
    let Which::Ids(ids) = &meant.which else {
        return Ok((page, Vec::new()));
    };
    // What an earlier step did is not told as what somebody else did.
    if meant.after.is_some() {
        return Ok((page, Vec::new()));
    }
    let there = std::mem::take(&mut page.there);
    let mut gone = ids.clone();
    gone.sort_unstable();
    gone.dedup();
    gone.retain(|id| !there.contains(id));
    match gone.first() {
        Some(first) if page.rows.is_empty() => Err(LakeError::Unknown {
            what: ROW_THAT_WAITS,
            name: first.clone(),
            nearest: None,
        }),
        _ => Ok((page, gone)),
    }
}

fn mends(feed: &str, with: &With) -> Result<Vec<Mend>, LakeError> {
    let With::Expressions(expressions) = with else {
        return Ok(Vec::new());
    };
    expressions
        .iter()
        .map(|(column, text)| {
            let value = Expression::parse(text, &Allowed::source()).map_err(|error| {
                LakeError::BadFeed {
                    feed: feed.to_owned(),
                    part: format!("mend of `{column}`"),
                    cause: error.to_string(),
                    hint: "Write SQL over columns of the source, e.g. replace(opened, '/', '-')."
                        .to_owned(),
                }
            })?;
            Ok(Mend {
                column: column.clone(),
                value,
            })
        })
        .collect()
}

/// What was done, in words that stay with the row.
fn words(with: &With) -> String {
    match with {
        With::AsTheyAre => "tried again as it was".to_owned(),
        With::Text(text) => format!("text written anew: {text}"),
        With::Expressions(expressions) => expressions
            .iter()
            .map(|(column, expression)| format!("{column} = {expression}"))
            .collect::<Vec<_>>()
            .join("; "),
    }
}
