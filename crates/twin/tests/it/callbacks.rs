//! Customers who would rather be called back: they keep their place, and are tried as often as was said.

use twin::Scenario;
use twin::scenario::Callback;

use crate::harbor::{self, Exports, number, seconds, text};

/// Harbor with half of its people, so that customers wait, and callbacks as given.
fn busy(callback: Option<Callback>) -> Scenario {
    let mut scenario = harbor::scenario();
    for team in scenario.teams.values_mut() {
        for shift in &mut team.shifts {
            for agents in &mut shift.agents {
                *agents = agents.div_ceil(2);
            }
        }
    }
    for channel in scenario.channels.values_mut() {
        channel.overflow_after_seconds = None;
        channel.callback = None;
    }
    scenario.channels.get_mut("voice").unwrap().callback = callback;
    scenario
}

const EVERYBODY: Callback = Callback {
    after_seconds: 30.0,
    accepts: 1.0,
    reached: 0.7,
    attempts: 2,
    again_after_minutes: 20.0,
};

#[test]
fn whoever_is_not_reached_as_often_as_was_said_counts_as_having_given_up() {
    let exports = Exports::of_feeds(&["contacts"], &busy(Some(EVERYBODY)), 14, 5);
    let tickets = exports.tickets();
    let called: Vec<_> = tickets
        .values()
        .filter(|t| text(t, "callback") == "yes")
        .collect();
    let still = called.iter().filter(|t| text(t, "status") == "waiting");
    let tried = (called.len() - still.count()) as f64;
    assert_eq!(called.len() as u64, exports.truth.counts.callbacks);
    assert!(tried > 1_000.0, "{tried}");
    let lost = called.iter().filter(|t| text(t, "status") == "hung_up");
    // Each of two attempts fails with 0.3, whatever else happens: binomial, four deviations.
    let expected = 0.3 * 0.3;
    let bound = 4.0 * (expected * (1.0 - expected) / tried).sqrt();
    let share = lost.count() as f64 / tried;
    assert!((share - expected).abs() < bound, "{share} of {tried}");
    for ticket in &called {
        assert_eq!(text(ticket, "via"), "phone");
        assert!(
            text(ticket, "status") != "solved" || number(ticket, "wait") >= 30.0,
            "{ticket}"
        );
    }
    // Until it is offered, customers may give up; from then on only the door's closing keeps them in the line.
    let gone = tickets.values().filter(|t| {
        text(t, "status") == "hung_up" && text(t, "via") == "phone" && text(t, "callback") == "no"
    });
    let late = gone.filter(|t| number(t, "wait") > 30.0 && !near_the_end(t));
    assert_eq!(late.count(), 0);
}

/// Phones close at eight in the evening in Amsterdam, at five on Saturdays; later than an hour before, no call is promised.
fn near_the_end(ticket: &serde_json::Value) -> bool {
    let opened: jiff::Timestamp = text(ticket, "opened").parse().unwrap();
    let local = opened.to_zoned(jiff::tz::TimeZone::get("Europe/Amsterdam").unwrap());
    let hour = f64::from(local.hour()) + f64::from(local.minute()) / 60.0;
    let closes = if local.weekday() == jiff::civil::Weekday::Saturday {
        17.0
    } else {
        20.0
    };
    hour > closes - 1.1
}

#[test]
fn a_place_in_the_line_is_kept() {
    let exports = Exports::of_feeds(&["contacts"], &busy(Some(EVERYBODY)), 5, 5);
    let tickets = exports.tickets();
    // Of one line, whoever asked earlier and was reached at the first attempt is answered earlier: nobody is put back
    // behind those who came later. Handed-over contacts go to the head of another line.
    let mut lines: std::collections::BTreeMap<_, Vec<(f64, f64)>> = Default::default();
    for ticket in tickets.values() {
        let answered = seconds(ticket, "first_reply");
        let plain = text(ticket, "via") == "phone" && number(ticket, "handovers") == 0.0;
        if let Some(answered) = answered.filter(|_| plain) {
            let of = (text(ticket, "vendor"), text(ticket, "line"));
            let opened = seconds(ticket, "opened").unwrap();
            lines.entry(of).or_default().push((opened, answered));
        }
    }
    let (mut pairs, mut overtaken) = (0, 0);
    for mut line in lines.into_values() {
        line.sort_by(|a, b| a.0.total_cmp(&b.0));
        for pair in line.windows(2) {
            pairs += 1;
            overtaken += usize::from(pair[1].1 < pair[0].1 - 0.001);
        }
    }
    // Only those who did not pick up the first time (three in ten of those who wait) are overtaken.
    let share = f64::from(overtaken as u32) / f64::from(pairs);
    assert!(share > 0.0 && share < 0.3, "{overtaken} of {pairs}");
}

#[test]
fn being_called_back_saves_contacts_from_being_given_up() {
    let [without, with] = [None, Some(EVERYBODY)].map(|callback| {
        let exports = Exports::of_feeds(&["contacts"], &busy(callback), 5, 5);
        let tickets = exports.tickets();
        let calls = tickets.values().filter(|t| text(t, "via") == "phone");
        let given_up = calls.clone().filter(|t| text(t, "status") == "hung_up");
        given_up.count() as f64 / calls.count() as f64
    });
    assert!(with < 0.8 * without, "{with} {without}");
}
