//! Words that say whether something was kept, passed or done.

use super::names;

/// Words for what was kept, passed or done, and for the contrary; the commoner first.
const KEPT: &[(&[&str], &[&str])] = &[
    (
        &[
            "met",
            "within sla",
            "achieved",
            "in sla",
            "within",
            "ok",
            "fulfilled",
        ],
        &[
            "missed",
            "breached",
            "sla violated",
            "violated",
            "not met",
            "out of sla",
            "exceeded",
        ],
    ),
    (
        &["passed", "pass", "approved"],
        &["failed", "fail", "rejected"],
    ),
    (
        &["successful", "success", "completed"],
        &["failed", "faulted", "error", "failure", "stopped"],
    ),
    (
        &["cumplido", "cumple", "aprobado"],
        &["incumplido", "no cumple", "reprobado"],
    ),
    (&["eingehalten", "bestanden"], &["verletzt"]),
];

/// Whether the value says that an agreed time was kept (`Some(true)`) or not.
pub(crate) fn kept(value: &str) -> Option<bool> {
    let words = names::words(value);
    let among = |list: &[&str]| list.contains(&words.as_str());
    if KEPT.iter().any(|(yes, _)| among(yes)) {
        return Some(true);
    }
    KEPT.iter().any(|(_, no)| among(no)).then_some(false)
}

/// The commonest words that stand beside those of a column, and whether they say that it was kept.
pub(crate) fn beside<'a>(values: impl Iterator<Item = &'a String>) -> Vec<(bool, &'static str)> {
    let words: Vec<String> = values.map(|value| names::words(value)).collect();
    let said = |list: &[&str]| list.iter().any(|one| words.iter().any(|word| word == one));
    let beside = KEPT.iter().filter(|(yes, no)| said(yes) || said(no));
    beside
        .flat_map(|(yes, no)| {
            let yes = yes.iter().take(3).map(|word| (true, *word));
            yes.chain(no.iter().take(4).map(|word| (false, *word)))
        })
        .collect()
}
