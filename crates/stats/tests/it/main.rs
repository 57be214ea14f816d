//! Tests of the numbers, against published values and by property.

#![expect(
    clippy::unwrap_used,
    reason = "in a test, a failed unwrap is a failed test"
)]

mod erlang;
mod interval;
mod quantile;
mod sketch;
mod spc;
mod usual;

/// Equal to within half a unit of the last digit that the source prints.
#[track_caller]
fn near(got: f64, expect: f64, digits: i32) {
    let tolerance = 0.5000001 * 10_f64.powi(-digits);
    assert!(
        (got - expect).abs() <= tolerance,
        "got {got}, expected {expect} to {digits} digits"
    );
}
