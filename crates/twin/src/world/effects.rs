//! What the changes of a scenario do at an instant.

use jiff::civil::Date;

use crate::moment::Moment;
use crate::scenario::{Change, Mode, Parameter};

/// A change whose names and days are found.
#[derive(Debug, Clone)]
pub(crate) struct Effect {
    pub change: Change,
    pub first_day: Date,
    pub party: Option<usize>,
    pub channel: Option<usize>,
    pub contact_type: Option<usize>,
    pub begins: Moment,
    pub full_from: Moment,
    /// When it is over, if it ever is.
    pub ends: Option<Moment>,
}

/// Where something happens, as far as it matters to a parameter.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Where {
    pub party: Option<usize>,
    pub channel: Option<usize>,
    pub contact_type: Option<usize>,
}

impl Effect {
    /// How much of its full size a change has at an instant: 0 before it begins and when it is over, 1 when it is complete.
    pub fn progress(&self, at: Moment) -> f64 {
        if at < self.begins || self.ends.is_some_and(|ends| at >= ends) {
            return 0.0;
        }
        if at >= self.full_from {
            return 1.0;
        }
        at.seconds_since(self.begins) / self.full_from.seconds_since(self.begins)
    }

    fn reaches(&self, place: Where) -> bool {
        let fits =
            |narrowed: Option<usize>, here: Option<usize>| narrowed.is_none() || narrowed == here;
        fits(self.party, place.party)
            && fits(self.channel, place.channel)
            && fits(self.contact_type, place.contact_type)
    }
}

/// The parameter's value there and then, `base` being its value without any change.
pub(crate) fn value(
    effects: &[Effect],
    parameter: Parameter,
    base: f64,
    at: Moment,
    place: Where,
) -> f64 {
    value_of(effects.iter(), parameter, base, at, place)
}

/// The same, by some of the effects.
pub(crate) fn value_of<'a>(
    effects: impl Iterator<Item = &'a Effect>,
    parameter: Parameter,
    base: f64,
    at: Moment,
    place: Where,
) -> f64 {
    effects
        .filter(|effect| effect.change.parameter == parameter && effect.reaches(place))
        .fold(base, |value, effect| match parameter.mode() {
            Mode::Add => value + effect.change.by * effect.progress(at),
            Mode::Multiply => value * (1.0 + (effect.change.by - 1.0) * effect.progress(at)),
        })
}
