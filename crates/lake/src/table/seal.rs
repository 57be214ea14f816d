//! Whether a commit is still as it was written: a digest of all that it says is part of it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use deltalake::kernel::Action;
use serde_json::{Map, Value};

use crate::LakeError;

/// Key of the seal in a commit's info, beside Tandem's own part.
const SEAL: &str = "tandemSeal";
/// Key of how many actions follow the info, by which a commit that was cut off between two lines is told. It has a digest
/// of its own, so that no changed byte makes an acknowledged commit look cut off.
const FOLLOW: &str = "tandemFollow";
/// Hexadecimal digits of a seal: 128 bits of BLAKE3.
const DIGITS: usize = 32;
/// What a commit may say, as the Delta protocol names it.
const ACTIONS: [&str; 10] = [
    "add",
    "remove",
    "metaData",
    "protocol",
    "txn",
    "cdc",
    "domainMetadata",
    "commitInfo",
    "checkpointMetadata",
    "sidecar",
];

/// What the info of a commit says of the commit that is about to be written, beside Tandem's own part.
pub(super) fn of(
    actions: &[Action],
    ours: &Value,
) -> Result<[(String, Value); 2], serde_json::Error> {
    let actions = actions
        .iter()
        .map(|action| serde_json::to_value(action).map(|action| sorted(&action)))
        .collect::<Result<Vec<_>, _>>()?;
    let follow = follow(actions.len());
    Ok([
        (SEAL.to_owned(), Value::String(digest(actions, ours))),
        (FOLLOW.to_owned(), Value::String(follow)),
    ])
}

/// How many actions follow, and a digest of that number.
fn follow(actions: usize) -> String {
    let digest = blake3::hash(actions.to_string().as_bytes()).to_hex();
    format!("{actions} {digest:.DIGITS$}")
}

/// A value as text, members by name: whoever writes them may put them in any order.
fn sorted(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let members: BTreeMap<&String, String> = members
                .iter()
                .map(|(name, value)| (name, sorted(value)))
                .collect();
            let members = members
                .iter()
                .map(|(name, value)| format!("{}:{value}", Value::from(name.as_str())));
            format!("{{{}}}", members.collect::<Vec<_>>().join(","))
        }
        Value::Array(elements) => {
            let elements: Vec<String> = elements.iter().map(sorted).collect();
            format!("[{}]", elements.join(","))
        }
        value => value.to_string(),
    }
}

fn digest(mut actions: Vec<String>, ours: &Value) -> String {
    actions.sort_unstable();
    let mut hasher = blake3::Hasher::new();
    for action in actions {
        hasher.update(action.as_bytes()).update(b"\n");
    }
    hasher.update(sorted(ours).as_bytes());
    let mut seal = hasher.finalize().to_hex().to_string();
    seal.truncate(DIGITS);
    seal
}

/// The text of a commit, which is as it was written. Commits from before there were seals, and those of others, are only
/// looked at for being commits.
///
/// # Errors
/// [`LakeError::Damaged`], or when the file cannot be read.
pub(super) fn read(path: &Path, ours: &str) -> Result<String, LakeError> {
    let damaged = |cause: String| LakeError::Damaged {
        file: path.to_owned(),
        cause,
    };
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(damaged("it is missing among later ones".to_owned()));
        }
        Err(error) => return Err(LakeError::io(format!("reading {}", path.display()))(error)),
    };
    let text = String::from_utf8(bytes).map_err(|error| damaged(error.to_string()))?;
    if text.trim().is_empty() {
        return Err(damaged("it is empty".to_owned()));
    }
    let mut info = None;
    let mut others = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty()) {
        let mut action: Map<String, Value> =
            serde_json::from_str(line).map_err(|error| damaged(error.to_string()))?;
        if let Some(unknown) = action.keys().find(|key| !ACTIONS.contains(&key.as_str())) {
            return Err(damaged(format!("no commit says `{unknown}`")));
        }
        match action.remove("commitInfo") {
            Some(found) => info = Some(found),
            None => others.push(sorted(&Value::Object(action))),
        }
    }
    let sealed = info.as_ref().and_then(|info| {
        let ours = info.get(ours).unwrap_or(&Value::Null);
        Some((info.get(SEAL)?.as_str()?, ours))
    });
    match sealed {
        Some((seal, ours)) if digest(others, ours) != seal => {
            Err(damaged("it is not what was written".to_owned()))
        }
        _ => Ok(text),
    }
}

