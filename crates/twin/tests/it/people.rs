//! People: how they differ by contact type, what lapses without coaching, how they leave, come and are trained.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use twin::scenario::{Change, Onset, Parameter, Reach, Scenario};
use twin::{TrueAgent, TrueWeek, Truth};

use crate::harbor::{self, Exports, near, number, seconds, text};
use crate::present::watched;

const PARTIES: [&str; 3] = ["alder", "birch", "inhouse"];
const DAYS_A_YEAR: f64 = 365.25;
const DAYS_A_MONTH: f64 = DAYS_A_YEAR / 12.0;

/// Harbor in which nothing is told to go otherwise, and few customers ask: people are the same, and a year is quick.
fn quiet(contacts_per_week: f64) -> Scenario {
    let mut scenario = harbor::scenario().with(&[]);
    scenario.demand.contacts_per_week = contacts_per_week;
    scenario
}

fn truth(scenario: &Scenario, days: u32, seed: u64) -> Truth {
    harbor::run(scenario, days, seed, |_, _| {})
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn deviation(values: &[f64]) -> f64 {
    let mean = mean(values);
    mean_of_squares(values.iter().map(|value| value - mean))
}

fn mean_of_squares(values: impl Iterator<Item = f64>) -> f64 {
    let values: Vec<f64> = values.map(|value| value * value).collect();
    mean(&values).sqrt()
}

/// Coaching that takes no time, and attrition at which nobody leaves, are as good as none: the same bytes.
#[test]
fn sizes_of_nothing_are_as_if_nothing_was_said() {
    let mut silent = quiet(3_000.0);
    silent.coaching.clear();
    silent.attrition.clear();
    silent.training = None;
    silent.course.agent_type_pace_variation = 0.0;
    silent.course.agent_type_resolution_deviation = 0.0;
    let mut nothing = quiet(3_000.0);
    nothing.training = None;
    nothing.course = silent.course.clone();
    for coaching in nothing.coaching.values_mut() {
        coaching.talks_per_month = 0.0;
        (coaching.lapse.resolution, coaching.lapse.quality) = (0.0, 0.0);
    }
    for attrition in nothing.attrition.values_mut() {
        attrition.per_year = 0.0;
    }
    let lines = |scenario: &Scenario| {
        let mut lines = Vec::new();
        harbor::run(scenario, 3, 9, |feed, line| {
            lines.push((feed, line.to_owned()));
        });
        lines
    };
    assert!(lines(&silent) == lines(&nothing));
}

#[test]
fn agents_differ_between_contact_types_by_as_much_as_is_said() {
    let scenario = quiet(50.0);
    let told = truth(&scenario, 1, 3);
    let all = || told.agents.iter().flat_map(|agent| agent.by_type.values());
    assert_eq!(all().count(), told.agents.len() * 15);
    let paces: Vec<f64> = all().map(|strength| strength.pace.ln()).collect();
    let resolutions: Vec<f64> = all().map(|strength| strength.resolution).collect();
    // The deviation of a thousand draws is known to one part in 45; four of these errors.
    near("pace", deviation(&paces), 0.06, 0.06 * 4.0 / 45.0);
    near(
        "resolution",
        deviation(&resolutions),
        0.03,
        0.03 * 4.0 / 45.0,
    );
    near("mean", mean(&resolutions), 0.0, 4.0 * 0.03 / 32.0);
}

/// Of one agent, contacts of one type take longer than those of another by what the truth says of the two.
#[test]
fn the_time_that_a_contact_takes_follows_the_agent_and_the_type() {
    let mut scenario = harbor::scenario().with(&[]);
    scenario.course.agent_type_pace_variation = 0.4;
    let exports = Exports::of_feeds(&["contacts"], &scenario, 10, 3);
    let agents: BTreeMap<&str, &TrueAgent> = (exports.truth.agents.iter())
        .map(|agent| (&*agent.agent, agent))
        .collect();
    // Talks of calls about one type, against the pace that the truth tells: a line of slope 1 through the logarithms.
    let points = exports.tickets().into_values().filter_map(|ticket| {
        let talk = ticket["talk"].as_f64().filter(|talk| *talk > 0.0)?;
        let of_type = text(ticket, "reason") == "delivery_status" && text(ticket, "via") == "phone";
        let agent = agents[text(ticket, "handler")];
        (of_type && ticket["handovers"] == 0)
            .then(|| ((agent.by_type["delivery_status"].pace).ln(), talk.ln()))
    });
    let points: Vec<(f64, f64)> = points.collect();
    let mean_of = |of: fn(&(f64, f64)) -> f64| mean(&points.iter().map(of).collect::<Vec<_>>());
    let (x, y) = (mean_of(|p| p.0), mean_of(|p| p.1));
    let along: f64 = points.iter().map(|p| (p.0 - x) * (p.1 - y)).sum();
    let slope = along / points.iter().map(|p| (p.0 - x).powi(2)).sum::<f64>();
    assert!(points.len() > 500, "{} calls", points.len());
    near("slope", slope, 1.0, 0.2);
}

/// Talks come as often as is said, last as long as is said, and are where the telephony says: between two stretches.
#[test]
fn coaching_takes_the_time_that_it_says() {
    let days = 120;
    let feeds = ["coachings", "agent_states", "shifts"];
    let mut scenario = quiet(3_000.0);
    scenario.attrition.clear();
    let exports = Exports::of_feeds(&feeds, &scenario, days, 3);
    let talks = &exports.records["coachings"];
    let expected = 71.0 * f64::from(days) / DAYS_A_MONTH * 2.0;
    // Talks keep their rhythm: an agent has one more or one less at most, at the ends.
    near("talks", talks.len() as f64, expected, 0.03 * expected);
    let mut of_agent: BTreeMap<&str, usize> = BTreeMap::new();
    for talk in talks {
        near("seconds", number(talk, "seconds"), 1_800.0, 0.01);
        *of_agent.entry(text(talk, "handler")).or_default() += 1;
    }
    assert_eq!(of_agent.len(), 71);
    let states = &exports.records["agent_states"];
    let mut stretches: Vec<(&str, i64)> = Vec::new();
    for stretch in states.iter().filter(|s| text(s, "state") == "coaching") {
        near("stretch", number(stretch, "seconds"), 1_800.0, 0.01);
        stretches.push((text(stretch, "handler"), at(stretch, "started")));
    }
    let told = talks.iter().map(|t| (text(t, "handler"), at(t, "held")));
    let told: BTreeSet<(&str, i64)> = told.collect();
    assert_eq!(stretches.into_iter().collect::<BTreeSet<_>>(), told);
    // It is planned work: who is in a talk keeps to the plan.
    let coached: BTreeSet<(&str, i64)> = told.iter().map(|(who, at)| (*who, at / 86_400)).collect();
    let kept = |with: bool| {
        let shifts = exports.records["shifts"].iter().filter(|shift| {
            let day = (text(shift, "handler"), at(shift, "starts") / 86_400);
            text(shift, "absent") == "no" && coached.contains(&day) == with
        });
        let kept: Vec<f64> = shifts
            .map(|shift| number(shift, "kept") / number(shift, "planned"))
            .collect();
        mean(&kept)
    };
    near("adherence", kept(true), kept(false), 0.005);
}

fn at(record: &Value, field: &str) -> i64 {
    seconds(record, field).unwrap() as i64
}

fn coaching_changes(party: &str, days_before_end: u32, days: u32, by: f64) -> Change {
    Change {
        change: "coaching".into(),
        story: String::new(),
        parameter: Parameter::Coaching,
        reach: Reach {
            party: Some(party.into()),
            ..Reach::default()
        },
        onset: Onset::DaysBeforeEnd(days_before_end),
        over_days: 0,
        lasts_hours: Some(24.0 * f64::from(days)),
        by,
    }
}

/// A week of a party, counted back from the last whole one.
fn week<'a>(told: &'a Truth, party: &str, before_last: usize) -> &'a TrueWeek {
    let mut weeks = told.weeks.iter().filter(|week| week.party == party).rev();
    weeks.nth(1 + before_last).unwrap()
}

