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
use crate::grown::Grown;
use crate::proposal::Proposal;
use crate::state::{Note, State};

/// Begins the file; the digits are its format. What a state holds is part of it: another number when that changes.
const MARK: &[u8; 16] = b"tandem-state-001";
/// No frame is longer; more is a length that was damaged.
const FRAME_MAX: u32 = 1 << 28;
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

/// What passes is added to the digest.
struct Digested<F> {
    file: F,
    hasher: Hasher,
}

impl<F: Write> Digested<F> {
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hasher.update(bytes);
        self.file.write_all(bytes)
    }

    fn frame(&mut self, value: &impl Serialize) -> io::Result<()> {
        let bytes = postcard::to_allocvec(value).map_err(io::Error::other)?;
        let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
        self.write_all(&length.to_le_bytes())?;
        self.write_all(&bytes)
    }
}

impl<F: Read> Digested<F> {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), String> {
        self.file.read_exact(bytes).map_err(cut_off)?;
        self.hasher.update(bytes);
        Ok(())
    }

    fn next<T: for<'a> Deserialize<'a>>(&mut self, buffer: &mut Vec<u8>) -> Result<T, String> {
        let mut length = [0; 4];
        self.fill(&mut length)?;
        let length = u32::from_le_bytes(length);
        if length > FRAME_MAX {
            return Err("it is damaged: a part of it is said to be too long".to_owned());
        }
        buffer.clear();
        // By what is there and not by what is said to be there: a damaged length takes no memory.
        let taken = (&mut self.file)
            .take(u64::from(length))
            .read_to_end(buffer)
            .map_err(cut_off)?;
        if taken < length as usize {
            return Err("it is cut off".to_owned());
        }
        self.hasher.update(buffer);
        postcard::from_bytes(buffer).map_err(|error| format!("it is damaged: {error}"))
    }
}

fn cut_off(error: io::Error) -> String {
    if error.kind() == io::ErrorKind::UnexpectedEof {
        "it is cut off".to_owned()
    } else {
        format!("it cannot be read: {error}")
    }
}
