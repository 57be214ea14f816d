//! What a file holds that nobody has described yet, as it is sent.

use std::collections::BTreeMap;

use draft::{ColumnProfile, Doubt, Profile, Written};
use serde::Serialize;
use utoipa::ToSchema;

use charter::names::word;

/// What a file holds.
#[derive(Debug, Serialize, ToSchema)]
pub struct FileProfile {
    /// `separated`, `ndjson`, `json`, `parquet` or `arrow`.
    pub format: String,
    /// The delimiter of separated values.
    #[schema(value_type = Option<String>)]
    pub delimiter: Option<char>,
    /// Whether a line names the columns; only of separated values.
    pub header: Option<bool>,
    /// Label of its encoding by the WHATWG Encoding Standard; absent for UTF-8.
    pub encoding: Option<String>,
    /// Rows looked at.
    pub rows: u64,
    /// Whether these are all rows of the file.
    pub complete: bool,
    /// Its columns, in the order of the file.
    pub columns: Vec<SourceColumn>,
}

/// A column of a file.
#[derive(Debug, Serialize, ToSchema)]
pub struct SourceColumn {
    /// Its name; a dotted path for a nested member.
    pub name: String,
    /// What kind of values it holds, in `snake_case`: `identifier`, `instant`, `choice` …
    pub kind: String,
    /// How they are written: a time format, the spelling of yes, the separators of a number.
    pub pattern: Option<String>,
    /// Rows in which it is empty or a spelling of nothing.
    pub nulls: u64,
    /// The spellings of nothing that occur, the empty cell aside.
    pub null_spellings: Vec<String>,
    /// Distinct values.
    pub distinct: u64,
    /// The least value, as written; of personal columns, none.
    pub min: Option<String>,
    /// The greatest.
    pub max: Option<String>,
    /// Up to five values, the commonest first; of personal columns, none.
    pub examples: Vec<String>,
    /// Why it looks as if it told who somebody is, in words.
    pub personal: Option<String>,
    /// Values that do not fit the kind; their rows would be set aside if the column is mapped.
    pub misfits: Vec<String>,
    /// How an expression names it; absent where none can.
    pub sql: Option<String>,
    /// The columns of the table that read it.
    pub mapped_to: Vec<String>,
    /// Type of a column of a table → the SQL that reads this column as one, where its values allow it.
    pub reads: BTreeMap<String, String>,
}

/// Something that a person should decide.
#[derive(Debug, Serialize, ToSchema)]
pub struct DraftDoubt {
    /// The part of the feed (`key`, `zone`, `columns.opened_at`) or the column of the source.
    pub about: String,
    /// What was taken.
    pub says: String,
    /// Why, and why it may be otherwise.
    pub why: String,
    /// What may be written instead.
    pub alternatives: Vec<DraftAlternative>,
}

/// What may be written instead.
#[derive(Debug, Serialize, ToSchema)]
pub struct DraftAlternative {
    /// Where it goes in the feed, dotted.
    pub path: String,
    /// When it is right.
    pub says: String,
    /// What to write there: an expression, or the value as YAML.
    pub value: String,
    /// What the same answer writes elsewhere.
    pub also: Vec<DraftChange>,
}

/// A value for a place of the feed.
#[derive(Debug, Serialize, ToSchema)]
pub struct DraftChange {
    /// Where it goes in the feed, dotted.
    pub path: String,
    /// What to write there.
    pub value: String,
}

impl From<Profile> for FileProfile {
    fn from(profile: Profile) -> Self {
        let (format, delimiter, header) = match profile.written {
            Written::Separated {
                delimiter, header, ..
            } => ("separated", Some(delimiter), Some(header)),
            Written::Ndjson => ("ndjson", None, None),
            Written::Json { .. } => ("json", None, None),
            Written::Parquet => ("parquet", None, None),
            Written::Arrow => ("arrow", None, None),
        };
        Self {
            format: format.to_owned(),
            delimiter,
            header,
            encoding: profile.encoding,
            rows: profile.rows as u64,
            complete: profile.complete,
            columns: profile.columns.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<ColumnProfile> for SourceColumn {
    fn from(column: ColumnProfile) -> Self {
        Self {
            kind: word(&column.kind),
            name: column.name,
            pattern: column.pattern,
            nulls: column.nulls as u64,
            null_spellings: column.null_spellings,
            distinct: column.distinct as u64,
            min: column.min,
            max: column.max,
            examples: column.examples,
            personal: column.personal.map(|personal| personal.words().to_owned()),
            misfits: column.misfits,
            sql: column.sql,
            mapped_to: column.mapped_to,
            reads: column
                .reads
                .into_iter()
                .map(|(kind, sql)| (kind.to_owned(), sql))
                .collect(),
        }
    }
}

impl From<Doubt> for DraftDoubt {
    fn from(doubt: Doubt) -> Self {
        Self {
            about: doubt.about,
            says: doubt.says,
            why: doubt.why,
            alternatives: doubt
                .alternatives
                .into_iter()
                .map(|one| DraftAlternative {
                    path: one.path,
                    says: one.says,
                    value: one.value,
                    also: one
                        .also
                        .into_iter()
                        .map(|(path, value)| DraftChange { path, value })
                        .collect(),
                })
                .collect(),
        }
    }
}
