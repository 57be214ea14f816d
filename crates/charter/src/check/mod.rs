//! What the parts of a charter say of one another: names that must exist, types that must fit.

mod boards;
mod calendars;
mod currency;
mod cycles;
mod decisions;
mod feed_checks;
mod feed_types;
mod feeds;
mod kpis;
mod partnership;
mod people;
mod pull;
mod tables;
mod targets;
mod taxonomy;

use std::collections::BTreeSet;

use jiff::tz::TimeZoneDatabase;

use crate::Charter;
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::duration;
use crate::expression::{Allowed, Expression, ExpressionError};
use crate::parse::Draft;

/// All errors of a charter whose files have the right shape.
pub(crate) fn errors(draft: &Draft) -> Diagnostics {
    let mut report = Report::new(draft);
    partnership::check(&mut report);
    people::check(&mut report);
    taxonomy::check(&mut report);
    calendars::check(&mut report);
    tables::check(&mut report);
    feeds::check(&mut report);
    kpis::check(&mut report);
    cycles::check(&mut report);
    targets::check(&mut report);
    boards::check(&mut report);
    decisions::check(&mut report);
    report.finish()
}

/// Collects problems at places of the charter.
pub(crate) struct Report<'a> {
    draft: &'a Draft,
    found: Vec<Diagnostic>,
    /// KPIs made of themselves, which was said: what else is wrong with them follows from it.
    circular: BTreeSet<String>,
}

impl<'a> Report<'a> {
    pub fn new(draft: &'a Draft) -> Self {
        Self {
            draft,
            found: Vec::new(),
            circular: BTreeSet::new(),
        }
    }

    pub fn finish(self) -> Diagnostics {
        Diagnostics(self.found).sorted()
    }

    pub fn charter(&self) -> &'a Charter {
        &self.draft.charter
    }

    /// The file of each target, and its index there.
    pub fn target_places(&self) -> &'a [(String, usize)] {
        &self.draft.target_places
    }

    /// An error at the value that stands at a path of a file, such as `beside/1`.
    pub fn error(
        &mut self,
        file: &str,
        path: &str,
        code: &'static str,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        self.add(Severity::Error, file, path, code, message.into())
    }

    /// A warning at the value that stands at a path of a file.
    pub fn warning(
        &mut self,
        file: &str,
        path: &str,
        code: &'static str,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        self.add(Severity::Warning, file, path, code, message.into())
    }

    /// An error at the key of a value.
    pub fn error_at_key(
        &mut self,
        file: &str,
        path: &str,
        code: &'static str,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        let problem = match self.draft.sources.get(file) {
            Some(source) => source.diagnostic(
                Severity::Error,
                source.place_of_key(path),
                code,
                message.into(),
            ),
            None => Diagnostic::error(file, code, message),
        };
        self.push(problem)
    }

    fn add(
        &mut self,
        severity: Severity,
        file: &str,
        path: &str,
        code: &'static str,
        message: String,
    ) -> &mut Diagnostic {
        let problem = match self.draft.sources.get(file) {
            Some(source) => source.diagnostic(severity, source.place(path), code, message),
            None => Diagnostic {
                severity,
                ..Diagnostic::error(file, code, message)
            },
        };
        self.push(problem)
    }

    fn push(&mut self, problem: Diagnostic) -> &mut Diagnostic {
        let index = self.found.len();
        self.found.push(problem);
        &mut self.found[index]
    }

    /// An error unless the name is among the valid ones.
    pub fn known<'n>(
        &mut self,
        file: &str,
        path: &str,
        (code, what): (&'static str, &str),
        name: &str,
        valid: impl IntoIterator<Item = &'n str>,
    ) -> bool {
        let valid: Vec<&str> = valid.into_iter().collect();
        if valid.contains(&name) {
            return true;
        }
        self.error(file, path, code, format!("unknown {what} `{name}`"))
            .among(name, valid);
        false
    }

    /// An error for every name that was written before.
    pub fn unique<'n>(
        &mut self,
        file: &str,
        what: &str,
        names: impl IntoIterator<Item = (String, &'n str)>,
    ) {
        let mut seen = BTreeSet::new();
        for (path, name) in names {
            if !seen.insert(name) {
                self.error(
                    file,
                    &path,
                    "duplicate-name",
                    format!("the {what} `{name}` is written twice"),
                );
            }
        }
    }

    /// An error unless the name is `snake_case`.
    pub fn snake_case(&mut self, file: &str, path: &str, name: &str) {
        if !crate::names::is_snake_case(name) {
            self.error(
                file,
                path,
                "snake-case",
                format!("`{name}` is not a name in `snake_case`"),
            )
            .expected("a lower-case letter, then lower-case letters, digits and `_`");
        }
    }

    /// An error unless the time zone exists.
    pub fn zone(&mut self, file: &str, path: &str, zone: &str) {
        let database = TimeZoneDatabase::bundled();
        if database.get(zone).is_ok() {
            return;
        }
        let names: Vec<String> = database.available().map(|name| name.to_string()).collect();
        self.error(
            file,
            path,
            "unknown-zone",
            format!("unknown time zone `{zone}`"),
        )
        .among(zone, names.iter().map(String::as_str))
        .hint("IANA names, such as `Europe/Amsterdam`");
    }

    /// An error unless the text is a duration.
    pub fn duration(&mut self, file: &str, path: &str, text: &str) {
        if let Err(error) = duration::seconds(text) {
            self.error(file, path, "duration", error.to_string())
                .expected(duration::EXPECTED);
        }
    }

    /// The expression, or errors at the character that is wrong.
    pub fn expression(
        &mut self,
        file: &str,
        path: &str,
        text: &str,
        allowed: &Allowed,
    ) -> Option<Expression> {
        match Expression::parse(text, allowed) {
            Ok(expression) => {
                self.calendars(file, path, &expression);
                Some(expression)
            }
            Err(error) => {
                self.expression_error(file, path, &error);
                None
            }
        }
    }

    /// What is wrong with an expression, at the character that is wrong.
    pub fn expression_error(&mut self, file: &str, path: &str, error: &ExpressionError) {
        let message = error.message.clone();
        let problem = match self.draft.sources.get(file) {
            Some(source) => source.diagnostic(
                Severity::Error,
                source.place_within(path, error.offset),
                error.code(),
                message,
            ),
            None => Diagnostic::error(file, error.code(), message),
        };
        let problem = self.push(problem);
        if let Some(unknown) = &error.unknown {
            problem.among(&unknown.name, unknown.valid.iter().map(String::as_str));
        }
        let hint = error.hint_in_charter.as_deref().or(error.hint.as_deref());
        problem.hint = hint.map(str::to_owned);
    }

    /// Errors where an expression counts business time by a calendar that there is not.
    pub fn calendars(&mut self, file: &str, path: &str, expression: &Expression) {
        let calendars = &self.charter().calendars.calendars;
        for name in expression.calendars() {
            let valid = calendars.iter().map(|one| one.calendar.as_str());
            self.known(file, path, ("unknown-calendar", "calendar"), name, valid);
        }
    }
}
