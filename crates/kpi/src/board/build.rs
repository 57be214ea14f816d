//! Building a board.

use std::collections::{BTreeMap, BTreeSet};

use access::{RowScope, Viewer};
use calendar::Grain;
use charter::kpi::{Kpi, Nature};
use charter::target::Target;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use super::{BoardAnswer, BoardColumn, BoardQuestion, BoardRow, Cell, Finding, TargetHead, Window};
use crate::answer::{Figure, PeriodHead};
use crate::catalog::Catalog;
use crate::compute::{Computed, compute};
use crate::engine::{Engine, Extent};
use crate::error::KpiError;
use crate::head::{head, word};
use crate::marks::{Judge, Judgement};
use crate::pass::Slice;
use crate::range::{Cut, periods};
use crate::words;

/// How many days a level looks back, unless asked otherwise: four whole weeks, so that weekdays weigh alike.
const WINDOW_DAYS: i64 = 28;
/// How many periods a trend shows.
const TREND_PERIODS: usize = 16;
/// How many findings the headline names.
const HEADLINE_FINDINGS: usize = 2;

/// A KPI on the board, with the one it accompanies.
struct Line<'a> {
    kpi: &'a Kpi,
    companion_of: Option<&'a str>,
    nature: Nature,
}

/// The time axis of a board.
pub(crate) struct Axis {
    pub window: Window,
    pub grain: Grain,
    pub start: Timestamp,
    pub end: Timestamp,
    pub heads: Vec<PeriodHead>,
    pub cut: Cut,
}

impl Engine {
    /// The boards whose audience a viewer's roles belong to come first.
    #[must_use]
    pub fn boards(&self, viewer: &Viewer) -> Vec<&charter::board::Board> {
        let roles = self
            .charter
            .partnership
            .people
            .iter()
            .find(|person| person.person == viewer.person());
        let mut boards: Vec<_> = self.charter.boards.values().collect();
        boards.sort_by_key(|board| {
            !roles.is_some_and(|person| {
                person
                    .roles
                    .iter()
                    .any(|role| board.audience.contains(role))
            })
        });
        boards
    }

    /// A board for a viewer; `ledger` is the position at which the charter was in force.
    ///
    /// # Errors
    /// When there is no such board, or the question cannot be read.
    pub async fn board(
        &self,
        viewer: &Viewer,
        question: &BoardQuestion,
        ledger: u64,
    ) -> Result<BoardAnswer, KpiError> {
        let catalog = self.catalog(viewer);
        let board = self.charter.boards.get(&question.board).ok_or_else(|| {
            KpiError::unknown(
                "board",
                &question.board,
                self.charter.boards.keys().map(String::as_str),
            )
        })?;
        let lines = lines(catalog, &board.kpis);
        let kpis: Vec<&Kpi> = lines.iter().map(|line| line.kpi).collect();
        let basis = self.basis(question.basis, ledger)?;
        let extent = self
            .extent(&self.tables(catalog, &kpis)?, basis.lake)
            .await?;
        let axis = self.axis(question, extent)?;

        let by = ["party".to_owned()];
        let filter = question.filter.as_deref();
        let used = filter
            .map(crate::expression::columns)
            .transpose()?
            .unwrap_or_default();
        self.known_somewhere(catalog, &kpis, &used)?;
        let mut askable: Vec<&Kpi> = Vec::new();
        for kpi in &kpis {
            if missing_column(catalog, kpi, &used)?.is_none()
                && !askable.iter().any(|known| known.kpi == kpi.kpi)
            {
                askable.push(kpi);
            }
        }
        let slice = Slice {
            viewer,
            version: basis.lake,
            by: &by,
            filter,
            cut: &axis.cut,
        };
        let computed = compute(&self.lake, catalog, &askable, &slice).await?;

        let columns: Vec<BoardColumn> = self
            .charter
            .operating_parties()
            .filter(|party| {
                viewer.knows_party(&party.party) && !matches!(viewer.rows(), RowScope::Nothing)
            })
            .map(|party| BoardColumn {
                party: party.party.clone(),
                title: party.title.clone(),
                kind: word(&party.kind),
            })
            .collect();
        let mut findings = Vec::new();
        let (mut leading, mut lagging) = (Vec::new(), Vec::new());
        for line in &lines {
            let missing = missing_column(catalog, line.kpi, &used)?;
            let mut cells = Vec::with_capacity(columns.len());
            for column in &columns {
                let (cell, finding) = self.cell(
                    catalog,
                    &computed,
                    line.kpi,
                    column,
                    &axis,
                    missing.as_deref(),
                )?;
                findings.extend(finding.filter(|finding| !known(&findings, finding)));
                cells.push(cell);
            }
            let row = BoardRow {
                kpi: head(&self.charter, line.kpi),
                asks: line.kpi.asks.clone(),
                companion_of: line.companion_of.map(str::to_owned),
                cells,
            };
            match line.nature {
                Nature::Leading => leading.push(row),
                Nature::Lagging => lagging.push(row),
            }
        }
        Ok(BoardAnswer {
            board: board.board.clone(),
            title: board.title.clone(),
            headline: headline(&findings, extent, askable.len()),
            findings,
            basis,
            facts_to: extent.newest,
            zone: self.charter.partnership.zone.clone(),
            window: axis.window,
            periods: axis.heads,
            columns,
            leading,
            lagging,
        })
    }

