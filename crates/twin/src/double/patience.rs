//! How long customers wait before they give up.

use crate::chance::Chance;

/// Patience, from waits that ended either because the customer gave up or because somebody answered.
///
/// Who was answered would have waited longer, nobody knows how much: such waits are censored. The product-limit
/// estimate counts them for as long as they lasted: E. L. Kaplan and P. Meier, "Nonparametric estimation from incomplete
/// observations", Journal of the American Statistical Association 53 (1958). It keeps what a fitted curve would smooth
/// away, such as customers who give up when an announcement ends. Beyond the longest wait after which somebody gave up,
/// patience goes on at the average rate of giving up: exponential.
#[derive(Debug, Clone, PartialEq)]
pub struct Patience {
    /// When somebody gave up, in seconds, and the share of customers who are gone by then.
    steps: Vec<(f64, f64)>,
    /// Seconds waited, by all, for each who gave up.
    mean_seconds: f64,
}

impl Patience {
    /// From waits in seconds, and whether each ended because the customer gave up; `None` when nobody did: then there
    /// is no telling.
    #[must_use]
    pub fn of(waits: &[(f64, bool)]) -> Option<Self> {
        let mut waits = waits.to_vec();
        // Of those who leave after the same time, who gave up comes first: who was answered then was still there.
        waits.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
        let gave_up = waits.iter().filter(|wait| wait.1).count();
        if gave_up == 0 {
            return None;
        }
        let mut left = waits.len();
        let mut stays = 1.0;
        let mut steps: Vec<(f64, f64)> = Vec::new();
        for &(seconds, gives_up) in &waits {
            if gives_up {
                stays *= 1.0 - 1.0 / left as f64;
                match steps.last_mut() {
                    Some(step) if step.0 >= seconds => step.1 = 1.0 - stays,
                    _ => steps.push((seconds, 1.0 - stays)),
                }
            }
            left -= 1;
        }
        Some(Self {
            steps,
            mean_seconds: waits.iter().map(|wait| wait.0).sum::<f64>() / gave_up as f64,
        })
    }

    /// The share of customers who do not wait longer than that many seconds.
    #[must_use]
    pub fn gone_by(&self, seconds: f64) -> f64 {
        let after = self.steps.partition_point(|step| step.0 <= seconds);
        let (last, gone) = match after.checked_sub(1) {
            Some(step) => self.steps[step],
            None => return 0.0,
        };
        if after < self.steps.len() || self.mean_seconds <= 0.0 {
            return gone;
        }
        1.0 - (1.0 - gone) * libm::exp(-(seconds - last) / self.mean_seconds)
    }

    pub(super) fn draw(&self, chance: &mut Chance) -> f64 {
        let share = chance.uniform();
        let step = self.steps.partition_point(|step| step.1 <= share);
        match self.steps.get(step) {
            Some((seconds, _)) => *seconds,
            None => {
                self.steps.last().map_or(0.0, |step| step.0) + chance.exponential(self.mean_seconds)
            }
        }
    }
}
