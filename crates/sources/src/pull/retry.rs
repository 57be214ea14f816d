//! How long a server asks us to stay away.

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822;

/// No server keeps us away for longer.
const LONGEST: Duration = Duration::from_secs(3_600);

/// The time that a header `Retry-After` (RFC 9110, 10.2.3) asks for: seconds, or a date.
pub(super) fn after(header: &str, now: Timestamp) -> Option<Duration> {
    let header = header.trim();
    let wait = match header.parse() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => {
            let then = rfc2822::parse(header).ok()?.timestamp();
            Duration::try_from(then.duration_since(now)).unwrap_or_default()
        }
    };
    Some(wait.min(LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_or_a_date() {
        let now = Timestamp::constant(784_111_700, 0);
        let check = |header, seconds: Option<u64>| {
            assert_eq!(
                after(header, now),
                seconds.map(Duration::from_secs),
                "{header}"
            );
        };
        check("7", Some(7));
        check(" 0 ", Some(0));
        check("86400", Some(3_600));
        check("Sun, 06 Nov 1994 08:49:37 GMT", Some(77));
        check("Sun, 06 Nov 1994 08:00:00 GMT", Some(0));
        check("soon", None);
    }
}
