//! The tables as this charter has them: canonical columns and added ones, with their types and uses.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use charter::Charter;
use charter::canonical::ColumnType;
pub(crate) use charter::canonical::SET_ASIDE;
use charter::names::nearest;
use charter::view::TableView;

use crate::LakeError;

/// Identity of a record within its table: the feed's key expressions, joined.
pub(crate) const KEY: &str = "_key";
/// What orders two versions of a record.
pub(crate) const VERSION: &str = "_version";
/// The feed that a row came through.
pub(crate) const FEED: &str = "_feed";
/// The version of the lake in which a row came.
pub(crate) const BATCH: &str = "_batch";

/// The column that says whose a row is.
pub const PARTY: &str = "party";

/// All tables under a charter.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Catalog {
    tables: BTreeMap<String, Table>,
}

impl Catalog {
    pub(crate) fn of(charter: &Charter) -> Self {
        let tables = charter
            .table_names()
            .into_iter()
            .filter_map(|name| charter.table(name))
            .map(|view| (view.name.clone(), Table(view)))
            .collect();
        Self { tables }
    }

    pub(crate) fn tables(&self) -> impl Iterator<Item = &Table> {
        self.tables.values()
    }

    pub(crate) fn table(&self, name: &str) -> Result<&Table, LakeError> {
        self.tables.get(name).ok_or_else(|| LakeError::Unknown {
            what: "table",
            name: name.to_owned(),
            nearest: nearest(name, self.tables.keys().map(String::as_str)).map(str::to_owned),
        })
    }
}

/// A table under a charter, and how it is stored.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Table(TableView);

impl std::ops::Deref for Table {
    type Target = TableView;

    fn deref(&self) -> &TableView {
        &self.0
    }
}

impl Table {
    /// Schema of the columns that people name.
    pub(crate) fn schema(&self) -> SchemaRef {
        Arc::new(Schema::new(
            self.columns
                .iter()
                .map(|column| Field::new(&column.name, arrow_type(column.column_type), true))
                .collect::<Vec<_>>(),
        ))
    }

    /// Schema of the columns as stored: those that people name, then the hidden ones.
    pub(crate) fn stored_schema(&self) -> SchemaRef {
        let mut fields: Vec<_> = self.schema().fields().iter().cloned().collect();
        fields.push(Arc::new(Field::new(KEY, DataType::Utf8, true)));
        fields.push(Arc::new(Field::new(VERSION, DataType::Binary, true)));
        fields.push(Arc::new(Field::new(FEED, DataType::Utf8, true)));
        fields.push(Arc::new(Field::new(BATCH, DataType::Int64, true)));
        Arc::new(Schema::new(fields))
    }
}

/// Schema of the table of rows that were set aside.
pub(crate) fn set_aside_schema() -> SchemaRef {
    let text = |name| Field::new(name, DataType::Utf8, true);
    Arc::new(Schema::new(vec![
        text("id"),
        text("feed"),
        Field::new("batch", DataType::Int64, true),
        text("source"),
        Field::new("line", DataType::Int64, true),
        text("format"),
        Field::new("raw", DataType::Binary, true),
        text("check"),
        text("reason"),
        text("hint"),
        Field::new("at", instant(), true),
        text("standing"),
        Field::new("resolved_at", instant(), true),
        text("resolved_by"),
        text("resolution"),
        text("types"),
    ]))
}

/// The type of an instant as stored.
pub(crate) fn instant() -> DataType {
    DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()))
}

/// How a column's values are stored.
pub(crate) fn arrow_type(column_type: ColumnType) -> DataType {
    match column_type {
        ColumnType::Text => DataType::Utf8,
        ColumnType::Integer => DataType::Int64,
        ColumnType::Number => DataType::Float64,
        ColumnType::Boolean => DataType::Boolean,
        ColumnType::Instant => instant(),
        ColumnType::Money => DataType::Decimal128(18, 4),
    }
}
