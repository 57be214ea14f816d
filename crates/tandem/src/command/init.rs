//! `tandem init`: a small charter to begin with.

use std::fs;
use std::path::{Path, PathBuf};

use redaction::{Country, Redactor};

use crate::charter_folder::Files;
use crate::cli::Init;
use crate::failure::Failure;
use crate::output::Output;

/// The files of the charter: path → text in which names stand as `{{name}}`.
const CHARTER: &[(&str, &str)] = &[
    (
        "partnership.yaml",
        include_str!("../../starter/partnership.yaml"),
    ),
    ("taxonomy.yaml", include_str!("../../starter/taxonomy.yaml")),
    (
        "feeds/contacts.yaml",
        include_str!("../../starter/feeds/contacts.yaml"),
    ),
    (
        "kpis/contacts_handled.yaml",
        include_str!("../../starter/kpis/contacts_handled.yaml"),
    ),
    (
        "kpis/case_complexity.yaml",
        include_str!("../../starter/kpis/case_complexity.yaml"),
    ),
    (
        "kpis/waiting_time.yaml",
        include_str!("../../starter/kpis/waiting_time.yaml"),
    ),
    (
        "kpis/first_contact_resolution.yaml",
        include_str!("../../starter/kpis/first_contact_resolution.yaml"),
    ),
    (
        "boards/first.yaml",
        include_str!("../../starter/boards/first.yaml"),
    ),
];
/// An export that fits the charter's feed, made up.
const EXAMPLE: (&str, &str) = ("example.csv", include_str!("../../starter/example.csv"));

pub fn run(asked: &Init, output: &mut Output) -> Result<(), Failure> {
    let files = written(asked)?;
    // The only things of one's own in it are the names: what does not fit is told at its place.
    let found = charter::check(&files);
    if found.has_errors() {
        return Err(Failure::refused(
            format!("a charter cannot be made of these names\n{found}"),
            "mend --client, --provider, --zone or --currency; nothing was written",
        ));
    }
    let folder = asked.folder.as_path();
    refuse_unless_empty(folder)?;
    let failed = |error: std::io::Error| Failure::internal(folder.display().to_string(), &error);
    let (example, rows) = EXAMPLE;
    for (path, text) in files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .chain([(example, rows)])
    {
        let file = folder.join(path);
        fs::create_dir_all(file.parent().unwrap_or(folder)).map_err(failed)?;
        fs::write(&file, text).map_err(failed)?;
        output.answer(&format!("{}\n", file.display()))?;
    }
    let shown = folder.display();
    output.say(&format!(
        "A charter to begin with. Check it and take its example in:\n  \
         tandem check {shown}\n  \
         tandem ingest --charter {shown} --data {shown}-data contacts {shown}/{example}"
    ));
    Ok(())
}

/// The charter as it is written when nothing is said: a feed can be drafted for it before there is any other.
pub fn starter() -> Result<Files, Failure> {
    written(&Init {
        folder: PathBuf::new(),
        client: "Client".to_owned(),
        provider: "Provider".to_owned(),
        zone: "UTC".to_owned(),
        currency: "EUR".to_owned(),
        countries: Vec::new(),
    })
}

fn refuse_unless_empty(folder: &Path) -> Result<(), Failure> {
    match fs::read_dir(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Ok(mut entries) => match entries.next() {
            None => Ok(()),
            Some(_) => Err(Failure::refused(
                format!("{} is not empty", folder.display()),
                "name a folder that is new or empty",
            )),
        },
        Err(error) => Err(Failure::refused(
            format!("{}: {error}", folder.display()),
            "name a folder that is new or empty",
        )),
    }
}

/// The charter's files with these names in them.
fn written(asked: &Init) -> Result<Files, Failure> {
    let (client, provider) = (
        short(&asked.client, "client")?,
        short(&asked.provider, "provider")?,
    );
    let names = [
        ("{{client}}", client),
        ("{{provider}}", provider),
        (
            "{{title}}",
            quoted(&format!("{} and {}", asked.client, asked.provider)),
        ),
        ("{{client_title}}", quoted(&asked.client)),
        ("{{provider_title}}", quoted(&asked.provider)),
        ("{{zone}}", quoted(&asked.zone)),
        ("{{currency}}", quoted(&asked.currency)),
        ("{{countries}}", countries(&asked.countries)?),
    ];
    Ok(CHARTER
        .iter()
        .map(|(path, text)| {
            let text = names.iter().fold((*text).to_owned(), |text, (mark, name)| {
                text.replace(mark, name)
            });
            ((*path).to_owned(), text)
        })
        .collect())
}

/// Countries as YAML writes a list. Each must be one whose numbers are known, or the charter would be refused later.
fn countries(asked: &[String]) -> Result<String, Failure> {
    let hint = |hint: &str| format!("mend --countries: {hint}; nothing was written");
    let known = asked
        .iter()
        .map(|country| country.trim().parse::<Country>())
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| Failure::refused(error.to_string(), hint(error.hint())))?;
    let codes: Vec<&str> = known.iter().map(Country::as_str).collect();
    let list = format!("[{}]", codes.join(", "));
    Redactor::new(&redaction::Settings { countries: known })
        .map_err(|error| Failure::refused(error.to_string(), hint(&error.hint())))?;
    Ok(list)
}

/// A short name in `snake_case`, such as `acme_foods` for Acme Foods.
fn short(name: &str, side: &str) -> Result<String, Failure> {
    let words: Vec<String> = name
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    let short = words.join("_");
    if charter::names::is_snake_case(&short) {
        Ok(short)
    } else {
        Err(Failure::refused(
            format!("no short name can be made of `{name}`"),
            format!(
                "give --{side} a name that begins with a letter from a to z; its title can be changed in partnership.yaml"
            ),
        ))
    }
}

/// A text as YAML writes it whatever is in it: JSON's way is one of YAML's.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
