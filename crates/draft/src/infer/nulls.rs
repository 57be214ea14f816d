//! Cells that mean "nothing".

/// Spellings that mean nothing wherever they stand.
const ALWAYS: &[&str] = &[
    "?",
    "n/a",
    "#n/a",
    "null",
    "\\n",
    "(blank)",
    "(null)",
    "(empty)",
    "<null>",
    "[null]",
    "#null!",
    "#value!",
    "#div/0!",
    "#ref!",
    "--",
    "---",
    "(not set)",
    "(none)",
    "undefined",
    "nil",
    "k.a.",
    "s/d",
    "n.v.t.",
    "n.d.",
    "b/d",
    "#name?",
    "#num!",
    "<na>",
];
/// Spellings that mean nothing among numbers, times and the like, and may be a word among words.
const SOMETIMES: &[&str] = &[
    "-",
    "na",
    "none",
    "nan",
    ".",
    "..",
    "*",
    "empty",
    "missing",
    "unknown",
    "not available",
    "not applicable",
    "never",
    "nat",
    "–",
    "—",
    "_",
    "keine",
    "ninguno",
    "aucun",
    "geen",
    "nessuno",
    "brak",
];

/// Whether the spelling always means nothing.
pub(crate) fn always(cell: &str) -> bool {
    cell.len() <= 12 && ALWAYS.contains(&cell.trim().to_lowercase().as_str())
}

/// Whether the spelling means nothing where everything else is a number, a time or the like.
pub(crate) fn sometimes(cell: &str) -> bool {
    always(cell)
        || (cell.chars().count() <= 14 && SOMETIMES.contains(&cell.trim().to_lowercase().as_str()))
}

/// Whether a sign or word among words means nothing: `-` and `NA` do, `none` may be an answer.
pub(crate) fn among_words(cell: &str) -> bool {
    always(cell)
        || matches!(
            cell.trim(),
            "-" | "–" | "—" | "NA" | "NaN" | "nan" | "NaT" | "EMPTY"
        )
}
