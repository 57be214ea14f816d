//! Charters and drafts of any text.

use std::collections::BTreeMap;
use std::str::from_utf8;

use charter::Charter;
use draft::{About, Sample};

use crate::chosen::choices;

/// The files of a charter, of which any may be replaced.
const FILES: [(&str, &str); 8] = [
    (
        "partnership.yaml",
        "partnership: quay\ntitle: Quay\npurpose: To test.\nzone: Europe/Amsterdam\ncurrency: EUR\nparties:\n  - { party: quay, title: Quay, kind: client }\n  - { party: alder, title: Alder, kind: provider }\nroles:\n  - { role: client.lead, title: Lead, sees: everything }\npeople:\n  - { person: clara, name: Clara, email: clara@quay.example, party: quay, roles: [client.lead] }\n",
    ),
    (
        "feeds/any.yaml",
        "feed: any\ntitle: Any\ntable: contact\nformat: csv\nkey: [id]\nversion: [rev]\ncolumns:\n  contact_id: id\n  party: \"'alder'\"\n  opened_at: local_time(opened, '%Y-%m-%d %H:%M')\n",
    ),
    (
        "kpis/any.yaml",
        "kpi: any\ntitle: Any\nasks: How many?\nmeans: All.\nframework: operational\nnature: leading\ndirection: within\naspect: volume\nkind: count\ntable: contact\nunit: count\nowner: client.lead\nstewards: [client.lead]\nminimum_sample: 1\n",
    ),
    (
        "taxonomy.yaml",
        "channels:\n  - { channel: voice, title: Voice }\n",
    ),
    (
        "calendars.yaml",
        "calendars:\n  - calendar: phones\n    title: Phones\n    zone: Europe/Amsterdam\n    open:\n      mon-fri: ['08:00-20:00']\n",
    ),
    (
        "targets/any.yaml",
        "targets:\n  - { kpi: any, from: 2026-01-01, at_least: 70 }\n",
    ),
    (
        "tables.yaml",
        "tables:\n  contact:\n    retain: 25 months\n    columns:\n      weight: { type: number, means: Weight. }\n",
    ),
    (
        "boards/any.yaml",
        "board: any\ntitle: Any\naudience: [client.lead]\nlimit: 6\nkpis: [any]\n",
    ),
];

fn file(place: usize) -> (String, String) {
    let (name, text) = FILES[place];
    (name.to_owned(), text.to_owned())
}

fn read(files: &BTreeMap<String, String>) {
    if let Err(errors) = Charter::read(files) {
        assert!(errors.has_errors());
        for one in errors.iter() {
            let shown = one.to_string();
            assert!(!one.message.is_empty());
            // A control character would reach the terminal.
            let harmless = |c: char| c == '\n' || !c.is_control();
            assert!(shown.chars().all(harmless), "{shown:?}");
        }
    }
    let _ = charter::check(files);
}

/// One file of a charter as anybody may write it: descriptions of feeds, how they are pulled, KPIs and the rest.
pub fn charter(data: &[u8]) {
    let Some(([which], text)) = choices(data) else {
        return;
    };
    let Ok(text) = from_utf8(text) else {
        return;
    };
    let which = which % FILES.len();
    // Those that nothing of what is read refers to may be left out, which is faster.
    let needed = |place: &usize| *place < 4 || *place == which;
    let mut files: BTreeMap<String, String> = (0..FILES.len()).filter(needed).map(file).collect();
    files.insert(file(which).0, text.to_owned());
    read(&files);
}

/// A file that nobody has described: what is drafted is a feed that the charter takes.
pub fn draft(data: &[u8]) {
    let Some(([complete], bytes)) = choices(data) else {
        return;
    };
    let sample = match Sample::from_bytes("any.csv", bytes, complete & 1 == 0) {
        Ok(sample) => sample,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            return;
        }
    };
    let about = About {
        zone: "Europe/Amsterdam".to_owned(),
        currency: "EUR".to_owned(),
        ..About::default()
    };
    let drafted = draft::draft(&sample, &about).unwrap_or_else(|error| panic!("{error}"));
    let mut files = BTreeMap::from([file(0)]);
    files.insert(
        format!("feeds/{}.yaml", drafted.feed.feed),
        drafted.yaml.clone(),
    );
    if let Err(errors) = Charter::read(&files) {
        panic!("{errors}\n{}", drafted.yaml);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_replaced_is_a_charter() {
        let files: BTreeMap<String, String> = (0..FILES.len()).map(file).collect();
        let read = Charter::read(&files);
        assert!(read.is_ok(), "{}", read.unwrap_err());
    }
}
