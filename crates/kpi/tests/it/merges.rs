//! A number is the same whichever way it was reached: at once, or merged from its days.

use calendar::Grain;
use kpi::answer::Figure;
use kpi::{Question, WindowQuestion};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::json;

use crate::operation::{Fact, Operation, charter, harbor, question};

/// Lakes are made for each case, so there are few cases with many facts.
const CASES: u32 = 12;

const KPIS: [&str; 9] = [
    "contacts_handled",
    "first_contact_resolution",
    "transfer_rate",
    "handle_time",
    "handle_time_p90",
    "customers_served",
    "case_complexity",
    "backlog_older_than_3_days",
    "backlog_median_age",
];

fn fact() -> impl Strategy<Value = Fact> {
    let yes_no = || prop_oneof![Just(json!("yes")), Just(json!("no")), Just(json!(null))];
    (
        // Six weeks around the change to summer time, to the second.
        1_772_400_000_i64..1_776_000_000,
        proptest::option::of(0_i64..1_000_000),
        0_u8..12,
        proptest::option::of(0_u32..3_000),
        proptest::option::of(0_u8..4),
        (yes_no(), yes_no(), any::<bool>(), any::<bool>()),
    )
        .prop_map(|(opened, resolved, customer, handled, complexity, (resolved_first, transferred, person, alder))| {
            let instant = |second: i64| json!(jiff::Timestamp::from_second(second).unwrap().to_string());
            let fact = json!({
                "party": if alder { "alder" } else { "birch" },
                "customer": format!("customer-{customer}"),
                "contact_type": "stock_question",
                "opened_at": instant(opened),
                "resolved_at": resolved.map(|after| instant(opened + after)),
                "outcome": if person { "handled" } else { "abandoned" },
                "automated": "no",
                "resolved": resolved_first,
                "transferred": transferred,
                "handle_seconds": handled.map(|seconds| seconds.to_string()),
                // Quarters add up without rounding, so sums can be compared exactly.
                "complexity": complexity.map(|quarters| (f64::from(quarters) / 4.0).to_string()),
            });
            fact.as_object().unwrap().clone()
        })
}

#[test]
fn a_month_is_the_sum_of_its_days() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let charter = charter(&harbor());
    let mut runner = TestRunner::new(Config {
        cases: CASES,
        failure_persistence: None,
        ..Config::default()
    });
    runner
        .run(
            &(prop::collection::vec(fact(), 1..400), any::<bool>()),
            |(facts, one_party)| {
                runtime.block_on(async {
                    let operation = Operation::founded(charter.clone()).await;
                    operation.take_in("contact", &facts).await;
                    same_both_ways(&operation, one_party).await
                })
            },
        )
        .unwrap();
}

async fn same_both_ways(operation: &Operation, one_party: bool) -> Result<(), TestCaseError> {
    let (from, to) = (
        Some("2026-03-05".parse().unwrap()),
        Some("2026-04-08".parse().unwrap()),
    );
    let filter = one_party.then(|| "party = 'alder'".to_owned());
    let asked = |grain| Question {
        from,
        to,
        grain,
        filter: filter.clone(),
        ..question(&KPIS, &[])
    };
    let whole = operation.ask(&asked(None)).await.unwrap();
    let days = operation.ask(&asked(Some(Grain::Day))).await.unwrap();
    for (place, kpi) in KPIS.iter().enumerate() {
        let at_once = whole
            .rows
            .first()
            .map(|row| row.values[place].clone())
            .unwrap_or_default();
        let by_day: Vec<&Figure> = days.rows.iter().map(|row| &row.values[place]).collect();
        let n: u64 = by_day.iter().map(|value| value.n).sum();
        let is_instant = kpi.starts_with("backlog");
        prop_assert!(
            is_instant || n == at_once.n,
            "{kpi}: {n} by day, {} at once",
            at_once.n
        );
        if [
            "first_contact_resolution",
            "transfer_rate",
            "handle_time",
            "case_complexity",
        ]
        .contains(kpi)
            && n > 0
        {
            // Shares and means are weighted by their n.
            let weighted: f64 = by_day
                .iter()
                .map(|value| value.value.unwrap_or(0.0) * value.n as f64)
                .sum();
            let (merged, value) = (weighted / n as f64, at_once.value.unwrap());
            prop_assert!(
                (merged - value).abs() <= 1e-9 * (1.0 + value.abs()),
                "{kpi}: {merged} by day, {value} at once"
            );
        }
        // A reading merges the states of its periods: what comes out must be the very same, sketches included.
        for grain in [Grain::Day, Grain::Week] {
            let asked = WindowQuestion {
                of: (*kpi).to_owned(),
                from,
                to,
                grain: Some(grain),
                filter: filter.clone(),
                basis: None,
            };
            let reading = operation
                .engine
                .reading(&operation.operator(), &asked, 1)
                .await
                .unwrap();
            prop_assert_eq!(&reading.level, &at_once, "{} merged by {}", kpi, grain);
        }
    }
    Ok(())
}
