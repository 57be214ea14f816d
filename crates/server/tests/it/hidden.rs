//! Asking for what is hidden is answered as asking for what does not exist.

use crate::house::House;

/// Two addresses that differ in a name only: one of something hidden, one of nothing at all.
async fn check(house: &House, person: &str, hidden: &str, nothing: &str, pattern: &str) {
    let session = house.sign_in(person).await;
    let told = async |name: &str| {
        let answered = house.get(&session, &pattern.replace("NAME", name)).await;
        (answered.status, answered.body.replace(name, "NAME"))
    };
    let (of_hidden, of_nothing) = (told(hidden).await, told(nothing).await);
    assert_eq!(of_hidden, of_nothing, "{person} at {pattern}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_hidden_might_as_well_not_exist() {
    let house = House::open().await;
    for pattern in [
        "/api/query?kpis=offered&where=party%20%3D%20%27NAME%27",
        "/api/query?kpis=offered&by=day&where=NAME%20%3D%201",
        "/api/boards/all?from=2026-03-01&to=2026-03-31&where=party%3D%27NAME%27",
        "/api/kpis/resolution_rate/reading?from=2026-03-01&to=2026-03-31&where=party%3D%27NAME%27",
        "/api/kpis/offered/facts?where=site%3D%27NAME%27",
        "/api/kpis/NAME",
        "/api/boards/NAME",
        "/api/dimensions/NAME/values",
        "/api/lineage?kpi=NAME",
        "/api/lineage?feed=NAME",
        "/api/lineage?feed=contacts&column=NAME",
    ] {
        check(&house, "quin", "zephyrine", "nobodyish", pattern).await;
        check(&house, "quora", "ag_q2", "ag_x2", pattern).await;
    }
    check(
        &house,
        "quin",
        "zephyrine_contacts",
        "zephyrine_nothings",
        "/api/lineage?feed=NAME",
    )
    .await;
    // Columns of agents and of costs, for who may not read them.
    for (person, hidden, nothing, pattern) in [
        (
            "otto",
            "agent",
            "agenda",
            "/api/lineage?table=contact&column=NAME",
        ),
        (
            "hana",
            "amount",
            "amends",
            "/api/lineage?table=cost_line&column=NAME",
        ),
        (
            "hana",
            "amount",
            "amends",
            "/api/lineage?feed=costs&column=NAME",
        ),
    ] {
        check(&house, person, hidden, nothing, pattern).await;
    }
    // A KPI of costs, for who may not see cost.
    check(&house, "hana", "cost_sum", "dust_sum", "/api/kpis/NAME").await;
    check(
        &house,
        "hana",
        "cost_sum",
        "dust_sum",
        "/api/query?kpis=NAME",
    )
    .await;
    check(
        &house,
        "hana",
        "cost_sum",
        "dust_sum",
        "/api/kpis/NAME/reading",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn free_text_of_the_charter_names_no_hidden_party() {
    let house = House::open().await;
    let read = async |person: &str| {
        let session = house.sign_in(person).await;
        let answered = house.get(&session, "/api/partnership").await;
        let head = answered.json();
        format!(
            "{} | {} | {}",
            head["purpose"],
            head["priorities"],
            head["parties"].as_array().map_or(0, Vec::len)
        )
    };
    assert_eq!(
        read("olive").await,
        r#""Orla answers people with broken glasses. Quillon Care and Zephyrine Desk do it beside The Atelier. Nobody waits long." | ["It is solved.","Zephyrine Desk catches up.","Quillon Care keeps its lead."] | 4"#
    );
    assert_eq!(
        read("quin").await,
        r#""Orla answers people with broken glasses. Nobody waits long." | ["It is solved.","Quillon Care keeps its lead."] | 2"#
    );
}
