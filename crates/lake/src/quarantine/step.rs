//! What a step of a deed came to. A deed over however many rows is a course of steps: each is one commit, so that a course
//! that stops leaves every row either done or as it was.

use std::collections::BTreeMap;

use serde::Serialize;

use super::page::Page;
use crate::{Fate, Receipt};

/// What a step came to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Step {
    /// Rows that wait no more by it.
    pub done: u64,
    /// Why the others that it tried go on waiting, most rows first.
    pub kept: Vec<Kept>,
    /// The fate of each row that was tried, by id; empty where rows were waived.
    pub fates: BTreeMap<String, Fate>,
    /// Ids that were named and do not wait: somebody else was faster, or there never was such a row. The first step says it.
    pub gone: Vec<String>,
    /// What was taken in; nothing when no row was tried.
    pub receipts: Vec<Receipt>,
    /// Rows that are meant, wait, and were not looked at yet.
    pub left: u64,
    /// Where the next step goes on, behind every row that was looked at, whatever became of it; nothing when none is left.
    pub next: Option<String>,
}

/// Rows that go on waiting for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Kept {
    /// The check that they fail now, or what cannot be done.
    pub check: String,
    /// What is wrong with one of them.
    pub reason: String,
    /// How many.
    pub rows: u64,
}

impl Step {
    /// Nothing yet, over the rows of a page.
    pub(super) fn over(page: &Page, gone: Vec<String>) -> Self {
        Self {
            gone,
            left: page.left,
            next: page.next.as_ref().map(ToString::to_string),
            ..Self::default()
        }
    }

    /// Rows that the step looked at.
    #[must_use]
    pub fn tried(&self) -> u64 {
        self.done + self.kept.iter().map(|kept| kept.rows).sum::<u64>()
    }

    /// The same, with what became of each row.
    pub(super) fn told(mut self, fates: BTreeMap<String, Fate>) -> Self {
        let mut kept: BTreeMap<&str, (&str, u64)> = BTreeMap::new();
        for fate in fates.values() {
            match fate {
                Fate::SetAside { check, reason, .. } => {
                    kept.entry(check).or_insert((reason, 0)).1 += 1;
                }
                _ => self.done += 1,
            }
        }
        self.kept = kept
            .into_iter()
            .map(|(check, (reason, rows))| Kept {
                check: check.to_owned(),
                reason: reason.to_owned(),
                rows,
            })
            .collect();
        self.kept.sort_by_key(|kept| std::cmp::Reverse(kept.rows));
        self.fates = fates;
        self
    }
}
