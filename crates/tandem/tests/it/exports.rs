//! Two real exports through the command line, against values that others computed from them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::http::Caller;
use crate::place::{Place, root};
use crate::running::Running;

/// Values that are read from a sketch or interpolated: within 1 %.
const QUANTILES: [&str; 4] = ["handle_p90", "p50_h", "p90_h", "median_age_days"];
/// Half a unit of the fourth decimal, which is the last one shown, and a hair.
const AS_SHOWN: f64 = 0.000_051;

/// The folder with the exports; says so when it is absent.
pub fn data(of: &str) -> Option<PathBuf> {
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

const HEADLINE: &str = "offered,abandon_rate,sl20_a";

/// A question with everything in it, against the calls of the raw file counted one by one.
fn as_counted_by_hand(place: &Place, calls: &Path) {
    let text = fs::read_to_string(calls).unwrap();
    let mut lines = text
        .lines()
        .map(|line| line.split('\t').collect::<Vec<_>>());
    let header = lines.next().unwrap();
    let column = |name: &str| header.iter().position(|column| *column == name).unwrap();
    let [type_, priority, date, entry, queued, waited, outcome] = [
        "type",
        "priority",
        "date",
        "vru_entry",
        "q_start",
        "q_time",
        "outcome",
    ]
    .map(column);
    // Type, priority and day → offered, abandoned, out of the queue within 20 seconds.
    let mut counted: BTreeMap<(String, String, String), [f64; 3]> = BTreeMap::new();
    for call in lines {
        let hour: u32 = call[entry].split(':').next().unwrap().parse().unwrap();
        let abandoned = call[outcome] == "HANG" && call[queued] != "0:00:00";
        let offered = call[outcome] == "AGENT" || abandoned;
        let asked = ("990208"..="990214").contains(&call[date]) && (9..17).contains(&hour);
        if !offered || !asked {
            continue;
        }
        let day = format!("1999-02-{}", &call[date][4..]);
        let key = (call[type_].to_owned(), call[priority].to_owned(), day);
        let sums = counted.entry(key).or_default();
        let within = call[waited].parse::<f64>().unwrap() <= 20.0;
        for (sum, counts) in sums.iter_mut().zip([true, abandoned, within]) {
            *sum += f64::from(u8::from(counts));
        }
    }
    let answer = Table::read(&place.csv(&[
        HEADLINE,
        "--by",
        "type,priority",
        "--grain",
        "day",
        "--from",
        "1999-02-08",
        "--to",
        "1999-02-14",
        "--where",
        "hour >= 9 and hour < 17",
    ]));
    assert_eq!(
        answer.header.join(","),
        "type,priority,period,offered,offered_n,abandon_rate,abandon_rate_n,sl20_a,sl20_a_n"
    );
    let found: BTreeMap<(String, String, String), Vec<f64>> = answer
        .rows
        .iter()
        .filter(|row| row[3] != "0")
        .map(|row| {
            let figures = row[3..].iter().map(|cell| cell.parse().unwrap()).collect();
            ((row[0].clone(), row[1].clone(), row[2].clone()), figures)
        })
        .collect();
    assert!(counted.len() > 50, "{}", counted.len());
    assert_eq!(
        found.keys().collect::<Vec<_>>(),
        counted.keys().collect::<Vec<_>>()
    );
    for (key, [offered, abandoned, within]) in counted {
        let share = |part: f64| 100.0 * part / offered;
        let wanted = [
            offered,
            offered,
            share(abandoned),
            offered,
            share(within),
            offered,
        ];
        for (found, wanted) in found[&key].iter().zip(wanted) {
            assert!((found - wanted).abs() < 1e-9, "{key:?}: {found}, {wanted}");
        }
    }
}

/// The same questions over HTTP, in CSV: the same bytes as on the command line.
fn as_served(place: &Place, (person, email): (&str, &str), questions: &[&[&str]]) {
    let password = "a long enough password";
    place
        .run_with(
            &["accounts", "set-password", person],
            &format!("{password}\n"),
        )
        .ends(0);
    let mut serving = Running::start(place.command(&["serve", "--listen", "127.0.0.1:0"]));
    let caller = Caller::signed_in(&serving.address(), email, password);
    for question in questions {
        let [kpis, options @ ..] = question else {
            panic!("a question names KPIs");
        };
        let mut path = format!("/api/query?format=csv&kpis={kpis}");
        for option in options.chunks(2) {
            path.push_str(&format!("&{}={}", &option[0][2..], option[1]));
        }
        let on_the_command_line = place.csv(&[question, &["--as", person][..]].concat());
        assert_eq!(caller.get(&path), on_the_command_line, "{question:?}");
    }
    serving.interrupted();
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

    as_counted_by_hand(&place, &calls);
    as_served(
        &place,
        ("noa_levi", "noa.levi@bank.example"),
        &[
            &[HEADLINE, "--by", "type,priority", "--grain", "day"],
            &["offered,asa_seconds,handle_p90", "--by", "server"],
        ],
    );

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

    as_served(
        &place,
        ("edith_braun", "edith.braun@company.example"),
        &[
            &["n,p90_h,unresolved", "--by", "assignment_group"],
            &["n,p50_h", "--by", "priority", "--grain", "month"],
        ],
    );

    // The log once more: every incident stands as it stood.
    let question = ["n,p90_h,unresolved", "--by", "assignment_group"];
    let before = place.csv(&question);
    let again = place.ingest("incidents", &log);
    assert!(again.contains("24918 duplicates"), "{again}");
    assert!(!again.contains(" added"), "{again}");
    assert_eq!(place.csv(&question), before);
}
