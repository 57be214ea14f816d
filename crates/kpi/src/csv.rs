//! An answer as a table of text.

use std::borrow::Cow;

use crate::answer::Answer;
use crate::error::{ErrorKind, KpiError};

impl Answer {
    /// Header and one record a row: the dimensions under their names, `period` when there is a grain, and for each KPI
    /// its value under its name and its n under `<kpi>_n`. What cannot be computed is empty.
    /// A dimension that a spreadsheet would run as a formula is led by an apostrophe.
    ///
    /// # Errors
    /// None in practice; writing to memory does not fail.
    pub fn to_csv(&self) -> Result<String, KpiError> {
        let records = self.records();
        let mut writer = csv::Writer::from_writer(Vec::new());
        for record in &records {
            let texts = record.iter().enumerate().map(|(place, text)| {
                if place < self.by.len() {
                    inert(text)
                } else {
                    Cow::Borrowed(text.as_str())
                }
            });
            writer
                .write_record(texts.map(|text| text.into_owned()))
                .map_err(unwritten)?;
        }
        let bytes = writer.into_inner().map_err(unwritten)?;
        String::from_utf8(bytes).map_err(unwritten)
    }

    /// The header and the rows as text, values at full precision.
    #[must_use]
    pub fn records(&self) -> Vec<Vec<String>> {
        let with_period = self.grain.is_some();
        let mut header = self.by.clone();
        header.extend(with_period.then(|| "period".to_owned()));
        for head in &self.kpis {
            header.extend([head.kpi.clone(), format!("{}_n", head.kpi)]);
        }
        let rows = self.rows.iter().map(|row| {
            let mut record: Vec<String> = row
                .dimensions
                .iter()
                .map(|value| value.clone().unwrap_or_default())
                .collect();
            if with_period {
                record.push(
                    row.period
                        .as_ref()
                        .map(|period| period.label.clone())
                        .unwrap_or_default(),
                );
            }
            for value in &row.values {
                // Money is written exactly; everything else as the shortest text that reads back the same.
                let text = value
                    .exact
                    .clone()
                    .or_else(|| value.value.map(|value| value.to_string()));
                record.extend([text.unwrap_or_default(), value.n.to_string()]);
            }
            record
        });
        std::iter::once(header).chain(rows).collect()
    }
}

/// A text that a spreadsheet would run as a formula, written so that it stays a text.
fn inert(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) && text.parse::<f64>().is_err() {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

fn unwritten(error: impl std::fmt::Display) -> KpiError {
    KpiError::new(
        ErrorKind::Internal,
        format!("the answer could not be written: {error}"),
    )
}
