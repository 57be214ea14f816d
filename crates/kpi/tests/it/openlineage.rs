//! Events are as the OpenLineage specification 2-0-2 and the facets' own schemas want them. The rules that are checked here are
//! those schemas': required fields, formats, enumerations, and what every facet must have.

use std::collections::BTreeSet;

use charter::lineage::Lineage;
use kpi::openlineage::{Page, SPEC, events as told};
use lake::Receipt;
use serde_json::Value;

use crate::operation::{Operation, charter, facts, harbor};

const ROWS: &str = "
contact_id | party | channel | opened_at            | outcome
a          | alder | voice   | 2026-03-19T10:00:00Z | handled
b          | birch |         | 2026-03-19T12:00:00Z | handled
";

async fn events() -> Vec<Value> {
    let mut files = harbor();
    let feed = files.get_mut("feeds/contact_facts.yaml").unwrap();
    feed.push_str("only: fact is not null\nchecks:\n  - check: channel_known\n    holds: channel is not null\n    hint: Map it.\n");
    let operation = Operation::founded(charter(&files)).await;
    operation
        .hand_in("contact", &facts(ROWS), "2026-12-31T12:00:00Z")
        .await;
    operation
        .take_in(
            "survey",
            &facts("survey_id | party | answered_at\ns | alder | 2026-03-19T10:00:00Z\n"),
        )
        .await;
    operation
        .engine
        .openlineage(&operation.operator(), None, 0, 10)
        .unwrap()
}

fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap_or_default()
}

fn is_uri(text: &str) -> bool {
    let scheme = text
        .split_once("://")
        .map(|(scheme, rest)| (scheme, rest.is_empty()));
    scheme.is_some_and(|(scheme, is_empty)| {
        !is_empty && scheme.chars().all(|c| c.is_ascii_alphanumeric())
    })
}

/// RFC 9562: 8-4-4-4-12 hexadecimal digits with a version and the variant.
fn is_uuid(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    lengths == [8, 4, 4, 4, 12]
        && parts
            .iter()
            .all(|part| part.chars().all(|c| c.is_ascii_hexdigit()))
        && parts[2].starts_with('8')
        && parts[3].starts_with(['8', '9', 'a', 'b'])
}

/// A facet, by the name of its own schema; gives what is wrong with it.
fn facet(place: &str, facet: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut must = |holds: bool, what: &str| {
        if !holds {
            wrong.push(format!("{place}: {what}"));
        }
    };
    must(is_uri(text(facet, "_producer")), "_producer is no URI");
    let schema = text(facet, "_schemaURL");
    must(
        schema.starts_with("https://openlineage.io/spec/facets/")
            && schema.contains(".json#/$defs/"),
        "_schemaURL is none of the specification's",
    );
    let name = schema.rsplit('/').next().unwrap_or_default();
    let input_fields = |fields: &Value| {
        fields.as_array().is_some_and(|all| {
            all.iter().all(|one| {
                let named = ["namespace", "name", "field"]
                    .iter()
                    .all(|name| one[name].is_string());
                let changes = one["transformations"].as_array();
                named
                    && changes.is_some_and(|all| {
                        all.iter().all(|one| {
                            ["DIRECT", "INDIRECT"].contains(&text(one, "type"))
                                && one["masking"].is_boolean()
                        })
                    })
            })
        })
    };
    match name {
        "SchemaDatasetFacet" => must(
            facet["fields"].as_array().is_some_and(|fields| {
                !fields.is_empty() && fields.iter().all(|field| field["name"].is_string())
            }),
            "a field has no name",
        ),
        "ColumnLineageDatasetFacet" => {
            must(
                facet["fields"].as_object().is_some_and(|fields| {
                    fields.values().all(|one| input_fields(&one["inputFields"]))
                }),
                "a field's inputs are not named",
            );
            must(
                input_fields(&facet["dataset"]),
                "the rows' inputs are not named",
            );
        }
        "DataQualityMetricsInputDatasetFacet" => {
            must(facet["columnMetrics"].is_object(), "no columnMetrics");
            must(facet["rowCount"].is_u64(), "rowCount is no integer");
        }
        "DataQualityAssertionsDatasetFacet" => must(
            facet["assertions"].as_array().is_some_and(|all| {
                all.iter()
                    .all(|one| one["assertion"].is_string() && one["success"].is_boolean())
            }),
            "an assertion says neither what nor whether",
        ),
        "OutputStatisticsOutputDatasetFacet" => {
            must(facet["rowCount"].is_u64(), "rowCount is no integer");
        }
        "DatasetVersionDatasetFacet" => {
            must(facet["datasetVersion"].is_string(), "no datasetVersion");
        }
        "DocumentationJobFacet" => must(facet["description"].is_string(), "no description"),
        other => must(false, &format!("`{other}` is not known")),
    }
    wrong
}

