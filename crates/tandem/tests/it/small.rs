//! A small charter and a small export.

use std::collections::BTreeMap;

/// The header of the small export.
pub const HEADER: &str = "id,rev,party,agent,who,topic,opened,wait\n";

/// Six calls of two parties on three days; `?` is what the source does not know.
pub const CALLS: &str = "\
id,rev,party,agent,who,topic,opened,wait
c1,1,alder,abel,w1,billing,2026-03-02 10:00,12
c2,1,alder,abel,w2,billing,2026-03-02 11:30,30
c3,1,birch,bea,w3,moving,2026-03-02 12:00,8
c4,1,birch,bea,w1,moving,2026-03-03 09:15,?
c5,1,alder,abel,w4,billing,2026-03-04 16:40,95
c6,1,birch,bea,w5,billing,2026-03-04 17:05,41
";

/// One call that is new, and a later version of one that was known.
pub const MORE_CALLS: &str = "\
id,rev,party,agent,who,topic,opened,wait
c2,2,alder,abel,w2,billing,2026-03-02 11:30,60
c7,1,alder,abel,w6,moving,2026-03-04 18:00,5
";

/// The charter's files by path, with each text replaced by another. The text must be there, so that no case tests
/// nothing.
pub fn edited(edits: &[(&str, &str)]) -> BTreeMap<String, String> {
    let mut text = CHARTER.to_owned();
    for (from, to) in edits {
        assert!(text.contains(from), "the small charter has no `{from}`");
        text = text.replacen(from, to, 1);
    }
    text.split("--- ")
        .filter_map(|file| file.split_once('\n'))
        .map(|(name, text)| (name.to_owned(), text.to_owned()))
        .collect()
}

const CHARTER: &str = r#"--- partnership.yaml
partnership: quay
title: Quay
purpose: To test.
zone: Europe/Amsterdam
currency: EUR
parties:
  - { party: quay, title: Quay, kind: client }
  - { party: alder, title: Alder, kind: provider }
  - { party: birch, title: Birch, kind: provider }
roles:
  - { role: client.lead, title: Lead, sees: everything }
  - { role: provider.lead, title: Lead, sees: party }
people:
  - { person: clara, name: Clara Coster, email: clara@quay.example, party: quay, roles: [client.lead] }
  - { person: albert, name: Albert Aas, email: albert@alder.example, party: alder, roles: [provider.lead] }
--- feeds/calls.yaml
feed: calls
title: Calls
table: contact
format: csv
key: [id]
version: [cast(rev as bigint)]
nulls: ["?"]
columns:
  contact_id: id
  party: party
  agent: agent
  customer: who
  contact_type: topic
  opened_at: local_time(opened, '%Y-%m-%d %H:%M')
  queue_seconds: cast(wait as double)
--- kpis/calls.yaml
kpi: calls
title: Calls
asks: How many called?
means: All calls.
framework: operational
nature: leading
direction: within
aspect: volume
kind: count
table: contact
unit: count
decimals: 0
owner: client.lead
stewards: [provider.lead]
minimum_sample: 1
--- kpis/wait_seconds.yaml
kpi: wait_seconds
title: Wait
asks: How long did they wait?
means: Mean seconds in the queue.
framework: operational
nature: leading
direction: lower
aspect: access
kind: mean
table: contact
value: queue_seconds
unit: seconds
owner: client.lead
stewards: [provider.lead]
minimum_sample: 1
--- kpis/prompt.yaml
kpi: prompt
title: Prompt
asks: How many were answered promptly?
means: Calls with at most 30 seconds in the queue, of those whose wait is known.
framework: operational
nature: leading
direction: higher
aspect: access
kind: ratio
table: contact
population: queue_seconds is not null
numerator: queue_seconds <= 30
unit: percent
owner: client.lead
stewards: [provider.lead]
minimum_sample: 1
--- kpis/share_per_second.yaml
kpi: share_per_second
title: Share per second
asks: What does a second of waiting cost?
means: Prompt answers in percent per second of waiting.
framework: operational
nature: leading
direction: higher
aspect: access
kind: derived
formula: prompt / wait_seconds
unit: number
owner: client.lead
stewards: [provider.lead]
minimum_sample: 1
"#;
