//! Policies of routing, switched on while the operation runs: who of those who are free takes a contact, and how its queue is found.

use std::collections::BTreeMap;

use jiff::{Timestamp, ToSpan as _};
use serde_json::Value;
use twin::engine::{
    Activity, AgentId, Alarms, Engine, Layout, LineId, Next, Operation, Serves, Work,
};
use twin::platform::Call;
use twin::scenario::{Change, Onset, Parameter, Reach};
use twin::what_if::Lever;
use twin::{Moment, Running};

use crate::harbor::{self, number, seconds, text};
use crate::present::{begun, call, called, share_is_near, watched};

fn present() -> Running {
    watched(&harbor::scenario_named("undisturbed"), 3, 11, called())
}

fn predicted_intent(channel: Option<&str>) -> Call {
    let set = Lever::PredictedIntent {
        channel: channel.map(str::to_owned),
        during: None,
    };
    call("intent", set)
}

fn proficiency() -> Call {
    let set = Lever::Proficiency {
        party: None,
        channel: None,
        during: None,
    };
    call("best", set)
}

/// Contacts that were opened from the call on and handled, up to an instant.
fn handled(running: &mut Running, until: Timestamp) -> Vec<Value> {
    let mut tickets = BTreeMap::new();
    let mut sink = |feed: &'static str, line: &str| {
        if feed == "contacts" {
            let ticket: Value = serde_json::from_str(line).unwrap();
            tickets.insert(text(&ticket, "ticket").to_owned(), ticket);
        }
        Ok(())
    };
    running.advance(until, &mut sink).unwrap();
    let since = called().as_second() as f64;
    let tickets = tickets.into_values();
    let from_then = |t: &Value| t["handle"].is_number() && seconds(t, "opened").unwrap() >= since;
    tickets.filter(from_then).collect()
}

/// The share of contacts that were transferred, and how many contacts there are.
fn transferred<'a>(contacts: impl Iterator<Item = &'a Value>) -> (f64, f64) {
    let over: Vec<f64> = contacts
        .map(|t| f64::from(u8::from(number(t, "handovers") > 0.0)))
        .collect();
    let n = over.len() as f64;
    (over.iter().sum::<f64>() / n, n)
}

#[test]
fn predicting_what_a_contact_is_about_finds_its_queue() {
    let present = present();
    let until = called() + 30.hours();
    let usual = handled(&mut present.clone(), until);
    share_is_near(transferred(usual.iter()), 0.06);
    let mut predicted = present.clone();
    predicted.call(&predicted_intent(Some("voice"))).unwrap();
    let told = handled(&mut predicted, until);
    let by = |via: &'static str| told.iter().filter(move |t| text(t, "via") == via);
    share_is_near(transferred(by("phone")), 0.02);
    share_is_near(transferred(by("mail")), 0.06);
    // It mends what customers choose wrongly, however many do.
    let mut misled = present;
    let scenario = &harbor::named()["misrouting"];
    misled.begin_scenario(scenario).unwrap();
    misled.call(&predicted_intent(None)).unwrap();
    share_is_near(transferred(handled(&mut misled, until).iter()), 0.02);
}

/// How able those are who took the contacts is known from the truth, without the chance in each contact.
#[test]
fn who_is_best_of_those_who_are_free_takes_the_contact() {
    let present = present();
    let until = present.ends();
    let able = |by_proficiency: bool| {
        let mut running = present.clone();
        if by_proficiency {
            running.call(&proficiency()).unwrap();
        }
        let contacts = handled(&mut running, until);
        let truth = running.truth();
        let agents: BTreeMap<&str, _> = truth
            .agents
            .iter()
            .map(|one| (one.agent.as_str(), one))
            .collect();
        let able = |ticket: &Value| {
            let agent = agents[text(ticket, "handler")];
            let of_type = agent.by_type[text(ticket, "reason")];
            let solves = 0.7 + agent.resolution + of_type.resolution;
            (solves / (agent.pace * of_type.pace)).ln()
        };
        // Calls that were answered at once: somebody was free, perhaps several were.
        let at_once = |t: &&Value| text(t, "via") == "phone" && number(t, "wait") == 0.0;
        let values: Vec<f64> = contacts.iter().filter(at_once).map(able).collect();
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
        (mean, squares / (n - 1.0) / n)
    };
    let (usual, best) = (able(false), able(true));
    let gained = best.0 - usual.0;
    let error = (best.1 + usual.1).sqrt();
    assert!(gained > 5.0 * error, "{gained} ± {error}");
}