/// Where nobody is coached what lapses follows the curve, resolution and quality fall by what it takes, and both are back
/// some months after there are talks again. Nobody else is touched.
#[test]
fn without_talks_people_lapse_and_with_talks_they_are_back() {
    let mut usual = quiet(3_000.0);
    usual.attrition.clear();
    let mut stopped = usual.clone();
    stopped.changes = vec![coaching_changes("alder", 168, 84, 0.0)];
    let feeds = ["coachings", "evaluations"];
    let run = |scenario| Exports::of_feeds(&feeds, scenario, 196, 3);
    let (usual, stopped) = (run(&usual), run(&stopped));
    let (told, without) = (&usual.truth, &stopped.truth);

    // Two talks a month and a half-life of 45 days: what the mean over a rhythm comes to, by its integral.
    let every = DAYS_A_MONTH / 2.0;
    let kept = (-every / 45.0_f64).exp2();
    let after = 0.2 * (1.0 - kept) / (1.0 - 0.2 * kept);
    let rhythm = 1.0 - (1.0 - after) * (1.0 - kept) * 45.0 / every / std::f64::consts::LN_2;
    let falls = |before_last: usize| {
        let of = |told| week(told, "alder", before_last);
        let (with, without) = (of(told), of(without));
        let lapses = without.lapsed - with.lapsed;
        near(
            "resolution",
            without.resolution - with.resolution,
            -0.12 * lapses,
            0.012,
        );
        lapses
    };
    near("usual", week(told, "alder", 20).lapsed, rhythm, 0.02);
    // Weeks are counted back from the one that ends on 15 November; talks stop on 6 June, and come again on 29 August.
    for weeks in [4.0, 8.0, 11.0] {
        let days = 7.0 * weeks + 4.5;
        let expected = (1.0 - rhythm) * (1.0 - (-days / 45.0_f64).exp2());
        near("lapses", falls(22 - weeks as usize), expected, 0.035);
    }
    // Over two weeks every agent is once at each point between two talks.
    near("back", (falls(0) + falls(1)) / 2.0, 0.0, 0.01);
    for before_last in [0, 11, 20] {
        let other = |told| week(told, "birch", before_last).lapsed;
        near("birch", other(without), other(told), 0.01);
    }
    let held = |exports: &Exports| {
        let talks = exports.records["coachings"].iter();
        let off = talks.filter(|talk| {
            let held = text(talk, "held");
            text(talk, "vendor") == "alder" && ("2026-06-07".."2026-08-29").contains(&held)
        });
        off.count()
    };
    assert_eq!(held(&stopped), 0);
    assert!(held(&usual) > 100);
    let points = |exports: &Exports| {
        let forms = exports.records["evaluations"].iter().filter(|form| {
            let at = text(form, "evaluated");
            text(form, "vendor") == "alder" && ("2026-07-20".."2026-08-29").contains(&at)
        });
        mean(&forms.map(|form| number(form, "points")).collect::<Vec<_>>())
    };
    let lapses = falls(13);
    // Some hundred forms with a deviation of some seven points on either side.
    near(
        "quality",
        points(&stopped) - points(&usual),
        -10.0 * lapses,
        2.5,
    );
}

