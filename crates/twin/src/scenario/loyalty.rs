//! Customers stay or leave, by what happens to them.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::read::{amount, share};
use super::{Scenario, ScenarioError};

/// Why customers leave, and who they are to the business.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Loyalty {
    /// Share of customers that leave within a year, whatever happens to them.
    pub leave_in_a_year: f64,
    /// Probability of leaving after a contact that went well.
    pub after_contact: f64,
    /// Added when it was not solved.
    pub unsolved: f64,
    /// Added for each time that the customer had to come again.
    pub each_return: f64,
    /// Such a time is forgotten after so many weeks without another.
    pub return_weeks: f64,
    /// Added for each star by which satisfaction falls short of `content_stars`.
    pub each_star: f64,
    /// Who is so satisfied misses nothing.
    pub content_stars: f64,
    /// Days from deciding to having left, on average.
    pub notice_days: f64,
    /// Days until somebody new joins for one who left, on average.
    pub newcomer_days: f64,
    /// Share of those with one or two stars that complain.
    pub complain: f64,
    /// Kinds of customers, by name.
    pub segments: BTreeMap<String, Segment>,
}

/// A kind of customers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Segment {
    /// Share of customers; shares need not add up to one.
    pub share: f64,
    /// What one is worth in a year on average, in the partnership's currency.
    pub yearly_value: f64,
    /// Coefficient of variation of that.
    pub variation: f64,
}

impl Scenario {
    pub(super) fn check_loyalty(&self) -> Result<(), ScenarioError> {
        let Some(loyalty) = &self.loyalty else {
            return Ok(());
        };
        for (field, value) in [
            ("leave_in_a_year", loyalty.leave_in_a_year),
            ("after_contact", loyalty.after_contact),
            ("unsolved", loyalty.unsolved),
            ("each_return", loyalty.each_return),
            ("each_star", loyalty.each_star),
            ("complain", loyalty.complain),
        ] {
            share(&format!("loyalty.{field}"), value)?;
        }
        for (field, value) in [
            ("return_weeks", loyalty.return_weeks),
            ("content_stars", loyalty.content_stars),
            ("notice_days", loyalty.notice_days),
            ("newcomer_days", loyalty.newcomer_days),
        ] {
            amount(&format!("loyalty.{field}"), value)?;
        }
        let mut shares = 0.0;
        for (name, segment) in &loyalty.segments {
            for (field, value) in [
                ("share", segment.share),
                ("yearly_value", segment.yearly_value),
                ("variation", segment.variation),
            ] {
                amount(&format!("loyalty.segments.{name}.{field}"), value)?;
            }
            shares += segment.share;
        }
        if shares <= 0.0 {
            let expected = "at least one segment with a share above 0";
            return Err(ScenarioError::value("loyalty.segments", expected, shares));
        }
        Ok(())
    }
}
