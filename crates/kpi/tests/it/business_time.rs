//! Time counts only while a calendar of the charter is open, over weekends, holidays and the change to summer time.

use kpi::Question;

use crate::operation::{Operation, charter, facts, harbor, question};

/// By the phones of Harbor: weekdays 8 to 20 h, Saturdays 9 to 17 h, Amsterdam; Easter Monday is the 6th of April.
const RESOLVED: &str = "
opened_at            | resolved_at          | outcome | automated
2026-03-27T18:30:00Z | 2026-03-30T07:00:00Z | handled | no
2026-03-30T08:00:00Z | 2026-03-30T10:00:00Z | handled | no
2026-04-04T14:30:00Z | 2026-04-07T06:30:00Z | handled | no
2026-04-07T08:00:00Z |                      | handled | no
";
/// 19:30 on a Friday to 9:00 on the Monday after the clocks went forward; two hours of a Monday; 16:30 on the Saturday
/// of Easter to 8:30 on the Tuesday.
const SECONDS: [f64; 3] = [
    (0.5 + 8.0 + 1.0) * 3600.0,
    2.0 * 3600.0,
    (0.5 + 0.5) * 3600.0,
];

const KPI: &str = "\
kpi: business_hours_to_resolve
title: Time to resolve
asks: How long is a customer left waiting?
means: Mean seconds in which the phones were open, from asking to solved.
framework: operational
nature: lagging
direction: lower
aspect: resolution
kind: mean
table: contact
value: business_seconds(opened_at, resolved_at, 'phone_hours')
unit: seconds
owner: client.vendor_manager
stewards: [client.data_steward, provider.data_steward]
minimum_sample: 1
";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn business_time_is_counted_by_a_calendar_of_the_charter() {
    let mut files = harbor();
    files.insert("kpis/business_hours_to_resolve.yaml".into(), KPI.into());
    let operation = Operation::founded(charter(&files)).await;
    operation.take_in("contact", &facts(RESOLVED)).await;

    let asked = question(&["business_hours_to_resolve"], &[]);
    let answer = operation.ask(&asked).await.unwrap();
    let value = &answer.rows[0].values[0];
    assert_eq!(value.n, 3, "what is not resolved has no time to resolve");
    let mean = SECONDS.iter().sum::<f64>() / 3.0;
    assert!((value.value.unwrap() - mean).abs() < 1e-9, "{value:?}");

    let longer_than = |calendar: &str| Question {
        filter: Some(format!(
            "business_seconds(opened_at, resolved_at, '{calendar}') > 5000"
        )),
        ..asked.clone()
    };
    let answer = operation.ask(&longer_than("phone_hours")).await.unwrap();
    assert_eq!(answer.rows[0].values[0].n, 2);
    let refused = operation.ask(&longer_than("fone_hours")).await.unwrap_err();
    let refused = refused.to_string();
    assert!(
        refused.contains("no calendar `fone_hours`; there is `phone_hours`"),
        "{refused}"
    );
}
