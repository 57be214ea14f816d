//! Telephone numbers: international ones (ITU-T E.164), and those written as at home in the configured
//! countries.

mod calling_code;
mod national;
mod plan;

use std::ops::Range;

pub(crate) use plan::Plan;

use crate::writing::{Compact, Group, Groups, Joint};

/// Every numbering plan there is.
pub(crate) fn plans() -> impl Iterator<Item = &'static Plan> {
    plan::PLANS.iter()
}

/// The countries that have one.
pub(crate) fn countries() -> impl Iterator<Item = &'static str> {
    plans().map(|plan| plan.country)
}

/// The most groups that a number is written in: pairs of fifteen digits, and a code.
const GROUPS_MAX: usize = 10;
/// The most digits of an international number (E.164), with the `00` before it and a `(0)` inside.
const DIGITS_MAX: usize = 18;

/// Reads the telephone number that begins at this group of digits: its range, which takes a `+` and a
/// parenthesis before it, and whether the words before it announce it. What lies before `floor` was already found
/// to be a number of its own.
pub(crate) fn read(
    text: &str,
    floor: usize,
    start: usize,
    plans: &[&Plan],
) -> Option<(Range<usize>, bool)> {
    let head = &text[..start];
    let plus = head.ends_with('+')
        && !head[..start - 1].ends_with(|c: char| c.is_alphanumeric() || c == '+');
    let begin = start - usize::from(plus);
    let opened = text[..begin].ends_with('(');
    let mut groups = [Group {
        joint: None,
        start,
        end: start,
        digits_only: false,
    }; GROUPS_MAX];
    let (mut count, mut digits, mut open, mut enclosed) = (0, 0, 0, false);
    let mut best = None;
    for group in Groups::from(text, start).take(GROUPS_MAX) {
        digits += group.len();
        if !group.digits_only || digits > DIGITS_MAX {
            break;
        }
        match group.joint {
            Some(Joint::Open) => open += 1,
            Some(Joint::Close) if open > 0 => open -= 1,
            // `(020) 1234567` has its parenthesis inside; `(020 1234567)` is a number in parentheses.
            Some(Joint::Close) if opened && !enclosed => enclosed = true,
            Some(Joint::Close) => break,
            _ => {}
        }
        groups[count] = group;
        count += 1;
        if open > 0 {
            continue;
        }
        let written = Written {
            text,
            floor,
            groups: &groups[..count],
            range: begin - usize::from(enclosed)..group.end,
        };
        let named = if plus {
            calling_code::is_international(&written).then_some(true)
        } else if calling_code::is_dialled(&written) {
            Some(true)
        } else {
            national::is_national(&written, plans)
        };
        if let Some(named) = named {
            best = Some((written.range, named));
        }
    }
    best
}

/// Groups of digits that may be a telephone number.
#[derive(Debug)]
pub(super) struct Written<'t> {
    text: &'t str,
    floor: usize,
    groups: &'t [Group],
    range: Range<usize>,
}

impl Written<'_> {
    /// Its digits; a zero in parentheses inside, which nobody dials from abroad, is left out.
    fn digits(&self) -> Compact {
        let mut compact = Compact::new();
        for (at, group) in self.groups.iter().enumerate() {
            let digits = &self.text.as_bytes()[group.start..group.end];
            let optional = at > 0 && digits == b"0" && group.joint == Some(Joint::Open);
            // There is room: the digits were counted on the way.
            let _ = optional || compact.extend(digits);
        }
        compact
    }
}
