//! Every named scenario does what its file says, where it says, by as much as it says, and nothing elsewhere: it is held
//! against an undisturbed run under the same seed.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use twin::scenario::Reach;

use crate::harbor::{self, Exports, near, number, text};

const SEED: u64 = 23;
const PARTIES: [&str; 3] = ["alder", "birch", "inhouse"];

/// A run with a scenario, and one of the same days under the same seed without.
struct Pair {
    usual: Exports,
    changed: Exports,
}

impl Pair {
    fn of(name: &str, days: u32, feeds: &[&str]) -> Self {
        let run = |name| Exports::of_feeds(feeds, &harbor::scenario_named(name), days, SEED);
        let pair = Self {
            usual: run("undisturbed"),
            changed: run(name),
        };
        assert_eq!(pair.changed.truth.scenarios, [name]);
        let of_it = pair.changed.truth.changes.iter();
        assert!(
            of_it
                .map(|c| c.scenario.as_deref())
                .all(|of| of == Some(name))
        );
        pair
    }

    /// By how much the mean of a measure moves, over the records of a feed for which there is one.
    fn moves(&self, feed: &str, measure: impl Fn(&Value) -> Option<f64>) -> f64 {
        let mean = |exports: &Exports| mean(exports.records[feed].iter().filter_map(&measure));
        mean(&self.changed) - mean(&self.usual)
    }

    /// By which factor a count moves.
    fn factor(&self, feed: &str, counts: impl Fn(&Value) -> bool) -> f64 {
        let count = |exports: &Exports| {
            let records = exports.records[feed].iter();
            records.filter(|record| counts(record)).count() as f64
        };
        count(&self.changed) / count(&self.usual)
    }
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let values: Vec<f64> = values.collect();
    assert!(values.len() > 20, "only {} values", values.len());
    values.iter().sum::<f64>() / values.len() as f64
}

/// Days before the end of the run at which a field of the record lies.
fn days_before_end(record: &Value, field: &str) -> f64 {
    // Midnight after the last day, in Amsterdam in winter.
    let end: jiff::Timestamp = "2026-11-20T23:00:00Z".parse().unwrap();
    let at = harbor::seconds(record, field).unwrap();
    (end.as_second() as f64 - at) / 86_400.0
}

fn within(record: &Value, field: &str, from: f64, to: f64) -> bool {
    let days = days_before_end(record, field);
    to < days && days <= from
}

fn yes(record: &Value, field: &str) -> Option<f64> {
    record[field]
        .as_str()
        .map(|answer| f64::from(u8::from(answer == "yes")))
}

/// The first writing of a ticket that was handled, in a run that nobody watches.
fn handled(ticket: &Value) -> bool {
    ticket["handle"].is_number() && (ticket["updated"] != ticket["solved"])
        || ticket["handle"].is_number() && text(ticket, "second_line") == "no"
}

/// Whether it is the first about its matter.
fn is_new(ticket: &Value) -> bool {
    text(ticket, "matter")[2..] == text(ticket, "ticket")[2..]
}

fn log_talk(ticket: &Value) -> Option<f64> {
    ticket["talk"]
        .as_f64()
        .filter(|talk| *talk > 0.0)
        .map(f64::ln)
}

#[test]
fn nothing_happens_in_an_undisturbed_year() {
    let named = Exports::of(&harbor::scenario_named("undisturbed"), 4, SEED);
    assert!(named.truth.changes.is_empty() && named.truth.hires.is_empty());
    let mut cleared = harbor::scenario();
    cleared.changes.clear();
    cleared.signals.clear();
    assert!(Exports::of(&cleared, 4, SEED).records == named.records);
}

#[test]
fn quality_drifts_at_one_site() {
    let pair = Pair::of("quality_drift", 14, &["evaluations", "surveys"]);
    let last_week = 1.0 - 3.5 / 84.0;
    for party in PARTIES {
        let size = if party == "alder" { last_week } else { 0.0 };
        let of =
            |record: &Value, at| text(record, "vendor") == party && within(record, at, 7.0, 0.0);
        let points = pair.moves("evaluations", |form| {
            of(form, "evaluated").then(|| number(form, "points"))
        });
        near(party, points, -10.0 * size, 2.0);
        let stars = pair.moves("surveys", |answer| {
            of(answer, "answered").then(|| number(answer, "stars"))
        });
        near(party, stars, -0.4 * size, 0.2);
    }
}

