//! E-mail addresses as they occur: the dot-atom of RFC 5322 with the letters of RFC 6531, a domain with at
//! least one dot, and none of the punctuation that a sentence puts around it.

use crate::candidate::Candidate;
use crate::kind::Kind;
use unicode_normalization::char::is_combining_mark;

/// How far back a quoted local part (`"anna maria"@example.org`) may begin, in bytes: RFC 5321 allows 64.
const QUOTED_MAX: usize = 64;

/// Finds addresses, each around its `@`.
pub(crate) fn find(text: &str, found: &mut Vec<Candidate>) {
    let mut after = 0;
    for (at, _) in text.match_indices('@') {
        let Some(local) = local_part(text, after, at) else {
            continue;
        };
        let Some(end) = domain_end(text, at + 1) else {
            continue;
        };
        after = end;
        found.push(Candidate {
            kind: Kind::Email,
            range: local..end,
            named: false,
        });
    }
}

fn is_local(character: char) -> bool {
    character.is_alphanumeric()
        || is_combining_mark(character)
        || "._%+-'’&~!$*^`{}|".contains(character)
}

/// Where the local part before this `@` begins; not before `floor`.
fn local_part(text: &str, floor: usize, at: usize) -> Option<usize> {
    let head = text.get(floor..at)?;
    if let Some(inner) = head.strip_suffix('"') {
        let quote = inner
            .rfind('"')
            .filter(|open| inner.len() - open <= QUOTED_MAX)?;
        let inside = &inner[quote + 1..];
        return (!inside.is_empty() && !inside.contains(['\n', '@'])).then_some(floor + quote);
    }
    let local = &head[head.trim_end_matches(is_local).len()..];
    // Marks at the front belong to the sentence (quotes, emphasis, bullets).
    let local = local.trim_start_matches(|c: char| !c.is_alphanumeric());
    (!local.is_empty()).then(|| at - local.len())
}

/// Where the domain that begins here ends: labels of letters, digits and hyphens; the last has no digits.
fn domain_end(text: &str, start: usize) -> Option<usize> {
    let is_label = |c: char| c == '-' || c == '.' || c.is_alphanumeric() || is_combining_mark(c);
    let tail = &text[start..];
    let domain = &tail[..tail.find(|c| !is_label(c)).unwrap_or(tail.len())];
    let mut domain = &domain[..domain.find("..").unwrap_or(domain.len())];
    loop {
        domain = domain.trim_end_matches(['.', '-']);
        let (rest, last) = domain.rsplit_once('.')?;
        let is_top = last.chars().nth(1).is_some()
            && (last
                .chars()
                .all(|c| c.is_alphabetic() || is_combining_mark(c))
                || last
                    .get(..4)
                    .is_some_and(|it| it.eq_ignore_ascii_case("xn--")));
        if is_top && rest.starts_with(char::is_alphanumeric) {
            return Some(start + domain.len());
        }
        domain = rest;
    }
}
