//! What a feed is called.

use super::Plan;
use crate::about::About;
use crate::choose::names;
use crate::error::DraftError;

/// A name in `snake_case` from the file's name, without its ending and without a date.
pub(crate) fn free(plan: &mut Plan, file: &str, about: &About) {
    let base = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let mut stem = base;
    while let Some((before, ending)) = stem.rsplit_once('.') {
        let known = [
            "csv", "tsv", "txt", "json", "ndjson", "jsonl", "parquet", "arrow", "feather", "ipc",
            "gz", "zst", "tab", "psv", "dat", "log",
        ];
        if before.is_empty() || !known.contains(&ending.to_ascii_lowercase().as_str()) {
            break;
        }
        stem = before;
    }
    let folded: String = names::words(stem)
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == ' ')
        .collect();
    let words: Vec<&str> = folded
        .split(' ')
        .filter(|word| !word.is_empty() && !word.bytes().all(|byte| byte.is_ascii_digit()))
        .collect();
    let mut name: String = words.join("_").chars().take(48).collect();
    name = name.trim_matches('_').to_owned();
    if !charter::names::is_snake_case(&name) {
        name = format!("export_{name}").trim_end_matches('_').to_owned();
    }
    if !charter::names::is_snake_case(&name) {
        "export".clone_into(&mut name);
    }
    let mut free = name.clone();
    let mut next = 2;
    while taken(about, &free) {
        free = format!("{name}_{next}");
        next += 1;
    }
    plan.title = title(&free);
    plan.name = free;
}

fn taken(about: &About, name: &str) -> bool {
    about.feeds.iter().any(|feed| feed.feed == name)
}

/// The name that was asked for.
pub(crate) fn named(plan: &mut Plan, name: &str, about: &About) -> Result<(), DraftError> {
    let refused = |cause: &str| DraftError::Name {
        name: name.to_owned(),
        cause: cause.to_owned(),
    };
    if !charter::names::is_snake_case(name) {
        return Err(refused("it is not snake_case"));
    }
    if taken(about, name) {
        return Err(refused("there is a feed of that name"));
    }
    name.clone_into(&mut plan.name);
    plan.title = title(name);
    Ok(())
}

fn title(name: &str) -> String {
    let text = name.replace('_', " ");
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
