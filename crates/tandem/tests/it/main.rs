//! The real binary, end to end: what a person types, what they read, and the exit code a script sees.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "what a test cannot make or read fails it"
)]

mod agreement;
mod beginning;
mod charters;
mod customers;
mod demo;
mod drafts;
mod exports;
mod faults;
mod http;
mod lake;
mod ledger;
mod lineage;
mod nats;
mod ownership;
mod place;
mod platform;
mod postgres;
mod readers;
mod refusals;
mod refused_whole;
mod running;
mod serving;
mod several;
mod small;
mod status;
mod strangers;
mod versions;
mod ways_in;