#[test]
fn more_coaching_is_more_talks() {
    let mut scenario = quiet(50.0);
    scenario.attrition.clear();
    let count = |scenario: &Scenario| {
        let exports = Exports::of_feeds(&["coachings"], scenario, 90, 3);
        let talks = exports.records["coachings"].iter();
        talks.filter(|talk| text(talk, "vendor") == "birch").count() as f64
    };
    let usual = count(&scenario);
    scenario.changes = vec![coaching_changes("birch", 100, 100, 2.0)];
    near("factor", count(&scenario) / usual, 2.0, 0.1);
}

/// Those who leave are as many as the hazard says, over the days that people are there.
#[test]
fn as_many_leave_as_the_rate_says() {
    let days = 365;
    let mut scenario = quiet(50.0);
    scenario.coaching.clear();
    for attrition in scenario.attrition.values_mut() {
        attrition.per_year = 1.0;
    }
    let told = truth(&scenario, days, 3);
    // Three sign in as agents, and stay. Seats are empty for three weeks, of Harbor's own for two, after each leaver.
    let years = f64::from(days) / DAYS_A_YEAR;
    let vacant = |days: f64| 1.0 / (1.0 + days / DAYS_A_YEAR);
    let expected = years * (22.0 * vacant(14.0) + 46.0 * vacant(21.0));
    let within = told.departures.iter().filter(|d| d.left > told.from);
    near(
        "leavers",
        within.count() as f64,
        expected,
        4.0 * expected.sqrt(),
    );
    for stays in ["rotterdam_live-03", "lisbon_live-05", "manila_live-04"] {
        assert!(told.departures.iter().all(|d| d.agent != stays));
    }
    let mut came = BTreeSet::new();
    for departure in &told.departures {
        let vacant = if departure.team.starts_with("rotterdam") {
            14
        } else {
            21
        };
        let ends = departure
            .left
            .saturating_add(jiff::Span::new().days(vacant));
        assert_eq!(departure.came, departure.successor.as_ref().map(|_| ends));
        assert_eq!(departure.came.is_some(), ends <= told.until);
        let began = |agent: &str| told.agents.iter().find(|a| a.agent == agent).unwrap().began;
        if let Some(successor) = &departure.successor {
            assert_eq!(began(successor), departure.came);
            assert!(came.insert(successor), "{successor} came twice");
        }
        assert!(began(&departure.agent).unwrap() <= departure.left);
    }
}

