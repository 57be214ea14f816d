//! Goes through the groups of a text that hold digits and lets every kind of number read there.

use std::ops::Range;

use crate::candidate::Candidate;
use crate::kind::Kind;
use crate::national_id::Rule;
use crate::phone::Plan;
use crate::settings::Country;
use crate::writing::{Glyph, Groups, LONGEST, glyph, word_begins};
use crate::{card, iban, national_id, phone};

/// The fewest digits of anything looked for: a British National Insurance number has six.
const DIGITS_MIN: usize = 6;
/// The shortest group that may be a whole identifier with fewer digits: an Indian PAN has ten characters.
const WHOLE_MIN: usize = 10;
/// The longest group of letters before the first digit: an Italian tax code begins with six.
const LETTERS_MAX: usize = 6;

/// The kinds of numbers looked for.
#[derive(Debug, Clone)]
pub(crate) struct Numbers {
    plans: Vec<&'static Plan>,
    rules: Vec<&'static Rule>,
}

impl Numbers {
    pub fn of(countries: &[Country]) -> Self {
        let wanted = |code: &str| countries.iter().any(|country| country.as_str() == code);
        Self {
            plans: phone::plans().filter(|plan| wanted(plan.country)).collect(),
            rules: national_id::rules()
                .filter(|rule| wanted(rule.country))
                .collect(),
        }
    }

    pub fn find(&self, text: &str, found: &mut Vec<Candidate>) {
        let bytes = text.as_bytes();
        let mut search = Search {
            numbers: self,
            text,
            found,
            account_end: 0,
            card_end: 0,
            floor: 0,
        };
        let mut at = 0;
        while let Some(digit) = next_digit(bytes, at) {
            let word = |bytes: &[u8]| {
                bytes
                    .iter()
                    .take_while(|it| it.is_ascii_alphanumeric())
                    .count()
            };
            let letters = bytes[at..digit]
                .iter()
                .rev()
                .take_while(|it| it.is_ascii_alphanumeric())
                .count();
            let start = digit - letters;
            at = digit + word(&bytes[digit..]);
            if at - start <= LONGEST && word_begins(text, start) {
                search.read_around(start..at);
            }
        }
    }
}

fn next_digit(bytes: &[u8], from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?;
    rest.iter()
        .position(u8::is_ascii_digit)
        .map(|offset| from + offset)
}

struct Search<'s> {
    numbers: &'s Numbers,
    text: &'s str,
    found: &'s mut Vec<Candidate>,
    /// Where the last account number, or what is written like one, ended: nothing is looked for inside.
    account_end: usize,
    /// Likewise of cards, inside which only another card is looked for.
    card_end: usize,
    /// Where the last number found ended.
    floor: usize,
}

impl Search<'_> {
    /// Reads from the first group with a digit, and from the letters before it.
    fn read_around(&mut self, group: Range<usize>) {
        if group.len() < WHOLE_MIN && !has_digits_enough(self.text, group.start) {
            return;
        }
        let first = letters_before(self.text, group.start);
        let second = first.and_then(|start| letters_before(self.text, start));
        for start in [second, first].into_iter().flatten() {
            self.read_iban(start);
            self.read_national_id(start);
        }
        self.read_iban(group.start);
        self.read_card(group.start);
        self.read_national_id(group.start);
        self.read_phone(group.start);
    }

    fn add(&mut self, kind: Kind, range: Range<usize>, named: bool) {
        self.floor = self.floor.max(range.end);
        self.found.push(Candidate { kind, range, named });
    }

    fn read_iban(&mut self, start: usize) {
        match iban::read(self.text, start) {
            Some(iban::Reading::Iban(end)) => {
                self.add(Kind::Iban, start..end, false);
                self.account_end = end;
            }
            Some(iban::Reading::Mistyped(end)) => self.account_end = end,
            None => {}
        }
    }

    fn read_card(&mut self, start: usize) {
        if start < self.account_end {
            return;
        }
        match card::read(self.text, start) {
            Some(card::Reading::Card(end)) => {
                self.add(Kind::Card, start..end, false);
                self.card_end = self.card_end.max(end);
            }
            Some(card::Reading::Mistyped(end)) => self.card_end = self.card_end.max(end),
            None => {}
        }
    }

    fn read_national_id(&mut self, start: usize) {
        if start < self.account_end.max(self.card_end) {
            return;
        }
        let floor = self.floor.min(start);
        for rule in &self.numbers.rules {
            if let Some((end, named)) = rule.read(self.text, floor, start) {
                self.add(Kind::NationalId, start..end, named);
            }
        }
    }

    fn read_phone(&mut self, start: usize) {
        if start < self.account_end.max(self.card_end) {
            return;
        }
        if let Some((range, named)) =
            phone::read(self.text, self.floor.min(start), start, &self.numbers.plans)
        {
            self.add(Kind::Phone, range, named);
        }
    }
}

/// Whether enough digits follow for anything looked for, with no more than an identifier's letters between.
fn has_digits_enough(text: &str, start: usize) -> bool {
    let (mut digits, mut letters) = (0, 0);
    for group in Groups::from(text, start) {
        let here = text.as_bytes()[group.start..group.end]
            .iter()
            .filter(|it| it.is_ascii_digit())
            .count();
        digits += here;
        letters += group.len() - here;
        if digits >= DIGITS_MIN {
            return true;
        }
        if letters > LONGEST / 2 {
            return false;
        }
    }
    false
}

/// Where a short group of letters begins that a space or a hyphen joins to what begins here.
fn letters_before(text: &str, start: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mark = (1..=3).filter_map(|len| start.checked_sub(len)).find(
        |&at| matches!(glyph(bytes, at), (Glyph::Mark(b' ' | b'-'), len) if at + len == start),
    )?;
    let letters = bytes[..mark]
        .iter()
        .rev()
        .take(LETTERS_MAX + 1)
        .take_while(|it| it.is_ascii_alphabetic())
        .count();
    let begin = mark - letters;
    (1..=LETTERS_MAX)
        .contains(&letters)
        .then_some(begin)
        .filter(|&begin| word_begins(text, begin))
}
