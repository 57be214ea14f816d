//! A feed's expressions: read before the file is opened, planned against its columns, applied to its rows.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, RecordBatch, RecordBatchOptions, new_null_array};
use arrow::compute::kernels::zip::zip;
use arrow::datatypes::{DataType, SchemaRef};
use charter::canonical::ColumnUse;
use charter::condition::Condition;
use charter::expression::{Allowed, Expression};
use charter::feed::{Feed, Severity};
use charter::names::nearest;
use charter::view::ColumnView;
use datafusion::common::{DFSchema, DataFusionError};
use datafusion::execution::context::SessionContext;
use datafusion::logical_expr::ScalarUDF;
use formats::CHUNK_ROWS;
use jiff::tz::TimeZone;

use super::computed::{BadRow, Computed, Part, Planner, Target};
use super::typed::{self, TypeChecks};
use crate::LakeError;
use crate::catalog::Table;
use crate::functions::local_time::LocalTime;

/// A feed's expressions, read.
pub(super) struct Written {
    feed: String,
    zone: TimeZone,
    only: Option<Expression>,
    key: Vec<Expression>,
    version: Vec<Expression>,
    names: Vec<Expression>,
    columns: Vec<(ColumnView, Expression)>,
    checks: Vec<Condition>,
    types: TypeChecks,
    table: Table,
}

/// Something put right in the rows of a source before they are mapped: a column gets the value of an expression.
#[derive(Debug, Clone)]
pub(crate) struct Mend {
    /// The source column.
    pub column: String,
    /// Its new value, over source columns.
    pub value: Expression,
}

/// A feed's expressions, planned.
pub(super) struct Mapping {
    /// Source columns that are put right first.
    mend: Vec<(usize, Computed)>,
    pub only: Option<Computed>,
    pub key: Vec<KeyPart>,
    pub version: Vec<Computed>,
    /// People's names, to be taken out of free text.
    pub names: Vec<Computed>,
    pub columns: Vec<Mapped>,
    pub checks: Vec<Check>,
    pub types: TypeChecks,
    pub schema: SchemaRef,
    /// The table's columns as they are where they are not mapped, for a full chunk.
    unmapped: Vec<ArrayRef>,
}

/// A part of a record's identity.
pub(super) struct KeyPart {
    pub computed: Computed,
    pub written: String,
    /// Whether it reads what a customer's column reads, so that it must be hashed too.
    pub secret: bool,
}

/// A column of the table and how it is computed.
pub(super) struct Mapped {
    pub column: ColumnView,
    pub computed: Computed,
    /// Whether a row without it cannot stand in the table.
    pub required: bool,
}

/// A check, planned over the table's columns.
pub(super) struct Check {
    pub name: String,
    pub holds: Computed,
    /// The column that it is about and what its value must be, where it is about one.
    pub expects: Option<(String, String)>,
    pub severity: Severity,
    pub hint: String,
}

impl Written {
    pub(super) fn read(
        feed: &Feed,
        table: &Table,
        zone: &str,
        checks: Vec<Condition>,
    ) -> Result<Self, LakeError> {
        let part = |part: String| Part {
            feed: feed.feed.clone(),
            part,
        };
        let zone = feed.zone.as_deref().unwrap_or(zone);
        let zone = TimeZone::get(zone).map_err(|error| {
            part("zone".to_owned()).bad(
                error.to_string(),
                "Use an IANA name, e.g. Europe/Amsterdam.",
            )
        })?;
        let source = Allowed::source();
        let list = |name: &str, texts: &[String]| {
            texts
                .iter()
                .map(|text| part(name.to_owned()).parse(text, &source))
                .collect::<Result<Vec<_>, _>>()
        };
        let columns = feed
            .columns
            .iter()
            .map(|(name, text)| {
                let part = part(format!("columns.{name}"));
                let column = table.column(name).ok_or_else(|| {
                    let known = table.columns.iter().map(|column| column.name.as_str());
                    let hint = nearest(name, known).map_or_else(
                        || "Add it in tables.yaml, or leave it out.".to_owned(),
                        |nearest| {
                            format!("Did you mean `{nearest}`? Otherwise add it in tables.yaml.")
                        },
                    );
                    part.bad(format!("table `{}` has no such column", table.name), hint)
                })?;
                Ok((column.clone(), part.parse(text, &source)?))
            })
            .collect::<Result<Vec<_>, LakeError>>()?;
        if !columns.iter().any(|(column, _)| column.name == table.at) {
            return Err(part("columns".to_owned()).bad(
                format!("`{}` is not mapped", table.at),
                "It says when a row counts: without it, no row can be asked for.",
            ));
        }
        if feed.key.is_empty() {
            return Err(part("key".to_owned()).bad(
                "it is empty",
                "Name the columns that make a record the same record.",
            ));
        }
        Ok(Self {
            feed: feed.feed.clone(),
            zone,
            only: feed
                .only
                .as_ref()
                .map(|text| part("only".to_owned()).parse(text, &source))
                .transpose()?,
            key: list("key", &feed.key)?,
            version: list("version", &feed.version)?,
            names: list("names", &feed.names)?,
            columns,
            checks,
            types: typed::checks(feed),
            table: table.clone(),
        })
    }

