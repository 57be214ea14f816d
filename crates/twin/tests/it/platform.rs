//! Calls of a platform act from then on, and an undo puts things back as they were.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, ToSpan as _};
use serde_json::Value;
use twin::Running;
use twin::platform::{Call, CallError};
use twin::scenario::{Change, Onset, Parameter, Reach};
use twin::what_if::{Lever, Menu, Takes, WhatIfError};

use crate::harbor::{self, seconds, text};
use crate::present::{call, called, share_is_near, watched};

/// So many days that end with a Friday, up to the instant of the calls.
fn present(days: u32) -> Running {
    let mut scenario = harbor::scenario();
    scenario.changes.clear();
    watched(&scenario, days, 41, called())
}

fn agents(team: &str, more: i32) -> Lever {
    Lever::Agents {
        team: team.to_owned(),
        more,
        during: None,
    }
}

fn allocation(party: &str, factor: f64) -> Lever {
    Lever::Allocation {
        party: party.to_owned(),
        factor,
        during: None,
    }
}

fn bot(share: f64) -> Lever {
    Lever::BotShare {
        channel: None,
        contact_type: None,
        share,
        during: None,
    }
}

fn routing(team: &str, queue: &str, takes: Option<Takes>) -> Lever {
    Lever::Routing {
        team: team.to_owned(),
        queue: queue.to_owned(),
        takes,
        during: None,
    }
}

fn proficiency(party: Option<&str>) -> Lever {
    Lever::Proficiency {
        party: party.map(str::to_owned),
        channel: None,
        during: None,
    }
}

fn predicted_intent() -> Lever {
    Lever::PredictedIntent {
        channel: None,
        during: None,
    }
}

/// One of each kind, all of which fit Harbor.
fn every_kind() -> Vec<Call> {
    let mut more = call("more", agents("lisbon_live", 3));
    more.until = Some(called() + 4.hours());
    vec![
        more,
        call("fewer", agents("rotterdam_live", -2)),
        call("shift", allocation("birch", 4.0)),
        call("bot", bot(0.2)),
        call("route", routing_of_harbor()),
        call("best", proficiency(None)),
        call("intent", predicted_intent()),
    ]
}

/// A team takes calls only while most of it stays free.
fn routing_of_harbor() -> Lever {
    let takes = Takes {
        urgency: 2,
        spare: 6,
    };
    routing("rotterdam_live", "voice_orders", Some(takes))
}

type Lines = Vec<(&'static str, String)>;

/// What is exported up to an instant.
fn runs(running: &mut Running, until: Timestamp) -> Lines {
    let mut lines = Vec::new();
    let mut sink = |feed: &'static str, line: &str| {
        lines.push((feed, line.to_owned()));
        Ok(())
    };
    running.advance(until, &mut sink).unwrap();
    lines
}

#[test]
fn undone_at_once_it_is_as_if_it_had_never_been_called() {
    let present = present(3);
    let end = present.ends();
    let plain = runs(&mut present.clone(), end);
    for one in every_kind() {
        let mut running = present.clone();
        running.call(&one).unwrap();
        running.undo(&one.call).unwrap();
        assert!(runs(&mut running, end) == plain, "{}", one.call);
        // It is told all the same.
        let told = &running.truth().calls;
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].call, one);
        assert_eq!((told[0].from, told[0].undone), (called(), Some(called())));
    }
}

#[test]
fn each_kind_does_something_and_its_undo_leaves_the_others_in_force() {
    let present = present(3);
    let later = called() + 90.minutes();
    let plain = runs(&mut present.clone(), later);
    for one in every_kind() {
        let mut running = present.clone();
        running.call(&one).unwrap();
        assert!(runs(&mut running, later) != plain, "{}", one.call);
    }
    // All of them, and all but one of them: the one that was undone at once is not missed.
    let calls = every_kind();
    for without in &calls {
        let mut rest = present.clone();
        let mut undone = present.clone();
        for one in &calls {
            undone.call(one).unwrap();
            if one.call != without.call {
                rest.call(one).unwrap();
            }
        }
        undone.undo(&without.call).unwrap();
        undone.undo(&without.call).unwrap();
        assert!(
            runs(&mut undone, later) == runs(&mut rest, later),
            "{}",
            without.call
        );
    }
}

