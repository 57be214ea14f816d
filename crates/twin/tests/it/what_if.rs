//! What if: with nothing done differently nothing differs, and what is done differently has the effect that it must have.

use std::num::NonZeroUsize;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicBool, Ordering};

use jiff::Timestamp;
use twin::what_if::{
    Asking, Cell, Comparison, During, FORMAT, Horizon, Lever, Levers, Measure, Measured, Menu,
    Takes, Tried, WhatIfError, compare,
};
use twin::{Running, Settings, Simulation};

use crate::harbor;

const TWO: NonZeroUsize = NonZeroUsize::new(2).unwrap();

/// A Thursday at 10:40 in Amsterdam, in the middle of a fortnight.
static PRESENT: LazyLock<Running> = LazyLock::new(|| {
    let settings = Settings {
        until: harbor::UNTIL.parse().unwrap(),
        days: 14,
        seed: 11,
    };
    let simulation = Simulation::new(&harbor::charter(), &harbor::scenario(), settings).unwrap();
    let mut running = simulation.start();
    let now: Timestamp = "2026-11-12T09:40:00Z".parse().unwrap();
    running
        .advance(now, &mut |_: &'static str, _: &str| Ok(()))
        .unwrap();
    running
});

fn of(levers: Vec<Lever>) -> Levers {
    Levers {
        format: FORMAT,
        levers,
    }
}

fn agents(team: &str, more: i32, from: &str, until: &str) -> Lever {
    Lever::Agents {
        team: team.to_owned(),
        more,
        during: Some(During {
            from: from.parse().unwrap(),
            until: until.parse().unwrap(),
        }),
    }
}

fn asking(horizon: Horizon, replications: usize, tried: Vec<Levers>) -> Asking {
    Asking {
        horizon,
        replications,
        seed: 1,
        tried,
    }
}

fn ask(asking: &Asking) -> Result<Comparison, WhatIfError> {
    compare(&PRESENT, asking, TWO, &AtomicBool::new(false), &|_| {})
}

fn cell<'a>(comparison: &'a Comparison, party: Option<&str>, channel: Option<&str>) -> &'a Cell {
    let found = comparison
        .cells
        .iter()
        .find(|cell| cell.of.party.as_deref() == party && cell.of.channel.as_deref() == channel);
    found.unwrap()
}

fn usual(cell: &Cell, measure: Measure) -> &Measured {
    cell.baseline
        .iter()
        .find(|one| one.measure == measure)
        .unwrap()
}

fn tried(cell: &Cell, way: usize, measure: Measure) -> &Tried {
    let of_way = cell.tried[way].iter();
    of_way
        .into_iter()
        .find(|one| one.measured.measure == measure)
        .unwrap()
}

/// By how much a measure differs, surely: the interval does not hold 0.
fn moved(comparison: &Comparison, party: Option<&str>, way: usize, measure: Measure) -> f64 {
    let difference = tried(cell(comparison, party, None), way, measure).difference;
    let (low, high) = (difference.low.unwrap(), difference.high.unwrap());
    assert!(low > 0.0 || high < 0.0, "{measure:?}: {difference:?}");
    difference.mean.unwrap()
}

#[test]
fn nothing_done_differently_differs_in_nothing() {
    let answer = ask(&asking(Horizon::Today, 6, vec![of(vec![])])).unwrap();
    assert_eq!(answer.now, PRESENT.now());
    assert_eq!(answer.until, "2026-11-12T23:00:00Z".parse().unwrap());
    // The whole and three parties, each in all and by four channels.
    assert_eq!(answer.cells.len(), 4 * 5);
    for cell in &answer.cells {
        for (usual, tried) in cell.baseline.iter().zip(&cell.tried[0]) {
            assert_eq!(usual, &tried.measured);
            if usual.n > 0 {
                assert_eq!(tried.difference.mean, Some(0.0), "{:?}", usual.measure);
                assert_eq!(tried.difference.high, Some(0.0));
            }
        }
        // Nothing is gained, so no price is named.
        assert!(cell.prices[0].is_none_or(|price| price.per_point.is_none()));
    }
    let offered = usual(cell(&answer, None, None), Measure::Offered);
    assert!(offered.mean.unwrap() > 500.0, "{offered:?}");
    // Futures differ: chance is theirs.
    assert!(
        offered
            .values
            .iter()
            .any(|value| *value != offered.values[0])
    );
}

