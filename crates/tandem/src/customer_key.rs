//! The key under which customers are hashed: whoever was known must be recognised again, so it is never lost or
//! changed without a word.

use std::path::Path;

use lake::Secret;

use crate::failure::Failure;
use store::whole_file;

/// Environment variable with the key.
const VARIABLE: &str = "TANDEM_CUSTOMER_KEY";
/// The file with the key, where the environment has none.
const FILE: &str = "customer.key";
/// A key shorter than this can be guessed.
const BYTES_MIN: usize = 16;

/// The key for taking files in: the environment's, or the data folder's own, which is made with the folder.
///
/// # Errors
/// When the key is too short, when it is missing from a folder that holds facts, or when the disk fails.
pub fn to_write(data: &Path) -> Result<Secret, Failure> {
    if let Some(key) = of_the_environment()? {
        return Ok(key);
    }
    let file = data.join(FILE);
    if !file.exists() && data.join("lake").join("tables").exists() {
        return Err(Failure::refused(
            format!("{} is missing", file.display()),
            format!(
                "restore it from a copy, or set {VARIABLE} as it was: under another key, customers would not be recognised again"
            ),
        ));
    }
    let key = whole_file::read_or_make(&file, || rand::random::<[u8; 32]>().to_vec())
        .map_err(|error| Failure::internal(file.display().to_string(), &error))?;
    if key.len() < BYTES_MIN {
        return Err(Failure::refused(
            format!("{} has {} bytes", file.display(), key.len()),
            format!(
                "a key has at least {BYTES_MIN}; restore it from a copy, or delete it where no file was taken in yet"
            ),
        ));
    }
    Ok(Secret::new(key))
}

/// A key for reading: nobody's identity is hashed, so none is looked for and none is made.
pub fn to_read() -> Secret {
    Secret::new([0_u8; BYTES_MIN])
}

#[expect(
    clippy::disallowed_methods,
    reason = "secrets come from the environment, read once, here"
)]
fn of_the_environment() -> Result<Option<Secret>, Failure> {
    let Ok(key) = std::env::var(VARIABLE) else {
        return Ok(None);
    };
    if key.len() < BYTES_MIN {
        return Err(Failure::refused(
            format!("{VARIABLE} has {} characters", key.len()),
            format!(
                "take at least {BYTES_MIN} random characters and keep them; another key gives other customers"
            ),
        ));
    }
    Ok(Some(Secret::new(key)))
}