#[test]
fn what_was_undone_later_is_as_it_was_from_then_on() {
    let mut running = present(3);
    let before = Menu::of(&running);
    for one in every_kind() {
        running.call(&one).unwrap();
    }
    let menu = Menu::of(&running);
    assert_ne!(
        menu.teams, before.teams,
        "routing is told as it is in force"
    );
    runs(&mut running, called() + 1.hours());
    for one in every_kind() {
        running.undo(&one.call).unwrap();
    }
    runs(&mut running, called() + 2.hours());
    let takes = |menu: &Menu| -> Vec<_> { menu.teams.iter().map(|t| t.queues.clone()).collect() };
    assert_eq!(takes(&Menu::of(&running)), takes(&before));
    let changes = running.truth().changes;
    assert_eq!(changes.len(), 4, "allocation, bot, and two policies");
    for change in changes {
        assert_eq!(change.began, called());
        assert_eq!(change.ends, Some(called() + 1.hours()));
        assert!(change.change.starts_with("call:"));
    }
}

/// Birch answers the English of whom it has 65 of 100; with four times the weight, 260 of 295.
#[test]
fn a_party_is_given_its_share_until_the_call_is_undone() {
    let mut running = present(9);
    running
        .call(&call("shift", allocation("birch", 4.0)))
        .unwrap();
    let half = called() + 30.hours();
    let share = |lines: Lines, from: Timestamp| {
        let mut tickets = BTreeMap::new();
        for (_, line) in lines.into_iter().filter(|(feed, _)| *feed == "contacts") {
            let ticket: Value = serde_json::from_str(&line).unwrap();
            let opened = seconds(&ticket, "opened").unwrap();
            if text(&ticket, "lang") == "en" && opened >= from.as_second() as f64 {
                // As it was allotted: it may be helped out elsewhere later.
                let vendor = || text(&ticket, "vendor").to_owned();
                (tickets.entry(text(&ticket, "ticket").to_owned())).or_insert_with(vendor);
            }
        }
        let to_birch = tickets.values().filter(|vendor| *vendor == "birch").count() as f64;
        let n = tickets.len() as f64;
        (to_birch / n, n)
    };
    share_is_near(share(runs(&mut running, half), called()), 2.6 / 2.95);
    running.undo("shift").unwrap();
    let end = running.ends();
    share_is_near(share(runs(&mut running, end), half), 0.65);
}

#[test]
fn who_is_called_in_works_and_goes_home_when_it_is_undone() {
    let mut running = present(3);
    let mut more = call("more", agents("lisbon_live", 3));
    more.until = Some(called() + 6.hours());
    running.call(&more).unwrap();
    let mut lines = runs(&mut running, called() + 2.hours());
    running.undo("more").unwrap();
    lines.extend(runs(&mut running, called() + 8.hours()));
    let reserve = |line: &Value| text(line, "handler").starts_with("lisbon_live-r");
    let of = |wanted: &str| -> Vec<Value> {
        let lines = lines.iter().filter(|(feed, _)| *feed == wanted);
        let read = lines.map(|(_, line)| serde_json::from_str(line).unwrap());
        read.filter(reserve).collect()
    };
    let shifts = of("shifts");
    let names: BTreeSet<&str> = shifts.iter().map(|shift| text(shift, "handler")).collect();
    assert_eq!(
        names.into_iter().collect::<Vec<_>>(),
        ["lisbon_live-r01", "lisbon_live-r02", "lisbon_live-r03"]
    );
    for shift in &shifts {
        assert_eq!(text(shift, "starts"), "2026-11-18T09:00:00.000Z");
        assert_eq!(
            text(shift, "ends"),
            "2026-11-18T11:00:00.000Z",
            "it was to last six hours"
        );
        // Two hours, in which the short pause of a shift of six may have been due.
        let planned = shift["planned"].as_f64().unwrap();
        assert!([7_200.0, 6_300.0].contains(&planned), "{shift}");
        assert!(shift["kept"].as_f64().unwrap() > planned - 200.0, "{shift}");
    }
    let stretches = of("agent_states");
    assert!(
        stretches
            .iter()
            .any(|one| text(one, "state") == "on_contact")
    );
    assert!(stretches.iter().all(|one| !text(one, "state").is_empty()));
}

