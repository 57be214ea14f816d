//! `tandem lineage`: from the charter alone.

use serde_json::Value;

use crate::place::Place;

#[test]
fn a_number_is_followed_back_to_its_sources() {
    let place = Place::with("harbor");
    let told = place
        .run(&["lineage", "first_contact_resolution"])
        .ends(0)
        .answer;
    // However wide the columns are.
    let words = told.split_whitespace().collect::<Vec<_>>().join(" ");
    for line in [
        "contact.resolved contacts case solved_first when 'yes' then true when 'no' then false end numerator",
        "contact.customer contacts requester follow up",
        "contacts set aside party_known",
        "contacts key ticket",
        "contacts Helpdesk tickets",
    ] {
        assert!(words.contains(line), "`{line}` is not in\n{told}");
    }
    let derived = place.run(&["lineage", "cost_per_contact"]).ends(0).answer;
    assert!(derived.contains("value of cost_total"), "{derived}");
}

#[test]
fn a_column_is_followed_ahead_to_the_kpis() {
    let place = Place::with("harbor");
    let ran = place.run(&["lineage", "contacts.handle", "--format", "json"]);
    let told: Value = serde_json::from_str(&ran.ends(0).answer).unwrap();
    let wrong = |effect: &str| -> Vec<&str> {
        let kpis = told["kpis"].as_array().unwrap().iter();
        kpis.filter(|one| one["effect"] == effect)
            .map(|one| one["head"]["kpi"].as_str().unwrap())
            .collect()
    };
    assert_eq!(wrong("value"), ["handle_time", "handle_time_p90"]);
    // The check over it only warns.
    assert_eq!(wrong("rows"), [] as [&str; 0]);
    let table = place.run(&["lineage", "contact.handle_seconds"]).ends(0);
    assert!(table.answer.contains("value  handle_time "), "{table:?}");
    let unknown = place.run(&["lineage", "contacts.handel"]).ends(4);
    assert!(unknown.said.contains("`handle`"), "{unknown:?}");
}

#[test]
fn a_person_follows_what_they_may_know_of() {
    let place = Place::with("harbor");
    let asked = ["lineage", "contacts.charge", "--format", "json", "--as"];
    let as_person = |person: &str| place.run(&[&asked[..], &[person]].concat());
    let told: Value = serde_json::from_str(&as_person("femke_dekker").ends(0).answer).unwrap();
    assert_eq!(told["mappings"][0]["column"], "cost_amount");
    as_person("ilse_bakker").ends(4);
}
