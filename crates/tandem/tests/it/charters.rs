//! The committed charters, schemas and API description are what the binary says they are.

use std::fs;

use crate::place::{Place, root, tandem};

#[test]
fn the_example_charters_pass_the_strict_check() {
    for charter in ["bank", "harbor", "service-desk"] {
        let ran = Place::with(charter).run(&["check", "--strict"]).ends(0);
        assert_eq!(ran.answer, "", "{charter}");
    }
}

#[test]
fn warnings_end_a_strict_check_only() {
    // A KPI about speed that is shown without one about quality.
    let place = Place::small(&[]);
    let warned = place.run(&["check"]).ends(0);
    assert!(warned.said.contains("warning"), "{warned:?}");
    let strict = place.run(&["check", "--strict"]).ends(3);
    assert_eq!(strict.answer, warned.answer);
}

#[test]
fn what_a_charter_has_simulated_is_checked_with_it() {
    let place = Place::small(&[]);
    place.write(
        "charter/scenario.yaml",
        "format: 1\npartnership: small\ndemnd: 3\n",
    );
    let ran = place.run(&["check"]).ends(3);
    let told = ran.answer;
    assert!(
        told.contains("scenario.yaml:3:1: unknown field `demnd`; nearest: `demand`"),
        "{told}"
    );
}

#[test]
fn the_committed_schemas_are_current() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("schemas");
    let ran = tandem().arg("schema").arg("--out").arg(&out).output();
    assert!(ran.unwrap().status.success());
    let read = |folder: &std::path::Path| {
        let mut files: Vec<(String, String)> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .map(|file| {
                let name = file.file_name().unwrap().to_string_lossy().into_owned();
                (name, fs::read_to_string(&file).unwrap())
            })
            .collect();
        files.sort();
        files
    };
    let (written, committed) = (read(&out), read(&root().join("schemas")));
    assert!(
        written == committed,
        "schemas/ is not what the code says; run `tandem schema --out schemas`"
    );
}

#[test]
fn the_committed_description_of_the_api_is_current() {
    let ran = tandem().arg("openapi").output().unwrap();
    let committed = fs::read(root().join("openapi.json")).unwrap();
    assert!(
        ran.stdout == committed,
        "openapi.json is not what the routes say; run `tandem openapi > openapi.json`"
    );
}
