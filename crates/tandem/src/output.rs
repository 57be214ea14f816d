//! The one writer: what was asked for goes to standard output, everything said about it to standard error.

use std::io::{self, Write};

use crate::failure::Failure;

/// Writes to the terminal.
#[derive(Debug)]
pub struct Output {
    out: io::Stdout,
    error: io::Stderr,
}

impl Output {
    /// The process's own streams.
    pub fn new() -> Self {
        Self {
            out: io::stdout(),
            error: io::stderr(),
        }
    }

    /// Something that was asked for.
    ///
    /// # Errors
    /// When it cannot be written. A reader that has gone away (`| head`) is no error.
    pub fn answer(&mut self, text: &str) -> Result<(), Failure> {
        let written = self
            .out
            .write_all(text.as_bytes())
            .and_then(|()| self.out.flush());
        match written {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::internal(
                "standard output could not be written",
                &error,
            )),
            _ => Ok(()),
        }
    }

    /// Something worth knowing. If nobody listens, nothing is lost.
    pub fn say(&mut self, text: &str) {
        let _ = writeln!(self.error, "{text}");
    }

    /// A question whose answer is typed on the same line.
    pub fn ask(&mut self, text: &str) {
        let _ = write!(self.error, "{text}").and_then(|()| self.error.flush());
    }

    /// Why a command ends early.
    pub fn failure(&mut self, failure: &Failure) {
        self.say(&format!("error: {failure}"));
        if let Some(hint) = failure.hint() {
            self.say(&format!(" hint: {hint}"));
        }
    }
}
