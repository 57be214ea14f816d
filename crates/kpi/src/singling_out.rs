//! What singles out one row is for those who may open the contacts behind a number, and what follows a row is told of no
//! single row to who does not see every party's: it may have come to another party.

use access::Viewer;
use calendar::Grain;
use charter::canonical::{ColumnType, ColumnUse};
use charter::kpi::Kpi;
use charter::partnership::Right;
use charter::view::ColumnView;

use crate::answer::{Figure, Gap, Sample};
use crate::catalog::Catalog;
use crate::error::{ErrorKind, KpiError};
use crate::question::Moment;

/// Fewest rows of which it is told what followed them, to who sees one party's rows.
pub(crate) const FOLLOWED_MIN: u64 = 5;

/// How a question uses a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Used {
    /// Rows are broken down by it.
    By,
    /// Rows are chosen by it.
    Filter,
}

impl Used {
    fn words(self) -> &'static str {
        match self {
            Self::By => "broken down by",
            Self::Filter => "filtered by",
        }
    }

    /// Whether using a column so singles rows out: identifiers and words that people wrote always do, instants and measured
    /// values where each makes a group of its own.
    fn singles_out(self, column: &ColumnView) -> bool {
        match (column.use_, column.column_type) {
            (ColumnUse::FreeText, _) | (ColumnUse::Detail, ColumnType::Text) => true,
            // Of the shipped tables they are few: grades and counts.
            (ColumnUse::Detail, ColumnType::Integer) => column.added,
            (
                ColumnUse::Detail | ColumnUse::Cost,
                ColumnType::Instant | ColumnType::Number | ColumnType::Money,
            ) => self == Self::By,
            _ => false,
        }
    }
}

impl Catalog<'_> {
    /// An error where a KPI is asked about by a column that singles out rows, and the viewer may not open them.
    ///
    /// # Errors
    /// [`ErrorKind::Forbidden`], with the right that it needs; or what the KPI may not be asked about by at all.
    pub(crate) fn may_ask_by(self, kpi: &Kpi, name: &str, used: Used) -> Result<(), KpiError> {
        let column = (kpi.formula.rows())
            .and_then(|rows| self.charter.table(&rows.table))
            .and_then(|table| table.column(name).cloned());
        let Some(column) = column else {
            return Ok(());
        };
        // What the viewer may not read is not there: that is said by whoever looks the column up.
        if column.use_ == ColumnUse::Customer || !self.viewer.may_read(column.use_) {
            return Ok(());
        }
        if !may_use(self.viewer, &column, used) {
            return Err(lacks_the_right(name, used));
        }
        // An instant to the microsecond, or seconds to the thousandth, are identifiers by other names.
        let singled = used.singles_out(&column) || Used::By.singles_out(&column);
        if singled && self.follows_elsewhere(kpi) {
            return Err(KpiError::new(
                ErrorKind::Forbidden,
                format!("`{}` cannot be {} `{name}`", kpi.kpi, used.words()),
            )
            .hint(
                "what follows a contact may have come to another party, so it is not told of single contacts; ask by a dimension, such as contact_type",
            ));
        }
        Ok(())
    }

    /// The value, unless it tells what followed so few rows that it tells of each. How many they were is not told either: that
    /// none counts, or three do, may be what followed.
    pub(crate) fn kept_back(self, kpi: &Kpi, figure: Figure) -> Result<Figure, KpiError> {
        let is_empty = matches!(figure.why, Some(Gap::NoFacts | Gap::NotSupplied));
        if is_empty || figure.n >= FOLLOWED_MIN || !self.tells_what_follows(kpi)? {
            return Ok(figure);
        }
        Ok(Figure {
            sample: Sample::TooFew,
            ..Figure::nothing(Gap::KeptBack)
        })
    }

    /// An error where a question about KPIs is cut more finely than into days, and one of them tells what followed: two times
    /// that differ by a moment would tell of one contact.
    pub(crate) fn may_ask_within(
        self,
        kpis: &[&Kpi],
        ends: [Option<Moment>; 2],
        grain: Option<Grain>,
    ) -> Result<(), KpiError> {
        let moment = |end: &Option<Moment>| matches!(end, Some(Moment::Instant(_)));
        let fine = grain.is_some_and(|grain| grain < Grain::Day);
        if !fine && !ends.iter().any(moment) {
            return Ok(());
        }
        for kpi in kpis {
            if self.tells_what_follows(kpi)? {
                return Err(KpiError::new(
                    ErrorKind::Forbidden,
                    format!("`{}` is told of whole days", kpi.kpi),
                )
                .hint(
                    "what follows a contact may have come to another party, so it is not told of moments; write days, and a grain of a day or longer",
                ));
            }
        }
        Ok(())
    }

    /// Whether a KPI, or what it is derived from, tells what followed at other parties.
    fn tells_what_follows(self, kpi: &Kpi) -> Result<bool, KpiError> {
        let Some(kpi) = self.charter.kpis.get(&kpi.kpi) else {
            return Ok(false);
        };
        let bases = self.bases(kpi)?;
        Ok(bases.into_iter().any(|base| self.follows_elsewhere(base)))
    }

    /// Whether a KPI tells what followed, of which some may be another party's and not the viewer's to know.
    pub(crate) fn follows_elsewhere(self, kpi: &Kpi) -> bool {
        let follows = (kpi.formula.rows()).is_some_and(|rows| rows.follow_up.is_some());
        follows && !self.viewer.sees_everything() && self.charter.operating_parties().count() > 1
    }
}

/// Whether a viewer may use a column so.
pub(crate) fn may_use(viewer: &Viewer, column: &ColumnView, used: Used) -> bool {
    viewer.may(Right::DrillToContacts) || !used.singles_out(column)
}

/// The refusal of who may not.
pub(crate) fn lacks_the_right(column: &str, used: Used) -> KpiError {
    let what = match used {
        Used::By => "breaking down",
        Used::Filter => "filtering",
    };
    KpiError::new(
        ErrorKind::Forbidden,
        format!(
            "{what} by `{column}` singles out contacts, which needs the right `drill_to_contacts`"
        ),
    )
    .hint("ask by a dimension, such as contact_type, or ask whoever manages roles in your party")
}
