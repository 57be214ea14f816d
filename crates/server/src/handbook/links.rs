//! Where a link of a page leads.

/// The address that a link leads to from a page; `None` for what lies outside of the handbook, such as the code.
pub(super) fn address(link: &str, from: &str) -> Option<String> {
    if link.starts_with('#') || link.contains("://") || link.starts_with("mailto:") {
        return Some(link.to_owned());
    }
    let (path, fragment) = match link.split_once('#') {
        Some((path, fragment)) => (path, format!("#{fragment}")),
        None => (link, String::new()),
    };
    let mut folders: Vec<&str> = from.split('/').collect();
    folders.pop();
    for step in path.split('/') {
        match step {
            "." | "" => {}
            ".." => {
                folders.pop()?;
            }
            step => folders.push(step),
        }
    }
    let path = folders.join("/");
    let path = match path.strip_suffix(".md") {
        Some("README") => String::new(),
        Some(page) => format!("{page}.html"),
        None => path,
    };
    Some(format!("/docs/{path}{fragment}"))
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn links_lead_to_pages_of_the_handbook_wherever_they_stand() {
        for (link, from, to) in [
            ("kpis/csat.md", "README.md", "/docs/kpis/csat.html"),
            (
                "csat.md#limits",
                "kpis/nps.md",
                "/docs/kpis/csat.html#limits",
            ),
            ("../feeds.md", "kpis/nps.md", "/docs/feeds.html"),
            ("../README.md", "kpis/nps.md", "/docs/"),
            ("README.md", "kpis/nps.md", "/docs/kpis/README.html"),
            (
                "pictures/board.png",
                "README.md",
                "/docs/pictures/board.png",
            ),
            ("#limits", "kpis/nps.md", "#limits"),
            (
                "https://example.org/a",
                "kpis/nps.md",
                "https://example.org/a",
            ),
        ] {
            assert_eq!(
                address(link, from).as_deref(),
                Some(to),
                "{link} from {from}"
            );
        }
    }

    #[test]
    fn what_lies_outside_is_no_page() {
        assert_eq!(
            address("../crates/access/src/viewer.rs", "security.md"),
            None
        );
    }
}
