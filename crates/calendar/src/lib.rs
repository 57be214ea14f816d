//! Business time: periods, days and opening hours in a zone.
//!
//! Instants are UTC ([`jiff::Timestamp`]); a day, an hour or a shift belongs to a zone, and every function
//! that needs one takes it. Nothing here reads a clock, a file or the environment.
//!
//! Daylight saving is not a special case: a day may have 23, 24 or 25 hours, may begin at 01:00, or may not
//! exist at all. The one rule underneath is [`first_instant_at`]: a wall-clock time stands for the first
//! instant at which the clock shows it or has gone past it.

mod clock_format;
mod clock_words;
mod error;
mod grain;
mod moment;
mod opening;
mod period;
mod zone_clock;

pub use clock_format::{Clock, ClockFormat, ClockFormatError};
pub use clock_words::{after_weekday, half_day, utc_offset};
pub use error::Error;
pub use grain::{Grain, ParseGrainError};
pub use moment::{end_of_day, first_instant_at, start_of_day};
pub use opening::{OpeningHours, ParseSpanError, Span, Timeline};
pub use period::{PERIODS_MAX, Period, period_at, periods};
pub use zone_clock::ZoneClock;
