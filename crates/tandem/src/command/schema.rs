//! `tandem schema`: the JSON Schemas of the charter's files.

use std::fs;

use crate::cli::Schema;
use crate::failure::Failure;
use crate::output::Output;

pub fn run(asked: &Schema, output: &mut Output) -> Result<(), Failure> {
    let mut schemas = charter::schema::all();
    schemas.extend(twin::scenario::schemas());
    let Some(folder) = &asked.out else {
        let all: serde_json::Map<String, serde_json::Value> = schemas
            .into_iter()
            .map(|(name, schema)| (name.to_owned(), schema))
            .collect();
        return output.answer(&format!("{:#}\n", serde_json::Value::Object(all)));
    };
    let failed = |error: std::io::Error| Failure::internal(folder.display().to_string(), &error);
    fs::create_dir_all(folder).map_err(failed)?;
    for (name, schema) in &schemas {
        fs::write(folder.join(name), format!("{schema:#}\n")).map_err(failed)?;
    }
    output.say(&format!(
        "{} schemas written to {}",
        schemas.len(),
        folder.display()
    ));
    Ok(())
}
