//! The book: every page of `docs/kpis` says what a KPI means, and is held to it.

mod answers;
mod facts;
mod markdown;
mod page;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use charter::Charter;
use charter::kpi::Kpi;
use futures::StreamExt;
use jiff::tz::TimeZone;
use serde_json::Value as Json;

use self::markdown::spaced;
use self::page::{Example, Page, Problem};
use crate::operation::{Operation, charter, harbor, root};

/// Examples that are tried at once; each has a lake of its own.
const AT_ONCE: usize = 4;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_book_is_true() {
    let charter = charter(&harbor());
    let folder = root().join("docs/kpis");
    let mut wrong = Vec::new();
    let mut pages = Vec::new();
    for name in charter.kpis.keys() {
        match fs::read_to_string(folder.join(format!("{name}.md"))) {
            Ok(text) => pages.push((name.as_str(), text)),
            Err(_) => wrong.push(format!(
                "docs/kpis/{name}.md: there is no page for the KPI `{name}`"
            )),
        }
    }
    wrong.extend(strangers(&folder, &charter));
    for (name, text) in &pages {
        let (page, mut problems) = page::read(text);
        if let Some(kpi) = charter.kpi(name) {
            problems.extend(drift(&charter, kpi, &page));
        }
        let mut tried = futures::stream::iter(
            page.examples
                .iter()
                .map(|example| attempt(&charter, name, example)),
        )
        .buffered(AT_ONCE);
        while let Some(found) = tried.next().await {
            problems.extend(found);
        }
        wrong.extend(
            problems.iter().map(|problem| {
                format!("docs/kpis/{name}.md:{}: {}", problem.line, problem.message)
            }),
        );
    }
    assert!(
        wrong.is_empty(),
        "\n\n{}\n\n{} problems in the book\n",
        wrong.join("\n\n"),
        wrong.len()
    );
}

/// Pages of KPIs that do not exist.
fn strangers(folder: &Path, charter: &Charter) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let names: BTreeSet<String> = entries
        .filter_map(|entry| {
            entry
                .file_name()
                .to_str()?
                .strip_suffix(".md")
                .map(str::to_owned)
        })
        .collect();
    names
        .iter()
        .filter(|name| *name != "README" && charter.kpi(name).is_none())
        .map(|name| format!("docs/kpis/{name}.md: there is no KPI `{name}` in charters/harbor"))
        .collect()
}

/// Where a page says otherwise than the charter.
fn drift(charter: &Charter, kpi: &Kpi, page: &Page) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (what, found, agreed) in [
        ("title", &page.title, &kpi.title),
        ("question", &page.asks, &kpi.asks),
        ("definition", &page.means, &kpi.means),
    ] {
        if let Some((line, found)) = found
            && *found != spaced(agreed)
        {
            problems.push(Problem::new(
                *line,
                format!(
                    "the {what} is not the charter's\n    - {found}\n    + {}",
                    spaced(agreed)
                ),
            ));
        }
    }
    if let Some((line, found)) = &page.formula {
        let agreed = formula(kpi);
        match serde_saphyr::from_str::<Json>(found) {
            Ok(found) if found == agreed => {}
            Ok(found) => problems.push(Problem::new(
                *line,
                format!("the formula is not the charter's\n    - {found}\n    + {agreed}"),
            )),
            Err(error) => problems.push(Problem::new(
                *line,
                format!("the formula is no YAML: {error}"),
            )),
        }
    }
    for beside in &kpi.beside {
        let title = charter
            .kpi(beside)
            .map_or(beside.as_str(), |kpi| kpi.title.as_str());
        if !page.links.contains(&format!("{beside}.md")) {
            problems.push(Problem::new(
                1,
                format!(
                    "`{}` is read beside `{beside}`; link the page: [{title}]({beside}.md)",
                    kpi.kpi
                ),
            ));
        }
    }
    problems
}

/// The part of a definition that decides the number.
fn formula(kpi: &Kpi) -> Json {
    let mut formula = serde_json::to_value(&kpi.formula).unwrap_or_default();
    if let Json::Object(fields) = &mut formula {
        fields.insert("unit".to_owned(), kpi.unit.word().into());
        fields.insert("minimum_sample".to_owned(), kpi.minimum_sample.into());
    }
    formula
}

/// Takes an example's facts into a lake of their own and asks about them.
async fn attempt(charter: &Arc<Charter>, kpi: &str, example: &Example) -> Vec<Problem> {
    let zone = TimeZone::get(&charter.partnership.zone).unwrap_or(TimeZone::UTC);
    let mut problems = Vec::new();
    let mut tables = Vec::new();
    for written in &example.facts {
        match facts::facts(charter, &zone, written) {
            Ok(facts) => tables.push((written.table.as_str(), facts)),
            Err(problem) => problems.push(problem),
        }
    }
    if !problems.is_empty() || example.facts.is_empty() {
        return problems;
    }
    let operation = Operation::founded(charter.clone()).await;
    for (table, facts) in &tables {
        operation.take_in(table, facts).await;
    }
    for expected in &example.answers {
        problems.extend(answers::check(&operation, &zone, kpi, expected).await.err());
    }
    problems
}
