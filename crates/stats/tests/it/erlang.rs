use proptest::prelude::*;
use stats::erlang::{
    ErlangA, ErlangC, Workload, erlang_b, mean_waits_by_priority, positions_required,
};

use crate::near;

/// Erlang B tables as telephone engineering prints them (ITU-D SG 2/16, *Teletraffic Engineering Handbook*):
/// the load at which 1 % of the calls are blocked.
#[test]
fn blocking() {
    for (trunks, erlangs) in [
        (1, 0.0101),
        (5, 1.361),
        (10, 4.461),
        (20, 12.03),
        (50, 37.90),
        (100, 84.06),
    ] {
        near(erlang_b(trunks, erlangs), 0.01, 4);
    }
    assert_eq!(erlang_b(0, 5.0), 1.0);
    assert_eq!(erlang_b(3, 0.0), 0.0);
    assert_eq!(erlang_b(3, f64::INFINITY), 1.0);
    assert!(
        (erlang_b(100_000, 110_000.0) - 0.0909).abs() < 1e-3,
        "large systems do not overflow"
    );
}

/// The worked example of "Erlang C Formula – Made Simple with an Easy Worked Example" (Call Centre Helper):
/// 100 calls in 30 minutes of 3 minutes each, 14 people: 17.4 % wait, 88.8 % within 20 s, 7.8 s on average.
#[test]
fn patient_callers() {
    let work = Workload::new(100.0 / 1_800.0, 180.0).unwrap();
    near(work.erlangs(), 10.0, 9);
    let queue = ErlangC::new(work, 14);
    near(queue.wait_share(), 0.174, 3);
    near(queue.service_level(20.0), 0.888, 3);
    near(queue.mean_wait_seconds(), 7.8, 1);
    near(queue.occupancy(), 0.714, 3);
    assert_eq!(positions_required(work, 0.8, 20.0), Some(14));
}

#[test]
fn too_few_people_for_patient_callers() {
    let work = Workload::new(100.0 / 1_800.0, 180.0).unwrap();
    for servers in [0, 9, 10] {
        let queue = ErlangC::new(work, servers);
        assert_eq!(
            (
                queue.wait_share(),
                queue.service_level(1e9),
                queue.occupancy()
            ),
            (1.0, 0.0, 1.0)
        );
        assert_eq!(queue.mean_wait_seconds(), f64::INFINITY);
    }
    assert_eq!(positions_required(work, 1.0, 20.0), None);
    assert_eq!(
        positions_required(work, 0.0, 20.0),
        Some(11),
        "the fewest that keep up"
    );
    for (rate, seconds) in [
        (0.0, 1.0),
        (1.0, -1.0),
        (f64::NAN, 1.0),
        (1.0, f64::INFINITY),
    ] {
        assert_eq!(Workload::new(rate, seconds), None);
    }
}

/// 48 calls a minute of 1 minute each, 50 people, patience 2 minutes: O. Garnett, A. Mandelbaum and M. Reiman,
/// "Designing a call center with impatient customers", MSOM 4 (2002), table 1.
#[test]
fn garnett_mandelbaum_reiman() {
    let work = Workload::new(48.0 / 60.0, 60.0).unwrap();
    near(ErlangC::new(work, 50).mean_wait_seconds(), 20.8, 1);
    let impatient = ErlangA::new(work, 50, 120.0).unwrap();
    near(impatient.abandon_share(), 0.031, 3);
    near(impatient.mean_wait_seconds(), 3.7, 1);
    near(impatient.mean_queue(), 3.0, 0);
}

/// The chain of states summed directly, in logarithms, for 10 arrivals a minute of 5 minutes each, 50 people and a
/// patience of 2 minutes.
#[test]
fn critically_loaded_and_impatient() {
    let queue = ErlangA::new(Workload::new(10.0 / 60.0, 300.0).unwrap(), 50, 120.0).unwrap();
    near(queue.abandon_share(), 0.068_935_439_118, 10);
    near(queue.wait_share(), 0.411_075_786_098, 10);
    near(queue.mean_wait_seconds(), 0.137_870_878_237 * 60.0, 9);
}

#[test]
fn impatience_at_its_ends() {
    let work = Workload::new(1.0, 100.0).unwrap();
    assert_eq!(ErlangA::new(work, 0, 60.0), None);
    assert_eq!(ErlangA::new(work, 10, 0.0), None);
    assert_eq!(ErlangA::new(work, 10, f64::NAN), None);
    // A hundredfold overload: nearly all give up, and nothing overflows.
    let flooded = ErlangA::new(Workload::new(10_000.0, 100.0).unwrap(), 10_000, 60.0).unwrap();
    near(flooded.abandon_share(), 0.99, 6);
    near(flooded.wait_share(), 1.0, 9);
    let idle = ErlangA::new(Workload::new(1e-6, 1.0).unwrap(), 400, 60.0).unwrap();
    assert_eq!((idle.abandon_share(), idle.mean_wait_seconds()), (0.0, 0.0));
}

