//! What makes a record the same record, which version of it is the later one, and who the customer was.

use std::fmt::Write as _;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BinaryArray, BooleanArray, Decimal128Array, Float64Array, Int64Array,
    RecordBatch, StringArray, StringBuilder, TimestampMicrosecondArray,
};
use arrow::buffer::OffsetBuffer;
use arrow::datatypes::{
    DataType, Decimal128Type, Float64Type, Int64Type, TimestampMicrosecondType,
};
use hmac::{Hmac, KeyInit, Mac};
use memchr::memchr2;
use sha2::Sha256;
use xxhash_rust::xxh3::xxh3_64;

use crate::Secret;

/// Bytes that one version expression takes: whether there is a value, then the value in an order-preserving form.
const PART_BYTES: usize = 9;
/// Bytes that say how a row was mapped: the revision of its feed, and how many of its values there are.
pub(super) const MAPPED_BYTES: usize = 3;
/// Bytes of the digest that settles ties. It is compared among the versions of one record that are alike otherwise, so that 64
/// bits are plenty; and whoever would look for two rows of one digest could as well send the record again.
pub(super) const DIGEST_BYTES: usize = 8;

/// Bytes of a version with so many expressions.
pub(super) const fn version_bytes(expressions: usize) -> usize {
    expressions * PART_BYTES + MAPPED_BYTES + DIGEST_BYTES
}

/// In place of the length of a text, of which eight bytes follow then.
const LONG: u8 = u8::MAX;

/// Replaces identities by keyed hashes: the first 32 hex digits of HMAC-SHA256.
#[derive(Clone)]
pub(crate) struct Pseudonyms(Hmac<Sha256>);

impl Pseudonyms {
    pub(crate) fn new(key: &Secret) -> Option<Self> {
        Hmac::new_from_slice(key.bytes()).ok().map(Self)
    }

    pub(crate) fn of(&self, identity: &str, into: &mut String) {
        let mut mac = self.0.clone();
        mac.update(identity.as_bytes());
        for byte in mac.finalize().into_bytes().iter().take(16) {
            // Writing to a string cannot fail.
            let _ = write!(into, "{byte:02x}");
        }
    }

    pub(super) fn column(&self, identities: &ArrayRef) -> ArrayRef {
        let mut hashes = StringBuilder::with_capacity(identities.len(), identities.len() * 32);
        let mut hash = String::new();
        for identity in identities.as_string::<i32>() {
            hash.clear();
            match identity {
                Some(identity) => {
                    self.of(identity, &mut hash);
                    hashes.append_value(&hash);
                }
                None => hashes.append_null(),
            }
        }
        Arc::new(hashes.finish())
    }
}

/// Joins the parts of keys so that different parts never give the same text. Null where a part is null.
pub(super) fn keys(parts: &[ArrayRef]) -> ArrayRef {
    let texts: Vec<&StringArray> = parts.iter().map(|part| part.as_string::<i32>()).collect();
    if let ([part], [text]) = (parts, texts.as_slice())
        && memchr2(b'|', b'\\', text.value_data()).is_none()
    {
        return part.clone();
    }
    let rows = texts.first().map_or(0, |part| part.len());
    let mut keys = StringBuilder::with_capacity(rows, rows * 16);
    let mut key = String::new();
    for row in 0..rows {
        key.clear();
        let mut whole = true;
        for (place, part) in texts.iter().enumerate() {
            if place > 0 {
                key.push('|');
            }
            if part.is_null(row) {
                whole = false;
                break;
            }
            let text = part.value(row);
            if text.contains(['|', '\\']) {
                key.push_str(&text.replace('\\', "\\\\").replace('|', "\\|"));
            } else {
                key.push_str(text);
            }
        }
        keys.append_option(whole.then_some(key.as_str()));
    }
    Arc::new(keys.finish())
}

/// A version for every row: bytes that compare as the versions do. Equal bytes are the same version of the same
/// content, so that ties between different contents are settled alike in whatever order they arrive: a later revision of
/// the feed wins, then the row that says more, such as the one mapped after a column was added; then the digest.
pub(super) fn versions(parts: &[ArrayRef], revision: u16, content: &RecordBatch) -> ArrayRef {
    let rows = content.num_rows();
    let contents = Contents::of(content);
    let parts: Vec<Order<'_>> = parts.iter().map(Order::of).collect();
    let width = version_bytes(parts.len());
    let mut versions = Vec::with_capacity(rows * width);
    let mut scratch = Vec::with_capacity(512);
    for row in 0..rows {
        for part in &parts {
            match part.at(row) {
                Some(value) => {
                    versions.push(1);
                    versions.extend_from_slice(&value.to_be_bytes());
                }
                None => versions.extend_from_slice(&[0; PART_BYTES]),
            }
        }
        versions.extend_from_slice(&revision.to_be_bytes());
        versions.push(contents.write(row, &mut scratch));
        versions.extend_from_slice(&xxh3_64(&scratch).to_be_bytes());
    }
    let ends = OffsetBuffer::from_repeated_length(width, rows);
    Arc::new(BinaryArray::new(ends, versions.into(), None))
}

