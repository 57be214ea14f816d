//! A network that loses its connection at a moment of the test's choosing.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// When a connection is lost; each once, but for the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Cut {
    Never,
    /// The database does not learn of the commit.
    BeforeCommit,
    /// The database commits, and nobody learns of it.
    AfterCommit,
    /// The same, and no connection comes through any more.
    AfterCommitForGood,
    /// No connection comes through.
    Away,
}

const ALL: [Cut; 5] = [
    Cut::Never,
    Cut::BeforeCommit,
    Cut::AfterCommit,
    Cut::AfterCommitForGood,
    Cut::Away,
];

/// Stands between a ledger and its database.
#[derive(Clone)]
pub struct Proxy {
    cut: Arc<AtomicU8>,
    address: SocketAddr,
}

impl Proxy {
    pub async fn to(port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let proxy = Self {
            cut: Arc::default(),
            address: listener.local_addr().unwrap(),
        };
        let passing = proxy.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                // Dropped at once, it is a connection that is closed as soon as it was made.
                if passing.cut() != Cut::Away {
                    let server = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
                    tokio::spawn(passing.clone().pass(client, server));
                }
            }
        });
        proxy
    }

    pub fn address(&self, database: &str) -> String {
        format!("postgres://tandem@{}/{database}", self.address)
    }

    pub fn cuts(&self, cut: Cut) {
        self.cut.store(cut as u8, Ordering::SeqCst);
    }

    pub fn cut(&self) -> Cut {
        ALL[usize::from(self.cut.load(Ordering::SeqCst))]
    }

    async fn pass(self, client: TcpStream, server: TcpStream) {
        let ((from_client, to_client), (from_server, to_server)) =
            (client.into_split(), server.into_split());
        let swallow = Arc::new(AtomicU8::new(0));
        let mut ways = JoinSet::new();
        ways.spawn(
            self.clone()
                .ask(from_client, to_server, Arc::clone(&swallow)),
        );
        ways.spawn(answer(from_server, to_client, swallow));
        // When one way is cut, so is the other.
        ways.join_next().await;
    }

    async fn ask(self, mut from: OwnedReadHalf, mut to: OwnedWriteHalf, swallow: Arc<AtomicU8>) {
        let mut buffer = vec![0; 1 << 16];
        while let Ok(many @ 1..) = from.read(&mut buffer).await {
            // The connections that were made before are gone as well.
            if self.cut() == Cut::Away {
                return;
            }
            let asked = &buffer[..many];
            if asked.windows(6).any(|word| word == b"COMMIT") {
                match self.cut() {
                    Cut::BeforeCommit => {
                        self.cuts(Cut::Never);
                        return;
                    }
                    cut @ (Cut::AfterCommit | Cut::AfterCommitForGood) => {
                        let then = if cut == Cut::AfterCommit {
                            Cut::Never
                        } else {
                            Cut::Away
                        };
                        self.cuts(then);
                        swallow.store(1, Ordering::SeqCst);
                    }
                    Cut::Never | Cut::Away => {}
                }
            }
            if to.write_all(asked).await.is_err() {
                return;
            }
        }
    }
}

async fn answer(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, swallow: Arc<AtomicU8>) {
    let mut buffer = vec![0; 1 << 16];
    while let Ok(many @ 1..) = from.read(&mut buffer).await {
        // The answer has come, so what was asked is done; it goes no further.
        if swallow.load(Ordering::SeqCst) == 1 || to.write_all(&buffer[..many]).await.is_err() {
            return;
        }
    }
}
