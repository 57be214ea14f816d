//! From a source to plain bytes: metering, fingerprint, decompression, encoding.

use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use crate::ahead::{self, ReadAhead};
use crate::transcoded::Transcoded;
use crate::unpacked::{Bound, Swollen, Unpacked};
use crate::{FormatError, Source};

const GZIP: &[u8] = &[0x1f, 0x8b];
const ZSTD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];
/// Labels of encodings that a byte order mark tells.
const MARKS: &[(&[u8], &str)] = &[(&[0xff, 0xfe], "utf-16le"), (&[0xfe, 0xff], "utf-16be")];

/// Which file is meant, for messages.
#[derive(Debug, Clone)]
pub(crate) struct FileName(pub String);

impl FileName {
    pub(crate) fn bad(&self, cause: impl Into<String>, hint: impl Into<String>) -> FormatError {
        FormatError::Bad {
            source_name: self.0.clone(),
            cause: cause.into(),
            hint: hint.into(),
        }
    }

    /// An error of reading: a broken archive is the file's fault, anything else the machine's.
    pub(crate) fn unreadable(&self, error: io::Error) -> FormatError {
        let cause = error.get_ref();
        if let Some(swollen) = cause.and_then(|cause| cause.downcast_ref::<Swollen>()) {
            return self.bad(swollen.to_string(), swollen.hint());
        }
        match error.kind() {
            io::ErrorKind::UnexpectedEof => self.bad(
                "the compressed file ends early",
                "It was cut off on its way. Fetch or export it again.",
            ),
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::Other => self
                .bad(
                    format!("the compressed file is damaged: {error}"),
                    "Fetch or export it again.",
                ),
            io::ErrorKind::Unsupported => self.bad(
                format!("the text cannot be read: {error}"),
                "Say the right `encoding` in the feed, or let the source export UTF-8.",
            ),
            _ => FormatError::io(format!("reading {}", self.0))(error),
        }
    }
}

/// How many bytes of the source were read, and their fingerprint.
#[derive(Debug, Clone, Default)]
pub struct Meter {
    bytes: Arc<AtomicU64>,
    fingerprint: Arc<Mutex<blake3::Hasher>>,
}

impl Meter {
    /// Bytes read so far, as they are stored.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// BLAKE3 of what was read, lower-case hex.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let hasher = self
            .fingerprint
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        hasher.finalize().to_hex().to_string()
    }

    pub(crate) fn read(&self, bytes: &[u8]) {
        self.bytes.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        self.fingerprint
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .update(bytes);
    }
}

struct Metered<R> {
    inner: R,
    meter: Meter,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.meter.read(buffer.get(..count).unwrap_or_default());
        Ok(count)
    }
}

/// A file that must stay as it is while it is read.
#[derive(Debug)]
pub struct Still {
    file: File,
    size: u64,
    modified: Option<SystemTime>,
}

impl Still {
    fn of(file: &File) -> Option<Self> {
        let metadata = file.metadata().ok().filter(Metadata::is_file)?;
        Some(Self {
            file: file.try_clone().ok()?,
            size: metadata.len(),
            modified: metadata.modified().ok(),
        })
    }

    /// Looks at the file again; `name` is what people call it.
    ///
    /// # Errors
    /// When somebody wrote to it since it was opened: what was read may be half of a row, or of two versions.
    pub fn check(&self, name: &str) -> Result<(), FormatError> {
        let metadata = self
            .file
            .metadata()
            .map_err(FormatError::io(format!("reading {name}")))?;
        if metadata.len() == self.size && metadata.modified().ok() == self.modified {
            return Ok(());
        }
        Err(FormatError::Changed {
            source_name: name.to_owned(),
            from: self.size,
            to: metadata.len(),
        })
    }
}

/// A source being read.
pub(crate) struct Opened {
    pub name: FileName,
    pub bytes: Box<dyn Read + Send>,
    pub meter: Meter,
    pub size: Option<u64>,
    /// The file behind it, where there is one.
    pub still: Option<Still>,
    /// Whether what comes out is held in memory.
    pub held: bool,
}