#[test]
fn who_is_sent_home_is_not_planned_meanwhile_and_comes_back_when_it_is_undone() {
    let there = |running: &mut Running| {
        let looked = runs(running, running.now() + 61.seconds());
        let looks = looked.iter().filter(|(feed, _)| *feed == "team_snapshots");
        let mut look = looks.map(|(_, line)| serde_json::from_str::<Value>(line).unwrap());
        let look = look.rfind(|look| text(look, "squad") == "lisbon_live");
        let look = look.unwrap();
        let count = |state: &str| look[state].as_u64().unwrap_or_default();
        count("ready") + count("on_contact") + count("after_work") + count("pause") + count("other")
    };
    let mut plain = present(3);
    let mut running = plain.clone();
    running
        .call(&call("fewer", agents("lisbon_live", -3)))
        .unwrap();
    for one in [&mut plain, &mut running] {
        runs(one, called() + 20.minutes());
    }
    assert_eq!(there(&mut running) + 3, there(&mut plain));
    running.undo("fewer").unwrap();
    for one in [&mut plain, &mut running] {
        runs(one, called() + 30.minutes());
    }
    assert_eq!(there(&mut running), there(&mut plain));
}

/// A team that takes a queue alone of its party, the queue, and another team of that party.
fn taken_alone(running: &Running) -> (String, String, String) {
    let menu = Menu::of(running);
    menu.teams
        .iter()
        .flat_map(|team| team.queues.iter().map(move |queue| (team, queue)))
        .filter(|(_, queue)| queue.takes.is_some())
        .find_map(|(team, queue)| {
            let of_party = menu.teams.iter().filter(|one| one.party == team.party);
            let mut others = of_party.filter(|one| one.team != team.team);
            let takes = |one: &twin::what_if::MenuTeam| {
                let mut queues = one.queues.iter();
                queues.any(|q| q.queue == queue.queue && q.takes.is_some())
            };
            let other = others.clone().next()?;
            (!others.any(takes))
                .then(|| (team.team.clone(), queue.queue.clone(), other.team.clone()))
        })
        .unwrap()
}

#[test]
fn no_call_and_no_undo_leaves_a_queue_to_nobody() {
    let mut running = present(3);
    let (alone, queue, other) = taken_alone(&running);
    let takes = Some(Takes {
        urgency: 0,
        spare: 0,
    });
    let leaves = call("leaves", routing(&alone, &queue, None));
    let unserved = |refused: Result<(), CallError>| {
        let refused = refused.unwrap_err();
        let is = matches!(refused, CallError::Lever(WhatIfError::Unserved { .. }));
        assert!(is, "{refused}");
    };
    unserved(running.call(&leaves));
    let mut helps = call("helps", routing(&other, &queue, takes));
    helps.until = Some(called() + 2.hours());
    running.call(&helps).unwrap();
    unserved(running.call(&leaves));
    let shorter = Call {
        until: Some(called() + 1.hours()),
        ..leaves
    };
    running.call(&shorter).unwrap();
    unserved(running.undo("helps"));
    running.undo("leaves").unwrap();
    running.undo("helps").unwrap();
}

/// The state that a call is tried against is the one at the instant at which it will count, however old the present is.
#[test]
fn what_is_tried_for_an_instant_is_what_can_be_done_then() {
    let mut running = present(3);
    let later = called() + 2.minutes();
    // Twelve hours from then on are more than twelve from here on.
    let mut more = call("more", agents("lisbon_live", 3));
    more.until = Some(later + 12.hours());
    let too_long = Err(CallError::Shift(12.0));
    assert_eq!(running.told().call(&more, called()), too_long);
    assert_eq!(running.clone().call(&more), too_long);
    let mut told = running.told();
    told.call(&more, later).unwrap();
    assert_eq!(
        told.call(&more, later),
        Err(CallError::Known("more".to_owned()))
    );
    // What is over by then is no reason to refuse.
    let mut past = call("past", bot(0.1));
    past.until = Some(later);
    told.clone().call(&past, called()).unwrap();
    assert_eq!(told.call(&past, later), Err(CallError::Over));
    runs(&mut running, later);
    running.call(&more).unwrap();
    assert_eq!(running.call(&past), Err(CallError::Over));
    // Of the present, nothing is done by what is tried.
    assert_eq!(running.calls().len(), 1);
}

