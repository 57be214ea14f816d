//! What a drafted feed makes of a file, as a table that fits a terminal.

use lake::{Fate, Preview};

use super::ingest;
use crate::aligned;

/// What every terminal is wide.
const WIDTH: usize = 80;
/// Longest value that is shown whole.
const VALUE_CHARACTERS: usize = 24;

/// The first rows as they would be taken in, then those that would be set aside and why, then what becomes of all. Columns
/// that say the same in every row stand once; the others are parted into as many tables as the width needs.
pub fn shown(preview: &Preview) -> String {
    let mut text = String::new();
    if preview.rows.is_empty() {
        text.push_str("no row would be taken in\n");
    } else {
        let rows = ingest::counted(preview.rows.len() as u64, "row", "rows");
        text.push_str(&format!("the first {rows} as they would be taken in:\n"));
        kept(preview, &mut text);
    }
    aside(preview, &mut text);
    text.push_str(&ingest::fates(&preview.counts));
    if preview.warned > 0 {
        let rows = ingest::counted(preview.warned, "row", "rows");
        text.push_str(&format!("; {rows} with a warning"));
    }
    text
}

fn kept(preview: &Preview, text: &mut String) {
    let mut lead = vec![cells(
        "line",
        preview.rows.iter().map(|row| row.line.to_string()),
    )];
    if preview.rows.iter().any(|row| row.fate != Fate::Added) {
        let fates = preview.rows.iter().map(|row| fate(&row.fate).to_owned());
        lead.push(cells("", fates));
    }
    let (mut same, mut empty, mut differing) = (Vec::new(), Vec::new(), Vec::new());
    for (place, name) in preview.columns.iter().enumerate() {
        let values: Vec<&str> = preview
            .rows
            .iter()
            .map(|row| row.values.get(place).and_then(Option::as_deref))
            .map(Option::unwrap_or_default)
            .collect();
        match values.first() {
            Some(first) if values.iter().all(|value| value == first) && first.is_empty() => {
                empty.push(name.clone());
            }
            Some(first) if values.len() > 1 && values.iter().all(|value| value == first) => {
                same.push(format!("{name} {}", cut(first)));
            }
            _ => differing.push(cells(name, values.into_iter().map(cut))),
        }
    }
    for table in parted(&lead, differing) {
        let height = table.first().map_or(0, Vec::len);
        let lines: Vec<Vec<String>> = (0..height)
            .map(|line| {
                let row = table.iter().filter_map(|column| column.get(line));
                std::iter::once(String::new()).chain(row.cloned()).collect()
            })
            .collect();
        text.push_str(&aligned::columns(&lines, usize::MAX));
    }
    listed("in each of them: ", &same, " · ", text);
    listed("empty in them: ", &empty, ", ", text);
}

/// The columns in tables that are narrow enough, each led by the same columns; one column alone may be wider.
fn parted(lead: &[Vec<String>], columns: Vec<Vec<String>>) -> Vec<Vec<Vec<String>>> {
    let width = |column: &Vec<String>| {
        2 + column
            .iter()
            .map(|cell| cell.chars().count())
            .max()
            .unwrap_or_default()
    };
    let margin: usize = lead.iter().map(width).sum();
    let mut tables: Vec<Vec<Vec<String>>> = Vec::new();
    let mut taken = WIDTH;
    for column in columns {
        if tables.is_empty() || taken + width(&column) > WIDTH {
            tables.push(lead.to_vec());
            taken = margin;
        }
        taken += width(&column);
        if let Some(table) = tables.last_mut() {
            table.push(column);
        }
    }
    tables
}

fn aside(preview: &Preview, text: &mut String) {
    if preview.set_aside.is_empty() {
        return;
    }
    let shown = preview.set_aside.len() as u64;
    let all = preview.counts.set_aside;
    text.push_str(&if shown < all {
        format!("{all} rows would be set aside, the first {shown} of them:\n")
    } else {
        format!(
            "{} would be set aside:\n",
            ingest::counted(all, "row", "rows")
        )
    });
    let mut before = "";
    for row in &preview.set_aside {
        wrapped(
            &format!("line {}: {} ({})", row.line, row.reason, row.check),
            2,
            text,
        );
        // What to do about it is said once.
        if row.hint != before {
            wrapped(&row.hint, 4, text);
        }
        before = &row.hint;
    }
}

