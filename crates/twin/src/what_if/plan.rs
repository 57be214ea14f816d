//! From levers to what a trial does differently, instant by instant.

use super::WhatIfError;
use super::horizon::Window;
use super::levers::{FORMAT, LEVERS_MAX, Lever, Levers};
use super::planning::Planning;
use crate::moment::Moment;
use crate::partnership::{Partnership, Rerouted, Step};
use crate::world::World;

/// What a trial's changes go by.
const TRIED: &str = "what_if";

/// What is to be done differently in a partnership, in the order of the levers.
pub(super) fn plan(
    present: &Partnership,
    levers: &Levers,
    window: Window,
) -> Result<Vec<Step>, WhatIfError> {
    if levers.format != FORMAT {
        return Err(WhatIfError::Format {
            found: levers.format,
        });
    }
    if levers.levers.len() > LEVERS_MAX {
        let (most, found) = (format!("at most {LEVERS_MAX}"), levers.levers.len());
        return Err(WhatIfError::value("levers", most, found));
    }
    let routing = &present.orders().routing;
    steps(present.world(), routing, &levers.levers, window, TRIED)
}

/// The steps of some levers, where teams take lines as was ordered. What they change goes by that name.
pub(crate) fn steps(
    world: &World,
    ordered: &[Rerouted],
    levers: &[Lever],
    window: Window,
    name: &str,
) -> Result<Vec<Step>, WhatIfError> {
    let planning = Planning {
        world,
        window,
        name,
    };
    let mut steps = Vec::new();
    for lever in levers {
        planning.lever(lever, &mut steps)?;
    }
    let tried = steps.iter().filter_map(|step| match step {
        Step::Reroute(rerouted) => Some(*rerouted),
        _ => None,
    });
    let routing: Vec<Rerouted> = ordered.iter().copied().chain(tried).collect();
    everything_is_served(world, &routing, window.from)?;
    Ok(steps)
}

/// A line that was served and is not any more would swallow customers.
pub(crate) fn everything_is_served(
    world: &World,
    routing: &[Rerouted],
    from: Moment,
) -> Result<(), WhatIfError> {
    let Some(line) = world.unserved(routing, from) else {
        return Ok(());
    };
    Err(WhatIfError::Unserved {
        queue: world
            .queue_of(line)
            .map_or_else(String::new, |queue| world.queues[queue].name.clone()),
        party: world.parties[line / world.queues.len()].name.clone(),
    })
}
