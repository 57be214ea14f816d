//! What was asked once can be asked again, whatever came in since.

use crate::place::Place;
use crate::small::{CALLS, MORE_CALLS};

/// Questions whose answers the second file changes.
const QUESTIONS: [&[&str]; 4] = [
    &["calls,wait_seconds,prompt"],
    &["calls,wait_seconds,prompt", "--by", "party,contact_type"],
    &["calls,wait_seconds", "--grain", "day"],
    &["calls", "--as", "albert", "--where", "queue_seconds < 100"],
];

#[test]
fn an_older_basis_gives_the_earlier_answer_byte_for_byte() {
    let place = Place::small(&[]);
    place.write("calls.csv", CALLS);
    place.write("more.csv", MORE_CALLS);
    place.ingest("calls", "calls.csv");
    let basis = place.json(&["calls"])["basis"].as_str().unwrap().to_owned();
    let ask = |question: &[&str], format: &str, basis: Option<&str>| {
        let mut args = [&["query"], question, &["--format", format]].concat();
        args.extend(basis.into_iter().flat_map(|basis| ["--basis", basis]));
        place.run(&args).ends(0).answer
    };
    let formats = ["csv", "json", "table"];
    let asked = || QUESTIONS.iter().flat_map(|q| formats.map(|f| (*q, f)));
    let earlier: Vec<String> = asked().map(|(q, f)| ask(q, f, None)).collect();

    place.ingest("calls", "more.csv");
    // Without the dot that a keyboard lacks, too.
    let typed = basis.replace('·', "-");
    for ((question, format), earlier) in asked().zip(&earlier) {
        for basis in [&basis, &typed] {
            assert_eq!(&ask(question, format, Some(basis)), earlier, "{question:?}");
        }
        assert_ne!(&ask(question, format, None), earlier, "{question:?}");
    }
}

#[test]
fn an_earlier_basis_is_answered_under_the_charter_of_then() {
    let place = Place::small(&[]);
    place.write("calls.csv", CALLS);
    place.ingest("calls", "calls.csv");
    let ask = |args: &[&str]| {
        let all = [
            &["query", "calls,wait_seconds,prompt", "--by", "party"],
            args,
        ]
        .concat();
        place.run(&all).ends(0)
    };
    let formats = ["csv", "json", "table"];
    let earlier = formats.map(|format| ask(&["--format", format]).answer);

    let kpi = "charter/kpis/prompt.yaml";
    let text = std::fs::read_to_string(place.path().join(kpi)).unwrap();
    place.write(
        kpi,
        text.replace(
            "numerator: queue_seconds <= 30",
            "numerator: queue_seconds <= 10",
        ),
    );
    // Nothing has put the change in force: the answer says of which text it is.
    let draft = ask(&["--format", "csv"]);
    assert_ne!(draft.answer, earlier[0]);
    assert!(
        draft.said.contains("since entry 1 of the ledger"),
        "{draft:?}"
    );
    // Nor can it be quoted: the newest basis is that of the charter in force, and of another number.
    let json = |args: &[&str]| -> serde_json::Value {
        serde_json::from_str(&ask(&[&["--format", "json"], args].concat()).answer).unwrap()
    };
    let (quotable, unquotable) = (json(&["--basis", "1·1"]), json(&[]));
    assert_eq!(quotable["basis"], "1·1");
    assert_eq!(unquotable["basis"], serde_json::Value::Null);
    let fields = |answer: &serde_json::Value| -> Vec<String> {
        answer.as_object().unwrap().keys().cloned().collect()
    };
    assert_eq!(fields(&quotable), fields(&unquotable));
    let table = ask(&["--format", "table"]).answer;
    assert!(
        table.contains(
            "\nnot on a basis: the charter's folder is not in force; `tandem ingest` or `tandem serve` puts it in force\n"
        ) && !table.contains("basis 1·1"),
        "{table}"
    );
    let on_basis = |format| ask(&["--format", format, "--basis", "1·1"]);
    assert_eq!(on_basis("csv").answer, earlier[0]);

    place.ingest("calls", "calls.csv");
    for (format, earlier) in formats.iter().zip(&earlier) {
        let asked = on_basis(format);
        assert_eq!(&asked.answer, earlier);
        assert_eq!(asked.said, "");
    }
    let now = ask(&["--format", "csv"]);
    assert_eq!(
        (now.answer, now.said),
        (draft.answer.clone(), String::new())
    );
    let now = ask(&["--format", "csv", "--basis", "2·2"]);
    assert_eq!(now.answer, draft.answer);
}

#[test]
fn a_file_that_comes_again_changes_nothing() {
    let place = Place::small(&[]);
    place.write("calls.csv", CALLS);
    place.write("more.csv", MORE_CALLS);
    let said = [
        place.ingest("calls", "calls.csv"),
        place.ingest("calls", "more.csv"),
        place.ingest("calls", "calls.csv"),
        place
            .run_with(&["ingest", "calls", "-"], MORE_CALLS)
            .ends(0)
            .said,
    ];
    insta::assert_snapshot!(said.concat());
    insta::assert_snapshot!(place.csv(&["calls,wait_seconds,prompt", "--by", "party"]));
}