/// Opens a source; its bytes come as they are.
pub(crate) fn open(source: Source) -> Result<Opened, FormatError> {
    let name = FileName(source.name());
    let meter = Meter::default();
    let (inner, size, still) = match source {
        Source::Path(path) => of_file(open_file(&path, &name)?),
        Source::File { file, .. } => of_file(file),
        Source::Reader { bytes, .. } => (bytes, None, None),
        Source::Rows { rows, .. } => {
            let bytes: Box<dyn Read + Send> = Box::new(io::Cursor::new(rows.join(&b'\n')));
            (bytes, None, None)
        }
    };
    let metered = Metered {
        inner,
        meter: meter.clone(),
    };
    let bytes: Box<dyn Read + Send> = match size {
        Some(size) if size >= ahead::WORTH_BYTES => {
            let doing = format!("reading {} in a thread of its own", name.0);
            Box::new(ReadAhead::of(metered).map_err(FormatError::io(doing))?)
        }
        _ => Box::new(metered),
    };
    Ok(Opened {
        name,
        bytes,
        meter,
        size,
        still,
        held: false,
    })
}

type Inner = (Box<dyn Read + Send>, Option<u64>, Option<Still>);

/// A file's bytes, no further than it was at first: one that grows all the time has no end.
fn of_file(file: File) -> Inner {
    let size = file.metadata().map(|metadata| metadata.len()).ok();
    let still = Still::of(&file);
    match still.as_ref().map(|still| still.size) {
        Some(size) if size > 0 => (Box::new(file.take(size)), Some(size), still),
        _ => (Box::new(file), size, still),
    }
}

fn open_file(path: &Path, name: &FileName) -> Result<File, FormatError> {
    match File::open(path) {
        Ok(file) if file.metadata().is_ok_and(|metadata| metadata.is_dir()) => {
            Err(name.bad("it is a folder", "Name one file."))
        }
        Ok(file) => Ok(file),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(name.bad(
            format!("there is no file {}", path.display()),
            "See that the name and the folder are right.",
        )),
        Err(error) => Err(FormatError::Io {
            doing: format!("opening {}", path.display()),
            source: error,
        }),
    }
}

/// Copies a source, decompressed, to a file: for formats that are read from the end.
pub(crate) fn copy_to(opened: Opened, path: &Path) -> Result<FileName, FormatError> {
    let (name, mut bytes) = decompressed(opened)?;
    let mut file =
        File::create(path).map_err(FormatError::io(format!("writing {}", path.display())))?;
    io::copy(&mut bytes, &mut file).map_err(|error| name.unreadable(error))?;
    Ok(name)
}

/// The bytes of a source, decompressed by what its first bytes say.
pub(crate) fn decompressed(
    opened: Opened,
) -> Result<(FileName, Box<dyn Read + Send>), FormatError> {
    let Opened {
        name,
        mut bytes,
        held,
        meter,
        ..
    } = opened;
    let head = read_head(&mut bytes, 4).map_err(|error| name.unreadable(error))?;
    let compressed = head.starts_with(GZIP) || head.starts_with(ZSTD);
    let whole = io::Cursor::new(head.clone()).chain(bytes);
    let mut bytes: Box<dyn Read + Send> = if head.starts_with(GZIP) {
        Box::new(flate2::read::MultiGzDecoder::new(
            io::BufReader::with_capacity(1 << 17, whole),
        ))
    } else if head.starts_with(ZSTD) {
        Box::new(zstd::stream::read::Decoder::new(whole).map_err(|error| name.unreadable(error))?)
    } else {
        Box::new(whole)
    };
    if compressed {
        let bound = if held { Bound::Held } else { Bound::OnDisk };
        bytes = Box::new(Unpacked::new(bytes, bound, meter));
    }
    let first = read_head(&mut bytes, 1).map_err(|error| name.unreadable(error))?;
    if first.is_empty() {
        let cause = if compressed {
            "the archive holds an empty file"
        } else {
            "the file is empty"
        };
        return Err(name.bad(cause, "See whether the export ran to its end."));
    }
    Ok((name, Box::new(io::Cursor::new(first).chain(bytes))))
}

