//! What requests do to rows: at the door to those that come, and in the tables to those that are there. One function for
//! both, so that a row is the same whenever it came.

use std::collections::BTreeSet;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch, StringArray};
use arrow::datatypes::{DataType, SchemaRef};
use arrow::error::ArrowError;
use charter::canonical::ColumnUse;

use super::asked::Contact;
use super::known::{Customers, Fate};
use crate::catalog::{PARTY, Table};

/// The column by which rows of other tables belong to a contact.
const CONTACT: &str = "contact_id";

/// The columns of a table that say whose a row is, and those with what people wrote.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Columns {
    customers: Vec<String>,
    words: Vec<String>,
    contact: bool,
    party: bool,
}

impl Columns {
    /// The columns of a stored table. What the charter no longer has is still on disk, and nobody knows what it was: such a
    /// text is a customer where it is one's hash, and words otherwise.
    pub(crate) fn of(table: Option<&Table>, stored: &SchemaRef) -> Self {
        let mut columns = Self::default();
        for field in stored.fields() {
            let name = field.name();
            if *field.data_type() != DataType::Utf8 || name.starts_with('_') {
                continue;
            }
            match table.map(|table| table.column(name).map(|column| column.use_)) {
                Some(Some(ColumnUse::Customer)) => columns.customers.push(name.clone()),
                Some(Some(ColumnUse::FreeText)) => columns.words.push(name.clone()),
                Some(Some(_)) => {}
                Some(None) | None if name == CONTACT || name == PARTY => {}
                Some(None) | None => {
                    columns.customers.push(name.clone());
                    columns.words.push(name.clone());
                }
            }
            columns.contact |= name == CONTACT;
            columns.party |= name == PARTY;
        }
        columns
    }

    /// Whether rows may have words that belong to a contact.
    pub(crate) fn hangs(&self) -> bool {
        self.contact && !self.words.is_empty()
    }

    /// Whether rows name both a customer and a contact.
    pub(crate) fn binds(&self) -> bool {
        self.contact && !self.customers.is_empty()
    }

    /// The columns that have to be read to know what changes.
    pub(crate) fn names(&self) -> Vec<&str> {
        let mut names: BTreeSet<&str> = self.customers.iter().map(String::as_str).collect();
        names.extend(self.words.iter().map(String::as_str));
        if self.contact {
            names.insert(CONTACT);
        }
        if self.party {
            names.insert(PARTY);
        }
        names.into_iter().collect()
    }
}

/// Rows after what was asked, and how many of them are other than before.
pub(crate) struct Changed {
    pub rows: RecordBatch,
    pub count: u64,
}

fn texts<'a>(rows: &'a RecordBatch, name: &str) -> Option<&'a StringArray> {
    rows.column_by_name(name)?.as_string_opt::<i32>()
}

impl Customers {
    /// The rows as they are after what was asked; nothing when they are that already.
    pub(crate) fn changed(
        &self,
        columns: &Columns,
        rows: &RecordBatch,
    ) -> Result<Option<Changed>, ArrowError> {
        if self.is_empty() {
            return Ok(None);
        }
        let mut other = vec![false; rows.num_rows()];
        let mut all: Vec<ArrayRef> = rows.columns().to_vec();
        let forgotten = self.forgotten_rows(columns, rows);
        for name in &columns.customers {
            let Some((place, _)) = rows.schema_ref().column_with_name(name) else {
                continue;
            };
            let Some(hashes) = texts(rows, name) else {
                continue;
            };
            if !hashes
                .iter()
                .flatten()
                .any(|hash| self.fate(hash).is_some())
            {
                continue;
            }
            let changed: StringArray = hashes
                .iter()
                .zip(&mut other)
                .map(
                    |(hash, other)| match hash.and_then(|hash| self.fate(hash)) {
                        None => hash,
                        Some(fate) => {
                            *other = true;
                            match fate {
                                Fate::Forgotten(_) => None,
                                Fate::Is(stays) => Some(stays.as_str()),
                            }
                        }
                    },
                )
                .collect();
            if let Some(column) = all.get_mut(place) {
                *column = Arc::new(changed);
            }
        }
        if let Some(forgotten) = forgotten {
            for name in &columns.words {
                let Some((place, _)) = rows.schema_ref().column_with_name(name) else {
                    continue;
                };
                let Some(column) = all.get_mut(place) else {
                    continue;
                };
                let Some(words) = column.as_string_opt::<i32>() else {
                    continue;
                };
                let emptied: StringArray = words
                    .iter()
                    .zip(&forgotten)
                    .zip(&mut other)
                    .map(|((words, forgotten), other)| {
                        *other |= *forgotten && words.is_some();
                        words.filter(|_| !*forgotten)
                    })
                    .collect();
                *column = Arc::new(emptied);
            }
        }
        let count = other.iter().filter(|other| **other).count() as u64;
        if count == 0 {
            return Ok(None);
        }
        let rows = RecordBatch::try_new(rows.schema(), all)?;
        Ok(Some(Changed { rows, count }))
    }

