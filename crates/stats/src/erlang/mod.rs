//! Queues in steady state: how long callers wait for a number of people, and how many people a wait needs.
//!
//! Arrivals are Poisson and handling times exponential. Rates are per second, durations in seconds.

mod abandoning;
mod loss;
mod patient;
mod priority;

pub use abandoning::ErlangA;
pub use loss::erlang_b;
pub use patient::{ErlangC, positions_required};
pub use priority::mean_waits_by_priority;

/// Work that arrives.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Workload {
    arrivals_per_second: f64,
    handle_seconds: f64,
}

impl Workload {
    /// `None` unless both are positive and finite.
    pub fn new(arrivals_per_second: f64, handle_seconds: f64) -> Option<Self> {
        let positive = |x: f64| x > 0.0 && x.is_finite();
        let load = Self {
            arrivals_per_second,
            handle_seconds,
        };
        (positive(arrivals_per_second) && positive(handle_seconds) && positive(load.erlangs()))
            .then_some(load)
    }

    /// Arrivals per second.
    pub fn arrivals_per_second(&self) -> f64 {
        self.arrivals_per_second
    }

    /// Mean handling time in seconds, wrap-up included.
    pub fn handle_seconds(&self) -> f64 {
        self.handle_seconds
    }

    /// Offered load: the mean number of people it would keep busy if there were always enough.
    pub fn erlangs(&self) -> f64 {
        self.arrivals_per_second * self.handle_seconds
    }
}
