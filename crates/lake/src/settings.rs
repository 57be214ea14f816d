//! Where a lake is and how much of the machine it may use.

use std::fmt;
use std::path::PathBuf;

/// Where a lake is and how much of the machine it may use.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The folder that holds it; made when it is missing.
    pub folder: PathBuf,
    /// Key under which customers' identities are hashed. Another key gives other hashes: keep it.
    pub customer_key: Secret,
    /// Memory that running questions share, in bytes; they spill to the folder beyond it.
    pub memory_bytes: usize,
    /// Threads that one question uses.
    pub threads: usize,
    /// Seconds after which a question is stopped.
    pub query_seconds_max: u64,
}

/// Bytes that never show in logs.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Vec<u8>);

impl Secret {
    /// Keeps these bytes.
    #[must_use]
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self(bytes.into())
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// What tells this secret from others and tells nothing of it: 64 bits of a digest derived for this use.
    pub(crate) fn mark(&self) -> String {
        let digest = blake3::derive_key("Tandem 2026-11 mark of a customer key", &self.0);
        let mut mark = blake3::Hash::from_bytes(digest).to_hex().to_string();
        mark.truncate(16);
        mark
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(…)")
    }
}
