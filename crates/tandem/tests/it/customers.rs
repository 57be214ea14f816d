//! `tandem customers`: who is forgotten or merged, and that nothing else changes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::place::{Place, root};
use crate::small::CALLS;

#[test]
fn a_customer_is_forgotten_in_words_and_without_a_trace_of_the_name() {
    let place = Place::small(&[]);
    place.write("calls.csv", CALLS);
    place.ingest("calls", "calls.csv");
    let nobody = place.run(&["customers", "list"]).ends(0).answer;
    assert_eq!(
        nobody,
        "nobody asked for a customer to be forgotten or merged\n"
    );
    let customer = place.run_with(&["customers", "forget", "-", "--dry-run"], "w1\n");
    let would = customer.ends(0).answer;
    assert!(would.contains("contact: 2 rows (2 of calls)"), "{would}");
    let ask = ["customers", "forget", "-", "--reason", "letter 7"];
    let done = place.run_with(&ask, "w1\r\n").ends(0).answer;
    assert!(
        done.contains("a customer forgotten\n  letter 7\n"),
        "{done}"
    );
    assert!(done.contains("contact: 2 rows (2 of calls), version 2"));
    assert!(done.contains("--keep-days 0"), "{done}");
    let again = place.run_with(&ask, "w1").ends(4).said;
    assert!(again.contains("forgotten already, by request 1"), "{again}");
    let history = place.run(&["lake", "history", "contact"]).ends(0).answer;
    assert!(history.contains("forgotten"), "{history}");
    assert!(history.contains("request 1: 2 rows of calls"), "{history}");
    place.run(&["lake", "vacuum", "--keep-days", "0"]).ends(0);
    let listed = place.run(&["customers", "list"]).ends(0).answer;
    assert!(
        listed.contains("no version that is kept holds what was there before"),
        "{listed}"
    );
    let json = place
        .run(&["customers", "list", "--format", "json"])
        .ends(0);
    let listed: Value = serde_json::from_str(&json.answer).unwrap();
    assert_eq!(listed[0]["changed"][0]["rows"], 2);
    let file = fs::read_to_string(place.path().join("data/lake/customers.json")).unwrap();
    assert!(!file.contains("w1\""), "{file}");
}

/// A week of the example partnership, and its busiest customers.
fn harbor() -> (Place, Vec<(String, usize)>) {
    let place = Place::with("harbor");
    let out = place.path().join("exports");
    place
        .run(&[
            "simulate",
            "--charter",
            root().join("charters/harbor").to_str().unwrap(),
            "--out",
            out.to_str().unwrap(),
            "--days",
            "8",
            "--until",
            "2026-03-29",
        ])
        .ends(0);
    for feed in [
        "contacts",
        "surveys",
        "evaluations",
        "agent_states",
        "shifts",
        "cost_lines",
    ] {
        place.ingest(feed, export(&out, feed));
    }
    let contacts = fs::File::open(export(&out, "contacts")).unwrap();
    let text = String::from_utf8(zstd::decode_all(contacts).unwrap()).unwrap();
    let mut tickets: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in text.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        let name = |key: &str| line[key].as_str().unwrap_or_default().to_owned();
        if !name("requester").is_empty() && name("status") != "bot" {
            tickets
                .entry(name("requester"))
                .or_default()
                .insert(name("ticket"));
        }
    }
    let mut busiest: Vec<(String, usize)> = tickets
        .into_iter()
        .map(|(who, tickets)| (who, tickets.len()))
        .collect();
    busiest.sort_by_key(|(who, tickets)| (usize::MAX - tickets, who.clone()));
    (place, busiest)
}

fn export(folder: &Path, feed: &str) -> std::path::PathBuf {
    let files = fs::read_dir(folder).unwrap();
    files
        .map(|entry| entry.unwrap().path())
        .find(|path| {
            let name = path.file_name().unwrap().to_string_lossy();
            name.starts_with(&format!("{feed}."))
        })
        .unwrap()
}

/// The KPIs that look at customers.
const OF_CUSTOMERS: [&str; 2] = ["customers_served", "first_contact_resolution"];

