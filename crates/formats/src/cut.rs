//! The beginning of a file that was cut off anywhere, up to its last whole record.

use std::borrow::Cow;

use charter::feed::Format;

/// The records of the beginning that are whole, as a file of their own.
pub(crate) fn whole_records<'a>(bytes: &'a [u8], format: &Format) -> Cow<'a, [u8]> {
    match format {
        Format::Csv(_) | Format::Tsv(_) | Format::Ndjson => {
            let last = |sign: u8| bytes.iter().rposition(|byte| *byte == sign);
            let end = last(b'\n').or_else(|| last(b'\r'));
            let lines = bytes.get(
                ..end.map_or(0, |end| {
                    // In UTF-16LE a line end has a second byte.
                    end + 1 + usize::from(bytes.get(end + 1) == Some(&0))
                }),
            );
            Cow::Borrowed(lines.unwrap_or(bytes))
        }
        Format::Json { .. } => closed(bytes).map_or(Cow::Borrowed(bytes), Cow::Owned),
        Format::Parquet | Format::Arrow => Cow::Borrowed(bytes),
    }
}

/// A JSON document without what was begun of the last element of its outermost open array, and with what was open closed:
/// records are the elements of one array. Nothing where no array is open, or none of its elements is whole.
fn closed(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut open: Vec<u8> = Vec::new();
    // How deep the outermost open array is, and where its last whole element ends.
    let (mut array, mut end) = (None, None);
    let (mut in_text, mut escaped) = (false, false);
    for (place, byte) in bytes.iter().enumerate() {
        if in_text {
            in_text = escaped || *byte != b'"';
            escaped = !escaped && *byte == b'\\';
            continue;
        }
        match byte {
            b'"' => in_text = true,
            b'{' => open.push(b'}'),
            b'[' => {
                open.push(b']');
                if array.is_none() {
                    array = Some(open.len());
                }
            }
            b'}' | b']' => {
                open.pop();
                match array {
                    Some(depth) if open.len() == depth => end = Some(place + 1),
                    Some(depth) if open.len() < depth => (array, end) = (None, None),
                    _ => {}
                }
            }
            b',' if array == Some(open.len()) => end = Some(place),
            _ => {}
        }
    }
    let mut whole = bytes.get(..end?)?.to_vec();
    whole.extend(open.get(..array?)?.iter().rev());
    Some(whole)
}

#[cfg(test)]
mod tests {
    use super::closed;

    #[test]
    fn a_document_is_cut_after_its_last_whole_record() {
        for (text, expect) in [
            (r#"[{"a":1},{"a":2},{"a"#, Some(r#"[{"a":1},{"a":2}]"#)),
            (r#"[{"a":1},{"a":2}"#, Some(r#"[{"a":1},{"a":2}]"#)),
            (
                r#"{"n":[1],"rows":[{"a":[1,2]},{"a":[3"#,
                Some(r#"{"n":[1],"rows":[{"a":[1,2]}]}"#),
            ),
            (r#"[{"a":"]}\""},{"a":"[{"#, Some(r#"[{"a":"]}\""}]"#)),
            (r"[1,2,3", Some(r"[1,2]")),
            (r#"[{"a":1"#, None),
            (r#"{"a":1"#, None),
            (r#"[{"a":1}]"#, None),
            ("", None),
        ] {
            let found = closed(text.as_bytes()).map(|bytes| String::from_utf8(bytes).unwrap());
            assert_eq!(found.as_deref(), expect, "{text}");
        }
    }
}
