//! `tandem demo`: an example partnership with a history, ready to look at.

use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::path::Path;

use charter::Charter;
use lake::{Sender, Way};
use serde::{Deserialize, Serialize};
use server::Origin;
use twin::Settings;

use super::{ingest, serve, simulate};
use crate::charter_folder::{self, Files};
use crate::cli::{DataFolder, Demo};
use crate::failure::Failure;
use crate::output::Output;
use crate::{clock, progress};

/// Memory for questions, in MiB: leaves the demo well under a gigabyte in all.
const MEMORY_MIB: usize = 384;
/// Format of [`Founded`].
const FORMAT_VERSION: u32 = 1;
/// The file that says that the demo's data are whole.
const FOUNDED: &str = "demo.json";
/// The file that says that the folder is the demo's, and may be emptied to begin anew. Held while a demo runs.
const MARK: &str = ".tandem-demo";

/// What the demo was founded with. Written last, so that a demo interrupted half-way begins anew.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Founded {
    format_version: u32,
    days: u32,
    seed: u64,
    /// Person → password. In the clear, as it is printed at every start: it opens made-up data only.
    passwords: BTreeMap<String, String>,
}

pub async fn run(asked: Demo, output: &mut Output) -> Result<(), Failure> {
    let (charter, files) = charter_folder::read(&asked.charter)?;
    let listener = serve::listen(asked.listen).await?;
    let address = serve::address(&listener)?;
    let data = DataFolder {
        data: asked.data.clone(),
        memory: MEMORY_MIB,
        threads: None,
    };
    let _held = hold(&asked.data)?;
    // One listener for the signal to the end, so that none is lost between founding and serving.
    let mut stop = std::pin::pin!(serve::interrupted());
    let founded = match founded(&asked.data)? {
        Some(founded) => founded,
        None => {
            tokio::select! {
                () = &mut stop => {
                    output.say("Stopped before it was founded; the next start begins anew.");
                    return Ok(());
                }
                founded = found(&asked, &data, &charter, &files, output) => founded?,
            }
        }
    };
    let sign_ins = sign_ins(&charter, &founded);
    let title = charter.partnership.title.clone();
    let accounts = serve::accounts(&data).await?;
    let read = serve::Read {
        charter,
        files,
        folder: asked.charter.clone(),
    };
    let settings = serve::settings(&data, read, listener, accounts, Origin::default()).await?;
    output.answer(&format!("\n{title} is served at http://{address}\n\n{sign_ins}\nCtrl-C ends it; the next start takes a second.\n"))?;
    server::serve(settings, stop).await?;
    Ok(())
}

/// What an earlier start founded, if it came to its end.
fn founded(folder: &Path) -> Result<Option<Founded>, Failure> {
    let file = folder.join(FOUNDED);
    let text = match fs::read_to_string(&file) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Failure::internal(file.display().to_string(), &error)),
    };
    match serde_json::from_str::<Founded>(&text) {
        Ok(founded) if founded.format_version == FORMAT_VERSION => Ok(Some(founded)),
        _ => Err(Failure::refused(
            format!(
                "{} was written by another version of Tandem",
                file.display()
            ),
            format!("delete {} to begin anew", folder.display()),
        )),
    }
}

async fn found(
    asked: &Demo,
    data: &DataFolder,
    charter: &Charter,
    files: &Files,
    output: &mut Output,
) -> Result<Founded, Failure> {
    make_room(&asked.data)
        .map_err(|error| Failure::internal(asked.data.display().to_string(), &error))?;
    let until = match asked.until {
        Some(day) => day,
        None => simulate::yesterday(charter)?,
    };
    output.say(&format!(
        "Founding {} with {} days of history, once{}.",
        charter.partnership.title,
        asked.days,
        how_long(asked.days)
    ));
    let settings = Settings {
        until,
        days: asked.days,
        seed: asked.seed,
    };
    let exports = asked.data.join("exports");
    let written = {
        let (charter, files, exports) = (charter.clone(), files.clone(), exports.clone());
        tokio::task::spawn_blocking(move || simulate::write(&charter, &files, settings, &exports))
            .await
            .map_err(|error| Failure::internal("the simulation broke off", &error))??
    };
    let lake = data.lake(charter).await?;
    serve::found(data, charter, files.clone()).await?;
    for file in &written {
        let sender = Sender::itself(Way::Ingest);
        let receipt = ingest::take_in(&lake, charter, &feed_of(file), file, sender).await?;
        output.say(&ingest::said(&receipt));
    }
    drop(lake);
    let passwords = open_accounts(data, charter).await?;
    // The lake holds them now; the truth stays, to compare findings with.
    for file in &written {
        fs::remove_file(file)
            .map_err(|error| Failure::internal(file.display().to_string(), &error))?;
    }
    let founded = Founded {
        format_version: FORMAT_VERSION,
        days: asked.days,
        seed: asked.seed,
        passwords,
    };
    let text = serde_json::to_string_pretty(&founded)
        .map_err(|error| Failure::internal(FOUNDED, &error))?;
    let file = asked.data.join(FOUNDED);
    store::whole_file::write(&file, text.as_bytes())
        .map_err(|error| Failure::internal(file.display().to_string(), &error))?;
    Ok(founded)
}

