//! How people write numbers: groups of letters and digits with light marks between them.

/// The most characters of an identifier: an IBAN has 34.
pub(crate) const LONGEST: usize = 40;

/// What stands at one place of a text, with marks that look alike taken as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Glyph {
    Digit(u8),
    /// An ASCII letter, upper case.
    Letter(u8),
    /// A space, a hyphen, a full stop, a slash or a parenthesis, as its plain ASCII form.
    Mark(u8),
    Other,
}

/// The glyph at a byte and its length in bytes. Spaces that do not break and the dashes of typographers count
/// as the plain ones, because word processors and telephones put them into numbers.
pub(crate) fn glyph(bytes: &[u8], at: usize) -> (Glyph, usize) {
    match bytes.get(at..).unwrap_or_default() {
        [digit @ b'0'..=b'9', ..] => (Glyph::Digit(*digit), 1),
        [letter, ..] if letter.is_ascii_alphabetic() => {
            (Glyph::Letter(letter.to_ascii_uppercase()), 1)
        }
        [mark @ (b' ' | b'-' | b'.' | b'/' | b'(' | b')'), ..] => (Glyph::Mark(*mark), 1),
        [0xC2, 0xA0, ..] => (Glyph::Mark(b' '), 2),
        [0xE2, 0x80, 0x87 | 0x89 | 0xAF, ..] => (Glyph::Mark(b' '), 3),
        [0xE2, 0x80, 0x90..=0x93, ..] => (Glyph::Mark(b'-'), 3),
        _ => (Glyph::Other, 0),
    }
}

/// A character that makes what it touches a part of a longer word.
pub(crate) fn is_word(character: char) -> bool {
    character == '_' || character.is_alphanumeric()
}

/// Whether a word could begin or end here: the character on the far side is none of a word.
pub(crate) fn word_ends(text: &str, at: usize) -> bool {
    !text[at..].chars().next().is_some_and(is_word)
}

/// Whether a word could begin here.
pub(crate) fn word_begins(text: &str, at: usize) -> bool {
    !text[..at].chars().next_back().is_some_and(is_word)
}

/// What stands between two groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Joint {
    Space,
    Dash,
    Dot,
    Slash,
    /// A dash or a slash with spaces around it.
    Spaced,
    /// An opening parenthesis, with or without a space before it.
    Open,
    /// A closing parenthesis, with or without a space, a dash or a slash after it.
    Close,
}

/// A group: ASCII letters and digits with a word's end on both sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Group {
    /// How it is joined to the one before; none for the first.
    pub joint: Option<Joint>,
    pub start: usize,
    pub end: usize,
    pub digits_only: bool,
}

impl Group {
    pub fn len(&self) -> usize {
        self.end - self.start
    }
}

/// The groups from a place on, for as long as they may belong to one identifier.
#[derive(Debug, Clone)]
pub(crate) struct Groups<'t> {
    text: &'t str,
    at: usize,
    first: bool,
}

impl<'t> Groups<'t> {
    /// From the beginning of a group.
    pub fn from(text: &'t str, at: usize) -> Self {
        Self {
            text,
            at,
            first: true,
        }
    }
}

impl Iterator for Groups<'_> {
    type Item = Group;

    fn next(&mut self) -> Option<Group> {
        let bytes = self.text.as_bytes();
        let (joint, start) = if std::mem::take(&mut self.first) {
            (None, self.at)
        } else {
            let (joint, start) = joint(bytes, self.at)?;
            (Some(joint), start)
        };
        let rest = bytes.get(start..)?;
        let len = rest
            .iter()
            .take(LONGEST + 1)
            .take_while(|byte| byte.is_ascii_alphanumeric())
            .count();
        let end = start + len;
        if len == 0 || len > LONGEST || !word_ends(self.text, end) {
            return None;
        }
        self.at = end;
        Some(Group {
            joint,
            start,
            end,
            digits_only: rest.iter().take(len).all(u8::is_ascii_digit),
        })
    }
}

/// What joins the group that ends here to the next, and where that begins.
fn joint(bytes: &[u8], at: usize) -> Option<(Joint, usize)> {
    let mut marks = [0; 3];
    let (mut count, mut next) = (0, at);
    while let (Glyph::Mark(mark), len) = glyph(bytes, next) {
        *marks.get_mut(count)? = mark;
        count += 1;
        next += len;
    }
    let joint = match &marks[..count] {
        b" " | b"  " => Joint::Space,
        b"-" => Joint::Dash,
        b"." => Joint::Dot,
        b"/" => Joint::Slash,
        b" - " | b" / " | b"- " | b" -" => Joint::Spaced,
        b"(" | b" (" => Joint::Open,
        b")" | b") " | b")-" | b")/" => Joint::Close,
        _ => return None,
    };
    Some((joint, next))
}

/// The letters (upper case) and digits of an identifier, without what stands between them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Compact {
    bytes: [u8; LONGEST],
    len: usize,
}

impl Compact {
    pub const fn new() -> Self {
        Self {
            bytes: [0; LONGEST],
            len: 0,
        }
    }

    /// Adds one; says whether there was room.
    #[must_use]
    pub fn push(&mut self, byte: u8) -> bool {
        match self.bytes.get_mut(self.len) {
            Some(place) => {
                *place = byte.to_ascii_uppercase();
                self.len += 1;
                true
            }
            None => false,
        }
    }

    /// Adds all; says whether there was room.
    #[must_use]
    pub fn extend(&mut self, bytes: &[u8]) -> bool {
        bytes.iter().all(|&byte| self.push(byte))
    }

    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.len]
    }
}
