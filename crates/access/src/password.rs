//! Passwords: argon2id, with the salt and the effort beside the hash, in a PHC string.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};

/// Fewest characters of a password. Length is what protects; no rules on kinds of characters (NIST SP 800-63B).
pub const MIN_CHARACTERS: usize = 10;
/// Most bytes of a password: enough for any passphrase, too few to burn time with.
pub const MAX_BYTES: usize = 1024;

/// What one guess costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effort {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
}

impl Effort {
    /// 19 MiB and two passes, one lane: the least that OWASP's Password Storage Cheat Sheet advises for argon2id.
    pub const RECOMMENDED: Self = Self {
        memory_kib: 19_456,
        passes: 2,
    };
}

/// Why a password is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Too few characters.
    #[error("the password has fewer than {MIN_CHARACTERS} characters")]
    TooShort,
    /// Too many bytes.
    #[error("the password has more than {MAX_BYTES} bytes")]
    TooLong,
    /// The hash function refused its parameters.
    #[error("cannot hash the password: {0}")]
    Hash(String),
}

/// Hashes a password with a salt that must be random and used once. Takes tens of milliseconds: not on an async thread.
///
/// # Errors
/// When the password is too short or too long, or the effort is outside what argon2 takes.
pub fn hash(password: &str, salt: [u8; 16], effort: Effort) -> Result<String, PasswordError> {
    if password.chars().count() < MIN_CHARACTERS {
        return Err(PasswordError::TooShort);
    }
    if password.len() > MAX_BYTES {
        return Err(PasswordError::TooLong);
    }
    let params = Params::new(effort.memory_kib, effort.passes, 1, None)
        .map_err(|error| PasswordError::Hash(error.to_string()))?;
    let hashed: PasswordHash = Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_with_salt(password.as_bytes(), &salt)
        .map_err(|error| PasswordError::Hash(error.to_string()))?;
    Ok(hashed.to_string())
}

/// Whether this is the password that was hashed; false for a text that is no hash. As slow as hashing.
#[must_use]
pub fn verify(password: &str, hashed: &str) -> bool {
    if password.len() > MAX_BYTES {
        return false;
    }
    PasswordHash::new(hashed).is_ok_and(|hashed| {
        Argon2::default()
            .verify_password(password.as_bytes(), &hashed)
            .is_ok()
    })
}

/// A password made from chance: four groups of four, 80 bits, without letters that look alike.
#[must_use]
pub fn generated(random: [u8; 16]) -> String {
    // Crockford's base 32: no i, l, o, u.
    const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    let mut text = String::with_capacity(19);
    for (index, byte) in random.iter().enumerate() {
        if index > 0 && index % 4 == 0 {
            text.push('-');
        }
        text.push(char::from(LETTERS[usize::from(byte % 32)]));
    }
    text
}
