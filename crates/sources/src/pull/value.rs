//! Values of a page. Pure.

use std::cmp::Ordering;

use charter::moment::Moment;
use serde_json::Value;

/// A value as text; none where it is empty, or neither text nor a number.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The beginning of a value, for people.
pub(super) fn brief(value: &Value) -> String {
    let text = text(value).unwrap_or_default();
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

/// Numbers as numbers, instants as instants, all else as text.
pub(super) fn order(a: &Value, b: &Value) -> Ordering {
    compared(a, b).unwrap_or_else(|| text(a).cmp(&text(b)))
}

/// Two numbers, or two dates, however they are written; none where they are neither.
pub(super) fn compared(a: &Value, b: &Value) -> Option<Ordering> {
    let (one, other) = (text(a)?, text(b)?);
    if let (Ok(one), Ok(other)) = (one.parse::<i64>(), other.parse::<i64>()) {
        return Some(one.cmp(&other));
    }
    let number = |text: String| text.parse().ok().filter(|number: &f64| number.is_finite());
    match (number(one), number(other)) {
        (Some(one), Some(other)) => Some(one.total_cmp(&other)),
        (None, None) => instants(a, b),
        // The one counts and the other does not.
        _ => None,
    }
}

/// Two instants, however they are written; none where they are none.
pub(super) fn instants(a: &Value, b: &Value) -> Option<Ordering> {
    let [a, b] = [a, b].map(|value| text(value).as_deref().and_then(Moment::read));
    Some(a?.at().cmp(&b?.at()))
}
