//! `tandem serve`: the API and the screens.

use std::future::Future;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use access::Viewer;
use access::password::Effort;
use charter::Charter;
use jiff::Timestamp;
use kpi::Engine;
use ledger::{Asking, Command};
use server::{Accounts, Origin, ServeSettings};
use sources::Statuses;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::charter_folder::{self, Files};
use crate::cli::{DataFolder, Serve};
use crate::command::upkeep::UpkeepTask;
use crate::command::ways_in::WaysIn;
use crate::failure::Failure;
use crate::output::Output;
use crate::{chance, clock};

pub async fn run(asked: Serve, output: &mut Output) -> Result<(), Failure> {
    let (charter, files) = charter_folder::read(&asked.charter.charter)?;
    let title = charter.partnership.title.clone();
    let listener = listen(asked.listen).await?;
    let address = address(&listener)?;
    // Before anything is made in a folder that is another partnership's.
    let (charter, files) = super::agreed::upon(&asked.data, (charter, files), output).await?;
    let accounts = accounts(&asked.data).await?;
    if accounts.list().await?.is_empty() {
        let folders = asked.data.said_with(&asked.charter);
        output.say(&format!(
            "Nobody can sign in yet. Set a password: tandem accounts set-password {folders} PERSON"
        ));
    }
    let origin = Origin {
        public_url: asked.public_url,
        behind_proxy: asked.behind_proxy,
    };
    let read = Read {
        charter,
        files,
        folder: asked.charter.charter,
    };
    let settings = settings(&asked.data, read, listener, accounts, origin).await?;
    // Whoever reads the address may end it at once.
    let stop = interrupted();
    output.say(&format!(
        "{title} is served at http://{address} (Ctrl-C ends it)"
    ));
    let ways_in = WaysIn::open(asked.ways_in, &settings)?;
    let engine = &settings.engine;
    let charter = Arc::new(engine.charter().clone());
    let upkeep = UpkeepTask::start(engine.lake().clone(), charter, asked.keep.into());
    let served = server::serve(settings, stop).await;
    // What is being taken in is carried through, also when serving failed.
    ways_in.close().await;
    upkeep.close().await;
    Ok(served?)
}

/// Takes the address, so that a port in use is told before anything else is done.
///
/// # Errors
/// When it cannot be taken.
pub async fn listen(address: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|error| {
        Failure::refused(
            format!("{address} cannot be listened on: {error}"),
            "choose another with --listen 127.0.0.1:PORT",
        )
    })
}

/// The address taken, with the port that the system chose where 0 was asked.
///
/// # Errors
/// When the system does not tell.
pub fn address(listener: &TcpListener) -> Result<SocketAddr, Failure> {
    listener
        .local_addr()
        .map_err(|error| Failure::internal("the address is unknown", &error))
}

/// Opens the accounts.
///
/// # Errors
/// When they cannot be read.
pub async fn accounts(data: &DataFolder) -> Result<Accounts, Failure> {
    data.make()?;
    let file = data.accounts();
    Accounts::open(&file, Arc::new(chance::fill), Effort::RECOMMENDED)
        .await
        .map_err(|error| Failure::from(error).of_file(&file))
}

/// A charter, and where it was read from.
pub struct Read {
    /// The charter.
    pub charter: Charter,
    /// Its files.
    pub files: Files,
    /// Where they lie.
    pub folder: PathBuf,
}

/// What a server over a data folder is made of.
///
/// # Errors
/// When the folder is in use or cannot be read.
pub async fn settings(
    data: &DataFolder,
    Read {
        charter,
        files,
        folder,
    }: Read,
    listener: TcpListener,
    accounts: Accounts,
    origin: Origin,
) -> Result<ServeSettings, Failure> {
    let lake = data.lake(&charter).await?;
    let ledger = data.open_ledger(&charter).await?;
    let charter = Arc::new(charter);
    let engine = Engine::new(lake, Arc::clone(&charter))?;
    Ok(ServeSettings {
        listener,
        engine,
        charter_files: files,
        charter_folder: folder,
        uploads: data.uploads(),
        ledger,
        accounts,
        clock: Arc::new(clock::now),
        wall_clock: Arc::new(clock::now),
        simulation: None,
        platform: None,
        platform_key: None,
        laboratory: None,
        what_ifs: data.what_ifs(),
        origin,
        ways_in: Statuses::default(),
        charters: watch::Sender::new(charter),
    })
}

/// Puts the charter in force in the ledger, where it is not yet, as of now.
///
/// # Errors
/// When the ledger cannot be written.
pub async fn found(
    data: &DataFolder,
    charter: &Charter,
    files: Files,
    now: Timestamp,
) -> Result<(), Failure> {
    let ledger = data.open_ledger(charter).await?;
    let viewer = Viewer::operator(&charter.partnership);
    let asking = Asking {
        viewer: &viewer,
        partnership: &charter.partnership,
        now,
    };
    ledger.submit(Command::Found { files }, &asking).await?;
    ledger.close().await;
    Ok(())
}

/// Listens, from this call on, for the person or the system wanting the process to end; done when they do.
#[cfg(unix)]
pub fn interrupted() -> impl Future<Output = ()> + Send {
    use tokio::signal::unix::{Signal, SignalKind, signal};

    async fn heard(signal: std::io::Result<Signal>) {
        match signal {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    }
    let interrupt = heard(signal(SignalKind::interrupt()));
    let terminate = heard(signal(SignalKind::terminate()));
    async move {
        tokio::select! {
            () = interrupt => {}
            () = terminate => {}
        }
    }
}

/// Done when the person wants the process to end.
#[cfg(not(unix))]
pub async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending().await
    }
}