    /// Which rows are of somebody who was forgotten; nothing when none is.
    fn forgotten_rows(&self, columns: &Columns, rows: &RecordBatch) -> Option<Vec<bool>> {
        if !self.anybody_forgotten() {
            return None;
        }
        let mut forgotten = vec![false; rows.num_rows()];
        for hashes in columns
            .customers
            .iter()
            .filter_map(|name| texts(rows, name))
        {
            for (hash, forgotten) in hashes.iter().zip(&mut forgotten) {
                *forgotten |= self.is_forgotten(hash).is_some();
            }
        }
        if columns.hangs()
            && self.has_contacts()
            && let Some(ids) = texts(rows, CONTACT)
        {
            let parties = texts(rows, PARTY);
            for (row, (id, forgotten)) in ids.iter().zip(&mut forgotten).enumerate() {
                if let Some(id) = id
                    && !*forgotten
                {
                    let contact = self.contact(id, party(parties, row));
                    *forgotten = self.contact_of(&contact).is_some();
                }
            }
        }
        forgotten.contains(&true).then_some(forgotten)
    }

    fn is_forgotten(&self, hash: Option<&str>) -> Option<u64> {
        match self.fate(hash?) {
            Some(Fate::Forgotten(number)) => Some(*number),
            _ => None,
        }
    }

    /// The request by which the customer of one row, or of the contact that its words belong to, was forgotten.
    pub(crate) fn forgotten_row(
        &self,
        columns: &Columns,
        rows: &RecordBatch,
        row: usize,
    ) -> Option<u64> {
        let value = |values: &'_ StringArray| -> Option<String> {
            values.is_valid(row).then(|| values.value(row).to_owned())
        };
        let mut hashes = columns
            .customers
            .iter()
            .filter_map(|name| value(texts(rows, name)?));
        let of_customer = hashes.find_map(|hash| self.is_forgotten(Some(&hash)));
        of_customer.or_else(|| {
            let id = texts(rows, CONTACT).filter(|_| columns.hangs() && self.has_contacts())?;
            self.contact_of(&self.contact(&value(id)?, party(texts(rows, PARTY), row)))
        })
    }

    /// Contacts of somebody who was forgotten that are not known yet, each with its row.
    pub(crate) fn contacts_in(
        &self,
        columns: &Columns,
        rows: &RecordBatch,
    ) -> Vec<(usize, (u64, Contact))> {
        let mut found = Vec::new();
        let Some(ids) = texts(rows, CONTACT).filter(|_| self.anybody_forgotten()) else {
            return found;
        };
        let parties = texts(rows, PARTY);
        for hashes in columns
            .customers
            .iter()
            .filter_map(|name| texts(rows, name))
        {
            for (row, (hash, id)) in hashes.iter().zip(ids).enumerate() {
                if let (Some(number), Some(id)) = (self.is_forgotten(hash), id) {
                    let contact = self.contact(id, party(parties, row));
                    if !self.knows(number, &contact) {
                        found.push((row, (number, contact)));
                    }
                }
            }
        }
        found
    }
}

fn party(parties: Option<&StringArray>, row: usize) -> Option<&str> {
    let parties = parties.filter(|parties| parties.is_valid(row))?;
    Some(parties.value(row))
}
