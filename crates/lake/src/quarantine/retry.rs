//! Trying rows again that were set aside, as they are or put right, and waiving them.

use std::collections::{BTreeMap, HashMap, HashSet};

use access::Viewer;
use charter::Charter;
use charter::expression::{Allowed, Expression};
use charter::feed::Format;
use formats::Types;
use jiff::Timestamp;
use serde::Serialize;
use tokio::sync::mpsc::unbounded_channel;

use super::resolve::{Replay, Resolutions, Verdict, update};
use super::{QuarantineQuestion, ROWS_MAX, SetAsideRow, Standing, may_see};
use crate::catalog::SET_ASIDE;
use crate::customers::{Customers, Values};
use crate::error::ROW_THAT_WAITS;
use crate::ingest::{Intake, Packet, Shipment};
use crate::intake::{Mend, Parcel};
use crate::turn::Turn;
use crate::{Fate, Lake, LakeError, Otherwise, Receipt, Source};

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

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mending {
    /// The feed.
    pub feed: String,
    /// Its rows.
    pub which: Which,
    /// What is put right.
    pub with: With,
}

/// What came of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Mended {
    /// The fate of each row that was tried, by id.
    pub fates: BTreeMap<String, Fate>,
    /// Ids that were named and do not wait: somebody else was faster, or there never was such a row.
    pub gone: Vec<String>,
    /// What was taken in; nothing when no row was tried.
    pub receipts: Vec<Receipt>,
}

const READING: &str = "reading how a row is written";

impl Lake {
    /// Tries rows again that wait. Those that pass are taken in and stand as mended; the others go on waiting, with what
    /// is wrong with them now. At most 10,000 rows at once.
    ///
    /// # Errors
    /// When the viewer may not, the feed or an expression is bad, or the disk fails; nothing has changed then.
    pub async fn mend(
        &self,
        charter: &Charter,
        viewer: &Viewer,
        mending: &Mending,
        at: Timestamp,
    ) -> Result<Mended, LakeError> {
        may_see(viewer)?;
        let told = (viewer.person().to_owned(), self.words(&mending.with));
        self.try_again(charter, viewer, mending, told, at).await
    }

    /// The same; with who it is and what was done, as it stays with the rows.
    pub(super) async fn try_again(
        &self,
        charter: &Charter,
        viewer: &Viewer,
        mending: &Mending,
        (by, words): (String, String),
        at: Timestamp,
    ) -> Result<Mended, LakeError> {
        let mend = mends(mending)?;
        let intake = Intake::of(&self.inner, charter, &mending.feed, at)?;
        let turn = Turn::take(&self.inner).await?;
        let (rows, gone) = self.waiting(viewer, mending).await?;
        let (packets, ids) = packets(rows, &mending.with, &mend)?;
        if packets.is_empty() {
            return Ok(Mended {
                gone,
                ..Mended::default()
            });
        }
        let shipment = Shipment {
            packets,
            replay: Some(Replay {
                rows: ids.clone(),
                by,
                words,
            }),
        };
        let (sender, _) = unbounded_channel();
        let taken = tokio::spawn(intake.run(turn, shipment, sender))
            .await
            .map_err(LakeError::table("trying rows again"))??;
        let mut mended = Mended {
            gone,
            ..Mended::default()
        };
        for (taken, ids) in taken.into_iter().zip(ids) {
            let taken = taken?;
            for row in taken.fates {
                if let Some(id) = ids.get(&row.line) {
                    mended.fates.insert(id.clone(), row.fate);
                }
            }
            mended.receipts.push(taken.receipt);
        }
        Ok(mended)
    }

    /// Says of rows that wait that they do not matter, and why. Gives how many there were.
    ///
    /// # Errors
    /// When the viewer may not, `why` is empty, or the disk fails; nothing has changed then.
    pub async fn waive(
        &self,
        viewer: &Viewer,
        feed: &str,
        which: &Which,
        why: &str,
        at: Timestamp,
    ) -> Result<u64, LakeError> {
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
        let mending = Mending {
            feed: feed.to_owned(),
            which: which.clone(),
            with: With::AsTheyAre,
        };
        // Of those that wait no more, somebody else has decided: how many were waived tells it.
        let (rows, _) = self.waiting(viewer, &mending).await?;
        let Some(log) = turn
            .state
            .tables
            .get(SET_ASIDE)
            .filter(|_| !rows.is_empty())
        else {
            return Ok(0);
        };
        let count = rows.len() as u64;
        let resolutions: Resolutions = rows
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
        // No fact changes, so the lake's version stays.
        turn.begins();
        let log = update(log, feed, resolutions, turn.state.version, at).await?;
        turn.state.tables.insert(SET_ASIDE.to_owned(), log);
        turn.done();
        Ok(count)
    }

    /// What was done, in words that stay with the row and name nobody who was forgotten.
    fn words(&self, with: &With) -> String {
        let words = words(with);
        let customers = self.inner.customers();
        customers
            .holds(words.as_bytes(), Values::Telling)
            .map_or(words, Customers::note)
    }

