//! A NATS server of the test's own, and as much of its protocol as a sender needs.

use std::io::{self, BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

const PAUSE: Duration = Duration::from_millis(20);
/// Tries until a server that starts must answer.
const TRIES: u32 = 1_500;

/// A running `nats-server`. Killed when dropped.
pub struct Nats {
    child: Option<Child>,
    folder: TempDir,
    port: u16,
}

impl Nats {
    /// A server on a free port; nothing where it is not installed, which is said.
    #[expect(
        clippy::print_stderr,
        reason = "who reads the tests' output should know"
    )]
    pub fn start() -> Option<Self> {
        let there = Command::new("nats-server")
            .arg("--version")
            .stdout(Stdio::null())
            .status();
        if there.is_err() {
            eprintln!("left out: nats-server is not installed; see tools/need nats-server");
            return None;
        }
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let mut nats = Self {
            child: None,
            folder: tempfile::tempdir().unwrap(),
            port: listener.local_addr().unwrap().port(),
        };
        drop(listener);
        nats.begin();
        Some(nats)
    }

    /// Starts it, on the port and with the messages it had.
    pub fn begin(&mut self) {
        let child = Command::new("nats-server")
            .args([
                "-js",
                "-a",
                "127.0.0.1",
                "-p",
                &self.port.to_string(),
                "-sd",
            ])
            .arg(self.folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        self.child = Some(child.unwrap());
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

    /// Sends messages to the feed's subject, each stored when this returns.
    pub fn send(&self, messages: &[&str]) {
        for message in messages {
            let mut tries = 0;
            while let Err(error) = self.try_send(message) {
                tries += 1;
                assert!(tries < TRIES, "the message was not stored: {error}");
                thread::sleep(PAUSE);
            }
        }
    }

    /// Stored twice when the answer is lost; the records are then repetitions.
    fn try_send(&self, message: &str) -> io::Result<()> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_read_timeout(Some(Duration::from_secs(2)))?;
        let length = message.len();
        write!(
            stream,
            "CONNECT {{\"verbose\":false,\"headers\":true,\"no_responders\":true}}\r\nSUB stored 1\r\nPUB tandem.calls stored {length}\r\n{message}\r\n"
        )?;
        let mut lines = BufReader::new(stream).lines();
        for line in &mut lines {
            let line = line?;
            if line.starts_with("{") && line.contains("\"seq\":") {
                return Ok(());
            }
            if line.contains("error") || line.contains("-ERR") || line.contains("NATS/1.0 503") {
                return Err(io::Error::other(line));
            }
        }
        Err(io::ErrorKind::UnexpectedEof.into())
    }
}

impl Drop for Nats {
    fn drop(&mut self) {
        self.kill();
    }
}