#[test]
fn the_same_seed_gives_the_same_answer_however_many_work_on_it() {
    let one = asking(
        Horizon::Tomorrow,
        5,
        vec![of(vec![agents("manila_live", 4, "11:00", "15:00")])],
    );
    let stop = AtomicBool::new(false);
    let alone = compare(&PRESENT, &one, NonZeroUsize::MIN, &stop, &|_| {}).unwrap();
    let bytes = |answer: &Comparison| serde_json::to_string(answer).unwrap();
    assert_eq!(bytes(&alone), bytes(&ask(&one).unwrap()));
    let other = Asking { seed: 2, ..one };
    assert_ne!(bytes(&alone), bytes(&ask(&other).unwrap()));
    // What was looked at went its own way: the present is as it was.
    assert_eq!(PRESENT.now(), "2026-11-12T09:40:00Z".parse().unwrap());
}

#[test]
fn more_agents_are_answered_by_sooner_and_cost_what_they_are_paid() {
    let more = of(vec![agents("lisbon_live", 5, "11:00", "19:00")]);
    let fewer = of(vec![agents("lisbon_live", -5, "11:00", "19:00")]);
    let answer = ask(&asking(Horizon::Tomorrow, 12, vec![more, fewer])).unwrap();
    let alder = Some("alder");
    assert!(moved(&answer, alder, 0, Measure::ServiceLevel) > 2.0);
    assert!(moved(&answer, alder, 0, Measure::Abandonment) < 0.0);
    assert!(moved(&answer, alder, 0, Measure::MeanWait) < 0.0);
    assert!(moved(&answer, alder, 0, Measure::Occupancy) < -3.0);
    assert!(moved(&answer, alder, 1, Measure::ServiceLevel) < -5.0);
    assert!(moved(&answer, alder, 1, Measure::Occupancy) > 3.0);
    // Eight hours of five at 26.50, and the fees for a few contacts more or less.
    let paid = 5.0 * 8.0 * 26.5;
    let cost = moved(&answer, alder, 0, Measure::Cost);
    assert!((cost - paid).abs() < 0.02 * paid, "{cost}, expected {paid}");
    let saved = moved(&answer, alder, 1, Measure::Cost);
    assert!(saved < -0.7 * paid && saved >= -1.02 * paid, "{saved}");
    let price = cell(&answer, alder, None).prices[0].unwrap();
    let points = moved(&answer, alder, 0, Measure::ServiceLevel);
    let per_point = price.per_point.unwrap();
    assert!((per_point - cost / points).abs() < 1e-9);
    assert!(price.low.unwrap() < per_point && per_point < price.high.unwrap());
    // Service is lost: a point of it has no price.
    assert_eq!(
        cell(&answer, alder, None).prices[1].unwrap().per_point,
        None
    );
    // Others hardly gain or lose: Alder takes over a few of theirs, and some who gave up at Alder try again and come to them.
    let birch = cell(&answer, Some("birch"), None);
    let spilt = tried(birch, 0, Measure::ServiceLevel).difference;
    assert!(spilt.mean.unwrap().abs() < 1.0, "{spilt:?}");
    assert!(spilt.high.unwrap() - spilt.low.unwrap() < 2.0, "{spilt:?}");
}

#[test]
fn demand_work_the_bot_and_allocation_are_levers() {
    let volume = Lever::Volume {
        channel: Some("voice".into()),
        factor: 1.3,
        during: None,
    };
    let slower = Lever::HandleTime {
        party: Some("birch".into()),
        channel: None,
        contact_type: None,
        factor: 1.2,
        during: None,
    };
    let bot = Lever::BotShare {
        channel: Some("chat".into()),
        contact_type: None,
        share: 0.3,
        during: None,
    };
    let allocation = Lever::Allocation {
        party: "birch".into(),
        factor: 2.0,
        during: None,
    };
    let levers = [volume, slower, bot, allocation].map(|lever| of(vec![lever]));
    let answer = ask(&asking(Horizon::Tomorrow, 8, levers.to_vec())).unwrap();
    let offered = |way: usize, party: Option<&str>, channel: Option<&str>| {
        let cell = cell(&answer, party, channel);
        let usual = usual(cell, Measure::Offered).mean.unwrap();
        tried(cell, way, Measure::Offered).measured.mean.unwrap() / usual
    };
    assert!((offered(0, None, Some("voice")) - 1.27).abs() < 0.06);
    assert!((offered(0, None, Some("email")) - 1.0).abs() < 0.03);
    assert!(moved(&answer, Some("birch"), 1, Measure::Occupancy) > 3.0);
    // 14 % of chats are solved by the bot, then 44 %.
    assert!((offered(2, None, Some("chat")) - 0.56 / 0.86).abs() < 0.05);
    assert!(offered(3, Some("birch"), None) > 1.15);
    assert!(offered(3, Some("alder"), None) < 0.95);
}

