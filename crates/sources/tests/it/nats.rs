//! A NATS server of the test's own.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use async_nats::jetstream::Context;
use tempfile::TempDir;

/// A running `nats-server`. Killed when dropped.
pub struct Nats {
    child: Option<Child>,
    folder: TempDir,
    port: u16,
}

impl Nats {
    /// A server on a free port; nothing where it is not installed, which is said.
    pub async fn start() -> Option<Self> {
        let there = Command::new("nats-server")
            .arg("--version")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        if there.is_err() {
            eprintln!("left out: nats-server is not installed; see tools/need nats-server");
            return None;
        }
        let mut nats = Self {
            child: None,
            folder: tempfile::tempdir().unwrap(),
            port: free_port(),
        };
        nats.begin().await;
        Some(nats)
    }

    /// Starts it, on the port and with the messages it had.
    pub async fn begin(&mut self) {
        let child = Command::new("nats-server")
            .args(["-js", "-a", "127.0.0.1", "-p", &self.port.to_string()])
            .arg("-sd")
            .arg(self.store())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        self.child = Some(child.unwrap());
        for _ in 0..1_000 {
            if async_nats::connect(self.url()).await.is_ok() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("nats-server does not answer at {}", self.url());
    }

    /// Kills it where it stands.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    pub fn url(&self) -> String {
        format!("nats://127.0.0.1:{}", self.port)
    }

    pub async fn context(&self) -> Context {
        async_nats::jetstream::new(async_nats::connect(self.url()).await.unwrap())
    }

    fn store(&self) -> PathBuf {
        self.folder.path().join("store")
    }
}

impl Drop for Nats {
    fn drop(&mut self) {
        self.kill();
    }
}

fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// Sends messages to the feed's subject, each stored when this returns.
pub async fn send(context: &Context, bodies: &[String]) {
    for body in bodies {
        let stored = context.publish("tandem.calls", body.clone().into()).await;
        stored.unwrap().await.unwrap();
    }
}
