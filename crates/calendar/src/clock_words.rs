//! Words that stand in dates and times: months, days of the week, halves of a day, offsets from UTC; in English, German,
//! French, Spanish, Portuguese, Italian, Dutch and Polish, whole and short, in any case, with or without accents.

/// Names of each month, without accents.
const MONTHS: [&str; 12] = [
    "january jan januar jaenner janner janvier janv enero ene janeiro gennaio gen januari styczen stycznia sty",
    "february feb februar fevrier fevr fev febrero fevereiro febbraio februari luty lutego lut",
    "march mar marz maerz mrz mars marzo marco maart mrt marzec marca",
    "april apr avril avr abril abr aprile kwiecien kwietnia kwi",
    "may mai mayo maio maggio mag mei maj maja",
    "june jun juni juin junio junho giugno giu czerwiec czerwca cze",
    "july jul juli juillet juil julio julho luglio lug lipiec lipca lip",
    "august aug aout agosto ago augustus sierpien sierpnia sie",
    "september sep sept septembre septiembre setiembre setembro set settembre wrzesien wrzesnia wrz",
    "october oct oktober okt octobre octubre outubro out ottobre ott pazdziernik pazdziernika paz",
    "november nov novembre noviembre novembro listopad listopada lis",
    "december dec dezember dez decembre diciembre dic dezembro dicembre grudzien grudnia gru",
];

/// Names of the days of the week, without accents.
const WEEKDAYS: [&str; 7] = [
    "monday mon montag mo lundi lun lunes segunda seg lunedi maandag ma poniedzialek pon pn",
    "tuesday tue tues dienstag di mardi mar martes terca ter martedi dinsdag wtorek wt wto",
    "wednesday wed mittwoch mi mercredi mer miercoles mie quarta qua mercoledi woensdag wo sroda sr",
    "thursday thu thur thurs donnerstag do jeudi jeu jueves jue quinta qui giovedi gio donderdag czwartek czw cz",
    "friday fri freitag fr vendredi ven viernes vie sexta sex venerdi vrijdag vr piatek pt",
    "saturday sat samstag sa sonnabend samedi sam sabado sab sabato zaterdag za sobota sob sb",
    "sunday sun sonntag so dimanche dim domingo dom domenica zondag zo niedziela niedz nd ndz",
];

/// Farther from UTC is no clock (ISO 8601 has no bound; the time zone database knows nothing beyond 16 hours).
const OFFSET_HOURS_MAX: i32 = 18;

/// The month, from 1, that a text begins with, and what follows it, the dot of a short name included.
pub(crate) fn month(text: &str) -> Option<(i32, &str)> {
    let (place, rest) = named(text, &MONTHS)?;
    Some((i32::try_from(place + 1).ok()?, rest))
}

/// What follows the day of the week that a text begins with, the dot of a short name included.
#[must_use]
pub fn after_weekday(text: &str) -> Option<&str> {
    let (_, rest) = named(text, &WEEKDAYS)?;
    // In Portuguese, segunda-feira.
    Some(rest.strip_prefix("-feira").unwrap_or(rest))
}

/// Whether the half of a day that a text begins with (`PM`, `p.m.`, `p. m.`) is the second, and what follows it.
#[must_use]
pub fn half_day(text: &str) -> Option<(bool, &str)> {
    let mut letters = text.chars();
    let afternoon = match letters.next()? {
        'a' | 'A' => false,
        'p' | 'P' => true,
        _ => return None,
    };
    let rest = letters.as_str();
    let (rest, dotted) = match rest.strip_prefix('.') {
        Some(rest) => (rest.trim_start(), true),
        None => (rest, false),
    };
    let rest = rest.strip_prefix(['m', 'M'])?;
    let rest = match rest.strip_prefix('.') {
        Some(rest) if dotted => rest,
        _ => rest,
    };
    (!rest.starts_with(char::is_alphabetic)).then_some((afternoon, rest))
}

