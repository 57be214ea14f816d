//! An answer as aligned columns for people.

use kpi::Answer;
use kpi::answer::{Figure, KpiHead, Sample};

use super::under;
use crate::aligned;

/// The answer as a table: values with n and 95 % intervals, a mark where there is too little or not all is in, and
/// the basis beneath, where there is one that may be quoted.
pub fn table(answer: &Answer, quotable: bool) -> String {
    let with_period = answer.grain.is_some();
    let mut header = answer.by.clone();
    header.extend(with_period.then(|| "period".to_owned()));
    let labels = header.len();
    header.extend(
        answer
            .kpis
            .iter()
            .flat_map(|head| [head.kpi.clone(), "95 %".to_owned(), "n".to_owned()]),
    );
    let mut lines = vec![header];
    for row in &answer.rows {
        let mut line: Vec<String> = row
            .dimensions
            .iter()
            .map(|value| value.clone().unwrap_or_else(|| "(none)".to_owned()))
            .collect();
        if with_period {
            line.push(row.period.as_ref().map_or_else(String::new, |period| {
                format!(
                    "{}{}",
                    period.label,
                    if period.complete { "" } else { " (not over)" }
                )
            }));
        }
        for (head, value) in answer.kpis.iter().zip(&row.values) {
            line.extend(cells(head, value));
        }
        lines.push(line);
    }
    let mut text = aligned::columns(&lines, labels);
    if lines.len() == 1 {
        text.push_str("(no rows)\n");
    }
    let facts = answer.facts_to.map_or_else(
        || "no facts".to_owned(),
        |instant| format!("facts to {instant}"),
    );
    let basis = if quotable {
        format!("basis {}, ", answer.basis)
    } else {
        format!("{}\n", under::ON_NO_BASIS)
    };
    // Without facts nothing but the question could say from when.
    let window = match answer.facts_to {
        Some(_) => format!("\nfrom {} until before {}", answer.from, answer.to),
        None => String::new(),
    };
    text.push_str(&format!(
        "{window}\n{basis}{facts}, days in {}\n",
        answer.zone
    ));
    if answer
        .rows
        .iter()
        .flat_map(|row| &row.values)
        .any(|value| value.sample == Sample::TooFew)
    {
        text.push_str("* too few to say\n");
    }
    if answer
        .rows
        .iter()
        .flat_map(|row| &row.values)
        .any(|value| value.open_share > 0.0)
    {
        text.push_str("~ provisional: for some of it, what follows is not known yet\n");
    }
    text
}

fn cells(head: &KpiHead, value: &Figure) -> [String; 3] {
    let decimals = usize::from(head.decimals);
    let unit = match head.unit.as_str() {
        "percent" => " %",
        "seconds" => " s",
        "hours" => " h",
        "days" => " d",
        _ => "",
    };
    let marks = [
        (value.sample == Sample::TooFew, "*"),
        (value.open_share > 0.0, "~"),
    ];
    let marks: String = marks
        .into_iter()
        .filter(|(holds, _)| *holds)
        .map(|(_, mark)| mark)
        .collect();
    let number = value.value.map_or_else(
        || "–".to_owned(),
        |number| format!("{marks}{number:.decimals$}{unit}"),
    );
    let interval = match (value.low, value.high) {
        (Some(low), Some(high)) => format!("{low:.decimals$}–{high:.decimals$}"),
        _ => String::new(),
    };
    [number, interval, value.n.to_string()]
}
