//! What is wrong with a charter, where, and what to do about it.

use std::fmt;

use serde::Serialize;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The charter cannot be used.
    Error,
    /// The charter can be used, and should be better.
    Warning,
}

/// One problem at one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// Path of the file within the charter.
    pub file: String,
    /// Line, from 1; 0 when it is the file as a whole.
    pub line: usize,
    /// Column in characters, from 1; 0 when it is the file as a whole.
    pub column: usize,
    /// Stable name of the kind of problem, `kebab-case`.
    pub code: &'static str,
    /// What is wrong, in a sentence without its place.
    pub message: String,
    /// What would have been right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// The valid name that is nearest to the one written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nearest: Option<String>,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// The line as written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_line: Option<String>,
}

impl Diagnostic {
    /// A problem with a file as a whole.
    #[must_use]
    pub fn error(file: &str, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            file: file.to_owned(),
            line: 0,
            column: 0,
            code,
            message: message.into(),
            expected: None,
            nearest: None,
            hint: None,
            source_line: None,
        }
    }

    /// Says what would have been right.
    pub fn expected(&mut self, expected: impl Into<String>) -> &mut Self {
        self.expected = Some(expected.into());
        self
    }

    /// Says what to do.
    pub fn hint(&mut self, hint: impl Into<String>) -> &mut Self {
        self.hint = Some(hint.into());
        self
    }

    /// Names the nearest of the valid names, or lists them when they are few and none is near.
    pub fn among<'a>(
        &mut self,
        written: &str,
        valid: impl IntoIterator<Item = &'a str>,
    ) -> &mut Self {
        let valid: Vec<&str> = valid.into_iter().collect();
        self.nearest = crate::names::meant(written, valid.iter().copied()).map(str::to_owned);
        if self.nearest.is_none() && !valid.is_empty() && valid.len() <= 12 {
            self.expected = Some(format!("one of {}", crate::names::quoted(&valid)));
        }
        self
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", plain(&self.file))?;
        if self.line > 0 {
            write!(out, ":{}:{}", self.line, self.column)?;
        }
        if self.severity == Severity::Warning {
            out.write_str(": warning")?;
        }
        write!(out, ": {}", plain(&self.message))?;
        if let Some(nearest) = &self.nearest {
            write!(out, "; nearest: `{}`", plain(nearest))?;
        }
        write!(out, " [{}]", self.code)?;
        if let Some(line) = &self.source_line {
            let (shown, caret) = window(line, self.column);
            let number = self.line.to_string();
            write!(out, "\n  {number} | {shown}")?;
            write!(
                out,
                "\n  {:width$} | {:caret$}^",
                "",
                "",
                width = number.len()
            )?;
        }
        if let Some(expected) = &self.expected {
            write!(out, "\n  expected: {}", plain(expected))?;
        }
        if let Some(hint) = &self.hint {
            write!(out, "\n  hint: {}", plain(hint))?;
        }
        Ok(())
    }
}

/// Text as a terminal may be given it: what would move its cursor or turn its letters round becomes a space. A
/// message may quote what a file holds, and a file may hold anything.
fn plain(text: &str) -> String {
    let turns = |c: char| matches!(u32::from(c), 0x061C | 0x200E..=0x200F | 0x2028..=0x202E | 0x2066..=0x2069);
    text.chars()
        .map(|c| if c.is_control() || turns(c) { ' ' } else { c })
        .collect()
}

/// A line cut to what a terminal shows, around the column; and how far in the caret stands.
fn window(line: &str, column: usize) -> (String, usize) {
    const SHOWN: usize = 100;
    let at = column.saturating_sub(1);
    let from = if at < SHOWN - 20 { 0 } else { at - (SHOWN / 2) };
    let shown: String = line.chars().skip(from).take(SHOWN).collect();
    let shown = plain(&shown);
    (shown.trim_end().to_owned(), at - from)
}

/// All problems found, in the order of files and lines.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Diagnostics(pub Vec<Diagnostic>);

impl Diagnostics {
    /// Whether any of them makes the charter unusable.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|one| one.severity == Severity::Error)
    }

    /// How many there are of a severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.0.iter().filter(|one| one.severity == severity).count()
    }

    /// Whether nothing was found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// One after the other.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.0.iter()
    }

    pub(crate) fn sorted(mut self) -> Self {
        self.0
            .sort_by(|a, b| (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column)));
        self
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, one) in self.0.iter().enumerate() {
            if index > 0 {
                out.write_str("\n")?;
            }
            write!(out, "{one}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Diagnostics {}