/// What is wrong with an event.
fn wrong(event: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut must = |holds: bool, what: &str| {
        if !holds {
            wrong.push(what.to_owned());
        }
    };
    must(
        text(event, "eventTime").parse::<jiff::Timestamp>().is_ok(),
        "eventTime",
    );
    must(is_uri(text(event, "producer")), "producer");
    must(text(event, "schemaURL") == SPEC, "schemaURL");
    let types = ["START", "RUNNING", "COMPLETE", "ABORT", "FAIL", "OTHER"];
    must(types.contains(&text(event, "eventType")), "eventType");
    must(is_uuid(text(&event["run"], "runId")), "runId");
    let named = |one: &Value| one["namespace"].is_string() && one["name"].is_string();
    must(named(&event["job"]), "job");
    for list in ["inputs", "outputs"] {
        must(
            event[list]
                .as_array()
                .is_some_and(|all| all.iter().all(named)),
            list,
        );
    }
    let mut facets = vec![("job", &event["job"]["facets"])];
    for (list, own) in [("inputs", "inputFacets"), ("outputs", "outputFacets")] {
        for dataset in event[list].as_array().into_iter().flatten() {
            facets.push((list, &dataset["facets"]));
            facets.push((own, &dataset[own]));
        }
    }
    for (place, all) in facets {
        for (name, one) in all.as_object().into_iter().flatten() {
            wrong.extend(facet(&format!("{place}.{name}"), one));
        }
    }
    wrong
}

