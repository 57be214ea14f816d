//! When a queue, a team or a contract counts time: weekly hours, holidays and the arithmetic over them.

mod hours;
mod pauses;
mod pieces;
mod span;
mod timeline;

pub use hours::OpeningHours;
pub use span::{ParseSpanError, Span};
pub use timeline::Timeline;

/// The whole second an instant falls in. All business arithmetic is in whole seconds, so that parts add up exactly.
fn second_of(instant: jiff::Timestamp) -> i64 {
    let truncated = instant.as_second();
    if instant.subsec_nanosecond() < 0 {
        truncated - 1
    } else {
        truncated
    }
}
