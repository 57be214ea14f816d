//! The simulation's engine on the model that the peers run: M/M/50+M, ten customers a minute, five minutes of service and
//! two of patience on average. Prints a line of JSON; the argument is the number of customers.
//!
//! Events are arrivals, ends of service and abandonments, as the peers count them.

use std::process::ExitCode;
use std::time::Instant;

use serde_json::json;
use twin::engine::{
    Activity, AgentId, Alarms, Engine, Layout, LineId, Next, Operation, Serves, Work,
};
use twin::{Chance, Moment};

const CUSTOMERS: u64 = 2_000_000;
const AGENTS: usize = 50;
const GAP_SECONDS: f64 = 6.0;
const SERVICE_SECONDS: f64 = 300.0;
const PATIENCE_SECONDS: f64 = 120.0;

struct Model {
    arrivals: Chance,
    service: Chance,
    patience: Chance,
    to_come: u64,
    arrived: u64,
    served: u64,
    abandoned: u64,
    waited: u64,
    wait_seconds: f64,
}

impl Operation for Model {
    type Contact = Moment;
    type Alarm = ();

    fn alarm(&mut self, (): (), engine: &mut Engine<Moment, ()>) {
        let now = engine.now();
        self.arrived += 1;
        let patience = self.patience.exponential(PATIENCE_SECONDS);
        engine.offer(self, 0, Some(patience), now);
        if self.arrived < self.to_come {
            engine.at(now.plus(self.arrivals.exponential(GAP_SECONDS)), ());
        }
    }

    fn begin(&mut self, came: &mut Moment, _: LineId, _: AgentId, now: Moment) -> Work {
        self.has_waited(*came, now);
        Work {
            talk_seconds: self.service.exponential(SERVICE_SECONDS),
            wrap_seconds: 0.0,
        }
    }

    fn finish(&mut self, _: Moment, _: LineId, _: AgentId, _: &mut Alarms<'_, ()>) -> Next<Moment> {
        self.served += 1;
        Next::Leave
    }

    fn give_up(&mut self, came: Moment, _: LineId, alarms: &mut Alarms<'_, ()>) {
        self.abandoned += 1;
        self.has_waited(came, alarms.now());
    }

    fn activity(&mut self, _: AgentId, _: Activity, _: &mut Alarms<'_, ()>) {}
}

impl Model {
    fn has_waited(&mut self, came: Moment, now: Moment) {
        let seconds = now.seconds_since(came);
        self.waited += u64::from(seconds > 0.0);
        self.wait_seconds += seconds;
    }
}

#[expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "it measures, and the figures are its output"
)]
fn main() -> ExitCode {
    let customers = match std::env::args().nth(1).map(|text| text.parse()) {
        None => CUSTOMERS,
        Some(Ok(customers)) => customers,
        Some(Err(_)) => {
            eprintln!("simulation: the argument is a number of customers");
            return ExitCode::from(2);
        }
    };
    let serves = Serves {
        line: 0,
        urgency: 0,
        spare: 0,
    };
    let layout = Layout {
        lines: vec![1],
        crews: vec![vec![serves]],
        agents: vec![0; AGENTS],
        ..Layout::default()
    };
    let mut model = Model {
        arrivals: Chance::new(1, 1),
        service: Chance::new(1, 2),
        patience: Chance::new(1, 3),
        to_come: customers,
        arrived: 0,
        served: 0,
        abandoned: 0,
        waited: 0,
        wait_seconds: 0.0,
    };
    let begun = Instant::now();
    let mut engine = Engine::new(&layout, Moment::default());
    for agent in 0..AGENTS {
        engine.take_up(&mut model, agent);
    }
    engine.at(Moment::default(), ());
    let end = Moment::default().plus(1e12);
    while engine.step(&mut model, end) {}
    let seconds = begun.elapsed().as_secs_f64();
    let events = model.arrived + model.served + model.abandoned;
    #[expect(clippy::cast_precision_loss, reason = "far fewer than 2^53")]
    let of = |count: u64| count as f64;
    let figures = json!({
        "tool": "tandem",
        "customers": model.arrived,
        "events": events,
        "s": seconds,
        "events_per_s": of(events) / seconds,
        "p_abandon": of(model.abandoned) / of(model.arrived),
        "p_wait": of(model.waited) / of(model.arrived),
        "mean_wait_min": model.wait_seconds / of(model.arrived) / 60.0,
    });
    println!("{figures}");
    ExitCode::SUCCESS
}