#[test]
fn routing_is_a_lever_and_nobody_is_left_to_wait_in_a_line_that_nobody_takes_from() {
    let routing = |team: &str, queue: &str, takes| Lever::Routing {
        team: team.into(),
        queue: queue.into(),
        takes,
        during: None,
    };
    // Those who answer letters help on the telephone.
    let help = Takes {
        urgency: 0,
        spare: 0,
    };
    let helps = ["voice_orders", "voice_technical"]
        .map(|queue| routing("lisbon_written", queue, Some(help)));
    let answer = ask(&asking(Horizon::Tomorrow, 40, vec![of(helps.to_vec())])).unwrap();
    assert!(moved(&answer, Some("alder"), 0, Measure::ServiceLevel) > 0.2);
    let alone = routing("manila_live", "voice_orders", None);
    let refused = ask(&asking(Horizon::Tomorrow, 2, vec![of(vec![alone])]));
    assert!(matches!(refused, Err(WhatIfError::Unserved { .. })));
}

#[test]
fn what_makes_no_sense_is_refused_and_what_is_stopped_stops() {
    let refused =
        |lever: Lever| ask(&asking(Horizon::Today, 2, vec![of(vec![lever])])).unwrap_err();
    let unknown = refused(agents("nobody", 1, "11:00", "12:00"));
    assert_eq!(
        unknown,
        WhatIfError::Unknown {
            what: "team",
            name: "nobody".into()
        }
    );
    assert!(matches!(
        refused(Lever::Volume {
            channel: None,
            factor: 60.0,
            during: None
        }),
        WhatIfError::Value {
            lever: "volume",
            ..
        }
    ));
    let mut old = of(vec![]);
    old.format = 2;
    assert_eq!(
        ask(&asking(Horizon::Today, 2, vec![old])),
        Err(WhatIfError::Format { found: 2 })
    );
    assert!(ask(&asking(Horizon::Today, 1, vec![])).is_err());
    let stop = AtomicBool::new(false);
    let stopping = |done: usize| {
        if done == 2 {
            stop.store(true, Ordering::Relaxed);
        }
    };
    let long = asking(Horizon::Today, 400, vec![]);
    assert_eq!(
        compare(&PRESENT, &long, NonZeroUsize::MIN, &stop, &stopping),
        Err(WhatIfError::Stopped)
    );
}

#[test]
fn the_menu_says_who_is_there() {
    let menu = Menu::of(&PRESENT);
    assert_eq!(menu.parties, ["alder", "birch", "inhouse"]);
    let live = menu
        .teams
        .iter()
        .find(|team| team.team == "rotterdam_live")
        .unwrap();
    assert!((5..=8).contains(&live.there), "{}", live.there);
    let takes = |queue: &str| {
        live.queues
            .iter()
            .find(|one| one.queue == queue)
            .unwrap()
            .takes
    };
    assert_eq!(takes("email_orders").unwrap().spare, 2);
    assert!(menu.channels.contains(&("voice".into(), true)));
    assert!(menu.channels.contains(&("email".into(), false)));
}

/// An interval of so many replications holds the mean of very many about as often as it says.
#[test]
fn intervals_hold_what_they_say() {
    let lever = of(vec![agents("lisbon_live", 3, "11:00", "15:00")]);
    let mut many = asking(Horizon::Today, 200, vec![lever]);
    let all = ask(&many).unwrap();
    let of_alder = |answer: &Comparison| {
        tried(cell(answer, Some("alder"), None), 0, Measure::MeanWait).difference
    };
    let truth = of_alder(&all).mean.unwrap();
    many.replications = 10;
    let holding = (100..130)
        .filter(|seed| {
            let difference = of_alder(
                &ask(&Asking {
                    seed: *seed,
                    ..many.clone()
                })
                .unwrap(),
            );
            (difference.low.unwrap()..=difference.high.unwrap()).contains(&truth)
        })
        .count();
    // Of 30 intervals at 95 %, fewer than 25 hold it once in a thousand times.
    assert!(holding >= 25, "{holding} of 30");
}
