//! Instants: the SQL for each way of writing them.

use formats::HeadType;

use super::expression::text;
use super::sql;

use crate::infer::clock::{Form, Offset};
use crate::infer::instant::{Civil, Instants, SERIAL_OF_1970, Tail, Unit, Weekday};
use crate::infer::kind::{Facts, Reading};

/// An instant. `day` is the column of days beside a time of day.
pub(crate) fn instant(facts: &Facts, nulls: &[String], day: Option<&Facts>) -> Option<String> {
    let read = text(facts, nulls)?;
    match &facts.reading {
        Reading::Native(HeadType::Instant { zoned: true }) => Some(read),
        // What has no zone shows a clock, as it would in a text.
        Reading::Native(HeadType::Instant { zoned: false }) => Some(format!(
            "local_time(left(cast({read} as varchar), 19), '%Y-%m-%dT%H:%M:%S')"
        )),
        Reading::Native(HeadType::Date) => Some(format!(
            "local_time(left(cast({read} as varchar), 10), '%Y-%m-%d')"
        )),
        Reading::Instants(Instants::Serial { comma }) => {
            let days = if *comma {
                format!("replace({read}, ',', '.')")
            } else {
                read
            };
            let seconds = format!(
                "cast(round((cast({days} as double) - {SERIAL_OF_1970}) * 86400) as bigint)"
            );
            Some(format!(
                "local_time(cast(to_timestamp_seconds({seconds}) as varchar), '%Y-%m-%dT%H:%M:%S')"
            ))
        }
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
    let weekday = match civil.weekday {
        Weekday::Each(between) => format!("%a{between}"),
        Weekday::None => String::new(),
        Weekday::Some => {
            // Where a month comes first, a day's name stands before another word.
            let (pattern, left) = if day.starts_with("%b") {
                (r"^\p{L}[^0-9, ]*[, ]+(\p{L})", r"\1")
            } else {
                ("^[^0-9]+", "")
            };
            let (pattern, left) = (sql::text(pattern), sql::text(left));
            read = format!("regexp_replace({read}, {pattern}, {left})");
            String::new()
        }
    };
    let day = &format!("{weekday}{day}");
    let mut tails: Vec<Tail> = Vec::new();
    for tail in &civil.tails {
        // However an offset is spelled, it is read alike.
        let alike = Tail {
            form: tail.form.map(|form| Form {
                offset: match form.offset {
                    Offset::None => Offset::None,
                    _ if civil.spaced_offsets() => Offset::Signed(true),
                    _ => Offset::Signed(false),
                },
                ..form
            }),
            ..*tail
        };
        if !tails.contains(&alike) && tails.len() < 4 {
            tails.push(alike);
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
        && a.offset == Offset::None
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
    // What has no time of day is what is left.
    tails.sort_by_key(|tail| tail.form.is_none());
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
