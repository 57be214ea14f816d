//! Names that were met where another was looked for. A file may have millions of them, each as long as a record may be: of
//! all only the first are held, and the one that was probably meant.

use charter::names::nearest;

/// Names that a person is shown.
const SHOWN_MAX: usize = 20;
/// Letters of a name that a person is shown.
const LETTERS_MAX: usize = 60;

/// The names met so far.
#[derive(Debug, Default)]
pub(crate) struct Met {
    first: Vec<String>,
    nearest: Option<String>,
    count: u64,
}

impl Met {
    /// Adds a name that is not the one `wanted`; empty where none in particular is.
    pub(crate) fn add(&mut self, wanted: &str, name: &str) {
        self.count += 1;
        if self.first.len() < SHOWN_MAX {
            self.first.push(shortened(name));
        }
        // What is much longer cannot be near.
        if !wanted.is_empty() && name.len() < 4 * LETTERS_MAX {
            let so_far = self.nearest.as_deref();
            let near = nearest(wanted, so_far.into_iter().chain([name]));
            if near != so_far {
                self.nearest = near.map(shortened);
            }
        }
    }

    /// All of these names, none of which is the one `wanted`.
    pub(crate) fn all<'a>(wanted: &str, names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut met = Self::default();
        for name in names {
            met.add(wanted, name);
        }
        met
    }

    /// The one that was probably meant.
    pub(crate) fn nearest(&self) -> Option<&str> {
        self.nearest.as_deref()
    }

    /// The first, and how many more there are; of more than are shown, the one that was probably meant as well.
    pub(crate) fn listed(&self) -> String {
        let more = self.count - self.first.len() as u64;
        let quoted: Vec<String> = self.first.iter().map(|name| format!("`{name}`")).collect();
        let names = quoted.join(", ");
        match (more, &self.nearest) {
            (0, _) => names,
            (more, None) => format!("{names} and {more} more"),
            (more, Some(nearest)) => {
                format!("{names} and {more} more; the nearest is `{nearest}`")
            }
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The very first.
    pub(crate) fn first(&self) -> Option<&str> {
        self.first.first().map(String::as_str)
    }
}

/// As it stands between the signs that quote names, with none of them in it: whoever reads the words knows where it ends.
fn shortened(name: &str) -> String {
    let name = name.replace('`', "'");
    match name.char_indices().nth(LETTERS_MAX) {
        Some((end, _)) => format!("{}…", name.get(..end).unwrap_or_default()),
        None => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_very_many_names_a_few_are_held() {
        let names: Vec<String> = (0..1_000).map(|number| format!("member{number}")).collect();
        let long = "x".repeat(1_000_000);
        let all = [long.as_str(), "tickts"];
        let met = Met::all(
            "tickets",
            all.into_iter().chain(names.iter().map(String::as_str)),
        );
        assert_eq!(met.nearest(), Some("tickts"));
        let listed = met.listed();
        assert!(listed.starts_with(&format!("`{}…`, `tickts`, `member0`, ", "x".repeat(60))));
        let end = "`member17` and 982 more; the nearest is `tickts`";
        assert!(listed.ends_with(end), "{listed}");
        assert_eq!(Met::all("a", ["b", "c"]).listed(), "`b`, `c`");
        assert_eq!(Met::all("tickets", []).nearest(), None);
        assert_eq!(Met::all("a", ["tick`et"]).listed(), "`tick'et`");
    }
}
