//! Articles that are out of date or missing cost what the scenario says, in the contacts that need them and nowhere else.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use twin::Scenario;
use twin::scenario::{ArticleState, Onset};

use crate::harbor::{self, Exports, near, text};

const DAYS: u32 = 21;

fn run(scenario: &Scenario) -> Exports {
    Exports::of_feeds(&["contacts", "article_uses"], scenario, DAYS, 29)
}

/// Harbor, undisturbed, in which everybody who wants something sent back needs one article.
fn with(state: ArticleState, since: Option<Onset>) -> Scenario {
    let mut scenario = harbor::scenario_named("undisturbed");
    let knowledge = scenario.knowledge.as_mut().unwrap();
    let article = knowledge.articles.get_mut("returns_step_by_step").unwrap();
    article.contact_types = vec!["return_request".into()];
    article.needed = 1.0;
    article.state = state;
    article.since = since;
    scenario
}

/// Share solved, mean logarithm of seconds with the customer, and how many, among tickets that were handled.
fn solved_and_talk<'a>(tickets: impl Iterator<Item = &'a Value>) -> (f64, f64, f64) {
    let handled = tickets.filter(|t| t["talk"].as_f64().is_some_and(|talk| talk > 0.0));
    let measures: Vec<(f64, f64)> = handled
        .filter(|t| t["handovers"] == 0)
        .map(|t| {
            let solved = f64::from(u8::from(text(t, "solved_first") == "yes"));
            (solved, harbor::number(t, "talk").ln())
        })
        .collect();
    let n = measures.len() as f64;
    assert!(n > 300.0, "only {n} tickets");
    let sums = measures
        .iter()
        .fold((0.0, 0.0), |sums, m| (sums.0 + m.0, sums.1 + m.1));
    (sums.0 / n, sums.1 / n, n)
}

fn about<'a>(exports: &'a Exports, reason: &'a str) -> impl Iterator<Item = &'a Value> {
    let tickets = exports.tickets().into_values();
    tickets.filter(move |ticket| text(ticket, "reason") == reason)
}

#[test]
fn a_missing_article_costs_time_and_solutions_and_is_never_used() {
    let [usual, missing] =
        [ArticleState::Current, ArticleState::Missing].map(|state| run(&with(state, None)));
    for (reason, resolution, factor) in
        [("return_request", -0.08, 1.2), ("stock_question", 0.0, 1.0)]
    {
        let (before, talked, n) = solved_and_talk(about(&usual, reason));
        let (after, talks, _) = solved_and_talk(about(&missing, reason));
        // Three standard errors of the difference.
        let error = 3.0 * (2.0 * before * (1.0 - before) / n).sqrt();
        near(reason, after - before, resolution, error);
        near(
            reason,
            talks - talked,
            f64::ln(factor),
            3.0 * 0.62 * (2.0 / n).sqrt(),
        );
    }
    let uses = |exports: &Exports| {
        let uses = exports.records["article_uses"].iter();
        uses.filter(|u| text(u, "article") == "returns_step_by_step")
            .count()
    };
    assert!(uses(&usual) > 2_000, "only {} uses", uses(&usual));
    assert_eq!(uses(&missing), 0);
}

/// From the day on at which it is out of date, agents say less often that it helped, and it did.
#[test]
fn an_article_goes_out_of_date() {
    let exports = run(&with(
        ArticleState::Outdated,
        Some(Onset::DaysBeforeEnd(10)),
    ));
    let tickets = exports.tickets();
    let since: jiff::Timestamp = "2026-11-10T23:00:00Z".parse().unwrap();
    let mut uses: BTreeMap<bool, Vec<&Value>> = BTreeMap::new();
    for used in &exports.records["article_uses"] {
        if text(used, "article") == "returns_step_by_step" {
            let at: jiff::Timestamp = text(used, "looked").parse().unwrap();
            uses.entry(at >= since).or_default().push(used);
        }
    }
    for (outdated, helpful) in [(false, 0.86), (true, 0.3)] {
        let uses = &uses[&outdated];
        let n = uses.len() as f64;
        let yes = uses.iter().filter(|u| text(u, "helped") == "yes").count() as f64;
        let error = 3.0 * (helpful * (1.0 - helpful) / n).sqrt();
        near("helpful", yes / n, helpful, error);
    }
    let of = |outdated: bool| {
        let of = uses[&outdated]
            .iter()
            .filter_map(|u| tickets.get(text(u, "ticket")));
        solved_and_talk(of.copied())
    };
    let ((before, talked, n), (after, talks, m)) = (of(false), of(true));
    let error = 3.0 * (before * (1.0 - before) * (1.0 / n + 1.0 / m)).sqrt();
    near("solved", after - before, -0.15, error);
    near(
        "talk",
        talks - talked,
        f64::ln(1.15),
        3.0 * 0.62 * (1.0 / n + 1.0 / m).sqrt(),
    );
}

#[test]
fn looking_up_what_is_true_changes_nothing_else() {
    let mut without = harbor::scenario();
    let mut current = harbor::scenario();
    without.knowledge = None;
    for article in current
        .knowledge
        .iter_mut()
        .flat_map(|k| k.articles.values_mut())
    {
        article.state = ArticleState::Current;
    }
    let [without, current] = [without, current].map(|s| Exports::of(&s, 3, 5).records);
    assert!(!without.contains_key("article_uses"));
    let feeds: BTreeSet<&str> = without.keys().copied().collect();
    for feed in feeds {
        assert!(without[feed] == current[feed], "{feed} differs");
    }
}
