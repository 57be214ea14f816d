//! Days as sources write them: which form a text has, and what it says in that form.

use std::collections::HashMap;
use std::sync::LazyLock;

use calendar::{Clock, ClockFormat};
use jiff::civil::Date;

/// The forms a day is looked for in, as `local_time` writes them; the less ambiguous first.
pub(crate) const FORMS: &[&str] = &[
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d-%m-%Y",
    "%m-%d-%Y",
    "%d.%m.%Y",
    "%m.%d.%Y",
    "%d-%b-%Y",
    "%d %b %Y",
    "%d/%b/%Y",
    "%d.%b.%Y",
    "%b %d, %Y",
    "%b %d %Y",
    "%b-%d-%Y",
    "%d. %b %Y",
    "%d de %b de %Y",
    "%d de %b %Y",
    "%d %b, %Y",
    "%Y %b %d",
    "%Y/%b/%d",
    "%Y-%b-%d",
    "%d-%b-%y",
    "%d %b %y",
    "%d/%b/%y",
    "%b %d, %y",
    "%d. %b %y",
    "%d.%b.%y",
    "%d/%m/%y",
    "%m/%d/%y",
    "%d-%m-%y",
    "%m-%d-%y",
    "%d.%m.%y",
    "%m.%d.%y",
    "%y-%m-%d",
    "%y/%m/%d",
    "%y.%m.%d",
    "%Y%m%d",
    "%y%m%d",
];

static COMPILED: LazyLock<HashMap<&'static str, ClockFormat>> = LazyLock::new(|| {
    let compiled = |form: &&'static str| Some((*form, ClockFormat::parse(form).ok()?));
    FORMS.iter().filter_map(compiled).collect()
});

/// The day that a text begins with, in a form, and what follows it: as intake reads it, and within the years and the
/// spacing that days have.
pub(crate) fn read<'a>(form: &str, text: &'a str) -> Option<(Date, &'a str)> {
    let compact = match form {
        "%Y%m%d" => Some(8),
        "%y%m%d" => Some(6),
        _ => None,
    };
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if compact.is_some_and(|length| digits != length) {
        return None;
    }
    let (clock, rest) = COMPILED.get(form)?.read_start(text)?;
    let Clock::Civil {
        year, month, day, ..
    } = clock
    else {
        return None;
    };
    let read = text.get(..text.len() - rest.len())?;
    let spaces = form.matches(' ').count();
    if read.split_whitespace().count() <= spaces
        || rest.starts_with(|c: char| c.is_ascii_digit())
        || !(1900..=2100).contains(&year)
    {
        return None;
    }
    Some((Date::new(year, month, day).ok()?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::infer::clock;

    #[test]
    fn every_form_that_a_draft_offers_is_one_that_intake_reads() {
        for form in FORMS {
            assert!(COMPILED.contains_key(form), "{form}");
        }
        for text in [
            "09:05",
            "9.05",
            "9h05",
            "0905",
            "09:05:07",
            "090507",
            "09:05:07.25",
            "09:05:07,25",
            "9:05 PM",
            "9:05:07pm",
            "12:05:07.5 AM",
            "9:05 p.m.",
            "9:05:07 a. m.",
            "9:05 p.\u{a0}m.",
            "24:00",
            "24:00:00",
        ] {
            let Some(read) = clock::read(text) else {
                panic!("{text}");
            };
            let format = format!("%Y-%m-%d {}", read.form.format());
            let found = ClockFormat::parse(&format)
                .unwrap()
                .read(&format!("2026-03-01 {text}"));
            let Some(Clock::Civil {
                hour,
                minute,
                second,
                ..
            }) = found
            else {
                panic!("{text} by {format}");
            };
            let mut seconds = i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second);
            // The end of a day was read as the beginning of the next.
            seconds += 86_400 * i64::from(text.starts_with("24"));
            assert_eq!(seconds, read.seconds, "{text} by {format}");
        }
    }
}
