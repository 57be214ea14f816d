//! Objects as rows: each leaf of a nested member is a column of its own, read by `json_text`.

use std::collections::HashMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::sample::Column;
use crate::write::sql;

/// More columns than this are left out.
const MOST: usize = 2_000;
/// Elements of an array that are looked into.
const ELEMENTS: usize = 3;
/// Deeper members stay JSON.
const DEEPEST: usize = 6;

/// A JSON value with its members in the order written.
#[derive(Debug, Clone)]
pub(super) enum Tree {
    Null,
    Text(String),
    List(Vec<Tree>),
    Object(Vec<(String, Tree)>),
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Ordered)
    }
}

struct Ordered;

impl<'de> Visitor<'de> for Ordered {
    type Value = Tree;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Tree, E> {
        Ok(Tree::Text(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Tree, E> {
        Ok(Tree::Text(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Tree, E> {
        Ok(Tree::Text(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Tree, E> {
        Ok(Tree::Text(value.to_string()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Tree, E> {
        Ok(Tree::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Tree, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Tree::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Tree, A::Error> {
        let mut object = Vec::new();
        while let Some(member) = members.next_entry()? {
            object.push(member);
        }
        Ok(Tree::Object(object))
    }
}

/// Rows of leaves.
#[derive(Default)]
pub(super) struct Table {
    rows: usize,
    columns: Vec<Column>,
    places: HashMap<String, usize>,
    left_out: usize,
}

impl Table {
    pub(super) fn rows(&self) -> usize {
        self.rows
    }

    pub(super) fn left_out(&self) -> Option<usize> {
        (self.left_out > 0).then_some(self.left_out)
    }

    pub(super) fn row(&mut self, members: Vec<(String, Tree)>) {
        for (name, value) in members {
            let path = Path {
                member: name,
                below: String::new(),
                depth: 0,
            };
            self.take(path, value);
        }
        self.rows += 1;
    }

    fn take(&mut self, path: Path, value: Tree) {
        match value {
            Tree::Null => self.put(path, None),
            Tree::Text(text) => self.put(path, Some(text).filter(|text| !text.trim().is_empty())),
            Tree::Object(members) if path.depth < DEEPEST => {
                for (name, value) in members {
                    if name.is_empty() || name.contains(['.', '[', ']', '\'', '"', '\\']) {
                        self.left_out += 1;
                        continue;
                    }
                    self.take(path.member(&name), value);
                }
            }
            Tree::List(items)
                if path.depth < DEEPEST
                    && items.iter().any(|item| matches!(item, Tree::Object(_))) =>
            {
                for (place, item) in items.into_iter().enumerate().take(ELEMENTS) {
                    self.take(path.element(place), item);
                }
            }
            other => self.put(
                path,
                Some(shown(&other)).filter(|text| text != "[]" && text != "{}"),
            ),
        }
    }

    fn put(&mut self, path: Path, cell: Option<String>) {
        let name = path.name();
        let place = match self.places.get(&name) {
            Some(place) => *place,
            None if self.columns.len() >= MOST => {
                self.left_out += 1;
                return;
            }
            None => {
                self.columns.push(Column {
                    name: name.clone(),
                    sql: path.sql(),
                    column_type: None,
                    spaced: false,
                    label: None,
                    cells: vec![None; self.rows],
                });
                self.places.insert(name, self.columns.len() - 1);
                self.columns.len() - 1
            }
        };
        if let Some(column) = self.columns.get_mut(place) {
            column.cells.resize(self.rows, None);
            column.cells.push(cell);
        }
    }

    /// The columns; a member that is an object in some rows and null in others has no column of its own.
    pub(super) fn columns(mut self) -> Vec<Column> {
        for column in &mut self.columns {
            column.cells.resize(self.rows, None);
        }
        let inner: Vec<String> = self
            .columns
            .iter()
            .map(|column| column.name.clone())
            .collect();
        let mut stems: std::collections::HashSet<&str> = std::collections::HashSet::new();
        for name in &inner {
            stems.extend(
                name.match_indices(['.', '['])
                    .filter_map(|(at, _)| name.get(..at)),
            );
        }
        self.columns.retain(|column| {
            column.cells.iter().any(Option::is_some) || !stems.contains(column.name.as_str())
        });
        self.columns
    }
}

#[derive(Clone)]
struct Path {
    member: String,
    below: String,
    depth: usize,
}

impl Path {
    fn member(&self, name: &str) -> Self {
        let dot = if self.below.is_empty() { "" } else { "." };
        Self {
            member: self.member.clone(),
            below: format!("{}{dot}{name}", self.below),
            depth: self.depth + 1,
        }
    }

    fn element(&self, place: usize) -> Self {
        Self {
            member: self.member.clone(),
            below: format!("{}[{place}]", self.below),
            depth: self.depth + 1,
        }
    }

    fn name(&self) -> String {
        if self.below.is_empty() {
            self.member.clone()
        } else if self.below.starts_with('[') {
            format!("{}{}", self.member, self.below)
        } else {
            format!("{}.{}", self.member, self.below)
        }
    }

    fn sql(&self) -> Option<String> {
        let member = sql::column(&self.member)?;
        if self.below.is_empty() {
            return Some(member);
        }
        Some(format!("json_text({member}, {})", sql::text(&self.below)))
    }
}

fn shown(tree: &Tree) -> String {
    match tree {
        Tree::Null => "null".to_owned(),
        Tree::Text(text) => text.clone(),
        Tree::List(items) => {
            let items: Vec<String> = items.iter().map(shown).collect();
            format!("[{}]", items.join(","))
        }
        Tree::Object(members) => {
            let members: Vec<String> = members
                .iter()
                .map(|(name, value)| format!("{name}:{}", shown(value)))
                .collect();
            format!("{{{}}}", members.join(","))
        }
    }
    .trim()
    .to_owned()
}