/// Values that order versions, as unsigned integers in the same order.
enum Order<'a> {
    Integer(&'a Int64Array),
    Instant(&'a TimestampMicrosecondArray),
    Number(&'a Float64Array),
}

impl<'a> Order<'a> {
    fn of(array: &'a ArrayRef) -> Self {
        match array.data_type() {
            DataType::Float64 => Self::Number(array.as_primitive::<Float64Type>()),
            DataType::Timestamp(..) => {
                Self::Instant(array.as_primitive::<TimestampMicrosecondType>())
            }
            _ => Self::Integer(array.as_primitive::<Int64Type>()),
        }
    }

    fn at(&self, row: usize) -> Option<u64> {
        let signed = |value: i64| value.cast_unsigned() ^ (1 << 63);
        match self {
            Self::Integer(values) => values.is_valid(row).then(|| signed(values.value(row))),
            Self::Instant(values) => values.is_valid(row).then(|| signed(values.value(row))),
            Self::Number(values) => values.is_valid(row).then(|| {
                let bits = values.value(row).to_bits();
                if bits >> 63 == 1 {
                    !bits
                } else {
                    bits | (1 << 63)
                }
            }),
        }
    }
}

/// The content of rows as bytes: every value that is not null, after the name of its column. A column that is added
/// later and null therefore changes no digest.
struct Contents<'a>(Vec<([u8; 4], Values<'a>)>);

enum Values<'a> {
    Text(&'a StringArray),
    Integer(&'a Int64Array),
    Number(&'a Float64Array),
    Boolean(&'a BooleanArray),
    Instant(&'a TimestampMicrosecondArray),
    Money(&'a Decimal128Array),
}

impl<'a> Contents<'a> {
    fn of(content: &'a RecordBatch) -> Self {
        let schema = content.schema_ref();
        let mut columns: Vec<_> = schema
            .fields()
            .iter()
            .zip(content.columns())
            .filter(|(_, column)| column.null_count() < column.len())
            .map(|(field, column)| {
                let values = match column.data_type() {
                    DataType::Int64 => Values::Integer(column.as_primitive::<Int64Type>()),
                    DataType::Float64 => Values::Number(column.as_primitive::<Float64Type>()),
                    DataType::Boolean => Values::Boolean(column.as_boolean()),
                    DataType::Timestamp(..) => {
                        Values::Instant(column.as_primitive::<TimestampMicrosecondType>())
                    }
                    DataType::Decimal128(..) => {
                        Values::Money(column.as_primitive::<Decimal128Type>())
                    }
                    _ => Values::Text(column.as_string::<i32>()),
                };
                (field.name().as_str(), values)
            })
            .collect();
        columns.sort_by_key(|(name, _)| *name);
        Self(
            columns
                .into_iter()
                .map(|(name, values)| {
                    let [a, b, c, d, ..] = *blake3::hash(name.as_bytes()).as_bytes();
                    ([a, b, c, d], values)
                })
                .collect(),
        )
    }

    /// Writes a row and says how many values it has, as far as 255.
    fn write(&self, row: usize, into: &mut Vec<u8>) -> u8 {
        into.clear();
        let mut written = 0_u8;
        for (name, values) in &self.0 {
            match values {
                Values::Text(values) if values.is_valid(row) => {
                    let text = values.value(row).as_bytes();
                    into.extend_from_slice(name);
                    // Nearly all texts are short, and so is what says it.
                    match u8::try_from(text.len()) {
                        Ok(length) if length < LONG => into.push(length),
                        _ => {
                            into.push(LONG);
                            into.extend_from_slice(&(text.len() as u64).to_le_bytes());
                        }
                    }
                    into.extend_from_slice(text);
                }
                Values::Integer(values) if values.is_valid(row) => {
                    into.extend_from_slice(name);
                    into.extend_from_slice(&values.value(row).to_le_bytes());
                }
                Values::Number(values) if values.is_valid(row) => {
                    into.extend_from_slice(name);
                    into.extend_from_slice(&values.value(row).to_bits().to_le_bytes());
                }
                Values::Boolean(values) if values.is_valid(row) => {
                    into.extend_from_slice(name);
                    into.push(u8::from(values.value(row)));
                }
                Values::Instant(values) if values.is_valid(row) => {
                    into.extend_from_slice(name);
                    into.extend_from_slice(&values.value(row).to_le_bytes());
                }
                Values::Money(values) if values.is_valid(row) => {
                    into.extend_from_slice(name);
                    into.extend_from_slice(&values.value(row).to_le_bytes());
                }
                _ => continue,
            }
            written = written.saturating_add(1);
        }
        written
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pseudonym_is_the_start_of_hmac_sha256() {
        // RFC 4231, test case 2.
        let mut hash = String::new();
        Pseudonyms::new(&Secret::new("Jefe"))
            .unwrap()
            .of("what do ya want for nothing?", &mut hash);
        assert_eq!(hash, "5bdcc146bf60754e6a042426089575c7");
    }

    #[test]
    fn keys_are_unambiguous() {
        let text = |values: &[&str]| Arc::new(StringArray::from(values.to_vec())) as ArrayRef;
        let check = |parts: &[ArrayRef], expect: &[&str]| {
            assert_eq!(
                keys(parts).as_string(),
                &StringArray::from(expect.to_vec()),
                "{parts:?}"
            );
        };
        check(
            &[text(&["a|", "a", "a\\"]), text(&["b", "|b", "b"])],
            &["a\\||b", "a|\\|b", "a\\\\|b"],
        );
        check(&[text(&["a", "b"])], &["a", "b"]);
        check(&[text(&["a", "a|"])], &["a", "a\\|"]);
    }

    proptest::proptest! {
        #[test]
        fn integers_and_numbers_keep_their_order(a: i64, b: i64, x in -1e300_f64..1e300, y in -1e300_f64..1e300) {
            let integers: ArrayRef = Arc::new(Int64Array::from(vec![a, b]));
            let order = Order::of(&integers);
            proptest::prop_assert_eq!(a.cmp(&b), order.at(0).cmp(&order.at(1)));
            let numbers: ArrayRef = Arc::new(Float64Array::from(vec![x, y]));
            let order = Order::of(&numbers);
            proptest::prop_assert_eq!(x.partial_cmp(&y), Some(order.at(0).cmp(&order.at(1))));
        }
    }
}
