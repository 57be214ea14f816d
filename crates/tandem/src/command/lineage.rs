//! `tandem lineage`: from a KPI back to the columns of its sources, and from a column ahead to the KPIs.

use std::sync::Arc;

use charter::Charter;
use charter::lineage::Lineage as Whole;
use kpi::{Engine, LineageAnswer, LineageQuestion};
use lake::Lake;

use crate::aligned;
use crate::cli::{DataFolder, Layout, Lineage};
use crate::failure::Failure;
use crate::output::Output;
use crate::{charter_folder, clock};

/// Of which table, for a column that no feed fills.
const NO_FEED: &str = "(no feed)";

pub async fn run(asked: Lineage, output: &mut Output) -> Result<(), Failure> {
    let (charter, _) = charter_folder::read(&asked.charter.charter)?;
    let viewer = charter_folder::viewer(&charter, asked.person.as_deref())?;
    let lake = lake(&asked, &charter).await?;
    if let (true, Some(lake)) = (asked.openlineage, &lake) {
        let engine = Engine::new(lake.clone(), Arc::new(charter))?;
        let feed = asked.of.as_deref();
        for event in engine.openlineage(&viewer, feed, asked.after, usize::MAX)? {
            output.answer(&format!("{event}\n"))?;
        }
        return Ok(());
    }
    let standing = lake.map(|lake| lake.feeds()).unwrap_or_default();
    let question = question(&charter, asked.of.as_deref().unwrap_or_default());
    let all = Whole::of(&charter);
    let answer = kpi::lineage::follow(&charter, &all, &viewer, &question, &standing, clock::now())?;
    let text = match asked.format {
        Layout::Json => serde_json::to_string_pretty(&answer)
            .map(|json| json + "\n")
            .map_err(|error| Failure::internal("the answer could not be written", &error))?,
        Layout::Table => shown(&answer),
    };
    output.answer(&text)
}

/// The lake, where there is one to say how feeds stand.
async fn lake(asked: &Lineage, charter: &Charter) -> Result<Option<Lake>, Failure> {
    let Some(data) = asked.data.clone() else {
        return Ok(None);
    };
    let data = DataFolder {
        data,
        memory: 64,
        threads: Some(1),
    };
    Ok(Some(data.lake_to_read(charter, &asked.charter).await?))
}

/// What a name means: a KPI, or else a feed, or else a table; the last two with a column after the first dot.
fn question(charter: &Charter, of: &str) -> LineageQuestion {
    let (name, column) = match of.split_once('.') {
        Some((name, column)) => (name, Some(column.to_owned())),
        None => (of, None),
    };
    let table = charter.table(name);
    // A feed may bear the name of its table.
    let of_table = column.as_ref().is_some_and(|column| {
        let table = table.as_ref();
        table.is_some_and(|table| table.column(column).is_some())
    });
    if column.is_none() && charter.kpis.contains_key(name) {
        LineageQuestion::Kpi(name.to_owned())
    } else if charter.feeds.contains_key(name) && !of_table {
        let feed = name.to_owned();
        LineageQuestion::Feed { feed, column }
    } else if column.is_some() || table.is_some() {
        let table = name.to_owned();
        LineageQuestion::Table { table, column }
    } else {
        LineageQuestion::Kpi(name.to_owned())
    }
}

fn shown(answer: &LineageAnswer) -> String {
    let of = &answer.of;
    let mut text = match &of.column {
        Some(column) => format!("{}.{column}  {}\n", of.name, of.title),
        None => format!("{}  {}\n", of.name, of.title),
    };
    let mut part = |title: &str, lines: Vec<Vec<String>>| {
        if !lines.is_empty() {
            let lines = aligned::columns(&lines, usize::MAX);
            let indented: String = lines.lines().map(|line| format!("  {line}\n")).collect();
            text.push_str(&format!("\n{title}\n{indented}"));
        }
    };
    part("Columns, and where they come from", columns(answer));
    part("What decides which rows there are", rules(answer));
    part("Feeds", feeds(answer));
    if of.kind != "kpi" {
        let wrong = answer.kpis.iter().map(|kpi| {
            vec![
                kpi.effect.clone().unwrap_or_default(),
                kpi.head.kpi.clone(),
                kpi.head.title.clone(),
                kpi.through.join(", "),
            ]
        });
        part("KPIs that would be wrong if it were", wrong.collect());
    }
    if of.kind != "kpi" && answer.kpis.is_empty() {
        text.push_str("\nNo KPI would be wrong if it were.\n");
    }
    text
}

/// One line for each column and each feed that fills it: the column, its source, and what reads it.
fn columns(answer: &LineageAnswer) -> Vec<Vec<String>> {
    let mut lines = Vec::new();
    for column in &answer.columns {
        // Ahead of a column, the KPIs stand in a list of their own.
        let readers: Vec<String> = (answer.readings.iter())
            .filter(|_| answer.of.kind == "kpi")
            .filter(|one| one.table == column.table && one.column == column.column)
            .map(|one| match one.kpi == answer.of.name {
                true => one.part.replace('_', " "),
                false => format!("{} of {}", one.part.replace('_', " "), one.kpi),
            })
            .collect();
        let name = format!("{}.{}", column.table, column.column);
        let filled: Vec<&_> = (answer.mappings.iter())
            .filter(|one| one.table == column.table && one.column == column.column)
            .collect();
        if filled.is_empty() {
            let fields = [name, NO_FEED.to_owned(), String::new(), readers.join(", ")];
            lines.push(fields.to_vec());
            continue;
        }
        for mapping in filled {
            let fields = [
                name.clone(),
                mapping.feed.clone(),
                mapping
                    .expression
                    .split_whitespace()
                    .collect::<Vec<_>>()
                    .join(" "),
                readers.join(", "),
            ];
            lines.push(fields.to_vec());
        }
    }
    lines
}

fn rules(answer: &LineageAnswer) -> Vec<Vec<String>> {
    let line = |rule: &kpi::lineage::LineageRule| {
        vec![
            rule.feed.clone(),
            rule.decides.replace('_', " "),
            rule.check.clone().unwrap_or_default(),
            rule.expression.clone(),
        ]
    };
    answer.rules.iter().map(line).collect()
}

fn feeds(answer: &LineageAnswer) -> Vec<Vec<String>> {
    let line = |feed: &kpi::lineage::LineageFeed| {
        let newest = feed.newest_fact.map(|newest| format!("facts to {newest}"));
        let late = (feed.fresh == Some(false) && feed.newest_fact.is_some()).then_some("late");
        vec![
            feed.feed.clone(),
            feed.title.clone(),
            newest.unwrap_or_default(),
            late.unwrap_or_default().to_owned(),
        ]
    };
    answer.feeds.iter().map(line).collect()
}
