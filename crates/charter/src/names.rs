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
