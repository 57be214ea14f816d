//! Two real exports against values that others computed from them, and against plain arithmetic over the same files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use calendar::Grain;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use kpi::{Answer, Question};

use crate::operation::{Operation, charter, files, question, root};

/// The folder with the exports; says so when it is absent.
fn data(of: &str) -> Option<PathBuf> {
    #[expect(
        clippy::disallowed_methods,
        reason = "a test is told by the environment where the data is"
    )]
    let folder = std::env::var_os("TANDEM_DATA")
        .map_or_else(|| root().join("../shared/data"), PathBuf::from);
    let folder = folder.join(of);
    if folder.is_dir() {
        return Some(folder);
    }
    #[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
    {
        eprintln!(
            "SKIPPED: {} is absent. Set TANDEM_DATA to the folder that holds `{of}` to run this test.",
            folder.display()
        );
    }
    None
}

type Records = Vec<BTreeMap<String, String>>;

fn records(path: &Path) -> Records {
    csv::Reader::from_path(path)
        .unwrap()
        .deserialize()
        .map(Result::unwrap)
        .collect()
}

/// Compares an answer with expected records: `key` is the column that tells them apart, by its name in the file, and how
/// the answer says the same.
fn compare(
    expected: &Records,
    key: &str,
    answer: &Answer,
    quantiles: &[&str],
    said: impl Fn(&kpi::answer::Row) -> String,
) {
    let found: BTreeMap<String, &kpi::answer::Row> =
        answer.rows.iter().map(|row| (said(row), row)).collect();
    assert_eq!(
        found.keys().collect::<Vec<_>>(),
        expected
            .iter()
            .map(|record| &record[key])
            .collect::<std::collections::BTreeSet<_>>()
            .into_iter()
            .collect::<Vec<_>>(),
        "{key}"
    );
    for record in expected {
        let row = found[&record[key]];
        for (head, value) in answer.kpis.iter().zip(&row.values) {
            let expected: f64 = record[&head.kpi].parse().unwrap();
            let margin = if quantiles.contains(&head.kpi.as_str()) {
                0.01 * expected
            } else {
                0.000_051
            };
            let found = value.value.unwrap();
            assert!(
                (found - expected).abs() <= margin,
                "{key} {}: {} is {found}, expected {expected}",
                record[key],
                head.kpi
            );
        }
    }
}

/// The KPIs that an expected file has columns for.
fn kpis<'a>(expected: &'a Records, operation: &Operation) -> Vec<&'a str> {
    expected[0]
        .keys()
        .map(String::as_str)
        .filter(|name| operation.charter.kpi(name).is_some())
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_bank_is_answered_as_published() {
    let Some(data) = data("bank-calls") else {
        return;
    };
    let operation = Operation::founded(charter(&files("bank"))).await;
    let calls = data.join("calls-1999-02.tsv");
    let receipt = operation.take_in_file("calls", &calls).await;
    assert!(
        receipt.counts.add_up() && receipt.counts.set_aside == 0,
        "{:?} {:?}",
        receipt.counts,
        receipt.by_check
    );

    let overall = records(&data.join("expected-overall.csv"));
    let kpis = kpis(&overall, &operation);
    assert_eq!(
        kpis.len(),
        overall[0].len() - 1,
        "every column of the file is a KPI"
    );
    let answer = operation.ask(&question(&kpis, &[])).await.unwrap();
    compare(&overall, "scope", &answer, &["handle_p90"], |_| {
        "all".to_owned()
    });
    for dimension in ["type", "contact_type"] {
        let answer = operation.ask(&question(&kpis, &[dimension])).await.unwrap();
        // A type without a call that was offered has no line in the file.
        let answer = offered(answer);
        let by_type = records(&data.join("expected-by-type.csv"));
        compare(&by_type, "type", &answer, &["handle_p90"], |row| {
            row.dimensions[0].clone().unwrap()
        });
    }
    let by_day = Question {
        grain: Some(Grain::Day),
        ..question(&kpis, &[])
    };
    let answer = operation.ask(&by_day).await.unwrap();
    let label = |row: &kpi::answer::Row| row.period.as_ref().unwrap().label.clone();
    compare(
        &records(&data.join("expected-by-day.csv")),
        "day",
        &answer,
        &["handle_p90"],
        label,
    );

    by_priority_and_hour(&operation, &calls).await;
}

