use super::{ErlangC, Workload};

/// Mean waits, in seconds, of patient callers of several priorities, the highest first; each is taken before those
/// below it, and nobody is interrupted (M/M/c, non-preemptive).
///
/// `W_k = C h / (c (1 − σ_{k−1}) (1 − σ_k))`, `C` being the share of callers who wait and `σ_k` the load per server of
/// the first `k` priorities. For one server: A. Cobham, "Priority assignment in waiting line problems", Operations
/// Research 2 (1954); for several: O. Kella and U. Yechiali, "Waiting times in the non-preemptive priority M/M/c queue",
/// Stochastic Models 1 (1985). A priority for which nothing is left waits for ever.
///
/// `None` unless there is a priority, each rate is positive, and the handling time is.
pub fn mean_waits_by_priority(
    arrivals_per_second: &[f64],
    handle_seconds: f64,
    servers: u32,
) -> Option<Vec<f64>> {
    let loads: Vec<f64> = arrivals_per_second
        .iter()
        .map(|rate| Workload::new(*rate, handle_seconds).map(|work| work.erlangs()))
        .collect::<Option<_>>()?;
    let all = Workload::new(arrivals_per_second.iter().sum(), handle_seconds)?;
    let servers_count = f64::from(servers);
    let wait_share = ErlangC::new(all, servers).wait_share();
    let waits = loads.iter().scan(0.0, |above, load| {
        let left_above: f64 = 1.0 - *above / servers_count;
        *above += load;
        let left = 1.0 - *above / servers_count;
        Some(if left > 0.0 {
            wait_share * handle_seconds / (servers_count * left_above * left)
        } else {
            f64::INFINITY
        })
    });
    Some(waits.collect())
}
