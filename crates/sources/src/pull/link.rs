//! The next page, as the header `Link` names it (RFC 8288).

/// The target of the link to the next page among these headers.
pub(super) fn next<'a>(headers: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let links = headers.into_iter().flat_map(|header| parts(header, ','));
    links.filter_map(target_of_next).next().map(str::to_owned)
}

/// The target of a link such as `<https://api.example.org/calls?page=2>; rel="next"`, where it leads to the next page.
fn target_of_next(link: &str) -> Option<&str> {
    let mut parts = parts(link, ';').into_iter();
    let target = parts.next()?.trim();
    let target = target.strip_prefix('<')?.strip_suffix('>')?.trim();
    let is_next = parts.any(|parameter| {
        parameter.split_once('=').is_some_and(|(name, value)| {
            let mut relations = value.trim().trim_matches('"').split_whitespace();
            name.trim().eq_ignore_ascii_case("rel")
                && relations.any(|relation| relation.eq_ignore_ascii_case("next"))
        })
    });
    (is_next && !target.is_empty()).then_some(target)
}

/// What stands between separators, but for those in quotation marks or in a target.
fn parts(text: &str, separator: char) -> Vec<&str> {
    let (mut quoted, mut escaped, mut within) = (false, false, false);
    text.split(|letter: char| {
        let separates = letter == separator && !quoted && !within;
        match letter {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' if !within => quoted = !quoted,
            '<' if !quoted => within = true,
            '>' if !quoted => within = false,
            _ => {}
        }
        separates
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_is_found_among_links() {
        let check = |headers: &[&str], expect: Option<&str>| {
            assert_eq!(
                next(headers.iter().copied()).as_deref(),
                expect,
                "{headers:?}"
            );
        };
        check(
            &["<https://a/b?page=2>; rel=\"next\""],
            Some("https://a/b?page=2"),
        );
        check(
            &["</b?page=1,2;3>; rel=prev, </b?page=3,4;5>; title=\"a, b\"; REL=Next"],
            Some("/b?page=3,4;5"),
        );
        check(
            &["</b?page=1>; rel=first", "</b>; rel=\"last next\""],
            Some("/b"),
        );
        check(&["</b>; title=\"x; rel=next\"; rel=prev"], None);
        check(&["</b>; title=\"x \\\" ; rel=next\"; rel=prev"], None);
        check(
            &[
                "</b>; rel=\"nextish\"",
                "<>; rel=next",
                "/b; rel=next",
                "",
                "<",
            ],
            None,
        );
        check(&[], None);
    }
}
