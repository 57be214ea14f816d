//! Text in another encoding, read as UTF-8.

use std::io::{self, Read};

use encoding_rs::{Decoder, DecoderResult, Encoding};

const STEP: usize = 1 << 16;

/// A reader that gives UTF-8 for what another reader gives in some encoding. Bytes that the encoding does not have are
/// an error that says where: a wrong letter would be worse.
pub(crate) struct Transcoded<R> {
    inner: R,
    encoding: &'static Encoding,
    decoder: Decoder,
    source: Vec<u8>,
    taken: usize,
    passed: u64,
    text: Vec<u8>,
    given: usize,
    ended: bool,
    finished: bool,
}

impl<R: Read> Transcoded<R> {
    /// `offset` is the place of the first byte in the file.
    pub(crate) fn new(inner: R, encoding: &'static Encoding, offset: u64) -> Self {
        Self {
            inner,
            encoding,
            decoder: encoding.new_decoder_without_bom_handling(),
            source: Vec::new(),
            taken: 0,
            passed: offset,
            text: Vec::new(),
            given: 0,
            ended: false,
            finished: false,
        }
    }

    fn fill(&mut self) -> io::Result<()> {
        if self.taken == self.source.len() && !self.ended {
            self.passed += self.taken as u64;
            self.taken = 0;
            self.source.clear();
            let read = self
                .inner
                .by_ref()
                .take(STEP as u64)
                .read_to_end(&mut self.source)?;
            self.ended = read < STEP;
        }
        self.text.resize(STEP * 3 + 16, 0);
        self.given = 0;
        let rest = self.source.get(self.taken..).unwrap_or_default();
        let (result, read, written) =
            self.decoder
                .decode_to_utf8_without_replacement(rest, &mut self.text, self.ended);
        self.taken += read;
        self.text.truncate(written);
        match result {
            DecoderResult::InputEmpty => {
                self.finished = self.ended;
                Ok(())
            }
            DecoderResult::OutputFull => Ok(()),
            DecoderResult::Malformed(..) => Err(io::Error::new(
                io::ErrorKind::Unsupported,
                format!(
                    "byte {} is not {}",
                    self.passed + self.taken as u64,
                    self.encoding.name()
                ),
            )),
        }
    }
}

impl<R: Read> Read for Transcoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.text.len() && !self.finished {
            self.fill()?;
        }
        let rest = self.text.get(self.given..).unwrap_or_default();
        let count = rest.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..count), rest.get(..count)) {
            to.copy_from_slice(from);
        }
        self.given += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(label: &str, bytes: &[u8], expect: Result<&str, &str>) {
        let encoding = Encoding::for_label(label.as_bytes()).unwrap();
        let mut text = String::new();
        let read = Transcoded::new(bytes, encoding, 0).read_to_string(&mut text);
        match expect {
            Ok(expect) => assert_eq!((read.is_ok(), text.as_str()), (true, expect)),
            Err(expect) => assert_eq!(read.unwrap_err().to_string(), expect),
        }
    }

    #[test]
    fn text_of_other_encodings() {
        check("windows-1252", b"Zo\xeb \x80 5", Ok("Zoë € 5"));
        check("iso-8859-15", b"\xa4", Ok("€"));
        check("utf-16le", b"a\0\xeb\0", Ok("aë"));
        check("utf-16be", b"\0a\xd8\x3d\xde\x00", Ok("a😀"));
        check("shift_jis", b"\x83\x65\x83\x58\x83\x67", Ok("テスト"));
        check("utf-16le", b"a\0b", Err("byte 3 is not UTF-16LE"));
    }

    #[test]
    fn longer_than_one_step() {
        let text = "é€😀x".repeat(STEP);
        let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        check("utf-16le", &bytes, Ok(&text));
    }
}
