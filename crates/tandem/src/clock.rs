//! The one place that reads the clock.

use jiff::Timestamp;

/// Now.
#[expect(
    clippy::disallowed_methods,
    reason = "the binary owns the clock and hands it down"
)]
pub fn now() -> Timestamp {
    Timestamp::now()
}