/// At the start people have been there for as long as they would have been if it had always gone on like this.
#[test]
fn those_who_are_there_at_the_start_began_at_different_times() {
    let scenario = quiet(50.0);
    let tenures = (0..12).flat_map(|seed| {
        let told = truth(&scenario, 1, seed);
        let agents = told.agents.into_iter().filter_map(move |agent| {
            let days = (told.from - agent.began?).get_days();
            agent.agent.starts_with("manila").then_some(f64::from(days))
        });
        agents.collect::<Vec<f64>>()
    });
    let tenures: Vec<f64> = tenures.collect();
    let expected = DAYS_A_YEAR / 0.45;
    let error = expected / (tenures.len() as f64).sqrt();
    near("tenure", mean(&tenures), expected, 4.0 * error);
}

/// Nobody has a shift after the last day or before the first one, and seats that are empty stay empty.
#[test]
fn who_left_works_no_more_and_who_comes_learns_first() {
    let mut scenario = quiet(3_000.0);
    for attrition in scenario.attrition.values_mut() {
        attrition.per_year = 3.0;
    }
    let feeds = ["shifts", "trainings", "agent_states"];
    let exports = Exports::of_feeds(&feeds, &scenario, 60, 3);
    let told = &exports.truth;
    assert!(told.departures.len() > 20);
    let mut days: BTreeMap<&str, (&str, &str)> = BTreeMap::new();
    for shift in &exports.records["shifts"] {
        let starts = text(shift, "starts");
        let range = days
            .entry(text(shift, "handler"))
            .or_insert((starts, starts));
        *range = (range.0.min(starts), range.1.max(starts));
    }
    for departure in &told.departures {
        if let Some((_, last)) = days.get(&*departure.agent) {
            assert!(
                **last < *departure.left.to_string(),
                "{departure:?}, {last}"
            );
        }
        let successor = departure.successor.as_deref();
        if let Some((first, _)) = successor.and_then(|who| days.get(who)) {
            assert!(**first >= *departure.came.unwrap().to_string());
        }
    }
    // Of each newcomer the first training is the induction, it is passed once, and it takes the day's first four hours.
    let mut courses: BTreeMap<&str, Vec<(&str, &str)>> = BTreeMap::new();
    let new = (told.departures.iter()).filter(|departure| departure.came > Some(told.from));
    let new: BTreeSet<&str> = new.filter_map(|d| d.successor.as_deref()).collect();
    let mut scores = Vec::new();
    for training in &exports.records["trainings"] {
        let who = text(training, "handler");
        let course = (text(training, "course"), text(training, "verdict"));
        if new.contains(who) {
            courses.entry(who).or_default().push(course);
        }
        let is_induction = course.0 == "harbor_induction";
        assert!(
            !is_induction
                || told
                    .departures
                    .iter()
                    .any(|d| d.successor.as_deref() == Some(who))
        );
        if is_induction {
            let hours = number(training, "seconds") / 3_600.0;
            assert!((3.9..=4.0).contains(&hours), "{hours}");
        }
        let points = number(training, "points");
        assert_eq!(course.1 == "pass", points >= 70.0);
        scores.push(points);
    }
    assert!(courses.len() > 10, "{courses:?}");
    for (who, courses) in courses {
        let passed = ("harbor_induction", "pass");
        assert!(
            courses.iter().filter(|c| **c == passed).count() <= 1,
            "{who}"
        );
        let until = courses.iter().position(|c| *c == passed);
        let until = until.unwrap_or(courses.len());
        assert!(
            courses[..until]
                .iter()
                .all(|c| *c == ("harbor_induction", "fail"))
        );
    }
    near(
        "score",
        mean(&scores),
        82.0,
        4.0 * 7.0 / (scores.len() as f64).sqrt(),
    );
}

