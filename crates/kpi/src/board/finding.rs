//! What needs someone, and how it is said.

use charter::kpi::Kpi;

use super::{BoardColumn, Finding, FindingKind, Mark, TargetHead};
use crate::answer::Figure;
use crate::marks::Judgement;
use crate::words;

/// What is seen in a cell.
pub(super) struct Seen<'a> {
    pub kpi: &'a Kpi,
    pub currency: &'a str,
    pub column: &'a BoardColumn,
    pub level: &'a Figure,
    pub judgement: &'a Judgement,
    pub attainment: &'a Mark,
    pub target: Option<&'a TargetHead>,
}

/// What needs someone about a cell, if anything. The marks alone decide, so that what is marked and what is said never
/// differ: a change for the worse first, then a target that will be missed, then one that is missed now.
pub(super) fn finding(seen: &Seen<'_>) -> Option<Finding> {
    let missed = seen.attainment.mark == "missed";
    let (kind, said) = if seen.judgement.variation.mark == "worsening" {
        (FindingKind::Worsening, worsening(seen))
    } else if seen.judgement.assurance.mark == "will_miss" {
        let will = if missed {
            "misses its target and will go on to unless something changes"
        } else {
            "will miss its target unless something changes"
        };
        let said = format!("{will} ({}{})", now(seen), agreed(seen));
        (FindingKind::WillMiss, said)
    } else if missed {
        let target = seen.target?;
        let side = words::side(target, seen.level.value?);
        let said = format!("is {side} its target ({}{})", now(seen), agreed(seen));
        (FindingKind::Missed, said)
    } else {
        return None;
    };
    Some(Finding {
        kpi: seen.kpi.kpi.clone(),
        party: seen.column.party.clone(),
        kind,
        words: format!("{} {} {said}.", seen.kpi.title, whose(seen.column)),
    })
}

fn worsening(seen: &Seen<'_>) -> String {
    let Judgement { usual, since, .. } = seen.judgement;
    let since = since.as_deref().unwrap_or("lately");
    let within = usual.is_some_and(|usual| {
        seen.level.low.is_some_and(|low| low <= usual)
            && seen.level.high.is_some_and(|high| usual <= high)
    });
    let usual = usual.map_or_else(String::new, |usual| {
        let usual = words::number(seen.kpi, seen.currency, usual);
        if within {
            format!(", which over the whole window may still be the usual {usual}")
        } else {
            format!(", usually {usual}")
        }
    });
    format!(
        "has been getting worse since {since} ({}{usual})",
        now(seen)
    )
}

fn now(seen: &Seen<'_>) -> String {
    let level = words::value(seen.kpi, seen.currency, seen.level);
    match words::provisional(seen.level) {
        Some(provisional) => format!("{level}, {provisional}"),
        None => level,
    }
}

fn agreed(seen: &Seen<'_>) -> String {
    seen.target.map_or_else(String::new, |target| {
        format!(
            ", {} agreed",
            words::target(seen.kpi, seen.currency, target)
        )
    })
}

/// Whose numbers a column holds.
fn whose(column: &BoardColumn) -> String {
    match column.scope.as_str() {
        "own" => "in your own work".to_owned(),
        "team" => "in your team".to_owned(),
        "site" => "at your site".to_owned(),
        _ => format!("at {}", column.title),
    }
}
