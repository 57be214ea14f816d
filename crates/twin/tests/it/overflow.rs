//! Contacts that have waited long go to whoever else answers the language.

use std::collections::BTreeMap;

use twin::Scenario;

use crate::harbor::{self, Exports, number, text};

const AFTER_SECONDS: f64 = 60.0;

/// Nearly all English contacts are Birch's, which has a third of its people.
fn birch_is_swamped(overflow: bool) -> Scenario {
    let mut scenario = harbor::scenario();
    let english = scenario.demand.languages.get_mut("en").unwrap();
    english.answered_by.insert("birch".to_owned(), 200.0);
    let manila = scenario.teams.get_mut("manila_live").unwrap();
    for agents in manila.shifts.iter_mut().flat_map(|shift| &mut shift.agents) {
        *agents = agents.div_ceil(3);
    }
    for channel in scenario.channels.values_mut() {
        channel.callback = None;
        channel.overflow_after_seconds = None;
    }
    let voice = scenario.channels.get_mut("voice").unwrap();
    voice.overflow_after_seconds = overflow.then_some(AFTER_SECONDS);
    scenario
}

#[test]
fn who_has_waited_long_is_answered_elsewhere_and_nobody_is_lost() {
    let exports = Exports::of_feeds(&["contacts"], &birch_is_swamped(true), 7, 5);
    let counts = &exports.truth.counts;
    let tickets = exports.tickets();
    let moved: Vec<_> = tickets
        .values()
        .filter(|t| text(t, "overflow") == "yes")
        .collect();
    assert_eq!(moved.len() as u64, counts.overflowed);
    assert!(moved.len() > 100, "{}", moved.len());
    assert_eq!(
        counts.contacts,
        counts.handled + counts.abandoned + counts.contained + counts.still_open
    );
    let mut by: BTreeMap<&str, usize> = BTreeMap::new();
    for ticket in &moved {
        assert_eq!(text(ticket, "via"), "phone");
        // Somebody was free where it went: nobody gives up there, or waits on.
        assert!(number(ticket, "wait") >= AFTER_SECONDS, "{ticket}");
        assert!(
            ["pending", "solved"].contains(&text(ticket, "status")),
            "{ticket}"
        );
        // Whoever has it works where it went.
        let site = match text(ticket, "vendor") {
            "inhouse" => "rotterdam",
            "alder" => "lisbon",
            _ => "manila",
        };
        assert_eq!(text(ticket, "centre"), site, "{ticket}");
        *by.entry(text(ticket, "vendor")).or_default() += 1;
    }
    let to_others = by.get("inhouse").copied().unwrap_or_default()
        + by.get("alder").copied().unwrap_or_default();
    assert!(to_others * 10 > moved.len() * 9, "{by:?}");
}

#[test]
fn fewer_give_up_when_others_help_out() {
    let [alone, helped] = [false, true].map(|overflow| {
        let truth = harbor::run(&birch_is_swamped(overflow), 7, 5, |_, _| {});
        truth.counts.abandoned as f64 / truth.counts.contacts as f64
    });
    assert!(helped < 0.8 * alone, "{helped} {alone}");
}
