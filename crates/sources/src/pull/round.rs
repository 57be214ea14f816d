//! What was read in a round: an API that heeds no cursor, or goes in a circle, would be read for ever. Pure.

use std::collections::HashSet;

use blake3::Hash;

use super::failed::{Failed, Then};
use super::page::Page;
use super::request::Request;

const HINT: &str = "See that `next` in the feed's `pull` fits what the API's documentation says. The next round begins where this one began.";

/// A round so far.
#[derive(Debug, Default)]
pub(super) struct Round {
    /// What was asked for, by digest.
    asked: HashSet<Hash>,
    /// The records of the page before.
    records: Option<Hash>,
    /// Whether it began again because a page was gone.
    pub began_again: bool,
}

impl Round {
    /// Refuses to ask for a page that was read in this round.
    pub(super) fn may_ask(&self, request: &Request) -> Result<(), Failed> {
        if !self.asked.contains(&request.digest()) {
            return Ok(());
        }
        let cause = format!(
            "{}: the pages go in a circle; after {} pages comes one that was read in this round",
            request.shown(),
            self.asked.len()
        );
        Err(Failed::of(Then::AnewLater, cause, HINT))
    }

    /// Refuses a page with the records of the one before, unless it is the last.
    pub(super) fn may_follow(&self, request: &Request, page: &Page) -> Result<(), Failed> {
        if page.records == 0 || page.after.ended() || self.records != Some(page.digest) {
            return Ok(());
        }
        let cause = format!(
            "{}: the page has the same records as the one before; the API does not heed which one it is asked for",
            request.shown()
        );
        Err(Failed::of(Then::AnewLater, cause, HINT))
    }

    /// A page was read and taken in.
    pub(super) fn read(&mut self, request: &Request, page: &Page) {
        self.asked.insert(request.digest());
        self.records = (page.records > 0).then_some(page.digest);
    }

    /// How many pages were read.
    pub(super) fn pages(&self) -> usize {
        self.asked.len()
    }

    /// The same round, begun again.
    pub(super) fn again(&mut self) {
        *self = Self {
            began_again: true,
            ..Self::default()
        };
    }
}
