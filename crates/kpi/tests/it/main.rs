//! Tests of the engine through its public door: facts in, a question asked, an answer compared.

mod bases;
mod boards;
mod book;
mod days;
mod exports;
mod merges;
mod operation;
mod refusals;
mod scopes;
