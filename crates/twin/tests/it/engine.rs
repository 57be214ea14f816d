//! What the engine promises, whatever the layout and the load.

use std::collections::BTreeMap;

use proptest::prelude::*;
use twin::engine::{
    Activity, AgentId, Alarms, Engine, Layout, LineId, Next, Operation, Serves, TicketId, Work,
};
use twin::{Chance, Moment};

/// A world drawn by the test.
#[derive(Debug, Clone)]
struct Drawn {
    layout: Layout,
    seed: u64,
    mean_gap: f64,
    mean_patience: f64,
    hands_over: f64,
    /// Share of those who wait that are moved to another line.
    moves: f64,
}

fn drawn() -> impl Strategy<Value = Drawn> {
    let lines = prop::collection::vec(1_usize..=3, 1..=4);
    (
        lines,
        1_usize..=3,
        1_usize..=6,
        any::<u64>(),
        15.0..120.0_f64,
        10.0..600.0_f64,
        0.0..0.4_f64,
        0.0..0.6_f64,
    )
        .prop_flat_map(
            |(lines, crews, agents, seed, mean_gap, mean_patience, hands_over, moves)| {
                let count = lines.len();
                let serves =
                    (0..count, 0_u8..3, 0_usize..=2).prop_map(|(line, urgency, spare)| Serves {
                        line,
                        urgency,
                        spare,
                    });
                let crews_of =
                    prop::collection::vec(prop::collection::vec(serves, 1..=count), crews);
                let agents_of = prop::collection::vec(0..crews, agents);
                (Just(lines), crews_of, agents_of).prop_map(move |(lines, crews, agents)| Drawn {
                    layout: Layout {
                        lines,
                        crews,
                        agents,
                        ..Layout::default()
                    },
                    seed,
                    mean_gap,
                    mean_patience,
                    hands_over,
                    moves,
                })
            },
        )
}

/// Where a contact is.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Place {
    Waiting,
    With(AgentId),
    Served,
    GaveUp,
}

struct Witness {
    drawn: Drawn,
    chance: Chance,
    places: Vec<Place>,
    lines: Vec<LineId>,
    handed_over: Vec<bool>,
    activities: BTreeMap<AgentId, (Activity, Moment)>,
    on_duty: Vec<bool>,
    busy_seconds: f64,
    work_seconds: f64,
}

enum Alarm {
    Arrival,
    Duty(AgentId),
    Moves(TicketId),
}

impl Witness {
    fn with(&self, agent: AgentId) -> Vec<usize> {
        (0..self.places.len())
            .filter(|contact| self.places[*contact] == Place::With(agent))
            .collect()
    }

    /// Nobody is taken before one who has waited longer in the same line. A contact that was handed over goes to the
    /// head, and agents that are spared for more urgent work may leave somebody waiting.
    fn in_turn(&self, contact: usize) {
        let line = self.lines[contact];
        let spared = self
            .drawn
            .layout
            .crews
            .iter()
            .flatten()
            .any(|serves| serves.line == line && serves.spare > 0);
        let overtaken =
            (0..contact).any(|c| self.places[c] == Place::Waiting && self.lines[c] == line);
        assert!(
            spared || self.handed_over[contact] || !overtaken,
            "{contact} is taken out of turn"
        );
    }

    /// No agent is free while somebody waits whom the agent could take.
    fn nobody_is_idle_in_vain(&self, engine: &Engine<usize, Alarm>) {
        for (agent, crew) in self.drawn.layout.agents.iter().enumerate() {
            if engine.activity(agent) != Activity::Free {
                continue;
            }
            for serves in self.drawn.layout.crews[*crew]
                .iter()
                .filter(|serves| serves.spare == 0)
            {
                let waits = (0..self.places.len()).any(|contact| {
                    self.places[contact] == Place::Waiting && self.lines[contact] == serves.line
                });
                assert!(
                    !waits,
                    "agent {agent} is free while line {} waits",
                    serves.line
                );
            }
        }
    }
}

impl Operation for Witness {
    type Contact = usize;
    type Alarm = Alarm;

    fn alarm(&mut self, alarm: Alarm, engine: &mut Engine<usize, Alarm>) {
        let now = engine.now();
        match alarm {
            Alarm::Arrival => {
                let line = self.chance.below(self.drawn.layout.lines.len() as u64) as usize;
                let patience = self.chance.exponential(self.drawn.mean_patience);
                let contact = self.places.len();
                self.places.push(Place::Waiting);
                self.lines.push(line);
                self.handed_over.push(false);
                let patience = Some(patience).filter(|p| *p < 900.0);
                let ticket = engine.offer(self, line, patience, contact);
                if let Some(ticket) = ticket.filter(|_| self.chance.happens(self.drawn.moves)) {
                    let moves = now.plus(self.chance.exponential(120.0));
                    engine.at(moves, Alarm::Moves(ticket));
                }
                engine.at(
                    now.plus(self.chance.exponential(self.drawn.mean_gap)),
                    Alarm::Arrival,
                );
            }
            Alarm::Moves(ticket) => {
                let Some((&contact, line, since)) = engine.waits(ticket) else {
                    return assert!(engine.withdraw(ticket).is_none(), "only who waits is moved");
                };
                assert_eq!(self.places[contact], Place::Waiting);
                assert_eq!(self.lines[contact], line);
                assert_eq!(engine.withdraw(ticket), Some(contact));
                assert!(
                    engine.waits(ticket).is_none(),
                    "who was moved waits no more"
                );
                let line = self.chance.below(self.drawn.layout.lines.len() as u64) as usize;
                self.lines[contact] = line;
                engine.offer_since(self, line, since, Some(300.0), contact);
            }
            Alarm::Duty(agent) => {
                self.on_duty[agent] = !self.on_duty[agent];
                if self.on_duty[agent] {
                    engine.take_up(self, agent);
                } else {
                    engine.release(self, agent);
                }
                engine.at(
                    now.plus(self.chance.between(600.0, 7_200.0)),
                    Alarm::Duty(agent),
                );
            }
        }
    }

