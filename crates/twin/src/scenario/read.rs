//! Reading a scenario, and whether its values say sense.

use std::collections::BTreeMap;

use charter::Beside;

use super::{BackOffice, Scenario, ScenarioError, Signal};

/// The format version that this code reads.
pub(super) const FORMAT: u32 = 1;
/// Where it stands in a charter's folder.
pub(super) const FILE: &str = "scenario.yaml";

impl Scenario {
    /// Reads a scenario from its text.
    ///
    /// # Errors
    /// When the text is no scenario of this format. Whether it fits a charter is found out by
    /// [`Simulation::new`](crate::Simulation::new).
    pub fn read(text: &str) -> Result<Self, ScenarioError> {
        let scenario = Beside::<Self>::read(FILE, text)
            .map_err(ScenarioError::Shape)?
            .value;
        scenario.fits()?;
        Ok(scenario)
    }

    /// Whether it says sense by itself.
    pub(super) fn fits(&self) -> Result<(), ScenarioError> {
        if self.format != FORMAT {
            let found = self.format;
            return Err(ScenarioError::Format { found });
        }
        self.check_values()
    }

    /// Shares are shares, seconds are not negative: what would otherwise make nonsense without a word.
    fn check_values(&self) -> Result<(), ScenarioError> {
        let demand = &self.demand;
        share("demand.day_variation", demand.day_variation)?;
        share("demand.holiday_share", demand.holiday_share)?;
        amount("demand.contacts_per_week", demand.contacts_per_week)?;
        if demand.customers == 0 {
            return Err(ScenarioError::value(
                "demand.customers",
                "at least one customer",
                0,
            ));
        }
        for (name, channel) in &self.channels {
            let place = |field: &str| format!("channels.{name}.{field}");
            lengths(
                &place("hours"),
                channel.hours.len(),
                24,
                "24 weights, from midnight",
            )?;
            lengths(
                &place("weekdays"),
                channel.weekdays.len(),
                7,
                "7 weights, from Monday",
            )?;
            for weight in channel.hours.iter().chain(&channel.weekdays) {
                amount(&place("hours and weekdays"), *weight)?;
            }
            for (field, value) in [
                ("share", channel.share),
                ("talk_seconds", channel.talk_seconds),
                ("wrap_seconds", channel.wrap_seconds),
                ("variation", channel.variation),
                ("hold.seconds", channel.hold.seconds),
                ("answered_within_seconds", channel.answered_within_seconds),
                ("pending_hours", channel.pending_hours),
                (
                    "patience_seconds",
                    channel.patience_seconds.unwrap_or_default(),
                ),
            ] {
                amount(&place(field), value)?;
            }
            for (field, value) in [
                ("hold.share", channel.hold.share),
                ("tries_again", channel.tries_again),
                ("contained_by_bot", channel.contained_by_bot),
                ("pending_share", channel.pending_share),
            ] {
                share(&place(field), value)?;
            }
            if let Some(seconds) = channel.overflow_after_seconds {
                amount(&place("overflow_after_seconds"), seconds)?;
            }
            if let Some(callback) = &channel.callback {
                let place = |field: &str| place(&format!("callback.{field}"));
                amount(&place("after_seconds"), callback.after_seconds)?;
                amount(&place("again_after_minutes"), callback.again_after_minutes)?;
                share(&place("accepts"), callback.accepts)?;
                share(&place("reached"), callback.reached)?;
                if callback.attempts == 0 {
                    let expected = "at least one attempt";
                    return Err(ScenarioError::value(place("attempts"), expected, 0));
                }
            }
            if channel.at_a_time == 0 || channel.seconds_per_star <= 0.0 {
                return Err(ScenarioError::value(
                    format!("channels.{name}"),
                    "at_a_time and seconds_per_star above 0",
                    0,
                ));
            }
        }
        for (name, contact_type) in &self.contact_types {
            for (field, value) in [
                ("resolution", contact_type.resolution),
                ("escalation", contact_type.escalation),
                ("canned", contact_type.canned),
            ] {
                share(&format!("contact_types.{name}.{field}"), value)?;
            }
            amount(&format!("contact_types.{name}.share"), contact_type.share)?;
        }
        for (name, team) in &self.teams {
            share(&format!("teams.{name}.absence"), team.absence)?;
            for shift in &team.shifts {
                let place = format!("teams.{name}.shifts.{}", shift.starts);
                lengths(
                    &place,
                    shift.agents.len(),
                    7,
                    "7 numbers of agents, from Monday",
                )?;
                if !(1.0..=16.0).contains(&shift.hours) {
                    return Err(ScenarioError::value(
                        place,
                        "a shift of 1 to 16 hours",
                        shift.hours,
                    ));
                }
            }
        }
        if let Some(back_office) = &self.back_office {
            back_office.check_values()?;
        }
        self.check_knowledge()?;
        self.check_loyalty()?;
        self.check_transcripts()?;
        self.check_money()?;
        Signal::check_all(&self.signals)?;
        let course = &self.course;
        for (field, value) in [
            ("wrong_queue", course.wrong_queue),
            ("wrong_queue_predicted", course.wrong_queue_predicted),
            ("returns_unsolved", course.returns_unsolved),
            ("returns_solved", course.returns_solved),
            ("returns_same_channel", course.returns_same_channel),
            ("reopens", course.reopens),
            ("urgent", course.urgent),
        ] {
            share(&format!("course.{field}"), value)?;
        }
        self.check_people()?;
        share("surveys.response", self.surveys.response)?;
        share("evaluations.share", self.evaluations.share)?;
        share("evaluations.second_share", self.evaluations.second_share)?;
        share(
            "evaluations.critical_error",
            self.evaluations.critical_error,
        )
    }
}