/// How long founding takes. Nothing of histories longer than were timed.
fn how_long(days: u32) -> &'static str {
    if days <= 180 {
        "; less than a minute on a laptop"
    } else {
        ""
    }
}

/// Makes the folder a demo's where it is new or empty, and holds it for as long as the file lives.
fn hold(folder: &Path) -> Result<File, Failure> {
    let failed = |error: std::io::Error| Failure::internal(folder.display().to_string(), &error);
    fs::create_dir_all(folder).map_err(failed)?;
    let mark = folder.join(MARK);
    let is_empty = fs::read_dir(folder).map_err(failed)?.next().is_none();
    if !is_empty && !mark.exists() {
        return Err(Failure::refused(
            format!("{} holds something that is not a demo", folder.display()),
            "name another folder with --data",
        ));
    }
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(mark)
        .map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Failure::busy(
            format!(
                "the demo in {} is in use by another Tandem",
                folder.display()
            ),
            "stop the other process, or name another folder with --data",
        )),
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}

/// Empties the demo's folder of what an interrupted start left.
fn make_room(folder: &Path) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            fs::remove_dir_all(entry.path())?;
        } else if entry.file_name() != MARK {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

fn feed_of(file: &Path) -> String {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    name.split('.').next().unwrap_or_default().to_owned()
}

async fn open_accounts(
    data: &DataFolder,
    charter: &Charter,
) -> Result<BTreeMap<String, String>, Failure> {
    let accounts = serve::accounts(data).await?;
    let bar = progress::share("opening accounts");
    let people = &charter.partnership.people;
    let mut passwords = BTreeMap::new();
    for (index, person) in people.iter().enumerate() {
        passwords.insert(
            person.person.clone(),
            accounts
                .generate_password(&person.person, clock::now())
                .await?,
        );
        #[expect(clippy::cast_precision_loss, reason = "people are few")]
        progress::move_to(&bar, (index + 1) as f64 / people.len() as f64);
    }
    bar.finish_and_clear();
    accounts.close().await;
    Ok(passwords)
}

/// A line a person: what they are, and how they sign in.
fn sign_ins(charter: &Charter, founded: &Founded) -> String {
    let partnership = &charter.partnership;
    let mut lines: Vec<[String; 4]> =
        vec![["who", "what", "e-mail", "password"].map(str::to_owned)];
    for person in &partnership.people {
        let Some(password) = founded.passwords.get(&person.person) else {
            continue;
        };
        let roles: Vec<&str> = partnership
            .roles
            .iter()
            .filter(|role| person.roles.contains(&role.role))
            .map(|role| role.title.as_str())
            .collect();
        let party = charter
            .party(&person.party)
            .map_or(person.party.as_str(), |party| party.title.as_str());
        lines.push([
            person.name.clone(),
            format!("{}, {party}", roles.join(", ")),
            person.email.clone(),
            password.clone(),
        ]);
    }
    let width = |column: usize| {
        lines
            .iter()
            .filter_map(|line| line.get(column))
            .map(|cell| cell.chars().count())
            .max()
            .unwrap_or(0)
    };
    let widths = [width(0), width(1), width(2)];
    let [who, what, mail] = widths;
    lines
        .iter()
        .map(|[a, b, c, d]| format!("  {a:<who$}  {b:<what$}  {c:<mail$}  {d}\n"))
        .collect()
}