#[tokio::test(flavor = "multi_thread")]
async fn every_event_is_as_the_specification_wants_it() {
    let events = events().await;
    assert_eq!(events.len(), 2);
    for event in &events {
        assert_eq!(wrong(event), [] as [&str; 0], "{event:#}");
    }
    let runs: BTreeSet<&str> = events
        .iter()
        .map(|one| text(&one["run"], "runId"))
        .collect();
    assert_eq!(runs.len(), 2, "two runs have one id");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_that_is_broken_is_found() {
    let event = &events().await[0];
    let broken = |path: &str| {
        let mut event = event.clone();
        *event.pointer_mut(path).unwrap() = Value::Null;
        wrong(&event)
    };
    for path in [
        "/eventTime",
        "/producer",
        "/schemaURL",
        "/eventType",
        "/run/runId",
        "/job/name",
        "/inputs/0/namespace",
        "/job/facets/documentation/description",
        "/inputs/0/facets/schema/_schemaURL",
        "/inputs/0/facets/schema/_producer",
        "/inputs/0/inputFacets/dataQualityMetrics/columnMetrics",
        "/inputs/0/inputFacets/dataQualityAssertions/assertions",
        "/outputs/0/facets/columnLineage/fields/opened_at/inputFields",
        "/outputs/0/outputFacets/outputStatistics/rowCount",
    ] {
        assert_ne!(broken(path), [] as [&str; 0], "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_says_what_came_and_what_became_of_it() {
    let events = events().await;
    let event = events
        .iter()
        .find(|one| text(&one["job"], "name") == "ingest.contact_facts")
        .unwrap();
    let input = &event["inputs"][0];
    assert_eq!(text(event, "eventType"), "COMPLETE");
    assert_eq!(text(&event["job"], "namespace"), "tandem://harbor");
    assert_eq!(text(input, "name"), "feeds/contact_facts");
    assert_eq!(input["inputFacets"]["dataQualityMetrics"]["rowCount"], 2);
    let assertion = &input["inputFacets"]["dataQualityAssertions"]["assertions"][0];
    assert_eq!(text(assertion, "assertion"), "channel_known");
    assert_eq!(assertion["success"], false);
    assert_eq!(text(assertion, "column"), "channel");
    let output = &event["outputs"][0];
    assert_eq!(text(output, "name"), "tables/contact");
    assert_eq!(output["facets"]["version"]["datasetVersion"], "1");
    assert_eq!(output["outputFacets"]["outputStatistics"]["rowCount"], 1);
    let lineage = &output["facets"]["columnLineage"];
    let customer = &lineage["fields"]["customer"]["inputFields"][0];
    assert_eq!(text(customer, "field"), "customer");
    assert_eq!(customer["transformations"][0]["masking"], true);
    let rows: Vec<(&str, &str)> = (lineage["dataset"].as_array().unwrap().iter())
        .map(|one| {
            (
                text(one, "field"),
                text(&one["transformations"][0], "subtype"),
            )
        })
        .collect();
    assert_eq!(
        rows,
        [
            ("fact", "FILTER"),
            ("fact", "GROUP_BY"),
            ("revision", "SORT"),
            ("channel", "FILTER")
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn events_are_for_those_who_see_every_partys_rows() {
    let operation = Operation::founded(charter(&harbor())).await;
    let told = operation
        .engine
        .openlineage(&operation.person("clara_pinto"), None, 0, 10);
    assert_eq!(told.unwrap_err().kind(), kpi::ErrorKind::Forbidden);
    let unknown = operation
        .engine
        .openlineage(&operation.operator(), Some("contacts"), 0, 10);
    assert_eq!(unknown.unwrap_err().kind(), kpi::ErrorKind::Unknown);
}

/// A receipt of a feed in a batch.
fn receipt(feed: &str, batch: u64, digest: &str) -> Receipt {
    serde_json::from_value(serde_json::json!({
        "batch": batch, "feed": format!("{feed}_facts"), "table": feed, "source": "x", "digest": digest,
        "at": "2026-03-19T10:00:00Z", "by_check": {}, "warned": 0, "newest_fact": null,
        "counts": {
            "received": 1, "passed_over": 0, "set_aside": 0, "added": 1, "replaced": 0, "superseded": 0, "duplicates": 0,
        },
    }))
    .unwrap()
}

fn ids(events: &[Value]) -> Vec<&str> {
    events
        .iter()
        .map(|one| text(&one["run"], "runId"))
        .collect()
}

#[test]
fn pages_neither_repeat_nor_lose_an_event() {
    let charter = charter(&harbor());
    let lineage = Lineage::of(&charter);
    let batches = [1, 2, 2, 2, 5, 6, 6, 9];
    let receipts: Vec<Receipt> = batches
        .iter()
        .enumerate()
        .map(|(nth, batch)| {
            receipt(
                ["contact", "survey"][nth % 2],
                *batch,
                &format!("{nth:064}"),
            )
        })
        .collect();
    let asked = |after, limit, feed| {
        let page = Page { feed, after, limit };
        told(&charter, &lineage, &receipts, &page)
    };
    for feed in [None, Some("contact_facts")] {
        let all = asked(0, usize::MAX, feed);
        assert_eq!(all.len(), if feed.is_some() { 4 } else { 8 });
        for limit in 1..=8 {
            let mut paged = Vec::new();
            let mut after = 0;
            loop {
                let page = asked(after, limit, feed);
                let Some(last) = page.last() else {
                    break;
                };
                let version = &last["outputs"][0]["facets"]["version"];
                after = text(version, "datasetVersion").parse().unwrap();
                paged.extend(page);
            }
            assert_eq!(ids(&paged), ids(&all), "{limit} at once of {feed:?}");
        }
    }
}

#[test]
fn every_run_has_an_id_of_its_own() {
    let charter = charter(&harbor());
    let lineage = Lineage::of(&charter);
    let summed = |feed| Receipt {
        summed: Some(20),
        ..receipt(feed, 7, "")
    };
    // The same body twice in one commit, through two feeds, in two commits, tried again; and sums without a digest.
    let receipts = [
        receipt("contact", 1, "ab"),
        receipt("contact", 1, "ab"),
        receipt("survey", 1, "ab"),
        receipt("contact", 2, "ab"),
        Receipt {
            replay: true,
            ..receipt("contact", 2, "ab")
        },
        summed("contact"),
        summed("survey"),
    ];
    let page = Page {
        limit: 100,
        ..Page::default()
    };
    let events = told(&charter, &lineage, &receipts, &page);
    let distinct: BTreeSet<&str> = ids(&events).into_iter().collect();
    assert_eq!(distinct.len(), receipts.len(), "{:?}", ids(&events));
    assert!(distinct.iter().all(|id| is_uuid(id)));
    // The same whenever it is asked for, also of one feed alone.
    let page = Page {
        feed: Some("survey_facts"),
        after: 1,
        ..page
    };
    assert_eq!(
        ids(&told(&charter, &lineage, &receipts, &page)),
        [ids(&events)[6]]
    );
    let files = &events[5]["inputs"][0]["inputFacets"]["dataQualityMetrics"]["fileCount"];
    assert_eq!(files, 20);
}
