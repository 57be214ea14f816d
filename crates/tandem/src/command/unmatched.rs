//! What is said beside an answer or a refusal, where the question names a column or a value that is not there.

use access::Viewer;
use charter::Charter;
use charter::canonical::ColumnUse;
use charter::expression::{Allowed, Expression};
use kpi::{Answer, Engine, Question};

/// Most values of a column that are listed.
const VALUES_MAX: usize = 12;

/// What to do about a question that was refused, where it names a column that is not there for the viewer.
pub fn advice(charter: &Charter, viewer: &Viewer, question: &Question) -> Option<String> {
    if let Some(said) = about_customers(charter, question) {
        return Some(said);
    }
    let filter = question.filter.as_deref()?;
    tables(charter, question).iter().find_map(|table| {
        let table = charter.table(table)?;
        let readable = table
            .columns
            .iter()
            .filter(|column| viewer.may_read(column.use_))
            .map(|column| column.name.as_str());
        let error = Expression::parse(filter, &Allowed::columns(readable)).err()?;
        let nearest = error
            .nearest()
            .map(|nearest| format!("the nearest is `{nearest}`"));
        error.hint.or(nearest)
    })
}

/// Why a question about customers is refused. `None` where it is about something else.
fn about_customers(charter: &Charter, question: &Question) -> Option<String> {
    let tables = tables(charter, question);
    columns(question.filter.as_deref())
        .into_iter()
        .chain(question.by.iter().cloned())
        .find(|name| {
            tables
                .iter()
                .filter_map(|table| charter.table(table))
                .any(|table| {
                    table
                        .column(name)
                        .is_some_and(|column| column.use_ == ColumnUse::Customer)
                })
        })
        .map(|name| {
            format!(
                "`{name}` says who a customer is: customers are counted, and never shown, filtered or broken down by"
            )
        })
}

/// What the columns of the filter hold, when no row matches it; most often a value is misspelt.
pub async fn note(
    engine: &Engine,
    viewer: &Viewer,
    question: &Question,
    answer: &Answer,
) -> Option<String> {
    let filter = question.filter.as_deref()?;
    if answer
        .rows
        .iter()
        .flat_map(|row| &row.values)
        .any(|value| value.n > 0)
    {
        return None;
    }
    let mut said = format!("no row matches {filter}");
    for table in tables(engine.charter(), question) {
        let Some(view) = engine.charter().table(&table) else {
            continue;
        };
        for column in columns(Some(filter)) {
            if !view.dimensions().any(|one| one.name == column) {
                continue;
            }
            let found = engine
                .dimension_values(
                    viewer,
                    &table,
                    &column,
                    Some(answer.basis),
                    answer.basis.ledger,
                )
                .await;
            let values: Vec<String> = found
                .unwrap_or_default()
                .into_iter()
                .filter_map(|one| one.value)
                .map(|value| format!("'{value}'"))
                .collect();
            if !values.is_empty() {
                let more = if values.len() > VALUES_MAX {
                    ", …"
                } else {
                    ""
                };
                let shown: Vec<String> = values.into_iter().take(VALUES_MAX).collect();
                said.push_str(&format!("\n  {table}.{column}: {}{more}", shown.join(", ")));
            }
        }
    }
    Some(said)
}

/// The tables of the question's KPIs, each once.
fn tables(charter: &Charter, question: &Question) -> Vec<String> {
    let mut tables: Vec<String> = question
        .kpis
        .iter()
        .filter_map(|name| charter.kpi(name)?.formula.rows())
        .map(|rows| rows.table.clone())
        .collect();
    tables.sort();
    tables.dedup();
    tables
}

/// The columns that a predicate reads; none where it cannot be read.
fn columns(predicate: Option<&str>) -> Vec<String> {
    predicate
        .and_then(|text| Expression::parse(text, &Allowed::source()).ok())
        .map(|expression| expression.columns().iter().cloned().collect())
        .unwrap_or_default()
}
