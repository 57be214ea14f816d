//! Where a file's bytes come from.

use std::fs::File;
use std::io::Read;
use std::path::PathBuf;

use crate::typed::Types;

/// Where a file's bytes come from.
pub enum Source {
    /// A file on this machine.
    Path(PathBuf),
    /// A file that was opened already, from where it stands: whoever opened it knows which one it is.
    File {
        /// What people call it.
        name: String,
        /// The file.
        file: File,
    },
    /// Bytes that arrive in order, e.g. the body of a request behind `tokio_util::io::SyncIoBridge`.
    Reader {
        /// What people call it.
        name: String,
        /// The bytes.
        bytes: Box<dyn Read + Send>,
    },
    /// Rows that were picked out of what they came in, each to be read by itself: that none of them has a column means
    /// nothing, and nothing is guessed from how they begin.
    Rows {
        /// What people call them.
        name: String,
        /// The text of each, in UTF-8 where it is good.
        rows: Vec<Vec<u8>>,
        /// Types of their columns, where the text does not tell.
        types: Types,
    },
}

impl Source {
    /// What people call it: the file's name without its folder.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Path(path) => path.file_name().map_or_else(
                || path.display().to_string(),
                |name| name.to_string_lossy().into_owned(),
            ),
            Self::File { name, .. } | Self::Reader { name, .. } | Self::Rows { name, .. } => {
                name.clone()
            }
        }
    }
}

impl From<PathBuf> for Source {
    fn from(path: PathBuf) -> Self {
        Self::Path(path)
    }
}

impl From<&std::path::Path> for Source {
    fn from(path: &std::path::Path) -> Self {
        Self::Path(path.to_owned())
    }
}

impl std::fmt::Debug for Source {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_tuple("Source").field(&self.name()).finish()
    }
}
