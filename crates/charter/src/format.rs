//! The format of a feed in its two written forms: a word, or a mapping with options.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

use crate::feed::Format;

const WORDS: &[&str] = &["csv", "tsv", "ndjson", "parquet"];
const FIELDS: &[&str] = &["type", "delimiter"];

impl<'de> Deserialize<'de> for Format {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Written)
    }
}

struct Written;

impl<'de> Visitor<'de> for Written {
    type Value = Format;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("`csv`, `tsv`, `ndjson`, `parquet` or `{ type: csv, delimiter: \";\" }`")
    }

    fn visit_str<E: Error>(self, word: &str) -> Result<Format, E> {
        format(word, None)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Format, A::Error> {
        let mut word: Option<String> = None;
        let mut delimiter: Option<char> = None;
        while let Some(field) = map.next_key::<String>()? {
            match field.as_str() {
                "type" => word = Some(map.next_value()?),
                "delimiter" => delimiter = Some(map.next_value()?),
                other => return Err(Error::unknown_field(other, FIELDS)),
            }
        }
        let word = word.ok_or_else(|| Error::missing_field("type"))?;
        format(&word, delimiter)
    }
}

fn format<E: Error>(word: &str, delimiter: Option<char>) -> Result<Format, E> {
    let format = match word {
        "csv" => return Ok(Format::Csv { delimiter }),
        "tsv" => Format::Tsv,
        "ndjson" => Format::Ndjson,
        "parquet" => Format::Parquet,
        other => return Err(Error::unknown_variant(other, WORDS)),
    };
    match delimiter {
        None => Ok(format),
        Some(_) => Err(Error::custom("only `csv` has a `delimiter`")),
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
                        }
                    },
                    "required": ["type"],
                    "additionalProperties": false
                }
            ]
        })
    }
}
