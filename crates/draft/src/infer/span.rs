//! Lengths of time as sources write them.

/// How lengths of time are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spans {
    /// `1:02:03`, hours first; hours may pass 24.
    HoursMinutesSeconds,
    /// `2:03`, minutes first.
    MinutesSeconds,
    /// `1:02`, hours first.
    HoursMinutes,
    /// `1d 02:03:04`, days first.
    DaysAndClock,
    /// `PT1H2M3S`
    Iso,
    /// `1h 2m 3s`
    Words,
}

/// Seconds of a text in one way of writing.
pub(crate) fn read(text: &str, spans: Spans) -> Option<f64> {
    let text = text.trim();
    match spans {
        Spans::HoursMinutesSeconds => match pieces(text)?.as_slice() {
            [hours, minutes, seconds] => Some(hours * 3600.0 + minutes * 60.0 + seconds),
            _ => None,
        },
        Spans::MinutesSeconds => match pieces(text)?.as_slice() {
            [minutes, seconds] => Some(minutes * 60.0 + seconds),
            _ => None,
        },
        Spans::HoursMinutes => match pieces(text)?.as_slice() {
            [hours, minutes] => Some(hours * 3600.0 + minutes * 60.0),
            _ => None,
        },
        Spans::DaysAndClock => {
            let (days, clock) = text.split_once("d ")?;
            let whole = !days.is_empty() && days.bytes().all(|byte| byte.is_ascii_digit());
            let days: f64 = days.parse().ok().filter(|_| whole)?;
            Some(days * 86_400.0 + read(clock, Spans::HoursMinutesSeconds)?)
        }
        Spans::Iso => {
            let rest = text.strip_prefix('P')?;
            let (days, time) = rest.split_once('T').unwrap_or((rest, ""));
            let known = [("H", 3600.0), ("M", 60.0), ("S", 1.0)];
            match (days, time) {
                ("", time) => units(time, &known),
                (days, "") => units(days, &[("D", 86_400.0)]),
                (days, time) => Some(units(days, &[("D", 86_400.0)])? + units(time, &known)?),
            }
        }
        Spans::Words => units(
            text,
            &[
                ("d day days dag dagen dia dias día días", 86_400.0),
                ("h hr hrs hour hours hora horas heure heures", 3600.0),
                (
                    "m min mins minute minutes minuto minutos minuut minuten",
                    60.0,
                ),
                ("s sec secs second seconds seg segundo segundos", 1.0),
            ],
        ),
    }
}

/// Numbers between colons; all but the first below 60.
fn pieces(text: &str) -> Option<Vec<f64>> {
    if !text.contains(':') || text.len() > 16 {
        return None;
    }
    let mut read = Vec::new();
    for (place, piece) in text.split(':').enumerate() {
        let digits = piece
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.');
        let value: f64 = piece.parse().ok()?;
        if !digits || (place > 0 && value >= 60.0) {
            return None;
        }
        read.push(value);
    }
    Some(read)
}

/// Numbers each with its unit, in order, each at most once.
fn units(text: &str, known: &[(&str, f64)]) -> Option<f64> {
    let mut rest = text.trim();
    let mut from = 0;
    let mut sum = 0.0;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let digits = rest
            .bytes()
            .take_while(|byte| byte.is_ascii_digit() || *byte == b'.')
            .count();
        let value: f64 = rest.get(..digits)?.parse().ok()?;
        rest = rest.get(digits..)?.trim_start();
        // The last unit may be left out where it is the next smaller one: `8 min 36`.
        if rest.is_empty() && from > 0 && from + 1 == known.len() {
            let (_, seconds) = known.get(from)?;
            return Some(sum + value * seconds);
        }
        let letters = rest
            .find(|c: char| !c.is_alphabetic())
            .unwrap_or(rest.len());
        let (word, after) = rest.split_at_checked(letters)?;
        let (place, (_, seconds)) = known
            .iter()
            .enumerate()
            .skip(from)
            .find(|(_, (names, _))| names.split(' ').any(|name| name == word))?;
        sum += value * seconds;
        from = place + 1;
        // Days may be set off from hours: `1d, 2h`.
        rest = after.trim_start_matches(['.', ',', ' ']);
    }
    Some(sum)
}
