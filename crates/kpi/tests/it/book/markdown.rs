//! A page as a list of blocks that know their lines.

use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

/// A block with the line it begins on.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    pub line: usize,
    pub kind: BlockKind,
}

/// The blocks that pages are made of; lists are prose and carry nothing but links.
#[derive(Debug, Clone, PartialEq)]
pub enum BlockKind {
    Heading(usize, String),
    Quote(String),
    Paragraph(Vec<Piece>),
    Code(String),
    Table(Table),
}

/// A stretch of a paragraph.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    Text(String),
    Code(String),
}

/// A table of text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table {
    pub header: Vec<String>,
    /// Line and cells of each row.
    pub rows: Vec<(usize, Vec<String>)>,
}

/// A page's blocks, and the targets of its links.
pub fn read(text: &str) -> (Vec<Block>, BTreeSet<String>) {
    let mut reader = Reader {
        text,
        blocks: Vec::new(),
        links: BTreeSet::new(),
        pieces: Vec::new(),
        table: Table::default(),
        cells: Vec::new(),
        quoted: false,
        listed: 0,
    };
    for (event, range) in Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter() {
        reader.take(event, range);
    }
    (reader.blocks, reader.links)
}

struct Reader<'a> {
    text: &'a str,
    blocks: Vec<Block>,
    links: BTreeSet<String>,
    pieces: Vec<Piece>,
    table: Table,
    cells: Vec<String>,
    quoted: bool,
    listed: usize,
}

impl Reader<'_> {
    fn take(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(Tag::BlockQuote(_)) => self.quoted = true,
            Event::End(TagEnd::BlockQuote(_)) => self.quoted = false,
            Event::Start(Tag::List(_)) => self.listed += 1,
            Event::End(TagEnd::List(_)) => {
                self.listed -= 1;
                self.pieces.clear();
            }
            Event::Start(
                Tag::Paragraph | Tag::Heading { .. } | Tag::CodeBlock(CodeBlockKind::Fenced(_)),
            ) => self.pieces.clear(),
            Event::End(TagEnd::Paragraph) => {
                if self.quoted {
                    self.push(range, BlockKind::Quote(plain(&self.pieces)));
                } else if self.listed == 0 {
                    let pieces = std::mem::take(&mut self.pieces);
                    self.push(range, BlockKind::Paragraph(pieces));
                }
            }
            Event::End(TagEnd::Heading(level)) => {
                self.push(
                    range,
                    BlockKind::Heading(level as usize, plain(&self.pieces)),
                );
            }
            Event::End(TagEnd::CodeBlock) => {
                let code = self.pieces.iter().map(Piece::text).collect();
                self.push(range, BlockKind::Code(code));
            }
            Event::Start(Tag::Table(_)) => self.table = Table::default(),
            Event::End(TagEnd::Table) => {
                let table = std::mem::take(&mut self.table);
                self.push(range, BlockKind::Table(table));
            }
            Event::Start(Tag::TableCell) => self.pieces.clear(),
            Event::End(TagEnd::TableCell) => self.cells.push(plain(&self.pieces)),
            Event::End(TagEnd::TableHead) => self.table.header = std::mem::take(&mut self.cells),
            Event::End(TagEnd::TableRow) => {
                let line = self.line(range.start);
                self.table
                    .rows
                    .push((line, std::mem::take(&mut self.cells)));
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                self.links.insert(dest_url.into_string());
            }
            Event::Text(text) => self.pieces.push(Piece::Text(text.into_string())),
            Event::Code(code) => self.pieces.push(Piece::Code(code.into_string())),
            Event::SoftBreak | Event::HardBreak => self.pieces.push(Piece::Text(" ".to_owned())),
            _ => {}
        }
    }

    fn push(&mut self, range: Range<usize>, kind: BlockKind) {
        let line = self.line(range.start);
        self.blocks.push(Block { line, kind });
    }

    fn line(&self, offset: usize) -> usize {
        1 + self
            .text
            .bytes()
            .take(offset)
            .filter(|byte| *byte == b'\n')
            .count()
    }
}

impl Piece {
    fn text(&self) -> &str {
        match self {
            Self::Text(text) | Self::Code(text) => text,
        }
    }
}

/// Text with its spaces made one, whatever line breaks the page has.
pub fn plain(pieces: &[Piece]) -> String {
    let text: String = pieces.iter().map(Piece::text).collect();
    spaced(&text)
}

/// The same with spaces and line breaks made one space.
pub fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
