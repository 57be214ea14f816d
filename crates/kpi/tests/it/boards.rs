//! Boards and readings: what is marked, what is said first, what stands beside what, and what is missing.

use std::collections::BTreeSet;

use jiff::civil::date;
use jiff::{SignedDuration, ToSpan};
use kpi::WindowQuestion;
use kpi::board::{BoardAnswer, BoardRow, FindingKind};
use serde_json::json;

use crate::operation::{Fact, Operation, charter, harbor};

/// Contacts of a party in a week.
const WEEKLY: usize = 50;
/// Escalated contacts in each of sixteen weeks: as usual.
const USUAL: [usize; 16] = [3, 5, 3, 5, 3, 5, 3, 5, 3, 5, 3, 5, 3, 5, 3, 5];
/// And with a drift from the week of 30 March on.
const DRIFTED: [usize; 16] = [3, 5, 3, 5, 3, 5, 3, 5, 3, 5, 3, 5, 15, 16, 17, 18];

/// Contacts from Monday to Sunday, sixteen weeks from 5 January 2026.
fn contacts(party: &str, escalated: [usize; 16]) -> Vec<Fact> {
    let mut facts = Vec::new();
    for (week, escalated) in (0_i64..).zip(escalated) {
        for index in 0..WEEKLY {
            let day = date(2026, 1, 5).saturating_add((week * 7 + (index % 7) as i64).days());
            let noon = day
                .at(12, 0, 0, 0)
                .in_tz("Europe/Amsterdam")
                .unwrap()
                .timestamp();
            let opened = noon + SignedDuration::from_secs(index as i64);
            let fact = json!({
                "party": party,
                "channel": "voice",
                "opened_at": opened.to_string(),
                "resolved_at": opened.to_string(),
                "outcome": "handled",
                "automated": "no",
                "escalated": if index < escalated { "yes" } else { "no" },
            });
            facts.push(fact.as_object().unwrap().clone());
        }
    }
    facts
}

async fn operation() -> Operation {
    let operation = Operation::founded(charter(&harbor())).await;
    let mut facts = contacts("alder", USUAL);
    facts.extend(contacts("birch", DRIFTED));
    operation
        .take_in_at("contact", &facts, "2026-04-27T06:00:00Z")
        .await;
    operation
}

async fn board(operation: &Operation, person: &str, filter: Option<&str>) -> BoardAnswer {
    let question = WindowQuestion {
        of: "partnership".to_owned(),
        filter: filter.map(str::to_owned),
        ..WindowQuestion::default()
    };
    operation
        .engine
        .board(&operation.person(person), &question, 1)
        .await
        .unwrap()
}