#[test]
fn evaluators_drift_and_the_work_does_not() {
    let pair = Pair::of("evaluator_drift", 14, &["evaluations"]);
    for party in PARTIES {
        let size = if party == "birch" { 9.0 } else { 0.0 };
        let moves = |field: &'static str| {
            pair.moves("evaluations", move |form| {
                form[field]
                    .as_f64()
                    .filter(|_| text(form, "vendor") == party)
            })
        };
        // A card has no more than a hundred points.
        near(party, moves("points"), size, 1.5);
        near(party, moves("client_points"), 0.0, 1.5);
    }
}

#[test]
fn a_release_breaks_one_contact_type() {
    let pair = Pair::of("broken_release", 14, &["contacts"]);
    for broken in [true, false] {
        let of = |ticket: &Value| (text(ticket, "reason") == "account_access") == broken;
        let came = |exports: &Exports| {
            let tickets = exports.tickets();
            let of = tickets.values().filter(|t| of(t) && is_new(t));
            of.count() as f64
        };
        let came = came(&pair.changed) / came(&pair.usual);
        near(
            "came",
            came,
            if broken { 3.0 } else { 1.0 },
            if broken { 0.35 } else { 0.04 },
        );
        let solved = |exports: &Exports| {
            let tickets = exports.tickets();
            let of = tickets.values().filter(|t| of(t) && is_new(t));
            mean(
                of.filter(|t| t["handle"].is_number())
                    .filter_map(|t| yes(t, "solved_first")),
            )
        };
        let solved = solved(&pair.changed) - solved(&pair.usual);
        // Agents also look up what is not true any more, in 55 of a hundred contacts about it.
        let (needed, misleads, costs) = (0.55, -0.15, 1.15_f64.ln());
        let expected = if broken {
            -0.45 + needed * misleads
        } else {
            0.0
        };
        near("solved", solved, expected, 0.04);
        let talk = pair.moves("contacts", |t| {
            log_talk(t).filter(|_| of(t) && t["handovers"] == 0)
        });
        let expected = if broken {
            1.5_f64.ln() + needed * costs
        } else {
            0.0
        };
        near("talk", talk, expected, 0.06);
    }
}

#[test]
fn a_campaign_brings_more_than_an_under_staffed_vendor_can_answer() {
    let pair = Pair::of("campaign_surge", 16, &["contacts", "shifts"]);
    // What is written of a contact is written again when it is solved, and with so many some are not solved by the end.
    let came = |from: f64, to: f64| {
        let new = |exports: &Exports| {
            let tickets = exports.records["contacts"].iter();
            let new = tickets.filter(|t| is_new(t) && within(t, "opened", from, to));
            let new: BTreeSet<&str> = new.map(|t| text(t, "ticket")).collect();
            new.len() as f64
        };
        new(&pair.changed) / new(&pair.usual)
    };
    near("before", came(16.0, 14.0), 1.0, 0.06);
    near("while", came(14.0, 4.0), 1.8, 0.1);
    // Two days, each of which departs from the expected by one part in twenty.
    near("after", came(3.0, 1.0), 1.0, 0.2);
    let gave_up = |party: &str| {
        pair.moves("contacts", |t| {
            let call = text(t, "via") == "phone" && text(t, "vendor") == party;
            let first = text(t, "status") == "hung_up" || handled(t);
            (call && first && within(t, "opened", 14.0, 4.0))
                .then(|| f64::from(u8::from(text(t, "status") == "hung_up")))
        })
    };
    for party in PARTIES {
        let planned = pair.factor("shifts", |shift| {
            text(shift, "vendor") == party && within(shift, "starts", 13.5, 4.5)
        });
        near(
            party,
            planned,
            if party == "birch" { 0.6 } else { 1.0 },
            0.06,
        );
    }
    let [alder, birch, _] = PARTIES.map(gave_up);
    assert!(
        birch > 0.1 && birch > alder + 0.05,
        "birch {birch}, alder {alder}"
    );
}

