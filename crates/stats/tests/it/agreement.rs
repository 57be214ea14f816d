use stats::agreement::agreement;
use stats::interval::Level;

use crate::near;

/// Two raters, 100 subjects, three diagnoses: J. L. Fleiss, *Statistical Methods for Rates and Proportions*, 2nd ed.
/// (1981), table 13.1: kappa 0.68 with standard error 0.087, for which the book goes on from the rounded kappa; from
/// 0.6765 its own formula gives 0.0877.
#[test]
fn fleiss_diagnoses() {
    let got = agreement(&[[75, 1, 4], [5, 4, 1], [0, 0, 10]]).unwrap();
    assert_eq!(got.n, 100);
    near(got.share, 0.89, 9);
    let kappa = got.kappa.unwrap();
    near(kappa.value, 0.68, 2);
    near(kappa.standard_error, 0.0877, 4);
    let interval = kappa.interval(Level::P95);
    near(interval.low, 0.505, 3);
    near(interval.high, 0.848, 3);
}

#[test]
fn full_agreement_and_none_beyond_chance() {
    let full = agreement(&[[30, 0], [0, 20]]).unwrap().kappa.unwrap();
    near(full.value, 1.0, 9);
    near(full.standard_error, 0.0, 6);
    let chance = agreement(&[[36, 24], [24, 16]]).unwrap();
    near(chance.share, 0.52, 9);
    near(chance.kappa.unwrap().value, 0.0, 9);
}

#[test]
fn what_kappa_cannot_say() {
    let one_category = agreement(&[[50, 0], [0, 0]]).unwrap();
    assert_eq!((one_category.share, one_category.kappa), (1.0, None));
    assert_eq!(agreement(&[[0, 0], [0, 0]]), None);
    assert_eq!(agreement(&[vec![1, 2], vec![3]]), None);
    assert_eq!(agreement(&Vec::<Vec<u64>>::new()), None);
}
