//! `tables.yaml`: columns and tables that a charter adds to the canonical ones.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::canonical::{ColumnType, ColumnUse};

/// `tables.yaml`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tables {
    /// Table → column → what it holds. A table that is not canonical needs a column named in `at`.
    #[serde(default)]
    pub tables: BTreeMap<String, AddedTable>,
}

/// What a charter adds to one table.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddedTable {
    /// What one row is; only for a table that is not canonical.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<String>,
    /// The column with the instant at which a row counts; only for a table that is not canonical.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// Whether rows may be of the future, as plans are; only for a table that is not canonical.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub planned: bool,
    /// How long its rows are kept, counted from the instant at which they count, e.g. `25 months`: a whole number and
    /// `days`, `weeks`, `months` or `years`. For ever when absent. Of `set_aside`, how long a row keeps the text that it came
    /// with, from when it was resolved: 90 days when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retain: Option<String>,
    /// Column → what it holds.
    #[serde(default)]
    pub columns: BTreeMap<String, AddedColumn>,
}

/// A column that a charter adds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddedColumn {
    /// Its type.
    #[serde(rename = "type")]
    pub column_type: ColumnType,
    /// What it is for; when absent, texts, truths and whole numbers are dimensions, money is cost, the rest is detail.
    /// A column that names people who work here says `agent`, so that it is guarded like the canonical one.
    #[serde(rename = "use", default, skip_serializing_if = "Option::is_none")]
    pub use_: Option<ColumnUse>,
    /// What it holds, with its unit.
    pub means: String,
}
