//! Courses: what newcomers begin with, and the lessons that open some shifts.

use std::sync::Arc;

use super::lines::Lesson;
use super::numbers::{Number, Seconds};
use super::opinion::points;
use super::roster::{LESSON, Planned};
use super::run::Run;
use crate::engine::AgentId;
use crate::moment::{HOUR_SECONDS, Moment};
use crate::world::people::Draws;

impl Run {
    /// A newcomer's shifts begin with the induction until it is passed.
    pub(super) fn begins_with_induction(&self, planned: &mut Planned) {
        let training = self.world.scenario.training.as_ref();
        let Some(training) = training.filter(|_| !planned.absent && !planned.called_in) else {
            return;
        };
        if self.world.agents[planned.agent].person.untrained {
            planned.opening = LESSON;
            let seconds = training.induction.hours * HOUR_SECONDS;
            planned.opening_seconds = seconds.clamp(planned.late_seconds, planned.seconds);
        }
    }

    /// Somebody comes out of a course.
    pub(super) fn has_learned(&mut self, agent: AgentId, starts: Moment, seconds: f64) {
        let Some(training) = &self.world.scenario.training else {
            return;
        };
        let learner = &self.world.agents[agent];
        let is_new = learner.person.untrained;
        let mut chance = self.draws(Draws::Score, &learner.name, starts.number());
        let score = points(chance.normal(training.score, training.deviation));
        let passed = score >= training.pass_mark;
        if starts >= self.world.period.start {
            self.numbers.lesson += 1;
            let team = &self.world.teams[learner.team];
            let lesson = Lesson {
                lesson: Number("L", self.numbers.lesson),
                vendor: &self.world.parties[team.party].name,
                centre: &team.site,
                squad: &team.name,
                handler: &learner.name,
                course: if is_new {
                    &training.induction.course
                } else {
                    &training.lesson
                },
                ended: starts.plus(seconds),
                seconds: Seconds(seconds),
                points: score,
                verdict: if passed { "pass" } else { "fail" },
            };
            self.export.write("trainings", &lesson);
        }
        if is_new && passed {
            let learner = &mut Arc::make_mut(&mut self.world).agents[agent];
            learner.person.untrained = false;
        }
    }
}
