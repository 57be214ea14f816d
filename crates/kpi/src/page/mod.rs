//! What a KPI is: its definition as people read it.

mod build;

use serde::Serialize;
use utoipa::ToSchema;

use crate::answer::KpiHead;
use crate::board::TargetHead;

/// A KPI's definition as people read it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct KpiPage {
    /// Name, title, unit.
    pub head: KpiHead,
    /// The question it answers.
    pub asks: String,
    /// The definition in words.
    pub means: String,
    /// `strategic`, `operational`, `financial` or `experience`.
    pub framework: String,
    /// `leading` or `lagging`.
    pub nature: String,
    /// What it is about, e.g. `handle_time`.
    pub aspect: String,
    /// The formula, part by part.
    pub formula: Vec<FormulaPart>,
    /// The table it reads; absent for a derived KPI.
    pub table: Option<String>,
    /// Who answers for the definition.
    pub owner: Option<RoleHead>,
    /// Who keeps it right.
    pub stewards: Vec<RoleHead>,
    /// KPIs shown next to it.
    pub beside: Vec<KpiHead>,
    /// KPIs a derived KPI is made of.
    pub made_of: Vec<KpiHead>,
    /// Below this n a value is too few to say.
    pub minimum_sample: u64,
    /// Targets that the viewer may see, newest first.
    pub targets: Vec<TargetHead>,
    /// Columns to break down by, for this viewer.
    pub dimensions: Vec<DimensionHead>,
    /// Whether the viewer may open the contacts behind it.
    pub may_drill: bool,
}

/// One part of a formula.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FormulaPart {
    /// `population`, `numerator`, `value`, `formula`, `opened`, `closed`, `older than`, `follow-up`.
    pub part: String,
    /// The expression as written in the charter.
    pub expression: String,
}

/// A role and the people who hold it, as far as the viewer may know them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RoleHead {
    /// Short name, `client.cx_lead`.
    pub role: String,
    /// Title for people.
    pub title: String,
    /// Names of the people who hold it.
    pub people: Vec<String>,
}

/// A column to break down by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DimensionHead {
    /// Its name.
    pub dimension: String,
    /// What it holds.
    pub means: String,
}

/// A KPI in a list.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct KpiSummary {
    /// Name, title, unit.
    pub head: KpiHead,
    /// The question it answers.
    pub asks: String,
    /// `leading` or `lagging`.
    pub nature: String,
    /// `strategic`, `operational`, `financial` or `experience`.
    pub framework: String,
    /// What it is about, e.g. `handle_time`.
    pub aspect: String,
    /// The table it reads; absent for a derived KPI.
    pub table: Option<String>,
    /// KPIs shown next to it.
    pub beside: Vec<String>,
}