/// Whether a commit was cut off while it was written: empty, or whole lines and then the beginning of one, or of zeros
/// where a power cut left no more, or fewer whole lines than were to follow. Anything else that cannot be read is damage.
pub(super) fn is_cut_off(bytes: &[u8]) -> bool {
    let end = bytes
        .iter()
        .rposition(|byte| *byte != 0)
        .map_or(0, |last| last + 1);
    let (written, _) = bytes.split_at(end);
    let lines: Vec<&[u8]> = written
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
        .collect();
    let Some((last, before)) = lines.split_last() else {
        return true;
    };
    let whole = |line: &&[u8]| serde_json::from_slice::<serde::de::IgnoredAny>(line).is_ok();
    if !before.iter().all(whole) {
        return false;
    }
    match serde_json::from_slice::<serde::de::IgnoredAny>(last) {
        Ok(_) => lacks_lines(&lines),
        Err(error) => error.is_eof(),
    }
}

/// Whether fewer actions than its first line says follow it.
fn lacks_lines(lines: &[&[u8]]) -> bool {
    let told = lines.split_first().and_then(|(info, actions)| {
        let info: Value = serde_json::from_slice(info).ok()?;
        let told = info.get("commitInfo")?.get(FOLLOW)?.as_str()?;
        let (number, _) = told.split_once(' ')?;
        let number: usize = number.parse().ok()?;
        (told == follow(number)).then_some(actions.len() < number)
    });
    told.unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_cut_off_is_told_from_damage() {
        let check = |bytes: &[u8], expect: bool| assert_eq!(is_cut_off(bytes), expect);
        check(b"", true);
        check(&[0; 512], true);
        check(b"{\"a\":1}\n{\"b\":", true);
        check(b"{\"a\":1}\n{\"b\":\0\0\0", true);
        check(b"{\"a\":1}\n{\"b\":1}", false);
        check(b"{\"a\":1\n{\"b\":1}", false);
        check(b"{\"a\"/1}\n{\"b\":1}", false);
        check(b"{\"a\":1}\n{\"b\"/1}", false);
    }

    #[test]
    fn a_commit_that_ends_between_two_lines_is_cut_off_and_one_whose_number_changed_is_not() {
        let whole = sealed();
        assert!(!is_cut_off(whole.as_bytes()));
        let ends: Vec<usize> = whole.match_indices('\n').map(|(at, _)| at).collect();
        assert_eq!(ends.len(), 2);
        for end in ends {
            assert!(is_cut_off(&whole.as_bytes()[..end]), "before byte {end}");
            assert!(is_cut_off(&whole.as_bytes()[..=end]), "after byte {end}");
        }
        assert!(!is_cut_off(whole.replace("\"2 ", "\"3 ").as_bytes()));
    }

    const OURS: &str = "tandem";

    /// What a commit says, as it is read: its actions, and Tandem's own part.
    fn said(text: &str) -> (Vec<String>, Value) {
        let mut ours = Value::Null;
        let mut actions = Vec::new();
        for line in text.lines().filter(|line| !line.is_empty()) {
            let action: Value = serde_json::from_str(line).unwrap();
            match action.pointer("/commitInfo") {
                Some(info) => ours = info.get(OURS).cloned().unwrap_or_default(),
                None => actions.push(sorted(&action)),
            }
        }
        actions.sort_unstable();
        (actions, ours)
    }

    fn sealed() -> String {
        let ours = serde_json::json!({"format": 2, "lakeVersion": 7, "receipts": [{"feed": "é", "counts": {"added": 2}}]});
        let actions = [
            r#"{"remove":{"path":"calls-0000000006-0000.parquet","dataChange":true,"size":10}}"#,
            r#"{"add":{"path":"calls-0000000007-0000.parquet","size":67151,"dataChange":true,"stats":"{\"numRecords\":2}","tags":null}}"#,
        ];
        let parsed = actions
            .iter()
            .map(|action| sorted(&serde_json::from_str(action).unwrap()));
        let seal = digest(parsed.collect(), &ours);
        let info = serde_json::json!({"commitInfo": {"operation": "WRITE", OURS: ours, SEAL: seal, FOLLOW: follow(actions.len())}});
        format!("{info}\n{}", actions.join("\n"))
    }

    proptest::proptest! {
        #[test]
        fn a_commit_of_which_any_bytes_changed_says_the_same_or_is_refused(
            at: proptest::sample::Index,
            length in 0_usize..3,
            put in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..3),
        ) {
            let whole = sealed();
            let mut bytes = whole.clone().into_bytes();
            let from = at.index(bytes.len());
            let to = (from + length).min(bytes.len());
            bytes.splice(from..to, put);
            let file = tempfile::NamedTempFile::new().unwrap();
            fs::write(file.path(), &bytes).unwrap();
            match read(file.path(), OURS) {
                Ok(text) => proptest::prop_assert_eq!(said(&text), said(&whole)),
                Err(error) => proptest::prop_assert_eq!(error.kind(), "damaged"),
            }
            let _ = is_cut_off(&bytes);
        }
    }

    #[test]
    fn a_sealed_commit_is_read() {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), sealed()).unwrap();
        assert_eq!(read(file.path(), OURS).unwrap(), sealed());
    }
}
