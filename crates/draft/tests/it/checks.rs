//! Checks that a draft proposes, and what it says that it looked at.

use draft::Draft;

use crate::fixture::{about, drafted, drafted_for};

/// The part of the text with the checks.
fn checks(drafted: &Draft) -> &str {
    drafted
        .yaml
        .split_once("\nchecks:\n")
        .map_or("", |(_, checks)| checks)
}

/// Tickets with these priorities, one after the other.
fn tickets(priorities: &[&str], rows: usize) -> String {
    let rows = (0..rows).map(|row| {
        let (day, priority) = (1 + row % 28, priorities[row % priorities.len()]);
        format!("T-{row};2026-03-{day:02} 09:10:00;billing;{priority}\n")
    });
    ["Ticket;Opened at;Reason;Priority\n".to_owned()]
        .into_iter()
        .chain(rows)
        .collect()
}

#[test]
fn a_date_that_nobody_entered_is_set_aside() {
    let drafted = drafted("tickets.csv", tickets(&["high"], 4));
    let said = checks(&drafted);
    let check = "  - check: opened_at_in_our_time\n    range: { column: opened_at, least: 1990-01-01 }\n    hint: ";
    assert!(said.contains(check), "{}", drafted.yaml);
}

#[test]
fn a_handful_of_values_is_a_list_where_that_is_clear() {
    let of = |priorities: &[&str], rows| drafted("tickets.csv", tickets(priorities, rows));
    let clear = of(&["low", "high", "normal"], 300);
    let check = "  - check: priority_known\n    one_of: { column: priority, values: ['high', 'low', 'normal'] }\n    severity: warn\n";
    assert!(checks(&clear).contains(check), "{}", clear.yaml);
    // The taxonomy knows the contact types; a list of them would be written twice.
    assert!(!checks(&clear).contains("contact_type"), "{}", clear.yaml);
    // Too few rows; one value alone.
    for unclear in [of(&["low", "high"], 90), of(&["low"], 300)] {
        assert!(!checks(&unclear).contains("one_of"), "{}", unclear.yaml);
    }
    // One that came twice among many: there may be others.
    let mut rare = tickets(&["low", "high"], 300);
    rare.push_str(
        "T-X;2026-03-01 09:10:00;billing;urgent\nT-Y;2026-03-01 09:10:00;billing;urgent\n",
    );
    let rare = drafted("tickets.csv", rare);
    assert!(!checks(&rare).contains("one_of"), "{}", rare.yaml);
}

#[test]
fn it_says_which_rows_were_looked_at() {
    let says = |name: &str, text: &str, complete: bool| {
        let drafted = drafted_for(name, text.as_bytes(), complete, &about());
        let first = drafted
            .yaml
            .split(". What begins")
            .next()
            .unwrap()
            .replace("\n# ", " ");
        assert_eq!(
            drafted.profile.complete,
            first.contains(", all "),
            "{first}"
        );
        first
    };
    let short = tickets(&["low"], 4);
    assert_eq!(
        says("a.csv", &short, true),
        "# Drafted from a.csv, all 4 rows of 4 columns"
    );
    let said = says("a.csv", &short, false);
    assert!(
        said.starts_with("# Drafted from a.csv, the first 4 rows (")
            && said.contains(" bytes) of 4 columns"),
        "{said}"
    );
    let long = tickets(&["low", "high"], 12_000);
    let said = says("a.csv", &long, true);
    assert!(
        said.contains("the first 10,049 rows (") && said.contains(" KiB) of 4"),
        "{said}"
    );
    let lines: String = (0..9_000)
        .map(|row| format!("{{\"ticket\":\"T-{row}\",\"opened_at\":\"2026-03-01T09:10:00Z\"}}\n"))
        .collect();
    let said = says("a.ndjson", &lines, true);
    assert!(said.contains("the first 7,500 rows ("), "{said}");
    let document = format!("[{}]", lines.trim_end().replace('\n', ","));
    let said = says("a.json", &document, true);
    assert!(said.contains("the first 7,500 rows ("), "{said}");
}
