//! A folder held open: what is done in it is done in that one, whatever its name is made to point to meanwhile.
//!
//! Whoever sends files may write here, over SFTP mostly, and put a link where a file or a folder was a moment ago. Nothing in
//! here follows one.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, ErrorKind};
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};

use lake::LakeError;
use rustix::fs::{AtFlags, Mode, OFlags};
use rustix::io::Errno;

/// As a folder is opened, and nothing else.
const FOLDER: OFlags = OFlags::DIRECTORY
    .union(OFlags::RDONLY)
    .union(OFlags::CLOEXEC);

/// A folder held open.
#[derive(Debug)]
pub(super) struct Folder {
    fd: OwnedFd,
    path: PathBuf,
}

impl Folder {
    /// Opens a folder that whoever runs Tandem named. That one may be a link.
    pub(super) fn open(path: &Path) -> Result<Self, LakeError> {
        let fd = rustix::fs::open(path, FOLDER, Mode::empty()).map_err(failed("opening", path))?;
        Ok(Self {
            fd,
            path: path.to_owned(),
        })
    }

    /// The folder of that name within this one, made where it is missing.
    pub(super) fn within(&self, name: &str) -> Result<Self, LakeError> {
        let path = self.path.join(name);
        match rustix::fs::mkdirat(&self.fd, name, Mode::from_raw_mode(0o777)) {
            Ok(()) | Err(Errno::EXIST) => {}
            Err(error) => return Err(failed("making", &path)(error)),
        }
        let flags = FOLDER | OFlags::NOFOLLOW;
        match rustix::fs::openat(&self.fd, name, flags, Mode::empty()) {
            Ok(fd) => Ok(Self { fd, path }),
            Err(Errno::LOOP | Errno::NOTDIR) => {
                let cause = io::Error::new(ErrorKind::NotADirectory, "it is a link, or no folder");
                Err(LakeError::io(format!("opening {}", path.display()))(cause))
            }
            Err(error) => Err(failed("opening", &path)(error)),
        }
    }

    /// The file of that name, to be read; none where it is gone, or a link by now.
    pub(super) fn file(&self, name: &OsStr) -> Result<Option<File>, LakeError> {
        // Without NONBLOCK, a pipe that was put in its place would be waited for.
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        match rustix::fs::openat(&self.fd, name, flags, Mode::empty()) {
            Ok(fd) => Ok(Some(fd.into())),
            Err(Errno::LOOP | Errno::NOENT) => Ok(None),
            Err(error) => Err(failed("opening", &self.path.join(name))(error)),
        }
    }

    /// Makes a file; none where something has that name already.
    pub(super) fn new_file(&self, name: &OsStr) -> Result<Option<File>, LakeError> {
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::CLOEXEC;
        match rustix::fs::openat(&self.fd, name, flags, Mode::from_raw_mode(0o666)) {
            Ok(fd) => Ok(Some(fd.into())),
            Err(Errno::EXIST) => Ok(None),
            Err(error) => Err(failed("making", &self.path.join(name))(error)),
        }
    }

    /// Removes a file, where it is still there.
    pub(super) fn remove(&self, name: &OsStr) -> Result<(), LakeError> {
        match rustix::fs::unlinkat(&self.fd, name, AtFlags::empty()) {
            Ok(()) | Err(Errno::NOENT) => Ok(()),
            Err(error) => Err(failed("removing", &self.path.join(name))(error)),
        }
    }

    /// Moves a file to another folder, in place of what has that name there.
    pub(super) fn rename(&self, name: &OsStr, to: &Self, place: &OsStr) -> Result<(), LakeError> {
        rustix::fs::renameat(&self.fd, name, &to.fd, place).map_err(|error| {
            let (from, to) = (self.path.join(name), to.path.join(place));
            let doing = format!("moving {} to {}", from.display(), to.display());
            LakeError::io(doing)(error.into())
        })
    }

    /// Where a file of that name is, for messages.
    pub(super) fn path(&self, name: &OsStr) -> PathBuf {
        self.path.join(name)
    }
}

fn failed(doing: &str, path: &Path) -> impl FnOnce(Errno) -> LakeError {
    let doing = format!("{doing} {}", path.display());
    move |error| LakeError::io(doing)(error.into())
}
