//! Texts as systems nearly always write them: instants of RFC 3339, `true` and `false`, amounts. The engine's casts read every way of
//! writing and take many times as long. Where a text of a batch is written otherwise, the engine reads them all.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Decimal128Array, StringArray, TimestampMicrosecondArray,
};
use arrow::buffer::BooleanBuffer;
use arrow::compute::{CastOptions, cast_with_options};
use arrow::datatypes::{DataType, TimeUnit};
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::common::{DFSchema, Result, plan_err};
use datafusion::logical_expr::expr::ScalarFunction;
use datafusion::logical_expr::{
    ColumnarValue, Expr, ExprSchemable, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature,
    Volatility,
};

use crate::catalog::instant;

/// What SQL's `timestamp` is.
const TIMESTAMP: DataType = DataType::Timestamp(TimeUnit::Nanosecond, None);

/// Casts of a text, one after the other.
#[derive(Debug, PartialEq, Eq, Hash)]
struct QuickCast {
    steps: Vec<DataType>,
    signature: Signature,
}

/// The expression with the casts of text that have a quicker way by that way. What it gives and refuses is the same.
pub(crate) fn with_quick_casts(expr: Expr, schema: &DFSchema) -> Result<Expr> {
    let walked = expr.transform_up(|node| {
        let Expr::Cast(cast) = &node else {
            return Ok(Transformed::no(node));
        };
        let wanted = cast.field.data_type();
        let (text, steps) = match cast.expr.as_ref() {
            Expr::Cast(inner) if *wanted == instant() && *inner.field.data_type() == TIMESTAMP => {
                (&inner.expr, vec![TIMESTAMP, instant()])
            }
            _ if *wanted == instant()
                || matches!(wanted, DataType::Boolean | DataType::Decimal128(..)) =>
            {
                (&cast.expr, vec![wanted.clone()])
            }
            _ => return Ok(Transformed::no(node)),
        };
        // A text that the expression itself has is read once, and is the feed's mistake where it cannot be.
        let constant = matches!(text.as_ref(), Expr::Literal(..));
        if constant || text.get_type(schema)? != DataType::Utf8 {
            return Ok(Transformed::no(node));
        }
        let quick = QuickCast {
            steps,
            signature: Signature::exact(vec![DataType::Utf8], Volatility::Immutable),
        };
        let quick = Arc::new(ScalarUDF::from(quick));
        let call = ScalarFunction::new_udf(quick, vec![text.as_ref().clone()]);
        Ok(Transformed::yes(Expr::ScalarFunction(call)))
    });
    walked.map(|walked| walked.data)
}

impl ScalarUDFImpl for QuickCast {
    fn name(&self) -> &'static str {
        "quick_cast"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(self.steps.last().cloned().unwrap_or(DataType::Utf8))
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let [text] = args.args.as_slice() else {
            return plan_err!("a cast takes one text");
        };
        let text = text.to_array(args.number_rows)?;
        let quick = match self.steps.last() {
            Some(DataType::Boolean) => truths(text.as_string()),
            Some(DataType::Decimal128(precision, scale)) => {
                amounts(text.as_string(), *precision, *scale)
            }
            _ => instants(text.as_string()),
        };
        let read = match quick {
            Some(read) => read,
            None => self.slowly(text)?,
        };
        Ok(ColumnarValue::Array(read))
    }
}

impl QuickCast {
    fn slowly(&self, text: ArrayRef) -> Result<ArrayRef> {
        let strict = CastOptions {
            safe: false,
            ..CastOptions::default()
        };
        let read = self
            .steps
            .iter()
            .try_fold(text, |array, step| cast_with_options(&array, step, &strict));
        Ok(read?)
    }
}

fn truths(texts: &StringArray) -> Option<ArrayRef> {
    let mut other = false;
    let values = BooleanBuffer::collect_bool(texts.len(), |row| {
        texts.is_valid(row)
            && match texts.value(row) {
                "true" => true,
                "false" => false,
                _ => {
                    other = true;
                    false
                }
            }
    });
    (!other).then(|| Arc::new(BooleanArray::new(values, texts.nulls().cloned())) as ArrayRef)
}

fn instants(texts: &StringArray) -> Option<ArrayRef> {
    let micros = each(texts, micros)?;
    let instants = TimestampMicrosecondArray::new(micros.into(), texts.nulls().cloned());
    Some(Arc::new(instants.with_timezone("UTC")))
}

