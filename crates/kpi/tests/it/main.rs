//! Tests of the engine through its public door: facts in, a question asked, an answer compared.

mod book;
mod operation;
