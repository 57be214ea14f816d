//! JSON (RFC 8259) without building a tree: the members of an object, the elements of an array, what stands at a place.
//! Numbers keep the digits they were written with.

pub mod place;

use std::borrow::Cow;

use crate::scan::end_of_plain_text;

/// A member's value, as it stands in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value<'a> {
    /// `null`.
    Null,
    /// A number, `true`, `false`, an object or an array: as written.
    Written(&'a str),
    /// A string without escapes, its quotes left off.
    Plain(&'a str),
    /// A string with escapes, quotes and all.
    Escaped(&'a str),
}

impl<'a> Value<'a> {
    /// The value as text; null is none.
    #[must_use]
    pub fn text(&self) -> Option<Cow<'a, str>> {
        match self {
            Self::Null => None,
            Self::Written(text) | Self::Plain(text) => Some(Cow::Borrowed(text)),
            Self::Escaped(quoted) => serde_json::from_str(quoted).ok().map(Cow::Owned),
        }
    }
}

/// Hands each member of the object to `each`, in order.
///
/// # Errors
/// What is wrong and at which byte, when `text` is not one JSON object; members before that were handed out.
pub fn members<'a>(text: &'a str, each: impl FnMut(&str, Value<'a>)) -> Result<(), String> {
    struct Each<F>(F);
    impl<'a, F: FnMut(&str, Value<'a>)> Members<'a> for Each<F> {
        fn named(&mut self, member: &Member<'_>, value: Value<'a>) {
            (self.0)(member.name, value);
        }
    }
    read_members(text, &mut Each(each))
}

/// Takes the members of an object, in order.
pub(crate) trait Members<'a> {
    /// What is likely to stand before the value of the member of this number, from the end of the value before: its name is
    /// not read then. Nothing where that is not known.
    fn likely(&self, _number: usize) -> &str {
        ""
    }

    /// The value after what was likely.
    fn as_likely(&mut self, _number: usize, _value: Value<'a>) {}

    /// Any other member.
    fn named(&mut self, member: &Member<'_>, value: Value<'a>);
}

/// A member of an object.
pub(crate) struct Member<'m> {
    pub number: usize,
    pub name: &'m str,
    /// All that stands before its value, from the end of the value before.
    pub before: &'m str,
}

/// Hands the members of the object over, in order.
///
/// # Errors
/// As [`members`] has them.
pub(crate) fn read_members<'a>(text: &'a str, into: &mut impl Members<'a>) -> Result<(), String> {
    let mut cursor = Cursor { text, at: 0 };
    for number in 0.. {
        let likely = into.likely(number).as_bytes();
        if !likely.is_empty() && cursor.rest().starts_with(likely) {
            cursor.at += likely.len();
            cursor.space();
            let value = cursor.value()?;
            into.as_likely(number, value);
            continue;
        }
        let start = cursor.at;
        if cursor.ends_object(number)? {
            break;
        }
        if cursor.peek() != Some(b'"') {
            return Err(cursor.wants("a member's name in quotes"));
        }
        let name = cursor.string()?;
        cursor.space();
        cursor.expect(b':')?;
        cursor.space();
        let before = cursor.slice(start);
        let value = cursor.value()?;
        let name = name.text().unwrap_or_default();
        let member = Member {
            number,
            name: &name,
            before,
        };
        into.named(&member, value);
    }
    cursor.space();
    match cursor.peek() {
        None => Ok(()),
        Some(_) => Err(cursor.wants("the end of the line")),
    }
}

/// Hands each element of the array to `each`, in order.
///
/// # Errors
/// What is wrong and at which byte, when `text` does not begin with a JSON array; elements before that were handed out.
pub fn elements<'a>(text: &'a str, mut each: impl FnMut(Value<'a>)) -> Result<(), String> {
    let mut cursor = Cursor { text, at: 0 };
    cursor.space();
    cursor.expect(b'[')?;
    cursor.space();
    if cursor.peek() == Some(b']') {
        return Ok(());
    }
    loop {
        cursor.space();
        each(cursor.value()?);
        cursor.space();
        match cursor.peek() {
            Some(b',') => cursor.at += 1,
            Some(b']') => return Ok(()),
            _ => return Err(cursor.wants("`,` or `]`")),
        }
    }
}

struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    fn rest(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    /// Steps over what stands between members, and says whether it is the end.
    fn ends_object(&mut self, members: usize) -> Result<bool, String> {
        self.space();
        if members == 0 {
            self.expect(b'{')?;
            self.space();
        }
        match self.peek() {
            Some(b'}') => {
                self.at += 1;
                return Ok(true);
            }
            _ if members == 0 => {}
            Some(b',') => self.at += 1,
            _ => return Err(self.wants("`,` or `}`")),
        }
        self.space();
        Ok(false)
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    fn expect(&mut self, byte: u8) -> Result<(), String> {
        if self.peek() == Some(byte) {
            self.at += 1;
            return Ok(());
        }
        Err(self.wants(&format!("`{}`", char::from(byte))))
    }

    fn wants(&self, what: &str) -> String {
        match self
            .text
            .get(self.at..)
            .and_then(|rest| rest.chars().next())
        {
            Some(found) => format!("{what} is expected at byte {}, not {found:?}", self.at),
            None => format!("{what} is expected where it ends"),
        }
    }

    fn slice(&self, start: usize) -> &'a str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    fn value(&mut self) -> Result<Value<'a>, String> {
        let start = self.at;
        match self.peek() {
            Some(b'"') => self.string(),
            Some(b'{' | b'[') => {
                self.nested()?;
                Ok(Value::Written(self.slice(start)))
            }
            Some(b'-' | b'0'..=b'9') => {
                self.number()?;
                Ok(Value::Written(self.slice(start)))
            }
            _ => {
                let (literal, value) = match self.rest() {
                    [b'n', b'u', b'l', b'l', ..] => ("null", Value::Null),
                    [b't', b'r', b'u', b'e', ..] => ("true", Value::Written("true")),
                    [b'f', b'a', b'l', b's', b'e', ..] => ("false", Value::Written("false")),
                    _ => return Err(self.wants("a value")),
                };
                self.at += literal.len();
                Ok(value)
            }
        }
    }

    fn string(&mut self) -> Result<Value<'a>, String> {
        let start = self.at;
        self.at = end_of_plain_text(self.text.as_bytes(), start + 1);
        if self.peek() == Some(b'"') {
            let text = self.text.get(start + 1..self.at).unwrap_or_default();
            self.at += 1;
            return Ok(Value::Plain(text));
        }
        self.escaped_string(start)
    }

    /// The rest of a string, where it is not plain up to its closing quote.
    #[cold]
    fn escaped_string(&mut self, start: usize) -> Result<Value<'a>, String> {
        loop {
            self.at = end_of_plain_text(self.text.as_bytes(), self.at);
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    break;
                }
                Some(b'\\') => self.at += 2,
                Some(_) => {
                    return Err(format!("a control character in the string at byte {start}"));
                }
                None => {
                    self.at = self.text.len();
                    return Err(self.wants("the quote that closes a string"));
                }
            }
        }
        let quoted = self.slice(start);
        match serde_json::from_str::<serde::de::IgnoredAny>(quoted) {
            Ok(_) => Ok(Value::Escaped(quoted)),
            Err(error) => Err(format!("the string at byte {start}: {error}")),
        }
    }

    /// A number: an integer without needless zeros, then a fraction and an exponent where there are any.
    fn number(&mut self) -> Result<(), String> {
        let start = self.at;
        self.at += usize::from(self.peek() == Some(b'-'));
        let first = self.peek();
        let whole = self.digits();
        let mut is_number = whole > 0 && (whole == 1 || first != Some(b'0'));
        if self.peek() == Some(b'.') {
            self.at += 1;
            is_number &= self.digits() > 0;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            self.at += usize::from(matches!(self.peek(), Some(b'+' | b'-')));
            is_number &= self.digits() > 0;
        }
        // What is glued to it is told with it.
        while let Some(b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9') = self.peek() {
            self.at += 1;
            is_number = false;
        }
        if is_number {
            return Ok(());
        }
        Err(format!("`{}` is not a number", self.slice(start)))
    }

    /// Steps over digits and says how many there were.
    fn digits(&mut self) -> usize {
        let digits = self.rest().iter().take_while(|byte| byte.is_ascii_digit());
        let count = digits.count();
        self.at += count;
        count
    }

    /// Steps over an object or array, however deep, and lets `serde_json` judge it.
    fn nested(&mut self) -> Result<(), String> {
        let start = self.at;
        let mut depth = 0_usize;
        loop {
            match self.peek() {
                None => return Err(self.wants("the end of an object or array")),
                Some(b'"') => {
                    self.string()?;
                    continue;
                }
                Some(b'{' | b'[') => depth += 1,
                Some(b'}' | b']') => depth = depth.saturating_sub(1),
                Some(_) => {}
            }
            self.at += 1;
            if depth == 0 {
                break;
            }
        }
        serde_json::from_str::<serde::de::IgnoredAny>(self.slice(start))
            .map(|_| ())
            .map_err(|error| format!("the value at byte {start}: {error}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &str) {
        let mut found = String::new();
        let read = members(text, |name, value| {
            found += &format!("{name}={} ", value.text().as_deref().unwrap_or("∅"));
        });
        match read {
            Ok(()) => assert_eq!(found.trim_end(), expect, "{text}"),
            Err(error) => assert_eq!(error, expect, "{text}"),
        }
    }

    #[test]
    fn values_keep_what_was_written() {
        check(
            r#"{"a":"x","b":12.50,"c":null,"d":true}"#,
            "a=x b=12.50 c=∅ d=true",
        );
        check(
            r#" { "a" : "q\"\u00e9\n" , "b":[1,{"x":"]"}] } "#,
            "a=q\"é\n b=[1,{\"x\":\"]\"}]",
        );
        check(
            r#"{"n":12345678901234567890.12345,"e":-1.5e3}"#,
            "n=12345678901234567890.12345 e=-1.5e3",
        );
        check("{}", "");
        check(r#"{"a":"é"}"#, "a=é");
    }

    #[test]
    fn what_is_no_object() {
        check(r#"{"a":1"#, "`,` or `}` is expected where it ends");
        check(r#"{"a":01}"#, "`01` is not a number");
        check(
            r#"{"a":1,}"#,
            "a member's name in quotes is expected at byte 7, not '}'",
        );
        check(r#"[1]"#, "`{` is expected at byte 0, not '['");
        check(
            r#"{"a":"x"#,
            "the quote that closes a string is expected where it ends",
        );
        check(
            r#"{"a":1} x"#,
            "the end of the line is expected at byte 8, not 'x'",
        );
        check(r#"{"a":nul}"#, "a value is expected at byte 5, not 'n'");
        check(
            r#"{"a":"\q"}"#,
            "the string at byte 5: invalid escape at line 1 column 3",
        );
        check(
            r#"{"a":"\"#,
            "the quote that closes a string is expected where it ends",
        );
        check(
            r#"{"a":[1,}"#,
            "the value at byte 5: expected value at line 1 column 4",
        );
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_serde_json(text in r#"[{}\[\],:" a\\0-9.eEnultrfs-]{0,24}"#) {
            let ours = members(&text, |_, _| {}).is_ok();
            let theirs = serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(&text).is_ok();
            // Numbers beyond f64 are the one place where a tree would have to refuse and text need not.
            proptest::prop_assert!(ours == theirs || text.contains(['e', 'E']));
        }
    }
}
