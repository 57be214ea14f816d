//! The page on adding a KPI says what the code does.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use charter::expression::FUNCTIONS;

use crate::fixture::folder;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn page() -> String {
    fs::read_to_string(root().join("docs/adding-a-kpi.md")).unwrap()
}

#[test]
fn its_example_is_a_definition_without_problems() {
    let page = page();
    let example: String = page
        .split("```yaml\n")
        .nth(1)
        .and_then(|rest| rest.split("```").next())
        .unwrap()
        .lines()
        .map(|line| format!("{}\n", line.trim_start()))
        .collect();
    let mut files = folder(&root().join("charters/harbor"));
    let before = charter::check(&files);
    files.insert("kpis/chat_answer_time.yaml".to_owned(), example);
    let charter = charter::Charter::read(&files).unwrap_or_else(|errors| panic!("{errors}"));
    assert!(charter.kpi("chat_answer_time").is_some());
    assert_eq!(charter::check(&files), before);
}

#[test]
fn it_lists_every_function_as_it_is_called() {
    let page = page();
    for function in FUNCTIONS {
        let row = format!("| `{}` | {} |", function.usage, function.means);
        assert!(page.contains(&row), "{row}");
    }
}

#[test]
fn it_explains_every_warning() {
    let lints = root().join("crates/charter/src/lint");
    let mut codes = BTreeSet::new();
    for text in folder(&lints).values() {
        for literal in text.split('"').skip(1).step_by(2) {
            let is_code = literal.contains('-')
                && literal.chars().all(|c| c.is_ascii_lowercase() || c == '-');
            if is_code {
                codes.insert(literal.to_owned());
            }
        }
    }
    assert!(codes.len() >= 14, "{codes:?}");
    let page = page();
    for code in codes {
        assert!(
            page.contains(&format!("`{code}`")),
            "docs/adding-a-kpi.md does not explain `{code}`"
        );
    }
}
