//! What a page expects against what the engine answers, to the digits shown.

use std::collections::BTreeMap;

use charter::kpi::{BacklogShows, Formula};
use jiff::tz::TimeZone;
use kpi::Question;
use kpi::answer::{Answer, Figure, Sample};

use super::facts::{moment, unknown};
use super::page::{AnswerTable, Problem};
use crate::operation::Operation;

/// What may be said of a value.
const MEASURES: [&str; 7] = ["value", "n", "low", "high", "open", "sample", "exact"];
/// How far a quantile may lie from the exact one, as a share of it.
const SKETCH_ERROR: f64 = 0.004;

/// Asks what a page asks and compares the answer.
pub async fn check(
    operation: &Operation,
    zone: &TimeZone,
    kpi: &str,
    expected: &AnswerTable,
) -> Result<(), Problem> {
    let shape = Shape::of(operation, kpi, expected)?;
    let moment = |text: &Option<String>| {
        text.as_ref()
            .map(|text| moment(expected.line, text, zone))
            .transpose()
    };
    let question = Question {
        kpis: shape.kpis.clone(),
        by: expected.by.clone(),
        grain: expected.grain,
        from: moment(&expected.from)?,
        to: moment(&expected.to)?,
        filter: expected.filter.clone(),
        basis: None,
    };
    let answer = operation.ask(&question).await.map_err(|error| {
        let hint = error
            .hint_text()
            .map_or_else(String::new, |hint| format!("\n    hint: {hint}"));
        Problem::new(
            expected.line,
            format!("the question was refused: {error}{hint}"),
        )
    })?;
    shape.compare(operation, expected, &answer)
}

/// What the columns of an expected answer are.
struct Shape {
    kpis: Vec<String>,
    /// Columns that tell rows apart, and where they stand.
    keys: Vec<(String, usize)>,
    /// Columns that are compared, and where they stand.
    measures: Vec<(String, usize)>,
}

impl Shape {
    fn of(operation: &Operation, kpi: &str, expected: &AnswerTable) -> Result<Self, Problem> {
        let header = &expected.rows.header;
        let place = |name: &str| header.iter().position(|column| column == name);
        let mut keys = Vec::new();
        for name in expected
            .by
            .iter()
            .map(String::as_str)
            .chain(expected.grain.map(|_| "period"))
        {
            let place = place(name).ok_or_else(|| {
                Problem::new(expected.line, format!("the answer has no column `{name}`"))
            })?;
            keys.push((name.to_owned(), place));
        }
        let mut kpis = vec![kpi.to_owned()];
        if let Some(place) = place("kpi") {
            keys.insert(0, ("kpi".to_owned(), place));
            kpis.clear();
            for (line, cells) in &expected.rows.rows {
                let name = cells.get(place).map_or("", String::as_str);
                if operation.charter.kpi(name).is_none() {
                    let known = operation.charter.kpis.keys().map(String::as_str);
                    return Err(unknown(*line, "KPI", name, known));
                }
                if !kpis.iter().any(|known| known == name) {
                    kpis.push(name.to_owned());
                }
            }
        }
        let mut measures = Vec::new();
        for (place, column) in header.iter().enumerate() {
            if keys.iter().any(|(_, key)| *key == place) {
                continue;
            }
            if !MEASURES.contains(&column.as_str()) {
                return Err(unknown(
                    expected.line,
                    "column of an answer",
                    column,
                    MEASURES,
                ));
            }
            measures.push((column.clone(), place));
        }
        Ok(Self {
            kpis,
            keys,
            measures,
        })
    }