#[test]
fn nobody_is_answered_where_systems_are_down() {
    let pair = Pair::of("outage", 5, &["contacts", "agent_states", "team_snapshots"]);
    let answered = |party: &'static str, from: f64, to: f64| {
        let mut tickets = pair.changed.records["contacts"].iter();
        tickets.any(|t| {
            text(t, "vendor") == party
                && !t["first_reply"].is_null()
                && within(t, "first_reply", from, to)
        })
    };
    // Two and a half days before the end, for three hours.
    let [begins, ends] = [2.5, 2.5 - 0.125];
    for party in PARTIES {
        assert_eq!(answered(party, begins, ends), party != "birch", "{party}");
        assert!(answered(party, begins + 0.05, begins), "{party} before");
        assert!(answered(party, ends, ends - 0.05), "{party} after");
    }
    let down = pair.changed.records["agent_states"].iter();
    let down: Vec<_> = down.filter(|s| text(s, "state") == "system_down").collect();
    assert!(down.len() > 5 && down.iter().all(|s| text(s, "vendor") == "birch"));
    // Whoever came on duty meanwhile was cut off for less.
    assert!(down.iter().all(|s| number(s, "seconds") <= 3.0 * 3_600.0));
    let ready = pair.changed.records["team_snapshots"].iter();
    let ready =
        ready.filter(|s| text(s, "vendor") == "birch" && within(s, "looked", begins - 0.02, ends));
    assert!(ready.map(|s| number(s, "ready")).sum::<f64>() == 0.0);
    // What comes before is as it would have been.
    let before = |exports: &Exports| {
        let tickets = exports.records["contacts"].iter();
        let early = tickets.filter(|t| days_before_end(t, "updated") > begins);
        early.cloned().collect::<Vec<_>>()
    };
    assert!(before(&pair.usual) == before(&pair.changed));
}

#[test]
fn a_backlog_ages_behind_flat_volume() {
    let pair = Pair::of("ageing_backlog", 35, &["contacts"]);
    near("came", pair.factor("contacts", is_new_and_first), 1.0, 0.03);
    for party in PARTIES {
        let old = |exports: &Exports| {
            let tickets = exports.tickets();
            let open = tickets.values().filter(|t| t["closed"].is_null());
            let old = open.filter(|t| days_before_end(t, "opened") > 3.0);
            old.filter(|t| text(t, "vendor") == party).count() as f64
        };
        let (more, all) = (
            old(&pair.changed) - old(&pair.usual),
            old(&pair.changed) + old(&pair.usual),
        );
        // Counts are uncertain by their roots.
        if party == "alder" {
            assert!(more > 6.0 * all.sqrt(), "{more} of {all}");
        } else {
            near(party, more, 0.0, 3.0 * all.sqrt());
        }
        let pending = pair.moves("contacts", |t| {
            let letter = text(t, "via") == "mail" && text(t, "vendor") == party && handled(t);
            let plain = text(t, "second_line") == "no" && text(t, "solved_first") == "yes";
            (letter && plain && within(t, "opened", 20.0, 0.0) && t["updated"] != t["solved"])
                .then(|| f64::from(u8::from(t["solved"].is_null())))
        });
        near(
            party,
            pending,
            if party == "alder" { 0.3 } else { 0.0 },
            0.04,
        );
    }
}

fn is_new_and_first(ticket: &Value) -> bool {
    is_new(ticket) && (handled(ticket) || text(ticket, "status") == "hung_up")
}

#[test]
fn a_new_vendor_takes_over_and_learns() {
    let pair = Pair::of("new_vendor", 71, &["contacts"]);
    let share = |exports: &Exports, from: f64, to: f64| {
        let tickets = exports.tickets();
        mean(tickets.values().filter_map(|t| {
            let english = text(t, "lang") == "en" && is_new(t) && within(t, "opened", from, to);
            english.then(|| f64::from(u8::from(text(t, "vendor") == "birch")))
        }))
    };
    // Of the weights 0.10, 0.25 and 0.65, the last one times a fifth at first, and more and more of it.
    let expected = |day: f64| {
        let weight = 0.65 * 0.2 * (1.0 + 4.0 * (day / 42.0).min(1.0));
        weight / (weight + 0.35)
    };
    near("before", share(&pair.changed, 71.0, 70.0), 0.65, 0.04);
    for day in [3.0, 21.0, 39.0, 60.0] {
        let at = 70.0 - day;
        near(
            "share",
            share(&pair.changed, at + 1.5, at - 1.5),
            expected(day),
            0.04,
        );
        near(
            "usual share",
            share(&pair.usual, at + 1.5, at - 1.5),
            0.65,
            0.04,
        );
    }
    let truth = &pair.changed.truth;
    let came: BTreeSet<&str> = truth
        .hires
        .iter()
        .flat_map(|h| &h.came)
        .map(|a| &**a)
        .collect();
    let left: usize = truth.hires.iter().map(|hires| hires.left.len()).sum();
    assert_eq!(came.len(), left);
    // Of 21 seats one or another may be empty on the day.
    assert!((18..=21).contains(&came.len()), "{}", came.len());
    assert!(learns(&pair, &came, 14.0, 1.6, 70.0) > 100);
}

