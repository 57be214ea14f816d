//! Tests of the charter through its public door: files in, charter or diagnostics out.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a helper that meets what it does not expect fails its test"
)]

mod arithmetic;
mod book;
mod charters;
mod decisions;
mod diagnostics;
mod expressions;
mod feed_checks;
mod fixture;
mod lineage;
mod lints;
mod pull;
mod robustness;
mod schemas;
mod views;
