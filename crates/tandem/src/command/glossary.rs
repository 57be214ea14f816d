//! `tandem glossary`: the words of a partnership, from its charter.

use charter::lineage::Lineage;

use crate::charter_folder;
use crate::cli::{Glossary, Page};
use crate::failure::Failure;
use crate::output::Output;

pub fn run(asked: &Glossary, output: &mut Output) -> Result<(), Failure> {
    let (charter, _) = charter_folder::read(&asked.charter.charter)?;
    let viewer = charter_folder::viewer(&charter, asked.person.as_deref())?;
    let glossary = kpi::glossary::glossary(&charter, &Lineage::of(&charter), &viewer);
    let text = match asked.format {
        Page::Md => glossary.to_markdown(),
        Page::Json => serde_json::to_string_pretty(&glossary)
            .map(|json| json + "\n")
            .map_err(|error| Failure::internal("the glossary could not be written", &error))?,
    };
    output.answer(&text)
}
