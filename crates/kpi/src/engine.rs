//! The engine: questions in, answers out.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, OnceLock};

use access::Viewer;
use charter::Charter;
use charter::lineage::Lineage;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use lake::Lake;

use crate::answer::{Answer, PeriodHead, Row};
use crate::board::BoardAnswer;
use crate::catalog::Catalog;
use crate::compute::{Part, compute};
use crate::earlier::Earlier;
use crate::error::{ErrorKind, KpiError};
use crate::extent::Extent;
use crate::glossary::Glossary;
use crate::head::head;
use crate::now::{NowAnswer, NowQuestion};
use crate::openlineage::{Page, events};
use crate::pass::Slice;
use crate::quality::Feeds;
use crate::question::{Basis, Moment, Question, WindowQuestion};
use crate::range::{Cut, ends_before_it_begins, first, just_after, last, periods};
use crate::reach::{Clock, Reach, TableReach};
use crate::reading::Reading;
use crate::scope::Scope;
use crate::shared::Shared;

/// Clock and version of the lake → how far facts reach.
type Reaches = HashMap<(Clock, u64), Arc<TableReach>>;

/// A state of the lake, and how feeds stand in it.
type StandingFeeds = ((u64, u64), Feeds);

/// Answers questions about the lake under a charter. Cheap to clone.
#[derive(Clone)]
pub struct Engine {
    pub(crate) lake: Lake,
    pub(crate) charter: Arc<Charter>,
    pub(crate) zone: TimeZone,
    /// Position of the ledger's entry that put the charter in force; 0 when none did.
    in_force_since: u64,
    /// How far tables reach, by version: read once.
    pub(crate) reaches: Arc<Mutex<Reaches>>,
    /// How sources, tables and KPIs hang together: read from the charter once.
    lineage: Arc<OnceLock<Lineage>>,
    /// How feeds stand, of one state of the lake: looked at once.
    pub(crate) feeds: Arc<Mutex<Option<StandingFeeds>>>,
    /// Engines of charters that were in force before.
    pub(crate) earlier: Arc<Mutex<Earlier>>,
    /// Boards that were asked for lately.
    pub(crate) boards: Arc<Shared<WindowQuestion, BoardAnswer>>,
    /// Readings that were asked for lately.
    pub(crate) readings: Arc<Shared<WindowQuestion, Reading>>,
    /// How it stood, as was asked lately.
    pub(crate) nows: Arc<Shared<NowQuestion, NowAnswer>>,
}

impl Engine {
    /// An engine over a lake and the charter in force.
    ///
    /// # Errors
    /// When the partnership's time zone is unknown.
    pub fn new(lake: Lake, charter: Arc<Charter>) -> Result<Self, KpiError> {
        let zone = TimeZone::get(&charter.partnership.zone).map_err(|error| {
            KpiError::new(
                ErrorKind::Invalid,
                format!("the partnership's time zone: {error}"),
            )
        })?;
        Ok(Self {
            lake,
            charter,
            zone,
            in_force_since: 0,
            reaches: Arc::default(),
            lineage: Arc::default(),
            feeds: Arc::default(),
            earlier: Arc::default(),
            boards: Arc::default(),
            readings: Arc::default(),
            nows: Arc::default(),
        })
    }

    /// The same engine, which refuses a basis from before the ledger's entry that put its charter in force: what was
    /// agreed then is another text, which [`Engine::earlier`] answers under.
    #[must_use]
    pub fn in_force_since(mut self, position: u64) -> Self {
        self.in_force_since = position;
        self
    }

    /// Position of the ledger's entry that put its charter in force; 0 when none did.
    #[must_use]
    pub fn entry(&self) -> u64 {
        self.in_force_since
    }

    /// The charter in force.
    #[must_use]
    pub fn charter(&self) -> &Charter {
        &self.charter
    }

    /// The lake.
    #[must_use]
    pub fn lake(&self) -> &Lake {
        &self.lake
    }

    /// How sources, tables and KPIs hang together.
    pub(crate) fn charter_lineage(&self) -> &Lineage {
        self.lineage.get_or_init(|| Lineage::of(&self.charter))
    }

    /// The words of the partnership, as far as a viewer may know them.
    #[must_use]
    pub fn glossary(&self, viewer: &Viewer) -> Glossary {
        crate::glossary::glossary(&self.charter, self.charter_lineage(), viewer)
    }

