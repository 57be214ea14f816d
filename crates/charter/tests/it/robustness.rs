//! Whatever the files hold, reading ends with a charter or with diagnostics that can be shown.

use std::collections::BTreeMap;
use std::fmt::Write;

use charter::{Charter, check};
use proptest::prelude::*;

use crate::fixture::{SMALL, files};

fn read(files: &BTreeMap<String, String>) {
    if let Err(errors) = Charter::read(files) {
        assert!(errors.has_errors());
        for one in errors.iter() {
            assert!(!one.message.is_empty());
            // A control character would reach the terminal.
            let shown = one.to_string();
            assert!(
                shown.chars().all(|c| c == '\n' || !c.is_control()),
                "{shown:?}"
            );
        }
    }
    let _ = check(files);
}

fn refuse(text: &str, code: &str) {
    let files = BTreeMap::from([("partnership.yaml".to_owned(), text.to_owned())]);
    let errors = Charter::read(&files).unwrap_err();
    assert_eq!(errors.0[0].code, code, "{errors}");
}

#[test]
fn bombs() {
    let mut bomb = "a0: &a0 [x, x, x]\n".to_owned();
    for level in 1..40 {
        let _ = writeln!(bomb, "a{level}: &a{level} [*a{0}, *a{0}, *a{0}]", level - 1);
    }
    refuse(&bomb, "no-anchors");
    refuse(&"[".repeat(100_000), "too-deep");
    refuse(&"{a: ".repeat(50_000), "too-deep");
    refuse(&"- ".repeat(50_000), "too-deep");
    refuse(&"? ".repeat(50_000), "too-deep");
    refuse(
        &format!("partnership: {}", "x".repeat(2 << 20)),
        "file-too-large",
    );
    let key = "k".repeat(1_000);
    let deep = format!(
        "{}[{}]",
        format!("{{{key}: ").repeat(30),
        "1,".repeat(50_000)
    );
    refuse(&deep, "file-too-large");
    refuse("", "empty-file");
    refuse("\u{7}", "yaml-syntax");
}

#[test]
fn a_charter_of_many_files_is_read() {
    let mut all = files(SMALL);
    let one = all["kpis/qa_score.yaml"].clone();
    for number in 0..500 {
        let name = format!("q_{number}");
        let text = one
            .replace("kpi: qa_score", &format!("kpi: {name}"))
            .replace("value: score", &format!("value: score + {number}"));
        all.insert(format!("kpis/{name}.yaml"), text);
    }
    let charter = Charter::read(&all).unwrap_or_else(|errors| panic!("{errors}"));
    assert!(charter.kpis.len() > 500);
}

#[test]
fn a_long_chain_of_derived_kpis_is_no_cycle() {
    let mut all = files(SMALL);
    let one = all["kpis/seconds_per_point.yaml"].clone();
    for number in 0..2_000 {
        let name = format!("d_{number:04}");
        let formula = if number == 1_999 {
            "qa_score".to_owned()
        } else {
            format!("d_{:04} + 1", number + 1)
        };
        let text = one
            .replace("kpi: seconds_per_point", &format!("kpi: {name}"))
            .replace("handle_time / (qa_score + 1)", &formula);
        all.insert(format!("kpis/{name}.yaml"), text);
    }
    let charter = Charter::read(&all).unwrap_or_else(|errors| panic!("{errors}"));
    assert_eq!(charter.ingredients("d_0000").len(), 2_001);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,300}", bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        for text in [text, String::from_utf8_lossy(&bytes).into_owned()] {
            for path in ["partnership.yaml", "kpis/a.yaml", "feeds/a.yaml", "targets/a.yaml", "x.yaml"] {
                read(&BTreeMap::from([(path.to_owned(), text.clone())]));
            }
        }
    }

    #[test]
    fn any_damage_to_a_charter_is_read_or_refused(
        at in 0.0..1.0_f64,
        cut in 0usize..40,
        put in "[a-z0-9:{}\\[\\]'\"&*!|>#,. \n\t-]{0,12}",
    ) {
        let characters: Vec<char> = SMALL.chars().collect();
        let start = (at * characters.len() as f64) as usize;
        let end = (start + cut).min(characters.len());
        let damaged: String = characters[..start].iter().copied().chain(put.chars()).chain(characters[end..].iter().copied()).collect();
        read(&files(&damaged));
    }
}
