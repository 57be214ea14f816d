//! Tests of the draft through its public door: bytes in, a feed out that the charter accepts.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a helper that meets what it does not expect fails its test"
)]

mod again;
mod chance;
mod checks;
mod documents;
mod exports;
mod fixture;
mod layouts;
mod lengths;
mod personal;
mod reports;
mod systems;
mod tables;
mod values;
mod words;
