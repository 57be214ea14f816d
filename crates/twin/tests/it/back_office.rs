//! Work that contacts leave behind: who does it, how often it is done twice, and who asks about what is late.

use std::collections::BTreeMap;

use twin::Scenario;

use crate::harbor::{self, Exports, number, seconds, text};

const FEEDS: [&str; 2] = ["task_runs", "work_items"];

/// As many as a binomial of `n` and `p` has, within four deviations.
fn about(found: usize, n: usize, p: f64) {
    let (found, n) = (found as f64, n as f64);
    let bound = 4.0 * (n * p * (1.0 - p)).sqrt();
    assert!(
        (found - n * p).abs() < bound,
        "{found} of {n}, expected {p}"
    );
}

#[test]
fn a_task_is_done_once_by_a_robot_or_by_a_person() {
    let exports = Exports::of_feeds(&FEEDS, &harbor::scenario(), 30, 5);
    let counts = &exports.truth.counts;
    let items: BTreeMap<&str, _> = exports.records["work_items"]
        .iter()
        .map(|item| (text(item, "item"), item))
        .collect();
    let runs = &exports.records["task_runs"];
    let done = items.values().filter(|item| item["done"].is_string());
    assert_eq!(done.clone().count() as u64, counts.tasks_done);
    // What a robot has in hand at the end has not been told of yet.
    assert!(counts.tasks >= items.len() as u64 && counts.tasks < items.len() as u64 + 20);
    let reworked = done.clone().filter(|item| text(item, "rework") == "yes");
    assert_eq!(reworked.count() as u64, counts.tasks_reworked);

    let (mut tried, mut failed) = (0, BTreeMap::<&str, usize>::new());
    for run in runs.iter().filter(|run| text(run, "job") == "book_refund") {
        tried += 1;
        match text(run, "ended") {
            "exception" => *failed.entry(text(run, "exception")).or_default() += 1,
            _ => assert!(number(run, "spared") == 210.0 && run["exception"].is_null()),
        }
    }
    assert!(tried > 1_000, "{tried}");
    about(failed["order_not_found"], tried, 0.05);
    about(failed["payment_refused"], tried, 0.03);
    about(failed["page_timed_out"], tried, 0.02);
    let refunds = items
        .values()
        .filter(|item| text(item, "job") == "book_refund");
    about(tried, refunds.count(), 0.9);

    for item in done {
        let by_robot = text(item, "by_robot") == "yes";
        assert_eq!(by_robot, item["handler"].is_null(), "{item}");
        let [raised, finished] = ["raised", "done"].map(|at| seconds(item, at).unwrap());
        assert!(finished >= raised, "{item}");
        if !by_robot {
            let taken = seconds(item, "taken").unwrap();
            assert!(
                (taken + number(item, "work") - finished).abs() < 0.01,
                "{item}"
            );
        }
        assert!(!by_robot || text(item, "rework") == "no", "{item}");
    }
}

#[test]
fn as_many_are_left_behind_as_was_said() {
    let exports = Exports::of_feeds(&["contacts", "work_items"], &harbor::scenario(), 30, 5);
    let tickets = exports.tickets();
    let handled = tickets.values().filter(|ticket| {
        text(ticket, "reason") == "return_request"
            && ["pending", "solved"].contains(&text(ticket, "status"))
    });
    let items: BTreeMap<&str, &str> = exports.records["work_items"]
        .iter()
        .filter(|item| text(item, "reason") == "return_request")
        .map(|item| (text(item, "item"), text(item, "ticket")))
        .collect();
    about(items.len(), handled.count(), 0.45);
    // Each belongs to a contact that was handled, before it.
    for ticket in items.values() {
        assert!(tickets.get(ticket).is_none_or(|t| t["handler"].is_string()));
    }
}

