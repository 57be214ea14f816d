//! A KPI that must not be read alone, without what it could be bought with beside it.

use crate::check::Report;
use crate::kpi::Aspect;

/// A kind of KPI and the company it needs.
struct Company {
    aspect: Aspect,
    /// One of these must stand beside it.
    needs: &'static [Aspect],
    code: &'static str,
    alone: &'static str,
    hint: &'static str,
}

const COMPANY: &[Company] = &[
    Company {
        aspect: Aspect::HandleTime,
        needs: &[Aspect::Quality, Aspect::Resolution],
        code: "handle-time-alone",
        alone: "a handle time without quality beside it",
        hint: "shorter contacts are easily bought with worse ones; put a KPI of aspect `quality` or `resolution` in `beside`",
    },
    Company {
        aspect: Aspect::Volume,
        needs: &[Aspect::Complexity],
        code: "volume-without-complexity",
        alone: "a volume without complexity beside it",
        hint: "a hundred warranty claims are not a hundred delivery questions; put a KPI of aspect `complexity`, weighted by the taxonomy, in `beside`",
    },
    Company {
        aspect: Aspect::Occupancy,
        needs: &[Aspect::Strain],
        code: "occupancy-without-strain",
        alone: "an occupancy without strain beside it",
        hint: "people who are never free leave; put a KPI of aspect `strain` in `beside`",
    },
    Company {
        aspect: Aspect::MacroUsage,
        needs: &[Aspect::Resolution],
        code: "macros-without-resolution",
        alone: "use of canned replies without resolution beside it",
        hint: "a canned reply is fast whether it helps or not; put a KPI of aspect `resolution` in `beside`",
    },
    Company {
        aspect: Aspect::Cost,
        needs: &[Aspect::Resolution, Aspect::Quality, Aspect::Satisfaction],
        code: "cost-alone",
        alone: "a cost without what it buys beside it",
        hint: "the cheapest contact is the one that solves nothing; put a KPI of aspect `resolution`, `quality` or `satisfaction` in `beside`",
    },
];

pub(super) fn lint(report: &mut Report<'_>) {
    let charter = report.charter();
    for (name, kpi) in &charter.kpis {
        let Some(company) = COMPANY.iter().find(|one| one.aspect == kpi.aspect) else {
            continue;
        };
        let accompanied = kpi
            .beside
            .iter()
            .filter_map(|name| charter.kpi(name))
            .any(|beside| company.needs.contains(&beside.aspect));
        if !accompanied {
            let path = if kpi.beside.is_empty() {
                "kpi"
            } else {
                "beside"
            };
            report
                .warning(
                    &format!("kpis/{name}.yaml"),
                    path,
                    company.code,
                    format!("`{name}` is {}", company.alone),
                )
                .hint(company.hint);
        }
    }
}
