//! The lake as another charter sees it: its tables and columns, its calendars. The facts are the same.

use std::sync::Arc;

use charter::Charter;

use crate::catalog::Catalog;
use crate::engine::Engine;
use crate::functions::Calendars;
use crate::state::State;
use crate::{Lake, LakeError};

/// What another charter says of the facts.
pub(crate) struct Under {
    catalog: Catalog,
    engine: Engine,
}

impl Lake {
    /// The lake as seen under another charter of the partnership, for questions. Whatever comes in, comes in under the
    /// charter that it is handed in with.
    ///
    /// # Errors
    /// When the other charter has a stored column with another type, or counts the rows of a table at another instant: what
    /// is stored cannot be read so.
    pub fn under(&self, charter: &Charter) -> Result<Self, LakeError> {
        let catalog = Catalog::of(charter);
        for (name, log) in &self.inner.state().tables {
            let Ok(table) = catalog.table(name) else {
                continue;
            };
            log.widen(&table.stored_schema())?;
            if table.at != log.at {
                return Err(LakeError::Table {
                    doing: format!("reading {name} as another charter has it"),
                    cause: format!("its rows counted at `{}`, not at `{}`", table.at, log.at),
                });
            }
        }
        let engine = self.inner.engine.under(Calendars::of(charter)?);
        Ok(Self {
            inner: Arc::clone(&self.inner),
            under: Some(Arc::new(Under { catalog, engine })),
        })
    }

    /// What plans and runs questions.
    pub(crate) fn engine(&self) -> &Engine {
        let under = self.under.as_deref();
        under.map_or(&self.inner.engine, |under| &under.engine)
    }

    /// The tables that questions know.
    pub(crate) fn catalog<'a>(&'a self, state: &'a State) -> &'a Catalog {
        let under = self.under.as_deref();
        under.map_or(&*state.catalog, |under| &under.catalog)
    }
}