/// Whether they take longer by as much as is missing still, week by week. Answers of how many contacts.
#[track_caller]
fn learns(pair: &Pair, came: &BTreeSet<&str>, half_life: f64, first: f64, begins: f64) -> usize {
    let truth = &pair.changed.truth;
    let paces: BTreeMap<&str, f64> = truth
        .agents
        .iter()
        .map(|agent| (&*agent.agent, agent.pace))
        .collect();
    let mut usual = BTreeMap::new();
    // What a contact takes somebody of pace 1, by channel and type, from those who learn nothing.
    let key = |t: &Value| (text(t, "via").to_owned(), text(t, "reason").to_owned());
    let plain = |t: &&Value| {
        t["handovers"] == 0 && t["canned"] == "no" && log_talk(t).is_some() && is_first_writing(t)
    };
    for ticket in pair.usual.records["contacts"].iter().filter(plain) {
        let pace = truth_pace(&pair.usual, text(ticket, "handler"));
        let sums: &mut (f64, f64) = usual.entry(key(ticket)).or_default();
        *sums = (sums.0 + log_talk(ticket).unwrap() - pace.ln(), sums.1 + 1.0);
    }
    let mut contacts = 0;
    for week in [0.0, 3.0, 7.0] {
        let from = begins - 7.0 * week;
        let tickets = pair.changed.records["contacts"].iter().filter(plain);
        let excess = tickets.filter_map(|t| {
            let handler = text(t, "handler");
            let at = harbor::seconds(t, "first_reply").is_some()
                && within(t, "first_reply", from, from - 7.0);
            (at && came.contains(handler)).then(|| {
                contacts += 1;
                let (sum, n) = usual[&key(t)];
                log_talk(t).unwrap() - paces[handler].ln() - sum / n
            })
        });
        let excess = mean(excess);
        let day = 7.0 * week + 3.5;
        let expected = (1.0 + (first - 1.0) * (-day / half_life).exp2()).ln();
        near(&format!("week {week}"), excess, expected, 0.07);
    }
    contacts
}

fn truth_pace(exports: &Exports, agent: &str) -> f64 {
    let found = exports.truth.agents.iter().find(|one| one.agent == agent);
    found.unwrap().pace
}

fn is_first_writing(ticket: &Value) -> bool {
    ticket["updated"] != ticket["solved"] || text(ticket, "second_line") == "no"
}

#[test]
fn a_bot_saves_money_and_costs_effort() {
    let pair = Pair::of("costly_bot", 28, &["contacts", "cost_lines", "surveys"]);
    for (via, size) in [("livechat", 0.45), ("phone", 0.0), ("mail", 0.0)] {
        let contained = pair.moves("contacts", |t| {
            let first =
                text(t, "via") == via && is_new(t) && (t["closed"].is_string() || handled(t));
            (first && text(t, "status") != "hung_up")
                .then(|| f64::from(u8::from(text(t, "status") == "bot")))
        });
        near(via, contained, size, 0.06);
        let effort = pair.moves("surveys", |s| {
            (text(s, "via") == via).then(|| number(s, "effort"))
        });
        if size > 0.0 {
            assert!(effort > 0.2, "{effort}");
        } else {
            near(via, effort, 0.0, 0.15);
        }
    }
    let cost = |exports: &Exports| -> f64 {
        let lines = exports.records["cost_lines"].iter();
        lines
            .map(|line| text(line, "amount").parse::<f64>().unwrap())
            .sum()
    };
    let cost = cost(&pair.changed) / cost(&pair.usual);
    assert!((0.9..0.97).contains(&cost), "{cost}");
}

#[test]
fn new_people_learn_as_they_are_told_to() {
    let pair = Pair::of("new_hires", 56, &["contacts"]);
    let [hires] = &pair.changed.truth.hires[..] else {
        panic!("{:?}", pair.changed.truth.hires);
    };
    assert_eq!((hires.came.len(), hires.left.len()), (9, 9));
    let came: BTreeSet<&str> = hires.came.iter().map(|agent| &**agent).collect();
    let left: BTreeSet<&str> = hires.left.iter().map(|agent| &**agent).collect();
    assert!(came.is_disjoint(&left));
    assert!(learns(&pair, &came, 14.0, 1.8, 56.0) > 100);
    let solved = |t: &Value, new: bool| {
        let of = came.contains(text(t, "handler")) == new && text(t, "vendor") == "birch";
        yes(t, "solved_first").filter(|_| of && handled(t) && within(t, "opened", 56.0, 49.0))
    };
    let tickets = || pair.changed.records["contacts"].iter();
    let gap = mean(tickets().filter_map(|t| solved(t, true)))
        - mean(tickets().filter_map(|t| solved(t, false)));
    near(
        "solved in the first week",
        gap,
        -0.2 * (-3.5_f64 / 14.0).exp2(),
        0.05,
    );
    // Who left works no more, once the shift is over that they had begun.
    let works = tickets().any(|t| {
        left.contains(text(t, "handler"))
            && !t["first_reply"].is_null()
            && within(t, "first_reply", 55.0, 0.0)
    });
    assert!(!works);
    let elsewhere = pair.moves("contacts", |t| {
        log_talk(t).filter(|_| text(t, "vendor") == "alder")
    });
    near("alder", elsewhere, 0.0, 0.02);
}