/// The seconds east of UTC that a text begins with, and what follows: `Z`, `UTC`, `GMT`, `+02:00`, `+0200`, `+02`, `UTC+2`.
#[must_use]
pub fn utc_offset(text: &str) -> Option<(i32, &str)> {
    let begins = |word: &str| {
        let start = text.get(..word.len())?;
        let rest = text.get(word.len()..)?;
        let whole = !rest.starts_with(char::is_alphanumeric);
        (whole && start.eq_ignore_ascii_case(word)).then_some(rest)
    };
    if let Some(rest) = begins("Z") {
        return Some((0, rest));
    }
    let word = begins("UTC").or_else(|| begins("GMT"));
    let signed = word.unwrap_or(text);
    let sign = match signed.chars().next() {
        Some('+') => 1,
        Some('-' | '\u{2212}') => -1,
        _ => return word.map(|rest| (0, rest)),
    };
    let digits = signed.get(signed.chars().next()?.len_utf8()..)?;
    let count = digits.bytes().take_while(u8::is_ascii_digit).count();
    let number = |from: usize, to: usize| digits.get(from..to)?.parse::<i32>().ok();
    let (hours, minutes, end) = match count {
        1 | 2 => {
            let minutes = digits
                .get(count..)?
                .strip_prefix(':')
                .map(|rest| rest.bytes().take_while(u8::is_ascii_digit).count() == 2);
            match minutes {
                Some(true) => (number(0, count)?, number(count + 1, count + 3)?, count + 3),
                Some(false) => return None,
                None => (number(0, count)?, 0, count),
            }
        }
        4 => (number(0, 2)?, number(2, 4)?, 4),
        _ => return None,
    };
    if hours > OFFSET_HOURS_MAX || minutes > 59 {
        return None;
    }
    Some((sign * (hours * 3600 + minutes * 60), digits.get(end..)?))
}

/// Which of the names a text begins with, as a whole word, and what follows it and its dot.
fn named<'a>(text: &'a str, names: &[&str]) -> Option<(usize, &'a str)> {
    let end = text
        .find(|c: char| !c.is_alphabetic() && !is_accent(c))
        .unwrap_or(text.len());
    let (word, rest) = text.split_at_checked(end)?;
    let place = names
        .iter()
        .position(|names| names.split(' ').any(|name| plain(word).eq(name.chars())))?;
    Some((place, rest))
}

/// The letters of a word in small, without their accents.
fn plain(word: &str) -> impl Iterator<Item = char> {
    word.chars()
        .filter(|c| !is_accent(*c))
        .flat_map(char::to_lowercase)
        .filter(|c| !is_accent(*c))
        .map(|c| match c {
            'á' | 'à' | 'â' | 'ã' | 'ä' | 'ą' => 'a',
            'ç' | 'ć' => 'c',
            'é' | 'è' | 'ê' | 'ë' | 'ę' => 'e',
            'í' | 'ì' | 'î' => 'i',
            'ł' => 'l',
            'ñ' | 'ń' => 'n',
            'ó' | 'ò' | 'ô' | 'õ' | 'ö' => 'o',
            'ś' => 's',
            'ú' | 'ù' | 'û' | 'ü' => 'u',
            'ź' | 'ż' => 'z',
            other => other,
        })
}

/// Whether it is an accent of its own, after its letter.
fn is_accent(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_in_their_languages() {
        for (text, number) in [
            ("Jan", 1),
            ("MÄRZ", 3),
            ("ma\u{308}rz", 3),
            ("août", 8),
            ("décembre", 12),
            ("paźdz", 0),
            ("października", 10),
            ("setembro", 9),
            ("mei", 5),
            ("Maggio", 5),
            ("febr", 0),
            ("", 0),
        ] {
            let found = month(text).map_or(0, |(number, _)| number);
            assert_eq!(found, number, "{text}");
        }
        // Every name is of one month only.
        let all: Vec<&str> = MONTHS.iter().flat_map(|names| names.split(' ')).collect();
        let distinct: std::collections::HashSet<&&str> = all.iter().collect();
        assert_eq!(all.len(), distinct.len());
    }

    #[test]
    fn days_of_the_week_are_stepped_over() {
        assert_eq!(after_weekday("Mon, 2 Mar"), Some(", 2 Mar"));
        assert_eq!(after_weekday("terça-feira 3"), Some(" 3"));
        assert_eq!(after_weekday("środa, 4"), Some(", 4"));
        assert_eq!(after_weekday("Monat 2"), None);
    }

    #[test]
    fn halves_of_a_day() {
        for (text, expect) in [
            ("AM", Some((false, ""))),
            ("pm Z", Some((true, " Z"))),
            ("p.m.", Some((true, ""))),
            ("a. m.", Some((false, ""))),
            ("p.\u{a0}m. ", Some((true, " "))),
            ("p.m", Some((true, ""))),
            ("pmx", None),
            ("x", None),
            ("", None),
        ] {
            assert_eq!(half_day(text), expect, "{text}");
        }
    }

    #[test]
    fn offsets_from_utc() {
        for (text, expect) in [
            ("Z", Some((0, ""))),
            ("utc", Some((0, ""))),
            ("GMT+2", Some((7200, ""))),
            ("+02:00", Some((7200, ""))),
            ("-0530", Some((-19_800, ""))),
            ("\u{2212}05", Some((-18_000, ""))),
            ("+5:45 x", Some((20_700, " x"))),
            ("Zone", None),
            ("+2000", None),
            ("+02:0", None),
            ("+020", None),
            ("02:00", None),
            ("", None),
        ] {
            assert_eq!(utc_offset(text), expect, "{text}");
        }
    }
}
