//! The head of a file as columns, and how the file is written.

use formats::{Head, HeadType};
use serde::Serialize;

use crate::DraftError;
use crate::read::{encoding, json, layout, separated};

/// How much of a text file is looked at, in bytes.
pub const HEAD_BYTES: usize = 4 << 20;
/// More cells than this are not looked at: types show in far fewer.
pub(crate) const MAX_CELLS: usize = 150_000;
/// More rows than this are not looked at.
pub(crate) const MAX_ROWS: usize = 10_000;

/// How a file is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "type")]
pub enum Written {
    /// Values between delimiters.
    Separated {
        /// The delimiter; nothing when there is one column only.
        delimiter: char,
        /// The character around cells that hold a delimiter.
        quote: char,
        /// The character before a quote that is text; nothing where such a quote is doubled.
        escape: Option<char>,
        /// Whether a line names the columns.
        header: bool,
        /// Whether the names in the file had to be replaced: there are none, or they cannot be told apart.
        named: bool,
        /// Lines to be left out before the header line, or before the first row where names are given.
        skip: u32,
    },
    /// One JSON object a line.
    Ndjson,
    /// One JSON document.
    Json {
        /// Where in it the array of records is; the document itself when absent.
        records: Option<String>,
    },
    /// Apache Parquet.
    Parquet,
    /// Apache Arrow IPC.
    Arrow,
}

/// The head of a file: its columns, as text.
#[derive(Debug, Clone)]
pub struct Sample {
    pub(crate) file: String,
    pub(crate) written: Written,
    /// WHATWG label; absent for UTF-8.
    pub(crate) encoding: Option<String>,
    /// Whether every row of the file was looked at.
    pub(crate) complete: bool,
    /// Bytes of text that the rows looked at take; unknown of columnar files.
    pub(crate) bytes: Option<usize>,
    pub(crate) rows: usize,
    pub(crate) columns: Vec<Column>,
    /// Lines that are as wide as rows and are none.
    pub(crate) apart: Vec<Apart>,
    /// What was noticed while reading, for people.
    pub(crate) notes: Vec<Note>,
}

/// What was noticed while reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Note {
    pub about: &'static str,
    pub says: String,
    pub why: String,
}

/// A line that is as wide as a row and is none, by what a column has in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Apart {
    /// Place of the column.
    pub place: usize,
    /// What stands there, as written.
    pub cell: String,
    /// Whether more may follow it.
    pub begins: bool,
    pub why: String,
}

/// One column, or one leaf of a nested one.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    /// As people know it: `via.channel` for a leaf.
    pub name: String,
    /// What it is called in a line below the header, as survey tools write the question.
    pub label: Option<String>,
    /// The SQL that reads it; nothing where no expression can name it.
    pub sql: Option<String>,
    pub column_type: Option<HeadType>,
    /// Whether some cells have spaces around them, which are left off here.
    pub spaced: bool,
    /// One for each row; nothing where the cell is empty or the member absent.
    pub cells: Vec<Option<String>>,
}

impl Sample {
    /// Reads the head of a text file, decompressed. `complete` says whether the head is the whole file; if it is not, a
    /// line that is cut off is left out.
    ///
    /// # Errors
    /// An empty file, bytes that are no text, text in which no rows can be told apart.
    pub fn from_bytes(
        file_name: &str,
        head_bytes_after_decompression: &[u8],
        complete: bool,
    ) -> Result<Self, DraftError> {
        let decoded = encoding::decode(file_name, head_bytes_after_decompression, complete)?;
        let mut notes = Vec::new();
        if decoded.guessed {
            let name = decoded.label.as_deref().unwrap_or("utf-8");
            notes.push(Note {
                about: "encoding",
                says: format!("the file is read as {name}, which was told by its letters alone"),
                why: if decoded.unreadable > 0 {
                    format!(
                        "{} characters could not be read so; their rows would be set aside",
                        decoded.unreadable
                    )
                } else {
                    "it is not UTF-8 and has no byte order mark; look at letters with accents in the preview"
                        .to_owned()
                },
            });
        }
        let read = match json::read(file_name, &decoded.text, complete)? {
            Some(read) => read,
            None => separated::read(file_name, &decoded.text)?,
        };
        notes.extend(read.notes);
        Ok(Self {
            file: file_name.to_owned(),
            written: read.written,
            encoding: decoded.label,
            complete: complete && read.whole,
            bytes: Some(read.bytes),
            rows: read.rows,
            columns: read.columns,
            apart: read.apart,
            notes,
        })
    }

    /// The head of a file, text or columns.
    ///
    /// # Errors
    /// As [`Sample::from_bytes`]; a file without columns.
    pub fn of(file_name: &str, head: &Head) -> Result<Self, DraftError> {
        match head {
            Head::Text { bytes, whole } => Self::from_bytes(file_name, bytes, *whole),
            Head::Columnar {
                parquet,
                columns,
                rows,
                whole,
            } => {
                let written = if *parquet {
                    Written::Parquet
                } else {
                    Written::Arrow
                };
                Self::from_columns(file_name, written, columns, rows, *whole)
            }
        }
    }

    /// Each row has one text for each column: ISO 8601 for days and instants, `true` and `false`.
    fn from_columns(
        file_name: &str,
        written: Written,
        columns: &[(String, HeadType)],
        rows: &[Vec<Option<String>>],
        complete: bool,
    ) -> Result<Self, DraftError> {
        if columns.is_empty() {
            return Err(DraftError::NoRows {
                file: file_name.to_owned(),
                cause: "the file has no columns".to_owned(),
                hint: "Export it again.".to_owned(),
            });
        }
        let limit = layout::row_limit(columns.len());
        let columns = columns
            .iter()
            .enumerate()
            .map(|(place, (name, column_type))| Column {
                name: name.clone(),
                sql: crate::write::sql::column(name),
                column_type: Some(*column_type),
                spaced: false,
                label: None,
                cells: rows
                    .iter()
                    .take(limit)
                    .map(|row| {
                        row.get(place)
                            .cloned()
                            .flatten()
                            .filter(|cell| !cell.is_empty())
                    })
                    .collect(),
            })
            .collect();
        Ok(Self {
            file: file_name.to_owned(),
            written,
            encoding: None,
            complete: complete && rows.len() <= limit,
            bytes: None,
            rows: rows.len().min(limit),
            columns,
            apart: Vec::new(),
            notes: Vec::new(),
        })
    }

    /// How the file is written.
    #[must_use]
    pub fn written(&self) -> &Written {
        &self.written
    }

    /// The encoding as a WHATWG label; absent for UTF-8.
    #[must_use]
    pub fn encoding(&self) -> Option<&str> {
        self.encoding.as_deref()
    }

    /// The names of the columns, leaves of nested ones among them.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|column| column.name.as_str())
    }

    /// Rows seen.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }
}

/// What a reader hands back.
pub(crate) struct Read {
    pub written: Written,
    pub rows: usize,
    /// Whether these are all rows of the text.
    pub whole: bool,
    /// Bytes of the text up to the end of the last of them.
    pub bytes: usize,
    pub columns: Vec<Column>,
    /// Lines that are as wide as rows and are none.
    pub apart: Vec<Apart>,
    pub notes: Vec<Note>,
}
