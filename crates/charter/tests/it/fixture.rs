//! A small charter without errors or warnings, and ways to break it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Files by path, from one text in which `--- path` begins each file.
pub fn files(text: &str) -> BTreeMap<String, String> {
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    let mut current = None;
    for line in text.lines() {
        if let Some(path) = line.strip_prefix("--- ") {
            files.insert(path.to_owned(), String::new());
            current = Some(path.to_owned());
        } else if let Some(file) = current.as_ref().and_then(|path| files.get_mut(path)) {
            file.push_str(line);
            file.push('\n');
        }
    }
    files
}

/// The small charter, with each text replaced by another. The text must be there, so that no case tests nothing.
pub fn edited(edits: &[(&str, &str)]) -> BTreeMap<String, String> {
    let mut text = SMALL.to_owned();
    for (from, to) in edits {
        assert!(text.contains(from), "the fixture has no `{from}`");
        text = text.replacen(from, to, 1);
    }
    files(&text)
}

/// The files of a folder, by path within it.
pub fn folder(root: &Path) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut open = vec![root.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path
                    .strip_prefix(root)
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .replace('\\', "/");
                files.insert(name, fs::read_to_string(&path).unwrap());
            }
        }
    }
    files
}

pub const SMALL: &str = r#"
--- partnership.yaml
partnership: quay
title: Quay
purpose: To test.
zone: Europe/Amsterdam
currency: EUR
parties:
  - { party: quay, title: Quay, kind: client }
  - { party: inhouse, title: Own team, kind: in_house }
  - { party: alder, title: Alder, kind: provider }
roles:
  - { role: client.lead, title: Lead, sees: everything, may: [see_cost] }
  - { role: in_house.lead, title: Lead, sees: party }
  - { role: provider.lead, title: Lead, sees: party, may: [pin_notes] }
  - { role: provider.site_lead, title: Site lead, sees: site }
people:
  - { person: ada, name: Ada, email: ada@quay.example, party: quay, roles: [client.lead] }
  - { person: ben, name: Ben, email: ben@alder.example, party: alder, roles: [provider.site_lead], site: lisbon }
--- taxonomy.yaml
sites:
  - { site: lisbon, title: Lisbon, party: alder, zone: Europe/Lisbon }
teams:
  - { team: lisbon_live, title: Live, site: lisbon }
channels:
  - { channel: voice, title: Voice }
queues:
  - { queue: orders, title: Orders, channel: voice, calendar: phones }
contact_types:
  - { contact_type: plain, title: Plain }
  - { contact_type: hard, title: Hard, complexity: 2.5 }
languages: [nl, pt-BR]
--- calendars.yaml
calendars:
  - calendar: phones
    title: Phones
    zone: Europe/Amsterdam
    open:
      mon-fri: ["08:00-20:00"]
      sat: ["22:00-06:00"]
    holidays:
      - { date: 2026-01-01, title: New Year }
--- tables.yaml
tables:
  contact:
    columns:
      score_given: { type: integer, means: Score. }
      weight: { type: number, means: Weight. }
  stock:
    row: One count of stock.
    at: counted_at
    columns:
      counted_at: { type: instant, means: When. }
      pieces: { type: integer, means: How many. }
--- feeds/calls.yaml
feed: calls
title: Calls
table: contact
format: { type: csv, delimiter: ";" }
zone: Europe/Lisbon
only: kind <> 'test'
key: [id, '"sub+id"']
version: [cast(revision as bigint)]
columns:
  contact_id: id
  party: "'alder'"
  opened_at: local_time(opened, '%d/%m/%Y %H:%M')
  queue_seconds: cast(wait as double)
  outcome: case state when 'done' then 'handled' else 'abandoned' end
checks:
  - check: waited
    holds: queue_seconds >= 0
    hint: A negative wait is a wrong clock.
freshness: 1 day
--- kpis/offered.yaml
kpi: offered
title: Offered
asks: How many?
means: All of them.
framework: operational
nature: leading
direction: within
aspect: volume
kind: count
table: contact
unit: count
owner: client.lead
stewards: [provider.lead]
beside: [hardness]
--- kpis/hardness.yaml
kpi: hardness
title: Hardness
asks: How hard?
means: Mean complexity.
framework: operational
nature: leading
direction: within
aspect: complexity
kind: mean
table: contact
value: complexity
unit: number
owner: client.lead
stewards: [provider.lead]
--- kpis/fcr.yaml
kpi: fcr
title: First contact resolution
asks: Solved at once?
means: Share solved and not followed up within 7 days.
framework: experience
nature: lagging
direction: higher
aspect: resolution
kind: ratio
table: contact
population: outcome = 'handled'
numerator: resolved and not followed_up
follow_up: { same: [customer, contact_type], within: 7 days }
unit: percent
owner: client.lead
stewards: [provider.lead]
beside:
  - qa_score
--- kpis/qa_score.yaml
kpi: qa_score
title: QA score
asks: Done well?
means: Mean score.
framework: experience
nature: lagging
direction: higher
aspect: quality
kind: mean
table: evaluation
value: score
unit: points
owner: client.lead
stewards: [provider.lead]
--- kpis/handle_time.yaml
kpi: handle_time
title: Handle time
asks: How long?
means: Mean seconds of work.
framework: operational
nature: lagging
direction: within
aspect: handle_time
kind: mean
table: contact
value: handle_seconds
unit: seconds
owner: client.lead
stewards: [provider.lead]
beside: [qa_score]
--- kpis/handle_p90.yaml
kpi: handle_p90
title: Handle time p90
asks: How long at most?
means: 90th percentile of seconds of work.
framework: operational
nature: lagging
direction: within
aspect: handle_time
kind: quantile
table: contact
value: handle_seconds
quantile: 0.9
unit: seconds
owner: client.lead
stewards: [provider.lead]
beside: [qa_score]
--- kpis/open_long.yaml
kpi: open_long
title: Open for long
asks: What ages?
means: Open for more than 3 days.
framework: operational
nature: leading
direction: lower
aspect: backlog
kind: backlog
table: contact
opened: opened_at
closed: resolved_at
older_than: 3 days
unit: count
owner: client.lead
stewards: [provider.lead]
--- kpis/seconds_per_point.yaml
kpi: seconds_per_point
title: Seconds per point
asks: What does quality take?
means: Handle time over QA score.
framework: operational
nature: lagging
direction: within
aspect: data
kind: derived
formula: handle_time / (qa_score + 1)
unit: number
owner: client.lead
stewards: [provider.lead]
--- targets/all.yaml
targets:
  - { kpi: fcr, from: 2026-01-01, at_least: 70 }
  - { kpi: fcr, scope: { party: alder }, from: 2026-01-01, at_least: 68 }
  - { kpi: handle_time, scope: { party: alder }, from: 2026-01-01, at_most: 400 }
--- boards/main.yaml
board: main
title: Main
audience: [client.lead]
limit: 6
kpis: [offered, hardness, fcr, qa_score, handle_time]
"#;
