//! The key that checkpoints of the ledger are signed with.

use ledger::CheckpointKey;

use crate::failure::Failure;

/// Environment variable with the key.
const VARIABLE: &str = "TANDEM_LEDGER_KEY";
const HINT: &str = "a key is the base64 of 32 random bytes, e.g. of `openssl rand -base64 32`; keep it to yourself";

/// The environment's key.
///
/// # Errors
/// When it has none, or what it has is no key.
#[expect(
    clippy::disallowed_methods,
    reason = "secrets come from the environment, read once, here"
)]
pub fn of_the_environment() -> Result<CheckpointKey, Failure> {
    let Ok(text) = std::env::var(VARIABLE) else {
        return Err(Failure::refused(
            format!("there is no key to sign with: {VARIABLE} is not set"),
            HINT,
        ));
    };
    CheckpointKey::parse(&text)
        .ok_or_else(|| Failure::refused(format!("{VARIABLE} holds no key"), HINT))
}
