//! Building a KPI's page from the charter.

use access::Viewer;
use charter::canonical::ColumnUse;
use charter::kpi::{BacklogShows, Formula, Kpi};
use charter::names::word;
use charter::partnership::Right;

use super::{DimensionHead, FormulaPart, KpiPage, KpiSummary, RoleHead};
use crate::board::target_head;
use crate::catalog::parse_formula;
use crate::engine::Engine;
use crate::error::KpiError;
use crate::head::head;
use crate::known::Known;

impl Engine {
    /// The KPIs that a viewer may know, by name.
    #[must_use]
    pub fn list(&self, viewer: &Viewer) -> Vec<KpiSummary> {
        self.catalog(viewer)
            .kpis()
            .map(|kpi| KpiSummary {
                head: head(&self.charter, kpi),
                asks: kpi.asks.clone(),
                nature: word(&kpi.nature),
                framework: word(&kpi.framework),
                aspect: word(&kpi.aspect),
                table: kpi.formula.rows().map(|rows| rows.table.clone()),
                beside: (kpi.beside.iter())
                    .filter(|name| self.catalog(viewer).kpi(name).is_ok())
                    .cloned()
                    .collect(),
            })
            .collect()
    }

    /// What a KPI is, for a viewer.
    ///
    /// # Errors
    /// When the viewer may know of no such KPI.
    pub fn page(&self, viewer: &Viewer, name: &str) -> Result<KpiPage, KpiError> {
        let catalog = self.catalog(viewer);
        let kpi = catalog.kpi(name)?;
        let heads = |names: &[String]| {
            names
                .iter()
                .filter_map(|name| catalog.kpi(name).ok())
                .map(|kpi| head(&self.charter, kpi))
                .collect()
        };
        let made_of: Vec<String> = match &kpi.formula {
            Formula::Derived { formula } => parse_formula(formula)?
                .names()
                .into_iter()
                .map(str::to_owned)
                .collect(),
            _ => Vec::new(),
        };
        let bases = catalog.bases(kpi)?;
        let mut dimensions: Option<Vec<DimensionHead>> = None;
        for base in &bases {
            let own = self.dimensions(viewer, base);
            // A derived KPI can be broken down by what all its parts can.
            dimensions = Some(match dimensions {
                None => own,
                Some(known) => known
                    .into_iter()
                    .filter(|head| own.contains(head))
                    .collect(),
            });
        }
        let known = Known::of(&self.charter, viewer);
        let mut targets: Vec<_> = self
            .charter
            .targets
            .iter()
            .filter(|target| target.kpi == kpi.kpi)
            .filter(|target| known.knows_scope(&target.scope))
            .map(target_head)
            .collect();
        targets.sort_by_key(|target| std::cmp::Reverse(target.from));
        Ok(KpiPage {
            head: head(&self.charter, kpi),
            asks: kpi.asks.clone(),
            means: kpi.means.clone(),
            framework: word(&kpi.framework),
            nature: word(&kpi.nature),
            aspect: word(&kpi.aspect),
            formula: formula(&kpi.formula),
            table: kpi.formula.rows().map(|rows| rows.table.clone()),
            owner: kpi
                .owner
                .as_deref()
                .and_then(|role| self.role(viewer, role)),
            stewards: kpi
                .stewards
                .iter()
                .filter_map(|role| self.role(viewer, role))
                .collect(),
            beside: heads(&kpi.beside),
            made_of: heads(&made_of),
            minimum_sample: kpi.minimum_sample,
            targets,
            dimensions: dimensions.unwrap_or_default(),
            may_drill: viewer.may(Right::DrillToContacts) && kpi.formula.rows().is_some(),
        })
    }

    /// A role, with those of its people whose party the viewer may know; the client is known to all.
    fn role(&self, viewer: &Viewer, name: &str) -> Option<RoleHead> {
        let partnership = &self.charter.partnership;
        let role = partnership.roles.iter().find(|role| role.role == name)?;
        let client = self.charter.client().map(|party| party.party.as_str());
        Some(RoleHead {
            role: role.role.clone(),
            title: role.title.clone(),
            people: partnership
                .people
                .iter()
                .filter(|person| person.roles.contains(&role.role))
                .filter(|person| {
                    Some(person.party.as_str()) == client || viewer.knows_party(&person.party)
                })
                .map(|person| person.name.clone())
                .collect(),
        })
    }

    /// The columns that a KPI can usefully be broken down by.
    fn dimensions(&self, viewer: &Viewer, kpi: &Kpi) -> Vec<DimensionHead> {
        let table = kpi
            .formula
            .rows()
            .and_then(|rows| self.charter.table(&rows.table));
        let filled = |column: &str| {
            self.charter.feeds.values().any(|feed| {
                kpi.formula
                    .rows()
                    .is_some_and(|rows| rows.table == feed.table)
                    && feed.columns.contains_key(column)
            })
        };
        table
            .into_iter()
            .flat_map(|table| table.columns)
            .filter(|column| matches!(column.use_, ColumnUse::Dimension | ColumnUse::Agent))
            .filter(|column| viewer.may_read(column.use_) && filled(&column.name))
            .map(|column| DimensionHead {
                dimension: column.name,
                means: column.means,
            })
            .collect()
    }
}

fn formula(formula: &Formula) -> Vec<FormulaPart> {
    let mut parts = Vec::new();
    let mut part = |part: &str, expression: &str| {
        parts.push(FormulaPart {
            part: part.to_owned(),
            expression: expression.to_owned(),
        });
    };
    if let Some(population) = formula.rows().and_then(|rows| rows.population.as_deref()) {
        part("population", population);
    }
    match formula {
        Formula::Count { .. } => part("value", "count of rows"),
        Formula::Sum { value, .. } => part("value", &format!("sum of {value}")),
        Formula::Ratio { numerator, .. } => part("numerator", numerator),
        Formula::Mean { value, .. } => part("value", &format!("mean of {value}")),
        Formula::Quantile {
            value, quantile, ..
        } => part("value", &format!("{} quantile of {value}", quantile)),
        Formula::Distinct { value, .. } => part("value", &format!("different values of {value}")),
        Formula::Derived { formula } => part("formula", formula),
        Formula::Backlog {
            opened,
            closed,
            shows,
            older_than,
            ..
        } => {
            part("opened", opened);
            part("closed", closed);
            if let Some(older_than) = older_than {
                part("older than", older_than);
            }
            if *shows == BacklogShows::MedianAge {
                part("value", "median age of what is open");
            }
        }
    }
    if let Some(window) = formula.rows().and_then(|rows| rows.follow_up.as_ref()) {
        part(
            "follow-up",
            &format!(
                "a later row with the same {} within {}",
                window.same.join(" and "),
                window.within
            ),
        );
    }
    if let Some(at) = formula.rows().and_then(|rows| rows.at.as_deref()) {
        part("counts at", at);
    }
    parts
}
