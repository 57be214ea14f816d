//! Answers under a charter that was in force before: what it said then is said again, to the people of now.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};

use charter::Charter;

use crate::engine::Engine;
use crate::error::{ErrorKind, KpiError};

/// Most charters that are kept read: those of the bases that people look at side by side.
const KEPT_MAX: usize = 4;

/// Engines of earlier charters by the entry that put each in force, the one used last at the end.
#[derive(Default)]
pub(crate) struct Earlier(Vec<(u64, Engine)>);

impl Earlier {
    fn used(&mut self, since: u64) -> Option<Engine> {
        let place = self.0.iter().position(|(entry, _)| *entry == since)?;
        let kept = self.0.remove(place);
        let engine = kept.1.clone();
        self.0.push(kept);
        Some(engine)
    }

    fn keep(&mut self, since: u64, engine: &Engine) {
        if self.used(since).is_none() {
            self.0.push((since, engine.clone()));
        }
        if self.0.len() > KEPT_MAX {
            self.0.remove(0);
        }
    }
}

impl Engine {
    /// The engine of an earlier charter, if it was read lately; `since` is the ledger's entry that put it in force.
    #[must_use]
    pub fn kept(&self, since: u64) -> Option<Self> {
        let mut kept = self.earlier.lock().unwrap_or_else(PoisonError::into_inner);
        kept.used(since)
    }

    /// The engine of a charter that was in force before this one's: the definitions, tables, calendars, targets and titles
    /// that it had. Who may see what is decided by the charter of this one: its people, the use it makes of columns, the
    /// audiences of its boards. `since` is the ledger's entry that put the earlier one in force, `files` are its text.
    ///
    /// # Errors
    /// When this version of Tandem cannot read the earlier charter, or not the facts as it has them.
    pub fn earlier(&self, since: u64, files: &BTreeMap<String, String>) -> Result<Self, KpiError> {
        if let Some(engine) = self.kept(since) {
            return Ok(engine);
        }
        let mut charter =
            Charter::read(files).map_err(|problems| self.unreadable(since, problems))?;
        give_access_of(&self.charter, &mut charter);
        let lake = self
            .lake
            .under(&charter)
            .map_err(|error| self.unreadable(since, error))?;
        let engine = Self::new(lake, Arc::new(charter))?.in_force_since(since);
        let mut kept = self.earlier.lock().unwrap_or_else(PoisonError::into_inner);
        kept.keep(since, &engine);
        Ok(engine)
    }

    /// Why is in the cause, for whoever runs Tandem: it names what this viewer may not know of.
    fn unreadable(
        &self,
        since: u64,
        why: impl std::error::Error + Send + Sync + 'static,
    ) -> KpiError {
        tracing::warn!(since, %why, "a charter that was in force before cannot be answered under");
        KpiError::new(
            ErrorKind::Invalid,
            format!(
                "the charter that entry {since} of the ledger put in force cannot be answered under any more"
            ),
        )
        .caused_by(why)
        .hint(format!(
            "ask with the version of Tandem that answered then, or on a basis whose ledger's position is {} or later",
            self.entry()
        ))
    }
}

/// Who may see what is never a matter of the past: a column that became cost since, or a board that was closed to a role, is
/// so on every basis.
fn give_access_of(now: &Charter, earlier: &mut Charter) {
    earlier
        .partnership
        .people
        .clone_from(&now.partnership.people);
    for (name, added) in &mut earlier.tables.tables {
        let Some(table) = now.table(name) else {
            continue;
        };
        for (name, column) in &mut added.columns {
            if let Some(known) = table.column(name) {
                column.use_ = Some(known.use_);
            }
        }
    }
    for (name, board) in &mut earlier.boards {
        if let Some(known) = now.boards.get(name) {
            board.audience.clone_from(&known.audience);
            board.open_to.clone_from(&known.open_to);
        }
    }
}
