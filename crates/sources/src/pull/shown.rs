//! Addresses as they may be shown.

/// An address, whole or relative, as it may be shown: who signs in, and what follows the `?`, may be a secret.
pub(super) fn shown(url: &str) -> String {
    let address = url.split(['?', '#']).next().unwrap_or_default();
    let Some((scheme, rest)) = address.split_once("://") else {
        return address.to_owned();
    };
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    format!("{scheme}://{host}/{path}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shown_without_its_secrets() {
        let check = |url, expect: &str| assert_eq!(shown(url), expect);
        check(
            "https://ann:pw@host/a/b.json?key=1",
            "https://host/a/b.json",
        );
        check("https://host/{since}", "https://host/{since}");
        check("https://host", "https://host/");
        check("https://host?key=1", "https://host/");
        check("/tickets?key=a/b#c", "/tickets");
    }
}
