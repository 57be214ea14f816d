//! Tests of the engine through its public door: facts in, a question asked, an answer compared.

#![expect(
    clippy::unwrap_used,
    reason = "a fixture that cannot be made fails the test"
)]

mod anything;
mod bases;
mod boards;
mod book;
mod business_time;
mod days;
mod earlier;
mod exports;
mod glossary;
mod known;
mod merges;
mod now;
mod openlineage;
mod operation;
mod parties;
mod quality;
mod refusals;
mod scopes;
mod singling_out;
