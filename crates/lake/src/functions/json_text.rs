//! `json_text(text, place)`: the text at a place in a JSON value.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, StringBuilder};
use arrow::datatypes::DataType;
use datafusion::common::{Result, ScalarValue, exec_err, plan_err};
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility,
};

use formats::json::place::Place;

#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct JsonText {
    signature: Signature,
}

impl Default for JsonText {
    fn default() -> Self {
        Self {
            signature: Signature::user_defined(Volatility::Immutable),
        }
    }
}

impl ScalarUDFImpl for JsonText {
    fn name(&self) -> &'static str {
        "json_text"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, types: &[DataType]) -> Result<Vec<DataType>> {
        match types {
            [_, _] => Ok(vec![DataType::Utf8, DataType::Utf8]),
            _ => plan_err!("json_text takes a text and a place"),
        }
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Utf8)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let [text, place] = args.args.as_slice() else {
            return plan_err!("json_text takes a text and a place");
        };
        let ColumnarValue::Scalar(ScalarValue::Utf8(Some(place))) = place else {
            return plan_err!(
                "the place of json_text must be a text in quotes, e.g. 'requester.tags[0]'"
            );
        };
        let place = match Place::parse(place) {
            Ok(place) => place,
            Err(message) => return plan_err!("{message}"),
        };
        let texts: ArrayRef = text.to_array(args.number_rows)?;
        let mut found = StringBuilder::new();
        for text in texts.as_string::<i32>() {
            match text.map(|text| place.find(text)).transpose() {
                Ok(value) => found.append_option(value.flatten()),
                Err(reason) => return exec_err!("it is not whole JSON: {reason}"),
            }
        }
        Ok(ColumnarValue::Array(Arc::new(found.finish())))
    }
}
