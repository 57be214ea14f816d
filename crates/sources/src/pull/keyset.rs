//! Pages that begin at the newest record of the one before: every record is on one of them, or it is said why not. Pure.

use charter::pull::{Pull, at};
use serde_json::Value;

use super::failed::Failed;
use super::place::{Place, Where};
use super::request::Request;
use super::value::{brief, order, text};

/// Where the page after one with these records begins; none after one that is not full.
pub(super) fn after(
    pull: &Pull,
    full: u32,
    place: &Place,
    asked: &Request,
    records: &[Value],
) -> Result<Option<Where>, Failed> {
    if u32::try_from(records.len()).is_ok_and(|records| records < full) {
        return Ok(None);
    }
    let path = pull.since.as_ref().and_then(|since| since.newest.as_ref());
    let path = path.map(String::as_str).unwrap_or_default();
    let mut values = records
        .iter()
        .filter_map(|record| at(record, path).filter(|value| text(value).is_some()));
    let Some(oldest) = values.next() else {
        let cause = format!("{}: no record of a full page has `{path}`", asked.shown());
        let hint = "See that `since.newest` in the feed's `pull` names a member of each record.";
        return Err(Failed::later(cause, hint));
    };
    let mut newest = oldest;
    for value in values {
        if order(value, newest).is_lt() {
            let cause = format!(
                "{}: the records of a full page do not come by `{path}`, oldest first",
                asked.shown()
            );
            let hint = "Ask the API to sort by it, with its parameter in the request: records between two pages would be passed over.";
            return Err(Failed::later(cause, hint));
        }
        newest = value;
    }
    let next = Where::From(newest.clone());
    let there = Place {
        next: Some(next.clone()),
        ..place.clone()
    };
    if order(oldest, newest).is_eq() {
        let cause = format!(
            "{}: all {} records of a full page have the `{path}` {}, and there may be more of them than a page holds",
            asked.shown(),
            records.len(),
            brief(newest)
        );
        let hint = "Ask the API for larger pages, with its parameter in the request, and write their size into `full`; or go from page to page with `page` or `cursor`.";
        return Err(Failed::later(cause, hint));
    }
    let goes_on = match &place.next {
        Some(Where::From(before)) => order(newest, before).is_gt(),
        _ => true,
    };
    if !goes_on || Request::at(pull, &there)? == *asked {
        let cause = format!(
            "{}: a full page goes no further than where it was asked from, {}",
            asked.shown(),
            brief(newest)
        );
        let hint = "See that the request has `{since}` where the API takes it, and asks for records from it on; and that pages are larger than the number of records with one value.";
        return Err(Failed::later(cause, hint));
    }
    Ok(Some(next))
}
