//! What sources call the columns of our tables: English, Spanish, German, French, Dutch, Portuguese, Italian and Polish, and the words of
//! common helpdesks and telephone systems. Names are compared as [`super::names::words`] writes them.

mod contact;
mod others;

/// What sources call one column of a table.
pub(crate) struct Called {
    pub column: &'static str,
    /// Names separated by `|`, the surer first.
    pub names: &'static str,
}

/// What sources call a table's columns, and which of them show that it is that table.
pub(crate) struct Words {
    pub table: &'static str,
    /// Words in a file's name.
    pub file: &'static [&'static str],
    /// Groups of columns; of each group one must be there.
    pub needs: &'static [&'static [&'static str]],
    pub columns: &'static [Called],
}

/// All tables, contacts first.
pub(crate) fn tables() -> impl Iterator<Item = &'static Words> {
    std::iter::once(&contact::CONTACT).chain(others::OTHERS)
}

/// What sources call a column of a table.
pub(crate) fn names_of(table: &str, column: &str) -> Option<&'static str> {
    let words = tables().find(|words| words.table == table)?;
    let called = words
        .columns
        .iter()
        .find(|called| called.column == column)?;
    Some(called.names)
}

/// How well a name fits: 1 when it is one of the names, less when it holds one of them.
pub(crate) fn fit(words: &str, names: &str) -> f64 {
    let mut best = 0.0_f64;
    let letters = words.len() - spaces(words);
    for (place, name) in names.split('|').enumerate() {
        let first = 1.0 - 0.002 * (place.min(50) as f64);
        let fit = if words == name {
            first
        } else if letters == name.len() - spaces(name) && squeezed(words, name) {
            first - 0.02
        } else if words.len() > name.len() + 1 {
            around(words, name, first)
        } else if name.len() > 6
            && words.len() > 6
            && words.len().abs_diff(name.len()) <= 1
            && words.as_bytes().first() == name.as_bytes().first()
            && strsim::osa_distance(words, name) == 1
        {
            0.75
        } else {
            0.0
        };
        best = best.max(fit);
        if best == first {
            break;
        }
    }
    best
}

/// A name with more before or after it.
fn around(words: &str, name: &str, first: f64) -> f64 {
    if let Some(rest) = words.strip_suffix(name).filter(|rest| rest.ends_with(' ')) {
        let before = rest.split_whitespace().count();
        return if name.len() < 4 {
            0.0
        } else {
            0.84 - 0.06 * (before as f64)
        };
    }
    let Some(rest) = words
        .strip_prefix(name)
        .filter(|rest| rest.starts_with(' '))
    else {
        return 0.0;
    };
    // `Created at (UTC)`, `Talk time seconds`: what follows is a unit, a zone or a form.
    // So is the scale in `NPS (0-10)`.
    let form = |word: &str| TRAILERS.contains(&word) || word.bytes().all(|b| b.is_ascii_digit());
    if rest.split_whitespace().all(form) {
        first - 0.05
    } else if name.len() >= 6 {
        0.66
    } else {
        0.0
    }
}

fn spaces(text: &str) -> usize {
    text.bytes().filter(|byte| *byte == b' ').count()
}

/// Words after a name that say how it is written, not what it is.
const TRAILERS: &[&str] = &[
    "utc",
    "gmt",
    "local",
    "seconds",
    "secs",
    "sec",
    "s",
    "minutes",
    "mins",
    "min",
    "ms",
    "hours",
    "hrs",
    "h",
    "timestamp",
    "ts",
    "time",
    "date",
    "datetime",
    "name",
    "iso",
    "cet",
    "est",
    "hh",
    "mm",
    "ss",
    "et",
    "pt",
    "in",
    "milliseconds",
    "value",
    "text",
    "label",
    "at",
    "absolute",
];

fn squeezed(words: &str, name: &str) -> bool {
    (words.contains(' ') || name.contains(' '))
        && words
            .chars()
            .filter(|c| *c != ' ')
            .eq(name.chars().filter(|c| *c != ' '))
}

/// Whether any column of any table goes by that name.
pub(crate) fn knows(words: &str) -> bool {
    tables().any(|table| {
        table
            .columns
            .iter()
            .any(|called| fit(words, called.names) >= 0.7)
    })
}
