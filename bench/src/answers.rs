//! From answers to the rows that the peer's queries give: labels, then numbers.

use std::collections::BTreeMap;

use kpi::Answer;
use kpi::answer::{Row, Sample};
use serde_json::{Value as Json, json};

/// Labels and numbers, a row each.
pub type Rows = Vec<Vec<Json>>;

/// Dimensions, period, n of the first KPI, values.
pub fn plain(answer: &Answer) -> Rows {
    rows(answer, true)
}

/// Dimensions, period, values.
pub fn values_only(answer: &Answer) -> Rows {
    rows(answer, false)
}

fn rows(answer: &Answer, with_n: bool) -> Rows {
    answer
        .rows
        .iter()
        .map(|row| {
            let mut cells = labels(row);
            if with_n {
                cells.extend(row.values.first().map(|value| json!(value.n)));
            }
            cells.extend(
                row.values
                    .iter()
                    .zip(&answer.kpis)
                    .map(|(value, head)| number(value.value, &head.unit)),
            );
            cells
        })
        .collect()
}

/// Those with enough of a sample, the highest first, twenty at most.
pub fn enough_and_highest_first(answer: &Answer) -> Rows {
    let mut kept: Vec<&Row> = answer
        .rows
        .iter()
        .filter(|row| {
            row.values
                .first()
                .is_some_and(|value| value.sample == Sample::Enough)
        })
        .collect();
    kept.sort_by(|a, b| first(b).total_cmp(&first(a)));
    kept.truncate(20);
    kept.iter()
        .map(|row| {
            let n = row.values.first().map_or(0, |value| value.n);
            [labels(row), vec![json!(n), json!(first(row) / 100.0)]].concat()
        })
        .collect()
}

/// Direct standardisation of each party to the overall mix of contact type and channel, and the plain share.
pub fn standardised(answer: &Answer) -> Rows {
    let mut mix: BTreeMap<&[Option<String>], f64> = BTreeMap::new();
    for row in &answer.rows {
        *mix.entry(row.dimensions.get(1..).unwrap_or_default())
            .or_default() += n(row);
    }
    let mut parties: BTreeMap<&Option<String>, [f64; 4]> = BTreeMap::new();
    for row in answer.rows.iter().filter(|row| n(row) > 0.0) {
        let Some(party) = row.dimensions.first() else {
            continue;
        };
        let weight = mix
            .get(row.dimensions.get(1..).unwrap_or_default())
            .copied()
            .unwrap_or(0.0);
        let share = first(row) / 100.0;
        let sums = parties.entry(party).or_default();
        for (sum, part) in sums
            .iter_mut()
            .zip([weight * share, weight, share * n(row), n(row)])
        {
            *sum += part;
        }
    }
    parties
        .into_iter()
        .map(|(party, [adjusted, weight, met, all])| {
            vec![json!(party), json!(adjusted / weight), json!(met / all)]
        })
        .collect()
}

/// The share over each day and the 29 before it.
pub fn rolling_30_days(answer: &Answer) -> Rows {
    let mut window: Vec<&Row> = Vec::new();
    answer
        .rows
        .iter()
        .map(|row| {
            window.retain(|earlier| earlier.dimensions == row.dimensions);
            window.push(row);
            let last = window
                .get(window.len().saturating_sub(30)..)
                .unwrap_or_default();
            let met: f64 = last.iter().map(|row| first(row) / 100.0 * n(row)).sum();
            let all: f64 = last.iter().map(|row| n(row)).sum();
            [labels(row), vec![json!(met / all)]].concat()
        })
        .collect()
}

fn labels(row: &Row) -> Vec<Json> {
    let period = row
        .period
        .as_ref()
        .map(|period| json!(period.start.strftime("%Y-%m-%d %H:%M:%S").to_string()));
    row.dimensions
        .iter()
        .map(|value| json!(value))
        .chain(period)
        .collect()
}

fn first(row: &Row) -> f64 {
    row.values
        .first()
        .and_then(|value| value.value)
        .unwrap_or(f64::NAN)
}

#[expect(clippy::cast_precision_loss, reason = "counts of contacts")]
fn n(row: &Row) -> f64 {
    row.values.first().map_or(0.0, |value| value.n as f64)
}

/// Shares as the peers give them, between 0 and 1.
fn number(value: Option<f64>, unit: &str) -> Json {
    json!(value.map(|value| if unit == "percent" {
        value / 100.0
    } else {
        value
    }))
}
