//! What a colleague would say first, no stronger than what was seen.

use charter::Charter;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Compared, NowFinding, NowLine};
use crate::board::BoardColumn;
use crate::words;

/// How many findings are named.
const NAMED: usize = 2;

/// What it is said of.
pub(super) struct Said<'a> {
    pub charter: &'a Charter,
    pub zone: &'a TimeZone,
    pub as_of: Option<Timestamp>,
    pub stale: bool,
    pub parties: &'a [BoardColumn],
    pub compared: &'a Compared,
    pub lines: &'a [NowLine],
}

/// What is out of the usual, the longest wait first.
pub(super) fn findings(said: &Said<'_>) -> Vec<NowFinding> {
    let mut lines: Vec<&NowLine> = said.lines.iter().filter(|line| line.unusual).collect();
    let beyond = |line: &NowLine| {
        let usual = line
            .usual_longest_wait_seconds
            .map_or(0.0, |usual| usual.most);
        line.longest_wait_seconds.unwrap_or(0.0) / usual.max(1.0)
    };
    lines.sort_by(|one, other| beyond(other).total_cmp(&beyond(one)));
    lines
        .into_iter()
        .map(|line| NowFinding {
            party: line.party.clone(),
            queue: line.queue.clone(),
            words: finding(said, line),
        })
        .collect()
}

fn finding(said: &Said<'_>, line: &NowLine) -> String {
    let longer = line
        .longest_wait_seconds
        .zip(line.usual_longest_wait_seconds)
        .is_some_and(|(longest, usual)| longest > usual.most);
    let than = format!(
        "than at this time on any of the last {} {}",
        words::how_many(usize::try_from(line.usual_days).unwrap_or(usize::MAX)),
        said.compared
            .day
            .map_or_else(String::new, |day| format!("{}s", day.strftime("%A"))),
    );
    let what = if longer {
        "one waits longer"
    } else {
        "more wait"
    };
    format!(
        "{}{}: {what} {than} ({}).",
        line.queue_title,
        whose(said, &line.party),
        waiting(&[line])
    )
}

/// At whose party, where the viewer sees several.
fn whose(said: &Said<'_>, party: &str) -> String {
    match said.parties {
        [_] => String::new(),
        all => all
            .iter()
            .find(|one| one.party == party)
            .map_or_else(String::new, |one| format!(" at {}", one.title)),
    }
}

/// `9 wait, the longest for 11 minutes`.
fn waiting(lines: &[&NowLine]) -> String {
    let waiting: u64 = lines.iter().filter_map(|line| line.waiting).sum();
    let longest = lines
        .iter()
        .filter_map(|line| line.longest_wait_seconds)
        .reduce(f64::max);
    match (waiting, longest) {
        (0, _) => "nobody waits".to_owned(),
        (1, Some(longest)) => format!("1 waits, for {}", span(longest)),
        (1, None) => "1 waits".to_owned(),
        (waiting, Some(longest)) => format!(
            "{} wait, the longest for {}",
            words::count(waiting),
            span(longest)
        ),
        (waiting, None) => format!("{} wait", words::count(waiting)),
    }
}

/// In the one or two units that matter; a second more or less does not.
fn span(seconds: f64) -> String {
    words::span(seconds.round() as i64)
}

/// The first sentences.
pub(super) fn headline(said: &Said<'_>, findings: &[NowFinding]) -> String {
    let Some(as_of) = said.as_of else {
        return "No facts have arrived yet.".to_owned();
    };
    if said.lines.is_empty() {
        return "How many wait now is not known: no feed tells it.".to_owned();
    }
    if said.stale {
        let shown = as_of
            .to_zoned(said.zone.clone())
            .strftime("%A %-d %B, %H:%M");
        return format!(
            "How it stands now is not known: the lines were last looked at on {shown}."
        );
    }
    if findings.is_empty() {
        let mut told = vec![nothing(said)];
        told.extend(silent(said));
        return told.join(" ");
    }
    let mut told: Vec<String> = findings
        .iter()
        .take(NAMED)
        .map(|one| one.words.clone())
        .collect();
    match findings.len().saturating_sub(NAMED) {
        0 => {}
        1 => told.push("One more line is out of the usual.".to_owned()),
        more => told.push(format!(
            "{} more lines are out of the usual.",
            words::sentence(&words::how_many(more))
        )),
    }
    told.extend(silent(said));
    told.join(" ")
}

/// The parties whose lines were last looked at long ago, while others' were not.
fn silent(said: &Said<'_>) -> Option<String> {
    let is_silent = |party: &&BoardColumn| {
        let mut lines = said.lines.iter().filter(|line| line.party == party.party);
        lines
            .next()
            .is_some_and(|first| first.stale && lines.all(|line| line.stale))
    };
    let silent: Vec<&str> = (said.parties.iter().filter(is_silent))
        .map(|party| party.title.as_str())
        .collect();
    (!silent.is_empty()).then(|| {
        format!(
            "How it stands at {} is not known: no look has come for more than twenty minutes.",
            silent.join(", ")
        )
    })
}

fn nothing(said: &Said<'_>) -> String {
    let judged = said
        .lines
        .iter()
        .any(|line| line.usual_waiting.is_some() || line.usual_longest_wait_seconds.is_some());
    let begins = if judged {
        "Nothing is out of the usual."
    } else if said.compared.holiday.is_some() {
        "Today is a holiday, so nothing is called usual."
    } else {
        "What is usual at this time is not known yet."
    };
    let channels = said.charter.taxonomy.channels.iter().filter_map(|channel| {
        let of_channel = |line: &&NowLine| line.channel.as_deref() == Some(&*channel.channel);
        let lines: Vec<&NowLine> = said
            .lines
            .iter()
            .filter(of_channel)
            .filter(|line| !line.stale)
            .collect();
        (!lines.is_empty()).then(|| format!("{}: {}", channel.title, waiting(&lines)))
    });
    let told: Vec<String> = channels.collect();
    let told = if told.is_empty() {
        words::sentence(&waiting(&said.lines.iter().collect::<Vec<_>>()))
    } else {
        told.join("; ")
    };
    format!("{begins} {told}.")
}
