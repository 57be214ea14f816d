use proptest::prelude::*;
use stats::sketch::{CorruptSketch, EXACT_MAX, RELATIVE_ERROR_MAX, key, representative};
use stats::{QuantileSketch, quantile_type7};

fn sketch_of(values: &[f64]) -> QuantileSketch {
    let mut sketch = QuantileSketch::new();
    for &value in values {
        sketch.add(value);
    }
    sketch
}

/// Measurements as they come: zeros, whole seconds, amounts, negatives, and now and then anything at all.
fn any_value() -> impl Strategy<Value = f64> {
    prop_oneof![
        1 => Just(0.0),
        4 => (0..100_000_i64).prop_map(|seconds| seconds as f64),
        4 => 0.01..10_000.0_f64,
        2 => -500.0..500.0_f64,
        1 => prop::num::f64::NORMAL,
    ]
}

fn any_values() -> impl Strategy<Value = Vec<f64>> {
    prop_oneof![
        3 => prop::collection::vec(any_value(), 0..200),
        1 => prop::collection::vec((0..2_000_i64).prop_map(|seconds| seconds as f64), 0..200),
    ]
}

/// Off by no more than the promised error, and by rounding in the last digit.
fn close(got: f64, exact: f64) -> bool {
    (got - exact).abs() <= exact.abs() * (RELATIVE_ERROR_MAX + 1e-12)
}

const _: () = assert!(RELATIVE_ERROR_MAX <= 0.004, "what the design promises");

#[test]
fn keys_keep_the_order_of_numbers() {
    let ascending = [
        -f64::MAX,
        -1e9,
        -1.01,
        -1.0,
        -1e-300,
        -0.0,
        5e-324,
        1e-300,
        0.99,
        1.0,
        1.01,
        59.0,
        60.0,
        1e300,
        f64::MAX,
    ];
    assert!(ascending.map(key).is_sorted());
    assert_eq!((key(0.0), key(-0.0), representative(0)), (0, 0, 0.0));
    assert!(representative(key(f64::MAX)).is_finite());
}

#[test]
fn few_values_are_kept_as_they_are() {
    // Hours to resolve five incidents, the last one far out.
    let hours = [0.137, 3.0, 7.31, 96.2, 2_049.9];
    let sketch = sketch_of(&hours);
    assert_eq!(sketch.quantile(0.5), Some(7.31));
    assert_eq!(sketch.quantile(0.9), quantile_type7(&hours, 0.9));
    let mut merged = sketch_of(&hours[3..]);
    merged.merge(&sketch_of(&hours[..3]));
    assert_eq!(merged, sketch);

    // One more than are kept: from here on within the promised error.
    let many: Vec<f64> = (0..=EXACT_MAX).map(|nth| nth as f64 + 0.137).collect();
    let exact = sketch_of(&many[1..]).quantile(0.5).unwrap();
    assert_eq!(Some(exact), quantile_type7(&many[1..], 0.5));
    let near = sketch_of(&many).quantile(0.5).unwrap();
    assert!(close(near, many[EXACT_MAX / 2]), "{near}");
}

#[test]
fn whole_seconds_stay_whole() {
    let waits: Vec<f64> = (0..=255).map(f64::from).collect();
    let sketch = sketch_of(&waits);
    for (rank, &wait) in waits.iter().enumerate() {
        assert_eq!(sketch.value_at_rank(rank as u64), Some(wait));
    }
    let mut with_a_fraction = sketch.clone();
    with_a_fraction.add(0.5);
    assert_ne!(
        with_a_fraction.value_at_rank(100),
        Some(99.0),
        "no longer known to be whole"
    );
}

#[test]
fn what_is_no_number_is_counted_apart() {
    let sketch = sketch_of(&[f64::NAN, 1.0, f64::INFINITY, f64::NEG_INFINITY]);
    assert_eq!((sketch.count(), sketch.refused()), (1, 3));
    assert_eq!(sketch.quantile(0.5), Some(1.0));
}

#[test]
fn an_empty_sketch_has_no_values() {
    let empty = QuantileSketch::new();
    assert_eq!(
        (
            empty.quantile(0.5),
            empty.value_at_rank(0),
            empty.min(),
            empty.max()
        ),
        (None, None, None, None)
    );
    assert_eq!(empty.heap_bytes(), 0);
    assert_eq!(QuantileSketch::from_bytes(&empty.to_bytes()), Ok(empty));
}

#[test]
fn memory_follows_the_powers_of_two_in_use() {
    // Zero and 1 to 4,095 seconds: twelve powers of two at 1 KiB.
    let waits: Vec<f64> = (0..4_096).map(f64::from).collect();
    assert_eq!(sketch_of(&waits).heap_bytes(), 12 * 1024);
}

