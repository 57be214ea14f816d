//! The key that calls of platforms are signed with: server and sender share it.

use access::webhook::WebhookKey;

use crate::failure::Failure;

/// Environment variable with the key.
pub const VARIABLE: &str = "TANDEM_PLATFORM_KEY";

/// The environment's key, if it has one.
///
/// # Errors
/// When what it has is no key.
#[expect(
    clippy::disallowed_methods,
    reason = "secrets come from the environment, read once, here"
)]
pub fn of_the_environment() -> Result<Option<WebhookKey>, Failure> {
    let Ok(text) = std::env::var(VARIABLE) else {
        return Ok(None);
    };
    WebhookKey::parse(&text).map(Some).ok_or_else(|| {
        Failure::refused(
            format!("{VARIABLE} holds no key"),
            "a key is the base64 of 24 to 64 random bytes, e.g. of `openssl rand -base64 32`",
        )
    })
}
