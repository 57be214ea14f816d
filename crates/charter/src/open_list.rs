//! Where a list in YAML begins that is not closed: what the parser says of it is about the lines after.

/// Line and column, from 1, of the last `[` up to a line that begins a value and that nothing closes; what is in quotes is passed
/// over.
pub(crate) fn open_list(lines: &[String], last: usize) -> Option<(usize, usize)> {
    let mut open = Vec::new();
    for (number, line) in (1..).zip(lines) {
        let (mut before, mut quote) = (':', None);
        for (column, character) in (1..).zip(line.chars()) {
            match (quote, character) {
                (Some(quoted), _) if quoted != character => {}
                (Some(_), _) => quote = None,
                (None, '\'' | '"') if matches!(before, ':' | '-' | ',' | '[' | '{') => {
                    quote = Some(character);
                }
                (None, '[') if matches!(before, ':' | '-' | ',' | '[') => {
                    open.push((number, column));
                }
                (None, ']') => {
                    open.pop();
                }
                (None, '#') => break,
                (None, _) => {}
            }
            if !character.is_whitespace() {
                before = character;
            }
        }
    }
    open.into_iter().rev().find(|(line, _)| *line <= last)
}

#[cfg(test)]
mod tests {
    use super::open_list;

    #[test]
    fn the_bracket_that_nothing_closes() {
        for (text, place) in [
            ("zone: [Europe\ncurrency: EUR", Some((1, 7))),
            ("a: [b, [c, d]\ne: f", Some((1, 4))),
            ("a:\n  - [b\n  - c", Some((2, 5))),
            ("a: [b, c]\nd: e: f", None),
            ("a: [customer's, other]\nd: e: f", None),
            ("a: [\n  b,\n]\nd: e: f", None),
            // In quotes, in a comment, within a text.
            ("a: '^[b'\nd: \"[\"\ne: f # [\ng: c[0", None),
        ] {
            let lines: Vec<String> = text.lines().map(str::to_owned).collect();
            assert_eq!(open_list(&lines, 2), place, "{text}");
        }
    }
}
