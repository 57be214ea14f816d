//! From bytes to text: which encoding, found by mark, by shape, by frequency.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::foreign;
use crate::DraftError;

/// Text and how it was encoded.
pub(crate) struct Decoded {
    pub text: String,
    /// WHATWG label; absent for UTF-8.
    pub label: Option<String>,
    /// Whether the encoding was told by frequencies, not by a mark or by being valid.
    pub guessed: bool,
    /// Characters that stand for bytes that could not be read.
    pub unreadable: usize,
}

/// Decodes the head of a file. When it is not complete, what follows the last line end is left out.
pub(crate) fn decode(file: &str, bytes: &[u8], complete: bool) -> Result<Decoded, DraftError> {
    if let Some((cause, hint)) = foreign::known(bytes) {
        return Err(not_text(file, cause, hint));
    }
    let (encoding, guessed) = choose(bytes, complete);
    if foreign::is_dos(bytes, encoding) {
        return Err(not_text(
            file,
            "its letters are those of a DOS code page (437 or 850)",
            "No feed reads these: export it as UTF-8, or convert it first, for example with `iconv -f CP850 -t UTF-8`.",
        ));
    }
    let (text, _, _) = encoding.decode(bytes);
    let mut text = text.into_owned();
    if !complete && let Some(end) = text.rfind(['\n', '\r']) {
        text.truncate(end + 1);
    }
    if text
        .trim_matches(|c: char| c.is_whitespace() || c == '\0')
        .is_empty()
    {
        return Err(DraftError::Empty {
            file: file.to_owned(),
        });
    }
    let looked_at = text.chars().take(65_536);
    let (mut all, mut odd) = (0_usize, 0_usize);
    for character in looked_at {
        all += 1;
        // Record and unit separators delimit some exports.
        let control = character.is_control()
            && !matches!(
                character,
                '\n' | '\r' | '\t' | '\x0C' | '\x01' | '\x1C'..='\x1F'
            );
        if control || character == '\u{FFFD}' {
            odd += 1;
        }
    }
    if odd * 50 > all {
        return Err(not_text(
            file,
            "this is not text in any encoding known here",
            "Export it as CSV, TSV, NDJSON, JSON, Parquet or Arrow.",
        ));
    }
    let unreadable = text.matches('\u{FFFD}').count();
    Ok(Decoded {
        label: (encoding != UTF_8).then(|| encoding.name().to_ascii_lowercase()),
        guessed,
        unreadable,
        text,
    })
}

fn choose(bytes: &[u8], complete: bool) -> (&'static Encoding, bool) {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return (encoding, false);
    }
    if let Some(encoding) = wide(bytes) {
        return (encoding, false);
    }
    match std::str::from_utf8(bytes) {
        Ok(_) => return (UTF_8, false),
        // A head may end within a character.
        Err(error) if error.error_len().is_none() && !complete => return (UTF_8, false),
        Err(_) => {}
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    let looked_at = bytes.get(..bytes.len().min(262_144)).unwrap_or(bytes);
    detector.feed(looked_at, true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    // A few broken bytes among many good sequences are UTF-8 with broken rows, not another encoding.
    let (text, _) = UTF_8.decode_without_bom_handling(looked_at);
    let broken = text.matches('\u{FFFD}').count();
    let sound = text
        .chars()
        .filter(|c| !c.is_ascii() && *c != '\u{FFFD}')
        .count();
    if sound > 10 * broken {
        return (UTF_8, true);
    }
    (guess, true)
}

/// UTF-16 without a mark: ASCII letters leave every other byte empty.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let looked_at = bytes.get(..bytes.len().min(4_096)).unwrap_or(bytes);
    let pairs = looked_at.len() / 2;
    if pairs < 2 {
        return None;
    }
    let (mut first, mut second) = (0, 0);
    for pair in looked_at.chunks_exact(2) {
        if let [a, b] = pair {
            first += usize::from(*a == 0 && *b != 0);
            second += usize::from(*b == 0 && *a != 0);
        }
    }
    if second * 10 > pairs * 6 && first * 10 < pairs {
        return Some(UTF_16LE);
    }
    (first * 10 > pairs * 6 && second * 10 < pairs).then_some(UTF_16BE)
}

fn not_text(file: &str, cause: &str, hint: &str) -> DraftError {
    DraftError::NotText {
        file: file.to_owned(),
        cause: cause.to_owned(),
        hint: hint.to_owned(),
    }
}
