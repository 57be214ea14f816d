//! What is needed to show a KPI's value, from its definition.

use charter::Charter;
use charter::kpi::{Direction, Kpi, Unit};
use charter::names::word;

use crate::answer::KpiHead;
use crate::state::method;

/// The head of a KPI.
pub(crate) fn head(charter: &Charter, kpi: &Kpi) -> KpiHead {
    KpiHead {
        kpi: kpi.kpi.clone(),
        title: kpi.title.clone(),
        kind: kpi.formula.kind().to_owned(),
        unit: word(&kpi.unit),
        currency: (kpi.unit == Unit::Money).then(|| charter.partnership.currency.clone()),
        decimals: kpi.decimals,
        direction: word(&kpi.direction),
        interval: method(kpi).describe().to_owned(),
    }
}

/// The direction, as process behaviour looks at it.
pub(crate) fn direction(kpi: &Kpi) -> stats::spc::Direction {
    match kpi.direction {
        Direction::Higher => stats::spc::Direction::Higher,
        Direction::Lower => stats::spc::Direction::Lower,
        Direction::Within => stats::spc::Direction::Within,
    }
}