    fn begin(&mut self, contact: &mut usize, line: LineId, agent: AgentId, _: Moment) -> Work {
        assert_eq!(
            self.places[*contact],
            Place::Waiting,
            "only who waits is taken, and by one agent"
        );
        assert_eq!(self.lines[*contact], line);
        assert!(self.on_duty[agent], "who is off takes nobody");
        let crew = &self.drawn.layout.crews[self.drawn.layout.agents[agent]];
        assert!(
            crew.iter().any(|serves| serves.line == line),
            "nobody takes what the crew does not serve"
        );
        self.in_turn(*contact);
        self.places[*contact] = Place::With(agent);
        let hands = self.with(agent);
        let at_a_time = hands
            .iter()
            .map(|contact| self.drawn.layout.lines[self.lines[*contact]])
            .min();
        assert!(
            hands.len() <= at_a_time.unwrap(),
            "{} at a time",
            hands.len()
        );
        let work = Work {
            talk_seconds: self.chance.exponential(200.0),
            wrap_seconds: self.chance.between(0.0, 30.0),
        };
        self.work_seconds += work.talk_seconds + work.wrap_seconds;
        work
    }

    fn finish(
        &mut self,
        contact: usize,
        _: LineId,
        agent: AgentId,
        _: &mut Alarms<'_, Alarm>,
    ) -> Next<usize> {
        assert_eq!(self.places[contact], Place::With(agent));
        if self.chance.happens(self.drawn.hands_over) {
            self.places[contact] = Place::Waiting;
            self.handed_over[contact] = true;
            self.lines[contact] = self.chance.below(self.drawn.layout.lines.len() as u64) as usize;
            return Next::HandOver(self.lines[contact], contact);
        }
        self.places[contact] = Place::Served;
        Next::Leave
    }

    fn give_up(&mut self, contact: usize, _: LineId, _: &mut Alarms<'_, Alarm>) {
        assert_eq!(
            self.places[contact],
            Place::Waiting,
            "only who waits gives up"
        );
        self.places[contact] = Place::GaveUp;
    }

    fn activity(&mut self, agent: AgentId, activity: Activity, alarms: &mut Alarms<'_, Alarm>) {
        let (before, since) = self
            .activities
            .insert(agent, (activity, alarms.now()))
            .unwrap_or((Activity::Off, alarms.now()));
        assert_ne!(before, activity, "an activity is told when it changes");
        if matches!(before, Activity::Talk(_) | Activity::Wrap) {
            self.busy_seconds += alarms.now().seconds_since(since);
        }
    }
}

/// Runs three hours of a world, in which all the while and in the end everybody is where the engine says.
fn run(drawn: Drawn) {
    let start = Moment::default();
    let agents = drawn.layout.agents.len();
    let mut engine = Engine::new(&drawn.layout, start);
    let mut witness = Witness {
        chance: Chance::new(drawn.seed, 0),
        drawn,
        places: Vec::new(),
        lines: Vec::new(),
        handed_over: Vec::new(),
        activities: BTreeMap::new(),
        on_duty: vec![false; agents],
        busy_seconds: 0.0,
        work_seconds: 0.0,
    };
    engine.at(start, Alarm::Arrival);
    for agent in 0..agents {
        engine.at(start.plus(60.0 * agent as f64), Alarm::Duty(agent));
    }
    while engine.step(&mut witness, start.plus(3.0 * 3_600.0)) {
        witness.nobody_is_idle_in_vain(&engine);
    }
    // Two contacts at a time are one busy stretch, so that the stretches are never longer than the work.
    assert!(witness.busy_seconds <= witness.work_seconds + 1e-3 * witness.places.len() as f64);
    let mut left = witness.places.clone();
    for (&contact, agent) in engine.contacts() {
        let expected = agent.map_or(Place::Waiting, Place::With);
        assert_eq!(left[contact], expected);
        left[contact] = Place::Served;
    }
    assert!(
        left.iter()
            .all(|place| matches!(place, Place::Served | Place::GaveUp))
    );
}

/// The first agent hands a contact over to a line that another crew is free for as well, and takes one that has waited longer.
#[test]
fn what_is_handed_over_goes_to_whoever_is_free() {
    let serves = |line| Serves {
        line,
        urgency: 0,
        spare: 0,
    };
    run(Drawn {
        layout: Layout {
            lines: vec![3, 2],
            crews: vec![vec![serves(1), serves(0)], vec![serves(0)], vec![serves(1)]],
            agents: vec![1, 0, 0, 0, 0],
            ..Layout::default()
        },
        seed: 17_157_349_576_106_324_427,
        mean_gap: 43.993_050_591_216_274,
        mean_patience: 388.462_548_109_567_6,
        hands_over: 0.295_952_586_940_634_3,
        moves: 0.0,
    });
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_contact_is_in_one_place_and_ends_once(drawn in drawn()) {
        run(drawn);
    }
}
