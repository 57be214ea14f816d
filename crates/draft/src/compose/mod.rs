//! The feed, part by part: what was found becomes expressions, each with its reason and its doubts.

pub(crate) mod channel;
pub(crate) mod checks;
pub(crate) mod contact;
pub(crate) mod damaged;
pub(crate) mod doubtful;
pub(crate) mod identity;
pub(crate) mod mapped;
pub(crate) mod name;
pub(crate) mod outcome;
pub(crate) mod party;
pub(crate) mod score;
pub(crate) mod series;
pub(crate) mod setting;
pub(crate) mod shift;
pub(crate) mod state;
pub(crate) mod survey;
pub(crate) mod text;

use std::collections::BTreeSet;

use crate::doubt::Doubt;

/// A feed in the making.
#[derive(Debug, Clone, Default)]
pub(crate) struct Plan {
    pub name: String,
    pub title: String,
    pub table: String,
    pub format: String,
    pub encoding: Option<String>,
    pub zone: Option<String>,
    pub nulls: Vec<String>,
    pub only: Option<String>,
    pub key: Vec<String>,
    pub version: Vec<String>,
    pub columns: Vec<Line>,
    pub checks: Vec<Check>,
    /// Columns of the table in which a word that was not seen stays as it is, for a check to tell of it.
    pub open: BTreeSet<&'static str>,
    /// Why a part is as it is: part → sentences.
    pub reasons: Vec<(&'static str, String)>,
    pub doubts: Vec<Doubt>,
}

/// A column of the table.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub column: String,
    pub expression: String,
    pub why: String,
    /// Places of the source columns it reads.
    pub sources: Vec<usize>,
}

/// A check.
#[derive(Debug, Clone)]
pub(crate) struct Check {
    pub name: String,
    /// As YAML: `holds: …`, `range: { … }`.
    pub rule: String,
    pub severity: Option<&'static str>,
    pub hint: &'static str,
}

impl Plan {
    pub(crate) fn add(
        &mut self,
        column: &str,
        expression: Option<String>,
        why: impl Into<String>,
        sources: &[usize],
    ) {
        let Some(expression) = expression.filter(|text| crate::write::sql::admitted(text)) else {
            return;
        };
        if self.columns.iter().any(|line| line.column == column) {
            return;
        }
        self.columns.push(Line {
            column: column.to_owned(),
            expression,
            why: why.into(),
            sources: sources.to_vec(),
        });
    }

    pub(crate) fn has(&self, column: &str) -> bool {
        self.columns.iter().any(|line| line.column == column)
    }

    pub(crate) fn expression(&self, column: &str) -> Option<&str> {
        self.columns
            .iter()
            .find(|line| line.column == column)
            .map(|line| line.expression.as_str())
    }

    pub(crate) fn because(&mut self, part: &'static str, why: impl Into<String>) {
        self.reasons.push((part, why.into()));
    }

    /// Takes in only rows for which this holds as well.
    pub(crate) fn only_where(&mut self, rule: String) {
        if !crate::write::sql::admitted(&rule) {
            return;
        }
        self.only = Some(match self.only.take() {
            Some(before) => format!("{before} and {rule}"),
            None => rule,
        });
    }

    pub(crate) fn doubt(&mut self, doubt: Doubt) {
        self.doubts.push(doubt);
    }
}
