//! `tandem demo`: an example partnership with a history that goes on, ready to look at.

mod clock;
mod founding;
mod going_on;
mod interventions;
mod laboratory;
mod platform;
mod simulated;

use std::sync::Arc;

use charter::Charter;
use lake::Keep;
use server::Origin;

use super::serve;
use crate::charter_folder;
use crate::cli::{DataFolder, Demo};
use crate::command::upkeep::UpkeepTask;
use crate::failure::Failure;
use crate::output::Output;
use crate::platform_key;
use clock::SimulatedClock;
use founding::Founded;
use going_on::GoingOn;

/// A few minutes of versions: a demo that goes on makes one a second, and nobody replays it.
const KEEP: Keep = Keep {
    days: 1,
    forgotten_days: 1,
    versions: 500,
};
/// Memory for questions, in MiB: leaves the demo well under a gigabyte in all.
const MEMORY_MIB: usize = 384;

pub async fn run(asked: Demo, output: &mut Output) -> Result<(), Failure> {
    // A wrong key is told at once, and not after a history was founded.
    let platform_key = platform_key::of_the_environment()?;
    let (charter, files) = charter_folder::read(&asked.charter)?;
    let listener = serve::listen(asked.listen).await?;
    let address = serve::address(&listener)?;
    let data = DataFolder {
        data: asked.data.clone(),
        memory: MEMORY_MIB,
        threads: None,
    };
    let _held = founding::hold(&asked.data)?;
    // One listener for the signal to the end, so that none is lost between founding and serving.
    let mut stop = std::pin::pin!(serve::interrupted());
    let founded = match founding::founded(&asked.data)? {
        Some(founded) => founded,
        None => {
            tokio::select! {
                () = &mut stop => {
                    output.say("Stopped before it was founded; the next start begins anew.");
                    return Ok(());
                }
                founded = founding::found(&asked, &data, &charter, &files, output) => founded?,
            }
        }
    };
    let (charter, files) = super::agreed::upon(&data, (charter, files), output).await?;
    let sign_ins = sign_ins(&charter, &founded);
    let title = charter.partnership.title.clone();
    let begun = match founded.goes_on {
        true if !asked.still => Some(GoingOn::begin(&asked, &founded, &charter, &files)?),
        _ => None,
    };
    let accounts = serve::accounts(&data).await?;
    let read = serve::Read {
        charter,
        files,
        folder: asked.charter.clone(),
    };
    let mut settings = serve::settings(&data, read, listener, accounts, Origin::default()).await?;
    let charter = Arc::new(settings.engine.charter().clone());
    let upkeep = UpkeepTask::start(settings.engine.lake().clone(), charter, KEEP);
    let (going_on, how) = match begun {
        Some(begun) => {
            let clock: Arc<SimulatedClock> = begun.clock();
            let how = format!(
                "It goes on from {}, {} times as fast as the clock on the wall.\n",
                begun.begins().strftime("%-d %B %Y, %H:%M UTC"),
                asked.pace
            );
            settings.simulation = Some(begun.simulated());
            settings.platform = Some(begun.simulated());
            settings.platform_key = platform_key;
            settings.laboratory = Some(begun.laboratory());
            settings.clock = Arc::new(move || clock.now());
            (Some(begun.start(&settings)), how)
        }
        None => (None, String::new()),
    };
    output.answer(&format!("\n{title} is served at http://{address}\n\n{sign_ins}\n{how}Ctrl-C ends it; the next start takes a second.\n"))?;
    let served = server::serve(settings, stop).await;
    if let Some(going_on) = going_on {
        going_on.end().await;
    }
    upkeep.close().await;
    Ok(served?)
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