/// Where everybody solves everything, the quickest is the best, whatever else one can do: what the party adds counts, and what
/// is in force.
#[test]
fn who_is_best_depends_on_what_all_of_them_solve() {
    let contacts = |differ: bool, by_party: bool| {
        let mut scenario = harbor::scenario_named("undisturbed");
        scenario.demand.contacts_per_week = 6_000.0;
        if !differ {
            scenario.course.agent_resolution_deviation = 0.0;
            scenario.course.agent_type_resolution_deviation = 0.0;
        }
        if by_party {
            for party in scenario.parties.values_mut() {
                party.resolution = 1.5;
            }
        } else {
            scenario.changes.push(Change {
                change: "everything_is_solved".to_owned(),
                story: String::new(),
                parameter: Parameter::Resolution,
                reach: Reach::default(),
                onset: Onset::DaysBeforeEnd(100),
                over_days: 0,
                lasts_hours: None,
                by: 1.5,
            });
        }
        let mut running = begun(&scenario, 2, 11, called());
        running.call(&proficiency()).unwrap();
        handled(&mut running, called() + 60.hours())
    };
    for by_party in [true, false] {
        let alike = contacts(false, by_party);
        assert!(alike.len() > 500, "{}", alike.len());
        assert!(contacts(true, by_party) == alike, "{by_party}");
    }
}

/// Contacts that only the second agent of three is good at.
struct Second {
    by_proficiency: bool,
    begun: Vec<AgentId>,
}

impl Operation for Second {
    type Contact = ();
    type Alarm = ();

    fn alarm(&mut self, (): (), engine: &mut Engine<(), ()>) {
        engine.offer(self, 0, None, ());
    }
    fn chooses(
        &self,
        (): &(),
        mut free: impl Iterator<Item = AgentId>,
        _: Moment,
    ) -> Option<AgentId> {
        let free: Vec<AgentId> = free.by_ref().collect();
        let second = free.iter().find(|agent| **agent == 1);
        second
            .filter(|_| self.by_proficiency)
            .or(free.first())
            .copied()
    }
    fn begin(&mut self, (): &mut (), _: LineId, agent: AgentId, _: Moment) -> Work {
        self.begun.push(agent);
        Work {
            talk_seconds: 10.0,
            wrap_seconds: 0.0,
        }
    }
    fn finish(&mut self, (): (), _: LineId, _: AgentId, _: &mut Alarms<'_, ()>) -> Next<()> {
        Next::Leave
    }
    fn give_up(&mut self, (): (), _: LineId, _: &mut Alarms<'_, ()>) {}
    fn activity(&mut self, _: AgentId, _: Activity, _: &mut Alarms<'_, ()>) {}
}

#[test]
fn the_one_who_is_chosen_takes_it_unless_too_few_would_stay_free() {
    let takers = |by_proficiency: bool, spare: usize| {
        let layout = Layout {
            lines: vec![1],
            crews: vec![vec![Serves {
                line: 0,
                urgency: 0,
                spare,
            }]],
            agents: vec![0, 0, 0],
            ..Layout::default()
        };
        let mut operation = Second {
            by_proficiency,
            begun: Vec::new(),
        };
        let begins = Moment::of(called());
        let mut engine = Engine::new(&layout, begins);
        for agent in 0..3 {
            engine.take_up(&mut operation, agent);
        }
        for at in [1.0, 2.0, 20.0, 40.0] {
            engine.at(begins.plus(at), ());
        }
        while engine.step(&mut operation, begins.plus(100.0)) {}
        operation.begun
    };
    assert_eq!(takers(false, 0), [0, 1, 2, 0]);
    assert_eq!(takers(true, 0), [1, 0, 1, 1]);
    // The second waits until somebody else is free again.
    assert_eq!(takers(true, 2), [1, 1, 1, 1]);
}
