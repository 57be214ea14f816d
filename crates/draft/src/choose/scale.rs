//! Answers on a scale that are written in words: `Very satisfied`, `10 - Extremely likely`.

use super::names;
use crate::infer::kind::{Facts, Kind};

/// What each place of a scale of five is called.
const SATISFIED: &[(i64, &str)] = &[
    (
        1,
        "very dissatisfied|very unsatisfied|extremely dissatisfied|completely dissatisfied|sehr unzufrieden|muy insatisfecho|tres insatisfait|zeer ontevreden|muito insatisfeito|molto insoddisfatto|bardzo niezadowolony",
    ),
    (
        2,
        "dissatisfied|unsatisfied|somewhat dissatisfied|unzufrieden|insatisfecho|insatisfait|ontevreden|insatisfeito|insoddisfatto|niezadowolony",
    ),
    (
        3,
        "neutral|neither satisfied nor dissatisfied|neither dissatisfied nor satisfied|neither|neutro|neutre|neutraal|teils teils|indiferente",
    ),
    (
        4,
        "satisfied|somewhat satisfied|zufrieden|satisfecho|satisfait|tevreden|satisfeito|soddisfatto|zadowolony",
    ),
    (
        5,
        "very satisfied|extremely satisfied|completely satisfied|sehr zufrieden|muy satisfecho|tres satisfait|zeer tevreden|muito satisfeito|molto soddisfatto|bardzo zadowolony",
    ),
];
/// A scale has no more places.
const PLACES: usize = 15;

/// The answers and their places, where all of them have one.
pub(crate) fn of(facts: &Facts) -> Option<Vec<(String, i64)>> {
    let may_be = matches!(facts.kind, Kind::Choice | Kind::Text | Kind::Identifier)
        && (2..=PLACES).contains(&facts.distinct());
    if !may_be {
        return None;
    }
    let texts = || facts.values.iter().map(|(text, _)| text);
    let all = |place: fn(&str) -> Option<i64>| -> Option<Vec<(String, i64)>> {
        texts()
            .map(|text| Some((text.clone(), place(text)?)))
            .collect()
    };
    all(leading).or_else(|| all(satisfied))
}

/// The number that an answer begins with.
pub(crate) fn leading(text: &str) -> Option<i64> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = text.split_at_checked(digits)?;
    let parted =
        !rest.starts_with(['.', ',', ':', '/']) && rest.chars().all(|c| !c.is_ascii_digit());
    number.parse().ok().filter(|_| digits <= 2 && parted)
}

fn satisfied(text: &str) -> Option<i64> {
    let words = names::words(text);
    SATISFIED
        .iter()
        .find(|(_, said)| said.split('|').any(|one| one == words))
        .map(|(place, _)| *place)
}
