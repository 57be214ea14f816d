//! Charters and drafts of any text.

use std::collections::BTreeMap;
use std::str::from_utf8;

use charter::Charter;
use draft::{About, Sample};

/// The files of a charter, of which any may be replaced.
const FILES: [(&str, &str); 6] = [
    (
        "partnership.yaml",
        "partnership: quay\ntitle: Quay\npurpose: To test.\nzone: Europe/Amsterdam\ncurrency: EUR\nparties:\n  - { party: quay, title: Quay, kind: client }\n  - { party: alder, title: Alder, kind: provider }\nroles:\n  - { role: client.lead, title: Lead, sees: everything }\npeople:\n  - { person: clara, name: Clara, email: clara@quay.example, party: quay, roles: [client.lead] }\n",
    ),
    (
        "feeds/any.yaml",
        "feed: any\ntitle: Any\ntable: contact\nformat: csv\nkey: [id]\nversion: [rev]\ncolumns:\n  contact_id: id\n  party: \"'alder'\"\n  opened_at: local_time(opened, '%Y-%m-%d %H:%M')\npull:\n  url: https://api.example/calls\n",
    ),
    (
        "kpis/any.yaml",
        "kpi: any\ntitle: Any\nasks: How many?\nmeans: All.\nframework: operational\nnature: leading\ndirection: within\naspect: volume\nkind: count\ntable: contact\nunit: count\nowner: client.lead\nstewards: [client.lead]\nminimum_sample: 1\n",
    ),
    ("taxonomy.yaml", "channels:\n  - { channel: voice, title: Voice }\n"),
    ("calendars.yaml", "calendars: []\n"),
    ("targets.yaml", "targets: []\n"),
];

fn read(files: &BTreeMap<String, String>) -> bool {
    let read = Charter::read(files);
    if let Err(errors) = &read {
        assert!(errors.has_errors());
        for one in errors.iter() {
            let shown = one.to_string();
            assert!(!one.message.is_empty());
            // A control character would reach the terminal.
            assert!(shown.chars().all(|c| c == '\n' || !c.is_control()), "{shown:?}");
        }
    }
    let _ = charter::check(files);
    read.is_ok()
}

/// One file of a charter as anybody may write it.
pub fn charter(data: &[u8]) {
    let [which, data @ ..] = data else {
        return;
    };
    let Ok(text) = from_utf8(data) else {
        return;
    };
    let mut files: BTreeMap<String, String> = FILES
        .iter()
        .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
        .collect();
    let (name, _) = FILES[usize::from(*which) % FILES.len()];
    files.insert(name.to_owned(), text.to_owned());
    read(&files);
}

/// A file that nobody has described: what is drafted is a feed that the charter takes.
pub fn draft(data: &[u8]) {
    let [complete, data @ ..] = data else {
        return;
    };
    let Ok(sample) = Sample::from_bytes("any.csv", data, complete & 1 == 0) else {
        return;
    };
    let about = About {
        zone: "Europe/Amsterdam".to_owned(),
        currency: "EUR".to_owned(),
        ..About::default()
    };
    let drafted = draft::draft(&sample, &about).unwrap_or_else(|error| panic!("{error}"));
    let mut files: BTreeMap<String, String> = FILES[..1]
        .iter()
        .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
        .collect();
    files.insert(format!("feeds/{}.yaml", drafted.feed.feed), drafted.yaml.clone());
    let errors = Charter::read(&files).err();
    assert!(errors.is_none(), "{errors:?}\n{}", drafted.yaml);
}

/// The feed of the charter, with words for what is not there.
pub fn feed() -> charter::feed::Feed {
    let files = FILES[..2]
        .iter()
        .map(|(name, text)| {
            let text = text.replace("key:", "nulls: ['?', NA]\nkey:");
            let (text, _) = text.split_once("pull:").unwrap_or((&text, ""));
            ((*name).to_owned(), text.to_owned())
        })
        .collect();
    let mut charter = Charter::read(&files).unwrap_or_else(|errors| panic!("{errors}"));
    charter.feeds.remove("any").unwrap_or_else(|| panic!("the feed is there"))
}
