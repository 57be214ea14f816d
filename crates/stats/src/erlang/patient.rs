use super::Workload;
use super::loss::{erlang_b, next_blocking};

/// A queue whose callers wait for as long as it takes (M/M/c).
///
/// A. K. Erlang (1917); as in R. B. Cooper, *Introduction to Queueing Theory*, 2nd ed. (1981), section 3.3. When the
/// load is not below the number of servers the queue grows without end: everybody waits, for ever.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ErlangC {
    work: Workload,
    servers: u32,
    wait_share: f64,
}

impl ErlangC {
    /// `work` done by `servers` people.
    pub fn new(work: Workload, servers: u32) -> Self {
        let wait_share = wait_share(erlang_b(servers, work.erlangs()), servers, work.erlangs());
        Self {
            work,
            servers,
            wait_share,
        }
    }

    /// The share of callers who wait at all: `B / (1 − ρ (1 − B))`.
    pub fn wait_share(&self) -> f64 {
        self.wait_share
    }

    /// Mean wait over all callers, those who do not wait included, in seconds: `C · h / (c − a)`.
    pub fn mean_wait_seconds(&self) -> f64 {
        let spare = self.spare();
        if spare > 0.0 {
            self.wait_share * self.work.handle_seconds / spare
        } else {
            f64::INFINITY
        }
    }

    /// The share of callers answered within a time: `1 − C e^{−(c − a) t / h}`.
    pub fn service_level(&self, within_seconds: f64) -> f64 {
        service_level(
            self.wait_share,
            self.spare(),
            self.work.handle_seconds,
            within_seconds,
        )
    }

    /// The share of their time that people are busy: `a / c`, at most 1.
    pub fn occupancy(&self) -> f64 {
        if self.servers == 0 {
            1.0
        } else {
            (self.work.erlangs() / f64::from(self.servers)).min(1.0)
        }
    }

    fn spare(&self) -> f64 {
        f64::from(self.servers) - self.work.erlangs()
    }
}

fn wait_share(blocked: f64, servers: u32, erlangs: f64) -> f64 {
    let servers = f64::from(servers);
    if erlangs >= servers {
        1.0
    } else {
        servers * blocked / (servers - erlangs * (1.0 - blocked))
    }
}

fn service_level(wait_share: f64, spare: f64, handle_seconds: f64, within_seconds: f64) -> f64 {
    if spare <= 0.0 {
        return 0.0;
    }
    1.0 - wait_share * (-spare * within_seconds.max(0.0) / handle_seconds).exp()
}

/// The fewest people with whom at least `share` of the callers are answered within a time, by Erlang C.
///
/// `None` when `share` is not below 1 or the load is beyond four billion erlangs.
pub fn positions_required(work: Workload, share: f64, within_seconds: f64) -> Option<u32> {
    if share.is_nan() || share >= 1.0 {
        return None;
    }
    let erlangs = work.erlangs();
    let mut blocked = 1.0;
    (1..=u32::MAX).find(|&servers| {
        blocked = next_blocking(blocked, servers, erlangs);
        let spare = f64::from(servers) - erlangs;
        spare > 0.0
            && service_level(
                wait_share(blocked, servers, erlangs),
                spare,
                work.handle_seconds,
                within_seconds,
            ) >= share
    })
}
