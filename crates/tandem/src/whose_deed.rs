//! Whose deed it is that the command line does: the person who is named, or else whoever is signed in to the machine.

use access::Viewer;
use charter::Charter;
use charter::partnership::Right;

use crate::charter_folder;
use crate::cli::Whose;
use crate::failure::Failure;

/// Letters of an account's name, at most.
const LETTERS_MAX: usize = 64;

/// Who does it. Somebody of the charter needs the right to hand facts in; whoever is at the machine may do everything there.
///
/// # Errors
/// When the charter names no such person, or the person may not.
pub fn viewer(charter: &Charter, whose: &Whose) -> Result<Viewer, Failure> {
    let partnership = &charter.partnership;
    let Some(person) = &whose.person else {
        let who = account(variable);
        return Ok(Viewer::operator_known_as(partnership, &who));
    };
    let viewer = charter_folder::viewer(charter, Some(person))?;
    if viewer.may(Right::Ingest) {
        return Ok(viewer);
    }
    Err(Failure::refused(
        format!("{person} may not hand facts in, and so does nothing with rows either"),
        "name somebody who has the right `ingest`, or leave `--as` out: the account of the machine is recorded then",
    ))
}

#[expect(
    clippy::disallowed_methods,
    reason = "the binary is where the environment is read"
)]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// The account of the machine, told from persons of the charter by its words.
fn account(variable: impl Fn(&str) -> Option<String>) -> String {
    let named = ["LOGNAME", "USER", "USERNAME"].iter().find_map(|name| {
        let said = variable(name)?;
        let plain = said.chars().filter(|letter| !letter.is_control());
        let name: String = plain.take(LETTERS_MAX).collect();
        (!name.trim().is_empty()).then(|| name.trim().to_owned())
    });
    match named {
        Some(name) => format!("{name} (system account)"),
        None => "operator".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_account_is_whoever_is_signed_in() {
        let check = |variables: &[(&str, &str)], expect: &str| {
            let variable = |asked: &str| {
                let found = variables.iter().find(|(name, _)| *name == asked);
                found.map(|(_, value)| (*value).to_owned())
            };
            assert_eq!(account(variable), expect);
        };
        check(
            &[("USER", "root"), ("LOGNAME", "pat")],
            "pat (system account)",
        );
        check(
            &[("USER", "pat\u{1b}[31m"), ("LOGNAME", " ")],
            "pat[31m (system account)",
        );
        check(&[("USERNAME", "Pat Jones")], "Pat Jones (system account)");
        check(
            &[("USER", &"x".repeat(99))],
            &format!("{} (system account)", "x".repeat(64)),
        );
        check(&[], "operator");
    }
}