#[test]
fn an_undo_is_tried_at_its_instant_and_never_before_its_call() {
    let running = present(3);
    let (alone, queue, other) = taken_alone(&running);
    let takes = Some(Takes {
        urgency: 0,
        spare: 0,
    });
    let mut told = running.told();
    told.call(&call("helps", routing(&other, &queue, takes)), called())
        .unwrap();
    let leaves = |name: &str| call(name, routing(&alone, &queue, None));
    let mut hour = leaves("hour");
    hour.until = Some(called() + 1.hours());
    told.call(&hour, called()).unwrap();
    let unserved = |refused: Result<(), CallError>| {
        let is = matches!(refused, Err(CallError::Lever(WhatIfError::Unserved { .. })));
        assert!(is, "{refused:?}");
    };
    unserved(told.clone().undo("helps", called() + 59.minutes()));
    told.clone().undo("helps", called() + 1.hours()).unwrap();
    // A call that counts from later on, of which the undo comes earlier, has never counted.
    let mut later = running.told();
    later
        .call(
            &call("helps", routing(&other, &queue, takes)),
            called() + 2.hours(),
        )
        .unwrap();
    unserved(later.call(&leaves("too_early"), called() + 1.hours()));
    later.undo("helps", called()).unwrap();
    later.undo("helps", called()).unwrap();
    unserved(later.call(&leaves("never"), called() + 2.hours()));
}

/// How quick the reserve of a team is, by their names.
fn reserve(running: &Running) -> BTreeMap<String, f64> {
    let agents = running.truth().agents.into_iter();
    let reserve = agents.filter(|one| one.agent.contains("-r"));
    reserve.map(|one| (one.agent, one.pace)).collect()
}

#[test]
fn who_is_called_in_depends_on_nobody_else_who_is() {
    let calls_in = |running: &mut Running, team: &str, more: i32| {
        let mut one = call(team, agents(team, more));
        one.until = Some(called() + 4.hours());
        running.call(&one).unwrap();
    };
    let present = present(3);
    let mut alone = present.clone();
    calls_in(&mut alone, "lisbon_live", 3);
    let mut after_others = present.clone();
    calls_in(&mut after_others, "rotterdam_live", 2);
    calls_in(&mut after_others, "lisbon_live", 3);
    let (alone, after_others) = (reserve(&alone), reserve(&after_others));
    assert_eq!((alone.len(), after_others.len()), (3, 5));
    for (name, pace) in &alone {
        assert_eq!(after_others[name], *pace, "{name}");
    }
    let paces: BTreeSet<u64> = after_others.values().map(|pace| pace.to_bits()).collect();
    assert_eq!(paces.len(), 5, "no two are alike");
    // Under another seed others come.
    let scenario = harbor::scenario_named("undisturbed");
    let mut other = watched(&scenario, 3, 42, called());
    calls_in(&mut other, "lisbon_live", 3);
    let other = reserve(&other);
    assert!(alone.iter().all(|(name, pace)| other[name] != *pace));
}

/// A share of Alder is cut off for three hours.
fn outage(share: f64) -> Change {
    Change {
        change: "outage".to_owned(),
        story: String::new(),
        parameter: Parameter::Outage,
        reach: Reach {
            party: Some("alder".to_owned()),
            ..Reach::default()
        },
        onset: Onset::At(called() + 10.seconds()),
        over_days: 0,
        lasts_hours: Some(3.0),
        by: share,
    }
}

