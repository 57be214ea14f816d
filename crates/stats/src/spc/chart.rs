use serde::Serialize;

/// Mean moving range of two successive points over the standard deviation, for normal noise (d₂ for n = 2).
const MOVING_RANGE_PER_SIGMA: f64 = 1.128;

/// How the limits of a chart were made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChartKind {
    /// Individual values and moving ranges.
    Xmr,
    /// Shares of varying numbers of cases.
    P,
    /// Shares whose underlying share wanders too.
    PPrime,
}

/// One point's share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proportion {
    /// Cases that count as met.
    pub successes: u64,
    /// Cases.
    pub n: u64,
}

/// Natural process limits: where noise alone puts nearly every point.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Limits {
    /// Centre less three sigma, for shares not below 0.
    pub low: f64,
    /// Centre plus three sigma, for shares not above 1.
    pub high: f64,
}

/// A series with its centre line and, point by point, the spread that noise explains.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    kind: ChartKind,
    values: Vec<f64>,
    centre: f64,
    sigmas: Vec<f64>,
}

impl Chart {
    /// Individual values in order: the mean ± 2.66 mean moving ranges, 2.66 being 3 / 1.128.
    ///
    /// D. J. Wheeler, *Understanding Variation* (1993). `None` for fewer than two values or one that is not finite.
    pub fn xmr(values: &[f64]) -> Option<Self> {
        if values.len() < 2 || values.iter().any(|value| !value.is_finite()) {
            return None;
        }
        let centre = mean(values)?;
        let sigma = mean_moving_range(values)? / MOVING_RANGE_PER_SIGMA;
        Some(Self {
            kind: ChartKind::Xmr,
            values: values.to_vec(),
            centre,
            sigmas: vec![sigma; values.len()],
        })
    }

    /// Shares in order: the overall share p̄ ± 3 √(p̄(1−p̄)/nᵢ).
    ///
    /// W. A. Shewhart (1931); D. C. Montgomery, *Introduction to Statistical Quality Control*, section 7.2. `None` for
    /// fewer than two points or one that has no cases or more successes than cases.
    pub fn p(points: &[Proportion]) -> Option<Self> {
        if points.len() < 2
            || points
                .iter()
                .any(|point| point.n == 0 || point.successes > point.n)
        {
            return None;
        }
        let cases: f64 = points.iter().map(|point| point.n as f64).sum();
        let centre = points
            .iter()
            .map(|point| point.successes as f64)
            .sum::<f64>()
            / cases;
        let sigmas = points
            .iter()
            .map(|point| (centre * (1.0 - centre) / point.n as f64).sqrt())
            .collect();
        let values = points
            .iter()
            .map(|point| point.successes as f64 / point.n as f64)
            .collect();
        Some(Self {
            kind: ChartKind::P,
            values,
            centre,
            sigmas,
        })
    }

    /// [`Self::p`] with every sigma multiplied by the spread that the points really have: with thousands of cases a
    /// point, binomial noise is tiny and every ordinary day would stand out.
    ///
    /// The factor is the mean moving range of `(pᵢ − p̄)/σᵢ` over 1.128. D. B. Laney, "Improved control charts for
    /// attributes", Quality Engineering 14 (2002). It may be below 1, for series that vary less than chance would.
    pub fn p_prime(points: &[Proportion]) -> Option<Self> {
        let mut chart = Self::p(points)?;
        chart.kind = ChartKind::PPrime;
        let scores: Vec<f64> = chart
            .values
            .iter()
            .zip(&chart.sigmas)
            .map(|(value, sigma)| {
                if *sigma > 0.0 {
                    (value - chart.centre) / sigma
                } else {
                    0.0
                }
            })
            .collect();
        let factor = mean_moving_range(&scores)? / MOVING_RANGE_PER_SIGMA;
        for sigma in &mut chart.sigmas {
            *sigma *= factor;
        }
        Some(chart)
    }

    /// How the limits were made.
    pub fn kind(&self) -> ChartKind {
        self.kind
    }

    /// The points, in order.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The centre line.
    pub fn centre(&self) -> f64 {
        self.centre
    }

    /// The limits of each point.
    pub fn limits(&self) -> Vec<Limits> {
        self.sigmas
            .iter()
            .map(|&sigma| self.limits_for(sigma))
            .collect()
    }

    /// The limits of the latest point, within which the next one is expected too.
    pub fn latest_limits(&self) -> Limits {
        self.limits_for(self.sigmas.last().copied().unwrap_or_default())
    }

    /// The limits within which the next point is expected, if nothing changes: around the mean of the points from
    /// `since` on, as wide as those of the latest point. A process that has moved is expected where it is now, not
    /// where it was on average.
    pub fn limits_since(&self, since: usize) -> Limits {
        let recent = mean(self.values.get(since..).unwrap_or_default()).unwrap_or(self.centre);
        self.limits_around(recent, self.sigmas.last().copied().unwrap_or_default())
    }

    /// How many sigma each point lies above the centre; 0 for one that differs by rounding alone.
    pub(super) fn scores(&self) -> Vec<f64> {
        let largest = self
            .values
            .iter()
            .fold(self.centre.abs(), |most, value| most.max(value.abs()));
        let rounding = largest * 1e-12;
        self.values
            .iter()
            .zip(&self.sigmas)
            .map(|(value, sigma)| {
                let above = value - self.centre;
                if above.abs() <= rounding {
                    0.0
                } else {
                    above / sigma
                }
            })
            .collect()
    }

    fn limits_for(&self, sigma: f64) -> Limits {
        self.limits_around(self.centre, sigma)
    }

    fn limits_around(&self, centre: f64, sigma: f64) -> Limits {
        let (low, high) = (centre - 3.0 * sigma, centre + 3.0 * sigma);
        match self.kind {
            ChartKind::Xmr => Limits { low, high },
            ChartKind::P | ChartKind::PPrime => Limits {
                low: low.max(0.0),
                high: high.min(1.0),
            },
        }
    }
}

fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

fn mean_moving_range(values: &[f64]) -> Option<f64> {
    let ranges: Vec<f64> = values
        .iter()
        .zip(values.iter().skip(1))
        .map(|(a, b)| (b - a).abs())
        .collect();
    mean(&ranges)
}
