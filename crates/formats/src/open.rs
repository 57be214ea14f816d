//! From a source to a decoder of its rows.

use std::path::Path;

use charter::feed::Format;

use crate::bytes::{self, FileName, Meter, Opened, Still};
use crate::chunk::{Decode, Nulls};
use crate::columnar::ColumnarDecoder;
use crate::csv::CsvDecoder;
use crate::json_document::JsonDecoder;
use crate::ndjson::NdjsonDecoder;
use crate::objects::Objects;
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
    /// Whether what comes out is held in memory: an archive may unpack to so much only.
    pub held: bool,
    /// Whether it is rows that were picked out of files, as UTF-8, rather than a file: that none of them has a column means
    /// nothing, and nothing is guessed from how they begin.
    pub picked: bool,
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
    let mut opened = bytes::open(source)?;
    opened.held = written.held;
    let still = opened.still.take();
    let (meter, size) = (opened.meter.clone(), opened.size);
    let nulls = Nulls::of(written.nulls);
    let columns = written.columns;
    let objects = Objects::new(nulls.clone(), columns, written.picked);
    let text = |opened: Opened| -> Result<(FileName, Window), FormatError> {
        if written.picked {
            // Text as it was read once: nothing about it is to be guessed from how it begins.
            return Ok((opened.name, Window::new(opened.bytes)));
        }
        let (name, bytes) = bytes::plain(opened, written.encoding)?;
        Ok((name, Window::new(bytes)))
    };
    let decoder: Box<dyn Decode> = match written.format {
        Format::Csv(marks) => {
            let (name, window) = text(opened)?;
            Box::new(CsvDecoder::open(name, window, marks, ',', nulls, columns)?)
        }
        Format::Tsv(marks) => {
            let (name, window) = text(opened)?;
            Box::new(CsvDecoder::open(name, window, marks, '\t', nulls, columns)?)
        }
        Format::Ndjson => {
            let (name, window) = text(opened)?;
            Box::new(NdjsonDecoder::open(name, window, objects))
        }
        Format::Json { records } => {
            let (name, window) = text(opened)?;
            let records = records.as_deref();
            Box::new(JsonDecoder::open(name, window, objects, records)?)
        }
        Format::Parquet => {
            let name = bytes::copy_to(opened, whole)?;
            Box::new(ColumnarDecoder::parquet(name, whole, nulls, columns)?)
        }
        Format::Arrow => {
            let name = bytes::copy_to(opened, whole)?;
            Box::new(ColumnarDecoder::arrow(name, whole, nulls, columns)?)
        }
    };
    Ok(Reading {
        decoder,
        meter,
        size,
        still,
    })
}
