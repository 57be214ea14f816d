//! Known truth: a centre of which everything is known leaves a log, from which its double is estimated.

use jiff::civil::{Date, Weekday, date};
use twin::double::{Double, Log, Replays, Run};

use super::centre::{self, KINDS, PATIENCE_SECONDS, SERVICE_SECONDS};

const FIRST: Date = date(2026, 3, 16);
/// The clocks go forward on its last Sunday, in the second half.
const DAYS: i64 = 28;
const SEEDS: u64 = 20;
const SOON_SECONDS: f64 = 20.0;

fn halves() -> (Log, Log) {
    let log = centre::log(FIRST, DAYS, 3);
    let middle = FIRST + jiff::Span::new().days(DAYS / 2);
    let last = FIRST + jiff::Span::new().days(DAYS - 1);
    (
        log.days(FIRST, middle.yesterday().unwrap()),
        log.days(middle, last),
    )
}

fn kind(log: &Log, name: &str) -> usize {
    log.kinds().iter().position(|kind| kind == name).unwrap()
}

/// The mean over replays lies within a share of what was.
#[track_caller]
fn close(what: &str, replays: &Replays, was: &Run, within: f64, number: impl Fn(&Run) -> f64) {
    let found = replays.spread(&number).unwrap();
    let was = number(was);
    assert!(
        (found.mean / was - 1.0).abs() <= within,
        "{what}: {found:?}, was {was}"
    );
}

#[test]
fn what_was_put_in_is_found() {
    let (first, _) = halves();
    let double = Double::of(&first);
    let run = Run::of(&first, SOON_SECONDS);
    for (number, name) in KINDS.iter().enumerate() {
        let kind = kind(&first, name);
        let service = run.kinds[kind].mean_service();
        assert!(
            (service / SERVICE_SECONDS[number] - 1.0).abs() < 0.05,
            "{name}: {service} seconds of service"
        );
        for seconds in [20.0, 60.0, 120.0] {
            let found = double.patience(kind).unwrap().gone_by(seconds);
            let expected = 1.0 - (-seconds / PATIENCE_SECONDS[number]).exp();
            assert!(
                (found - expected).abs() < 0.04,
                "{name}: {found} gone by {seconds} s, expected {expected}"
            );
        }
    }
    let head_starts: Vec<(u8, f64)> = double.head_starts().collect();
    assert_eq!(head_starts[0], (0, 0.0));
    let (priority, ahead) = head_starts[1];
    assert!(
        priority == 1 && (ahead - centre::HEAD_START_SECONDS).abs() < 10.0,
        "priority {priority} is {ahead} s ahead"
    );
    assert!(double.unusual_hours().is_empty());
    // At noon the break of the last of the early ones has not begun, and all of the late ones are there.
    let noon = double
        .staffing()
        .into_iter()
        .find(|s| s.weekday == Weekday::Tuesday && s.half_hour == 22)
        .unwrap();
    let there = noon.agents / centre::AGENTS as f64;
    assert!((0.85..=1.0).contains(&there), "{noon:?}");
}

/// Where customers are told how many wait, they are estimated apart by what they found, and the replay is as it was.
#[test]
fn customers_who_find_many_waiting_are_less_patient_if_they_are_told() {
    let log = centre::log_of_told(FIRST, DAYS, 3);
    let double = Double::of(&log);
    for (number, name) in KINDS.iter().enumerate() {
        let kind = kind(&log, name);
        let gone = |factor: f64| 1.0 - (-60.0 / (PATIENCE_SECONDS[number] * factor)).exp();
        let finding = |found| double.patience_finding(kind, found).unwrap().gone_by(60.0);
        let (none, many) = (finding(0), finding(centre::MANY * 4));
        let expected = gone(centre::PATIENCE_FOR_MANY);
        assert!(
            (many - expected).abs() < 0.08,
            "{name}: {many}, expected {expected}"
        );
        // Of a class of queues some are longer: those who find few are told apart from the rest, if not from each other.
        assert!(none + 0.1 < many, "{name}: {none} and {many}");
    }
    let was = Run::of(&log, SOON_SECONDS);
    let replays = double.replay(&log.arrivals(), 0..SEEDS, SOON_SECONDS);
    close("told", &replays, &was, 0.10, |run| run.all().abandonment());
    close("told", &replays, &was, 0.15, |run| run.all().mean_wait());
}

#[test]
fn the_replay_is_as_it_was() {
    let (first, second) = halves();
    let double = Double::of(&first);
    for (what, log) in [("the same weeks", &first), ("the next weeks", &second)] {
        let was = Run::of(log, SOON_SECONDS);
        let replays = double.replay(&log.arrivals(), 0..SEEDS, SOON_SECONDS);
        let offered: Vec<u64> = was.kinds.iter().map(|kind| kind.offered).collect();
        for run in &replays.runs {
            let replayed: Vec<u64> = run.kinds.iter().map(|kind| kind.offered).collect();
            assert_eq!(replayed, offered, "nobody is lost");
        }
        close(what, &replays, &was, 0.10, |run| run.all().abandonment());
        close(what, &replays, &was, 0.10, |run| run.all().mean_wait());
        close(what, &replays, &was, 0.10, |run| run.all().service_level());
        let busy = replays.spread(|run| run.busy_seconds).unwrap().mean;
        let work = was.all().service_seconds + was.all().answered as f64 * centre::WRAP_SECONDS;
        assert!(
            (busy / work - 1.0).abs() < 0.03,
            "{what}: agents are busy for {busy} s, were for {work} s"
        );
        for name in KINDS {
            let kind = kind(log, name);
            close(name, &replays, &was, 0.15, |run| {
                run.kinds[kind].abandonment()
            });
            close(name, &replays, &was, 0.15, |run| {
                run.kinds[kind].mean_wait()
            });
        }
    }
}
