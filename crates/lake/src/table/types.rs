//! The types of columns: as facts have them, as the log has them, and in the words of a charter.

use arrow::datatypes::DataType;
use deltalake::kernel::{DataType as DeltaType, PrimitiveType, StructField};

use crate::LakeError;
use crate::catalog::instant;

/// A column as the log has it.
pub(super) fn delta_field(name: &str, data_type: &DataType) -> Result<StructField, LakeError> {
    let data_type = match data_type {
        DataType::Int64 => DeltaType::LONG,
        DataType::Float64 => DeltaType::DOUBLE,
        DataType::Boolean => DeltaType::BOOLEAN,
        DataType::Binary => DeltaType::BINARY,
        DataType::Timestamp(..) => DeltaType::TIMESTAMP,
        DataType::Decimal128(precision, scale) => {
            DeltaType::decimal(*precision, scale.unsigned_abs())
                .map_err(LakeError::table("making a table"))?
        }
        _ => DeltaType::STRING,
    };
    Ok(StructField::nullable(name, data_type))
}

/// How a column that the log has is stored.
pub(super) fn stored_type(data_type: &DeltaType) -> DataType {
    match data_type {
        DeltaType::Primitive(PrimitiveType::Long) => DataType::Int64,
        DeltaType::Primitive(PrimitiveType::Double) => DataType::Float64,
        DeltaType::Primitive(PrimitiveType::Boolean) => DataType::Boolean,
        DeltaType::Primitive(PrimitiveType::Binary) => DataType::Binary,
        DeltaType::Primitive(PrimitiveType::Timestamp) => instant(),
        DeltaType::Primitive(PrimitiveType::Decimal(decimal)) => {
            DataType::Decimal128(decimal.precision(), decimal.scale().cast_signed())
        }
        _ => DataType::Utf8,
    }
}

/// The words of a charter for a type that is stored.
pub(super) fn people_type(data_type: &DeltaType) -> &'static str {
    match stored_type(data_type) {
        DataType::Int64 => "integer",
        DataType::Float64 => "number",
        DataType::Boolean => "boolean",
        DataType::Timestamp(..) => "instant",
        DataType::Decimal128(..) => "money",
        _ => "text",
    }
}
