//! Messages of one kind that follow each other become one delivery.

use charter::feed::{Format, Separated};

/// What a message holds, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Letter {
    /// Sequence in the stream.
    pub sequence: u64,
    /// Its header `Content-Type`.
    pub content_type: Option<String>,
    /// Its body.
    pub body: Vec<u8>,
}

/// Messages that go into one delivery: these, counted from the first of the batch.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Run {
    pub format: Format,
    pub bytes: Vec<u8>,
    pub letters: std::ops::Range<usize>,
    /// Sequence of the first.
    pub first: u64,
    /// Sequence of the last.
    pub last: u64,
}

/// A message, or several, as the lake can read them.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Part {
    /// Deliverable together.
    Run(Run),
    /// One that cannot be read at all, and why.
    Bad { letter: usize, cause: String },
}

impl Run {
    /// One letter, as it came or, where its object went over lines, on one.
    pub(super) fn of(letters: &[Letter], index: usize, format: Format) -> Self {
        let letter = letters.get(index);
        let sequence = letter.map_or(0, |letter| letter.sequence);
        Self {
            bytes: letter
                .map(|letter| body(letter, &format))
                .unwrap_or_default(),
            format,
            letters: index..index + 1,
            first: sequence,
            last: sequence,
        }
    }
}

/// Groups letters, in their order. Lines of JSON are put together up to `bytes_max`; every other document stays its own.
pub(super) fn runs(letters: &[Letter], feed: &Format, bytes_max: usize) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for (index, letter) in letters.iter().enumerate() {
        let format = match format(letter, feed) {
            Ok(format) => format,
            Err(cause) => {
                parts.push(Part::Bad {
                    letter: index,
                    cause,
                });
                continue;
            }
        };
        let body = body(letter, &format);
        if let Some(Part::Run(run)) = parts.last_mut()
            && run.format == Format::Ndjson
            && format == Format::Ndjson
            && run.bytes.len() + body.len() <= bytes_max
        {
            if !run.bytes.ends_with(b"\n") {
                run.bytes.push(b'\n');
            }
            run.bytes.extend_from_slice(&body);
            run.letters.end = index + 1;
            run.last = letter.sequence;
            continue;
        }
        parts.push(Part::Run(Run::of(letters, index, format)));
    }
    parts
}

/// How a message is written: as its header says, and as lines of JSON where it says nothing.
fn format(letter: &Letter, feed: &Format) -> Result<Format, String> {
    if letter.body.trim_ascii().is_empty() {
        return Err("it is empty".to_owned());
    }
    let Some(said) = &letter.content_type else {
        return Ok(Format::Ndjson);
    };
    Ok(match kind(said).as_str() {
        ""
        | "application/x-ndjson"
        | "application/ndjson"
        | "application/jsonl"
        | "application/json-lines" => Format::Ndjson,
        "application/json" => match feed {
            Format::Json { .. } => feed.clone(),
            _ if starts_with(&letter.body, b'{') => Format::Ndjson,
            _ => Format::Json { records: None },
        },
        "text/csv" => match feed {
            Format::Csv(_) => feed.clone(),
            _ => Format::Csv(Separated::default()),
        },
        "text/tab-separated-values" => match feed {
            Format::Tsv(_) => feed.clone(),
            _ => Format::Tsv(Separated::default()),
        },
        "application/vnd.apache.parquet" => Format::Parquet,
        "application/vnd.apache.arrow.stream" | "application/vnd.apache.arrow.file" => {
            Format::Arrow
        }
        _ => return Err(format!("nobody knows the content type `{said}`")),
    })
}

/// The kind of a message, without what is said about it.
fn kind(content_type: &str) -> String {
    let kind = content_type.split(';').next().unwrap_or_default();
    kind.trim().to_ascii_lowercase()
}

fn is_json(content_type: &str) -> bool {
    kind(content_type) == "application/json"
}

fn starts_with(body: &[u8], byte: u8) -> bool {
    body.trim_ascii_start().first() == Some(&byte)
}

/// One JSON object over several lines is put on one: between its members line ends mean nothing, and within its texts
/// there are none.
fn body(letter: &Letter, format: &Format) -> Vec<u8> {
    let is_object = letter.content_type.as_deref().is_some_and(is_json);
    if *format == Format::Ndjson && is_object {
        return letter
            .body
            .iter()
            .map(|byte| match byte {
                b'\n' | b'\r' => b' ',
                other => *other,
            })
            .collect();
    }
    letter.body.clone()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs as `format first-last: bytes`.
    fn check(letters: &[(Option<&str>, &str)], feed: &Format, expect: &[&str]) {
        let letters: Vec<Letter> = letters
            .iter()
            .zip(10..)
            .map(|((kind, body), sequence)| Letter {
                sequence,
                content_type: kind.map(str::to_owned),
                body: body.as_bytes().to_vec(),
            })
            .collect();
        let said: Vec<String> = runs(&letters, feed, 16)
            .into_iter()
            .map(|part| match part {
                Part::Bad { letter, cause } => format!("{letter}: {cause}"),
                Part::Run(run) => {
                    assert_eq!(letters[run.letters.start].sequence, run.first);
                    assert_eq!(letters[run.letters.end - 1].sequence, run.last);
                    let word = match run.format {
                        Format::Ndjson => "ndjson",
                        Format::Json { records: None } => "json",
                        Format::Json { .. } => "json of the feed",
                        Format::Csv(_) => "csv",
                        _ => "other",
                    };
                    format!(
                        "{word} {}-{}: {}",
                        run.first,
                        run.last,
                        String::from_utf8_lossy(&run.bytes)
                    )
                }
            })
            .collect();
        assert_eq!(said, expect);
    }

    #[test]
    fn lines_go_together_and_documents_alone() {
        let csv = Format::Csv(Separated::default());
        check(
            &[
                (None, "{1}"),
                (None, "{2}\n"),
                (None, "{3}\n{4}"),
                (None, "{5,6,7,8}"),
            ],
            &csv,
            &[
                "ndjson 10-12: {1}\n{2}\n{3}\n{4}",
                "ndjson 13-13: {5,6,7,8}",
            ],
        );
        let json = Some("application/json; charset=utf-8");
        check(
            &[
                (json, "{\r\n1}"),
                (json, " [1]"),
                (Some("text/csv"), "a\n1"),
                (Some("text/csv"), "a\n2"),
                (Some("image/png"), "?"),
                (None, "{3}"),
                (None, " \n"),
            ],
            &csv,
            &[
                "ndjson 10-10: {  1}",
                "json 11-11:  [1]",
                "csv 12-12: a\n1",
                "csv 13-13: a\n2",
                "4: nobody knows the content type `image/png`",
                "ndjson 15-15: {3}",
                "6: it is empty",
            ],
        );
        let records = Format::Json {
            records: Some("calls".to_owned()),
        };
        check(
            &[(json, "{1}"), (Some("application/x-ndjson"), "{2}")],
            &records,
            &["json of the feed 10-10: {1}", "ndjson 11-11: {2}"],
        );
    }
}