    /// Columns of the source that any expression reads, sorted.
    pub(super) fn source_columns(&self) -> Vec<String> {
        let read: BTreeSet<&String> = self
            .only
            .iter()
            .chain(&self.key)
            .chain(&self.version)
            .chain(&self.names)
            .chain(self.columns.iter().map(|(_, expression)| expression))
            .flat_map(Expression::columns)
            .collect();
        read.into_iter().cloned().collect()
    }

    /// Whether each column that is put right is one that is read, be it by what puts another right.
    pub(super) fn reads(&self, mend: &[Mend]) -> Result<(), LakeError> {
        let columns = self.source_columns();
        let read = |column: &String| {
            columns.contains(column)
                || mend
                    .iter()
                    .any(|mend| mend.value.columns().contains(column))
        };
        match mend.iter().find(|mend| !read(&mend.column)) {
            Some(mend) => Err(self.not_read(&mend.column)),
            None => Ok(()),
        }
    }

    fn not_read(&self, column: &str) -> LakeError {
        let part = Part {
            feed: self.feed.clone(),
            part: format!("mend of `{column}`"),
        };
        part.bad(
            "the feed does not read this column of the source",
            format!("It reads: {}.", self.source_columns().join(", ")),
        )
    }

    /// In how many parts a version comes.
    pub(super) fn version_parts(&self) -> usize {
        self.version.len()
    }

    pub(super) fn plan(
        &self,
        session: &SessionContext,
        source: &SchemaRef,
        mend: &[Mend],
    ) -> Result<Mapping, LakeError> {
        let lenient = ScalarUDF::from(LocalTime::lenient(self.zone.clone()));
        session.register_udf(ScalarUDF::from(LocalTime::of(self.zone.clone())));
        let over = |schema: &SchemaRef| {
            Ok(Planner {
                session,
                schema: DFSchema::try_from(schema.as_ref().clone())
                    .map_err(LakeError::table("planning the feed"))?,
                lenient_time: Some(Arc::new(lenient.clone())),
            })
        };
        let rows = over(source)?;
        let schema = self.table.schema();
        let facts = over(&schema)?;
        let part = |part: String| Part {
            feed: self.feed.clone(),
            part,
        };
        let customers: BTreeSet<&String> = self
            .columns
            .iter()
            .filter(|(column, _)| column.use_ == ColumnUse::Customer)
            .flat_map(|(_, expression)| expression.columns())
            .collect();
        Ok(Mapping {
            mend: mend
                .iter()
                .map(|mend| {
                    let part = part(format!("mend of `{}`", mend.column));
                    let place = source
                        .index_of(&mend.column)
                        .map_err(|_| self.not_read(&mend.column))?;
                    let kind = source.field(place).data_type();
                    let value = rows.plan_to(&part, &mend.value, |_| Ok(kind.clone()))?;
                    Ok((place, value))
                })
                .collect::<Result<_, LakeError>>()?,
            only: self
                .only
                .as_ref()
                .map(|only| rows.plan(&part("only".to_owned()), only, Target::Truth))
                .transpose()?,
            key: self
                .key
                .iter()
                .map(|key| {
                    Ok(KeyPart {
                        computed: rows.plan(&part("key".to_owned()), key, Target::Text)?,
                        written: key.sql().to_owned(),
                        secret: key
                            .columns()
                            .iter()
                            .any(|column| customers.contains(column)),
                    })
                })
                .collect::<Result<_, LakeError>>()?,
            version: self
                .version
                .iter()
                .map(|version| rows.plan(&part("version".to_owned()), version, Target::Order))
                .collect::<Result<_, LakeError>>()?,
            names: self
                .names
                .iter()
                .map(|name| rows.plan(&part("names".to_owned()), name, Target::Text))
                .collect::<Result<_, LakeError>>()?,
            columns: self
                .columns
                .iter()
                .map(|(column, expression)| {
                    let target = Target::Column(column.column_type);
                    Ok(Mapped {
                        computed: rows.plan(
                            &part(format!("columns.{}", column.name)),
                            expression,
                            target,
                        )?,
                        required: column.name == self.table.at,
                        column: column.clone(),
                    })
                })
                .collect::<Result<_, LakeError>>()?,
            checks: self
                .checks
                .iter()
                .map(|check| {
                    Ok(Check {
                        name: check.check.clone(),
                        holds: facts.plan(
                            &part(format!("checks.{}", check.check)),
                            &check.holds,
                            Target::Truth,
                        )?,
                        expects: check.expects.clone(),
                        severity: check.severity,
                        hint: check.hint.clone(),
                    })
                })
                .collect::<Result<_, LakeError>>()?,
            types: self.types.clone(),
            unmapped: (schema.fields().iter())
                .map(|field| new_null_array(field.data_type(), CHUNK_ROWS))
                .collect(),
            schema,
        })
    }
}

