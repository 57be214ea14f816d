//! Numbers written as at home.

use super::Written;
use super::plan::{National, Plan, Written as As};
use crate::cue::{self, Cue};
use crate::surroundings;
use crate::writing::{Group, Joint};

/// Whether this is a number of one of these plans, and then whether the words before it announce it. Since a
/// telephone number has no check digit, what surrounds it may refuse it.
pub(super) fn is_national(written: &Written<'_>, plans: &[&Plan]) -> Option<bool> {
    let digits = written.digits();
    let digits = digits.as_bytes();
    let mut forms = plans
        .iter()
        .flat_map(|plan| plan.national)
        .filter(|form| has_digits(form, digits))
        .peekable();
    forms.peek()?;
    let Written {
        text,
        floor,
        groups,
        range,
    } = written;
    if surroundings::has_date_or_address(text, groups)
        || surroundings::belongs_elsewhere(text, *floor, range.clone())
    {
        return None;
    }
    let cue = cue::before(text, range.start);
    let named = cue == Some(Cue::Phone);
    if matches!(cue, Some(Cue::Reference | Cue::Card)) {
        return None;
    }
    if !named && surroundings::within_longer(text, *floor, range.clone(), groups.len()) {
        return None;
    }
    forms
        .any(|form| {
            let grouped = |allowed: &[u8]| {
                // Two groups with a full stop between them are a decimal fraction.
                let fraction = groups.len() == 2 && groups[1].joint == Some(Joint::Dot);
                allowed.len() == groups.len()
                    && !fraction
                    && allowed
                        .iter()
                        .zip(*groups)
                        .all(|(&len, group)| usize::from(len) == group.len())
            };
            match form.written {
                As::Any => groups.first().is_some_and(|first| first.len() > 1 || named),
                As::Parted => named || is_parted(groups),
                As::Grouped(groupings) => named || groupings.iter().any(|it| grouped(it)),
            }
        })
        .then_some(named)
}

/// Whether these are two groups or more, with one single digit at most behind the first, and not at the end:
/// `0 30 / 1 23 45 67`.
fn is_parted(groups: &[Group]) -> bool {
    let single = |group: &&Group| group.len() == 1;
    groups.len() > 1
        && groups.iter().skip(1).filter(single).count() <= 1
        && groups.last().is_some_and(|last| last.len() > 1)
}

fn has_digits(form: &National, digits: &[u8]) -> bool {
    form.digits.contains(&digits.len())
        && form
            .leads
            .iter()
            .any(|lead| digits.starts_with(lead.as_bytes()))
        && !digits.starts_with(b"00")
        && (!form.north_american || is_north_american(digits.strip_prefix(b"1").unwrap_or(digits)))
}

/// Area code and exchange both begin with 2 to 9, and neither ends in 11. Source: North American Numbering
/// Plan Administrator, *About the NANP*.
pub(super) fn is_north_american(digits: &[u8]) -> bool {
    matches!(digits, [b'2'..=b'9', b, c, b'2'..=b'9', e, f, _, _, _, _]
        if (*b, *c) != (b'1', b'1') && (*e, *f) != (b'1', b'1'))
}
