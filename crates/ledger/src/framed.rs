//! Values in a file one after the other, each after its length, with a digest of all that passed.

use std::io::{self, Read, Write};

use blake3::Hasher;
use serde::{Deserialize, Serialize};

/// No frame is longer; more is a length that was damaged.
const FRAME_MAX: u32 = 1 << 28;

/// What passes is added to the digest.
pub(crate) struct Digested<F> {
    pub(crate) file: F,
    pub(crate) hasher: Hasher,
}

impl<F: Write> Digested<F> {
    /// Bytes as they are.
    pub(crate) fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hasher.update(bytes);
        self.file.write_all(bytes)
    }

    /// A value after its length.
    pub(crate) fn frame(&mut self, value: &impl Serialize) -> io::Result<()> {
        let bytes = postcard::to_allocvec(value).map_err(io::Error::other)?;
        let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
        self.write_all(&length.to_le_bytes())?;
        self.write_all(&bytes)
    }
}

impl<F: Read> Digested<F> {
    /// Bytes as they are, so many.
    pub(crate) fn fill(&mut self, bytes: &mut [u8]) -> Result<(), String> {
        self.file.read_exact(bytes).map_err(cut_off)?;
        self.hasher.update(bytes);
        Ok(())
    }

    /// The value of the next frame.
    pub(crate) fn next<T: for<'a> Deserialize<'a>>(
        &mut self,
        buffer: &mut Vec<u8>,
    ) -> Result<T, String> {
        let mut length = [0; 4];
        self.fill(&mut length)?;
        let length = u32::from_le_bytes(length);
        if length > FRAME_MAX {
            return Err("it is damaged: a part of it is said to be too long".to_owned());
        }
        buffer.clear();
        // By what is there and not by what is said to be there: a damaged length takes no memory.
        let taken = (&mut self.file)
            .take(u64::from(length))
            .read_to_end(buffer)
            .map_err(cut_off)?;
        if taken < length as usize {
            return Err("it is cut off".to_owned());
        }
        self.hasher.update(buffer);
        postcard::from_bytes(buffer).map_err(|error| format!("it is damaged: {error}"))
    }
}

/// Why nothing more can be read.
pub(crate) fn cut_off(error: io::Error) -> String {
    if error.kind() == io::ErrorKind::UnexpectedEof {
        "it is cut off".to_owned()
    } else {
        format!("it cannot be read: {error}")
    }
}
