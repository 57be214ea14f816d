//! Lines of cells as aligned columns.

/// The side on which a column's cells are even.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Words begin together.
    Left,
    /// Numbers end together.
    Right,
}

/// Lines of cells, each column as wide as its widest cell: the first `left` columns begin together, the others end together.
pub fn columns(lines: &[Vec<String>], left: usize) -> String {
    by_column(lines, |column| {
        if column < left {
            Side::Left
        } else {
            Side::Right
        }
    })
}

/// Lines of cells, each column as wide as its widest cell and even on its own side.
pub fn by_column(lines: &[Vec<String>], side: impl Fn(usize) -> Side) -> String {
    let mut widths: Vec<usize> = Vec::new();
    for line in lines {
        widths.resize(widths.len().max(line.len()), 0);
        for (width, cell) in widths.iter_mut().zip(line) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let mut text = String::new();
    for line in lines {
        let cells: Vec<String> = line
            .iter()
            .zip(&widths)
            .enumerate()
            .map(|(column, (cell, width))| match side(column) {
                Side::Left => format!("{cell:<width$}"),
                Side::Right => format!("{cell:>width$}"),
            })
            .collect();
        text.push_str(cells.join("  ").trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::columns;

    #[test]
    fn words_begin_together_and_numbers_end_together() {
        let line = |cells: &[&str]| -> Vec<String> {
            cells.iter().map(|cell| (*cell).to_owned()).collect()
        };
        let lines = [
            line(&["party", "n"]),
            line(&["é", "1,204"]),
            line(&["", "7"]),
            line(&[]),
        ];
        assert_eq!(
            columns(&lines, 1),
            "party      n\né      1,204\n           7\n\n"
        );
        assert_eq!(columns(&lines, 9), "party  n\né      1,204\n       7\n\n");
        assert_eq!(columns(&[], 1), "");
    }
}
