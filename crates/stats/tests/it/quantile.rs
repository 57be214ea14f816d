use stats::quantile_type7;

#[test]
fn type_7_as_r_documents_it() {
    // R: quantile(c(1, 2, 3, 4, 10), c(0, .1, .25, .5, .9, 1)); the same in NumPy's default.
    let values = [1.0, 2.0, 3.0, 4.0, 10.0];
    for (p, expect) in [
        (0.0, 1.0),
        (0.1, 1.4),
        (0.25, 2.0),
        (0.5, 3.0),
        (0.9, 7.6),
        (1.0, 10.0),
    ] {
        crate::near(quantile_type7(&values, p).unwrap(), expect, 12);
    }
    assert_eq!(quantile_type7(&[7.0], 0.3), Some(7.0));
    for (values, p) in [
        (&[][..], 0.5),
        (&values[..], -0.1),
        (&values[..], 1.1),
        (&values[..], f64::NAN),
    ] {
        assert_eq!(quantile_type7(values, p), None);
    }
}

#[test]
fn huge_values_do_not_overflow() {
    assert_eq!(quantile_type7(&[-f64::MAX, f64::MAX], 0.5), Some(0.0));
    assert_eq!(quantile_type7(&[f64::MAX, f64::MAX], 0.5), Some(f64::MAX));
}
