//! Files that no feed reads, by what they begin with or are made of, and what to do with each.

use encoding_rs::{
    Encoding, IBM866, ISO_8859_2, ISO_8859_15, MACINTOSH, WINDOWS_1250, WINDOWS_1252,
};
use encoding_rs::{WINDOWS_1254, WINDOWS_1257, WINDOWS_1258};

/// First bytes → what it is, and what to do.
const MAGIC: &[(&[u8], &str, &str)] = &[
    (
        b"PK\x03\x04",
        "this is a ZIP archive, such as an Excel workbook (xlsx)",
        "Save the sheet as CSV (UTF-8), or unpack the archive.",
    ),
    (
        b"\xD0\xCF\x11\xE0",
        "this is an old Office document, such as an Excel workbook (xls)",
        "Save the sheet as CSV (UTF-8).",
    ),
    (b"%PDF", "this is a PDF", "Ask for the export as CSV."),
    (
        b"\x1F\x8B",
        "this is a gzip archive within another",
        "Unpack it once; a feed recognises compression by itself.",
    ),
    (
        b"\x28\xB5\x2F\xFD",
        "this is a Zstandard archive within another",
        "Unpack it once; a feed recognises compression by itself.",
    ),
    (
        b"BZh",
        "this is a bzip2 archive",
        "Unpack it first; of archives a feed reads gzip and Zstandard.",
    ),
    (
        b"\xFD7zXZ",
        "this is an xz archive",
        "Unpack it first; of archives a feed reads gzip and Zstandard.",
    ),
    (
        b"7z\xBC\xAF",
        "this is a 7z archive",
        "Unpack it first; of archives a feed reads gzip and Zstandard.",
    ),
    (
        b"Rar!",
        "this is a RAR archive",
        "Unpack it first; of archives a feed reads gzip and Zstandard.",
    ),
    (
        b"PAR1",
        "this is Parquet, which is not text",
        "Hand it over as a Parquet file.",
    ),
    (
        b"ARROW1",
        "this is Arrow, which is not text",
        "Hand it over as an Arrow file.",
    ),
    (
        b"Obj\x01",
        "this is Avro",
        "Export it as Parquet, NDJSON or CSV.",
    ),
    (
        b"ORC",
        "this is ORC",
        "Export it as Parquet, NDJSON or CSV.",
    ),
    (
        b"SQLite format 3",
        "this is a SQLite database",
        "Export the table as CSV.",
    ),
    (
        b"\x89PNG",
        "this is a picture",
        "Ask for the export as CSV.",
    ),
    (
        b"\xFF\xD8\xFF",
        "this is a picture",
        "Ask for the export as CSV.",
    ),
    (
        b"{\\rtf",
        "this is a text document (RTF)",
        "Ask for the export as CSV.",
    ),
    (
        b"\xFF\xFE\x00\x00",
        "this is text in UTF-32",
        "No feed reads it: export it as UTF-8.",
    ),
    (
        b"\x00\x00\xFE\xFF",
        "this is text in UTF-32",
        "No feed reads it: export it as UTF-8.",
    ),
];

/// What a text begins with → what it is, and what to do.
const MARKUP: &[(&str, &str, &str)] = &[
    (
        "<!doctype html",
        "this is a web page",
        "Some systems save a table so and call it xls: open it in a spreadsheet and save it as CSV. It may also be the page that asks for a sign-in.",
    ),
    (
        "<html",
        "this is a web page",
        "Some systems save a table so and call it xls: open it in a spreadsheet and save it as CSV. It may also be the page that asks for a sign-in.",
    ),
    (
        "<table",
        "this is a table of a web page",
        "Open it in a spreadsheet and save it as CSV.",
    ),
    (
        "<?xml",
        "this is XML",
        "Ask for the export as CSV, NDJSON or JSON; a spreadsheet saved as XML is opened and saved as CSV.",
    ),
];

/// Bytes that are looked at.
const LOOKED_AT: usize = 65_536;

