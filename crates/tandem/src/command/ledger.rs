//! `tandem ledger`: what was decided, looked through, signed for and handed over.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Write};
use std::path::Path;

use ledger::Checkpoint;

use crate::cli::{LedgerCheckpoint, LedgerCommand, LedgerExport, LedgerImport, LedgerLog, Moment};
use crate::failure::Failure;
use crate::ledger_place::LedgerPlace;
use crate::output::Output;
use crate::{aligned, checkpoint_key, clock};

pub async fn run(asked: LedgerCommand, output: &mut Output) -> Result<(), Failure> {
    match asked {
        LedgerCommand::Log(asked) => log(&asked, output).await,
        LedgerCommand::Export(asked) => export(&asked, output).await,
        LedgerCommand::Import(asked) => import(&asked, output).await,
        LedgerCommand::Checkpoint(asked) => checkpoint(&asked, output).await,
    }
}

async fn log(asked: &LedgerLog, output: &mut Output) -> Result<(), Failure> {
    let place = LedgerPlace::of(&asked.of.data);
    let ledger = place.open_there().await?.ok_or_else(|| place.none())?;
    let last = match asked.as_of {
        None => ledger.position(),
        Some(Moment::Entry(entry)) => entry,
        Some(Moment::Instant(at)) => ledger.position_as_of(at).await?,
    };
    // First, since it knows whether there is such an entry.
    let state = ledger.state_at(last).await?;
    let most = asked.limit.min(last);
    let mut entries = ledger.entries(last - most, most).await?;
    entries.reverse();
    let head = ["entry", "at", "who", "role", "party", "kind", "subject"];
    let mut lines = vec![head.map(str::to_owned).to_vec()];
    lines.extend(entries.into_iter().map(|entry| {
        vec![
            entry.position.to_string(),
            entry.at.to_string(),
            entry.actor.person,
            entry.actor.role,
            entry.actor.party,
            entry.kind,
            entry.subject,
        ]
    }));
    output.answer(&aligned::columns(&lines, 7))?;
    let charter = match &state.charter {
        Some((since, charter)) => format!("`{}` since entry {since}", charter.partnership),
        None => "none".to_owned(),
    };
    output.say(&format!(
        "As of entry {last}: charter in force: {charter}; notes: {}.",
        state.notes.len()
    ));
    ledger.close().await;
    Ok(())
}

async fn export(asked: &LedgerExport, output: &mut Output) -> Result<(), Failure> {
    let place = LedgerPlace::of(&asked.of.data);
    let ledger = place.open_there().await?.ok_or_else(|| place.none())?;
    if asked.file == Path::new("-") {
        let done = ledger.export(&mut Answered(output)).await;
        done.map_err(|error| place.failed(error))?;
        ledger.close().await;
        return Ok(());
    }
    let file = File::create_new(&asked.file).map_err(|error| not_written(&asked.file, &error))?;
    let mut out = BufWriter::new(file);
    let done = ledger.export(&mut out).await;
    let synced = out.get_ref().sync_all();
    let entries = match (done, synced) {
        (Ok(entries), Ok(())) => entries,
        (Err(error), _) => {
            // Half an export would be taken for one.
            let _ = std::fs::remove_file(&asked.file);
            return Err(place.failed(error));
        }
        (_, Err(error)) => {
            let _ = std::fs::remove_file(&asked.file);
            return Err(not_written(&asked.file, &error));
        }
    };
    output.say(&format!(
        "{entries} entries written to {}",
        asked.file.display()
    ));
    ledger.close().await;
    Ok(())
}

/// Standard output, to which an export goes line by line.
struct Answered<'a>(&'a mut Output);

impl Write for Answered<'_> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let text = std::str::from_utf8(line).map_err(io::Error::other)?;
        let written = self.0.answer(text);
        written.map_err(|failure| io::Error::other(failure.to_string()))?;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn not_written(file: &Path, error: &io::Error) -> Failure {
    let hint = if error.kind() == io::ErrorKind::AlreadyExists {
        "name a file that is not there yet"
    } else {
        "see that the folder is there, may be written, and has room"
    };
    Failure::refused(format!("{}: {error}", file.display()), hint)
}

async fn import(asked: &LedgerImport, output: &mut Output) -> Result<(), Failure> {
    std::fs::create_dir_all(&asked.of.data).map_err(|error| not_written(&asked.of.data, &error))?;
    let place = LedgerPlace::of(&asked.of.data);
    let imported = if asked.file == Path::new("-") {
        ledger::import(place.place(), &mut BufReader::new(io::stdin())).await
    } else {
        let file = File::open(&asked.file).map_err(|error| {
            Failure::refused(
                format!("{}: {error}", asked.file.display()),
                "name a file that `tandem ledger export` wrote",
            )
        })?;
        ledger::import(place.place(), &mut BufReader::new(file)).await
    };
    let entries = imported.map_err(|error| match error {
        error @ ledger::LedgerError::BadLine { .. } => Failure::from(error).of_file(&asked.file),
        error => place.failed(error),
    })?;
    output.say(&format!(
        "{entries} entries taken in, each as it was written and after the one before it"
    ));
    Ok(())
}

async fn checkpoint(asked: &LedgerCheckpoint, output: &mut Output) -> Result<(), Failure> {
    let key = checkpoint_key::of_the_environment()?;
    let place = LedgerPlace::of(&asked.of.data);
    let found = ledger::verify(place.place())
        .await
        .map_err(|error| place.failed(error))?
        .ok_or_else(|| place.none())?;
    let signed =
        Checkpoint::sign(&found, &key, clock::now()).map_err(|error| place.failed(error))?;
    let text = signed
        .text()
        .map_err(|error| Failure::internal("the checkpoint cannot be written", &error))?;
    output.answer(&text)?;
    output.say(&format!(
        "Entry {} is signed by {}. Hand it over; a later ledger is checked with: tandem verify --extends CHECKPOINT --by {}",
        signed.position, signed.signed_by, signed.signed_by
    ));
    Ok(())
}
