//! Answers of surveys as survey tools export them: previews and what was not finished are no answers.

use super::Plan;
use super::mapped::Known;
use crate::choose::{context, names};
use crate::doubt::Doubt;
use crate::infer::kind::{Facts, Kind};
use crate::write::{expression, sql};

/// Leaves out what is no answer, and says where no question was recognised.
pub(crate) fn answers(plan: &mut Plan, known: &Known<'_>) {
    if !context::is_survey(known.facts) {
        return;
    }
    let named = |words: &[&str]| {
        known
            .facts
            .iter()
            .find(|one| words.contains(&one.words.as_str()))
    };
    if let Some(status) = named(&["status", "response type", "response status"]) {
        previews(plan, status);
    }
    if let Some(finished) = named(&["finished", "completed", "complete"])
        && finished.distinct() > 1
        && let Some(done) = expression::truth(finished, &plan.nulls)
    {
        plan.only_where(done);
        plan.doubt(Doubt::new(
            "only",
            "answers that were not finished are passed over",
            format!(
                "`{}` says so; take it out if what was begun counts",
                finished.name
            ),
        ));
    }
    let asked = ["csat", "nps", "effort"];
    if !asked.iter().any(|column| plan.has(column)) {
        plan.doubt(Doubt::new(
            "columns.csat",
            "no question is taken for satisfaction, recommendation or effort",
            "map the column of each to `csat` (1 to 5), `nps` (0 to 10) or `effort` (1 to 7); without one, no KPI of surveys has a value",
        ));
    }
}

/// What whoever made the survey sent to try it.
fn previews(plan: &mut Plan, status: &Facts) {
    let Some(text) = expression::text(status, &plan.nulls) else {
        return;
    };
    let numbered = status.kind == Kind::Integer && status.values.iter().any(|(one, _)| one == "0");
    let tried: Vec<String> = status
        .values
        .iter()
        .map(|(value, _)| value.clone())
        .filter(|value| {
            let words = names::words(value);
            let said = words
                .split(' ')
                .any(|word| matches!(word, "preview" | "test" | "spam"));
            // As Qualtrics numbers them: previews, tests, spam.
            said || numbered && matches!(value.as_str(), "1" | "2" | "8" | "9")
        })
        .collect();
    let rules: Vec<String> = tried
        .iter()
        .map(|value| format!("{text} <> {}", sql::text(value)))
        .collect();
    if rules.is_empty() {
        return;
    }
    plan.only_where(rules.join(" and "));
    let shown: Vec<String> = tried.iter().map(|value| format!("`{value}`")).collect();
    plan.doubt(Doubt::new(
        "only",
        format!("rows with {} are passed over", shown.join(", ")),
        format!("`{}` says that no customer answered them", status.name),
    ));
}
