//! The exports speak the words that Harbor's feeds map.

use std::collections::BTreeSet;

use twin::FEEDS;

use crate::harbor::{self, Exports};

/// Words of SQL and of its functions that the feeds use.
const SQL: &[&str] = &[
    "and",
    "as",
    "bigint",
    "boolean",
    "case",
    "cast",
    "coalesce",
    "decimal",
    "double",
    "else",
    "end",
    "false",
    "null",
    "or",
    "then",
    "timestamp",
    "true",
    "when",
];

/// The names in an expression: words that are neither SQL nor quoted.
fn names(expression: &str) -> BTreeSet<String> {
    let unquoted: String = expression
        .split('\'')
        .step_by(2)
        .collect::<Vec<_>>()
        .join(" ");
    let words = unquoted.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let words = words
        .filter(|word| word.starts_with(|c: char| c.is_ascii_alphabetic()) && !SQL.contains(word));
    words.map(str::to_owned).collect()
}

#[test]
fn every_column_that_a_feed_reads_is_written_and_every_one_written_is_read() {
    let charter = harbor::charter();
    let exports = Exports::of(&harbor::scenario(), 5, 3);
    for feed in FEEDS {
        let spec = &charter.feeds[feed];
        let expressions = spec.columns.values().chain(&spec.key).chain(&spec.version);
        let read: BTreeSet<String> = expressions
            .flat_map(|expression| names(expression))
            .collect();
        let records = &exports.records[feed];
        for record in records {
            let written: BTreeSet<String> = record.as_object().unwrap().keys().cloned().collect();
            assert_eq!(written, read, "{feed}");
        }
        let mapped = spec.columns.keys().cloned().collect::<BTreeSet<_>>();
        let table = charter.table(&spec.table).unwrap();
        let known: BTreeSet<String> = table.names().map(str::to_owned).collect();
        assert_eq!(mapped, known, "{feed} fills every column of {}", spec.table);
    }
}

#[test]
fn every_value_is_in_the_taxonomy() {
    let charter = harbor::charter();
    let taxonomy = &charter.taxonomy;
    let exports = Exports::of(&harbor::scenario(), 5, 3);
    let sites: BTreeSet<&str> = taxonomy.sites.iter().map(|site| &*site.site).collect();
    let teams: BTreeSet<&str> = taxonomy.teams.iter().map(|team| &*team.team).collect();
    let queues: BTreeSet<&str> = taxonomy.queues.iter().map(|queue| &*queue.queue).collect();
    let contact_types: BTreeSet<&str> = taxonomy
        .contact_types
        .iter()
        .map(|t| &*t.contact_type)
        .collect();
    let languages: BTreeSet<&str> = taxonomy
        .languages
        .iter()
        .map(|language| &**language)
        .collect();
    let mut seen: [BTreeSet<&str>; 5] = Default::default();
    for ticket in &exports.records["contacts"] {
        for (values, field) in seen
            .iter_mut()
            .zip(["centre", "squad", "line", "reason", "lang"])
        {
            values.extend(ticket[field].as_str());
        }
    }
    assert_eq!(seen, [sites, teams, queues, contact_types, languages]);
}

#[test]
fn people_who_are_agents_are_at_work() {
    let exports = Exports::of(&harbor::scenario(), 14, 3);
    let handlers: BTreeSet<&str> = exports.records["contacts"]
        .iter()
        .filter_map(|ticket| ticket["handler"].as_str())
        .collect();
    for person in harbor::charter().partnership.people {
        if let Some(agent) = person.agent {
            assert!(
                handlers.contains(&*agent),
                "{} handles nothing as {agent}",
                person.name
            );
        }
    }
}