/// Plain UTF-8 bytes of a source, without a byte order mark.
///
/// A byte order mark says the encoding before the feed does, as the WHATWG Encoding Standard has it.
pub(crate) fn plain(
    opened: Opened,
    encoding: Option<&str>,
) -> Result<(FileName, Box<dyn Read + Send>), FormatError> {
    let (name, mut bytes) = decompressed(opened)?;
    let head = read_head(&mut bytes, 1024).map_err(|error| name.unreadable(error))?;
    let mark = MARKS.iter().find(|(mark, _)| head.starts_with(mark));
    let label = mark.map(|(_, label)| *label).or(encoding);
    let skip = match mark {
        Some((mark, _)) => mark.len(),
        None if head.starts_with(&[0xef, 0xbb, 0xbf]) => 3,
        None => 0,
    };
    if label.is_none() {
        refuse_utf16(&name, &head)?;
    }
    let mut start = io::Cursor::new(head);
    start.set_position(skip as u64);
    let bytes = start.chain(bytes);
    match label.and_then(|label| encoding_rs::Encoding::for_label(label.as_bytes())) {
        Some(encoding) if encoding != encoding_rs::UTF_8 => Ok((
            name,
            Box::new(Transcoded::new(bytes, encoding, skip as u64)),
        )),
        _ => Ok((name, Box::new(bytes))),
    }
}

fn refuse_utf16(name: &FileName, head: &[u8]) -> Result<(), FormatError> {
    let zeros = head.iter().filter(|byte| **byte == 0).count();
    if zeros * 4 > head.len() {
        let at = head.iter().position(|byte| *byte == 0).unwrap_or_default();
        let order = if at % 2 == 0 { "utf-16be" } else { "utf-16le" };
        return Err(name.bad(
            format!("line 1, byte {at}: the file is UTF-16, not UTF-8"),
            format!("Say `encoding: {order}` in the feed, or export the file as UTF-8."),
        ));
    }
    Ok(())
}

/// Up to `count` bytes from the start.
fn read_head(bytes: &mut impl Read, count: u64) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    bytes.take(count).read_to_end(&mut head)?;
    Ok(head)
}

/// Tells a file in Latin-1 from one with a few broken rows.
///
/// Latin-1 text has letters above 127 one at a time, which is never UTF-8. When all that is not ASCII in a file
/// looks so, the file has another encoding; when proper UTF-8 occurs as well, single rows are broken.
#[derive(Debug, Default)]
pub(crate) struct Encoding {
    proper: bool,
    other: bool,
    first_bad: Option<(u64, u64)>,
}

impl Encoding {
    /// The row as text; nothing when it is not UTF-8. `line` and `offset` say where the row begins.
    pub(crate) fn text<'a>(&mut self, row: &'a [u8], line: u64, offset: u64) -> Option<&'a str> {
        match std::str::from_utf8(row) {
            Ok(text) => {
                if !self.proper && !row.is_ascii() {
                    self.proper = true;
                }
                Some(text)
            }
            Err(error) => {
                let at = error.valid_up_to();
                let (before, after) = row.split_at_checked(at).unwrap_or_default();
                self.proper |= !before.is_ascii();
                self.other |= !after.iter().enumerate().all(|(place, byte)| {
                    let next = after.get(place + 1).copied().unwrap_or(b' ');
                    byte.is_ascii() || (0xc0..0xfe).contains(byte) && next.is_ascii()
                });
                self.first_bad
                    .get_or_insert((line, offset.saturating_add(at as u64)));
                None
            }
        }
    }

    /// Refuses the file when all of it is in another encoding.
    pub(crate) fn verdict(&self, name: &FileName) -> Result<(), FormatError> {
        match self.first_bad {
            Some((line, offset)) if !self.proper && !self.other => Err(name.bad(
                format!("line {line}, byte {offset}: not UTF-8; the file looks like Latin-1 (ISO 8859-1)"),
                "Say `encoding: windows-1252` in the feed, or export the file as UTF-8.",
            )),
            _ => Ok(()),
        }
    }
}
