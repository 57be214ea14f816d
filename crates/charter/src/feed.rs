//! A feed: how one source's export becomes rows of a table.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::pull::Pull;

pub use crate::format::{Format, Separated};

/// `feeds/<name>.yaml`.
///
/// Every source column is text to the mapping (whatever the format), except in Parquet, whose types are kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Feed {
    /// Short name, `snake_case`; also the name of the file.
    pub feed: String,
    /// Title for people.
    pub title: String,
    /// The table that receives the rows.
    pub table: String,
    /// How the source writes its file. Compression (gzip, zstd) is recognised by content.
    pub format: Format,
    /// How the source writes text, e.g. `windows-1252` or `utf-16le` (a label of the WHATWG Encoding Standard); UTF-8 when
    /// absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// Time zone of local times in the source, for `local_time`; the partnership's when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// Cells that mean "nothing", e.g. `?` or `N/A`. An empty cell always does.
    #[serde(default)]
    pub nulls: Vec<String>,
    /// SQL predicate over source columns: rows for which it is not true are no facts and are counted as passed over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only: Option<String>,
    /// What makes a record the same record: SQL expressions over source columns.
    pub key: Vec<String>,
    /// What makes one version of a record later than another: SQL expressions (integers or instants) over source
    /// columns, the most significant first.
    #[serde(default)]
    pub version: Vec<String>,
    /// Raised by one when the mapping below is put right and a source is taken in again: of the same version of a record,
    /// the row mapped under the later revision stands. A column that is mapped in addition needs no new revision, as of
    /// the same version the row that says more stands.
    #[serde(default, skip_serializing_if = "is_first")]
    pub revision: u16,
    /// Column of the table → SQL expression over source columns.
    pub columns: BTreeMap<String, String>,
    /// SQL expressions over source columns that give people's names, such as the requester's. Where they stand in a
    /// row's free text, they are taken out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<String>,
    /// What a row must satisfy, over columns of the table.
    #[serde(default)]
    pub checks: Vec<Check>,
    /// How old the newest fact may be before the feed is stale, e.g. `1 day`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub freshness: Option<String>,
    /// An HTTP API that is asked for the records; they are handed in otherwise when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pull: Option<Pull>,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands a reference over"
)]
fn is_first(revision: &u16) -> bool {
    *revision == 0
}

impl Feed {
    /// The party that the feed says for every row, when it says one.
    #[must_use]
    pub fn party(&self) -> Option<&str> {
        let written = self.columns.get("party")?.trim();
        let party = written.strip_prefix('\'')?.strip_suffix('\'')?;
        (!party.contains('\'')).then_some(party)
    }
}

/// A predicate that rows must satisfy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// Short name, `snake_case`.
    pub check: String,
    /// SQL predicate over the table's columns. A row fails when it is false; unknown (null) passes.
    pub holds: String,
    /// What happens to a row that fails.
    #[serde(default)]
    pub severity: Severity,
    /// What the person who mends it should know.
    pub hint: String,
}

/// What happens to a row that fails a check.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Count it and keep the row.
    Warn,
    /// Keep the row out of the table, with its raw text, the check and the hint.
    #[default]
    SetAside,
    /// Refuse the whole file.
    Stop,
}
