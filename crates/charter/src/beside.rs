//! Files beside a charter that other rooms read: held to the same YAML, and refused in the same words.

use serde::de::DeserializeOwned;

use crate::diagnostic::{Diagnostic, Severity};
use crate::parse;
use crate::source::Source;

/// A file that has the right shape, with the place of everything in it.
#[derive(Debug)]
pub struct Beside<T> {
    /// What it says.
    pub value: T,
    source: Source,
}

impl<T: DeserializeOwned> Beside<T> {
    /// Reads a file: its path within the charter's folder, and its text.
    ///
    /// # Errors
    /// When the text is no YAML that a charter may hold, or has another shape.
    pub fn read(path: &str, text: &str) -> Result<Self, Box<Diagnostic>> {
        let source = Source::read(path, text)?;
        let value = parse::shape(&source, text)?;
        Ok(Self { value, source })
    }
}

impl<T> Beside<T> {
    /// An error at the value that stands at a path, such as `changes/1/reach`, or at the nearest value around it.
    #[must_use]
    pub fn error(&self, path: &str, code: &'static str, message: impl Into<String>) -> Diagnostic {
        let place = self.source.place(path);
        self.source
            .diagnostic(Severity::Error, place, code, message.into())
    }
}
