//! What is known and what is not: zero, nothing and why, whole periods, and the facts behind a number.

use std::collections::BTreeSet;

use calendar::Grain;
use jiff::civil::date;
use kpi::answer::{Figure, Gap, Sample};
use kpi::{FactsQuestion, Question, WindowQuestion};
use serde_json::json;

use crate::operation::{Fact, Operation, charter, facts, harbor, question};

/// Contacts of a party at noon of days of 2026, so many a day.
fn contacts(party: &str, days: impl Iterator<Item = jiff::civil::Date>, daily: usize) -> Vec<Fact> {
    days.flat_map(|day| (0..daily).map(move |index| (day, index)))
        .map(|(day, index)| {
            let fact = json!({
                "party": party,
                "channel": "voice",
                "opened_at": format!("{day}T12:00:{index:02}Z"),
                "resolved_at": if index % 3 == 0 { json!(null) } else { json!(format!("{day}T13:00:{index:02}Z")) },
                "outcome": if index % 5 == 4 { "abandoned" } else { "handled" },
                "automated": "no",
                "handle_seconds": if index % 2 == 0 { json!("300") } else { json!(null) },
                "customer": format!("customer-{day}-{index}"),
                "contact_type": "warranty_claim",
                "escalated": "no",
                "resolved": if index % 4 == 0 { json!(null) } else { json!("yes") },
            });
            fact.as_object().unwrap().clone()
        })
        .collect()
}

fn days(from: jiff::civil::Date, days: usize) -> impl Iterator<Item = jiff::civil::Date> {
    from.series(jiff::ToSpan::day(1)).take(days)
}

async fn reading(operation: &Operation, kpi: &str, filter: Option<&str>) -> kpi::Reading {
    let question = WindowQuestion {
        of: kpi.to_owned(),
        filter: filter.map(str::to_owned),
        grain: Some(Grain::Week),
        ..WindowQuestion::default()
    };
    operation
        .engine
        .reading(&operation.operator(), &question, 1)
        .await
        .unwrap()
}

async fn board(operation: &Operation, question: WindowQuestion) -> kpi::BoardAnswer {
    let question = WindowQuestion {
        of: "partnership".to_owned(),
        ..question
    };
    operation
        .engine
        .board(&operation.person("ines_carvalho"), &question, 1)
        .await
        .unwrap()
}

