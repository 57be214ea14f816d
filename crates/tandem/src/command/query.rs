//! `tandem query`: KPIs as a table, CSV or JSON.

use std::sync::Arc;

use kpi::{Engine, Quality, Question};
use ledger::CharterText;

use super::table::table;
use super::{as_of, under, unmatched};
use crate::cli::{Format, Query};
use crate::failure::Failure;
use crate::output::Output;
use crate::{charter_folder, clock};

pub async fn run(asked: Query, output: &mut Output) -> Result<(), Failure> {
    let (charter, files) = charter_folder::read(&asked.charter.charter)?;
    let viewer = charter_folder::viewer(&charter, asked.person.as_deref())?;
    let ledger = asked.data.ledger_to_read(&charter).await?;
    let lake = asked.data.lake_to_read(&charter, &asked.charter).await?;
    let text = CharterText::new(&charter.partnership.partnership, files);
    let basis = match asked.as_of {
        Some(moment) => Some(as_of::basis(moment, &charter, &lake, ledger.as_ref()).await?),
        None => asked.basis,
    };
    let (position, now) = under::now(Engine::new(lake, Arc::new(charter))?, ledger.as_ref());
    let engine = match (basis, &ledger) {
        (Some(basis), Some(ledger)) => under::then(&now, ledger, &text, basis).await?,
        _ => now.clone(),
    };
    let not_in_force = match basis {
        Some(_) => None,
        None => under::not_in_force(ledger.as_ref(), &text),
    };
    if let Some(said) = &not_in_force {
        output.say(said);
    }
    let quotable = not_in_force.is_none();
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
        Format::Json => under::json(&answer, quotable)
            .map(|json| json + "\n")
            .map_err(|error| Failure::internal("the answer could not be written", &error))?,
        Format::Table => {
            let quality = now.quality(&viewer, clock::now()).await?;
            table(&answer, quotable) + &doubts(&quality, &question.kpis)
        }
    };
    output.answer(&text)
}

/// Why the data behind the KPIs that were asked for are doubtful: a line each, said once for all that it concerns.
fn doubts(quality: &Quality, asked: &[String]) -> String {
    let mut said: Vec<(&str, Vec<&str>)> = Vec::new();
    for kpi in quality.kpis.iter().filter(|one| asked.contains(&one.kpi)) {
        for reason in &kpi.reasons {
            match said.iter_mut().find(|(words, _)| *words == reason.words) {
                Some((_, kpis)) => kpis.push(&kpi.kpi),
                None => said.push((&reason.words, vec![&kpi.kpi])),
            }
        }
    }
    said.into_iter()
        .map(|(words, kpis)| format!("! {words} [{}]\n", kpis.join(", ")))
        .collect()
}
