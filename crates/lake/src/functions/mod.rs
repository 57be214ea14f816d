//! The functions that expressions may call, and sessions that have them and nothing else.

mod business_seconds;
mod json_text;
pub(crate) mod local_time;
mod quick_cast;
mod seconds_between;

use std::sync::Arc;

pub(crate) use business_seconds::Calendars;
pub(crate) use quick_cast::with_quick_casts;

use charter::expression::FUNCTIONS;
use datafusion::execution::SessionStateDefaults;
use datafusion::execution::context::SessionContext;
use datafusion::execution::runtime_env::RuntimeEnv;
use datafusion::execution::session_state::SessionStateBuilder;
use datafusion::logical_expr::ScalarUDF;
use datafusion::prelude::SessionConfig;

/// A session with the functions that a charter's expressions may call, the engine's aggregates and windows, and no
/// tables, no file formats and no table functions.
pub(crate) fn session(
    config: SessionConfig,
    runtime: Arc<RuntimeEnv>,
    calendars: Calendars,
) -> SessionContext {
    let mut functions: Vec<Arc<ScalarUDF>> = SessionStateDefaults::default_scalar_functions()
        .into_iter()
        .filter(|function| {
            wanted(function.name()) || function.aliases().iter().any(|name| wanted(name))
        })
        .collect();
    functions.push(Arc::new(ScalarUDF::from(
        seconds_between::SecondsBetween::default(),
    )));
    functions.push(Arc::new(ScalarUDF::from(json_text::JsonText::default())));
    functions.push(Arc::new(ScalarUDF::from(
        business_seconds::BusinessSeconds::of(calendars),
    )));
    let state = SessionStateBuilder::new()
        .with_config(config)
        .with_runtime_env(runtime)
        .with_expr_planners(SessionStateDefaults::default_expr_planners())
        .with_scalar_functions(functions)
        .with_aggregate_functions(SessionStateDefaults::default_aggregate_functions())
        .with_window_functions(SessionStateDefaults::default_window_functions())
        .build();
    SessionContext::new_with_state(state)
}

/// Whether a charter may call it, or the engine needs it to plan what a charter may write (`extract`, `position`,
/// time bins).
fn wanted(name: &str) -> bool {
    const ENGINE: &[&str] = &[
        "date_bin",
        "date_part",
        "position",
        "to_timestamp_micros",
        "arrow_cast",
        "get_field",
        "encode",
    ];
    FUNCTIONS.iter().any(|function| function.name == name) || ENGINE.contains(&name)
}
