//! A double of the house, to try things on.

use std::collections::BTreeMap;
use std::sync::Arc;

use charter::Charter;
use server::Laboratory;
use twin::{Running, Scenario, Settings, Simulation};

const CALENDARS: &str = "
calendars:
  - { calendar: days, title: Days, zone: Europe/Amsterdam, open: { mon-sun: [\"08:00-20:00\"] } }
";

const SCENARIO: &str = "
format: 1
partnership: orla
demand:
  contacts_per_week: 2000
  customers: 900
  day_variation: 0.05
  holiday_share: 1
  languages:
    en: { share: 1, answered_by: { atelier: 0.2, quillon: 0.5, zephyrine: 0.3 } }
channels:
  voice:
    via: phone
    share: 0.7
    hours: [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0]
    weekdays: [1, 1, 1, 1, 1, 1, 1]
    queues: { all: general }
    talk_seconds: 240
    wrap_seconds: 40
    variation: 0.6
    patience_seconds: 300
    answered_within_seconds: 20
    seconds_per_star: 300
    pending_hours: 20
  zephyrinechat:
    via: chat
    share: 0.3
    queues: { all: zephyrineline }
    hours: [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0]
    weekdays: [1, 1, 1, 1, 1, 1, 1]
    talk_seconds: 240
    wrap_seconds: 40
    variation: 0.6
    patience_seconds: 300
    answered_within_seconds: 20
    seconds_per_star: 300
    pending_hours: 20
contact_types:
  repair: { share: 0.7, group: all, resolution: 0.8, escalation: 0.05 }
  karsholt_return: { share: 0.3, group: all, resolution: 0.8, escalation: 0.05 }
parties:
  atelier: { quality: 88, evaluators: [a], hourly_rate: 30, contact_fee: 0.3, daily_overhead: 100 }
  quillon: { quality: 87, evaluators: [b], hourly_rate: 20, contact_fee: 0.3, daily_overhead: 100 }
  zephyrine: { quality: 86, evaluators: [c], hourly_rate: 18, contact_fee: 0.3, daily_overhead: 100 }
teams:
  mossgate_a:
    agents: 4
    calendar: days
    absence: 0.05
    queues: { general: { urgency: 0 }, zephyrineline: { urgency: 1 } }
    shifts: [{ starts: \"08:00\", hours: 8, agents: [2, 2, 2, 2, 2, 2, 2] }]
  vexley_a:
    agents: 4
    calendar: days
    absence: 0.05
    queues: { general: { urgency: 0 }, zephyrineline: { urgency: 1 } }
    shifts: [{ starts: \"08:00\", hours: 8, agents: [2, 2, 2, 2, 2, 2, 2] }]
  vexley_b:
    agents: 4
    calendar: days
    absence: 0.05
    queues: { general: { urgency: 0 }, zephyrineline: { urgency: 1 } }
    shifts: [{ starts: \"08:00\", hours: 8, agents: [2, 2, 2, 2, 2, 2, 2] }]
  karsholt_a:
    agents: 4
    calendar: days
    absence: 0.05
    queues: { general: { urgency: 0 }, zephyrineline: { urgency: 1 } }
    shifts: [{ starts: \"08:00\", hours: 8, agents: [2, 2, 2, 2, 2, 2, 2] }]
course:
  complexity_power: 0.4
  agent_pace_variation: 0.1
  agent_resolution_deviation: 0.02
  wrong_queue: 0
  wrong_queue_seconds: 60
  returns_unsolved: 0.4
  returns_solved: 0.02
  returns_after_days: 1
  returns_same_channel: 0.7
  escalation_hours: 30
  reopens: 0.1
  urgent: 0
surveys:
  response: 0.1
  response_when_cross: 1
  response_when_delighted: 1
  stars: 4.4
  deviation: 0.8
  unsolved_costs: 1
  handover_costs: 0.3
  escalation_costs: 0.4
evaluations:
  scorecard: card
  share: 0.02
  second_share: 0
  deviation: 5
  evaluator_noise: 2
  strictness_deviation: 1
  unsolved_costs: 3
  pass_mark: 80
  critical_error: 0.01
";

struct Double(Arc<Running>);

impl Laboratory for Double {
    fn present(&self) -> Option<Arc<Running>> {
        Some(Arc::clone(&self.0))
    }
}

/// The house on 1 April 2026 at noon UTC, simulated for three days.
pub fn of_house(files: &BTreeMap<String, String>) -> Arc<dyn Laboratory> {
    let mut files = files.clone();
    files.insert("calendars.yaml".to_owned(), CALENDARS.to_owned());
    let charter = Charter::read(&files).unwrap_or_else(|problems| panic!("{problems}"));
    let settings = Settings {
        until: "2026-04-02".parse().unwrap(),
        days: 3,
        seed: 1,
    };
    let scenario = Scenario::read(SCENARIO).unwrap();
    let mut running = Simulation::new(&charter, &scenario, settings)
        .unwrap()
        .start();
    let now = "2026-04-01T12:00:00Z".parse().unwrap();
    running
        .advance(now, &mut |_: &'static str, _: &str| Ok(()))
        .unwrap();
    Arc::new(Double(Arc::new(running)))
}
