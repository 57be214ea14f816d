//! A page of the book: a definition, and examples with facts and the answers they must give.

use std::collections::BTreeSet;
use std::fmt;

use calendar::Grain;

use super::markdown::{self, Block, BlockKind, Piece, Table};

/// A page.
#[derive(Debug, Default)]
pub struct Page {
    pub title: Option<(usize, String)>,
    pub asks: Option<(usize, String)>,
    pub means: Option<(usize, String)>,
    pub formula: Option<(usize, String)>,
    pub links: BTreeSet<String>,
    pub examples: Vec<Example>,
}

/// Facts, and what must be answered about them.
#[derive(Debug)]
pub struct Example {
    pub line: usize,
    pub facts: Vec<FactTable>,
    pub answers: Vec<AnswerTable>,
}

/// Facts of one table.
#[derive(Debug)]
pub struct FactTable {
    pub line: usize,
    pub table: String,
    /// What all of them have in common: column and cell.
    pub each: Vec<(String, String)>,
    pub rows: Table,
}

/// A question and its answer.
#[derive(Debug, Default)]
pub struct AnswerTable {
    pub line: usize,
    pub by: Vec<String>,
    pub grain: Option<Grain>,
    pub filter: Option<String>,
    pub from: Option<String>,
    pub to: Option<String>,
    pub rows: Table,
}

/// Something wrong on a page.
#[derive(Debug)]
pub struct Problem {
    pub line: usize,
    pub message: String,
}

impl Problem {
    pub fn new(line: usize, message: impl fmt::Display) -> Self {
        Self {
            line,
            message: message.to_string(),
        }
    }
}

const FACTS: &str = "Facts in `contact`, each with `outcome = handled`:";
const ANSWER: &str = "Answer by `party` for every `day`, where `channel = 'voice'`, from `2026-03-01`, to `2026-03-31`:";

/// Reads a page; what cannot be read is a problem with its line.
pub fn read(text: &str) -> (Page, Vec<Problem>) {
    let (blocks, links) = markdown::read(text);
    let mut page = Page {
        links,
        ..Page::default()
    };
    let mut problems = Vec::new();
    let mut in_examples = false;
    let mut lead: Option<&Block> = None;
    for block in &blocks {
        let line = block.line;
        match &block.kind {
            BlockKind::Heading(1, text) => page.title = Some((line, text.clone())),
            BlockKind::Heading(2, text) => in_examples = text == "Examples",
            BlockKind::Heading(_, _) if in_examples => page.examples.push(Example {
                line,
                facts: Vec::new(),
                answers: Vec::new(),
            }),
            BlockKind::Heading(..) => {}
            BlockKind::Quote(text) if page.asks.is_none() => {
                page.asks = Some((line, text.clone()));
            }
            BlockKind::Paragraph(pieces) if page.means.is_none() => {
                page.means = Some((line, markdown::plain(pieces)));
            }
            BlockKind::Code(text) if page.formula.is_none() => {
                page.formula = Some((line, text.clone()));
            }
            BlockKind::Table(table) if in_examples => {
                let read = match page.examples.last_mut() {
                    Some(example) => example.table(lead, table),
                    None => Err(Problem::new(
                        line,
                        "a table before the first example; give the example a heading `### …`",
                    )),
                };
                problems.extend(read.err());
            }
            BlockKind::Quote(_)
            | BlockKind::Paragraph(_)
            | BlockKind::Code(_)
            | BlockKind::Table(_) => {}
        }
        lead = Some(block);
    }
    for (what, found) in [
        ("a title `# …`", page.title.is_some()),
        (
            "a quote `> …` with the question it answers",
            page.asks.is_some(),
        ),
        (
            "a first paragraph with the definition in words",
            page.means.is_some(),
        ),
        ("a block of code with the formula", page.formula.is_some()),
        (
            "a section `## Examples` with at least one `### …`",
            !page.examples.is_empty(),
        ),
    ] {
        if !found {
            problems.push(Problem::new(1, format!("the page lacks {what}")));
        }
    }
    for example in &page.examples {
        if example.facts.is_empty() || example.answers.is_empty() {
            problems.push(Problem::new(
                example.line,
                format!(
                    "an example has facts and answers, as tables after `{FACTS}` and `{ANSWER}`"
                ),
            ));
        }
    }
    (page, problems)
}

impl Example {
    fn table(&mut self, lead: Option<&Block>, table: &Table) -> Result<(), Problem> {
        let lost = |line| {
            Problem::new(
                line,
                format!("what is this table? In an example it follows `{FACTS}` or `{ANSWER}`"),
            )
        };
        let Some(Block {
            line,
            kind: BlockKind::Paragraph(lead),
        }) = lead
        else {
            return Err(lost(table.rows.first().map_or(1, |(line, _)| *line)));
        };
        match lead.first() {
            Some(Piece::Text(text)) if text.starts_with("Facts") => {
                self.facts.push(FactTable::led_by(*line, lead, table)?);
            }
            Some(Piece::Text(text)) if text.starts_with("Answer") => {
                self.answers.push(AnswerTable::led_by(*line, lead, table)?);
            }
            _ => return Err(lost(*line)),
        }
        Ok(())
    }
}

impl FactTable {
    fn led_by(line: usize, lead: &[Piece], rows: &Table) -> Result<Self, Problem> {
        let wrong = |what: String| Problem::new(line, format!("{what}; write `{FACTS}`"));
        let mut facts = Self {
            line,
            table: String::new(),
            each: Vec::new(),
            rows: rows.clone(),
        };
        for piece in lead {
            match piece {
                Piece::Text(text) => {
                    if let Some(word) = words(text)
                        .find(|word| !["Facts", "in", "each", "with", "and"].contains(word))
                    {
                        return Err(wrong(format!(
                            "`{word}` is not understood before a table of facts"
                        )));
                    }
                }
                Piece::Code(code) if facts.table.is_empty() => facts.table.clone_from(code),
                Piece::Code(code) => {
                    let (column, cell) = code
                        .split_once(" = ")
                        .ok_or_else(|| wrong(format!("`{code}` is not `column = cell`")))?;
                    facts.each.push((column.to_owned(), cell.to_owned()));
                }
            }
        }
        if facts.table.is_empty() {
            return Err(wrong("facts of which table?".to_owned()));
        }
        Ok(facts)
    }
}

impl AnswerTable {
    fn led_by(line: usize, lead: &[Piece], rows: &Table) -> Result<Self, Problem> {
        let wrong = |what: String| Problem::new(line, format!("{what}; write `{ANSWER}`"));
        let mut answer = Self {
            line,
            rows: rows.clone(),
            ..Self::default()
        };
        let mut part = String::new();
        for piece in lead {
            match piece {
                Piece::Text(text) => {
                    for word in words(text) {
                        match word {
                            "Answer" | "for" | "and" => {}
                            "by" | "every" | "where" | "from" | "to" => word.clone_into(&mut part),
                            _ => {
                                return Err(wrong(format!(
                                    "`{word}` is not understood before a table of answers"
                                )));
                            }
                        }
                    }
                }
                Piece::Code(code) => match part.as_str() {
                    "by" => answer.by.push(code.clone()),
                    "every" => {
                        let grain = serde_json::from_value(code.as_str().into());
                        answer.grain =
                            Some(grain.map_err(|_| wrong(format!("`{code}` is no grain")))?);
                    }
                    "where" => answer.filter = Some(code.clone()),
                    "from" => answer.from = Some(code.clone()),
                    "to" => answer.to = Some(code.clone()),
                    _ => return Err(wrong(format!("what is `{code}` for?"))),
                },
            }
        }
        Ok(answer)
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
}