/// A year in which people come, learn, lapse, are coached and leave has no trend of its own.
#[test]
fn an_undisturbed_year_does_not_drift() {
    let told = truth(&quiet(1_000.0), 364, 3);
    for party in PARTIES {
        let weeks: Vec<&TrueWeek> = told.weeks.iter().filter(|w| w.party == party).collect();
        assert!(weeks.len() >= 52);
        for (what, of) in [
            (
                "resolution",
                (|w: &TrueWeek| w.resolution) as fn(&TrueWeek) -> f64,
            ),
            ("lapsed", |w| w.lapsed),
        ] {
            let values: Vec<f64> = weeks.iter().map(|week| of(week)).collect();
            let n = values.len() as f64;
            let middle = (n - 1.0) / 2.0;
            let spread: f64 = (0..values.len()).map(|i| (i as f64 - middle).powi(2)).sum();
            let along: f64 = (values.iter().enumerate())
                .map(|(i, value)| (i as f64 - middle) * value)
                .sum();
            let a_year = along / spread * 52.0;
            assert!(
                a_year.abs() < 0.02,
                "{what} at {party} moves by {a_year} a year"
            );
        }
    }
}

/// What is drawn about people at one party changes nothing about people at another one.
#[test]
fn who_leaves_at_one_party_leaves_others_alone() {
    let leavers = |rate: f64| {
        let mut scenario = quiet(50.0);
        if let Some(birch) = scenario.attrition.get_mut("birch") {
            birch.per_year = rate;
        }
        let told = truth(&scenario, 200, 3);
        let others = told
            .departures
            .into_iter()
            .filter(|d| !d.team.starts_with("manila"));
        others.collect::<Vec<_>>()
    };
    assert_eq!(leavers(0.1), leavers(2.0));
}

#[test]
fn what_makes_no_sense_is_refused() {
    let with = |from: &str, to: &str| {
        let text = harbor::file("scenario.yaml");
        assert!(text.contains(from), "no {from}");
        Scenario::read(&text.replacen(from, to, 1))
            .unwrap_err()
            .to_string()
    };
    insta::assert_snapshot!(with("restores: 0.8", "restores: 1.8"), @"scenario.yaml, coaching.inhouse.restores: expected a share from 0 to 1, found 1.8");
    insta::assert_snapshot!(with("[rotterdam_coach_1, rotterdam_coach_2]", "[]"), @"scenario.yaml, coaching.inhouse.coaches: expected at least one coach, found none");
    insta::assert_snapshot!(with("per_year: 0.25", "per_year: -1"), @"scenario.yaml, attrition.inhouse.per_year: expected 0 or more, found -1");
    insta::assert_snapshot!(with("half_life_days: 30 }", "half_life_days: 0 }"), @"scenario.yaml, attrition.inhouse.learning.half_life_days: expected a factor, an added probability and days, found 0");
    insta::assert_snapshot!(with("hours: 4 }", "hours: 24 }"), @"scenario.yaml, training.induction.hours: expected 0 to 8 hours, found 24");
}

/// Whoever was about to leave and goes with a cohort leaves no seat behind: the one who had it before has it again.
#[test]
fn nobody_comes_for_one_who_went_with_a_cohort() {
    let mut scenario = quiet(3_000.0);
    for attrition in scenario.attrition.values_mut() {
        attrition.per_year = 200.0;
        attrition.vacant_days = 3;
    }
    let begins: jiff::Timestamp = "2026-11-10T11:00:00Z".parse().unwrap();
    let mut running = watched(&scenario, 12, 9, begins);
    running
        .begin_scenario(&harbor::named()["new_hires"])
        .unwrap();
    let mut advance = |to: &str, ends: bool| {
        let nobody = &mut |_: &'static str, _: &str| Ok(());
        running.advance(to.parse().unwrap(), nobody).unwrap();
        if ends {
            running.end_scenario("new_hires");
        }
        running.truth()
    };
    let then = advance("2026-11-12T11:00:00Z", true);
    let came: BTreeSet<&str> = then.hires[0].came.iter().map(String::as_str).collect();
    assert_eq!(came.len(), 9);
    let truth = advance("2026-11-20T11:00:00Z", false);
    let left = truth.departures.iter();
    let left: Vec<_> = left.filter(|d| came.contains(&*d.agent)).collect();
    assert!(!left.is_empty(), "some had left before");
    // The last day of those who went with the cohort is the day on which it went.
    let went: jiff::civil::Date = "2026-11-12".parse().unwrap();
    for departure in left {
        assert!(departure.left <= went, "{departure:?}");
    }
}
