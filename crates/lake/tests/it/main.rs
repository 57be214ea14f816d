//! The lake from outside: files in, facts out.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "what a test cannot make or read fails it"
)]

mod arrivals;
mod checks;
mod clock;
mod columnar;
mod crash;
mod customers;
mod deliveries;
mod fixture;
mod formats;
mod free_text;
mod hostile;
mod limits;
mod mutated;
mod older;
mod preview;
mod quarantine;
mod readers;
mod ready_made;
mod real;
mod refusals;
mod standings;
mod travel;
mod upkeep;
mod versions;
mod viewers;
