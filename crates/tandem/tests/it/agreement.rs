//! `tandem push` and `tandem pull`: what is in force is the ledger's, and a folder proposes.

use std::fs;

use crate::place::Place;
use crate::small::CALLS;

const DECISIONS: &str = "decisions:
  - decision: definitions
    title: What a KPI means
    about: [definitions]
    propose: [client.lead]
    approve:
      - { by: [client.lead] }
      - { by: [provider.lead], of: each_party }
    within_days: 14
";

#[test]
fn what_others_must_agree_to_is_proposed_and_what_is_in_force_comes_back() {
    let place = Place::small(&[]);
    let charter = place.path().join("charter");
    place.write("calls.csv", CALLS);
    let none = place.run(&["push", "--title", "t", "--why", "w"]).ends(4);
    assert!(none.said.contains("no charter is in force"), "{none:?}");
    place.ingest("calls", "calls.csv");
    let same = place.run(&["push", "--title", "t", "--why", "w"]).ends(0);
    assert!(same.said.contains("nothing to propose"), "{same:?}");

    // Who decides what is agreed from now on; until then it was up to who administers.
    fs::write(charter.join("decisions.yaml"), DECISIONS).unwrap();
    let rights = place
        .run(&["push", "--title", "Rights", "--why", "Agreed in May."])
        .ends(0);
    assert!(
        rights
            .said
            .contains("In force since entry 3: nobody else has to agree."),
        "{rights:?}"
    );

    let kpis = charter.join("kpis");
    let kpi = fs::read_dir(&kpis).unwrap().next().unwrap().unwrap().path();
    let before = fs::read_to_string(&kpi).unwrap();
    let line = before
        .lines()
        .find(|line| line.starts_with("title: "))
        .unwrap();
    fs::write(&kpi, before.replace(line, "title: Another")).unwrap();
    let name = format!("kpis/{}", kpi.file_name().unwrap().to_str().unwrap());
    // What takes facts in goes on under what was agreed, and says so.
    let taken = place.run(&["ingest", "calls", "calls.csv"]).ends(0);
    assert!(
        taken.said.contains(&format!(
            "others must agree to what the charter's folder changes: {name}"
        )),
        "{taken:?}"
    );
    let pushed = place
        .run(&["push", "--title", "A title", "--why", "It is clearer."])
        .ends(0);
    for told in [
        "title: ",
        " → Another",
        "Proposed as P2",
        "Clara Coster",
        "Albert Aas",
        "nobody holds provider.lead",
    ] {
        assert!(pushed.said.contains(told), "{told}: {pushed:?}");
    }

    let kept = place.run(&["pull"]).ends(4);
    assert!(
        kept.said
            .contains(&format!("has changes that were never in force: {name}")),
        "{kept:?}"
    );
    let pulled = place.run(&["pull", "--discard"]).ends(0);
    assert!(
        pulled.said.contains(&format!("written {name}")),
        "{pulled:?}"
    );
    assert_eq!(fs::read_to_string(&kpi).unwrap(), before);
    // What was in force once can be had again: nothing is lost by having what is in force now.
    fs::remove_file(charter.join("decisions.yaml")).unwrap();
    let pulled = place.run(&["pull"]).ends(0);
    assert!(pulled.said.contains("written decisions.yaml"), "{pulled:?}");
    assert_eq!(
        fs::read_to_string(charter.join("decisions.yaml")).unwrap(),
        DECISIONS
    );
    let again = place.run(&["pull"]).ends(0);
    assert!(
        again
            .said
            .contains("The folder is what is in force since entry 3."),
        "{again:?}"
    );
}
