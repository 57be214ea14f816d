//! Tests of the twin: against queueing theory, against its own promises, and against the facts of Harbor.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

mod back_office;
mod callbacks;
mod changes;
mod checks;
mod determinism;
mod double;
mod engine;
mod feeds;
mod harbor;
mod interventions;
mod knowledge;
mod looks;
mod loyalty;
mod money;
mod overflow;
mod people;
mod platform;
mod policies;
mod present;
mod priorities;
mod queueing;
mod scenario;
mod scenarios;
mod schemas;
mod transcripts;
mod truth;
mod watched;
mod what_if;