    /// A column that no table of the board has is a mistake in the question, not a gap in the facts.
    fn known_somewhere(
        &self,
        catalog: Catalog<'_>,
        kpis: &[&Kpi],
        used: &BTreeSet<String>,
    ) -> Result<(), KpiError> {
        let mut known = BTreeSet::new();
        for table in self.tables(catalog, kpis)? {
            known.extend(catalog.columns(&table)?);
        }
        match used.difference(&known).next() {
            Some(column) => Err(KpiError::unknown(
                "column",
                column,
                known.iter().map(String::as_str),
            )),
            None => Ok(()),
        }
    }

    /// The window of levels and the periods of trends, cut so that both add up from the same pieces.
    fn axis(&self, question: &BoardQuestion, extent: Extent) -> Result<Axis, KpiError> {
        let (_, end) = self.range(
            None,
            question.to,
            Extent {
                oldest: None,
                ..extent
            },
        )?;
        let last_day = crate::range::just_before(end)
            .to_zoned(self.zone.clone())
            .date();
        let from = match question.from {
            Some(from) => crate::range::first(from, &self.zone)?,
            None => self.day_start(last_day.saturating_sub((WINDOW_DAYS - 1).days()))?,
        };
        let end = match question.to {
            Some(_) => end,
            None => self.day_end(last_day)?,
        };
        if end <= from {
            return Err(crate::range::ends_before_it_begins());
        }
        self.axis_of(
            from,
            end,
            question.grain.unwrap_or(Grain::Week),
            TREND_PERIODS,
            extent,
        )
    }

    /// An axis of at least so many periods that end with the window.
    pub(crate) fn axis_of(
        &self,
        start: Timestamp,
        end: Timestamp,
        grain: Grain,
        at_least: usize,
        extent: Extent,
    ) -> Result<Axis, KpiError> {
        let reach = grain
            .nominal_seconds()
            .saturating_mul(i64::try_from(at_least.saturating_sub(1)).unwrap_or(i64::MAX));
        let back = end
            .checked_sub(jiff::SignedDuration::from_secs(reach))
            .unwrap_or(start)
            .min(start);
        let mut touched = periods(grain, back, end, &self.zone)?;
        if at_least > 0 && touched.len() > at_least {
            let inside = touched.iter().filter(|period| period.end > start).count();
            let keep = at_least.max(inside);
            touched.drain(..touched.len() - keep);
        }
        let trend_start = touched
            .first()
            .map_or(start, |period| period.start)
            .min(start);
        let cuts = touched
            .iter()
            .flat_map(|period| [period.start, period.end])
            .chain([start]);
        let mut heads = self.heads(&touched, extent);
        for head in &mut heads {
            head.complete &= head.end <= end;
        }
        let day = |instant: Timestamp| instant.to_zoned(self.zone.clone()).date();
        Ok(Axis {
            window: Window {
                from: day(start),
                to: day(crate::range::just_before(end)),
                grain: grain.name().to_owned(),
            },
            grain,
            start,
            end,
            cut: Cut::at(trend_start, end, cuts),
            heads,
        })
    }

    fn cell(
        &self,
        catalog: Catalog<'_>,
        computed: &Computed,
        kpi: &Kpi,
        column: &BoardColumn,
        axis: &Axis,
        missing: Option<&str>,
    ) -> Result<(Cell, Option<Finding>), KpiError> {
        let scope: BTreeMap<String, String> = [("party".to_owned(), column.party.clone())].into();
        let target = self.target(kpi, &scope, axis.window.to);
        let dimensions = [Some(column.party.clone())];
        let value = |start, end| match missing {
            Some(_) => Ok(Figure::default()),
            None => computed.value(catalog, kpi, &dimensions, axis.cut.pieces(start, end)),
        };
        let level = value(axis.start, axis.end)?;
        let trend = axis
            .heads
            .iter()
            .map(|head| value(head.start, head.end))
            .collect::<Result<Vec<_>, _>>()?;
        let currency = self.charter.partnership.currency.as_str();
        let judge = Judge {
            kpi,
            grain: axis.grain,
            zone: &self.zone,
            currency,
            target: target.as_ref(),
        };
        let judgement = judge.judge(&axis.heads, &trend);
        let nothing = trend.iter().chain([&level]).all(|value| value.n == 0);
        let missing = missing.map(str::to_owned).or_else(|| {
            nothing.then(|| format!("Nothing has arrived from {} for this time", column.title))
        });
        let finding = finding(kpi, currency, column, &level, &judgement);
        let cell = Cell {
            level,
            trend,
            variation: judgement.variation,
            assurance: judgement.assurance,
            target,
            missing,
        };
        let finding = finding.filter(|_| cell.missing.is_none());
        Ok((cell, finding))
    }

