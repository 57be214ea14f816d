//! `tandem accounts`: who can sign in.

use std::io::Read;

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
    let (charter, _) = charter_folder::read(&of.charter.charter)?;
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
    let (charter, _) = charter_folder::read(&of.charter.charter)?;
    let people = &charter.partnership.people;
    let Some(person) = people.iter().find(|person| person.person == name) else {
        return Err(Failure::no_person(&charter.partnership, name));
    };
    output.say(&format!(
        "New password of {}, then Enter and Ctrl-D:",
        person.name
    ));
    let mut typed = String::new();
    std::io::stdin()
        .take(4_096)
        .read_to_string(&mut typed)
        .map_err(|error| {
            Failure::refused(
                format!("the password could not be read: {error}"),
                "type it or pipe it in as UTF-8 text",
            )
        })?;
    let accounts = super::serve::accounts(&of.data).await?;
    accounts
        .set_password(name, typed.trim_end_matches(['\r', '\n']), clock::now())
        .await?;
    output.say(&format!("{} signs in as {}", person.name, person.email));
    Ok(())
}