    /// What was taken in, as OpenLineage events, oldest first: of one feed or all, after a version of the lake. A batch is
    /// never cut, so there may be a few more than `limit`.
    ///
    /// # Errors
    /// When the viewer does not see every party's rows, or there is no such feed.
    pub fn openlineage(
        &self,
        viewer: &Viewer,
        feed: Option<&str>,
        after: u64,
        limit: usize,
    ) -> Result<Vec<serde_json::Value>, KpiError> {
        if !viewer.sees_everything() {
            return Err(KpiError::new(
                ErrorKind::Forbidden,
                "what was taken in is shown to those who see every party's rows",
            )
            .hint("ask your contact at the client"));
        }
        if let Some(name) = feed.filter(|name| !self.charter.feeds.contains_key(*name)) {
            let feeds = self.charter.feeds.keys().map(String::as_str);
            return Err(KpiError::unknown("feed", name, feeds));
        }
        let page = Page { feed, after, limit };
        let receipts = self.lake.receipts();
        Ok(events(
            &self.charter,
            self.charter_lineage(),
            &receipts,
            &page,
        ))
    }

    pub(crate) fn catalog<'a>(&'a self, viewer: &'a Viewer) -> Catalog<'a> {
        Catalog {
            charter: &self.charter,
            viewer,
        }
    }

    /// Answers a question; `ledger` is the position at which the charter was in force.
    ///
    /// # Errors
    /// When the question names what the viewer may not know of, cannot be read, or asks for too much.
    pub async fn answer(
        &self,
        viewer: &Viewer,
        question: &Question,
        ledger: u64,
    ) -> Result<Answer, KpiError> {
        let catalog = self.catalog(viewer);
        if question.kpis.is_empty() {
            return Err(KpiError::new(
                ErrorKind::Invalid,
                "the question names no KPI",
            ));
        }
        if let Some(twice) = repeated(&question.kpis).or_else(|| repeated(&question.by)) {
            return Err(KpiError::new(
                ErrorKind::Invalid,
                format!("`{twice}` is asked for twice"),
            ));
        }
        let kpis = question
            .kpis
            .iter()
            .map(|name| catalog.kpi(name))
            .collect::<Result<Vec<_>, _>>()?;
        catalog.may_ask_within(&kpis, [question.from, question.to], question.grain)?;
        let basis = self.basis(question.basis, ledger)?;
        let reach = self.reach(catalog, &kpis, basis.lake).await?;
        let extent = reach.any();
        let (start, end) = self.range(question.from, question.to, extent)?;
        let (cut, periods) = match question.grain {
            None => (Cut::whole(start, end), Vec::new()),
            Some(grain) => {
                let periods = periods(grain, start, end, &self.zone)?;
                let ends = periods.iter().map(|period| period.end);
                (Cut::at(start, end, ends), periods)
            }
        };
        let filter = question.filter.as_deref();
        let scope = Scope::of(self.lake.session(), viewer, filter)?;
        let slice = Slice {
            viewer,
            version: basis.lake,
            by: &question.by,
            filter,
            cut: &cut,
            zone: &self.zone,
        };
        let computed = compute(&self.lake, catalog, &kpis, &slice).await?;

        let mut keys = computed.keys();
        if keys.is_empty() && question.by.is_empty() && question.grain.is_none() {
            keys.insert(crate::pass::Key {
                dimensions: Vec::new(),
                piece: 0,
            });
        }
        let place = question.by.iter().position(|name| name == "party");
        let knows_rows = filter.is_none()
            && scope.is_whole_party()
            && question.by.iter().all(|name| name == "party");
        let mut known = BTreeMap::new();
        let mut rows = Vec::with_capacity(keys.len());
        for key in keys.into_iter().filter(|key| key.piece < cut.ends.len()) {
            let party = match place.and_then(|place| key.dimensions.get(place)) {
                Some(party) => party.as_deref(),
                None => scope.party(),
            };
            let known = known
                .entry(party.map(str::to_owned))
                .or_insert_with(|| Known::of(&reach, &kpis, party));
            let period = periods.get(key.piece);
            let (from, to) = period.map_or((start, end), |period| (period.start, period.end));
            let mut values = Vec::with_capacity(kpis.len());
            for (kpi, extent) in kpis.iter().zip(&known.each) {
                let part = Part {
                    dimensions: &key.dimensions,
                    pieces: key.piece..key.piece + 1,
                    known: extent.touches(from.max(start), to.min(end)),
                    party,
                    all_rows: knows_rows,
                    window: period.is_none(),
                };
                values.push(computed.value(catalog, kpi, &part)?);
            }
            rows.push(Row {
                period: period.map(|period| self.head_of(period, known.all)),
                dimensions: key.dimensions,
                values,
            });
        }
        Ok(Answer {
            basis,
            facts_to: extent.facts_to(),
            from: start,
            to: end,
            zone: self.charter.partnership.zone.clone(),
            kpis: kpis.iter().map(|kpi| head(&self.charter, kpi)).collect(),
            by: question.by.clone(),
            grain: question.grain.map(|grain| grain.name().to_owned()),
            rows,
        })
    }

