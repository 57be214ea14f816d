//! Access as other rooms use it.

#![expect(
    clippy::unwrap_used,
    reason = "what a test cannot make or read fails it"
)]

mod discretion;
mod password;
mod secret;
mod throttle;
mod viewer;
