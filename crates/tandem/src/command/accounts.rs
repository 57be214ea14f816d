//! `tandem accounts`: who can sign in.

use std::io::{BufRead as _, IsTerminal as _, Read as _};

use access::password;
use charter::Charter;
use server::AccountsError;

use crate::cli::{Accounts, AccountsOf};
use crate::failure::Failure;
use crate::output::Output;
use crate::{charter_folder, clock};

pub async fn run(asked: Accounts, output: &mut Output) -> Result<(), Failure> {
    match asked {
        Accounts::List(of) => list(&of, output).await,
        Accounts::SetPassword { of, person } => set_password(&of, &person, output).await,
        Accounts::Remove { of, person } => {
            super::serve::accounts(&of.data)
                .await?
                .remove(&person)
                .await?;
            output.say(&format!("{person} can no longer sign in"));
            Ok(())
        }
    }
}

async fn list(of: &AccountsOf, output: &mut Output) -> Result<(), Failure> {
    let charter = charter_of(of).await?;
    let accounts = super::serve::accounts(&of.data).await?.list().await?;
    for person in &charter.partnership.people {
        let account = accounts
            .iter()
            .find(|account| account.person == person.person);
        let state = account.map_or_else(
            || "no password yet".to_owned(),
            |account| {
                format!(
                    "password set {}",
                    account.password_set_at.strftime("%Y-%m-%d")
                )
            },
        );
        output.answer(&format!(
            "{}\t{}\t{}\t{state}\n",
            person.person, person.name, person.email
        ))?;
    }
    Ok(())
}

async fn set_password(of: &AccountsOf, name: &str, output: &mut Output) -> Result<(), Failure> {
    let charter = charter_of(of).await?;
    let people = &charter.partnership.people;
    let Some(person) = people.iter().find(|person| person.person == name) else {
        return Err(Failure::no_person(&charter.partnership, name));
    };
    let password = if std::io::stdin().is_terminal() {
        typed(&person.name, output)?
    } else {
        piped()?
    };
    if password.is_empty() {
        return Err(Failure::refused(
            "no password was given",
            format!("{}; type it, or pipe it in as one line", rule()),
        ));
    }
    super::serve::accounts(&of.data)
        .await?
        .set_password(name, &password, clock::now())
        .await
        .map_err(|error| match error {
            AccountsError::Password(_) => Failure::from(error).hinted(rule()),
            error => Failure::from(error),
        })?;
    output.say(&format!("{} signs in as {}", person.name, person.email));
    Ok(())
}

/// The charter, of the partnership that the data folder is of.
async fn charter_of(of: &AccountsOf) -> Result<Charter, Failure> {
    let (charter, _) = charter_folder::read(&of.charter.charter)?;
    of.data.ledger_to_read(&charter).await?;
    Ok(charter)
}

/// What a password must be; said before one is typed.
fn rule() -> String {
    format!("at least {} characters", password::MIN_CHARACTERS)
}

/// Asks at the terminal, twice and without showing it.
fn typed(name: &str, output: &mut Output) -> Result<String, Failure> {
    let mut ask = |what: &str| {
        output.ask(what);
        rpassword::read_password().map_err(|error| unreadable(&error))
    };
    let first = ask(&format!("New password of {name} ({}): ", rule()))?;
    if first.chars().count() < password::MIN_CHARACTERS {
        // What is too short is told before it is typed again.
        return Ok(first);
    }
    if ask("Once more: ")? == first {
        Ok(first)
    } else {
        Err(Failure::refused(
            "the two are not the same",
            "nothing was changed; try again",
        ))
    }
}

/// Reads one line, for scripts.
fn piped() -> Result<String, Failure> {
    let mut line = String::new();
    std::io::stdin()
        .lock()
        .take(4_096)
        .read_line(&mut line)
        .map_err(|error| unreadable(&error))?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

fn unreadable(error: &std::io::Error) -> Failure {
    Failure::refused(
        format!("the password could not be read: {error}"),
        "type it or pipe it in as UTF-8 text",
    )
}
