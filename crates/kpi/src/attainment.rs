//! Does a level meet its target now? Other than assurance, which asks of the points to come, this asks of what was.

use charter::kpi::Kpi;

use crate::answer::Figure;
use crate::board::{Mark, TargetHead};
use crate::marks::no_target;
use crate::state::is_total;
use crate::words;

/// Compares a level with its target. What is counted whole is compared as it is; an estimate by its interval, so that
/// chance alone neither meets nor misses a target: what the interval reaches across is too close to say.
pub(crate) fn attainment(
    kpi: &Kpi,
    currency: &str,
    target: Option<&TargetHead>,
    level: &Figure,
) -> Mark {
    let Some(target) = target else {
        return no_target();
    };
    let agreed = words::target(kpi, currency, target);
    let (mark, words) = match (level.value, ends(kpi, level)) {
        (None, _) => (
            "no_value",
            format!("No number to compare with its target ({agreed})"),
        ),
        (Some(_), None) => (
            "too_close",
            format!("Too few cases to compare it with its target ({agreed})"),
        ),
        (Some(value), Some((low, high))) => {
            let said = words::number(kpi, currency, value);
            let least = target.at_least.unwrap_or(f64::NEG_INFINITY);
            let most = target.at_most.unwrap_or(f64::INFINITY);
            if high < least || low > most {
                let side = words::side(target, value);
                (
                    "missed",
                    format!("Is {side} its target: {said}, {agreed} agreed"),
                )
            } else if low >= least && high <= most {
                ("met", format!("Meets its target: {said}, {agreed} agreed"))
            } else {
                (
                    "too_close",
                    format!("Too close to its target to say: {said}, {agreed} agreed"),
                )
            }
        }
    };
    Mark {
        mark: mark.to_owned(),
        words,
        since: None,
    }
}

/// Between which values a level lies, as far as can be told.
fn ends(kpi: &Kpi, level: &Figure) -> Option<(f64, f64)> {
    if is_total(kpi) {
        level.value.map(|value| (value, value))
    } else {
        level.low.zip(level.high)
    }
}
