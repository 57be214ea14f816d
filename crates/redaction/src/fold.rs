//! Words compared as people read them: without case and without diacritics.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{decompose_canonical, is_combining_mark};

/// Whether two words are the same but for case and diacritics. `ü` is `u` and, as German and Scandinavian
/// keyboards without it have it, `ue`.
pub(crate) fn same(a: &str, b: &str) -> bool {
    if a.is_ascii() && b.is_ascii() {
        return a.eq_ignore_ascii_case(b);
    }
    folded(a, false).eq(folded(b, false))
        || folded(a, true).eq(folded(b, false))
        || folded(a, false).eq(folded(b, true))
}

/// The word's letters, lower case and bare; with umlauts written out if so asked.
fn folded(word: &str, written_out: bool) -> impl Iterator<Item = char> {
    let out = move |character: char| {
        let long = match character {
            _ if !written_out => "",
            'ä' | 'Ä' | 'æ' | 'Æ' => "ae",
            'ö' | 'Ö' | 'ø' | 'Ø' => "oe",
            'ü' | 'Ü' => "ue",
            'å' | 'Å' => "aa",
            _ => "",
        };
        long.chars().chain(long.is_empty().then_some(character))
    };
    word.nfc()
        .flat_map(out)
        .nfd()
        .filter(|&character| !is_combining_mark(character))
        .flat_map(char::to_lowercase)
        // Lower-casing may leave a mark behind (İ), and some letters have no decomposition.
        .filter(|&character| !is_combining_mark(character))
        .flat_map(|character| {
            let plain = plain(character);
            plain.chars().chain(plain.is_empty().then_some(character))
        })
}

/// What is written for a letter that has no decomposition; empty for the others.
fn plain(character: char) -> &'static str {
    match character {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ħ' => "h",
        'ı' => "i",
        'ŋ' => "n",
        'ς' => "σ",
        _ => "",
    }
}

/// The first letter of a word as it is compared. Words whose first letters differ are not the same.
pub(crate) fn first_letter(word: &str) -> Option<char> {
    let first = word.chars().next()?;
    if first.is_ascii() {
        return Some(first.to_ascii_lowercase());
    }
    let mut base = None;
    decompose_canonical(first, |part| {
        base.get_or_insert(part);
    });
    let lower = base?.to_lowercase().next()?;
    plain(lower).chars().next().or(Some(lower))
}