fn amounts(texts: &StringArray, precision: u8, scale: i8) -> Option<ArrayRef> {
    let places = usize::try_from(scale).ok()?;
    let units = each(texts, |text| units(text, places, precision.into()))?;
    let amounts = Decimal128Array::new(units.into(), texts.nulls().cloned());
    let amounts = amounts.with_precision_and_scale(precision, scale).ok()?;
    Some(Arc::new(amounts))
}

/// What each text says; nothing where one says something else.
fn each<T: Default>(texts: &StringArray, read: impl Fn(&[u8]) -> Option<T>) -> Option<Vec<T>> {
    let mut values = Vec::with_capacity(texts.len());
    for row in 0..texts.len() {
        values.push(match texts.is_valid(row) {
            true => read(texts.value(row).as_bytes())?,
            false => T::default(),
        });
    }
    Some(values)
}

/// `-12.50` in units of so many decimal places; nothing for more of them, which would have to be rounded, for more digits than
/// are sure to fit, and for any other text.
fn units(text: &[u8], places: usize, precision: usize) -> Option<i128> {
    let digits = text.strip_prefix(b"-").unwrap_or(text);
    let point = digits.iter().position(|byte| *byte == b'.');
    let (whole, fraction) = match point {
        Some(point) => (digits.get(..point)?, digits.get(point + 1..)?),
        None => (digits, &[][..]),
    };
    let fits = !whole.is_empty()
        && fraction.is_empty() == point.is_none()
        && fraction.len() <= places
        && whole.len() + places < precision.min(18);
    if !fits || !whole.iter().chain(fraction).all(u8::is_ascii_digit) {
        return None;
    }
    let zeros = std::iter::repeat(&b'0');
    let fraction = fraction.iter().chain(zeros).take(places);
    let units = (whole.iter().chain(fraction))
        .fold(0_i64, |units, digit| units * 10 + i64::from(digit - b'0'));
    Some(i128::from(if digits.len() < text.len() {
        -units
    } else {
        units
    }))
}

/// Microseconds since 1970 of `2026-03-29T01:00:00.123456Z`: with a space for the `T`, with an offset, without either (UTC), with
/// fewer or more digits; nothing for any other text. A timestamp of nanoseconds ends in 2262; before 1970 the engine cuts digits off
/// towards it.
fn micros(text: &[u8]) -> Option<i64> {
    let (
        &[
            y1,
            y2,
            y3,
            y4,
            b'-',
            m1,
            m2,
            b'-',
            d1,
            d2,
            b'T' | b' ',
            h1,
            h2,
            b':',
            i1,
            i2,
            b':',
            s1,
            s2,
        ],
        rest,
    ) = text.split_first_chunk::<19>()?
    else {
        return None;
    };
    let year = two(y1, y2)? * 100 + two(y3, y4)?;
    let (month, day) = (two(m1, m2)?, two(d1, d2)?);
    let (hour, minute, second) = (two(h1, h2)?, two(i1, i2)?, two(s1, s2)?);
    let may_be = (1971..=2261).contains(&year)
        && (1..=12).contains(&month)
        && (1..=days_in(year, month)).contains(&day)
        && hour < 24
        && minute < 60
        && second < 60;
    let (fraction, rest) = fraction(rest)?;
    let offset_minutes = match *rest {
        [] | [b'Z'] => 0,
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let (hours, minutes) = (two(h1, h2)?, two(m1, m2)?);
            if hours > 23 || minutes > 59 {
                return None;
            }
            (hours * 60 + minutes) * if sign == b'-' { -1 } else { 1 }
        }
        _ => return None,
    };
    let minutes = (days_since_1970(year, month, day) * 24 + hour) * 60 + minute - offset_minutes;
    may_be.then(|| (minutes * 60 + second) * 1_000_000 + fraction)
}

fn two(tens: u8, ones: u8) -> Option<i64> {
    let (tens, ones) = (tens.wrapping_sub(b'0'), ones.wrapping_sub(b'0'));
    (tens < 10 && ones < 10).then(|| i64::from(tens) * 10 + i64::from(ones))
}