/// Of each contact type, the shares of all kinds of tasks add up to the tasks that there are.
#[test]
fn the_tasks_of_each_contact_type_are_as_many_as_its_shares_add_up_to() {
    let exports = Exports::of_feeds(&["contacts", "work_items"], &harbor::scenario(), 40, 7);
    let handled = |reason: &str| {
        let tickets = exports.tickets().into_values();
        let of_it = tickets.filter(|ticket| text(ticket, "reason") == reason);
        let done =
            |ticket: &&serde_json::Value| ["pending", "solved"].contains(&text(ticket, "status"));
        of_it.filter(done).count()
    };
    let items: BTreeMap<&str, (&str, &str)> = exports.records["work_items"]
        .iter()
        .map(|item| {
            (
                text(item, "item"),
                (text(item, "reason"), text(item, "job")),
            )
        })
        .collect();
    let office = exports.truth.scenario.back_office.as_ref().unwrap();
    let mut shares: BTreeMap<&str, f64> = BTreeMap::new();
    for (job, task) in &office.tasks {
        for (reason, share) in &task.raised_by {
            let of_job = items.values().filter(|item| **item == (reason, job));
            about(of_job.count(), handled(reason), *share);
            *shares.entry(reason).or_default() += share;
        }
    }
    for (reason, share) in shares {
        let of_type = items.values().filter(|(of, _)| *of == reason);
        about(of_type.count(), handled(reason), share);
    }
    // What a robot has in hand at the end has not been told of yet.
    let tasks = exports.truth.counts.tasks;
    assert!(
        (0..20).contains(&(tasks as i64 - items.len() as i64)),
        "{tasks}"
    );
}

#[test]
fn a_robot_of_which_no_exceptions_are_named_fails_all_the_same() {
    let run = |name: &str| {
        let mut scenario = harbor::scenario_named(name);
        let office = scenario.back_office.as_mut().unwrap();
        for robot in office
            .tasks
            .values_mut()
            .filter_map(|task| task.robot.as_mut())
        {
            robot.exceptions.clear();
        }
        Exports::of_feeds(&["task_runs"], &scenario, 10, 23)
    };
    let [usual, failing] = ["undisturbed", "robots_fail"].map(run);
    let failed = |exports: &Exports| {
        let runs = &exports.records["task_runs"];
        for run in runs {
            assert!(run["exception"].is_null(), "{run}");
            let failed = text(run, "ended") == "exception";
            assert_eq!(failed, number(run, "spared") == 0.0, "{run}");
        }
        let failed = runs.iter().filter(|run| text(run, "ended") == "exception");
        let failed = failed.count();
        let counts = &exports.truth.counts;
        assert_eq!(failed as u64, counts.robot_exceptions);
        assert_eq!(runs.len() as u64, counts.robot_runs);
        (failed, runs.len())
    };
    assert_eq!(failed(&usual).0, 0);
    // The whole of these ten days lies within the last twenty-one.
    let (exceptions, runs) = failed(&failing);
    about(exceptions, runs, 0.5);
    assert!(failing.truth.counts.tasks_reworked > 100);
}

#[test]
fn robots_that_fail_more_often_leave_more_to_people() {
    let run = |name| Exports::of_feeds(&FEEDS, &harbor::scenario_named(name), 40, 23);
    let [usual, failing] = ["undisturbed", "robots_fail"].map(run);
    let failed = |exports: &Exports| {
        let since = |run: &&serde_json::Value| {
            // Twenty-one days before the night after the last one.
            text(run, "started") >= "2026-10-30T23:00:00.000Z"
        };
        let runs = exports.records["task_runs"].iter().filter(since);
        let failed = runs.clone().filter(|run| text(run, "ended") == "exception");
        (failed.count(), runs.count())
    };
    let (failed_usually, usual_runs) = failed(&usual);
    let (failed_now, runs) = failed(&failing);
    let usually = failed_usually as f64 / usual_runs as f64;
    about(failed_now, runs, usually + 0.5);
    let [few, many] = [&usual, &failing].map(|exports| exports.truth.counts.tasks_reworked);
    assert!(many > 3 * few, "{many} {few}");
}

#[test]
fn customers_ask_again_about_what_is_late() {
    let late = |due_hours: f64, chases: f64| -> Scenario {
        let mut scenario = harbor::scenario();
        let office = scenario.back_office.as_mut().unwrap();
        for task in office.tasks.values_mut() {
            (task.due_hours, task.chases) = (due_hours, chases);
            // A robot would be done at once.
            task.robot = None;
        }
        scenario
    };
    let asked = |scenario: &Scenario| harbor::run(scenario, 10, 5, |_, _| {}).counts;
    assert_eq!(asked(&late(0.01, 0.0)).chased, 0);
    assert_eq!(asked(&late(10_000.0, 1.0)).chased, 0);
    // After half a minute hardly anything is done: of those who would ask, nearly all do.
    let impatient = asked(&late(0.01, 0.5));
    let share = impatient.chased as f64 / impatient.tasks as f64;
    assert!((0.45..=0.55).contains(&share), "{share}");
}
