//! A place in a JSON value: `requester.tags[0]`, `["a name"]`, `custom_fields[id=42].value`, `parts[-1]`.

use std::borrow::Cow;

use super::{Value, elements, members};

/// The longest way down that is followed.
const MAX_STEPS: usize = 32;

/// A place, step by step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place(Vec<Step>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    /// The member of that name.
    Member(String),
    /// The element at that place, from 0; below 0 from the end.
    Element(i64),
    /// The first element whose member has that text.
    Where(String, String),
}

impl Place {
    /// Reads a place.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut steps = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            let (step, after) = if let Some(inner) = rest.strip_prefix('[') {
                bracket(inner).ok_or_else(|| {
                    format!(
                        "`[{inner}` in the place `{text}` is not `[0]`, `[-1]`, `[\"name\"]` or `[name=text]`"
                    )
                })?
            } else {
                let rest = rest
                    .strip_prefix('.')
                    .filter(|_| !steps.is_empty())
                    .unwrap_or(rest);
                let end = rest.find(['.', '[']).unwrap_or(rest.len());
                let (name, after) = rest.split_at(end);
                if name.is_empty() {
                    return Err(format!("the place `{text}` lacks a name after a `.`"));
                }
                (Step::Member(name.to_owned()), after)
            };
            steps.push(step);
            rest = after;
        }
        match steps.len() {
            0 => Err("the place is empty".to_owned()),
            1..=MAX_STEPS => Ok(Self(steps)),
            _ => Err(format!(
                "the place `{text}` has more than {MAX_STEPS} steps"
            )),
        }
    }

    /// The text at this place; null where there is none, and where `text` is no object or array.
    ///
    /// # Errors
    /// What is wrong and at which byte, when `text` or what leads to the place is not JSON.
    pub fn find<'a>(&self, text: &'a str) -> Result<Option<Cow<'a, str>>, String> {
        if !is_nested(text) {
            return Ok(None);
        }
        let mut value = Value::Written(text);
        for step in &self.0 {
            let Value::Written(within) = value else {
                return Ok(None);
            };
            match step.of(within)? {
                Some(found) => value = found,
                None => return Ok(None),
            }
        }
        Ok(value.text())
    }
}

impl Step {
    fn of<'a>(&self, text: &'a str) -> Result<Option<Value<'a>>, String> {
        let is = |open: char| text.trim_start().starts_with(open);
        let mut found = None;
        match self {
            Self::Member(name) if is('{') => members(text, |member, value| {
                if member == name {
                    found = Some(value);
                }
            })?,
            Self::Element(place) if is('[') => {
                let mut all = Vec::new();
                elements(text, |value| all.push(value))?;
                let place = usize::try_from(*place).ok().or_else(|| {
                    all.len()
                        .checked_sub(usize::try_from(place.unsigned_abs()).ok()?)
                });
                found = place.and_then(|place| all.get(place).copied());
            }
            Self::Where(name, wanted) if is('[') => {
                let mut all = Vec::new();
                elements(text, |value| all.push(value))?;
                for value in all {
                    let Value::Written(object) = value else {
                        continue;
                    };
                    let held = Self::Member(name.clone()).of(object)?;
                    if held.and_then(|held| held.text()).as_deref() == Some(wanted) {
                        found = Some(value);
                        break;
                    }
                }
            }
            Self::Member(_) | Self::Element(_) | Self::Where(..) => {}
        }
        Ok(found)
    }
}

/// What stands in brackets, and the text after them.
fn bracket(inner: &str) -> Option<(Step, &str)> {
    if let Some(quoted) = inner.strip_prefix('"') {
        let (name, after) = quoted.split_once("\"]")?;
        return Some((Step::Member(name.to_owned()), after));
    }
    let (within, after) = inner.split_once(']')?;
    let step = match within.split_once('=') {
        Some((name, text)) if !name.is_empty() => Step::Where(name.to_owned(), text.to_owned()),
        Some(_) => return None,
        None => Step::Element(within.parse().ok()?),
    };
    Some((step, after))
}

fn is_nested(text: &str) -> bool {
    matches!(text.trim_start().as_bytes().first(), Some(b'{' | b'['))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TICKET: &str = r#"{"id":7,"via":{"channel":"mail","from":{"name":"Zoë \"Z\" K"}},
        "tags":["late","vip"],"fields":[{"id":41,"value":null},{"id":42,"value":"gold"}],"a.b":true}"#;

    fn check(place: &str, expect: Option<&str>) {
        let place = Place::parse(place).unwrap();
        assert_eq!(place.find(TICKET).unwrap().as_deref(), expect, "{place:?}");
    }

    #[test]
    fn what_stands_there() {
        check("id", Some("7"));
        check("via.channel", Some("mail"));
        check("via.from.name", Some("Zoë \"Z\" K"));
        check("via.from", Some(r#"{"name":"Zoë \"Z\" K"}"#));
        check("tags[0]", Some("late"));
        check("tags[-1]", Some("vip"));
        check("tags[2]", None);
        check("tags[-3]", None);
        check("fields[id=42].value", Some("gold"));
        check("fields[id=41].value", None);
        check("fields[id=43].value", None);
        check("fields[1].id", Some("42"));
        check("[\"a.b\"]", Some("true"));
        check("via[0]", None);
        check("id.x", None);
        check("nothing", None);
    }

    #[test]
    fn places_that_are_none() {
        for place in ["", "a..b", "a[", "a[x]", "a[=1]", "a.", "[\"a]"] {
            assert!(Place::parse(place).is_err(), "{place}");
        }
        assert!(Place::parse(&"a.".repeat(40)).is_err());
    }

    #[test]
    fn what_is_no_json() {
        let place = Place::parse("a").unwrap();
        assert_eq!(place.find("open").unwrap(), None);
        assert!(place.find("{\"a\":").is_err());
    }
}