/// Microseconds of up to nine digits after a point, and what follows them.
fn fraction(text: &[u8]) -> Option<(i64, &[u8])> {
    let Some(digits) = text.strip_prefix(b".") else {
        return Some((0, text));
    };
    let (mut micros, mut unit) = (0, 100_000);
    for (place, byte) in digits.iter().enumerate() {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            let rest = digits.get(place..).unwrap_or_default();
            return (place > 0).then_some((micros, rest));
        }
        if place == 9 {
            return None;
        }
        micros += i64::from(digit) * unit;
        unit /= 10;
    }
    (!digits.is_empty()).then_some((micros, &[][..]))
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days of the proleptic Gregorian calendar, by years that begin in March, after Howard Hinnant's `days_from_civil`
/// ("chrono-Compatible Low-Level Date Algorithms", 2013); for years since 0.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let (era, of_era) = (year / 400, year % 400);
    let of_year = (153 * month + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use arrow::compute::cast;
    use proptest::prelude::*;

    use super::*;

    fn by_the_engine(text: &str) -> Option<i64> {
        let text: ArrayRef = Arc::new(StringArray::from(vec![text]));
        let read = cast(&cast(&text, &TIMESTAMP).unwrap(), &instant()).unwrap();
        let read = read.as_primitive::<arrow::datatypes::TimestampMicrosecondType>();
        read.is_valid(0).then(|| read.value(0))
    }

    #[test]
    fn instants_are_those_of_the_engine() {
        for text in [
            "1971-01-01T00:00:00Z",
            "2000-02-29 23:59:59",
            "2026-03-29T01:00:00.5+02:00",
            "2026-12-31T23:59:59.1234567-11:30",
            "2261-12-31T23:59:59.999999999Z",
        ] {
            assert_eq!(micros(text.as_bytes()), by_the_engine(text), "{text}");
            assert!(by_the_engine(text).is_some(), "{text}");
        }
        for text in [
            "",
            "2026-02-29T00:00:00Z",
            "2026-04-31T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-01-01T24:00:00Z",
            "2026-01-01T00:00:60Z",
            "2026-01-01T00:00:00.Z",
            "2026-01-01T00:00:00+25:00",
            "2026-01-01T00:00:00 Z x",
            "1969-12-31T23:59:59.9999999Z",
            "2026-01-01",
        ] {
            assert_eq!(micros(text.as_bytes()), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_read_quickly_is_what_the_engine_reads(
            text in r"(19|20|22)[0-9]{2}-[01][0-9]-[0-3][0-9][T ][0-2][0-9]:[0-6][0-9]:[0-6][0-9](\.[0-9]{0,10})?(Z|[+-][0-2][0-9]:[0-6][0-9])?"
        ) {
            if let Some(micros) = micros(text.as_bytes()) {
                prop_assert_eq!(Some(micros), by_the_engine(&text));
            }
        }
    }

    #[test]
    fn amounts_are_those_of_the_engine() {
        let kind = DataType::Decimal128(18, 4);
        for text in [
            "0",
            "2.8649",
            "-12.5",
            "7.0000",
            "0012.3",
            "9999999999999",
            "-0.0001",
        ] {
            let array: ArrayRef = Arc::new(StringArray::from(vec![text]));
            let read = cast(&array, &kind).unwrap();
            let read = read.as_primitive::<arrow::datatypes::Decimal128Type>();
            assert_eq!(units(text.as_bytes(), 4, 18), Some(read.value(0)), "{text}");
        }
        for text in [
            "",
            "-",
            ".",
            "1.",
            ".5",
            "1.23456",
            "1e3",
            "+1",
            "12345678901234567",
            " 1",
        ] {
            assert_eq!(units(text.as_bytes(), 4, 18), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn an_amount_read_quickly_is_what_the_engine_reads(text in r"-?[0-9]{0,15}(\.[0-9]{0,5})?") {
            if let Some(units) = units(text.as_bytes(), 4, 18) {
                let array: ArrayRef = Arc::new(StringArray::from(vec![text]));
                let read = cast(&array, &DataType::Decimal128(18, 4)).unwrap();
                let read = read.as_primitive::<arrow::datatypes::Decimal128Type>();
                prop_assert!(read.is_valid(0));
                prop_assert_eq!(units, read.value(0));
            }
        }
    }

    #[test]
    fn amounts_of_any_scale() {
        let check = |text: &str, (places, precision), expect| {
            assert_eq!(units(text.as_bytes(), places, precision), expect, "{text}");
        };
        check("12.5", (2, 5), Some(1_250));
        check("123.45", (2, 5), None);
        check("7", (0, 38), Some(7));
        check("7.1", (0, 38), None);
        check("0.1", (5, 3), None);
    }

    #[test]
    fn a_batch_with_another_form_is_the_engines() {
        let texts = |words: &[Option<&str>]| StringArray::from(words.to_vec());
        let read = truths(&texts(&[Some("true"), None, Some("false")])).unwrap();
        assert_eq!(
            read.as_boolean(),
            &BooleanArray::from(vec![Some(true), None, Some(false)])
        );
        assert!(truths(&texts(&[Some("true"), Some("yes")])).is_none());
        assert!(instants(&texts(&[Some("2026-01-01T00:00:00Z"), Some("now")])).is_none());
    }
}
