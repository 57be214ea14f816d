//! Tests of the engine through its public door: facts in, a question asked, an answer compared.

#![expect(
    clippy::unwrap_used,
    reason = "a fixture that cannot be made fails the test"
)]

mod bases;
mod boards;
mod book;
mod business_time;
mod days;
mod exports;
mod known;
mod merges;
mod operation;
mod refusals;
mod scopes;
