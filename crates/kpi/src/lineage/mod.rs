//! Where a number comes from, and what a column of a source is for: the charter's lineage as a viewer may know it.

mod build;

pub use build::follow;

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::answer::KpiHead;

/// What is followed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum LineageQuestion {
    /// A KPI, back to the columns of sources.
    Kpi(String),
    /// A feed, or one column of its source, ahead to the KPIs.
    Feed {
        /// The feed.
        feed: String,
        /// The column of its source.
        column: Option<String>,
    },
    /// A table, or one column of it, both ways.
    Table {
        /// The table.
        table: String,
        /// Its column.
        column: Option<String>,
    },
}

/// From source column to KPI, and back.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct LineageAnswer {
    /// What was followed.
    pub of: LineageSubject,
    /// The feeds concerned, by name.
    pub feeds: Vec<LineageFeed>,
    /// The columns of tables concerned, by table and in its order.
    pub columns: Vec<LineageColumn>,
    /// The KPIs concerned: of a KPI, itself and what it is made of; otherwise those that would be wrong, those first whose
    /// values would be.
    pub kpis: Vec<LineageKpi>,
    /// How feeds fill columns.
    pub mappings: Vec<LineageMapping>,
    /// What decides which rows of the feeds stand in their tables.
    pub rules: Vec<LineageRule>,
    /// What KPIs read.
    pub readings: Vec<LineageReading>,
    /// What derived KPIs are made of.
    pub derivations: Vec<LineageDerivation>,
}

/// What was followed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LineageSubject {
    /// `kpi`, `feed` or `table`.
    pub kind: String,
    /// Short name of the KPI, the feed or the table.
    pub name: String,
    /// The column, of a feed's source or of a table, where one was asked for.
    pub column: Option<String>,
    /// Title for people: of the KPI or the feed; of a table or its column what it holds.
    pub title: String,
}

/// A feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LineageFeed {
    /// Short name.
    pub feed: String,
    /// Title for people.
    pub title: String,
    /// The table it fills.
    pub table: String,
    /// Newest fact, as a UTC instant; only for viewers who see every party's rows.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub newest_fact: Option<Timestamp>,
    /// How old the newest fact may be by the charter, in seconds.
    pub agreed_seconds: Option<i64>,
    /// Whether it is as fresh as that; absent where nothing is agreed, and for viewers who do not see every party's rows.
    pub fresh: Option<bool>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LineageColumn {
    /// The table.
    pub table: String,
    /// Its column.
    pub column: String,
    /// Its type.
    pub column_type: String,
    /// Unit of its values, where they have one.
    pub unit: Option<String>,
    /// What it holds.
    pub means: String,
}

/// A KPI.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct LineageKpi {
    /// Name, title, unit.
    pub head: KpiHead,
    /// How it would be wrong: `value` (it reads what is wrong), `rows` (it would count other rows) or `breakdown` (only
    /// where it is broken down or filtered by it). Absent of a KPI that was asked for.
    pub effect: Option<String>,
    /// The columns of tables through which, `contact.opened_at`.
    pub through: Vec<String>,
}

/// How a feed fills a column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LineageMapping {
    /// The feed.
    pub feed: String,
    /// The columns of the source that it reads; none where every row gets the same value.
    pub source_columns: Vec<String>,
    /// The expression as written.
    pub expression: String,
    /// The table.
    pub table: String,
    /// Its column.
    pub column: String,
}

/// What decides which rows of a feed stand in its table, and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LineageRule {
    /// The feed.
    pub feed: String,
    /// The table.
    pub table: String,
    /// `only` (whether a row is a fact), `key` (which record it is), `version` (whether it is a later one), `names` (whose
    /// names are taken out of free text); of a check `warn` (counted and kept), `set_aside` (kept out) or `stop` (its file
    /// is refused).
    pub decides: String,
    /// The check's name, of a check.
    pub check: Option<String>,
    /// The expression as written: over columns of the source, of a check over columns of the table.
    pub expression: String,
    /// The columns of the source that it reads.
    pub source_columns: Vec<String>,
    /// Of a check: the columns of the table that it reads.
    pub columns: Vec<String>,
}

/// That a KPI reads a column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LineageReading {
    /// The KPI.
    pub kpi: String,
    /// The table.
    pub table: String,
    /// Its column.
    pub column: String,
    /// The part of the definition: `numerator`, `value`, `population`, `follow_up`, `opened`, `closed` or `at`.
    pub part: String,
    /// The expression as written; absent where the part is the column itself.
    pub expression: Option<String>,
}

/// That a KPI is made of another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LineageDerivation {
    /// The KPI.
    pub kpi: String,
    /// What it is made of.
    pub of: String,
}
