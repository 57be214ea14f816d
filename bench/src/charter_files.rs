//! Reading a charter's folder.

use std::collections::BTreeMap;
use std::path::Path;

/// The charter's files, which lie at most one folder deep.
pub fn read(folder: &Path) -> std::io::Result<BTreeMap<String, String>> {
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if path.is_dir() {
            files.extend(
                read(&path)?
                    .into_iter()
                    .map(|(inner, text)| (format!("{name}/{inner}"), text)),
            );
        } else {
            files.insert(name, std::fs::read_to_string(&path)?);
        }
    }
    Ok(files)
}
