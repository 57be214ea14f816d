//! From the bytes of a charter's file to its text.

use crate::diagnostic::Diagnostic;

/// The text of a charter's file.
///
/// # Errors
/// Where its first byte stands that is no UTF-8, and what to do.
pub fn text(path: &str, bytes: Vec<u8>) -> Result<String, Box<Diagnostic>> {
    String::from_utf8(bytes).map_err(|error| {
        let bytes = error.as_bytes();
        let (before, rest) = bytes
            .split_at_checked(error.utf8_error().valid_up_to())
            .unwrap_or((bytes, &[]));
        let before = String::from_utf8_lossy(before);
        let (lines, line) = match before.rsplit_once('\n') {
            Some((earlier, line)) => (earlier.matches('\n').count() + 1, line),
            None => (0, before.as_ref()),
        };
        let after = rest.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let wrong = rest.first().copied().unwrap_or_default();
        let mut problem = Diagnostic::error(
            path,
            "not-utf-8",
            format!("the byte 0x{wrong:02X} is not UTF-8 text"),
        );
        problem.line = lines + 1;
        problem.column = line.chars().count() + 1;
        problem.source_line = Some(format!("{line}{}", String::from_utf8_lossy(after)));
        problem.hint("a charter's files are UTF-8 text; save the file in that encoding");
        Box::new(problem)
    })
}