    /// The rows meant, those of them that wait, and the ids of those that wait no more. An error when none waits.
    async fn waiting(
        &self,
        viewer: &Viewer,
        mending: &Mending,
    ) -> Result<(Vec<SetAsideRow>, Vec<String>), LakeError> {
        let question = QuarantineQuestion {
            feed: Some(mending.feed.clone()),
            standing: Some(Standing::Waiting),
            check: match &mending.which {
                Which::Check(check) => Some(check.clone()),
                Which::Ids(_) | Which::All => None,
            },
            limit: ROWS_MAX,
            ..QuarantineQuestion::default()
        };
        let Which::Ids(ids) = &mending.which else {
            return Ok((self.quarantine(viewer, &question).await?.rows, Vec::new()));
        };
        let mut ids: Vec<String> = ids.clone();
        ids.sort_unstable();
        ids.dedup();
        if ids.len() > ROWS_MAX {
            return Err(LakeError::BadQuestion {
                cause: format!(
                    "{} rows are named, and at most {ROWS_MAX} go at once",
                    ids.len()
                ),
            });
        }
        let named = QuarantineQuestion {
            ids: ids.clone(),
            ..question
        };
        let rows = self.quarantine(viewer, &named).await?.rows;
        let waiting: HashSet<&str> = rows.iter().map(|row| row.id.as_str()).collect();
        let gone: Vec<String> = ids
            .into_iter()
            .filter(|id| !waiting.contains(id.as_str()))
            .collect();
        match gone.first() {
            Some(first) if rows.is_empty() => Err(LakeError::Unknown {
                what: ROW_THAT_WAITS,
                name: first.clone(),
                nearest: None,
            }),
            _ => Ok((rows, gone)),
        }
    }
}

fn mends(mending: &Mending) -> Result<Vec<Mend>, LakeError> {
    let With::Expressions(expressions) = &mending.with else {
        return Ok(Vec::new());
    };
    expressions
        .iter()
        .map(|(column, text)| {
            let value = Expression::parse(text, &Allowed::source()).map_err(|error| {
                LakeError::BadFeed {
                    feed: mending.feed.clone(),
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

/// Line → the row that stands in it.
pub(crate) type Lines = HashMap<u64, String>;

/// Rows as packets, as they are.
pub(crate) fn as_packets(rows: Vec<SetAsideRow>) -> Result<(Vec<Packet>, Vec<Lines>), LakeError> {
    packets(rows, &With::AsTheyAre, &[])
}

/// Rows as packets, one for each way they are written, and for each packet the row of each line.
fn packets(
    mut rows: Vec<SetAsideRow>,
    with: &With,
    mend: &[Mend],
) -> Result<(Vec<Packet>, Vec<Lines>), LakeError> {
    if let With::Text(text) = with {
        rewrite(&mut rows, text)?;
    }
    let mut forms: BTreeMap<(String, Option<String>), Vec<SetAsideRow>> = BTreeMap::new();
    for row in rows {
        let form = (row.format.clone(), row.types.clone());
        forms.entry(form).or_default().push(row);
    }
    let mut packets = Vec::new();
    let mut ids = Vec::new();
    for ((form, types), rows) in forms {
        let format = format(&form)?;
        let types = types.map_or_else(|| Ok(Types::default()), |types| Types::read(&types));
        let (lines, rows): (Vec<_>, _) = rows.into_iter().map(|row| (row.id, row.bytes)).unzip();
        packets.push(Packet {
            parcel: Parcel {
                source: Source::Rows {
                    name: "rows that were set aside".to_owned(),
                    rows,
                    types: types.map_err(LakeError::table(READING))?,
                },
                format: Some(format),
                mend: mend.to_vec(),
                told: true,
                // One row that fails a check of severity `stop` keeps no other from being mended.
                otherwise: Otherwise::RowsAside,
            },
            key: None,
            position: None,
        });
        ids.push((1..).zip(lines).collect());
    }
    Ok((packets, ids))
}

/// Gives the one row its new text, which is of one row too.
fn rewrite(rows: &mut [SetAsideRow], text: &str) -> Result<(), LakeError> {
    let bad = |cause: String| Err(LakeError::BadQuestion { cause });
    let [row] = rows else {
        return match rows.is_empty() {
            true => Ok(()),
            false => bad("a new text is for one row".to_owned()),
        };
    };
    match formats::rows_in(text.as_bytes(), &format(&row.format)?) {
        1 => row.bytes = text.as_bytes().to_vec(),
        rows => return bad(format!("the new text is read as {rows} rows and not as 1")),
    }
    Ok(())
}

/// How a row is written.
fn format(form: &str) -> Result<Format, LakeError> {
    if form.is_empty() {
        return Err(LakeError::BadQuestion {
            cause: "a row was set aside by an older Tandem, which did not keep how it is written: take its file in again, or waive it"
                .to_owned(),
        });
    }
    serde_json::from_str(form).map_err(LakeError::table(READING))
}