    /// The basis asked for, or the newest; `ledger` is the ledger's newest position.
    ///
    /// # Errors
    /// When there is no such basis yet, or its charter is another than this one.
    pub fn basis(&self, asked: Option<Basis>, ledger: u64) -> Result<Basis, KpiError> {
        let newest = Basis {
            lake: self.lake.version(),
            ledger,
        };
        match asked {
            Some(asked) if asked.lake > newest.lake || asked.ledger > newest.ledger => Err(
                KpiError::new(ErrorKind::Unknown, format!("there is no basis {asked} yet"))
                    .hint(format!("the newest is {newest}")),
            ),
            Some(asked) if asked.ledger < self.in_force_since => Err(KpiError::new(
                ErrorKind::Invalid,
                format!("no charter was in force at the basis {asked}"),
            )
            .hint(format!(
                "one is since entry {} of the ledger; ask on {}·{} or later",
                self.in_force_since, asked.lake, self.in_force_since
            ))),
            Some(asked) => Ok(asked),
            None => Ok(newest),
        }
    }

    /// The tables that KPIs read.
    pub(crate) fn tables(
        &self,
        catalog: Catalog<'_>,
        kpis: &[&charter::kpi::Kpi],
    ) -> Result<BTreeSet<String>, KpiError> {
        let mut tables = BTreeSet::new();
        for kpi in kpis {
            tables.extend(
                catalog
                    .bases(kpi)?
                    .iter()
                    .filter_map(|base| base.formula.rows())
                    .map(|rows| rows.table.clone()),
            );
        }
        Ok(tables)
    }

    /// The half-open time asked about; all facts where the question leaves an end open, and the newest day whole, so
    /// that what stands at its end is the same number wherever it is asked for.
    pub(crate) fn range(
        &self,
        from: Option<Moment>,
        to: Option<Moment>,
        extent: Extent,
    ) -> Result<(Timestamp, Timestamp), KpiError> {
        let start = match from {
            Some(moment) => first(moment, &self.zone)?,
            None => extent.oldest.unwrap_or(Timestamp::UNIX_EPOCH),
        };
        let end = match to {
            Some(moment) => last(moment, &self.zone)?,
            None => match extent.newest {
                Some(newest) => {
                    let day = newest.to_zoned(self.zone.clone()).date();
                    last(Moment::Day(day), &self.zone)?.max(just_after(start))
                }
                None => just_after(start),
            },
        };
        if end <= start {
            return Err(ends_before_it_begins());
        }
        Ok((start, end))
    }

    /// Periods as shown, with whether facts reach to their end.
    pub(crate) fn heads(&self, periods: &[calendar::Period], extent: Extent) -> Vec<PeriodHead> {
        periods
            .iter()
            .map(|period| self.head_of(period, extent))
            .collect()
    }

    fn head_of(&self, period: &calendar::Period, extent: Extent) -> PeriodHead {
        PeriodHead {
            label: period.label(),
            start: period.start,
            end: period.end,
            complete: extent.reaches_the_end_of(period.start, period.end, &self.zone),
        }
    }
}

/// What is known of a party: by all KPIs of a question, and by each.
struct Known {
    all: Extent,
    each: Vec<Extent>,
}

impl Known {
    fn of(reach: &Reach, kpis: &[&charter::kpi::Kpi], party: Option<&str>) -> Self {
        Self {
            all: reach.of(kpis.iter().map(|kpi| kpi.kpi.as_str()), party),
            each: kpis
                .iter()
                .map(|kpi| reach.of([kpi.kpi.as_str()], party))
                .collect(),
        }
    }
}

fn repeated(names: &[String]) -> Option<&String> {
    let mut seen = BTreeSet::new();
    names.iter().find(|name| !seen.insert(name.as_str()))
}
