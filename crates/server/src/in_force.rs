//! The charter in force, and how another takes its place while calls go on: everything that answers under a charter is made
//! anew and takes the place of the old at once. A call under way ends under the charter that it began with.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use access::Viewer;
use axum::Router;
use charter::feed::Feed;
use charter::{Charter, Diagnostic};
use kpi::Engine;
use ledger::{Asking, Command, Entry};
use tokio::sync::{Mutex, watch};

use crate::app::App;
use crate::charter_folder;
use crate::error::ApiError;
use crate::router;

/// How often it is looked whether a proposal's time has passed.
const EXPIRY_EVERY: Duration = Duration::from_secs(10);

/// What answers calls now, and where its charter's files lie.
pub(crate) struct InForce {
    routes: RwLock<Router>,
    folder: PathBuf,
    /// Tells whoever works under the charter beside the calls.
    charters: watch::Sender<Arc<Charter>>,
    /// One change at a time.
    turn: Mutex<()>,
    /// Position of the entry that put in force what answers.
    since: AtomicU64,
}

impl InForce {
    /// Puts an app's routes in force.
    pub(crate) fn of(
        app: App,
        folder: PathBuf,
        charters: watch::Sender<Arc<Charter>>,
    ) -> Arc<Self> {
        let since = AtomicU64::new(app.engine.entry());
        Arc::new_cyclic(|in_force| Self {
            routes: RwLock::new(router(Arc::new(app.within(in_force.clone())))),
            folder,
            charters,
            turn: Mutex::default(),
            since,
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
        // Another feed may have been added since this call began, here or by another process.
        app.ledger.catch_up().await?;
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
        self.take_over(app)?;
        Ok((accepted, warnings))
    }

    /// Has somebody's command decided. Where it puts another charter in force, that answers from now on.
    pub(crate) async fn decide(
        &self,
        app: &App,
        viewer: &Viewer,
        command: Command,
    ) -> Result<Vec<Entry>, ApiError> {
        let _turn = self.turn.lock().await;
        // Rights are those of now: another charter may be in force since the call began.
        let charter = Arc::clone(&self.charters.borrow());
        let now = Viewer::of(&charter.partnership, viewer.person())
            .map_err(|_| ApiError::forbidden("you are not in the partnership any more"))?;
        let asking = Asking {
            viewer: &now.narrowed(viewer.rights()),
            partnership: &charter.partnership,
            now: app.now(),
        };
        let entries = app.ledger.submit(command, &asking).await?;
        self.take_over(app)?;
        Ok(entries)
    }

    /// Follows what other processes decide, and ends the proposals whose time has passed. Never done.
    pub(crate) async fn follow(&self, app: &App) {
        let mut known = app.ledger.position();
        loop {
            let later = tokio::time::timeout(EXPIRY_EVERY, app.ledger.later_than(known)).await;
            known = later.unwrap_or(known);
            if let Err(error) = self.keep_up(app).await {
                tracing::error!(?error, "what was decided is not in force yet");
            }
        }
    }

    async fn keep_up(&self, app: &App) -> Result<(), ApiError> {
        let _turn = self.turn.lock().await;
        let charter = Arc::clone(&self.charters.borrow());
        let (state, now) = (app.ledger.state(), app.now());
        let mut open = state.proposals.values().filter(|one| one.is_open());
        if open.any(|one| one.due <= now) {
            let asking = Asking {
                viewer: &Viewer::operator(&charter.partnership),
                partnership: &charter.partnership,
                now,
            };
            app.ledger.submit(Command::ExpireDue, &asking).await?;
        }
        self.take_over(app)
    }

    /// Lets the charter that the ledger has in force answer from now on, where another does. Only in turn.
    fn take_over(&self, app: &App) -> Result<(), ApiError> {
        let state = app.ledger.state();
        let Some((entry, in_force)) = &state.charter else {
            return Ok(());
        };
        if self.since.load(Ordering::Relaxed) == *entry {
            return Ok(());
        }
        let charter = Charter::read(&in_force.files).map_err(|problems| invalid(&problems))?;
        let charter = Arc::new(charter);
        let engine = Engine::new(app.engine.lake().clone(), Arc::clone(&charter))?;
        let app = app.under(engine, *entry);
        *self.routes.write().unwrap_or_else(PoisonError::into_inner) = router(Arc::new(app));
        self.charters.send_replace(charter);
        self.since.store(*entry, Ordering::Relaxed);
        Ok(())
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
