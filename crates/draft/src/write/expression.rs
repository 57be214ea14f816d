//! The SQL that reads a column of the source as a column of the table.

use formats::HeadType;

use super::cases::Cases;
use super::sql;

use crate::choose::{kept, scale, words};
use crate::infer::kind::{Facts, Reading};
use crate::infer::number::Style;
use crate::infer::span::Spans;
use crate::infer::truth::Truth;

/// The column's text, with what means nothing in this column alone turned into null.
pub(crate) fn text(facts: &Facts, nulls: &[String]) -> Option<String> {
    let mut read = facts.sql.clone()?;
    if native(facts).is_some() {
        return Some(read);
    }
    // What means nothing in the whole file is told before spaces are left off, and again after.
    if facts.spaced {
        read = format!("trim({read})");
        for (word, _) in facts.null_words.iter().take(4) {
            if !word.chars().any(sql::deceives) {
                read = format!("nullif({read}, {})", sql::text(word));
            }
        }
        if facts.nulls > 0 {
            read = format!("nullif({read}, '')");
        }
        return Some(facts.sentinel.iter().fold(read, |read, word| {
            format!("nullif({read}, {})", sql::text(word))
        }));
    }
    let own = facts
        .null_words
        .iter()
        .map(|(word, _)| word)
        .filter(|word| !nulls.contains(word))
        .take(4);
    for word in own.chain(&facts.sentinel) {
        if !word.chars().any(sql::deceives) {
            read = format!("nullif({read}, {})", sql::text(word));
        }
    }
    Some(read)
}

fn native(facts: &Facts) -> Option<HeadType> {
    match facts.reading {
        Reading::Native(native) => Some(native),
        _ => None,
    }
}

/// A number, times a factor.
pub(crate) fn number(facts: &Facts, nulls: &[String], as_type: &str) -> Option<String> {
    let read = text(facts, nulls)?;
    if let Some(scale) = &facts.scale {
        return (as_type == "bigint").then(|| on_scale(&read, scale));
    }
    let style = match &facts.reading {
        Reading::Native(HeadType::Integer | HeadType::Number) => {
            let fits = as_type == "double"
                || matches!(facts.reading, Reading::Native(HeadType::Integer))
                    && as_type == "bigint";
            return Some(if fits {
                read
            } else {
                format!("cast({read} as {as_type})")
            });
        }
        Reading::Number { style, .. } => *style,
        Reading::Truth(_) => return None,
        _ if facts.bits.is_some() => Style::Point,
        _ => return None,
    };
    let mut read = read;
    let signs =
        facts.currency.is_some() || facts.values.iter().any(|(text, _)| text.starts_with('('));
    if signs {
        read = format!("regexp_replace(replace({read}, '(', '-'), '[^0-9.,-]', '', 'g')");
    } else if facts.values.iter().any(|(text, _)| text.ends_with('%')) {
        read = format!("trim(replace({read}, '%', ''))");
    } else if style == Style::Spaced {
        read = format!("regexp_replace({read}, '[^0-9.,-]', '', 'g')");
    }
    let comma = facts.values.iter().any(|(text, _)| text.contains(','));
    read = match style {
        Style::Point => read,
        Style::GroupedPoint => format!("replace({read}, ',', '')"),
        Style::Comma => format!("replace({read}, ',', '.')"),
        Style::GroupedComma => format!("replace(replace({read}, '.', ''), ',', '.')"),
        Style::Spaced if comma => format!("replace({read}, ',', '.')"),
        Style::Spaced => read,
    };
    let whole = facts
        .values
        .iter()
        .any(|(text, _)| text.contains(['e', 'E']));
    Some(if as_type == "bigint" && whole {
        format!("cast(cast({read} as double) as bigint)")
    } else {
        format!("cast({read} as {as_type})")
    })
}

/// The place of an answer on its scale: the number that it begins with, or what its words say.
fn on_scale(read: &str, scale: &[(String, i64)]) -> String {
    if scale
        .iter()
        .all(|(text, value)| scale::leading(text) == Some(*value))
    {
        return format!("cast(regexp_replace({read}, '^([0-9]+).*$', '\\1') as bigint)");
    }
    let cases: String = scale
        .iter()
        .map(|(text, value)| format!(" when {} then {value}", sql::text(text)))
        .collect();
    format!("case {read}{cases} end")
}

