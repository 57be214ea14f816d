//! Apache Arrow IPC, looked over before the library reads it: it makes room for as much as a file says that it holds, and
//! what a file says may be anything.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use arrow::error::ArrowError;
use arrow::ipc::reader::{FileReader, StreamReader};
use arrow::ipc::{root_as_footer, root_as_message};

use crate::guarded::guarded;

/// What an Arrow IPC file, other than a stream, begins with.
pub(crate) const ARROW_FILE: &[u8] = b"ARROW1";
/// What stands before the length of a message, where its writer is not very old.
const CONTINUES: [u8; 4] = [0xff; 4];
/// Bytes at the end of a file: the length of its footer, and the sign.
const END_BYTES: u64 = 10;

pub(crate) type Batches = Box<dyn Iterator<Item = Result<RecordBatch, ArrowError>> + Send>;

/// The schema of a file or a stream, and its rows.
pub(crate) fn batches(file: File) -> Result<(SchemaRef, Batches), ArrowError> {
    let size = file.metadata()?.len();
    let mut file = BufReader::new(file);
    let mut head = Vec::new();
    file.by_ref()
        .take(ARROW_FILE.len() as u64)
        .read_to_end(&mut head)?;
    if head == ARROW_FILE {
        check_blocks(&mut file, size)?;
        file.rewind()?;
        let reader = guarded(|| FileReader::try_new(file, None))?;
        Ok((reader.schema(), Box::new(reader)))
    } else {
        file.rewind()?;
        check_messages(&mut file, size)?;
        file.rewind()?;
        let reader = guarded(|| StreamReader::try_new(file, None))?;
        Ok((reader.schema(), Box::new(reader)))
    }
}

/// An error where a file's footer names more than there is.
fn check_blocks(file: &mut (impl Read + Seek), size: u64) -> Result<(), ArrowError> {
    let end = size.checked_sub(END_BYTES).ok_or_else(cut_off)?;
    file.seek(SeekFrom::Start(end))?;
    let length = length(file)?.ok_or_else(cut_off)?;
    let start = end.checked_sub(length).ok_or_else(cut_off)?;
    file.seek(SeekFrom::Start(start))?;
    let footer = bytes(file, length)?;
    let footer = root_as_footer(&footer).map_err(damaged)?;
    let batches = footer.recordBatches().into_iter().flatten();
    for block in footer.dictionaries().into_iter().flatten().chain(batches) {
        let parts = [
            block.offset(),
            i64::from(block.metaDataLength()),
            block.bodyLength(),
        ];
        let ends = parts.into_iter().try_fold(0_u64, |ends, part| {
            ends.checked_add(u64::try_from(part).ok()?)
        });
        if ends.is_none_or(|ends| ends > size) {
            return Err(cut_off());
        }
    }
    Ok(())
}

/// An error where a message of a stream names more than follows it.
fn check_messages(file: &mut (impl Read + Seek), size: u64) -> Result<(), ArrowError> {
    loop {
        // A stream may end without a word.
        let Some(length) = length(file)?.filter(|length| *length > 0) else {
            return Ok(());
        };
        if length > size - file.stream_position()?.min(size) {
            return Err(cut_off());
        }
        let message = bytes(file, length)?;
        let message = root_as_message(&message).map_err(damaged)?;
        let body = u64::try_from(message.bodyLength()).map_err(|_| cut_off())?;
        let after = file.stream_position()?.checked_add(body);
        let after = after.filter(|after| *after <= size).ok_or_else(cut_off)?;
        file.seek(SeekFrom::Start(after))?;
    }
}

/// A length of four bytes; nothing at the end.
fn length(file: &mut impl Read) -> Result<Option<u64>, ArrowError> {
    let mut four = [0; 4];
    for _ in 0..2 {
        match file.read_exact(&mut four) {
            Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => return Ok(None),
            read => read?,
        }
        if four != CONTINUES {
            break;
        }
    }
    let length = u64::try_from(i32::from_le_bytes(four));
    length.map(Some).map_err(|_| cut_off())
}

fn bytes(file: &mut impl Read, length: u64) -> Result<Vec<u8>, ArrowError> {
    let mut bytes = Vec::new();
    file.take(length).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn cut_off() -> ArrowError {
    ArrowError::IpcError("it says that it holds more than it does".to_owned())
}

fn damaged(error: impl std::fmt::Display) -> ArrowError {
    ArrowError::IpcError(error.to_string())
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;
    use std::sync::Arc;

    use arrow::array::{ArrayRef, Int64Array};
    use arrow::ipc::writer::{FileWriter, StreamWriter};

    use super::*;

    fn batch() -> RecordBatch {
        let numbers: ArrayRef = Arc::new(Int64Array::from(vec![1, 2, 3]));
        RecordBatch::try_from_iter([("n", numbers)]).unwrap()
    }

    fn rows(bytes: &[u8]) -> Result<usize, ArrowError> {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        file.rewind().unwrap();
        let (_, batches) = batches(file)?;
        batches.map(|batch| Ok(batch?.num_rows())).sum()
    }

    #[track_caller]
    fn refused(bytes: &[u8]) {
        let said = rows(bytes).unwrap_err().to_string();
        assert!(said.contains("more than it does"), "{said}");
    }

    /// Where a number stands in bytes.
    fn place(bytes: &[u8], number: &[u8]) -> usize {
        let found = bytes.windows(number.len()).rposition(|one| one == number);
        found.unwrap()
    }

    #[test]
    fn a_stream_is_not_believed_how_much_it_holds() {
        let mut writer = StreamWriter::try_new(Vec::new(), &batch().schema()).unwrap();
        writer.write(&batch()).unwrap();
        let whole = writer.into_inner().unwrap();
        assert_eq!(rows(&whole).unwrap(), 3);
        // Found by fuzzing: eight bytes that took two gigabytes.
        refused(&[0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0x7f]);
        refused(&[0xff; 8]);
        refused(&[0, 0, 0, 0x7f]);
        assert!(rows(&whole[..whole.len() - 60]).is_err());
    }

    #[test]
    fn a_file_is_not_believed_how_much_it_holds() {
        let mut writer = FileWriter::try_new(Vec::new(), &batch().schema()).unwrap();
        writer.write(&batch()).unwrap();
        let whole = writer.into_inner().unwrap();
        assert_eq!(rows(&whole).unwrap(), 3);
        let footer = whole.len() - 10;
        for length in [i32::MAX, -1] {
            let mut long = whole.clone();
            long[footer..footer + 4].copy_from_slice(&length.to_le_bytes());
            refused(&long);
        }
        // The last place in the footer that has the length of the one batch's values, padded to 64 bytes.
        let body = place(&whole[..footer], &64_i64.to_le_bytes());
        for length in [1_i64 << 60, i64::MAX, -1] {
            let mut long = whole.clone();
            long[body..body + 8].copy_from_slice(&length.to_le_bytes());
            refused(&long);
        }
        refused(b"ARROW1");
    }
}
