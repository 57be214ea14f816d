//! Two real exports through the command line, against values that others computed from them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::place::{Place, root};

/// Values that are read from a sketch or interpolated: within 1 %.
const QUANTILES: [&str; 4] = ["handle_p90", "p50_h", "p90_h", "median_age_days"];
/// Half a unit of the fourth decimal, which is the last one shown, and a hair.
const AS_SHOWN: f64 = 0.000_051;

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
        return Some(fs::canonicalize(folder).unwrap());
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

/// A CSV file of plain cells: header, then rows.
struct Table {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    fn read(text: &str) -> Self {
        assert!(!text.contains('"'), "no cell needs quotes: {text}");
        let mut rows = text
            .lines()
            .map(|line| line.split(',').map(str::to_owned).collect());
        Self {
            header: rows.next().unwrap(),
            rows: rows.collect(),
        }
    }

    fn file(path: &Path) -> Self {
        Self::read(&fs::read_to_string(path).unwrap())
    }

    /// The KPIs of an expected file: every column but the first, which tells the rows apart.
    fn kpis(&self) -> String {
        self.header[1..].join(",")
    }

    fn column(&self, name: &str) -> usize {
        let place = self.header.iter().position(|column| column == name);
        place.unwrap_or_else(|| panic!("no column `{name}` among {:?}", self.header))
    }
}

/// Asks for the KPIs of the expected file, in CSV and in JSON, and compares every cell of both. `labels` is what the
/// answer calls the file's first column; none when there is one row.
fn check(place: &Place, expected: &Path, question: &[&str], labels: Option<&str>) {
    let expected = Table::file(expected);
    let kpis = expected.kpis();
    let question = [&[kpis.as_str()], question].concat();
    let answer = Table::read(&place.csv(&question));

    let mut header: Vec<String> = labels.into_iter().map(str::to_owned).collect();
    for kpi in &expected.header[1..] {
        header.extend([kpi.clone(), format!("{kpi}_n")]);
    }
    assert_eq!(answer.header, header, "{question:?}");

    // What has nobody in it has no line in the expected files.
    let count = answer.column(if kpis.starts_with("offered") {
        "offered"
    } else {
        &header[usize::from(labels.is_some())]
    });
    let key = |row: &Vec<String>| labels.map_or("", |_| &row[0]).to_owned();
    let rows: BTreeMap<String, &Vec<String>> = answer
        .rows
        .iter()
        .filter(|row| row[count] != "0")
        .map(|row| (key(row), row))
        .collect();
    let wanted: BTreeMap<String, &Vec<String>> =
        expected.rows.iter().map(|row| (key(row), row)).collect();
    assert_eq!(
        rows.keys().collect::<Vec<_>>(),
        wanted.keys().collect::<Vec<_>>()
    );
    for (label, wanted) in wanted {
        for (name, wanted) in expected.header[1..].iter().zip(&wanted[1..]) {
            let found: f64 = rows[&label][answer.column(name)].parse().unwrap();
            let wanted: f64 = wanted.parse().unwrap();
            let margin = if QUANTILES.contains(&name.as_str()) {
                0.01 * wanted
            } else {
                AS_SHOWN
            };
            assert!(
                (found - wanted).abs() <= margin,
                "{question:?} {label}: {name} is {found}, expected {wanted}"
            );
        }
    }
    assert_eq!(from_json(place, &question, labels), answer.rows);
}

/// The rows of the JSON answer, as CSV writes them. Numbers are read from the text: the parser at hand is right to a
/// unit in the last place only, and here every digit counts.
fn from_json(place: &Place, question: &[&str], labels: Option<&str>) -> Vec<Vec<String>> {
    let args = [&["query"], question, &["--format", "json"]].concat();
    let text = place.run(&args).ends(0).answer;
    let mut numbers = text.lines().filter_map(|line| {
        let line = line.trim().trim_end_matches(',');
        let value = line.strip_prefix("\"value\": ");
        let number = value.or_else(|| line.strip_prefix("\"n\": "))?;
        Some(
            number
                .parse::<f64>()
                .map_or_else(|_| String::new(), |number| number.to_string()),
        )
    });
    let answer: serde_json::Value = serde_json::from_str(&text).unwrap();
    let rows = answer["rows"].as_array().unwrap();
    rows.iter()
        .map(|row| {
            let label = match labels {
                None => None,
                Some("period") => row["period"]["label"].as_str(),
                Some(_) => row["dimensions"][0].as_str(),
            };
            let mut cells: Vec<String> = label.into_iter().map(str::to_owned).collect();
            let figures = row["values"].as_array().unwrap().len();
            cells.extend(numbers.by_ref().take(2 * figures));
            cells
        })
        .collect()
}

#[test]
fn the_bank_is_answered_as_published() {
    let Some(data) = data("bank-calls") else {
        return;
    };
    let place = Place::with("bank");
    let calls = data.join("calls-1999-02.tsv");
    let said = place.ingest("calls", &calls);
    assert!(said.contains("33344 rows received into contact"), "{said}");
    assert!(!said.contains("set aside"), "{said}");

    let overall = data.join("expected-overall.csv");
    let by_type = data.join("expected-by-type.csv");
    let by_day = data.join("expected-by-day.csv");
    check(&place, &overall, &[], None);
    check(&place, &by_type, &["--by", "type"], Some("type"));
    check(&place, &by_day, &["--grain", "day"], Some("period"));

    // The same file once more: each row is either known or, as a phantom, no call at all.
    let question = ["offered,asa_seconds,handle_p90", "--by", "type,server"];
    let before = place.csv(&question);
    let again = place.ingest("calls", &calls);
    let known = said.replace(" added", " duplicates");
    let rows = |said: &str| said.split_once(" (lake version").unwrap().0.to_owned();
    assert_eq!(rows(&again), rows(&known));
    assert_eq!(place.csv(&question), before);
}

#[test]
fn the_service_desk_is_answered_as_expected() {
    let Some(data) = data("incidents") else {
        return;
    };
    let place = Place::with("service-desk");
    let log = data.join("incident-event-log.csv.gz");
    let said = place.ingest("incidents", &log);
    assert!(said.contains("141712 rows received into contact"), "{said}");
    assert!(!said.contains("set aside"), "{said}");

    let overall = data.join("expected-overall.csv");
    let by_month = data.join("expected-by-month.csv");
    check(&place, &overall, &[], None);
    check(&place, &by_month, &["--grain", "month"], Some("period"));
    let by = ["--by", "month_opened"];
    check(&place, &by_month, &by, Some("month_opened"));

    let backlog = fs::read_to_string(data.join("expected-backlog.csv")).unwrap();
    let (header, days) = backlog.split_once('\n').unwrap();
    for record in days.lines() {
        let day = record.split(',').next().unwrap();
        place.write("one-day.csv", format!("{header}\n{record}\n"));
        let one_day = place.path().join("one-day.csv");
        check(&place, &one_day, &["--to", day], None);
        let on_the_day = ["--grain", "day", "--from", day, "--to", day];
        check(&place, &one_day, &on_the_day, Some("period"));
    }

    // The log once more: every incident stands as it stood.
    let question = ["n,p90_h,unresolved", "--by", "assignment_group"];
    let before = place.csv(&question);
    let again = place.ingest("incidents", &log);
    assert!(again.contains("24918 duplicates"), "{again}");
    assert!(!again.contains(" added"), "{again}");
    assert_eq!(place.csv(&question), before);
}