#[test]
fn corrupt_bytes_are_told_apart() {
    let check = |bytes: &[u8], expect: CorruptSketch| {
        assert_eq!(QuantileSketch::from_bytes(bytes), Err(expect));
    };
    let few = sketch_of(&[-3.5, 0.0, 12.0, 12.0, 900.0]).to_bytes();
    let many: Vec<f64> = (0..300).map(|nth| f64::from(nth) * 7.5 - 100.0).collect();
    let many = sketch_of(&many).to_bytes();
    check(&[], CorruptSketch::Truncated);
    let with = |good: &[u8], place: usize, byte: u8| {
        let mut bytes = good.to_vec();
        bytes[place] = byte;
        bytes
    };
    for good in [&few, &many] {
        assert!(QuantileSketch::from_bytes(good).is_ok());
        check(&good[..good.len() - 1], CorruptSketch::Truncated);
        check(&[&good[..], &[0]].concat(), CorruptSketch::TrailingBytes(1));
        check(&with(good, 0, 1), CorruptSketch::UnknownVersion(1));
        check(&with(good, 1, 8), CorruptSketch::OtherPrecision(8));
        let none = CorruptSketch::Inconsistent("form is none that there is");
        check(&with(good, 2, 7), none);
    }
    let last = few.len() - 1;
    check(
        &with(&few, last, 0xff),
        CorruptSketch::Inconsistent("values do not ascend, or are none"),
    );
    check(
        &[&few[..4], &[0x81, 0x02], &few[5..]].concat(),
        CorruptSketch::Inconsistent("values are too many to be few"),
    );
    check(
        &with(&many, 2, 2),
        CorruptSketch::Inconsistent("flag denies a fraction that it holds"),
    );
    check(
        &with(&many, many.len() - 1, 0xff),
        CorruptSketch::Inconsistent("smallest or largest value is impossible"),
    );
}

#[test]
fn a_stored_sketch_is_small() {
    let waits: Vec<f64> = (0..3_000).map(|i| f64::from(i * i % 600)).collect();
    let bytes = sketch_of(&waits).to_bytes().len();
    assert!(
        bytes < 1_000,
        "{bytes} bytes for 3,000 waits of up to ten minutes"
    );
}

proptest! {
    #[test]
    fn a_number_lies_near_the_representative_of_its_bucket(value in prop::num::f64::NORMAL) {
        prop_assert!(close(representative(key(value)), value));
        prop_assert_eq!(key(representative(key(value))), key(value));
        prop_assert_eq!(key(-value), -key(value));
    }

    #[test]
    fn order_statistics_are_within_the_promised_error(mut values in any_values()) {
        let sketch = sketch_of(&values);
        values.sort_unstable_by(f64::total_cmp);
        for (rank, &exact) in values.iter().enumerate() {
            let got = sketch.value_at_rank(rank as u64).unwrap();
            prop_assert!(close(got, exact), "rank {rank}: {got} for {exact}");
        }
        prop_assert_eq!(sketch.value_at_rank(values.len() as u64), None);
        prop_assert_eq!(sketch.min(), values.first().copied());
        prop_assert_eq!(sketch.max(), values.last().copied());
    }

    #[test]
    fn quantiles_are_those_of_type_7(
        mut values in prop::collection::vec(0.0..100_000.0_f64, 1..300),
        p in 0.0..=1.0_f64,
    ) {
        let got = sketch_of(&values).quantile(p).unwrap();
        values.sort_unstable_by(f64::total_cmp);
        let exact = quantile_type7(&values, p).unwrap();
        prop_assert!(close(got, exact), "{got} for {exact}");
    }

    #[test]
    fn merging_in_any_order_and_grouping_gives_the_same_state(
        tagged in prop::collection::vec((any_value(), 0..5_usize), 0..200),
        order in Just([0, 1, 2, 3, 4_usize]).prop_shuffle(),
    ) {
        let values: Vec<f64> = tagged.iter().map(|&(value, _)| value).collect();
        let whole = sketch_of(&values);
        let mut groups = vec![QuantileSketch::new(); 5];
        for &(value, group) in &tagged {
            groups[group].add(value);
        }
        let mut one_by_one = QuantileSketch::new();
        for &group in &order {
            one_by_one.merge(&groups[group]);
        }
        prop_assert_eq!(&one_by_one, &whole);
        // ((a + b) + (c + d)) + e, from other starting points.
        let mut pairs = groups[order[4]].clone();
        let mut left = groups[order[1]].clone();
        left.merge(&groups[order[0]]);
        let mut right = groups[order[3]].clone();
        right.merge(&groups[order[2]]);
        right.merge(&left);
        pairs.merge(&right);
        prop_assert_eq!(&pairs, &whole);
        prop_assert_eq!(pairs.to_bytes(), whole.to_bytes());
    }

    #[test]
    fn adding_many_at_once_is_adding_one_by_one(value in any_value(), n in 0..50_u64) {
        let mut at_once = QuantileSketch::new();
        at_once.add_n(value, n);
        prop_assert_eq!(at_once, sketch_of(&vec![value; n as usize]));
    }

    #[test]
    fn what_is_stored_comes_back(values in any_values(), refused in 0..3_u64) {
        let mut sketch = sketch_of(&values);
        sketch.add_n(f64::NAN, refused);
        prop_assert_eq!(QuantileSketch::from_bytes(&sketch.to_bytes()), Ok(sketch));
    }

    #[test]
    fn no_bytes_make_it_panic_or_read_twice_differently(
        values in any_values(),
        place in any::<prop::sample::Index>(),
        byte in any::<u8>(),
    ) {
        let mut bytes = sketch_of(&values).to_bytes();
        let place = place.index(bytes.len());
        bytes[place] = byte;
        if let Ok(sketch) = QuantileSketch::from_bytes(&bytes) {
            prop_assert_eq!(sketch.to_bytes(), bytes);
        }
    }
}
