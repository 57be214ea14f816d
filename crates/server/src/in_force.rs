//! The charter in force, and how another takes its place while calls go on: everything that answers under a charter is made
//! anew and takes the place of the old at once. A call under way ends under the charter that it began with.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};

use access::Viewer;
use axum::Router;
use charter::feed::Feed;
use charter::{Charter, Diagnostic};
use kpi::Engine;
use ledger::{Asking, Command};
use tokio::sync::{Mutex, watch};

use crate::app::App;
use crate::charter_folder;
use crate::error::ApiError;
use crate::router;

/// What answers calls now, and where its charter's files lie.
pub(crate) struct InForce {
    routes: RwLock<Router>,
    folder: PathBuf,
    /// Tells whoever works under the charter beside the calls.
    charters: watch::Sender<Arc<Charter>>,
    /// One change at a time.
    turn: Mutex<()>,
}

impl InForce {
    /// Puts an app's routes in force.
    pub(crate) fn of(
        app: App,
        folder: PathBuf,
        charters: watch::Sender<Arc<Charter>>,
    ) -> Arc<Self> {
        Arc::new_cyclic(|in_force| Self {
            routes: RwLock::new(router(Arc::new(app.within(in_force.clone())))),
            folder,
            charters,
            turn: Mutex::default(),
        })
    }

    /// What answers calls now.
    pub(crate) fn routes(&self) -> Router {
        self.routes
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Adds a feed to the charter: to its folder, to the ledger as the viewer's act, and to what answers from now on.
    pub(crate) async fn add_feed(
        &self,
        app: &App,
        viewer: &Viewer,
        feed: &str,
        text: &str,
    ) -> Result<(Feed, Vec<Diagnostic>), ApiError> {
        let _turn = self.turn.lock().await;
        // Another feed may have been added since this call began.
        let mut files = files(app);
        let path = path(feed);
        if files.contains_key(&path) {
            return Err(taken(feed));
        }
        files.insert(path.clone(), text.to_owned());
        let charter = Charter::read(&files).map_err(|problems| invalid(&problems))?;
        let accepted = charter.feeds.get(feed).cloned().ok_or_else(|| {
            ApiError::invalid(format!("`{feed}` is not among the charter's feeds"))
        })?;
        let warnings = charter::check(&files)
            .iter()
            .filter(|one| one.file == path)
            .cloned()
            .collect();
        let written = charter_folder::add_feed(&self.folder, feed, text)?;
        let asking = Asking {
            viewer,
            partnership: &charter.partnership,
            now: app.now(),
        };
        if let Err(error) = app.ledger.submit(Command::Found { files }, &asking).await {
            written.take_back();
            return Err(error.into());
        }
        let entry = app
            .ledger
            .state()
            .charter
            .as_ref()
            .map_or(0, |(entry, _)| *entry);
        let charter = Arc::new(charter);
        let engine = Engine::new(app.engine.lake().clone(), Arc::clone(&charter))?;
        let app = app.under(engine, entry);
        *self.routes.write().unwrap_or_else(PoisonError::into_inner) = router(Arc::new(app));
        self.charters.send_replace(charter);
        Ok((accepted, warnings))
    }
}

/// The files of the charter in force: path → text.
pub(crate) fn files(app: &App) -> BTreeMap<String, String> {
    let state = app.ledger.state();
    let charter = state.charter.as_ref();
    charter.map_or_else(BTreeMap::new, |(_, charter)| charter.files.clone())
}

/// Where a feed lies within a charter.
pub(crate) fn path(feed: &str) -> String {
    format!("feeds/{feed}.yaml")
}

pub(crate) fn taken(feed: &str) -> ApiError {
    ApiError::conflict(format!("there is a feed named `{feed}` already"))
        .hint("give this one another name, in its line `feed:`")
}

/// A charter that cannot be, with the first of its problems.
pub(crate) fn invalid(problems: &charter::Diagnostics) -> ApiError {
    let Some(first) = problems.iter().next() else {
        return ApiError::invalid("the feed cannot be part of the charter");
    };
    let told = ApiError::invalid(first.message.clone()).hint_if(first.hint.clone());
    match (u32::try_from(first.line), u32::try_from(first.column)) {
        (Ok(line), Ok(column)) if line > 0 => told.at(line, column),
        _ => told,
    }
}
