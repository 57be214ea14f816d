//! A feed: how one source's export becomes rows of a table.

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::pull::Pull;

pub use crate::feed_check::{
    Check, Completeness, KnownIn, Matches, OfType, OneOf, RULES, Range, Rule, Scalar, Severity,
    Unique, Volume,
};
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
    /// Source columns that a file may lack; they are null then. Of NDJSON and JSON, members that no row has are so unless
    /// another nearly spells them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub optional: Vec<String>,
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
    /// What rows, and the feed as a whole, must satisfy, over columns of the table.
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

    /// How old the newest fact may be, in seconds, when the feed says so.
    #[must_use]
    pub fn agreed_seconds(&self) -> Option<i64> {
        crate::duration::seconds(self.freshness.as_deref()?).ok()
    }

    /// Whether the newest fact is as fresh as agreed; nothing when nothing is agreed.
    #[must_use]
    pub fn is_fresh(&self, newest: Option<Timestamp>, now: Timestamp) -> Option<bool> {
        self.agreed_seconds().map(|agreed| {
            newest.is_some_and(|newest| now.duration_since(newest).as_secs() <= agreed)
        })
    }
}
