//! The feed as a careful colleague would write it: what, why, how sure, and what else it might be.

use std::fmt::Write;

/// A feed in the making: parts in the order in which they are written.
#[derive(Debug, Default)]
pub(crate) struct Text {
    out: String,
}

/// Comments are broken near this column.
const WIDTH: usize = 112;

impl Text {
    pub(crate) fn line(&mut self, line: &str) {
        self.out.push_str(line);
        self.out.push('\n');
    }

    pub(crate) fn blank(&mut self) {
        if !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    /// A comment, broken into lines.
    pub(crate) fn comment(&mut self, indent: usize, mark: &str, text: &str) {
        let margin = " ".repeat(indent);
        let mut line = String::new();
        for word in shown(text).split_whitespace() {
            if !line.is_empty() && line.chars().count() + word.chars().count() + 1 + indent > WIDTH
            {
                let _ = writeln!(self.out, "{margin}# {mark}{line}");
                line.clear();
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        let _ = writeln!(self.out, "{margin}# {mark}{line}");
    }

    /// A line that is not in force: without its mark `# ? ` it would be.
    pub(crate) fn option(&mut self, indent: usize, line: &str) {
        let _ = writeln!(self.out, "{}# ? {}", " ".repeat(indent), line);
    }

    pub(crate) fn finish(self) -> String {
        self.out
    }
}

/// A text without what would break a line or deceive the eye.
pub(crate) fn shown(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c.is_control() || super::sql::deceives(c) {
                ' '
            } else {
                c
            }
        })
        .collect()
}

/// A text cut to a length, in characters.
pub(crate) fn cut(text: &str, most: usize) -> String {
    let text = shown(text);
    if text.chars().count() <= most {
        return text;
    }
    let start: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", start.trim_end())
}

/// A text as a YAML value, quoted only where it must be.
pub(crate) fn scalar(text: &str) -> String {
    if text.chars().any(|c| c.is_control()) {
        let mut quoted = String::from("\"");
        for character in text.chars() {
            match character {
                '"' => quoted.push_str("\\\""),
                '\\' => quoted.push_str("\\\\"),
                '\n' => quoted.push_str("\\n"),
                '\r' => quoted.push_str("\\r"),
                '\t' => quoted.push_str("\\t"),
                other if other.is_control() => {
                    let _ = write!(quoted, "\\u{:04X}", u32::from(other));
                }
                other => quoted.push(other),
            }
        }
        quoted.push('"');
        return quoted;
    }
    if plain(text) {
        return text.to_owned();
    }
    if text.contains('\'') && !text.contains(['"', '\\']) {
        return format!("\"{text}\"");
    }
    format!("'{}'", text.replace('\'', "''"))
}

fn plain(text: &str) -> bool {
    let starts = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '(' || c == '_');
    let odd = text.contains(": ")
        || text.contains(" #")
        || text.ends_with(':')
        || text.ends_with(' ')
        || !text.is_ascii();
    let word = text.to_ascii_lowercase();
    let means_else = matches!(
        word.as_str(),
        "true"
            | "false"
            | "null"
            | "yes"
            | "no"
            | "on"
            | "off"
            | "y"
            | "n"
            | "nan"
            | "inf"
            | "infinity"
            | "t"
            | "f"
    );
    starts && !odd && !means_else
}

/// Texts as a YAML list on one line.
pub(crate) fn flow(texts: &[String]) -> String {
    let items: Vec<String> = texts
        .iter()
        .map(|text| {
            let value = scalar(text);
            let bare = !value.starts_with(['\'', '"']);
            if bare && value.contains([',', '[', ']', '{', '}']) {
                format!("'{}'", text.replace('\'', "''"))
            } else {
                value
            }
        })
        .collect();
    format!("[{}]", items.join(", "))
}

/// Texts as a YAML list on one line, each in quotes.
pub(crate) fn flow_quoted(texts: &[String]) -> String {
    let items: Vec<String> = texts
        .iter()
        .map(|text| {
            let value = scalar(text);
            if value.starts_with(['\'', '"']) {
                value
            } else {
                format!("'{}'", text.replace('\'', "''"))
            }
        })
        .collect();
    format!("[{}]", items.join(", "))
}

/// A count as people write it: `8,872`.
pub(crate) fn grouped(count: usize) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number of bytes as people write it: `1.0 MiB`.
pub(crate) fn bytes(count: usize) -> String {
    const KIB: usize = 1 << 10;
    const MIB: usize = 1 << 20;
    let tenths = |unit: usize| {
        let tenths = (count * 10 + unit / 2) / unit;
        format!("{}.{}", tenths / 10, tenths % 10)
    };
    match count {
        MIB.. => format!("{} MiB", tenths(MIB)),
        KIB.. => format!("{} KiB", tenths(KIB)),
        _ => format!("{count} bytes"),
    }
}
