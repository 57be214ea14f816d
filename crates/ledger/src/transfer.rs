//! A ledger out of one place and into another: entry by entry, each checked on its way.

use std::io::{BufRead, Read as _, Write};

use crate::entry::{Entry, FORMAT_VERSION};
use crate::error::LedgerError;
use crate::folded::{Folded, follows};
use crate::ledger::Ledger;
use crate::line;
use crate::storage::{PAGE, Place, Storage, Writing};

/// A line that is longer is no entry.
const LINE_BYTES_MAX: u64 = 1 << 28;
/// Entries that are written at once.
const BATCH: usize = 1_000;

impl Ledger {
    /// Writes every entry as a line of NDJSON. Gives how many there are.
    ///
    /// # Errors
    /// When an entry is not as it was written, or `out` does not take it.
    pub async fn export(&self, out: &mut (impl Write + Send)) -> Result<u64, LedgerError> {
        let (mut position, mut hash) = (0, Default::default());
        let last = self.position();
        while position < last {
            let page = self
                .log
                .storage
                .page(position, PAGE.min(last - position))
                .await?;
            if page.is_empty() {
                return Err(LedgerError::Broken {
                    position: position + 1,
                    what: "it is missing".to_owned(),
                });
            }
            for entry in page {
                let entry = entry?;
                follows(position, hash, &entry)?;
                out.write_all(line::write(&entry)?.as_bytes())?;
                (position, hash) = (entry.position, entry.hash);
            }
        }
        out.flush()?;
        Ok(position)
    }
}

/// Reads lines of an export into an empty ledger, all of them or none. Gives how many there are.
///
/// # Errors
/// The first line that is not the entry which must stand there, or when the ledger is not empty or cannot be written.
pub async fn import(place: &Place, lines: &mut (impl BufRead + Send)) -> Result<u64, LedgerError> {
    let storage = Storage::open(&place.entries).await?;
    let done = import_into(&storage, lines).await;
    storage.close().await;
    done
}

async fn import_into(
    storage: &Storage,
    lines: &mut (impl BufRead + Send),
) -> Result<u64, LedgerError> {
    let mut writing = storage.write().await?;
    match fill(&mut writing, lines).await {
        Ok(entries) => match writing.commit().await {
            Err(error) if error.is_lost() => Err(LedgerError::Unsure { position: 1 }),
            done => done.map(|()| entries),
        },
        Err(error) => {
            writing.leave().await;
            let entries = storage.last().await.unwrap_or_default();
            match error {
                LedgerError::Conflict { .. } if entries > 0 => {
                    Err(LedgerError::NotEmpty { entries })
                }
                error => Err(error),
            }
        }
    }
}

async fn fill(
    writing: &mut Writing,
    lines: &mut (impl BufRead + Send),
) -> Result<u64, LedgerError> {
    if !writing.page(0, 1).await?.is_empty() {
        return Err(LedgerError::Conflict { expected: 0 });
    }
    let mut folded = Folded::default();
    let mut batch = Vec::with_capacity(BATCH);
    let mut bytes = Vec::new();
    loop {
        bytes.clear();
        let taken = (&mut *lines)
            .take(LINE_BYTES_MAX)
            .read_until(b'\n', &mut bytes)?;
        if taken == 0 {
            break;
        }
        let number = folded.position() + 1;
        let bad = |what: String| LedgerError::BadLine { line: number, what };
        let entry = line::read(&bytes).map_err(bad)?;
        expected(&folded, &entry).map_err(bad)?;
        folded = folded
            .after(&entry)
            .map_err(|error| bad(error.to_string()))?;
        batch.push(entry);
        if batch.len() == BATCH {
            write(writing, &mut batch).await?;
        }
    }
    if folded.position() == 0 {
        return Err(LedgerError::BadLine {
            line: 1,
            what: "the file is empty; entry 1 was expected".to_owned(),
        });
    }
    write(writing, &mut batch).await?;
    Ok(folded.position())
}

async fn write(writing: &mut Writing, batch: &mut Vec<Entry>) -> Result<(), LedgerError> {
    if let Some(first) = batch.first() {
        writing.append(first.position - 1, batch).await?;
        batch.clear();
    }
    Ok(())
}

/// Whether an entry is the one that must stand next; what was expected otherwise.
fn expected(folded: &Folded, entry: &Entry) -> Result<(), String> {
    let position = folded.position() + 1;
    if entry.position != position {
        return Err(format!(
            "here stands entry {}; entry {position} was expected",
            entry.position
        ));
    }
    if entry.previous_hash != folded.last_hash {
        return Err(format!(
            "entry {position} follows an entry with the hash {}; {} was expected",
            entry.previous_hash, folded.last_hash
        ));
    }
    let computed = entry.computed_hash();
    // The rule of a later format is not known here.
    if entry.format_version <= FORMAT_VERSION && entry.hash != computed {
        return Err(format!(
            "entry {position} says that its hash is {}; {computed} was expected",
            entry.hash
        ));
    }
    Ok(())
}