    /// The answer's values, by what tells them apart.
    fn found<'a>(&self, answer: &'a Answer) -> BTreeMap<Vec<String>, (&'a str, &'a Figure)> {
        let mut found = BTreeMap::new();
        for row in &answer.rows {
            for (head, value) in answer.kpis.iter().zip(&row.values) {
                let mut key = Vec::new();
                if self.keys.first().is_some_and(|(name, _)| name == "kpi") {
                    key.push(head.kpi.clone());
                }
                key.extend(
                    row.dimensions
                        .iter()
                        .map(|value| value.clone().unwrap_or_default()),
                );
                key.extend(row.period.iter().map(|period| period.label.clone()));
                found.insert(key, (head.kpi.as_str(), value));
            }
        }
        found
    }

    fn compare(
        &self,
        operation: &Operation,
        expected: &AnswerTable,
        answer: &Answer,
    ) -> Result<(), Problem> {
        let mut found = self.found(answer);
        let mut differences = Vec::new();
        for (line, cells) in &expected.rows.rows {
            let key: Vec<String> = self
                .keys
                .iter()
                .map(|(_, place)| cells.get(*place).cloned().unwrap_or_default())
                .collect();
            let written: Vec<&str> = self
                .measures
                .iter()
                .map(|(_, place)| cells.get(*place).map_or("", String::as_str))
                .collect();
            let Some((kpi, value)) = found.remove(&key) else {
                differences.push(format!("line {line}:\n    - {}", self.row(&key, &written)));
                continue;
            };
            let slack = if is_sketched(operation, kpi) {
                SKETCH_ERROR
            } else {
                0.0
            };
            let shown: Vec<String> = self
                .measures
                .iter()
                .zip(&written)
                .map(|((measure, _), cell)| shown(measure, value, cell, slack))
                .collect();
            if shown != written {
                differences.push(format!(
                    "line {line}:\n    - {}\n    + {}",
                    self.row(&key, &written),
                    self.row(&key, &shown)
                ));
            }
        }
        for (key, (_, value)) in found {
            let shown: Vec<String> = self
                .measures
                .iter()
                .map(|(measure, _)| shown(measure, value, "0.0", 0.0))
                .collect();
            differences.push(format!(
                "not on the page:\n    + {}",
                self.row(&key, &shown)
            ));
        }
        if differences.is_empty() {
            return Ok(());
        }
        Err(Problem::new(
            expected.line,
            format!(
                "the answer differs (- page, + engine)\n    | {} |\n  {}",
                expected.rows.header.join(" | "),
                differences.join("\n  ")
            ),
        ))
    }

    /// A row as the page writes it, with its columns in the page's order.
    fn row(&self, key: &[String], measures: &[impl AsRef<str>]) -> String {
        let mut cells: Vec<(usize, &str)> = self
            .keys
            .iter()
            .zip(key)
            .map(|((_, place), cell)| (*place, cell.as_str()))
            .chain(
                self.measures
                    .iter()
                    .zip(measures)
                    .map(|((_, place), cell)| (*place, cell.as_ref())),
            )
            .collect();
        cells.sort_unstable_by_key(|(place, _)| *place);
        let cells: Vec<&str> = cells.into_iter().map(|(_, cell)| cell).collect();
        format!("| {} |", cells.join(" | "))
    }
}

/// A measure as the page would show it: what the page has where both agree, the engine's with as many digits where not.
fn shown(measure: &str, value: &Figure, cell: &str, slack: f64) -> String {
    let number = match measure {
        "value" => value.value,
        "low" => value.low,
        "high" => value.high,
        "open" => Some(value.open_share * 100.0),
        "n" => return value.n.to_string(),
        "exact" => return value.exact.clone().unwrap_or_default(),
        _ => {
            return match value.sample {
                Sample::Enough => "enough",
                Sample::TooFew => "too few",
                Sample::Nothing => "nothing",
            }
            .to_owned();
        }
    };
    let Some(number) = number else {
        return String::new();
    };
    let decimals = cell
        .split_once('.')
        .map_or(0, |(_, decimals)| decimals.len());
    let half_digit = 0.5 * 10_f64.powi(-i32::try_from(decimals).unwrap_or(0));
    match cell.replace(',', "").parse::<f64>() {
        Ok(written) if (written - number).abs() <= half_digit + 1e-9 + written.abs() * slack => {
            cell.to_owned()
        }
        _ => format!("{number:.decimals$}"),
    }
}

/// Whether a KPI's value comes from a sketch of its distribution.
fn is_sketched(operation: &Operation, kpi: &str) -> bool {
    operation.charter.kpi(kpi).is_some_and(|kpi| {
        matches!(
            kpi.formula,
            Formula::Quantile { .. }
                | Formula::Backlog {
                    shows: BacklogShows::MedianAge,
                    ..
                }
        )
    })
}
