//! Gathering the words: KPIs and their targets, then what they are made of.

use access::{Places, Viewer};
use charter::Charter;
use charter::kpi::{Formula, Kpi, Unit};
use charter::lineage::Lineage;
use charter::names::word;
use charter::target::Target;

use super::{Glossary, Term, TermKind, TermUse};
use crate::board::target_head;
use crate::known::Known;
use crate::words;

/// The words of a charter, as far as a viewer may know them.
#[must_use]
pub fn glossary(charter: &Charter, lineage: &Lineage, viewer: &Viewer) -> Glossary {
    let words = Words {
        charter,
        lineage,
        known: Known::of(charter, viewer),
        places: Places::of(charter, viewer),
    };
    let mut terms = words.kpis();
    terms.extend(words.targets());
    terms.extend(words.tables());
    terms.extend(words.columns());
    terms.extend(words.values());
    terms.extend(words.feeds());
    terms.extend(words.roles());
    terms.extend(words.calendars());
    Glossary {
        title: words.said(&charter.partnership.title),
        terms,
    }
}

/// What words are gathered from.
pub(super) struct Words<'a> {
    pub charter: &'a Charter,
    pub lineage: &'a Lineage,
    pub known: Known<'a>,
    pub places: Places<'a>,
}

impl<'a> Words<'a> {
    /// Free text of the charter, less the sentences that name whom the viewer must not know of.
    pub(super) fn said(&self, text: &str) -> String {
        self.known.discretion.sentences(text.trim())
    }

    /// The title of a role.
    pub(super) fn role_title(&self, role: &str) -> Option<String> {
        let mut roles = self.charter.partnership.roles.iter();
        let role = roles.find(|one| one.role == role)?;
        Some(format!("{} ({})", self.said(&role.title), role.role))
    }

    fn kpis(&self) -> Vec<Term> {
        self.known.catalog.kpis().map(|kpi| self.kpi(kpi)).collect()
    }

    fn kpi(&self, kpi: &Kpi) -> Term {
        let mut notes = vec![self.said(&kpi.asks)];
        if let Formula::Derived { formula } = &kpi.formula {
            notes.push(format!("Computed as `{formula}`"));
        }
        let stewards = kpi.stewards.iter().filter_map(|role| self.role_title(role));
        let stewards: Vec<String> = stewards.collect();
        if !stewards.is_empty() {
            notes.push(format!("Stewards: {}", stewards.join(", ")));
        }
        let knows = |name: &str| self.known.catalog.kpi(name).ok();
        let mut used: Vec<TermUse> = (self.lineage.derivations.iter())
            .filter(|one| one.of == kpi.kpi)
            .filter_map(|one| knows(&one.kpi))
            .map(|one| TermUse::by("part of", kpi_id(&one.kpi), &one.title))
            .collect();
        used.extend(
            (self.known.catalog.kpis())
                .filter(|one| one.beside.contains(&kpi.kpi))
                .map(|one| TermUse::by("shown beside", kpi_id(&one.kpi), &one.title)),
        );
        used.extend(
            (self.charter.boards.values())
                .filter(|board| board.kpis.contains(&kpi.kpi))
                .filter(|board| self.known.catalog.may_open(board))
                .map(|board| TermUse::board(&board.board, &board.title)),
        );
        let unit = match kpi.unit {
            Unit::Money => self.charter.partnership.currency.clone(),
            unit => word(&unit),
        };
        Term {
            id: kpi_id(&kpi.kpi),
            kind: TermKind::Kpi,
            name: kpi.kpi.clone(),
            title: kpi.title.clone(),
            means: self.said(&kpi.means),
            unit: Some(unit),
            owner: kpi.owner.as_deref().and_then(|role| self.role_title(role)),
            notes,
            used,
        }
    }

    fn targets(&self) -> Vec<Term> {
        let targets = self.charter.targets.iter();
        targets
            .filter(|target| self.known.knows_scope(&target.scope))
            .filter_map(|target| self.target(target))
            .collect()
    }

    fn target(&self, target: &Target) -> Option<Term> {
        let kpi = self.known.catalog.kpi(&target.kpi).ok()?;
        let currency = &self.charter.partnership.currency;
        let scope: Vec<String> = (target.scope.iter())
            .map(|(dimension, value)| {
                let title = self.charter.value_title(dimension, value);
                title.unwrap_or(value).to_owned()
            })
            .collect();
        let whom = match scope.as_slice() {
            [] => "the whole partnership".to_owned(),
            scope => scope.join(", "),
        };
        let pairs = target.scope.iter();
        let pairs: Vec<String> = pairs
            .map(|(name, value)| format!("-{name}-{value}"))
            .collect();
        Some(Term {
            id: format!("target-{}{}-{}", target.kpi, pairs.concat(), target.from),
            kind: TermKind::Target,
            name: target.kpi.clone(),
            title: format!("{} for {whom}", kpi.title),
            means: format!(
                "{} since {}.",
                words::sentence(&words::target(kpi, currency, &target_head(target))),
                words::day(target.from)
            ),
            unit: None,
            owner: kpi.owner.as_deref().and_then(|role| self.role_title(role)),
            notes: Vec::new(),
            used: vec![TermUse::by("target of", kpi_id(&kpi.kpi), &kpi.title)],
        })
    }
}

/// What tells a KPI.
pub(super) fn kpi_id(kpi: &str) -> String {
    format!("kpi-{kpi}")
}
