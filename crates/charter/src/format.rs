//! How a source writes its file, in its two written forms: a word (`tsv`), or a mapping with options.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde::{Deserialize, Serialize};

/// How a source writes its file: a word (`tsv`), or `{ type: csv, delimiter: ";" }`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "type")]
pub enum Format {
    /// Separated values.
    Csv(Separated),
    /// Tab-separated values.
    Tsv(Separated),
    /// One JSON object a line.
    Ndjson,
    /// One JSON document: an array of objects, or an object that holds one.
    Json {
        /// Where in the document the array is, e.g. `data.tickets`; the document itself when absent.
        #[serde(skip_serializing_if = "Option::is_none")]
        records: Option<String>,
    },
    /// Apache Parquet.
    Parquet,
    /// Apache Arrow IPC, as a file or as a stream.
    Arrow,
}

/// How separated values are written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Separated {
    /// One character; a comma when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<char>,
    /// The character around cells that hold a delimiter or a line end; `"` when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quote: Option<char>,
    /// The character before a quote that is text, such as `\`; when absent, such a quote is doubled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub escape: Option<char>,
    /// The names of the columns, for a file that has no header line.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub header: Vec<String>,
    /// Lines before the header (or before the first row), such as a report's title.
    #[serde(skip_serializing_if = "no_lines")]
    pub skip: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
fn no_lines(skip: &u32) -> bool {
    *skip == 0
}

const WORDS: &[&str] = &["csv", "tsv", "ndjson", "json", "parquet", "arrow"];

/// All that the mapping form may say; which format may say what is settled in [`Options::format`].
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Options {
    r#type: String,
    delimiter: Option<char>,
    quote: Option<char>,
    escape: Option<char>,
    header: Option<Vec<String>>,
    skip: Option<u32>,
    records: Option<String>,
}

impl Options {
    fn word(word: &str) -> Self {
        Self {
            r#type: word.to_owned(),
            delimiter: None,
            quote: None,
            escape: None,
            header: None,
            skip: None,
            records: None,
        }
    }

    fn format<E: Error>(self) -> Result<Format, E> {
        let word = self.r#type.as_str();
        let separated = matches!(word, "csv" | "tsv");
        for (option, said, fits, whose) in [
            (
                "delimiter",
                self.delimiter.is_some(),
                word == "csv",
                "only `csv` has",
            ),
            (
                "quote",
                self.quote.is_some(),
                separated,
                "only `csv` and `tsv` have",
            ),
            (
                "escape",
                self.escape.is_some(),
                separated,
                "only `csv` and `tsv` have",
            ),
            (
                "header",
                self.header.is_some(),
                separated,
                "only `csv` and `tsv` have",
            ),
            (
                "skip",
                self.skip.is_some(),
                separated,
                "only `csv` and `tsv` have",
            ),
            (
                "records",
                self.records.is_some(),
                word == "json",
                "only `json` has",
            ),
        ] {
            if said && !fits && WORDS.contains(&word) {
                return Err(E::custom(format!("{whose} `{option}`")));
            }
        }
        let values = Separated {
            delimiter: self.delimiter,
            quote: self.quote,
            escape: self.escape,
            header: self.header.unwrap_or_default(),
            skip: self.skip.unwrap_or_default(),
        };
        match word {
            "csv" => Ok(Format::Csv(values)),
            "tsv" => Ok(Format::Tsv(values)),
            "ndjson" => Ok(Format::Ndjson),
            "json" => Ok(Format::Json {
                records: self.records,
            }),
            "parquet" => Ok(Format::Parquet),
            "arrow" => Ok(Format::Arrow),
            other => Err(E::unknown_variant(other, WORDS)),
        }
    }
}

impl<'de> Deserialize<'de> for Format {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Written)
    }
}

struct Written;

impl<'de> Visitor<'de> for Written {
    type Value = Format;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(
            "`csv`, `tsv`, `ndjson`, `json`, `parquet`, `arrow` or `{ type: csv, delimiter: \";\" }`",
        )
    }

    fn visit_str<E: Error>(self, word: &str) -> Result<Format, E> {
        Options::word(word).format()
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Format, A::Error> {
        Options::deserialize(MapAccessDeserializer::new(map))?.format()
    }
}

impl JsonSchema for Format {
    fn schema_name() -> Cow<'static, str> {
        "Format".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "How a source writes its file. Compression (gzip, zstd) is recognised by content.",
            "anyOf": [
                { "type": "string", "enum": WORDS },
                {
                    "type": "object",
                    "properties": {
                        "type": { "type": "string", "enum": WORDS },
                        "delimiter": {
                            "description": "For `csv`: one character; a comma when absent.",
                            "type": "string", "minLength": 1, "maxLength": 1
                        },
                        "quote": {
                            "description": "For `csv` and `tsv`: the character around cells that hold a delimiter or a line end; `\"` when absent.",
                            "type": "string", "minLength": 1, "maxLength": 1
                        },
                        "escape": {
                            "description": "For `csv` and `tsv`: the character before a quote, a delimiter or a line end that is text, such as `\\`; a quote that is text is doubled when absent.",
                            "type": "string", "minLength": 1, "maxLength": 1
                        },
                        "header": {
                            "description": "For `csv` and `tsv`: the names of the columns, for a file that has no header line.",
                            "type": "array", "items": { "type": "string" }
                        },
                        "skip": {
                            "description": "For `csv` and `tsv`: lines before the header (or before the first row), such as a report's title.",
                            "type": "integer", "minimum": 0
                        },
                        "records": {
                            "description": "For `json`: where in the document the array of records is, e.g. `data.tickets`; the document itself when absent.",
                            "type": "string"
                        }
                    },
                    "required": ["type"],
                    "additionalProperties": false
                }
            ]
        })
    }
}
