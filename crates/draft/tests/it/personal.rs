//! Of what tells who somebody is, no example is shown.

use std::fmt::Write as _;

use crate::fixture::{column, drafted};

#[test]
fn no_example_tells_who_somebody_is() {
    let mut text = String::from("Call ID,Start time,ANI,DNIS,Member,Q3,Team\n");
    let answers = [
        "all fine",
        "mail me at a@b.example",
        "call +31 6 12345678 please",
    ];
    for n in 0..60 {
        let _ = writeln!(
            text,
            "{},2026-03-{:02} 10:{:02}:00,tel:+316123400{n:02},tel:+31201234567,M-{n:04},{},North",
            1000 + n,
            n % 28 + 1,
            n % 60,
            answers[n % 3]
        );
    }
    let drafted = drafted("calls.csv", text);
    assert_eq!(column(&drafted, "customer"), "\"ANI\"");
    for name in ["ANI", "DNIS", "Q3"] {
        let one = drafted
            .profile
            .columns
            .iter()
            .find(|one| one.name == name)
            .unwrap();
        assert!(one.personal.is_some(), "{one:?}");
        assert!(
            one.examples.is_empty() && one.min.is_none() && one.max.is_none(),
            "{one:?}"
        );
    }
    let all = format!("{}{:?}{:?}", drafted.yaml, drafted.doubts, drafted.profile);
    for told in ["tel:+31", "b.example", "12345678"] {
        assert!(!all.contains(told), "{told} in {all}");
    }
    let team = drafted
        .profile
        .columns
        .iter()
        .find(|one| one.name == "Team")
        .unwrap();
    assert_eq!(team.examples, ["North"]);
}

#[test]
fn who_the_customer_is_shows_in_no_example_however_it_is_written() {
    let rows: String = (0..30)
        .map(|n| format!("{n},2026-03-{:02} 10:00,K{:04},kim\n", n % 28 + 1, n * 7))
        .collect();
    let drafted = drafted(
        "tickets.csv",
        format!("Ticket,Opened,Customer number,Agent\n{rows}"),
    );
    assert_eq!(column(&drafted, "customer"), "\"Customer number\"");
    let all = format!("{}{:?}", drafted.yaml, drafted.profile);
    assert!(!all.contains("K0007") && !all.contains("K0203"), "{all}");
}
