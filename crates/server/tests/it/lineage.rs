//! Where a number comes from, as each may know it.

use serde_json::Value;

use crate::house::House;

async fn lineage(house: &House, person: &str, asked: &str) -> Value {
    let session = house.sign_in(person).await;
    let answered = house.get(&session, &format!("/api/lineage?{asked}")).await;
    assert_eq!(answered.status, 200, "{answered:?}");
    answered.json()
}

fn texts<'a>(answer: &'a Value, list: &str, field: &str) -> Vec<&'a str> {
    let items = answer[list].as_array().unwrap().iter();
    items.map(|one| one[field].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kpi_is_followed_back_and_a_column_ahead() {
    let house = House::open().await;
    let back = lineage(&house, "olive", "kpi=resolution_rate").await;
    assert_eq!(
        texts(&back, "feeds", "feed"),
        ["contacts", "zephyrine_contacts"]
    );
    assert_eq!(texts(&back, "columns", "column"), ["opened_at", "resolved"]);
    assert_eq!(
        texts(&back, "mappings", "expression"),
        [
            "cast(opened as timestamp)",
            "solved = 'yes'",
            "cast(karsholt_opened as timestamp)",
            "karsholt_solved = 'yes'"
        ]
    );
    assert_eq!(back["feeds"][0]["fresh"], false, "the facts are of March");
    let ahead = lineage(&house, "olive", "feed=contacts&column=solved").await;
    assert_eq!(ahead["kpis"][0]["head"]["kpi"], "resolution_rate");
    assert_eq!(ahead["kpis"][0]["effect"], "value");
    assert_eq!(ahead["kpis"][0]["through"][0], "contact.resolved");
    assert_eq!(ahead["kpis"][1]["head"]["kpi"], "offered");
    assert_eq!(ahead["kpis"][1]["effect"], "breakdown");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_follows_its_own_feeds_only() {
    let house = House::open().await;
    let back = lineage(&house, "quin", "kpi=resolution_rate").await;
    assert_eq!(texts(&back, "feeds", "feed"), ["contacts"]);
    // A feed counts all parties' records: how it stands is told to those who see all.
    assert!(back["feeds"][0]["newest_fact"].is_null());
    assert!(back["feeds"][0]["fresh"].is_null());
    let own = lineage(
        &house,
        "zora",
        "feed=zephyrine_contacts&column=karsholt_solved",
    )
    .await;
    assert_eq!(own["kpis"][0]["head"]["kpi"], "resolution_rate");
    // Costs are followed by those who may see cost.
    let costs = lineage(&house, "hana", "feed=costs").await;
    assert_eq!(
        texts(&costs, "mappings", "column"),
        ["cost_line_id", "incurred_at", "party"]
    );
    assert_eq!(costs["kpis"].as_array().unwrap().len(), 0);
}
