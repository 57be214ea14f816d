//! Where in a JSON text the arrays of objects are, without reading all of it: the text may be cut off.

/// An array whose first element is an object.
pub(super) struct Array<'a> {
    /// Dotted path; empty for the document itself.
    pub path: String,
    /// From its bracket to its end, or to where the text is cut off.
    pub text: &'a str,
}

/// The arrays of objects in a value, down to a depth.
pub(super) fn arrays<'a>(text: &'a str, depth: usize, found: &mut Vec<Array<'a>>) {
    walk(text, String::new(), depth, found);
}

fn walk<'a>(text: &'a str, path: String, depth: usize, found: &mut Vec<Array<'a>>) {
    let text = text.trim_start();
    if let Some(inside) = text.strip_prefix('[') {
        if inside.trim_start().starts_with('{') {
            let end = end_of(text).unwrap_or(text.len());
            found.push(Array {
                path,
                text: text.get(..end).unwrap_or(text),
            });
        }
        return;
    }
    let Some(mut rest) = text.strip_prefix('{') else {
        return;
    };
    if depth == 0 {
        return;
    }
    loop {
        rest = rest.trim_start();
        let Some(end) = rest.starts_with('"').then(|| end_of(rest)).flatten() else {
            return;
        };
        let name = rest.get(1..end.saturating_sub(1)).unwrap_or_default();
        rest = rest.get(end..).unwrap_or_default().trim_start();
        let Some(value) = rest.strip_prefix(':') else {
            return;
        };
        let value = value.trim_start();
        let plain = !name.is_empty() && !name.contains(['\\', '.', '[', '"']);
        if plain && value.starts_with(['{', '[']) {
            let below = if path.is_empty() {
                name.to_owned()
            } else {
                format!("{path}.{name}")
            };
            walk(value, below, depth - 1, found);
        }
        let Some(end) = end_of(value) else {
            return;
        };
        rest = value.get(end..).unwrap_or_default().trim_start();
        match rest.strip_prefix(',') {
            Some(next) => rest = next,
            None => return,
        }
    }
}

/// The elements of an array that are whole, at most so many.
pub(super) fn elements(array: &str, limit: usize) -> Vec<&str> {
    let mut found = Vec::new();
    let Some(mut rest) = array.strip_prefix('[') else {
        return found;
    };
    while found.len() < limit {
        rest = rest.trim_start();
        if rest.starts_with(']') {
            break;
        }
        let Some(end) = end_of(rest) else {
            break;
        };
        let Some(element) = rest.get(..end) else {
            break;
        };
        found.push(element);
        rest = rest.get(end..).unwrap_or_default().trim_start();
        match rest.strip_prefix(',') {
            Some(next) => rest = next,
            None => break,
        }
    }
    found
}

/// The objects that stand one after the other, with commas between them or without; what is none, or is cut off, comes last.
pub(super) fn values(text: &str, limit: usize) -> Vec<&str> {
    let parts = |c: char| c.is_ascii_whitespace() || c == ',';
    let mut found = Vec::new();
    let mut rest = text.trim_matches(parts);
    while !rest.is_empty() && found.len() < limit {
        let end = end_of(rest)
            .filter(|_| rest.starts_with('{'))
            .unwrap_or(rest.len());
        let Some((one, after)) = rest.split_at_checked(end) else {
            break;
        };
        found.push(one);
        rest = after.trim_start_matches(parts);
    }
    found
}

/// Where the value at the start of the text ends; nothing when it is cut off.
fn end_of(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let first = *bytes.first()?;
    if !matches!(first, b'"' | b'{' | b'[') {
        return bytes
            .iter()
            .position(|byte| matches!(byte, b',' | b'}' | b']' | b' ' | b'\n' | b'\r' | b'\t'))
            .filter(|end| *end > 0);
    }
    let (mut open, mut quoted, mut escaped) = (0_usize, false, false);
    for (at, byte) in bytes.iter().enumerate() {
        if quoted {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => {
                    quoted = false;
                    if open == 0 {
                        return Some(at + 1);
                    }
                }
                _ => {}
            }
            continue;
        }
        match byte {
            b'"' => quoted = true,
            b'{' | b'[' => open += 1,
            b'}' | b']' => {
                open = open.checked_sub(1)?;
                if open == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}
