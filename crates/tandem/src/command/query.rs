//! `tandem query`: KPIs as a table, CSV or JSON.

use std::sync::Arc;

use access::Viewer;
use kpi::{Engine, Question};

use super::table::table;
use super::{as_of, unmatched};
use crate::charter_folder;
use crate::cli::{Format, Query};
use crate::failure::Failure;
use crate::output::Output;

pub async fn run(asked: Query, output: &mut Output) -> Result<(), Failure> {
    let (charter, _) = charter_folder::read(&asked.charter.charter)?;
    let viewer = match &asked.person {
        None => Viewer::operator(&charter.partnership),
        Some(person) => Viewer::of(&charter.partnership, person)
            .map_err(|_| Failure::no_person(&charter.partnership, person))?,
    };
    let ledger = asked.data.ledger_to_read(&charter).await?;
    let lake = asked.data.lake_to_read(&charter, &asked.charter).await?;
    let (position, since) = match &ledger {
        Some(ledger) => {
            let state = ledger.state().await;
            let since = state.charter.as_ref().map_or(0, |(since, _)| *since);
            (state.position, since)
        }
        None => (0, 0),
    };
    let basis = match asked.as_of {
        Some(moment) => Some(as_of::basis(moment, &charter, &lake, ledger.as_ref()).await?),
        None => asked.basis,
    };
    let engine = Engine::new(lake, Arc::new(charter))?.in_force_since(since);
    let question = Question {
        kpis: asked.kpis,
        by: asked.by,
        grain: asked.grain,
        from: asked.from,
        to: asked.to,
        filter: asked.filter,
        basis,
    };
    let answer =
        engine.answer(&viewer, &question, position).await.map_err(
            |error| match unmatched::advice(engine.charter(), &viewer, &question) {
                Some(hint) => Failure::from(error).hinted(hint),
                None => Failure::from(error),
            },
        )?;
    if let Some(note) = unmatched::note(&engine, &viewer, &question, &answer).await {
        output.say(&note);
    }
    let text = match asked.format {
        Format::Csv => answer.to_csv()?,
        Format::Json => serde_json::to_string_pretty(&answer)
            .map(|json| json + "\n")
            .map_err(|error| Failure::internal("the answer could not be written", &error))?,
        Format::Table => table(&answer),
    };
    output.answer(&text)
}