/// Weights of the states 0, 1, 2 … in logarithms: slow, but nothing to get wrong.
fn directly(work: Workload, servers: u32, patience_seconds: f64) -> (f64, f64) {
    let mut logs = vec![0.0_f64];
    for state in 1..20_000_u32 {
        let busy = f64::from(state.min(servers)) / work.handle_seconds();
        let leaving = f64::from(state.saturating_sub(servers)) / patience_seconds;
        logs.push(logs.last().unwrap() + work.arrivals_per_second().ln() - (busy + leaving).ln());
    }
    let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let weights: Vec<f64> = logs.iter().map(|log| (log - most).exp()).collect();
    let all: f64 = weights.iter().sum();
    let waiting: f64 = weights.iter().skip(servers as usize).sum();
    let queued: f64 = weights
        .iter()
        .skip(servers as usize)
        .enumerate()
        .map(|(q, w)| q as f64 * w)
        .sum();
    (waiting / all, queued / all / work.arrivals_per_second())
}

proptest! {
    #[test]
    fn impatient_queues_are_what_their_states_say(
        rate in 0.001..1.0_f64,
        handle in 1.0..600.0_f64,
        servers in 1..300_u32,
        patience in 1.0..600.0_f64,
    ) {
        let work = Workload::new(rate, handle).unwrap();
        let got = ErlangA::new(work, servers, patience).unwrap();
        let (wait_share, mean_wait) = directly(work, servers, patience);
        prop_assert!((got.wait_share() - wait_share).abs() < 1e-9);
        prop_assert!((got.mean_wait_seconds() - mean_wait).abs() < 1e-9 * mean_wait.max(1.0));
    }

    #[test]
    fn endless_patience_is_erlang_c(load in 0.1..0.9_f64, servers in 1..100_u32) {
        let work = Workload::new(load * f64::from(servers) / 60.0, 60.0).unwrap();
        let (patient, nearly) = (ErlangC::new(work, servers), ErlangA::new(work, servers, 1e9).unwrap());
        prop_assert!((patient.wait_share() - nearly.wait_share()).abs() < 1e-5);
        let (wait, nearly_wait) = (patient.mean_wait_seconds(), nearly.mean_wait_seconds());
        prop_assert!((wait - nearly_wait).abs() < 1e-4 * wait);
    }

    #[test]
    fn required_positions_are_the_fewest(rate in 0.01..2.0_f64, share in 0.05..0.99_f64) {
        let work = Workload::new(rate, 240.0).unwrap();
        let positions = positions_required(work, share, 20.0).unwrap();
        prop_assert!(ErlangC::new(work, positions).service_level(20.0) >= share);
        prop_assert!(ErlangC::new(work, positions - 1).service_level(20.0) < share);
    }
}

/// One server, one unit of service, rates of 0.2 and 0.3: Cobham's formula by hand gives 0.5 / 0.8 and
/// 0.5 / (0.8 · 0.5). Two servers by hand: a load of 1.5 has C = 9/14, so that the waits are (9/28) / 0.75 for the first
/// 0.5 erlangs and (9/28) / (0.75 · 0.25) for the rest.
#[test]
fn priorities() {
    let waits = mean_waits_by_priority(&[0.2, 0.3], 1.0, 1).unwrap();
    near(waits[0], 0.625, 12);
    near(waits[1], 1.25, 12);
    let waits = mean_waits_by_priority(&[0.5, 1.0], 1.0, 2).unwrap();
    near(waits[0], 9.0 / 28.0 / 0.75, 12);
    near(waits[1], 9.0 / 28.0 / (0.75 * 0.25), 12);
    let overloaded = mean_waits_by_priority(&[0.5, 1.0], 1.0, 1).unwrap();
    near(overloaded[0], 2.0, 12);
    assert_eq!(overloaded[1], f64::INFINITY);
    assert_eq!(mean_waits_by_priority(&[], 1.0, 1), None);
    assert_eq!(mean_waits_by_priority(&[1.0, 0.0], 1.0, 3), None);
}

proptest! {
    /// Who goes first changes who waits, not how much is waited: the mean over all callers is that of Erlang C.
    #[test]
    fn priorities_share_out_the_same_wait(
        shares in prop::collection::vec(0.01..1.0_f64, 1..5),
        servers in 1_u32..60,
        occupancy in 0.05..0.99_f64,
    ) {
        let total: f64 = shares.iter().sum();
        let rates: Vec<f64> = shares
            .iter()
            .map(|share| share / total * occupancy * f64::from(servers) / 240.0)
            .collect();
        let waits = mean_waits_by_priority(&rates, 240.0, servers).unwrap();
        prop_assert!(waits.is_sorted());
        let all: f64 = rates.iter().sum();
        let mean = waits.iter().zip(&rates).map(|(wait, rate)| wait * rate).sum::<f64>() / all;
        let theory = ErlangC::new(Workload::new(all, 240.0).unwrap(), servers).mean_wait_seconds();
        prop_assert!((mean - theory).abs() <= 1e-9 * theory.max(1e-9), "{mean}, expected {theory}");
    }
}
