use super::Workload;
use super::loss::erlang_b;

/// A queue whose callers give up after an exponential patience (M/M/c+M): Palm's model, called Erlang A.
///
/// C. Palm (1946); O. Garnett, A. Mandelbaum and M. Reiman, "Designing a call center with impatient customers",
/// Manufacturing & Service Operations Management 4 (2002). The states up to c are summed through Erlang B; those beyond
/// relative to the state c, scaled down on the way, so that no load overflows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ErlangA {
    wait_share: f64,
    abandon_share: f64,
    mean_wait_seconds: f64,
    mean_queue: f64,
}

/// Beyond this the terms are scaled down.
const SCALE: f64 = 1e200;

/// States with waiting callers that are summed at most: a queue of ten million is no steady state of anything.
const QUEUE_MAX: u32 = 10_000_000;

impl ErlangA {
    /// `work` done by `servers` people (at least one), callers giving up after `patience_seconds` on average.
    ///
    /// `None` without servers, with a patience that is not positive and finite, or when the queue would average more
    /// than millions.
    pub fn new(work: Workload, servers: u32, patience_seconds: f64) -> Option<Self> {
        if servers == 0
            || patience_seconds.is_nan()
            || patience_seconds <= 0.0
            || patience_seconds.is_infinite()
        {
            return None;
        }
        let arrivals = work.arrivals_per_second;
        let leave = 1.0 / patience_seconds;
        let serve = f64::from(servers) / work.handle_seconds;
        let blocked = erlang_b(servers, work.erlangs());
        if blocked == 0.0 {
            return Some(Self {
                wait_share: 0.0,
                abandon_share: 0.0,
                mean_wait_seconds: 0.0,
                mean_queue: 0.0,
            });
        }
        // All weights are relative to that of state c; those of 0 to c − 1 sum to 1/B − 1.
        let mut not_waiting = 1.0 / blocked - 1.0;
        let (mut weight, mut waiting, mut queued) = (1.0_f64, 1.0_f64, 0.0_f64);
        let mut settled = false;
        for queue in 1..=QUEUE_MAX {
            let length = f64::from(queue);
            let ratio = arrivals / (serve + length * leave);
            weight *= ratio;
            waiting += weight;
            queued += length * weight;
            if waiting > SCALE {
                for part in [&mut weight, &mut waiting, &mut queued, &mut not_waiting] {
                    *part /= SCALE;
                }
            }
            // Ratios only fall from here: what is left is at most a geometric tail.
            settled = ratio < 1.0 && length * weight < queued * (1.0 - ratio) * f64::EPSILON / 4.0;
            if settled || weight == 0.0 {
                settled = true;
                break;
            }
        }
        if !settled {
            return None;
        }
        let all = not_waiting + waiting;
        let mean_queue = queued / all;
        Some(Self {
            wait_share: waiting / all,
            abandon_share: mean_queue * leave / arrivals,
            mean_wait_seconds: mean_queue / arrivals,
            mean_queue,
        })
    }

    /// The share of callers who find everybody busy.
    pub fn wait_share(&self) -> f64 {
        self.wait_share
    }

    /// The share of callers who give up.
    pub fn abandon_share(&self) -> f64 {
        self.abandon_share
    }

    /// Mean wait over all callers, until answered or given up, zeros included, in seconds.
    pub fn mean_wait_seconds(&self) -> f64 {
        self.mean_wait_seconds
    }

    /// Mean number of callers waiting.
    pub fn mean_queue(&self) -> f64 {
        self.mean_queue
    }
}