/// What the file is, and what to do with it, where it is nothing that a feed reads.
pub(super) fn known(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    let magic = MAGIC
        .iter()
        .find(|(magic, ..)| bytes.starts_with(magic) && goes_on(magic, bytes));
    if let Some((_, cause, hint)) = magic {
        return Some((cause, hint));
    }
    let start = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let start = start.trim_ascii_start();
    let markup = MARKUP.iter().find(|(begin, ..)| {
        start
            .get(..begin.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(begin.as_bytes()))
    });
    if let Some((_, cause, hint)) = markup {
        return Some((cause, hint));
    }
    let looked_at = bytes.get(..bytes.len().min(LOOKED_AT)).unwrap_or(bytes);
    if is_utf32(looked_at) {
        return Some((
            "this is text in UTF-32",
            "No feed reads it: export it as UTF-8.",
        ));
    }
    is_ebcdic(looked_at).then_some((
        "this is text in EBCDIC, as mainframes write it",
        "No feed reads it: let the transfer convert it, or convert it first, for example with `iconv -f IBM037 -t UTF-8`.",
    ))
}

/// Text may begin with the same three letters: whether what follows them is what no text has.
fn goes_on(magic: &[u8], bytes: &[u8]) -> bool {
    match magic {
        // The mark of a block, or of the end (the decimals of pi and of its root), after the size of blocks.
        b"BZh" => matches!(
            bytes.get(4..10),
            Some(b"1AY&SY" | b"\x17\x72\x45\x38\x50\x90")
        ),
        b"ORC" => bytes.contains(&0),
        _ => true,
    }
}

/// Three of four bytes are zero, always at the same places.
fn is_utf32(bytes: &[u8]) -> bool {
    let places = |zero: [bool; 4]| {
        let groups = bytes.chunks_exact(4);
        let all = groups.len();
        let alike = groups
            .filter(|group| {
                group
                    .iter()
                    .zip(zero)
                    .all(|(byte, zero)| (*byte == 0) == zero)
            })
            .count();
        all > 1 && alike * 10 > all * 8
    };
    places([false, true, true, true]) || places([true, true, true, false])
}

/// Nearly all bytes are letters, digits, spaces and the commonest signs of EBCDIC, and no line ends as ASCII's do.
fn is_ebcdic(bytes: &[u8]) -> bool {
    let common = |byte: u8| {
        matches!(byte, 0xC1..=0xC9 | 0xD1..=0xD9 | 0xE2..=0xE9 | 0x81..=0x89 | 0x91..=0x99 | 0xA2..=0xA9 | 0xF0..=0xF9
            | 0x40 | 0x4B | 0x4D | 0x5D | 0x5E | 0x60 | 0x61 | 0x6B | 0x6D | 0x7A | 0x7D | 0x7F | 0x15 | 0x25 | 0x0D)
    };
    let high = bytes.iter().filter(|byte| **byte >= 0x80).count();
    bytes.len() > 16
        && !bytes.contains(&b'\n')
        && high * 2 > bytes.len()
        && bytes.iter().filter(|byte| common(**byte)).count() * 20 > bytes.len() * 19
        && std::str::from_utf8(bytes).is_err()
}

/// Whether what is no ASCII between letters are letters of the DOS code pages 437 and 850. In the encodings that would be taken
/// instead these bytes are quotes and signs, which stand between words.
pub(super) fn is_dos(bytes: &[u8], taken: &'static Encoding) -> bool {
    let western = [
        WINDOWS_1252,
        WINDOWS_1250,
        WINDOWS_1254,
        WINDOWS_1257,
        WINDOWS_1258,
        ISO_8859_2,
        ISO_8859_15,
        MACINTOSH,
        IBM866,
    ];
    if !western.contains(&taken) {
        return false;
    }
    let looked_at = bytes.get(..bytes.len().min(LOOKED_AT)).unwrap_or(bytes);
    let (mut all, mut dos) = (0_usize, 0_usize);
    for window in looked_at.windows(3) {
        if let [before, letter, after] = window
            && before.is_ascii_alphabetic()
            && after.is_ascii_alphabetic()
            && !letter.is_ascii()
        {
            all += 1;
            dos += usize::from(
                matches!(letter, 0x81..=0x89 | 0x8B | 0x91 | 0x93..=0x98 | 0xA0..=0xA2 | 0xA4),
            );
        }
    }
    dos >= 2 && dos * 10 > all * 8
}

#[cfg(test)]
mod tests {
    use super::known;

    #[test]
    fn a_text_may_begin_with_the_letters_of_an_archive() {
        for text in [
            &b"ORC\xc1MENTO;DATA\n1;2026-03-01\n"[..],
            b"BZh\xfcgel;1\n",
            b"BZh9",
        ] {
            assert_eq!(known(text), None, "{text:?}");
        }
        let nothing = b"BZh9\x17\x72\x45\x38\x50\x90\0\0\0\0";
        assert!(known(nothing).is_some(), "an archive of nothing");
    }
}