/// The last seats of a team go on longest while an outage spreads, and those called in with them.
#[test]
fn who_is_called_in_is_cut_off_with_the_last() {
    let states = |share: f64| -> BTreeSet<String> {
        let mut running = present(3);
        running.intervene(&outage(share)).unwrap();
        let mut more = call("more", agents("lisbon_live", 3));
        more.until = Some(called() + 2.hours());
        running.call(&more).unwrap();
        let lines = runs(&mut running, called() + 3.hours());
        let stretches = lines.iter().filter(|(feed, _)| *feed == "agent_states");
        let read = stretches.map(|(_, line)| serde_json::from_str::<Value>(line).unwrap());
        read.filter(|one| text(one, "handler").starts_with("lisbon_live-r"))
            .map(|one| text(&one, "state").to_owned())
            .collect()
    };
    let half = states(0.5);
    assert!(half.contains("on_contact"), "{half:?}");
    assert!(!half.contains("system_down"), "{half:?}");
    assert!(states(1.0).contains("system_down"));
}

#[test]
fn who_is_asked_back_while_systems_are_down_is_cut_off() {
    let mut running = present(3);
    running.intervene(&outage(1.0)).unwrap();
    let everybody = call("fewer", agents("lisbon_live", -50));
    running.call(&everybody).unwrap();
    // Whoever has a customer is still there, and would go afterwards.
    let mut lines = runs(&mut running, called() + 15.seconds());
    running.undo("fewer").unwrap();
    lines.extend(runs(&mut running, called() + 2.hours()));
    let read = |feed: &'static str| {
        let lines = lines.iter().filter(move |(of, _)| *of == feed);
        let read = lines.map(|(_, line)| serde_json::from_str::<Value>(line).unwrap());
        read.filter(|line| line["squad"] == "lisbon_live")
    };
    let since = (called() + 15.seconds()).as_second() as f64;
    let looks: Vec<Value> = read("team_snapshots").collect();
    assert!(looks.len() > 100, "{}", looks.len());
    let busy = |look: &Value| look["on_contact"].as_u64().unwrap();
    assert!(looks.iter().any(|look| busy(look) > 0), "nobody was busy");
    let down = |look: &&Value| seconds(look, "looked").unwrap() > since;
    for look in looks.iter().filter(down) {
        assert_eq!(look["ready"], 0, "{look}");
    }
    // Nobody takes anything new.
    for ticket in read("contacts") {
        let taken = seconds(&ticket, "first_reply");
        assert!(taken.is_none_or(|taken| taken < since), "{ticket}");
    }
}

#[test]
fn what_no_platform_could_do_is_refused() {
    let mut running = present(3);
    let volume = Lever::Volume {
        channel: None,
        factor: 2.0,
        during: None,
    };
    let during = Lever::Agents {
        team: "lisbon_live".to_owned(),
        more: -1,
        during: Some(twin::what_if::During {
            from: "11:00".parse().unwrap(),
            until: "12:00".parse().unwrap(),
        }),
    };
    let past = Call {
        until: Some(called()),
        ..call("past", bot(0.1))
    };
    let refused = [
        call("volume", volume),
        call("during", during),
        call("endless", agents("lisbon_live", 1)),
        call("nobody", agents("lisbon_live", 0)),
        call("unknown", agents("no_team", -1)),
        call("much", allocation("birch", 50.0)),
        past,
    ]
    .map(|one| running.call(&one).unwrap_err().to_string());
    insta::assert_snapshot!(refused.join("\n"), @"
    `volume` is nothing that a platform sets
    a call knows no time of the day
    who is called in goes home again: the call must end, within 12 hours
    agents: at least one more or one fewer, found 0
    there is no team `no_team`
    allocation: a factor from 0.1 to 5, found 50
    the end of the call has passed
    ");
    assert!(running.calls().is_empty());
    running.call(&call("bot", bot(0.1))).unwrap();
    assert_eq!(
        running.call(&call("bot", bot(0.1))),
        Err(CallError::Known("bot".to_owned()))
    );
    assert_eq!(
        running.undo("other"),
        Err(CallError::Unknown("other".to_owned()))
    );
}
