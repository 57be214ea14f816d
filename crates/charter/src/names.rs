//! Names as people write and miswrite them.

/// The valid name that was probably meant, if one is near enough.
///
/// Near is at most a third of the letters wrong, by edit distance with swapped neighbours as one edit (optimal string
/// alignment; Damerau 1964).
#[must_use]
pub fn nearest<'a>(written: &str, valid: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Nobody's typo is this long, and the distance is quadratic.
    if written.chars().count() > 100 {
        return None;
    }
    let folded = written.to_lowercase();
    valid
        .into_iter()
        .map(|name| (strsim::osa_distance(&folded, &name.to_lowercase()), name))
        .filter(|(distance, name)| *distance <= 1.max(name.chars().count() / 3))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// The valid name that was probably meant: the [`nearest`] by letters, or else the one that begins with the most of the
/// same words, such as `handle_seconds` for `handle_time`.
#[must_use]
pub fn meant<'a>(written: &str, valid: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let valid: Vec<&str> = valid.into_iter().collect();
    if let Some(near) = nearest(written, valid.iter().copied()) {
        return Some(near);
    }
    let written = written.to_lowercase();
    if written.chars().count() > 100 {
        return None;
    }
    let words = |name: &'a str| {
        written
            .split('_')
            .zip(name.split('_'))
            .take_while(|(own, other)| own == other)
            .count()
    };
    valid
        .into_iter()
        .map(|name| (words(name), name))
        .filter(|(words, _)| *words > 0)
        // Of several, the one with the fewest letters wrong; of these, the first.
        .min_by_key(|(words, name)| {
            (
                std::cmp::Reverse(*words),
                strsim::osa_distance(&written, name),
            )
        })
        .map(|(_, name)| name)
}

/// Whether a name is `snake_case`: a lower-case letter, then lower-case letters, digits and underscores; at most 63.
#[must_use]
pub fn is_snake_case(name: &str) -> bool {
    name.len() <= 63
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// `a`, `b` and `c`.
pub(crate) fn quoted(names: &[&str]) -> String {
    let ticked: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match ticked.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
    }
}

/// The charter's word for a value of an enumeration, `drill_to_contacts`; nothing for what is no enumeration.
#[must_use]
pub fn word(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}
