//! Totals as a series beside the contacts: one feed carries one series.

use super::{Plan, setting};
use crate::about::About;
use crate::choose::names;
use crate::choose::totals::Totals;
use crate::doubt::{Alternative, Doubt};
use crate::infer::kind::{Facts, Kind};
use crate::write::{expression, moment, sql};

/// Writes the feed of a series.
pub(crate) fn write(plan: &mut Plan, facts: &[Facts], totals: &Totals, about: &About) -> bool {
    "signal".clone_into(&mut plan.table);
    let Some(when) = facts.get(totals.when) else {
        return false;
    };
    let numbers: Vec<&Facts> = totals
        .numbers
        .iter()
        .filter_map(|place| facts.get(*place))
        .filter(|one| one.sql.is_some())
        .collect();
    let (Some(first), Some(place)) = (numbers.first(), totals.numbers.first()) else {
        return false;
    };
    let Some(value) = value(first, &plan.nulls) else {
        return false;
    };
    let every = match totals.step {
        Some(86_400) => "a day".to_owned(),
        Some(604_800) => "a week".to_owned(),
        Some(3_600) => "an hour".to_owned(),
        Some(2_592_000) => "a month".to_owned(),
        Some(step) if step % 60 == 0 && step < 86_400 => format!("{} minutes", step / 60),
        _ => "a period".to_owned(),
    };
    let doubt = Doubt::new(
        "table",
        "these are totals, not contacts: one row is a sum or an average over ".to_owned() + &every,
        "a mean of averages or a rate of rates would be wrong, so no KPI about contacts is computed from them; they stand beside as a series. Ask the source for the rows behind them",
    );
    let by: Vec<&Facts> = totals
        .by
        .iter()
        .filter_map(|place| facts.get(*place))
        .collect();
    let series = |one: &Facts| {
        let name = snake(&one.name);
        let by: Vec<String> = by
            .iter()
            .filter_map(|facts| Some(format!("coalesce({}, '')", facts.sql.clone()?)))
            .collect();
        if by.is_empty() {
            sql::text(&name)
        } else {
            format!("concat_ws(' ', {}, {})", sql::text(&name), by.join(", "))
        }
    };
    let mut sources = vec![*place];
    sources.extend(&totals.by);
    plan.add(
        "signal",
        Some(series(first)),
        format!(
            "the series, named after `{}`{}",
            first.name,
            if by.is_empty() {
                ""
            } else {
                " and what it is broken down by"
            }
        ),
        &sources,
    );
    plan.add(
        "observed_at",
        moment::instant(when, &plan.nulls, None),
        format!("`{}`, one row {every}", when.name),
        &[totals.when],
    );
    plan.add(
        "value",
        Some(value),
        format!(
            "`{}`: {} to {}",
            first.name,
            bound(first, true),
            bound(first, false)
        ),
        &[*place],
    );
    plan.doubt(doubt);
    if numbers.len() > 1 {
        let mut names = Doubt::new(
            "columns.signal",
            "one feed carries one series",
            "copy this file for each of the others, with another name",
        );
        let mut values = Doubt::new(
            "columns.value",
            format!("`{}` is the series", first.name),
            "it counts; the others stand beside it in the same rows",
        );
        for other in numbers.iter().skip(1).take(20) {
            let Some(text) = self::value(other, &plan.nulls).filter(|text| sql::admitted(text))
            else {
                continue;
            };
            names = names.or(instead("columns.signal", other, series(other)));
            values = values.or(instead("columns.value", other, text));
        }
        plan.doubt(names);
        plan.doubt(values);
    }
    setting::zero_offset(plan, when, "columns.observed_at", about);
    // What it is broken down by may be empty, as in the line of all queues.
    plan.key = std::iter::once(when)
        .chain(by.iter().copied())
        .filter_map(|one| {
            let sql = one.sql.clone()?;
            Some(match one.nulls {
                0 => sql,
                _ => format!("coalesce({sql}, '')"),
            })
        })
        .collect();
    plan.because(
        "key",
        format!(
            "one row for each `{}`{}",
            when.name,
            by.iter()
                .map(|one| format!(" and `{}`", one.name))
                .collect::<String>()
        ),
    );
    plan.doubt(Doubt::new(
        "version",
        "there is no version",
        "if the source restates a day, the order of arrival does not tell which total counts",
    ));
    plan.has("observed_at")
}

fn instead(path: &str, other: &Facts, value: String) -> Alternative {
    Alternative::new(path, format!("for `{}`", other.name), value)
}

fn value(facts: &Facts, nulls: &[String]) -> Option<String> {
    if facts.kind == Kind::Duration {
        return expression::seconds(facts, nulls);
    }
    expression::number(facts, nulls, "double")
}

fn bound(facts: &Facts, low: bool) -> String {
    facts.range.map_or_else(
        || "?".to_owned(),
        |(least, most)| if low { least } else { most }.to_string(),
    )
}

fn snake(name: &str) -> String {
    let words = names::words(name).replace(' ', "_");
    if words.is_empty() {
        "series".to_owned()
    } else {
        words.chars().take(60).collect()
    }
}
