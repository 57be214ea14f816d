//! A small charter to draft for, and what every draft must be in it.

use std::collections::BTreeMap;

use charter::Charter;
use charter::feed::Feed;
use draft::{About, Asked, Draft, DraftError, Sample, draft, draft_as};

/// A charter of a client and a provider in Amsterdam, with files put beside.
pub(crate) fn files() -> BTreeMap<String, String> {
    BTreeMap::from([
        (
            "partnership.yaml".to_owned(),
            "partnership: small\ntitle: Small\npurpose: To test.\nzone: Europe/Amsterdam\ncurrency: EUR\nparties:\n  - { party: alder, title: Alder, kind: client }\n  - { party: birch, title: Birch Services, kind: provider }\n  - { party: cedar, title: Cedar, kind: provider }\n"
                .to_owned(),
        ),
        (
            "taxonomy.yaml".to_owned(),
            "channels:\n  - { channel: voice, title: Voice }\n  - { channel: email, title: E-mail }\n  - { channel: chat, title: Chat }\ncontact_types:\n  - { contact_type: billing, title: Billing }\n  - { contact_type: delivery, title: Delivery }\n"
                .to_owned(),
        ),
    ])
}

pub(crate) fn about() -> About {
    About::of(&Charter::read(&files()).unwrap())
}

/// Drafts a whole file and puts the draft to the charter's own check.
pub(crate) fn drafted(name: &str, bytes: impl AsRef<[u8]>) -> Draft {
    drafted_for(name, bytes.as_ref(), true, &about())
}

pub(crate) fn drafted_for(name: &str, bytes: &[u8], complete: bool, about: &About) -> Draft {
    let sample =
        Sample::from_bytes(name, bytes, complete).unwrap_or_else(|error| panic!("{error}"));
    let drafted = draft(&sample, about).unwrap_or_else(|error| panic!("{error}"));
    accepted(&drafted);
    drafted
}

/// Drafts a whole file for what was asked for.
pub(crate) fn asked(name: &str, text: &str, asked: &Asked) -> Result<Draft, DraftError> {
    let sample = Sample::from_bytes(name, text.as_bytes(), true)?;
    let drafted = draft_as(&sample, &about(), asked)?;
    accepted(&drafted);
    Ok(drafted)
}

/// The YAML is a feed that the charter takes, the same as the feed beside it; so is each alternative.
pub(crate) fn accepted(drafted: &Draft) {
    let read = read(&drafted.feed.feed, &drafted.yaml);
    assert_eq!(read, drafted.feed, "{}", drafted.yaml);
    for doubt in &drafted.doubts {
        for alternative in &doubt.alternatives {
            let path = alternative.path.rsplit('.').next().unwrap();
            let line = drafted
                .yaml
                .lines()
                .find(|line| line.trim_start().starts_with(&format!("# ? {path}: ")))
                .unwrap_or_else(|| {
                    panic!(
                        "the alternative for {path} is not written:\n{}",
                        drafted.yaml
                    )
                });
            assert!(line.contains("# ? "));
        }
    }
    for option in options(&drafted.yaml) {
        let changed = taken(&drafted.yaml, &option);
        read_text(&drafted.feed.feed, &changed);
    }
}

fn read(name: &str, yaml: &str) -> Feed {
    read_text(name, yaml).feeds.remove(name).unwrap()
}

fn read_text(name: &str, yaml: &str) -> Charter {
    let mut files = files();
    files.insert(format!("feeds/{name}.yaml"), yaml.to_owned());
    Charter::read(&files).unwrap_or_else(|problems| panic!("{:#?}\n{yaml}", problems.0))
}

/// Lines that come into force without their mark.
fn options(yaml: &str) -> Vec<String> {
    let fields = ["zone", "key", "only", "version", "nulls"];
    yaml.lines()
        .filter(|line| {
            let Some(rest) = line.trim_start().strip_prefix("# ? ") else {
                return false;
            };
            let Some((name, _)) = rest.split_once(": ") else {
                return false;
            };
            fields.contains(&name) || (line.starts_with("  ") && !name.contains(' '))
        })
        .map(str::to_owned)
        .collect()
}

/// The text with an option in force in place of the line that says the same.
fn taken(yaml: &str, option: &str) -> String {
    let bare = option.replacen("# ? ", "", 1);
    let name = bare.split_once(':').unwrap().0.to_owned();
    let mut lines: Vec<String> = Vec::new();
    let mut dropping = false;
    for line in yaml.lines() {
        if line == option {
            lines.push(bare.clone());
        } else if line.starts_with(&format!("{name}:")) {
            dropping = line.ends_with(": ") || line.ends_with(':');
        } else if dropping && line.starts_with("  - ") {
        } else {
            dropping = false;
            lines.push(line.to_owned());
        }
    }
    lines.join("\n")
}

/// The expression of a column.
pub(crate) fn column<'a>(drafted: &'a Draft, name: &str) -> &'a str {
    drafted
        .feed
        .columns
        .get(name)
        .unwrap_or_else(|| panic!("`{name}` is not mapped:\n{}", drafted.yaml))
}

/// Whether a doubt about a part says something.
pub(crate) fn doubts(drafted: &Draft, about: &str, says: &str) -> bool {
    drafted.doubts.iter().any(|doubt| {
        doubt.about == about && (doubt.says.contains(says) || doubt.why.contains(says))
    })
}
