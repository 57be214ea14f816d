//! How a KPI runs over time.

mod build;

use serde::Serialize;
use utoipa::ToSchema;

use crate::answer::{Figure, KpiHead, PeriodHead};
use crate::board::{Mark, TargetHead, Window};
use crate::question::Basis;

/// How a KPI runs over time, for the rows a filter leaves.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Reading {
    /// The KPI.
    pub kpi: KpiHead,
    /// What a colleague would say first.
    pub headline: String,
    /// What it was computed from.
    #[schema(value_type = String, example = "1842·331")]
    pub basis: Basis,
    /// Newest fact, as a UTC instant.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub facts_to: Option<jiff::Timestamp>,
    /// The partnership's time zone.
    pub zone: String,
    /// The time looked at.
    pub window: Window,
    /// Over the whole window.
    pub level: Figure,
    /// One a period, oldest first; they reach further back than the window.
    pub points: Vec<ReadingPoint>,
    /// Is it changing?
    pub variation: Mark,
    /// Will it meet its target?
    pub assurance: Mark,
    /// Does the level meet its target now?
    pub attainment: Mark,
    /// Centre line of the process, if there are enough points.
    pub centre: Option<f64>,
    /// The target in force for the rows looked at.
    pub target: Option<TargetHead>,
}

/// A period and its value.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ReadingPoint {
    /// The period.
    pub period: PeriodHead,
    /// The value.
    pub value: Figure,
    /// Lower limit of what is usual.
    pub lower_limit: Option<f64>,
    /// Upper limit of what is usual.
    pub upper_limit: Option<f64>,
}
