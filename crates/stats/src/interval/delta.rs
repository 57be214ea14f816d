use super::{Interval, Level};

/// A value computed from estimates, and how sure it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The value.
    pub value: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// `value ± z · standard_error`.
    pub interval: Interval,
}

/// First-order propagation of independent standard errors through `derive`.
///
/// `se² = Σ (∂f/∂xᵢ · seᵢ)²`: JCGM 100:2008 (GUM), equation (10). Derivatives are central differences, so `derive`
/// must be smooth around the components. `components` are pairs of value and standard error.
///
/// `None` when the value or a derivative is not finite (a division by a component that is 0), or when a standard
/// error is negative or not finite.
pub fn delta_independent(
    components: &[(f64, f64)],
    level: Level,
    derive: impl Fn(&[f64]) -> f64,
) -> Option<Estimate> {
    if components
        .iter()
        .any(|&(_, se)| !se.is_finite() || se < 0.0)
    {
        return None;
    }
    let mut at: Vec<f64> = components.iter().map(|&(value, _)| value).collect();
    let value = derive(&at);
    let mut variance = 0.0;
    for (index, &(component, component_error)) in components.iter().enumerate() {
        if component_error == 0.0 {
            continue;
        }
        // A hundredth of the error is local enough for a first-order method and far above rounding; where the error
        // is tiny, the cube root of the machine precision balances truncation against rounding.
        let step = (component.abs() * f64::EPSILON.cbrt()).max(component_error / 100.0);
        let mut shifted = |by: f64| {
            if let Some(slot) = at.get_mut(index) {
                *slot = component + by;
            }
            derive(&at)
        };
        let derivative = (shifted(step) - shifted(-step)) / (2.0 * step);
        shifted(0.0);
        variance += (derivative * component_error).powi(2);
    }
    let standard_error = variance.sqrt();
    if !value.is_finite() || !standard_error.is_finite() {
        return None;
    }
    let half = level.z() * standard_error;
    Some(Estimate {
        value,
        standard_error,
        interval: Interval {
            low: value - half,
            high: value + half,
            level,
        },
    })
}
