//! The lake from outside: files in, facts out.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "what a test cannot make or read fails it"
)]

mod crash;
mod fixture;
mod formats;
mod hostile;
mod real;
mod travel;
mod versions;
mod viewers;
