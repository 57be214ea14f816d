//! What a colleague would say first about a board, no stronger than what could be judged.

use super::{BoardRow, Cell, Finding, FindingKind, Window};
use crate::extent::Extent;
use crate::words;

/// How many findings the headline names.
const NAMED: usize = 2;

/// The first sentences of a board; `findings` are the most pressing first, `rows` those that could be asked.
pub(super) fn headline<'a>(
    findings: &[Finding],
    rows: impl Iterator<Item = &'a BoardRow>,
    facts: Extent,
    has_facts: bool,
    window: &Window,
) -> String {
    if facts.newest.is_none() {
        return "No facts have arrived yet.".to_owned();
    }
    if !has_facts {
        return format!(
            "There are no facts between {} and {}.",
            words::day(window.from),
            words::day(window.to)
        );
    }
    if findings.is_empty() {
        nothing(rows)
    } else {
        something(findings)
    }
}

fn something(findings: &[Finding]) -> String {
    let mut said = vec![if findings.len() == 1 {
        "One thing needs you.".to_owned()
    } else {
        format!(
            "{} things need you.",
            words::sentence(&words::how_many(findings.len()))
        )
    }];
    said.extend(findings.iter().take(NAMED).map(|one| one.words.clone()));
    let rest = findings.get(NAMED..).unwrap_or_default();
    let worsening = (rest.iter())
        .filter(|one| one.kind == FindingKind::Worsening)
        .count();
    for (count, one, many) in [
        (worsening, "is getting worse", "are getting worse"),
        (
            rest.len() - worsening,
            "is beyond its target",
            "are beyond their targets",
        ),
    ] {
        match count {
            0 => {}
            1 => said.push(format!("One more {one}.")),
            _ => said.push(format!(
                "{} more {many}.",
                words::sentence(&words::how_many(count))
            )),
        }
    }
    said.join(" ")
}

/// How many measures there is something to say about that is no finding.
#[derive(Default)]
struct Reserve {
    measures: usize,
    judged: usize,
    too_few: usize,
    missing: usize,
    unusual: usize,
    may_miss: usize,
}

fn nothing<'a>(rows: impl Iterator<Item = &'a BoardRow>) -> String {
    let mut reserve = Reserve::default();
    let mut seen = Vec::new();
    for row in rows {
        // A measure is one, however many others it accompanies.
        if seen.contains(&row.kpi.kpi.as_str()) {
            continue;
        }
        seen.push(row.kpi.kpi.as_str());
        let any = |holds: fn(&Cell) -> bool| usize::from(row.cells.iter().any(holds));
        let shown = |cell: &Cell| cell.missing.is_none();
        reserve.measures += 1;
        reserve.judged +=
            any(|cell| cell.missing.is_none() && cell.variation.mark != "too_few_points");
        reserve.missing += usize::from(!row.cells.iter().all(shown));
        reserve.too_few +=
            any(|cell| cell.missing.is_none() && cell.variation.mark == "too_few_points");
        reserve.unusual += any(|cell| cell.variation.mark == "unusual");
        reserve.may_miss += any(|cell| cell.assurance.mark == "may_miss");
    }
    let Reserve {
        measures,
        judged,
        too_few,
        missing,
        unusual,
        may_miss,
    } = reserve;
    if measures == 0 {
        return "There is nothing on this board for you.".to_owned();
    }
    if too_few + missing + unusual + may_miss == 0 {
        return format!(
            "Nothing needs you: all {measures} measures vary as they usually do, or are improving."
        );
    }
    let mut said = Vec::new();
    if judged > 0 {
        said.push("Nothing stands out in what can be judged.".to_owned());
    }
    let of = |count: usize| {
        if count == measures {
            format!("all {measures} measures")
        } else {
            format!("{count} of {measures} measures")
        }
    };
    if too_few > 0 {
        said.push(format!("Too few periods to tell for {}.", of(too_few)));
    }
    if missing > 0 {
        said.push(format!("Facts are missing for {}.", of(missing)));
    }
    if unusual > 0 {
        said.push(format!(
            "{} changed in a way that is neither better nor worse by itself.",
            words::sentence(&words::how_many(unusual))
        ));
    }
    if may_miss > 0 {
        said.push(format!(
            "{} may miss {}: chance, or what has just changed, decides.",
            words::sentence(&words::how_many(may_miss)),
            if may_miss == 1 {
                "its target"
            } else {
                "their targets"
            }
        ));
    }
    said.join(" ")
}