fn states(figures: impl IntoIterator<Item = Figure>) -> Vec<(Option<f64>, Option<Gap>)> {
    figures
        .into_iter()
        .map(|figure| (figure.value, figure.why))
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_month_is_too_short_to_give_assurance() {
    let operation = Operation::founded(charter(&harbor())).await;
    let month = contacts("alder", days(date(2026, 2, 2), 28), 4);
    operation
        .take_in_at("contact", &month, "2026-03-02T06:00:00Z")
        .await;
    let weeks = WindowQuestion {
        grain: Some(Grain::Week),
        ..WindowQuestion::default()
    };
    let month = board(&operation, weeks).await;
    assert_eq!(month.findings, []);
    let measures = |holds: fn(&kpi::board::Cell) -> bool| {
        (month.leading.iter().chain(&month.lagging))
            .filter(|row| holds(&row.cells[0]))
            .map(|row| row.kpi.kpi.as_str())
            .collect::<BTreeSet<_>>()
            .len()
    };
    let too_few =
        measures(|cell| cell.missing.is_none() && cell.variation.mark == "too_few_points");
    let missing = measures(|cell| cell.missing.is_some());
    let all = measures(|_| true);
    assert!(too_few > 0 && too_few + missing == all);
    assert_eq!(
        month.headline,
        format!(
            "Too few periods to tell for {too_few} of {all} measures. Facts are missing for {missing} of {all} measures."
        )
    );
    // The stated window begins with the first fact.
    assert_eq!(
        (month.window.from, month.window.to),
        (date(2026, 2, 2), date(2026, 3, 1))
    );
    let later = WindowQuestion {
        from: Some("2030-01-01".parse().unwrap()),
        to: Some("2030-01-28".parse().unwrap()),
        ..WindowQuestion::default()
    };
    let later = board(&operation, later).await;
    assert_eq!(
        later.headline,
        "There are no facts between 1 January 2030 and 28 January 2030."
    );
    let cells = later.leading.iter().chain(&later.lagging);
    for cell in cells.flat_map(|row| &row.cells) {
        assert_eq!(cell.level.value, None);
        assert_eq!(cell.level.why, Some(Gap::NoFacts));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn zero_is_a_number_and_before_the_first_fact_is_none() {
    let operation = Operation::founded(charter(&harbor())).await;
    let mut facts = contacts("alder", days(date(2026, 3, 2), 7), 4);
    facts.extend(contacts("alder", days(date(2026, 3, 16), 7), 4));
    facts.extend(contacts("birch", days(date(2026, 3, 2), 21), 4));
    operation
        .take_in_at("contact", &facts, "2026-03-23T06:00:00Z")
        .await;
    let alder = reading(&operation, "contacts_offered", Some("party = 'alder'")).await;
    let points: Vec<Figure> = alder
        .points
        .iter()
        .map(|point| point.value.clone())
        .collect();
    assert_eq!(points.len(), 16);
    assert_eq!(
        states(points[12..].iter().cloned()),
        [
            (None, Some(Gap::NoFacts)),
            (Some(28.0), None),
            // A week without any, between two with.
            (Some(0.0), None),
            (Some(28.0), None),
        ]
    );
    assert_eq!(alder.window.from, date(2026, 3, 2));
    // No escalation among 28 is zero of 28, and an automated contact is none of them.
    let escalated = reading(&operation, "escalation_rate", Some("party = 'alder'")).await;
    assert_eq!(escalated.level.value, Some(0.0));
    let nobody = reading(&operation, "contacts_offered", Some("channel = 'pigeon'")).await;
    assert_eq!(
        (nobody.level.value, nobody.level.sample),
        (Some(0.0), Sample::Enough)
    );
    let nobody = reading(&operation, "escalation_rate", Some("channel = 'pigeon'")).await;
    assert_eq!(nobody.level.why, Some(Gap::NothingMatches));
    let party = reading(&operation, "contacts_offered", Some("party = 'inhouse'")).await;
    assert_eq!(
        (party.level.value, party.level.why),
        (None, Some(Gap::NoFacts))
    );
    // The same in a table of text.
    let asked = Question {
        from: Some("2026-01-05".parse().unwrap()),
        to: Some("2026-01-11".parse().unwrap()),
        ..question(&["contacts_offered"], &[])
    };
    let answer = operation.ask(&asked).await.unwrap();
    assert_eq!(
        answer.to_csv().unwrap(),
        "contacts_offered,contacts_offered_n\n,0\n"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_feeds_do_not_supply_is_said() {
    let mut files = harbor();
    let feed = files.get_mut("feeds/contact_facts.yaml").unwrap();
    *feed = feed
        .lines()
        .filter(|line| !line.trim_start().starts_with("handle_seconds:"))
        .map(|line| format!("{line}\n"))
        .collect();
    let operation = Operation::founded(charter(&files)).await;
    operation
        .take_in_at(
            "contact",
            &contacts("alder", days(date(2026, 3, 2), 7), 4),
            "2026-03-09T06:00:00Z",
        )
        .await;
    let handled = reading(&operation, "handle_time", None).await;
    assert_eq!(handled.level.why, Some(Gap::NotSupplied));
    assert!(
        handled
            .headline
            .contains("The feeds do not supply `handle_seconds`"),
        "{}",
        handled.headline
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_party_that_lags_is_not_judged_by_half_a_week() {
    let operation = Operation::founded(charter(&harbor())).await;
    let mut facts = contacts("alder", days(date(2026, 1, 5), 16 * 7), 4);
    facts.extend(contacts("birch", days(date(2026, 1, 5), 15 * 7 + 2), 4));
    operation
        .take_in_at("contact", &facts, "2026-04-27T06:00:00Z")
        .await;
    // Shifts are planned two weeks ahead: the window stays with what has happened.
    let plan: Vec<Fact> = days(date(2026, 4, 1), 40)
        .map(|day| {
            let fact = json!({
                "party": "alder", "agent": "a-1",
                "starts_at": format!("{day}T08:00:00Z"), "ends_at": format!("{day}T16:00:00Z"),
            });
            fact.as_object().unwrap().clone()
        })
        .collect();
    operation
        .take_in_at("shift", &plan, "2026-04-27T06:00:00Z")
        .await;
    let board = operation
        .engine
        .board(
            &operation.person("mara_roos"),
            &WindowQuestion {
                of: "partnership".to_owned(),
                ..WindowQuestion::default()
            },
            1,
        )
        .await
        .unwrap();
    assert_eq!(board.window.to, date(2026, 4, 26));
    let row = (board.leading.iter().chain(&board.lagging))
        .find(|row| row.kpi.kpi == "contacts_offered")
        .unwrap();
    let place = |party: &str| {
        board
            .columns
            .iter()
            .position(|column| column.party == party)
            .unwrap()
    };
    let (alder, birch) = (&row.cells[place("alder")], &row.cells[place("birch")]);
    assert_eq!(alder.judged, [true; 16]);
    assert_eq!(birch.judged[14..], [true, false]);
    assert_ne!(birch.variation.mark, "worsening");
    assert_eq!(birch.facts_to.unwrap().to_string(), "2026-04-21T12:00:03Z");
    assert!(board.columns.iter().all(|column| column.scope == "party"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_facts_behind_a_number_are_as_many_as_it_counts() {
    let operation = Operation::founded(charter(&harbor())).await;
    operation
        .take_in_at(
            "contact",
            &contacts("alder", days(date(2026, 3, 2), 14), 7),
            "2026-03-16T06:00:00Z",
        )
        .await;
    operation
        .take_in_at(
            "cost_line",
            &facts(
                "party | incurred_at          | amount
                 alder | 2026-03-02T10:00:00Z | 30.00
                 alder | 2026-03-03T10:00:00Z | 70.00",
            ),
            "2026-03-16T06:00:00Z",
        )
        .await;
    let mut counted = 0;
    for kpi in operation.charter.kpis.values() {
        if kpi.formula.rows().is_none() {
            continue;
        }
        let answer = operation.ask(&question(&[&kpi.kpi], &[])).await.unwrap();
        let n = answer.rows[0].values[0].n;
        let asked = FactsQuestion {
            kpi: kpi.kpi.clone(),
            limit: 1_000,
            ..FactsQuestion::default()
        };
        let seen = operation
            .engine
            .facts(&operation.operator(), &asked, 1)
            .await
            .unwrap();
        assert_eq!(seen.total, n, "{}", kpi.kpi);
        assert_eq!(seen.rows.len() as u64, n, "{}", kpi.kpi);
        assert!(
            seen.columns
                .iter()
                .all(|column| column.column != "customer"),
            "{}",
            kpi.kpi
        );
        counted += usize::from(n > 0);
        if kpi.kpi == "backlog_older_than_3_days" {
            assert!(n > 0 && n < 2 * 14 * 3, "only the aged ones: {n}");
            let place = (seen.columns.iter())
                .position(|column| column.column == "opened_at")
                .unwrap();
            let opened: Vec<&str> = seen
                .rows
                .iter()
                .map(|row| row[place].as_str().unwrap())
                .collect();
            assert!(opened.is_sorted(), "the oldest first");
        }
    }
    assert!(counted > 10, "{counted} measures have facts");
    // Pages neither repeat nor lose a row, though many stand at the same instant.
    let page = |offset: usize| FactsQuestion {
        kpi: "contacts_offered".to_owned(),
        limit: 10,
        offset,
        ..FactsQuestion::default()
    };
    let mut rows = Vec::new();
    for offset in (0..98).step_by(10) {
        let seen = operation
            .engine
            .facts(&operation.operator(), &page(offset), 1)
            .await
            .unwrap();
        rows.extend(seen.rows);
    }
    let mut texts: Vec<String> = rows.iter().map(|row| json!(row).to_string()).collect();
    texts.sort_unstable();
    texts.dedup();
    assert_eq!(texts.len(), 98);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn money_divided_is_still_exact() {
    let mut files = harbor();
    let cost = files.get_mut("kpis/cost_total.yaml").unwrap();
    *cost = cost.replace("value: amount", "value: amount / 2");
    let operation = Operation::founded(charter(&files)).await;
    operation
        .take_in(
            "cost_line",
            &facts(
                "party | incurred_at          | amount
                 alder | 2026-03-02T10:00:00Z | 30.01
                 alder | 2026-03-03T10:00:00Z | 70.00",
            ),
        )
        .await;
    let answer = operation
        .ask(&question(&["cost_total"], &[]))
        .await
        .unwrap();
    let cost = &answer.rows[0].values[0];
    assert_eq!(cost.exact.as_deref(), Some("50.0050"));
    assert_eq!(cost.value, Some(50.005));
    // What was booked is all there is: no interval.
    assert_eq!((cost.low, cost.high), (None, None));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_default_wherever_a_backlog_is_asked_for() {
    let operation = Operation::founded(charter(&harbor())).await;
    let mut facts = contacts("alder", days(date(2026, 3, 2), 7), 6);
    // Closed after the newest contact was opened, on the same day.
    for fact in &mut facts {
        if fact["opened_at"] == "2026-03-04T12:00:00Z" {
            fact.insert("resolved_at".to_owned(), "2026-03-08T15:00:00Z".into());
        }
    }
    operation
        .take_in_at("contact", &facts, "2026-03-09T06:00:00Z")
        .await;
    let kpi = "backlog_older_than_3_days";
    let asked = operation.ask(&question(&[kpi], &[])).await.unwrap();
    let read = reading(&operation, kpi, None).await;
    assert_eq!(asked.rows[0].values[0].value, read.level.value);
    assert_eq!(asked.to.to_string(), "2026-03-08T23:00:00Z");
    assert_eq!(asked.from.to_string(), "2026-03-02T12:00:00Z");
    let nothing = Question {
        grain: Some(Grain::Day),
        filter: Some("channel = 'pigeon'".to_owned()),
        ..question(&["handle_time"], &["party"])
    };
    let nothing = operation.ask(&nothing).await.unwrap();
    assert_eq!(
        nothing.to_csv().unwrap(),
        "party,period,handle_time,handle_time_n\n"
    );
}