/// Every other KPI, by party and week, as bytes.
fn others(place: &Place) -> String {
    let folder = root().join("charters/harbor/kpis");
    let mut kpis: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| path.file_stem().unwrap().to_string_lossy().into_owned())
        .filter(|kpi| !OF_CUSTOMERS.contains(&kpi.as_str()))
        .collect();
    kpis.sort();
    assert_eq!(kpis.len(), 42);
    kpis.chunks(8)
        .map(|kpis| place.csv(&[&kpis.join(","), "--by", "party", "--grain", "week"]))
        .collect()
}

/// Party and day → value and n.
type Cells = BTreeMap<String, (f64, f64)>;

/// Cells of a KPI.
fn cells(place: &Place, kpi: &str) -> Cells {
    let csv = place.csv(&[kpi, "--by", "party", "--grain", "day"]);
    let mut lines = csv.lines();
    let head: Vec<&str> = lines.next().unwrap().split(',').collect();
    let at = |name: &str| {
        let place = head.iter().position(|column| *column == name);
        place.unwrap_or_else(|| panic!("no `{name}` in {head:?}"))
    };
    let (value, n) = (at(kpi), at(&format!("{kpi}_n")));
    let names = [at("party"), at("period")];
    lines
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            let number = |place: usize| cells[place].parse::<f64>().unwrap_or_default();
            let name = names.map(|place| cells[place]).join(" ");
            (name, (number(value), number(n)))
        })
        .collect()
}

/// How many contacts more are in the numerator of a ratio, how many fewer, and by how many its n differs, over all cells.
fn moved(before: &Cells, after: &Cells) -> (f64, f64, f64) {
    assert_eq!(before.len(), after.len());
    let percent = before.values().any(|(value, _)| *value > 1.5);
    let scale = if percent { 100.0 } else { 1.0 };
    let (mut up, mut down, mut n_by) = (0.0, 0.0, 0.0);
    for (cell, (value, n)) in before {
        let (now, n_now) = after[cell];
        let by = (now * n_now - value * n) / scale;
        if by > 0.0 {
            up += by;
        } else {
            down -= by;
        }
        n_by += (n - n_now).abs();
    }
    (up, down, n_by)
}

/// No cell has more customers than before, or more than one fewer. Gives how many fewer there are in all.
fn one_less_at_most(before: &Cells, after: &Cells) -> f64 {
    let mut all = 0.0;
    for (cell, (value, _)) in before {
        let less = value - after[cell].0;
        assert!((-0.01..=1.01).contains(&less), "{cell}: {less} fewer");
        all += less;
    }
    all
}

#[test]
#[expect(clippy::cast_precision_loss, reason = "a customer has few contacts")]
fn no_kpi_changes_but_those_that_are_named() {
    let (place, busiest) = harbor();
    let of = |kpi: usize| cells(&place, OF_CUSTOMERS[kpi]);
    let (before, served, resolved) = (others(&place), of(0), of(1));
    let [
        (first, of_first),
        (second, of_second),
        (third, of_third),
        ..,
    ] = &busiest[..]
    else {
        panic!("too few customers");
    };
    // Forgetting: what followed their contacts follows them no more.
    let ask = ["customers", "forget", "-", "--reason", "letter 7"];
    let said = place.run_with(&ask, first).ends(0).answer;
    assert!(said.contains("contact:"), "{said}");
    assert_eq!(others(&place), before);
    let (served_then, resolved_then) = (of(0), of(1));
    assert!(one_less_at_most(&served, &served_then) > 0.99);
    let most = *of_first as f64 + 0.01;
    let (up, down, n_by) = moved(&resolved, &resolved_then);
    assert!(
        up < most && down < 0.01 && n_by < 0.5,
        "{up} more, {down} less, n by {n_by}, of {of_first} contacts"
    );
    // Merging: the same the other way round.
    let ask = ["customers", "merge", "-", "-", "--reason", "case 8"];
    place
        .run_with(&ask, &format!("{second}\n{third}\n"))
        .ends(0);
    assert_eq!(others(&place), before);
    one_less_at_most(&served_then, &of(0));
    let most = (of_second + of_third) as f64 + 0.01;
    let (up, down, n_by) = moved(&resolved_then, &of(1));
    assert!(
        up < 0.01 && down < most && n_by < 0.5,
        "{up} more, {down} less, n by {n_by}, of {of_second} and {of_third} contacts"
    );
}
