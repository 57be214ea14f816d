//! From a source to a decoder of its rows.

use std::io::Read;
use std::path::Path;

use charter::feed::Format;

use crate::bytes::{self, FileName, Meter, Still};
use crate::chunk::{Decode, Nulls};
use crate::columnar::ColumnarDecoder;
use crate::csv::{CsvDecoder, Layout};
use crate::json_document::JsonDecoder;
use crate::ndjson::NdjsonDecoder;
use crate::objects::Objects;
use crate::picked::PickedDecoder;
use crate::window::Window;
use crate::{FormatError, Source};

/// How a source is written, and what is wanted of it.
#[derive(Debug, Clone, Copy)]
pub struct Written<'a> {
    /// Its format.
    pub format: &'a Format,
    /// The label of its encoding, as the WHATWG Encoding Standard has them; UTF-8 when absent. A byte order mark goes first.
    pub encoding: Option<&'a str>,
    /// Cells that mean "nothing", besides the empty one.
    pub nulls: &'a [String],
    /// Names of the columns that are read.
    pub columns: &'a [String],
    /// Those of them that may be absent; they are null then.
    pub optional: &'a [String],
    /// Whether what comes out is held in memory: an archive may unpack to so much only.
    pub held: bool,
}

/// A source being read.
pub struct Reading {
    /// Gives its rows.
    pub decoder: Box<dyn Decode>,
    /// What was read of it so far.
    pub meter: Meter,
    /// Bytes that there are to read, where that is known.
    pub size: Option<u64>,
    /// The file behind it, where there is one: to be checked when all was read.
    pub still: Option<Still>,
}

/// Opens a source. A format that is read from its end is copied, decompressed, to the file `whole` first.
///
/// # Errors
/// When the source is not there or its beginning is not what `written` says.
pub fn open(source: Source, written: &Written<'_>, whole: &Path) -> Result<Reading, FormatError> {
    let nulls = Nulls::of(written.nulls);
    let columns = Wanted {
        all: written.columns,
        optional: written.optional,
    };
    let source = match source {
        Source::Rows { name, rows, types } => {
            let meter = Meter::default();
            let named = (FileName(name), meter.clone());
            let format = written.format;
            let decoder = PickedDecoder::new(named, format, (nulls, columns), rows, types);
            return Ok(Reading {
                decoder: Box::new(decoder),
                meter,
                size: None,
                still: None,
            });
        }
        other => other,
    };
    let mut opened = bytes::open(source)?;
    opened.held = written.held;
    let still = opened.still.take();
    let (meter, size) = (opened.meter.clone(), opened.size);
    let decoder: Box<dyn Decode> = match written.format {
        Format::Parquet => {
            let name = bytes::copy_to(opened, whole)?;
            Box::new(ColumnarDecoder::parquet(name, whole, nulls, columns)?)
        }
        Format::Arrow => {
            let name = bytes::copy_to(opened, whole)?;
            Box::new(ColumnarDecoder::arrow(name, whole, nulls, columns)?)
        }
        format => {
            let (name, bytes) = bytes::plain(opened, written.encoding)?;
            let text = Text {
                name,
                bytes,
                nulls,
                columns,
            };
            text_decoder(format, text, false)?
        }
    };
    Ok(Reading {
        decoder,
        meter,
        size,
        still,
    })
}

/// Text to be read as rows.
pub(crate) struct Text<'a> {
    pub name: FileName,
    pub bytes: Box<dyn Read + Send>,
    pub nulls: Nulls,
    pub columns: Wanted<'a>,
}

/// Columns that are read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted<'a> {
    pub all: &'a [String],
    /// Those that may be absent.
    pub optional: &'a [String],
}

impl<'a> Wanted<'a> {
    /// Columns that must all be there.
    #[cfg(test)]
    pub(crate) fn all(all: &'a [String]) -> Self {
        Self { all, optional: &[] }
    }

    pub(crate) fn may_lack(&self, column: &String) -> bool {
        self.optional.contains(column)
    }
}

/// Reads text as rows. Of text that was picked, as it was read once, nothing is guessed from how it begins.
pub(crate) fn text_decoder(
    format: &Format,
    text: Text<'_>,
    picked: bool,
) -> Result<Box<dyn Decode>, FormatError> {
    let Text {
        name,
        bytes,
        nulls,
        columns,
    } = text;
    let window = Window::new(bytes);
    let objects = |nulls| Objects::new(nulls, columns, picked);
    Ok(match format {
        Format::Csv(written) | Format::Tsv(written) => {
            let delimiter = match format {
                Format::Tsv(_) => '\t',
                _ => ',',
            };
            let layout = Layout {
                written,
                delimiter,
                picked,
            };
            Box::new(CsvDecoder::open(name, window, layout, nulls, columns)?)
        }
        Format::Json { records } => {
            let records = records.as_deref();
            Box::new(JsonDecoder::open(name, window, objects(nulls), records)?)
        }
        Format::Ndjson => Box::new(NdjsonDecoder::open(name, window, objects(nulls))),
        Format::Parquet | Format::Arrow => {
            return Err(name.bad(
                "it is no text",
                "Take the file that it came in, in once more.",
            ));
        }
    })
}
