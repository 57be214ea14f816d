//! What was taken in, as OpenLineage events (openlineage.io): one a file or delivery, with columns, their lineage and the counts of its
//! receipt. Spec 2-0-2; the version of each facet stands in its address.

mod dataset;
mod run_id;

use charter::Charter;
use charter::lineage::Lineage;
use lake::Receipt;
use serde_json::{Value, json};

use dataset::{input, output};
use run_id::Runs;

/// The version of the specification.
pub const SPEC: &str = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent";

/// Who writes the events.
const PRODUCER: &str = concat!(
    "https://github.com/tandem-cx/tandem/tree/v",
    env!("CARGO_PKG_VERSION")
);

/// Which events are wanted.
#[derive(Debug, Clone, Copy, Default)]
pub struct Page<'a> {
    /// Of one feed; of all when absent.
    pub feed: Option<&'a str>,
    /// Of batches after this version of the lake.
    pub after: u64,
    /// So many, and those of the last one's batch: whoever goes on after that batch misses none.
    pub limit: usize,
}

/// The events of what was taken in, oldest first: one a file or delivery, or one for those of an hour whose receipts were
/// summed up. Nothing is told of feeds that the charter no longer has.
///
/// The lake knows when a batch was committed and not when it was begun, so a run is told by its `COMPLETE` alone.
#[must_use]
pub fn events(
    charter: &Charter,
    lineage: &Lineage,
    receipts: &[Receipt],
    page: &Page<'_>,
) -> Vec<Value> {
    let mut events = Vec::new();
    let mut last = None;
    let mut runs = Runs::default();
    for receipt in receipts {
        let run = runs.of(receipt);
        let is_of_feed = page.feed.is_none_or(|feed| feed == receipt.feed);
        if receipt.batch <= page.after || !is_of_feed {
            continue;
        }
        if events.len() >= page.limit && last != Some(receipt.batch) {
            break;
        }
        if let Some(event) = event(charter, lineage, receipt, &run) {
            events.push(event);
            last = Some(receipt.batch);
        }
    }
    events
}

fn event(charter: &Charter, lineage: &Lineage, receipt: &Receipt, run: &str) -> Option<Value> {
    let feed = charter.feeds.get(&receipt.feed)?;
    let table = charter.table(&receipt.table)?;
    let namespace = format!("tandem://{}", charter.partnership.partnership);
    let verb = if receipt.replay { "mend" } else { "ingest" };
    Some(json!({
        "eventType": "COMPLETE",
        "eventTime": receipt.at.to_string(),
        "producer": PRODUCER,
        "schemaURL": SPEC,
        "run": { "runId": run },
        "job": {
            "namespace": namespace,
            "name": format!("{verb}.{}", feed.feed),
            "facets": {
                "documentation": facet(
                    "1-0-1/DocumentationJobFacet",
                    json!({ "description": feed.title }),
                ),
            },
        },
        "inputs": [input(&namespace, feed, lineage, receipt)],
        "outputs": [output(&namespace, feed, &table, lineage, receipt)],
    }))
}

/// A facet: its own fields, who wrote it, and where its schema is.
fn facet(schema: &str, mut fields: Value) -> Value {
    let name = schema.rsplit('/').next().unwrap_or_default();
    if let Value::Object(fields) = &mut fields {
        fields.insert("_producer".to_owned(), PRODUCER.into());
        let url = schema.replace(name, &format!("{name}.json#/$defs/{name}"));
        let url = format!("https://openlineage.io/spec/facets/{url}");
        fields.insert("_schemaURL".to_owned(), url.into());
    }
    fields
}