fn row<'a>(rows: &'a [BoardRow], kpi: &str) -> &'a BoardRow {
    rows.iter().find(|row| row.kpi.kpi == kpi).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_drift_is_marked_and_said_first() {
    let operation = operation().await;
    let board = board(&operation, "mara_roos", None).await;
    assert_eq!(
        board.headline,
        "One thing needs you. Escalation rate at Birch has been getting worse since the week of 30 March (33.0 % of 200, \
         usually 8.0 %)."
    );
    assert_eq!(
        (board.window.from, board.window.to),
        (date(2026, 3, 30), date(2026, 4, 26))
    );
    let labels: Vec<&str> = board
        .periods
        .iter()
        .map(|period| period.label.as_str())
        .collect();
    assert_eq!(
        (labels.len(), labels[0], labels[15]),
        (16, "2026-W02", "2026-W17")
    );
    assert!(board.periods.iter().all(|period| period.complete));
    let parties: Vec<&str> = board
        .columns
        .iter()
        .map(|column| column.party.as_str())
        .collect();
    assert_eq!(parties, ["inhouse", "alder", "birch"]);

    let escalations = row(&board.leading, "escalation_rate");
    let [inhouse, alder, birch] = &escalations.cells[..] else {
        panic!("a cell a party");
    };
    assert_eq!(
        inhouse.missing.as_deref(),
        Some("Nothing has arrived from Harbor's own team for this time")
    );
    assert_eq!(inhouse.level.value, None);
    assert_eq!(
        (
            alder.variation.mark.as_str(),
            alder.variation.since.as_deref()
        ),
        ("steady", None)
    );
    assert_eq!((alder.level.value, alder.level.n), (Some(8.0), 200));
    assert_eq!(
        (
            birch.variation.mark.as_str(),
            birch.variation.since.as_deref()
        ),
        ("worsening", Some("2026-W14"))
    );
    assert_eq!((birch.level.value, birch.level.n), (Some(33.0), 200));
    let trend: Vec<f64> = birch.trend.iter().filter_map(|value| value.value).collect();
    assert_eq!(trend, DRIFTED.map(|escalated| escalated as f64 * 2.0));
    // The target is not to exceed 6 %: usual variation of Alder reaches across it.
    assert_eq!(alder.target.as_ref().unwrap().at_most, Some(6.0));
    assert_eq!(alder.assurance.mark, "may_miss");
    assert_eq!(
        (
            alder.attainment.mark.as_str(),
            birch.attainment.mark.as_str()
        ),
        ("too_close", "missed")
    );
    assert_eq!(
        birch.attainment.words,
        "Is above its target: 33.0 %, at most 6.0 % agreed"
    );
    assert_eq!(board.findings[0].kind, FindingKind::Worsening);
    // Work that comes in steadily is neither good nor bad.
    assert_eq!(
        row(&board.leading, "contacts_offered").cells[2]
            .variation
            .mark,
        "steady"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn efficiency_is_followed_by_what_it_may_cost() {
    let operation = operation().await;
    let board = board(&operation, "mara_roos", None).await;
    let companions = |rows: &[BoardRow], of: &str| -> Vec<String> {
        let place = rows
            .iter()
            .position(|row| row.kpi.kpi == of && row.companion_of.is_none())
            .unwrap();
        rows[place + 1..]
            .iter()
            .take_while(|row| row.companion_of.as_deref() == Some(of))
            .map(|row| row.kpi.kpi.clone())
            .collect()
    };
    assert_eq!(
        companions(&board.leading, "occupancy"),
        ["absence_rate", "break_share"]
    );
    assert_eq!(
        companions(&board.lagging, "handle_time"),
        ["qa_score", "first_contact_resolution"]
    );
    assert_eq!(
        companions(&board.lagging, "cost_per_contact"),
        ["first_contact_resolution", "case_complexity"]
    );
    for (rows, nature) in [(&board.leading, "leading"), (&board.lagging, "lagging")] {
        for row in rows.iter().filter(|row| row.companion_of.is_none()) {
            let defined =
                serde_json::to_value(operation.charter.kpi(&row.kpi.kpi).unwrap().nature).unwrap();
            assert_eq!(defined, nature, "{}", row.kpi.kpi);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_filter_that_a_table_cannot_answer_is_said_in_the_cell() {
    let operation = operation().await;
    let board = board(&operation, "mara_roos", Some("channel = 'voice'")).await;
    assert_eq!(row(&board.leading, "escalation_rate").cells[1].level.n, 200);
    for cell in &row(&board.leading, "absence_rate").cells {
        assert_eq!(
            cell.missing.as_deref(),
            Some("Absence is not recorded by channel")
        );
        assert_eq!(cell.level.n, 0);
    }
    let question = WindowQuestion {
        of: "partnership".to_owned(),
        filter: Some("channel = (select 1)".to_owned()),
        ..WindowQuestion::default()
    };
    assert!(
        operation
            .engine
            .board(&operation.operator(), &question, 1)
            .await
            .is_err()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_provider_has_a_board_of_its_own() {
    let operation = operation().await;
    let alder = board(&operation, "ines_carvalho", None).await;
    let text = serde_json::to_string(&alder).unwrap();
    for other in ["birch", "Birch", "inhouse", "own team"] {
        assert!(!text.contains(other), "Alder reads of {other}: {text}");
    }
    assert_eq!(alder.columns.len(), 1);
    // A measure is one, however many others it accompanies.
    let measures: BTreeSet<&str> = (alder.leading.iter().chain(&alder.lagging))
        .map(|row| row.kpi.kpi.as_str())
        .collect();
    let missing: BTreeSet<&str> = (alder.leading.iter().chain(&alder.lagging))
        .filter(|row| row.cells[0].missing.is_some())
        .map(|row| row.kpi.kpi.as_str())
        .collect();
    // Escalations reach across the target of 6 % by usual variation; most tables have no facts.
    assert_eq!(
        alder.headline,
        format!(
            "Nothing stands out in what can be judged. Facts are missing for {} of {} measures. One may miss its target: \
             chance, or what has just changed, decides.",
            missing.len(),
            measures.len()
        )
    );
    assert_eq!(row(&alder.leading, "escalation_rate").cells[0].level.n, 200);
    // Without the right to see cost there is no cost on the board, nor a hole where it was.
    let site_lead = board(&operation, "rui_matos", None).await;
    assert!(
        site_lead
            .lagging
            .iter()
            .all(|row| row.kpi.kpi != "cost_per_contact")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reading_says_the_same_with_its_limits() {
    let operation = operation().await;
    let ask = |filter: &'static str| {
        let operation = &operation;
        async move {
            let question = WindowQuestion {
                of: "escalation_rate".to_owned(),
                filter: Some(filter.to_owned()),
                ..WindowQuestion::default()
            };
            operation
                .engine
                .reading(&operation.operator(), &question, 1)
                .await
                .unwrap()
        }
    };
    let birch = ask("party = 'birch'").await;
    assert_eq!(birch.points.len(), 16);
    assert_eq!(
        (
            birch.variation.mark.as_str(),
            birch.variation.since.as_deref()
        ),
        ("worsening", Some("2026-W14"))
    );
    let total: usize = DRIFTED.iter().sum();
    assert!((birch.centre.unwrap() - total as f64 / 8.0).abs() < 1e-9);
    // p′ chart by hand: sigma √(p̄(1−p̄)/50), widened by the mean moving range of the points in sigmas over 1.128.
    let centre = total as f64 / 800.0;
    let moves: f64 = DRIFTED
        .windows(2)
        .map(|pair| pair[0].abs_diff(pair[1]) as f64 / 50.0)
        .sum::<f64>()
        / 15.0;
    let limit = 100.0 * (centre + 3.0 * moves / 1.128);
    assert!((birch.points[15].upper_limit.unwrap() - limit).abs() < 1e-9);
    assert!((birch.level.value.unwrap() - total as f64 / 8.0).abs() < 1e-9);
    assert_eq!(birch.level.n, 800);
    assert!(
        birch.headline.starts_with(
            "Escalation rate is 14.2 % of 800. Worsening since the week of 30 March: "
        ),
        "{}",
        birch.headline
    );
    // The target of whom the filter is about.
    assert_eq!(birch.target.unwrap().at_most, Some(6.0));
    assert_eq!(
        ask("party = 'inhouse'").await.target.unwrap().at_most,
        Some(5.0)
    );
    let nothing = ask("party = 'nobody'").await;
    assert_eq!(
        nothing.headline,
        "Escalation rate: there are no facts between 5 January 2026 and 26 April 2026."
    );
    assert_eq!(nothing.variation.mark, "too_few_points");
}

/// Contacts of Birch, so many of fifty a week escalated, and the board that its director sees.
async fn birch(escalated: [usize; 16], filter: Option<&str>) -> BoardAnswer {
    let operation = Operation::founded(charter(&harbor())).await;
    operation
        .take_in_at(
            "contact",
            &contacts("birch", escalated),
            "2026-04-27T06:00:00Z",
        )
        .await;
    let question = WindowQuestion {
        of: "partnership".to_owned(),
        filter: filter.map(str::to_owned),
        ..WindowQuestion::default()
    };
    operation
        .engine
        .board(&operation.operator(), &question, 1)
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_misses_its_target_steadily_is_said() {
    // A fifth to a third, for months, and at most 6 % agreed; wide enough that a good week is thinkable.
    let far = [2, 20, 2, 20, 2, 20, 2, 20, 2, 20, 2, 20, 2, 20, 2, 20];
    let board = birch(far, None).await;
    let cell = &row(&board.leading, "escalation_rate").cells[2];
    assert_eq!(
        (
            cell.variation.mark.as_str(),
            cell.assurance.mark.as_str(),
            cell.attainment.mark.as_str()
        ),
        ("steady", "may_miss", "missed")
    );
    assert_eq!(
        board.headline,
        "One thing needs you. Escalation rate at Birch is above its target (22.0 % of 200, at most 6.0 % agreed)."
    );
    assert_eq!(board.findings[0].kind, FindingKind::Missed);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_bad_week_is_not_a_habit() {
    let once = [0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 9];
    let board = birch(once, None).await;
    let cell = &row(&board.leading, "escalation_rate").cells[2];
    assert_eq!(cell.variation.mark, "worsening");
    assert_ne!(cell.assurance.mark, "will_miss");
    assert_eq!(cell.attainment.mark, "too_close");
    // What is marked is said.
    assert_eq!(board.findings.len(), 1);
    assert_eq!(board.findings[0].kind, FindingKind::Worsening);
    assert!(!board.headline.contains("misses its target"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_target_for_an_amount_is_not_held_against_a_part() {
    let target = |board: &BoardAnswer, kpi: &str| {
        row(&board.leading, kpi).cells[2]
            .target
            .as_ref()
            .and_then(|target| target.at_most)
    };
    let whole = birch(USUAL, None).await;
    assert_eq!(target(&whole, "backlog_older_than_3_days"), Some(80.0));
    let part = birch(USUAL, Some("channel = 'voice'")).await;
    assert_eq!(target(&part, "backlog_older_than_3_days"), None);
    assert_eq!(target(&part, "escalation_rate"), Some(6.0));
}
