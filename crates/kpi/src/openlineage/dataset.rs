//! What a run read and what it wrote: the feed's source, and the table.

use std::collections::{BTreeMap, BTreeSet};

use charter::feed::Feed;
use charter::lineage::{Decides, Lineage, Mapping, RowRule};
use charter::view::TableView;
use lake::Receipt;
use serde_json::{Value, json};

use super::facet;

/// The feed's source: the columns that are read, how many rows there were, and which checks held.
pub(super) fn input(namespace: &str, feed: &Feed, lineage: &Lineage, receipt: &Receipt) -> Value {
    let (mappings, rules) = of_feed(feed, lineage);
    let columns: BTreeSet<&String> = (mappings.iter().flat_map(|one| &one.source_columns))
        .chain(rules.iter().flat_map(|one| &one.source_columns))
        .collect();
    let fields: Vec<Value> = columns.iter().map(|name| json!({ "name": name })).collect();
    let assertions: Vec<Value> = feed
        .checks
        .iter()
        .map(|check| {
            let failed = receipt
                .by_check
                .get(&check.check)
                .copied()
                .unwrap_or_default();
            let mut assertion = json!({
                "assertion": check.check,
                "success": failed == 0,
            });
            let rule = rules
                .iter()
                .find(|rule| rule.check.as_ref() == Some(&check.check));
            let columns = rule.map(|rule| &rule.columns);
            if let (Some(columns), Some(fields)) = (columns, assertion.as_object_mut())
                && let (1, Some(column)) = (columns.len(), columns.first())
            {
                fields.insert("column".to_owned(), column.clone().into());
            }
            assertion
        })
        .collect();
    json!({
        "namespace": namespace,
        "name": source_name(feed),
        "facets": {
            "schema": facet("1-1-1/SchemaDatasetFacet", json!({ "fields": fields })),
        },
        "inputFacets": {
            "dataQualityMetrics": facet(
                "1-0-2/DataQualityMetricsInputDatasetFacet",
                json!({ "rowCount": receipt.counts.received, "fileCount": receipt.together(), "columnMetrics": {} }),
            ),
            "dataQualityAssertions": facet(
                "1-0-1/DataQualityAssertionsDatasetFacet",
                json!({ "assertions": assertions }),
            ),
        },
    })
}

/// The table: its columns, what each is computed from, and how many rows became facts.
pub(super) fn output(
    namespace: &str,
    feed: &Feed,
    table: &TableView,
    lineage: &Lineage,
    receipt: &Receipt,
) -> Value {
    let fields: Vec<Value> = table
        .columns
        .iter()
        .map(|column| {
            json!({
                "name": column.name,
                "type": column.column_type.word(),
                "description": column.means,
            })
        })
        .collect();
    let (mappings, rules) = of_feed(feed, lineage);
    let field = |column: &str, transformation: Value| {
        json!({
            "namespace": namespace,
            "name": source_name(feed),
            "field": column,
            "transformations": [transformation],
        })
    };
    let lineages: BTreeMap<&str, Value> = mappings
        .iter()
        .map(|mapping| {
            let read = mapping.source_columns.iter();
            let read: Vec<Value> = read.map(|one| field(one, direct(mapping, table))).collect();
            (mapping.column.as_str(), json!({ "inputFields": read }))
        })
        .collect();
    let rows: Vec<Value> = rules
        .iter()
        .filter(|rule| rule.decides.which_rows())
        .flat_map(|rule| {
            let columns = rule.source_columns.iter();
            columns.map(|column| field(column, indirect(rule)))
        })
        .collect();
    json!({
        "namespace": namespace,
        "name": format!("tables/{}", table.name),
        "facets": {
            "schema": facet("1-1-1/SchemaDatasetFacet", json!({ "fields": fields })),
            "version": facet(
                "1-0-1/DatasetVersionDatasetFacet",
                json!({ "datasetVersion": receipt.batch.to_string() }),
            ),
            "columnLineage": facet(
                "1-2-0/ColumnLineageDatasetFacet",
                json!({ "fields": lineages, "dataset": rows }),
            ),
        },
        "outputFacets": {
            "outputStatistics": facet(
                "1-0-2/OutputStatisticsOutputDatasetFacet",
                json!({ "rowCount": receipt.counts.accepted() }),
            ),
        },
    })
}

fn of_feed<'a>(feed: &Feed, lineage: &'a Lineage) -> (Vec<&'a Mapping>, Vec<&'a RowRule>) {
    let mappings = lineage.mappings.iter().filter(|one| one.feed == feed.feed);
    let rules = lineage.rules.iter().filter(|one| one.feed == feed.feed);
    (mappings.collect(), rules.collect())
}

fn source_name(feed: &Feed) -> String {
    format!("feeds/{}", feed.feed)
}

/// A value computed from a column. Of customers only a keyed hash is kept.
fn direct(mapping: &Mapping, table: &TableView) -> Value {
    let column = table.column(&mapping.column);
    let masks = column.is_some_and(|column| column.use_ == charter::canonical::ColumnUse::Customer);
    let same = mapping.source_columns.contains(mapping.expression.trim()) && !masks;
    json!({
        "type": "DIRECT",
        "subtype": if same { "IDENTITY" } else { "TRANSFORMATION" },
        "description": mapping.expression,
        "masking": masks,
    })
}

/// Rows that there are or are not because of a column.
fn indirect(rule: &RowRule) -> Value {
    let subtype = match rule.decides {
        Decides::Key => "GROUP_BY",
        Decides::Version => "SORT",
        _ => "FILTER",
    };
    json!({
        "type": "INDIRECT",
        "subtype": subtype,
        "description": rule.expression,
        "masking": false,
    })
}