#[test]
fn six_in_ten_are_transferred() {
    let pair = Pair::of("misrouting", 7, &["contacts"]);
    let transferred = |exports: &Exports| {
        let tickets = exports.tickets();
        let handled = tickets.values().filter(|t| t["handle"].is_number());
        mean(handled.map(|t| f64::from(u8::from(number(t, "handovers") > 0.0))))
    };
    near("usual", transferred(&pair.usual), 0.055, 0.01);
    near("misrouted", transferred(&pair.changed), 0.6, 0.03);
}

/// A provider never learns that another exists: words name no party that the scenario is not about.
#[test]
fn the_words_of_a_scenario_name_only_whom_it_is_about() {
    let charter = harbor::charter();
    let team = |team: &str| {
        let team = charter.taxonomy.teams.iter().find(|one| one.team == team)?;
        let site = charter
            .taxonomy
            .sites
            .iter()
            .find(|site| site.site == team.site)?;
        Some(site.party.clone())
    };
    let named = harbor::named();
    assert_eq!(named.len(), 14);
    for (name, scenario) in named {
        let about = scenario.parties(team);
        let mut words = vec![scenario.title.clone(), scenario.story.clone()];
        words.extend(scenario.shows.iter().map(|shows| shows.what.clone()));
        for (party, title) in [("alder", "Alder"), ("birch", "Birch")] {
            let is_named = words.iter().any(|words| words.contains(title));
            assert!(!is_named || about.contains(party), "{name} names {title}");
        }
        let is_watched = !["undisturbed", "no_coaching"].contains(&name.as_str());
        assert_eq!(scenario.live.is_some(), is_watched);
        let reaches = scenario.changes.iter().map(|change| &change.reach);
        assert_eq!(
            scenario.is_everybodys(),
            reaches.clone().any(|r: &Reach| r.party.is_none())
        );
    }
}

#[test]
fn an_article_goes_out_of_date_and_misleads_who_reads_it() {
    let pair = Pair::of("outdated_article", 21, &["article_uses"]);
    for reason in ["return_request", "refund_status"] {
        let helped = pair.moves("article_uses", |used| {
            yes(used, "helped").filter(|_| text(used, "reason") == reason)
        });
        let expected = if reason == "return_request" {
            0.3 - 0.86
        } else {
            0.0
        };
        near(reason, helped, expected, 0.06);
    }
}

#[test]
fn people_who_are_not_coached_forget() {
    let pair = Pair::of("no_coaching", 84, &["coachings", "evaluations"]);
    for party in PARTIES {
        let stopped = party == "alder";
        let talks = pair.factor("coachings", |talk| text(talk, "vendor") == party);
        near(party, talks, if stopped { 0.0 } else { 1.0 }, 0.02);
        let last = |exports: &Exports| {
            let weeks = exports.truth.weeks.iter().rev();
            weeks
                .filter(|week| week.party == party)
                .nth(1)
                .cloned()
                .unwrap()
        };
        let (changed, usual) = (last(&pair.changed), last(&pair.usual));
        let lapses = changed.lapsed - usual.lapsed;
        // Of the last whole week, eleven weeks on: what of the usual 0.15 less than all has lapsed with a half-life of 45 days.
        let expected = 0.85 * (1.0 - (-75.0_f64 / 45.0).exp2());
        near(party, lapses, if stopped { expected } else { 0.0 }, 0.04);
        let solved = changed.resolution - usual.resolution;
        near(party, solved, -0.12 * lapses, 0.01);
        let points = pair.moves("evaluations", |form| {
            let of = text(form, "vendor") == party && within(form, "evaluated", 14.0, 0.0);
            of.then(|| number(form, "points"))
        });
        near(party, points, -10.0 * lapses, 2.0);
    }
}