impl Mapping {
    /// The source's rows, put right. Where a mend has no value for a row, the row stays as it came.
    pub(super) fn mended(&self, rows: &RecordBatch) -> Result<RecordBatch, DataFusionError> {
        let mut columns = rows.columns().to_vec();
        for (place, mend) in &self.mend {
            let (values, bad) = mend.values(rows)?;
            let Some(column) = columns.get_mut(*place) else {
                continue;
            };
            let failed: BooleanArray = (0..rows.num_rows())
                .map(|row| Some(bad.iter().any(|bad| bad.row == row)))
                .collect();
            *column = zip(&failed, column, &values)?;
        }
        let options = RecordBatchOptions::new().with_row_count(Some(rows.num_rows()));
        Ok(RecordBatch::try_new_with_options(
            rows.schema(),
            columns,
            &options,
        )?)
    }

    /// The table's columns for these rows, null where the feed does not map them, and the rows that cannot be read.
    pub(super) fn apply(
        &self,
        rows: &RecordBatch,
    ) -> Result<(RecordBatch, BTreeMap<String, Vec<BadRow>>), DataFusionError> {
        let mut bad = BTreeMap::new();
        let mut columns: Vec<Option<ArrayRef>> = vec![None; self.schema.fields().len()];
        for mapped in &self.columns {
            let (values, mut failed) = mapped.computed.values(rows)?;
            if mapped.computed.data_type == DataType::Float64 {
                failed.extend(not_finite(&values));
            }
            if !failed.is_empty() {
                bad.insert(mapped.column.name.clone(), failed);
            }
            let place = self.schema.index_of(&mapped.column.name)?;
            if let Some(column) = columns.get_mut(place) {
                *column = Some(values);
            }
        }
        let columns = columns.into_iter().zip(&self.unmapped);
        let columns = columns
            .map(|(column, nothing)| {
                // A part counts in memory as the whole does.
                column.unwrap_or_else(|| match nothing.len() == rows.num_rows() {
                    true => nothing.clone(),
                    false => new_null_array(nothing.data_type(), rows.num_rows()),
                })
            })
            .collect();
        Ok((RecordBatch::try_new(self.schema.clone(), columns)?, bad))
    }
}

/// Rows that hold infinity or "not a number", which no measure can add up.
fn not_finite(values: &ArrayRef) -> Vec<BadRow> {
    use arrow::array::AsArray;
    use arrow::datatypes::Float64Type;
    values
        .as_primitive::<Float64Type>()
        .iter()
        .enumerate()
        .filter(|(_, value)| value.is_some_and(|value| !value.is_finite()))
        .map(|(row, _)| BadRow {
            row,
            reason: "the number is not finite".to_owned(),
        })
        .collect()
}
