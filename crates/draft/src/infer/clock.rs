//! Times of day as sources write them.

/// How a time of day is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Form {
    /// Between hours, minutes and seconds; nothing in `093000`.
    pub between: Option<char>,
    pub seconds: bool,
    /// The sign before a fraction of a second.
    pub fraction: Option<char>,
    /// `AM` or `PM` follows, and whether a space stands before it.
    pub half: Option<bool>,
    pub offset: Offset,
}

/// What is said of the zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Offset {
    /// Nothing.
    None,
    /// `Z`
    Zulu,
    /// ` UTC` or ` GMT`
    Word(&'static str),
    /// `+02:00`, `+0200`, `+02`, and whether a space stands before it.
    Signed(bool),
    /// Another spelling that `local_time` reads, such as `UTC+2`, and whether a space stands before it.
    Other(bool),
}

impl Offset {
    /// As `local_time` writes it.
    fn format(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Word(_) | Self::Signed(true) | Self::Other(true) => " %z",
            Self::Zulu | Self::Signed(false) | Self::Other(false) => "%z",
        }
    }
}

/// A time of day, read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Clock {
    pub form: Form,
    /// Seconds after midnight.
    pub seconds: i64,
    /// Seconds east of UTC.
    pub offset: Option<i64>,
}

/// The time of day that a whole text is.
pub(crate) fn read(text: &str) -> Option<Clock> {
    let bytes = text.as_bytes();
    if !bytes.first()?.is_ascii_digit() {
        return None;
    }
    let mut rest = text;
    let hour_digits = run(rest);
    let (between, hour, minute);
    let mut second = 0;
    let mut has_seconds = false;
    if matches!(hour_digits, 4 | 6) {
        between = None;
        hour = number(&mut rest, 2)?;
        minute = number(&mut rest, 2)?;
        if hour_digits == 6 {
            second = number(&mut rest, 2)?;
            has_seconds = true;
        }
    } else if hour_digits <= 2 {
        hour = number(&mut rest, hour_digits)?;
        let sign = rest
            .chars()
            .next()
            .filter(|c| matches!(c, ':' | '.' | 'h'))?;
        rest = rest.strip_prefix(sign)?;
        if run(rest) != 2 {
            return None;
        }
        minute = number(&mut rest, 2)?;
        between = Some(sign);
        if let Some(more) = rest.strip_prefix(sign)
            && run(more) == 2
        {
            rest = more;
            second = number(&mut rest, 2)?;
            has_seconds = true;
        }
    } else {
        return None;
    }
    let mut fraction = None;
    if has_seconds && let Some(sign) = rest.chars().next().filter(|c| matches!(c, '.' | ',')) {
        let more = rest.strip_prefix(sign)?;
        let digits = run(more);
        if digits == 0 || digits > 9 {
            return None;
        }
        fraction = Some(sign);
        rest = more.get(digits..)?;
    }
    let mut half = None;
    let mut hour = hour;
    let spaced = rest.starts_with(char::is_whitespace);
    if let Some((afternoon, after)) = calendar::half_day(rest.trim_start()) {
        if !(1..=12).contains(&hour) {
            return None;
        }
        hour = hour % 12 + if afternoon { 12 } else { 0 };
        half = Some(spaced);
        rest = after;
    }
    let (said, offset) = offset(rest)?;
    let ends_day = (hour, minute, second) == (24, 0, 0) && half.is_none();
    if !ends_day && (hour > 23 || minute > 59 || second > 60) {
        return None;
    }
    Some(Clock {
        form: Form {
            between,
            seconds: has_seconds,
            fraction,
            half,
            offset: said,
        },
        seconds: hour * 3600 + minute * 60 + second,
        offset,
    })
}

fn offset(text: &str) -> Option<(Offset, Option<i64>)> {
    if text.is_empty() {
        return Some((Offset::None, None));
    }
    if text == "Z" {
        return Some((Offset::Zulu, Some(0)));
    }
    for word in [" UTC", " GMT"] {
        if text == word {
            return Some((Offset::Word(word), Some(0)));
        }
    }
    let spaced = text.starts_with(char::is_whitespace);
    let text = text.trim_start();
    let (east, rest) = calendar::utc_offset(text)?;
    if !rest.is_empty() || east.abs() > 14 * 3600 {
        return None;
    }
    // What ISO 8601 has is two digits, or four with or without a colon.
    let digits = text.get(1..)?.bytes().filter(u8::is_ascii_digit).count();
    let signed = text.starts_with(['+', '-']) && matches!(digits, 2 | 4);
    let said = if signed {
        Offset::Signed(spaced)
    } else {
        Offset::Other(spaced)
    };
    Some((said, Some(i64::from(east))))
}

fn run(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

fn number(rest: &mut &str, digits: usize) -> Option<i64> {
    let number = rest.get(..digits)?.parse().ok()?;
    *rest = rest.get(digits..)?;
    Some(number)
}

impl Form {
    /// As `local_time` writes it.
    pub(crate) fn format(&self) -> String {
        let hour = if self.half.is_some() { "%I" } else { "%H" };
        let between = self.between.map(String::from).unwrap_or_default();
        let mut format = format!("{hour}{between}%M");
        if self.seconds {
            format = format!("{format}{between}%S");
        }
        if let Some(sign) = self.fraction {
            format = format!("{format}{sign}%f");
        }
        if let Some(spaced) = self.half {
            format = format!("{format}{}%p", if spaced { " " } else { "" });
        }
        format!("{format}{}", self.offset.format())
    }

    /// What the form looks like, as a regular expression.
    pub(crate) fn pattern(&self) -> String {
        let between = match self.between {
            Some('.') => "\\.".to_owned(),
            Some(other) => other.to_string(),
            None => String::new(),
        };
        let mut pattern = format!("[0-9]+{between}[0-9]{{2}}");
        if self.seconds {
            pattern = format!("{pattern}{between}[0-9]{{2}}");
        }
        if let Some(sign) = self.fraction {
            pattern = format!("{pattern}[{sign}][0-9]+");
        }
        if let Some(spaced) = self.half {
            let space = if spaced { "\\s+" } else { "" };
            pattern = format!("{pattern}{space}[AaPp][.]?\\s*[Mm][.]?");
        }
        if self.offset != Offset::None {
            pattern = format!("{pattern}\\s*([Zz]|[A-Za-z]*[+-][0-9:]+|[A-Za-z]+)");
        }
        pattern
    }
}
