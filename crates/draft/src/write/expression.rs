//! The SQL that reads a column of the source as a column of the table.

use super::sql;
use crate::infer::clock::{Form, Offset};
use crate::infer::instant::{Civil, Instants, Tail, Unit};
use crate::infer::kind::{Facts, Reading};
use crate::infer::number::Style;
use crate::infer::span::Spans;
use crate::sample::ColumnType;

/// The column's text, with what means nothing in this column alone turned into null.
pub(crate) fn text(facts: &Facts, nulls: &[String]) -> Option<String> {
    let mut read = facts.sql.clone()?;
    if native(facts).is_some() {
        return Some(read);
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

fn native(facts: &Facts) -> Option<ColumnType> {
    match facts.reading {
        Reading::Native(native) => Some(native),
        _ => None,
    }
}

/// An instant. `day` is the column of days beside a time of day.
pub(crate) fn instant(facts: &Facts, nulls: &[String], day: Option<&Facts>) -> Option<String> {
    let read = text(facts, nulls)?;
    match &facts.reading {
        Reading::Native(ColumnType::Instant { .. }) => Some(read),
        Reading::Native(ColumnType::Date) => Some(format!("cast({read} as timestamp)")),
        Reading::Instants(Instants::Epoch(unit)) => Some(match unit {
            Unit::Seconds => format!("to_timestamp_seconds(cast({read} as bigint))"),
            Unit::FractionalSeconds => {
                format!("to_timestamp_millis(cast(cast({read} as double) * 1000 as bigint))")
            }
            Unit::Millis => format!("to_timestamp_millis(cast({read} as bigint))"),
            Unit::Micros => format!("to_timestamp_millis(cast({read} as bigint) / 1000)"),
        }),
        Reading::Instants(Instants::Civil(civil)) => Some(civil_sql(&read, civil, civil.day)),
        Reading::Clock(form) => {
            let day = day?;
            let Reading::Instants(Instants::Civil(civil)) = &day.reading else {
                return None;
            };
            let format = format!("{} {}", civil.day, form.format());
            Some(format!(
                "local_time({} || ' ' || {read}, {})",
                text(day, nulls)?,
                sql::text(&format)
            ))
        }
        _ => None,
    }
}

/// The same column read with another form of day.
pub(crate) fn instant_as(facts: &Facts, nulls: &[String], form: &str) -> Option<String> {
    let Reading::Instants(Instants::Civil(civil)) = &facts.reading else {
        return None;
    };
    Some(civil_sql(&text(facts, nulls)?, civil, form))
}

/// The clock of an instant with its offset left off.
pub(crate) fn without_offset(facts: &Facts, nulls: &[String]) -> Option<String> {
    let Reading::Instants(Instants::Civil(civil)) = &facts.reading else {
        return None;
    };
    let form = civil.tails.first()?.form?;
    let plain = Form {
        offset: Offset::None,
        fraction: None,
        ..form
    };
    let joint = civil.tails.first()?.joint;
    let length = if form.seconds { 19 } else { 16 };
    let format = format!("{}{joint}{}", civil.day, plain.format());
    (civil.day == "%Y-%m-%d" && form.half.is_none() && form.between == Some(':')).then_some(
        format!(
            "local_time(left({}, {length}), {})",
            text(facts, nulls)?,
            sql::text(&format)
        ),
    )
}

fn civil_sql(read: &str, civil: &Civil, day: &str) -> String {
    if civil.standard() && civil.zoned() {
        let mut read = read.to_owned();
        for tail in &civil.tails {
            match tail.offset() {
                Offset::Word(word) if !read.contains(word) => {
                    read = format!("replace({read}, {}, 'Z')", sql::text(word));
                }
                Offset::Signed(true) if !read.contains("' +'") => {
                    read = format!("replace(replace({read}, ' +', '+'), ' -', '-')");
                }
                _ => {}
            }
        }
        return format!("cast({read} as timestamp)");
    }
    let mut read = read.to_owned();
    if civil.weekday {
        read = format!("regexp_replace({read}, '^[A-Za-z]+,? *', '')");
    }
    // An offset that the engine cannot read is left off; the zone of the feed stands for it.
    if civil.tails.iter().any(|tail| tail.offset() != Offset::None) {
        read = format!(
            "regexp_replace({read}, '(:[0-9.]+( ?[AaPp][Mm])?) ?([+-][0-9:]+|Z|UTC|GMT)$', '\\1')"
        );
    }
    let mut tails: Vec<Tail> = Vec::new();
    for tail in &civil.tails {
        let bare = Tail {
            form: tail.form.map(|form| Form {
                offset: Offset::None,
                ..form
            }),
            ..*tail
        };
        if !tails.contains(&bare) && tails.len() < 4 {
            tails.push(bare);
        }
    }
    // Times that differ only in whether they have a fraction of a second are read without it.
    if let [first, second] = tails.as_slice()
        && let (Some(a), Some(b)) = (first.form, second.form)
        && first.joint == second.joint
        && (Form {
            fraction: None,
            ..a
        }) == (Form {
            fraction: None,
            ..b
        })
        && let Some(sign) = a.fraction.or(b.fraction)
        && a.between != Some(sign)
        && !day.contains(sign)
    {
        let plain = Tail {
            joint: first.joint,
            form: Some(Form {
                fraction: None,
                ..a
            }),
        };
        return format!(
            "local_time(split_part({read}, '{sign}', 1), {})",
            sql::text(&tail_format(day, &plain))
        );
    }
    let Some((last, others)) = tails.split_last() else {
        return format!("local_time({read}, {})", sql::text(day));
    };
    let one = |tail: &Tail| format!("local_time({read}, {})", sql::text(&tail_format(day, tail)));
    if others.is_empty() {
        return one(last);
    }
    let mut cases = String::from("case");
    for tail in others {
        let pattern = match tail.form {
            Some(form) => format!("{}{}$", joint_pattern(tail.joint), form.pattern()),
            None => "^[^ :T]+$".to_owned(),
        };
        cases = format!(
            "{cases} when regexp_like({read}, {}) then {}",
            sql::text(&pattern),
            one(tail)
        );
    }
    format!("{cases} else {} end", one(last))
}

fn joint_pattern(joint: &str) -> &str {
    if joint == " " { " +" } else { joint }
}

fn tail_format(day: &str, tail: &Tail) -> String {
    let Some(form) = tail.form else {
        return day.to_owned();
    };
    format!("{day}{}{}", tail.joint, form.format())
}

/// A number, times a factor.
pub(crate) fn number(facts: &Facts, nulls: &[String], as_type: &str) -> Option<String> {
    let read = text(facts, nulls)?;
    let style = match &facts.reading {
        Reading::Native(ColumnType::Integer | ColumnType::Number) => {
            let fits = as_type == "double"
                || matches!(facts.reading, Reading::Native(ColumnType::Integer))
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

/// Seconds, from a length of time or from a number in the unit that its name says.
pub(crate) fn seconds(facts: &Facts, nulls: &[String]) -> Option<String> {
    let read = text(facts, nulls)?;
    if let Reading::Spans(spans) = &facts.reading {
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
            Spans::Iso => format!(
                "case when {read} is not null then {} * 3600 + {} * 60 + {} end",
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

/// The unit that the column's name says; seconds when it says none.
pub(crate) fn unit(facts: &Facts) -> &'static str {
    if facts.has_word(&["ms", "millis", "milliseconds", "msec", "milisegundos"]) {
        "ms"
    } else if facts.has_word(&["min", "mins", "minutes", "minuten", "minutos", "minuten"]) {
        "min"
    } else if facts.has_word(&["hours", "hrs", "h", "stunden", "horas", "heures", "uren"]) {
        "h"
    } else if facts.has_word(&["days", "tage", "dias", "jours", "dagen"]) {
        "d"
    } else {
        "s"
    }
}

/// Yes or no.
pub(crate) fn truth(facts: &Facts, nulls: &[String]) -> Option<String> {
    let read = text(facts, nulls)?;
    match &facts.reading {
        Reading::Native(ColumnType::Boolean) => return Some(read),
        Reading::Native(_) => return facts.bits.as_ref().map(|_| format!("{read} = 1")),
        _ => {}
    }
    let truth = match (&facts.reading, &facts.bits) {
        (Reading::Truth(truth), _) | (_, Some(truth)) => truth.clone(),
        _ => {
            let mut truth = crate::infer::truth::Truth::default();
            for (value, _) in &facts.values {
                match crate::choose::words::kept(value)? {
                    true => truth.yes.push(value.clone()),
                    false => truth.no.push(value.clone()),
                }
            }
            truth
        }
    };
    Some(match (truth.yes.as_slice(), truth.no.as_slice()) {
        ([], [no]) => format!("{read} <> {}", sql::text(no)),
        ([], no) => format!("{read} not in ({})", list(no)),
        ([yes], _) => format!("{read} = {}", sql::text(yes)),
        (yes, _) => format!("{read} in ({})", list(yes)),
    })
}

/// Texts in quotes, separated by commas.
pub(crate) fn list(texts: &[String]) -> String {
    texts
        .iter()
        .map(|text| sql::text(text))
        .collect::<Vec<_>>()
        .join(", ")
}
