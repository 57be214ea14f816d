//! The state as a file, so that a start need not fold what was decided years ago. It is never more than a copy: where it is
//! missing, damaged or of another ledger, the entries are folded.
//!
//! The file is a mark, then frames (length, bytes) of which the first says what follows, then a digest of all before it.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::Path;
use std::sync::Arc;

use access::RowScope;
use blake3::Hasher;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use store::whole_file;

use crate::delegation::Delegation;
use crate::entry::{Actor, Hash};
use crate::event::{CharterText, NotePinned};
use crate::folded::Folded;
use crate::framed::{Digested, cut_off};
use crate::grown::Grown;
use crate::proposal::Proposal;
use crate::state::{Note, State};

/// Begins the file; the digits are its format. What a state holds is part of it: another number when that changes.
const MARK: &[u8; 16] = b"tandem-state-001";
const BUFFER: usize = 1 << 18;

#[derive(Serialize, Deserialize)]
struct Head<C> {
    position: u64,
    hash: [u8; 32],
    seconds: i64,
    nanoseconds: i32,
    charter: Option<(u64, C)>,
    charters: Vec<u64>,
    proposals: Vec<Proposal>,
    delegations: Vec<Delegation>,
    /// How many frames of notes follow.
    frames: u64,
}

/// A note, with its time and day as numbers: text would take longer to read than all the rest.
#[derive(Serialize, Deserialize)]
struct Row<T, R> {
    position: u64,
    person: T,
    role: T,
    party: T,
    seconds: i64,
    nanoseconds: i32,
    kpi: T,
    of_party: Option<T>,
    rows: R,
    day: (i16, i8, i8),
    text: T,
    author_name: T,
}

/// Writes the state as a whole or not at all.
pub(crate) fn write(path: &Path, folded: &Folded) -> io::Result<()> {
    whole_file::write_by(path, |file| {
        let mut out = Digested {
            file: BufWriter::with_capacity(BUFFER, file),
            hasher: Hasher::new(),
        };
        let state = &folded.state;
        out.write_all(MARK)?;
        out.frame(&Head {
            position: state.position,
            hash: folded.last_hash.0,
            seconds: folded.last_at.as_second(),
            nanoseconds: folded.last_at.subsec_nanosecond(),
            charter: state
                .charter
                .as_ref()
                .map(|(since, text)| (*since, &**text)),
            charters: state.charters.iter().copied().collect(),
            proposals: state
                .proposals
                .values()
                .map(|one| Proposal::clone(one))
                .collect(),
            delegations: state.delegations.clone(),
            frames: state.notes.chunks().count() as u64,
        })?;
        for notes in state.notes.chunks() {
            out.frame(&notes.iter().map(|note| row(note)).collect::<Vec<_>>())?;
        }
        let digest = out.hasher.finalize();
        out.file.write_all(digest.as_bytes())?;
        out.file.flush()
    })
}

/// Reads a state; nothing where there is no file.
///
/// # Errors
/// Why it cannot be used, in words.
pub(crate) fn read(path: &Path) -> Result<Option<Folded>, String> {
    match File::open(path) {
        Ok(file) => parse(BufReader::with_capacity(BUFFER, file)).map(Some),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(format!("it cannot be read: {error}")),
    }
}

/// A state from any bytes; what is no snapshot is said in words.
pub(crate) fn parse(bytes: impl Read) -> Result<Folded, String> {
    let mut input = Digested {
        file: bytes,
        hasher: Hasher::new(),
    };
    let mut mark = [0; 16];
    input.fill(&mut mark)?;
    if mark != *MARK {
        return Err("it is of another format".to_owned());
    }
    let mut buffer = Vec::new();
    let head: Head<CharterText> = input.next(&mut buffer)?;
    let mut notes = Grown::default();
    for _ in 0..head.frames {
        let rows: Vec<Row<String, RowScope>> = input.next(&mut buffer)?;
        for row in rows {
            notes.push(Arc::new(note(row)?));
        }
    }
    let computed = input.hasher.finalize();
    let mut digest = [0; 32];
    input.file.read_exact(&mut digest).map_err(cut_off)?;
    if computed != digest {
        return Err("it is damaged: its digest is another".to_owned());
    }
    let mut charters = Grown::default();
    charters.extend(head.charters);
    Ok(Folded {
        state: Arc::new(State {
            position: head.position,
            charter: head.charter.map(|(since, text)| (since, Arc::new(text))),
            charters,
            notes,
            proposals: numbered(head.proposals),
            delegations: head.delegations,
        }),
        last_hash: Hash(head.hash),
        last_at: instant(head.seconds, head.nanoseconds)?,
    })
}

fn numbered(proposals: Vec<Proposal>) -> BTreeMap<u64, Arc<Proposal>> {
    let numbered = proposals.into_iter().map(|one| (one.number, Arc::new(one)));
    numbered.collect()
}