impl BackOffice {
    fn check_values(&self) -> Result<(), ScenarioError> {
        for (name, task) in &self.tasks {
            let place = |field: &str| format!("back_office.tasks.{name}.{field}");
            for raised in task.raised_by.values() {
                share(&place("raised_by"), *raised)?;
            }
            amount(&place("work_seconds"), task.work_seconds)?;
            amount(&place("variation"), task.variation)?;
            amount(&place("due_hours"), task.due_hours)?;
            share(&place("chases"), task.chases)?;
            let Some(robot) = &task.robot else { continue };
            share(&place("robot.share"), robot.share)?;
            amount(&place("robot.run_seconds"), robot.run_seconds)?;
            amount(&place("robot.variation"), robot.variation)?;
            for exception in robot.exceptions.values() {
                share(&place("robot.exceptions"), *exception)?;
            }
            share(&place("robot.exceptions"), robot.exceptions.values().sum())?;
            if self.robots == 0 {
                let expected = "at least one robot, since tasks are tried by one";
                return Err(ScenarioError::value("back_office.robots", expected, 0));
            }
        }
        self.check_raised()
    }

    /// A contact leaves one task behind at most: beyond that, the last kinds would come less often than is said.
    fn check_raised(&self) -> Result<(), ScenarioError> {
        let mut sums: BTreeMap<&str, f64> = BTreeMap::new();
        for (name, task) in &self.tasks {
            for (contact_type, raised) in &task.raised_by {
                let sum = sums.entry(contact_type).or_default();
                *sum += raised;
                // Shares such as 0.1, 0.2 and 0.7 do not add up to 1 to the last digit.
                if *sum > 1.0 + 1e-9 {
                    let place = format!("back_office.tasks.{name}.raised_by.{contact_type}");
                    let expected = "shares that add up to no more than 1";
                    return Err(ScenarioError::value(place, expected, *sum));
                }
            }
        }
        Ok(())
    }
}

pub(super) fn share(place: &str, value: f64) -> Result<(), ScenarioError> {
    if (0.0..=1.0).contains(&value) {
        return Ok(());
    }
    Err(ScenarioError::value(place, "a share from 0 to 1", value))
}

pub(super) fn amount(place: &str, value: f64) -> Result<(), ScenarioError> {
    if value >= 0.0 && value.is_finite() {
        return Ok(());
    }
    Err(ScenarioError::value(place, "0 or more", value))
}

fn lengths(
    place: &str,
    found: usize,
    expected: usize,
    words: &'static str,
) -> Result<(), ScenarioError> {
    if found == expected {
        return Ok(());
    }
    Err(ScenarioError::value(place, words, found))
}
