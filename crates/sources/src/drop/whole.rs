//! Is this file whole? Nobody says so, mostly: it is when it has not changed for a while.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::time::Duration;

use tokio::time::Instant;

use super::look::{Found, Sight};

/// What was seen of the files that wait.
pub(super) struct Watch {
    settle: Duration,
    seen: BTreeMap<OsString, Seen>,
}

struct Seen {
    sight: Sight,
    since: Instant,
}

impl Watch {
    pub(super) fn new(settle: Duration) -> Self {
        Self {
            settle,
            seen: BTreeMap::new(),
        }
    }

    /// Which of the files found are whole now.
    pub(super) fn look(&mut self, found: Vec<Found>, now: Instant) -> Vec<Found> {
        let mut seen = std::mem::take(&mut self.seen);
        let mut whole = Vec::new();
        for file in found {
            let since = seen
                .remove(&file.name)
                .filter(|seen| seen.sight == file.sight)
                .map_or(now, |seen| seen.since);
            self.seen.insert(
                file.name.clone(),
                Seen {
                    sight: file.sight,
                    since,
                },
            );
            if !file.markers.is_empty() || now.saturating_duration_since(since) >= self.settle {
                whole.push(file);
            }
        }
        whole
    }

    /// A file that is gone, or not whole after all.
    pub(super) fn forget(&mut self, name: &OsStr) {
        self.seen.remove(name);
    }
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;

    fn file(name: &str, size: u64, modified: u64, markers: &[&str]) -> Found {
        Found {
            name: name.into(),
            sight: Sight {
                device: 1,
                inode: 1,
                size,
                modified: Some(SystemTime::UNIX_EPOCH + Duration::from_secs(modified)),
            },
            markers: markers.iter().map(Into::into).collect(),
        }
    }

    #[test]
    fn a_file_is_whole_when_it_has_not_changed_for_a_while() {
        let start = Instant::now();
        let mut watch = Watch::new(Duration::from_secs(5));
        let mut look = |seconds: u64, found: Found| {
            let now = start + Duration::from_secs(seconds);
            !watch.look(vec![found], now).is_empty()
        };
        assert!(!look(0, file("a", 10, 0, &[])));
        assert!(!look(4, file("a", 10, 0, &[])));
        // It grew.
        assert!(!look(6, file("a", 11, 0, &[])));
        // It was written over, at the same size.
        assert!(!look(10, file("a", 11, 9, &[])));
        assert!(!look(14, file("a", 11, 9, &[])));
        assert!(look(15, file("a", 11, 9, &[])));
        // Another one came, and the first went and came back.
        assert!(!look(16, file("b", 1, 0, &[])));
        assert!(!look(17, file("a", 11, 9, &[])));
        // Its sender says that it is whole.
        assert!(look(17, file("c", 1, 0, &["c.done"])));
    }
}
