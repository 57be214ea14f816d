//! What keeps people good at their work, and how they come and go by themselves.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::read::{amount, share};
use super::{Learning, Scenario, ScenarioError};

/// How a party coaches its agents, and what becomes of them without it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Coaching {
    /// Talks that an agent has in a twelfth of a year.
    pub talks_per_month: f64,
    /// Minutes of a talk, in which the agent takes no contacts.
    pub minutes: f64,
    /// Those who coach, by their names in the facts.
    pub coaches: Vec<String>,
    /// Share of what has lapsed that a talk gives back.
    pub restores: f64,
    /// What is lost without talks.
    pub lapse: Lapse,
}

/// What an agent loses who is not coached, and how fast. What is left to lose is halved in equal times.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Lapse {
    /// Added to the probability of solving in one contact when all of it is lost.
    pub resolution: f64,
    /// Added to quality when all of it is lost, in points.
    pub quality: f64,
    /// Days after which half of it is lost.
    pub half_life_days: f64,
}

/// How a party's agents leave by themselves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Attrition {
    /// Leavers in a year for each agent: who has stayed for long is as likely to leave as who has not.
    pub per_year: f64,
    /// Days that a seat is empty before a newcomer takes it.
    pub vacant_days: u32,
    /// How newcomers learn.
    pub learning: Learning,
}

/// What people learn together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Training {
    /// What a newcomer begins with. Who does not pass it has it again on the next day at work.
    pub induction: Induction,
    /// The course of the lessons that open some shifts.
    pub lesson: String,
    /// Score, on average.
    pub score: f64,
    /// Spread of scores.
    pub deviation: f64,
    /// Score from which on a course is passed.
    pub pass_mark: f64,
}

/// What a newcomer begins with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Induction {
    /// The course.
    pub course: String,
    /// Hours of the first day.
    pub hours: f64,
}

impl Learning {
    /// Whether it is a factor, an added probability and days; where it is not, the field and its value.
    pub(crate) fn misfit(&self) -> Option<(&'static str, f64)> {
        [
            ("handle_time", self.handle_time, self.handle_time > 0.0),
            ("resolution", self.resolution, self.resolution.abs() <= 1.0),
            (
                "half_life_days",
                self.half_life_days,
                self.half_life_days > 0.0,
            ),
        ]
        .into_iter()
        .find(|(_, value, fits)| !(*fits && value.is_finite()))
        .map(|(field, value, _)| (field, value))
    }
}

impl Scenario {
    /// What is said of people makes sense.
    pub(super) fn check_people(&self) -> Result<(), ScenarioError> {
        let course = &self.course;
        for (field, value) in [
            (
                "agent_type_pace_variation",
                course.agent_type_pace_variation,
            ),
            (
                "agent_type_resolution_deviation",
                course.agent_type_resolution_deviation,
            ),
        ] {
            amount(&format!("course.{field}"), value)?;
        }
        for (name, coaching) in &self.coaching {
            coaching.check(&format!("coaching.{name}"))?;
        }
        for (name, attrition) in &self.attrition {
            amount(&format!("attrition.{name}.per_year"), attrition.per_year)?;
            if let Some((field, value)) = attrition.learning.misfit() {
                let place = format!("attrition.{name}.learning.{field}");
                let expected = "a factor, an added probability and days";
                return Err(ScenarioError::value(place, expected, value));
            }
        }
        let Some(training) = &self.training else {
            return Ok(());
        };
        for (field, value) in [
            ("score", training.score),
            ("deviation", training.deviation),
            ("pass_mark", training.pass_mark),
        ] {
            amount(&format!("training.{field}"), value)?;
        }
        let hours = training.induction.hours;
        if (0.0..=8.0).contains(&hours) {
            return Ok(());
        }
        let expected = "0 to 8 hours";
        Err(ScenarioError::value(
            "training.induction.hours",
            expected,
            hours,
        ))
    }
}

impl Coaching {
    fn check(&self, place: &str) -> Result<(), ScenarioError> {
        amount(&format!("{place}.talks_per_month"), self.talks_per_month)?;
        share(&format!("{place}.restores"), self.restores)?;
        if !(0.0..=120.0).contains(&self.minutes) {
            let expected = "0 to 120 minutes";
            return Err(ScenarioError::value(
                format!("{place}.minutes"),
                expected,
                self.minutes,
            ));
        }
        if self.coaches.is_empty() {
            let expected = "at least one coach";
            return Err(ScenarioError::value(
                format!("{place}.coaches"),
                expected,
                "none",
            ));
        }
        let Lapse {
            resolution,
            quality,
            half_life_days,
        } = self.lapse;
        for (field, value, fits) in [
            ("resolution", resolution, resolution.abs() <= 1.0),
            ("quality", quality, quality.abs() <= 100.0),
            ("half_life_days", half_life_days, half_life_days > 0.0),
        ] {
            if !(fits && value.is_finite()) {
                let expected = "an added probability, points and days";
                let place = format!("{place}.lapse.{field}");
                return Err(ScenarioError::value(place, expected, value));
            }
        }
        Ok(())
    }
}
