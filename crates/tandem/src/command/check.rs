//! `tandem check`: what is wrong with a charter and with what it has simulated, and what could be better.

use std::path::Path;

use charter::Severity;

use crate::charter_folder;
use crate::cli::Check;
use crate::failure::Failure;
use crate::output::Output;

pub fn run(asked: &Check, output: &mut Output) -> Result<(), Failure> {
    let folder = asked.folder.as_deref().or(asked.charter.as_deref());
    let files = charter_folder::files(folder.unwrap_or(Path::new(".")))?;
    let mut found = charter::check(&files);
    found.0.extend(twin::scenario::check(&files).0);
    if !found.is_empty() {
        output.answer(&format!("{found}\n"))?;
    }
    let (errors, warnings) = (found.count(Severity::Error), found.count(Severity::Warning));
    if errors > 0 || (asked.strict && warnings > 0) {
        return Err(Failure::charter(if errors > 0 { errors } else { warnings }));
    }
    output.say(&match warnings {
        0 => format!("{} files checked, nothing to say", files.len()),
        1 => format!("{} files checked, 1 warning", files.len()),
        many => format!("{} files checked, {many} warnings", files.len()),
    });
    Ok(())
}