fn fate(fate: &Fate) -> &'static str {
    match fate {
        Fate::Added => "",
        Fate::Replaced => "replaced",
        Fate::Superseded => "superseded",
        Fate::Duplicate => "duplicate",
        Fate::PassedOver => "passed over",
        Fate::SetAside { .. } => "set aside",
    }
}

fn cells(name: &str, values: impl Iterator<Item = String>) -> Vec<String> {
    std::iter::once(name.to_owned()).chain(values).collect()
}

/// A value on one line, cut where it must be.
fn cut(value: &str) -> String {
    let spaced = value.chars().map(|c| if c.is_control() { ' ' } else { c });
    let value: String = spaced.take(VALUE_CHARACTERS + 1).collect();
    if value.chars().count() <= VALUE_CHARACTERS {
        return value;
    }
    let cut: String = value.chars().take(VALUE_CHARACTERS - 1).collect();
    format!("{}…", cut.trim_end())
}

fn listed(begin: &str, parts: &[String], between: &str, text: &mut String) {
    if !parts.is_empty() {
        wrapped(&format!("{begin}{}", parts.join(between)), 2, text);
    }
}

/// Words on lines that fit, the later ones further in.
fn wrapped(sentence: &str, indent: usize, text: &mut String) {
    let mut taken = 0;
    let mut margin = indent;
    for word in sentence.split_whitespace() {
        let length = word.chars().count();
        if taken == 0 {
            text.push_str(&" ".repeat(margin));
            taken = margin + length;
        } else if taken + 1 + length > WIDTH {
            margin = indent + 2;
            text.push('\n');
            text.push_str(&" ".repeat(margin));
            taken = margin + length;
        } else {
            text.push(' ');
            taken += 1 + length;
        }
        text.push_str(word);
    }
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use lake::{Counts, Fate, Preview, PreviewRow};

    use super::shown;

    fn preview(columns: &[&str], rows: Vec<Vec<Option<String>>>) -> Preview {
        Preview {
            columns: columns.iter().map(|name| (*name).to_owned()).collect(),
            rows: (2..)
                .zip(rows)
                .map(|(line, values)| PreviewRow {
                    line,
                    fate: if line == 3 {
                        Fate::Superseded
                    } else {
                        Fate::Added
                    },
                    values,
                })
                .collect(),
            counts: Counts {
                received: 3,
                added: 2,
                superseded: 1,
                ..Counts::default()
            },
            warned: 1,
            ..Preview::default()
        }
    }

    #[test]
    fn what_is_the_same_stands_once_and_the_rest_is_a_table() {
        let rows = (1..=3)
            .map(|row| {
                vec![
                    Some(format!("T-{row}")),
                    Some("birch".to_owned()),
                    (row == 2).then(|| "a remark\nover two lines and more".to_owned()),
                    None,
                ]
            })
            .collect();
        assert_eq!(
            shown(&preview(
                &["contact_id", "party", "remark", "site_place"],
                rows
            )),
            "the first 3 rows as they would be taken in:\n  \
             line              contact_id  remark\n  \
             2                 T-1\n  \
             3     superseded  T-2         a remark over two lines…\n  \
             4                 T-3\n  \
             in each of them: party birch\n  \
             empty in them: site_place\n\
             2 added, 1 superseded; 1 row with a warning"
        );
    }

    #[test]
    fn a_wide_table_is_parted() {
        let names: Vec<String> = (0..12).map(|place| format!("column_{place:02}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let rows = (0..10)
            .map(|row| {
                let value = |place| Some(format!("{row:04}-{place:04}-{}", "x".repeat(40)));
                (0..names.len()).map(value).collect()
            })
            .collect();
        let text = shown(&preview(&names, rows));
        assert!(
            text.lines().all(|line| line.chars().count() <= 80),
            "{text}"
        );
        // Four tables or more, each of which says the line again, and no column is lost.
        assert!(text.matches("\n  line ").count() >= 4, "{text}");
        assert!(names.iter().all(|name| text.contains(name)), "{text}");
    }

    #[test]
    fn nothing_to_show_is_said() {
        let text = shown(&preview(&["party"], Vec::new()));
        assert!(text.starts_with("no row would be taken in\n"), "{text}");
    }
}