fn offered(mut answer: Answer) -> Answer {
    let place = answer
        .kpis
        .iter()
        .position(|head| head.kpi == "offered")
        .unwrap();
    answer.rows.retain(|row| row.values[place].n > 0);
    answer
}

/// What nobody published, counted line by line.
#[derive(Debug, Default, Clone, Copy)]
struct Counted {
    answered: u64,
    abandoned: u64,
    waited_answered: f64,
    answered_20: u64,
    abandoned_20: u64,
}

async fn by_priority_and_hour(operation: &Operation, calls: &Path) {
    let mut counted: BTreeMap<Vec<String>, Counted> = BTreeMap::new();
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(b'\t')
        .from_path(calls)
        .unwrap();
    for call in reader
        .deserialize::<BTreeMap<String, String>>()
        .map(Result::unwrap)
    {
        let (outcome, wait) = (
            call["outcome"].trim(),
            call["q_time"].trim().parse::<f64>().unwrap(),
        );
        let hour = call["vru_entry"]
            .trim()
            .split(':')
            .next()
            .unwrap()
            .to_owned();
        let cell = counted
            .entry(vec![call["priority"].trim().to_owned(), hour])
            .or_default();
        if outcome == "AGENT" {
            cell.answered += 1;
            cell.waited_answered += wait;
            cell.answered_20 += u64::from(wait <= 20.0);
        } else if outcome == "HANG" && call["q_start"].trim() != "0:00:00" {
            cell.abandoned += 1;
            cell.abandoned_20 += u64::from(wait <= 20.0);
        }
    }
    counted.retain(|_, cell| cell.answered + cell.abandoned > 0);
    let kpis = [
        "offered",
        "answered",
        "abandoned",
        "abandon_rate",
        "asa_seconds",
        "sl20_a",
        "sl20_b",
        "sl20_c",
        "sl20_d",
    ];
    let answer = offered(
        operation
            .ask(&question(&kpis, &["priority", "hour"]))
            .await
            .unwrap(),
    );
    assert_eq!(answer.rows.len(), counted.len());
    for row in &answer.rows {
        let key: Vec<String> = row.dimensions.iter().flatten().cloned().collect();
        let cell = counted[&key];
        let offered = cell.answered + cell.abandoned;
        let share = |part: u64, whole: u64| (whole > 0).then(|| part as f64 * 100.0 / whole as f64);
        let expected = [
            Some(offered as f64),
            Some(cell.answered as f64),
            Some(cell.abandoned as f64),
            share(cell.abandoned, offered),
            (cell.answered > 0).then(|| cell.waited_answered / cell.answered as f64),
            share(cell.answered_20 + cell.abandoned_20, offered),
            share(cell.answered_20, cell.answered),
            share(cell.answered_20, offered),
            share(cell.answered_20, offered - cell.abandoned_20),
        ];
        for ((kpi, value), expected) in kpis.iter().zip(&row.values).zip(expected) {
            let same = match (value.value, expected) {
                (Some(found), Some(expected)) => (found - expected).abs() < 1e-9 * (1.0 + expected),
                (found, expected) => found == expected,
            };
            assert!(
                same,
                "{key:?}: {kpi} is {:?}, counted {expected:?}",
                value.value
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_service_desk_is_answered_as_expected() {
    let Some(data) = data("incidents") else {
        return;
    };
    let operation = Operation::founded(charter(&files("service-desk"))).await;
    let log = data.join("incident-event-log.csv.gz");
    let receipt = operation.take_in_file("incidents", &log).await;
    assert!(
        receipt.counts.add_up() && receipt.counts.set_aside == 0,
        "{:?} {:?}",
        receipt.counts,
        receipt.by_check
    );
    assert_eq!(
        (receipt.counts.received, receipt.counts.accepted()),
        (141_712, 24_918)
    );

    let quantiles = ["p50_h", "p90_h", "median_age_days"];
    let overall = records(&data.join("expected-overall.csv"));
    let kpis = kpis(&overall, &operation);
    assert_eq!(
        kpis.len(),
        overall[0].len() - 1,
        "every column of the file is a KPI"
    );
    let answer = operation.ask(&question(&kpis, &[])).await.unwrap();
    compare(&overall, "scope", &answer, &quantiles, |_| "all".to_owned());
    // By the month as a column and by the month as a period, which are the same in UTC.
    let by_month = records(&data.join("expected-by-month.csv"));
    let answer = operation
        .ask(&question(&kpis, &["month_opened"]))
        .await
        .unwrap();
    compare(&by_month, "month_opened", &answer, &quantiles, |row| {
        row.dimensions[0].clone().unwrap()
    });
    let months = Question {
        grain: Some(Grain::Month),
        ..question(&kpis, &[])
    };
    let answer = operation.ask(&months).await.unwrap();
    let label = |row: &kpi::answer::Row| row.period.as_ref().unwrap().label.clone();
    compare(&by_month, "month_opened", &answer, &quantiles, label);

    let backlog = records(&data.join("expected-backlog.csv"));
    let shown = ["backlog", "over_72_hours", "median_age_days"];
    for record in &backlog {
        let day = &record["at_end_of"];
        let one = vec![record.clone()];
        for from in [None, Some(day.parse().unwrap())] {
            let asked = Question {
                from,
                to: Some(day.parse().unwrap()),
                ..question(&shown, &[])
            };
            let answer = operation.ask(&asked).await.unwrap();
            compare(&one, "at_end_of", &answer, &quantiles, |_| day.clone());
        }
        let asked = Question {
            grain: Some(Grain::Day),
            from: Some("2016-03-01".parse().unwrap()),
            to: Some("2016-06-30".parse().unwrap()),
            ..question(&shown, &[])
        };
        let mut answer = operation.ask(&asked).await.unwrap();
        answer.rows.retain(|row| label(row) == *day);
        compare(&one, "at_end_of", &answer, &quantiles, label);
    }
    by_group(&operation, &log).await;
}

/// Incidents as they stand, from the log's lines, by the group that has them.
async fn by_group(operation: &Operation, log: &Path) {
    let file = std::fs::File::open(log).unwrap();
    let mut reader = csv::Reader::from_reader(flate2::read::GzDecoder::new(file));
    let instant = |text: &str| -> Option<Timestamp> {
        let local = DateTime::strptime("%d/%m/%Y %H:%M", text).ok()?;
        Some(local.to_zoned(TimeZone::UTC).unwrap().timestamp())
    };
    type Standing = ((u64, Option<Timestamp>), BTreeMap<String, String>);
    let mut standing: BTreeMap<String, Standing> = BTreeMap::new();
    for change in reader
        .deserialize::<BTreeMap<String, String>>()
        .map(Result::unwrap)
    {
        let version = (
            change["sys_mod_count"].parse().unwrap(),
            instant(&change["sys_updated_at"]),
        );
        match standing.get(&change["number"]) {
            Some((known, _)) if *known > version => {}
            _ => {
                standing.insert(change["number"].clone(), (version, change));
            }
        }
    }
    let mut counted: BTreeMap<Option<String>, [u64; 4]> = BTreeMap::new();
    for (_, incident) in standing.values() {
        let group = Some(incident["assignment_group"].clone()).filter(|group| group != "?");
        let cell = counted.entry(group).or_default();
        cell[0] += 1;
        cell[1] += u64::from(incident["made_sla"] == "true");
        cell[2] += u64::from(incident["reopen_count"] != "0");
        cell[3] += u64::from(incident["resolved_at"] == "?");
    }
    let answer = operation
        .ask(&question(
            &["n", "sla_met", "reopened", "unresolved"],
            &["assignment_group"],
        ))
        .await
        .unwrap();
    assert_eq!(answer.rows.len(), counted.len());
    for row in &answer.rows {
        let [n, met, reopened, unresolved] = counted[&row.dimensions[0]].map(|count| count as f64);
        for (value, expected) in
            row.values
                .iter()
                .zip([n, met * 100.0 / n, reopened * 100.0 / n, unresolved])
        {
            let found = value.value.unwrap();
            assert!(
                (found - expected).abs() < 1e-9 * (1.0 + expected),
                "{:?}: {found}, counted {expected}",
                row.dimensions
            );
        }
    }
}