    /// The target in force for a scope on a day.
    pub(crate) fn target(
        &self,
        kpi: &Kpi,
        scope: &BTreeMap<String, String>,
        day: Date,
    ) -> Option<TargetHead> {
        self.charter
            .target_for(&kpi.kpi, scope, day)
            .map(target_head)
    }

    fn day_start(&self, day: Date) -> Result<Timestamp, KpiError> {
        crate::range::first(crate::Moment::Day(day), &self.zone)
    }

    fn day_end(&self, day: Date) -> Result<Timestamp, KpiError> {
        crate::range::last(crate::Moment::Day(day), &self.zone)
    }
}

/// A target as shown.
pub(crate) fn target_head(target: &Target) -> TargetHead {
    TargetHead {
        at_least: target.at_least,
        at_most: target.at_most,
        from: target.from,
        scope: target.scope.clone(),
    }
}

/// The board's KPIs that the viewer may know; an efficiency KPI is followed by what it may not be read without, and is
/// left out when nothing of that may be shown.
fn lines<'a>(catalog: Catalog<'a>, names: &'a [String]) -> Vec<Line<'a>> {
    let mut lines = Vec::new();
    for kpi in names.iter().filter_map(|name| catalog.kpi(name).ok()) {
        let companions: Vec<&Kpi> = if kpi.aspect.is_efficiency() {
            kpi.beside
                .iter()
                .filter_map(|name| catalog.kpi(name).ok())
                .collect()
        } else {
            Vec::new()
        };
        if kpi.aspect.is_efficiency() && companions.is_empty() {
            continue;
        }
        // It stands there already, under what may not be read without it.
        if lines.iter().any(|line: &Line<'_>| line.kpi.kpi == kpi.kpi) {
            continue;
        }
        lines.push(Line {
            kpi,
            companion_of: None,
            nature: kpi.nature,
        });
        lines.extend(companions.into_iter().map(|companion| Line {
            kpi: companion,
            companion_of: Some(kpi.kpi.as_str()),
            nature: kpi.nature,
        }));
    }
    lines
}

/// Why a KPI cannot be shown by party under a filter, if it cannot.
fn missing_column(
    catalog: Catalog<'_>,
    kpi: &Kpi,
    used: &BTreeSet<String>,
) -> Result<Option<String>, KpiError> {
    for base in catalog.bases(kpi)? {
        let Some(rows) = base.formula.rows() else {
            continue;
        };
        let columns = catalog.columns(&rows.table)?;
        if let Some(column) = used
            .iter()
            .map(String::as_str)
            .chain(["party"])
            .find(|column| !columns.contains(*column))
        {
            return Ok(Some(format!(
                "{} is not recorded by {}",
                kpi.title,
                column.replace('_', " ")
            )));
        }
    }
    Ok(None)
}

fn known(findings: &[Finding], finding: &Finding) -> bool {
    findings
        .iter()
        .any(|known| known.kpi == finding.kpi && known.party == finding.party)
}

/// What needs someone about a cell, if anything: a change for the worse first, a target that will be missed second.
/// A level that its own interval reaches back to what is usual is no news.
fn finding(
    kpi: &Kpi,
    currency: &str,
    column: &BoardColumn,
    level: &Figure,
    judgement: &Judgement,
) -> Option<Finding> {
    let now = words::value(kpi, currency, level);
    let may_be_usual = judgement.usual.is_some_and(|usual| {
        level.low.is_some_and(|low| low <= usual) && level.high.is_some_and(|high| usual <= high)
    });
    let said = if judgement.variation.mark == "worsening" && !may_be_usual {
        let since = judgement.since.as_deref().unwrap_or("lately");
        let usual = judgement.usual.map_or_else(String::new, |usual| {
            format!(", usually {}", words::number(kpi, currency, usual))
        });
        format!(
            "{} at {} has been getting worse since {since} ({now}{usual}).",
            kpi.title, column.title
        )
    } else if judgement.assurance.mark == "will_miss" {
        format!(
            "{} at {} misses its target and will go on to unless something changes ({now}).",
            kpi.title, column.title
        )
    } else {
        return None;
    };
    Some(Finding {
        kpi: kpi.kpi.clone(),
        party: column.party.clone(),
        words: said,
    })
}

fn headline(findings: &[Finding], extent: Extent, kpis: usize) -> String {
    if extent.newest.is_none() {
        return "No facts have arrived yet.".to_owned();
    }
    if findings.is_empty() {
        return format!(
            "Nothing needs you: all {kpis} measures vary as they usually do, or are improving."
        );
    }
    let count = if findings.len() == 1 {
        "One thing needs you.".to_owned()
    } else {
        format!(
            "{} things need you.",
            words::sentence(&words::how_many(findings.len()))
        )
    };
    let first: Vec<&str> = findings
        .iter()
        .take(HEADLINE_FINDINGS)
        .map(|finding| finding.words.as_str())
        .collect();
    format!("{count} {}", first.join(" "))
}
