//! Connections in, answers out, until told to stop.

use std::collections::BTreeMap;
use std::future::Future;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Weak};
use std::time::Duration;

use access::Viewer;
use access::webhook::WebhookKey;
use axum::extract::ConnectInfo;
use charter::Charter;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use kpi::Engine;
use ledger::{Asking, Command, Ledger, LedgerError};
use sources::Statuses;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tower::ServiceExt as _;

use crate::accounts::Accounts;
use crate::app::App;
use crate::in_force::InForce;
use crate::live::Live;
use crate::origin::Origin;
use crate::others;
use crate::platform::Platform;
use crate::ports::{Clock, Laboratory, Simulation};
use crate::receiving::Turns;
use crate::uploads::Uploads;
use crate::what_if::{Runs, SavedWhatIfs};

/// Most connections at once; further ones wait in the system's queue.
const CONNECTIONS_MAX: usize = 1024;
/// Who has not sent a request's head by then is not going to.
const HEAD_WITHIN: Duration = Duration::from_secs(15);
/// Answers under way get this long to finish when the server stops.
const FINISH_WITHIN: Duration = Duration::from_secs(5);

/// What a server is made of.
pub struct ServeSettings {
    /// Where calls come in.
    pub listener: TcpListener,
    /// Answers questions, under the charter in force.
    pub engine: Engine,
    /// The charter's files, path → text: put in force in the ledger when they are not yet.
    pub charter_files: BTreeMap<String, String>,
    /// The folder that they were read from: feeds that people accept are written there.
    pub charter_folder: PathBuf,
    /// Where files lie while they are received and taken in.
    pub uploads: PathBuf,
    /// What was decided.
    pub ledger: Ledger,
    /// Who may sign in.
    pub accounts: Accounts,
    /// Tells the time that facts and decisions go by.
    pub clock: Arc<dyn Clock>,
    /// Tells the time that sessions and tokens go by: the same, unless the operation is simulated.
    pub wall_clock: Arc<dyn Clock>,
    /// What simulates the operation, if it is simulated.
    pub simulation: Option<Arc<dyn Simulation>>,
    /// What calls of platforms go to, if anything takes them.
    pub platform: Option<Arc<dyn Platform>>,
    /// The key that they are signed with; none is taken without it.
    pub platform_key: Option<WebhookKey>,
    /// A double of the operation to try things on, if there is one.
    pub laboratory: Option<Arc<dyn Laboratory>>,
    /// The file of what people keep of what they tried.
    pub what_ifs: PathBuf,
    /// How the server is reached.
    pub origin: Origin,
    /// What brings facts by itself, for those who look after it.
    pub ways_in: Statuses,
    /// Is told each charter that takes the place of the one in force.
    pub charters: watch::Sender<Arc<Charter>>,
}

/// Why the server could not serve.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The charter could not be put in force.
    #[error("the charter cannot be put in force")]
    Ledger(#[from] LedgerError),
    /// The place for files that are sent cannot be used.
    #[error("the folder for files that are sent cannot be used")]
    Uploads(#[source] std::io::Error),
    /// The file of saved scenarios cannot be read.
    #[error("the file of saved what-if scenarios cannot be read: {0}")]
    WhatIfs(#[source] std::io::Error),
}

/// Serves until `shutdown` is done; then finishes what is under way and lets the files go.
///
/// # Errors
/// When the charter cannot be put in force. A connection that fails is that connection's own affair.
pub async fn serve(
    settings: ServeSettings,
    shutdown: impl Future<Output = ()> + Send,
) -> Result<(), ServeError> {
    let ServeSettings {
        listener,
        engine,
        charter_files,
        charter_folder,
        uploads,
        ledger,
        accounts,
        clock,
        wall_clock,
        simulation,
        platform,
        platform_key,
        laboratory,
        what_ifs,
        origin,
        ways_in,
        charters,
    } = settings;
    put_in_force(&ledger, &engine, charter_files, &*clock).await?;
    let since = ledger
        .state()
        .charter
        .as_ref()
        .map_or(0, |(position, _)| *position);
    let engine = engine.in_force_since(since);
    let uploads = Uploads::open(uploads).map_err(ServeError::Uploads)?;
    let saved = SavedWhatIfs::open(what_ifs).map_err(ServeError::WhatIfs)?;
    let runs = Arc::new(Runs::default());
    let (ledger, accounts) = (Arc::new(ledger), Arc::new(accounts));
    let (live, telling) = Live::begin(engine.lake().clone(), Arc::clone(&ledger));
    let looking = others::begin(Arc::clone(&ledger));
    let app = App {
        engine,
        ledger: Arc::clone(&ledger),
        accounts: Arc::clone(&accounts),
        clock,
        wall_clock,
        simulation,
        platform,
        platform_key,
        laboratory,
        runs: Arc::clone(&runs),
        saved,
        origin,
        ways_in,
        live,
        bodies: Turns::default(),
        uploads,
        in_force: Weak::new(),
        kept: Arc::default(),
    };
    let in_force = InForce::of(app.clone(), charter_folder, charters);
    let following = tokio::spawn({
        let in_force = Arc::clone(&in_force);
        async move {
            in_force
                .follow(&app.within(Arc::downgrade(&in_force)))
                .await
        }
    });
    let shutdown = async {
        shutdown.await;
        // Before answers under way are waited for: to follow would never end by itself.
        telling.abort();
        following.abort();
        looking.abort();
        runs.stop_all();
    };
    accept(listener, &in_force, shutdown).await;
    accounts.close().await;
    ledger.close().await;
    Ok(())
}

/// What the folder says is in force from the moment it is served, as the operator's act, where nobody else must agree to it.
pub(crate) async fn put_in_force(
    ledger: &Ledger,
    engine: &Engine,
    files: BTreeMap<String, String>,
    clock: &dyn Clock,
) -> Result<(), LedgerError> {
    let partnership = &engine.charter().partnership;
    let asking = Asking {
        viewer: &Viewer::operator(partnership),
        partnership,
        now: clock.now(),
    };
    ledger.submit(Command::Found { files }, &asking).await?;
    Ok(())
}

async fn accept(
    listener: TcpListener,
    in_force: &Arc<InForce>,
    shutdown: impl Future<Output = ()> + Send,
) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(HEAD_WITHIN);
    let open = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        let next = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, (stream, peer)) = tokio::select! {
            () = &mut shutdown => break,
            (place, accepted) = next => match (place, accepted) {
                (Ok(place), Ok(accepted)) => (place, accepted),
                // Out of file handles, mostly: some are given back soon.
                (_, Err(error)) => {
                    tracing::warn!(%error, "a connection could not be taken");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                }
                (Err(_), _) => break,
            },
        };
        let in_force = Arc::clone(in_force);
        let service = service_fn(
            move |mut request: axum::http::Request<hyper::body::Incoming>| {
                request
                    .extensions_mut()
                    .insert(ConnectInfo::<SocketAddr>(peer));
                // Asked anew for each call: a connection may outlive the charter that it began under.
                in_force
                    .routes()
                    .oneshot(request.map(axum::body::Body::new))
            },
        );
        let connection = open.watch(http.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection broke off");
            }
            drop(place);
        });
    }
    drop(listener);
    if tokio::time::timeout(FINISH_WITHIN, open.shutdown())
        .await
        .is_err()
    {
        tracing::warn!("answers under way were cut off");
    }
}
