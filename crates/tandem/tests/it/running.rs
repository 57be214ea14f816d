//! A process that runs until it is told to stop: what it says while it does, and how it ends.

use std::io::{BufRead as _, BufReader, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::Duration;

/// Longest wait for a line; only a test that fails waits so long.
const SAYS_WITHIN: Duration = Duration::from_secs(120);
/// A process that was told to stop does so within this time.
const STOPS_WITHIN: Duration = Duration::from_secs(10);

/// A running `tandem`. Killed when dropped, so that a test that fails leaves none behind.
pub struct Running {
    child: Child,
    lines: Receiver<String>,
    /// All lines of both streams up to the last one waited for.
    said: Vec<String>,
}

impl Running {
    pub fn start(mut command: Command) -> Self {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (sender, lines) = mpsc::channel();
        read(child.stdout.take().unwrap(), sender.clone());
        read(child.stderr.take().unwrap(), sender);
        Self {
            child,
            lines,
            said: Vec::new(),
        }
    }

    /// Waits for a line that holds `text`.
    #[track_caller]
    pub fn says(&mut self, text: &str) -> String {
        loop {
            match self.lines.recv_timeout(SAYS_WITHIN) {
                Ok(line) => {
                    self.said.push(line.clone());
                    if line.contains(text) {
                        return line;
                    }
                }
                Err(error) => panic!("`{text}` was not said ({error}): {:#?}", self.said),
            }
        }
    }

    /// The address that it says it is served at, `127.0.0.1:PORT`.
    #[track_caller]
    pub fn address(&mut self) -> String {
        let line = self.says("is served at http://");
        let (_, rest) = line.split_once("http://").unwrap();
        rest.split_whitespace().next().unwrap().to_owned()
    }

    /// Whether it has ended by itself.
    pub fn has_ended(&mut self) -> bool {
        self.child.try_wait().unwrap().is_some()
    }

    /// The process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Everything said up to the last line waited for.
    pub fn said(&self) -> String {
        self.said.join("\n")
    }

    /// Sends a signal, such as `INT`.
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill")
            .args([&format!("-{name}"), &self.child.id().to_string()])
            .status()
            .unwrap();
        assert!(sent.success());
    }

    /// Waits for the end; gives the exit code and everything said.
    #[track_caller]
    pub fn ends(mut self) -> (ExitStatus, String) {
        let step = Duration::from_millis(20);
        let mut waited = Duration::ZERO;
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(waited < STOPS_WITHIN, "it does not end: {:#?}", self.said);
            thread::sleep(step);
            waited += step;
        };
        // Both streams are closed now: what they still hold comes, then nothing.
        let rest: Vec<String> = self.lines.iter().collect();
        self.said.extend(rest);
        (status, self.said.join("\n"))
    }

    /// Ctrl-C; insists on a clean end, and gives everything said.
    #[track_caller]
    pub fn interrupted(self) -> String {
        self.signal("INT");
        let (status, said) = self.ends();
        assert_eq!(status.code(), Some(0), "{said}");
        said
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Fails when it has ended already, which is as well.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Passes lines on as they come.
fn read(stream: impl Read + Send + 'static, to: Sender<String>) {
    thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            if to.send(line).is_err() {
                return;
            }
        }
    });
}