fn row(note: &Note) -> Row<&str, &RowScope> {
    let Note {
        position,
        actor,
        pinned_at,
        pinned,
    } = note;
    Row {
        position: *position,
        person: &actor.person,
        role: &actor.role,
        party: &actor.party,
        seconds: pinned_at.as_second(),
        nanoseconds: pinned_at.subsec_nanosecond(),
        kpi: &pinned.kpi,
        of_party: pinned.party.as_deref(),
        rows: &pinned.rows,
        day: (pinned.at.year(), pinned.at.month(), pinned.at.day()),
        text: &pinned.text,
        author_name: &pinned.author_name,
    }
}

fn note(row: Row<String, RowScope>) -> Result<Note, String> {
    let (year, month, day) = row.day;
    Ok(Note {
        position: row.position,
        actor: Actor {
            person: row.person,
            role: row.role,
            party: row.party,
        },
        pinned_at: instant(row.seconds, row.nanoseconds)?,
        pinned: NotePinned {
            kpi: row.kpi,
            party: row.of_party,
            rows: row.rows,
            at: Date::new(year, month, day).map_err(|error| error.to_string())?,
            text: row.text,
            author_name: row.author_name,
        },
    })
}

fn instant(seconds: i64, nanoseconds: i32) -> Result<Timestamp, String> {
    Timestamp::new(seconds, nanoseconds).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use charter::difference::Concerned;
    use proptest::prelude::*;

    use super::*;
    use crate::proposal::{Given, Outcome, Remark};

    fn folded() -> Folded {
        let mut notes = Grown::default();
        for position in 2..700 {
            notes.push(Arc::new(Note {
                position,
                actor: Actor {
                    person: "cleo".to_owned(),
                    role: "client.lead".to_owned(),
                    party: "client".to_owned(),
                },
                pinned_at: instant(1_774_000_000, 5).unwrap(),
                pinned: NotePinned {
                    kpi: "offered".to_owned(),
                    party: (position % 2 == 0).then(|| "alder".to_owned()),
                    rows: RowScope::Where(vec![("party".to_owned(), "alder".to_owned())]),
                    at: Date::constant(2026, 3, 14),
                    text: format!("note {position}"),
                    author_name: "Cleo".to_owned(),
                },
            }));
        }
        let mut charters = Grown::default();
        charters.push(1);
        let text = CharterText::new("small", [("a".to_owned(), "b".to_owned())].into());
        Folded {
            state: Arc::new(State {
                position: 699,
                charter: Some((1, Arc::new(text))),
                charters,
                notes,
                proposals: numbered(vec![proposal()]),
                delegations: vec![Delegation {
                    position: 698,
                    from: "ada".to_owned(),
                    to: "arne".to_owned(),
                    at: instant(1_774_000_000, 0).unwrap(),
                    until: instant(1_774_900_000, 0).unwrap(),
                }],
            }),
            last_hash: Hash([7; 32]),
            last_at: instant(1_774_000_000, 5).unwrap(),
        }
    }

    fn proposal() -> Proposal {
        let by = Actor {
            person: "cleo".to_owned(),
            role: "client.lead".to_owned(),
            party: "quay".to_owned(),
        };
        let at = instant(1_774_000_000, 3).unwrap();
        let said = Remark {
            by: by.clone(),
            by_name: "Cleo".to_owned(),
            at,
            text: "no".to_owned(),
        };
        Proposal {
            number: 7,
            title: "Another".to_owned(),
            why: "Better.".to_owned(),
            by: by.clone(),
            by_name: "Cleo".to_owned(),
            at,
            edits: [
                ("a".to_owned(), None),
                ("b".to_owned(), Some("c".to_owned())),
            ]
            .into(),
            before: [
                ("a".to_owned(), Some("d".to_owned())),
                ("b".to_owned(), None),
            ]
            .into(),
            digest: "e".to_owned(),
            concerned: Concerned(["alder".to_owned()].into()),
            due: at,
            approvals: vec![Given {
                by,
                by_name: "Cleo".to_owned(),
                instead_of: Some("ada".to_owned()),
                at,
            }],
            remarks: vec![said.clone()],
            outcome: Outcome::Rejected(said),
            since: 690,
        }
    }

    fn bytes() -> Vec<u8> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state");
        write(&path, &folded()).unwrap();
        std::fs::read(path).unwrap()
    }

    #[test]
    fn what_was_written_is_read() {
        let read = parse(bytes().as_slice()).unwrap();
        assert_eq!(read.state, folded().state);
        assert_eq!(
            (read.last_hash, read.last_at),
            (Hash([7; 32]), folded().last_at)
        );
    }

    proptest! {
        /// One byte that is another, or missing, and it is no snapshot.
        #[test]
        fn what_is_damaged_is_refused_in_words(at in any::<prop::sample::Index>(), flip in 1_u8.., cut in any::<bool>()) {
            let mut bytes = bytes();
            let at = at.index(bytes.len());
            if cut { bytes.truncate(at) } else { bytes[at] ^= flip }
            prop_assert!(!parse(bytes.as_slice()).unwrap_err().is_empty());
        }

        #[test]
        fn any_bytes_are_refused_in_words(bytes in prop::collection::vec(any::<u8>(), 0..400), begin in any::<bool>()) {
            let bytes = if begin { [&MARK[..], &bytes].concat() } else { bytes };
            prop_assert!(!parse(bytes.as_slice()).unwrap_err().is_empty());
        }
    }
}
