//! From a moment in the history of the data to the basis of an answer given then.

use charter::Charter;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use kpi::Basis;
use lake::Lake;
use ledger::Ledger;

use crate::cli::AsOf;
use crate::failure::Failure;

/// The basis of that moment. A version of the lake goes with what is decided now.
///
/// # Errors
/// When the ledger or the zone cannot be read.
pub async fn basis(
    moment: AsOf,
    charter: &Charter,
    lake: &Lake,
    ledger: Option<&Ledger>,
) -> Result<Basis, Failure> {
    let at = match moment {
        AsOf::Version(version) => {
            let position = match ledger {
                Some(ledger) => ledger.position(),
                None => 0,
            };
            return Ok(Basis {
                lake: version,
                ledger: position,
            });
        }
        AsOf::Instant(at) => at,
        AsOf::Day(day) => end_of(day, &charter.partnership.zone)?,
    };
    Ok(Basis {
        lake: lake.version_as_of(at),
        ledger: match ledger {
            Some(ledger) => ledger.position_as_of(at).await?,
            None => 0,
        },
    })
}

fn end_of(day: jiff::civil::Date, zone: &str) -> Result<Timestamp, Failure> {
    let wrong = |error: jiff::Error| Failure::refused(error.to_string(), "name a day of this era");
    let zone = TimeZone::get(zone).map_err(wrong)?;
    let next = day
        .checked_add(1.day())
        .and_then(|next| next.to_zoned(zone))
        .map_err(wrong)?;
    next.timestamp().checked_sub(1.microsecond()).map_err(wrong)
}