/// Seconds, from a length of time or from a number in the unit that its name says.
pub(crate) fn seconds(facts: &Facts, nulls: &[String]) -> Option<String> {
    let mut read = text(facts, nulls)?;
    if let Reading::Spans(spans) = &facts.reading {
        let bare = |(text, _): &(String, usize)| text.ends_with(|c: char| c.is_ascii_digit());
        if *spans == Spans::Words && facts.values.iter().any(bare) {
            // Seconds without their unit: `8 min 36`.
            read = format!("regexp_replace({read}, '([0-9])$', '\\1s')");
        }
        let piece = |place: usize| format!("cast(split_part({read}, ':', {place}) as double)");
        let matched = |unit: &str| {
            let pattern = format!("^.*?([0-9.]+) ?{unit}.*$");
            format!(
                "case when regexp_like({read}, {}) then cast(regexp_replace({read}, {}, '\\1') as double) else 0 end",
                sql::text(&format!("[0-9] ?{unit}")),
                sql::text(&pattern)
            )
        };
        return Some(match spans {
            Spans::HoursMinutesSeconds => {
                format!("{} * 3600 + {} * 60 + {}", piece(1), piece(2), piece(3))
            }
            Spans::MinutesSeconds => format!("{} * 60 + {}", piece(1), piece(2)),
            Spans::HoursMinutes => format!("{} * 3600 + {} * 60", piece(1), piece(2)),
            Spans::DaysAndClock => {
                let clock = format!("split_part({read}, ' ', 2)");
                let piece =
                    |place: usize| format!("cast(split_part({clock}, ':', {place}) as double)");
                format!(
                    "cast(split_part({read}, 'd', 1) as double) * 86400 + {} * 3600 + {} * 60 + {}",
                    piece(1),
                    piece(2),
                    piece(3)
                )
            }
            Spans::Iso => format!(
                "case when {read} is not null then {} * 86400 + {} * 3600 + {} * 60 + {} end",
                matched("D"),
                matched("H"),
                matched("M"),
                matched("S")
            ),
            Spans::Words => format!(
                "case when {read} is not null then {} * 86400 + {} * 3600 + {} * 60 + {} end",
                matched("d"),
                matched("h"),
                matched("m"),
                matched("s")
            ),
        });
    }
    let plain = number(facts, nulls, "double")?;
    Some(match unit(facts) {
        "ms" => format!("{plain} / 1000"),
        "min" => format!("{plain} * 60"),
        "h" => format!("{plain} * 3600"),
        "d" => format!("{plain} * 86400"),
        _ => plain,
    })
}

/// The unit of a length of time: what its name says, else what the rows tell, else seconds.
pub(crate) fn unit(facts: &Facts) -> &'static str {
    named_unit(&facts.words)
        .or_else(|| facts.measured.as_ref().map(|measured| measured.unit))
        .unwrap_or("s")
}

/// The unit that a name says.
pub(crate) fn named_unit(words: &str) -> Option<&'static str> {
    const UNITS: &[(&str, &[&str])] = &[
        (
            "ms",
            &["ms", "millis", "milliseconds", "msec", "milisegundos"],
        ),
        ("min", &["min", "mins", "minutes", "minuten", "minutos"]),
        (
            "h",
            &["hours", "hrs", "h", "stunden", "horas", "heures", "uren"],
        ),
        ("d", &["days", "tage", "dias", "jours", "dagen"]),
        (
            "s",
            &["seconds", "secs", "sec", "s", "sekunden", "segundos"],
        ),
    ];
    let has = |said: &[&str]| words.split(' ').any(|word| said.contains(&word));
    UNITS
        .iter()
        .find(|(_, said)| has(said))
        .map(|(unit, _)| *unit)
}

/// Yes or no; unknown where the column says neither. A word that was not seen before cannot be read, so that it is noticed.
pub(crate) fn truth(facts: &Facts, nulls: &[String]) -> Option<String> {
    let read = text(facts, nulls)?;
    if facts.counts() {
        return Some(format!("{} > 0", number(facts, nulls, "bigint")?));
    }
    match &facts.reading {
        Reading::Native(HeadType::Boolean) => return Some(read),
        Reading::Native(HeadType::Integer) => return Some(format!("{read} = 1")),
        Reading::Native(_) => return None,
        _ if facts.zero_or_one() => return Some(format!("cast({read} as boolean)")),
        _ => {}
    }
    let mut cases = Cases::of(facts, nulls)?;
    match (&facts.reading, &facts.bits) {
        (Reading::Truth(truth), _) | (_, Some(truth)) => {
            let (yes, no) = truth.beyond_a_cast();
            yes.iter().for_each(|word| cases.add(word, "'true'"));
            no.iter().for_each(|word| cases.add(word, "'false'"));
        }
        _ => {
            for (value, _) in &facts.values {
                let says = match kept::kept(value) {
                    Some(true) => "'true'",
                    Some(false) => "'false'",
                    // Of what goes on nobody knows how it ends.
                    None if words::unfinished(value) => "null",
                    // A header that is repeated.
                    None if *value == facts.name => "null",
                    None => return None,
                };
                cases.add(value, says);
            }
            for (kept, also) in kept::beside(facts.values.iter().map(|(value, _)| value)) {
                cases.add(also, if kept { "'true'" } else { "'false'" });
            }
        }
    }
    // Texts first, and one cast around them: it alone cannot be read.
    let said = if cases.is_empty() {
        read
    } else {
        cases.sql(Some(&read))
    };
    Some(format!("cast({said} as boolean)"))
}

/// Two values, given as SQL, instead of yes and no; and whether a word that was not seen stays as it is.
pub(crate) fn truth_as(
    facts: &Facts,
    nulls: &[String],
    yes: &str,
    no: &str,
) -> Option<(String, bool)> {
    let plain = Truth::default();
    let truth = match (&facts.reading, &facts.bits) {
        (Reading::Truth(truth), _) | (_, Some(truth)) => Some(truth),
        (Reading::Native(_), _) => None,
        _ => facts.zero_or_one().then_some(&plain),
    };
    let Some(truth) = truth.filter(|_| !facts.counts()) else {
        let flag = self::truth(facts, nulls)?;
        let text = format!("case {flag} when true then {yes} when false then {no} end");
        return Some((text, false));
    };
    let mut cases = Cases::of(facts, nulls)?;
    let (also, nor) = truth.spellings();
    also.iter().for_each(|word| cases.add(word, yes));
    nor.iter().for_each(|word| cases.add(word, no));
    Some((cases.sql(Some(&text(facts, nulls)?)), true))
}

/// Texts in quotes, separated by commas.
pub(crate) fn list(texts: &[String]) -> String {
    texts
        .iter()
        .map(|text| sql::text(text))
        .collect::<Vec<_>>()
        .join(", ")
}
