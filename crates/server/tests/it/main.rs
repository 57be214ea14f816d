//! The server through its one door: HTTP over a socket.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "what a test cannot make or read fails it"
)]

mod addresses;
mod bases;
mod callers;
mod client;
mod doors;
mod double;
mod drafts;
mod feed_hours;
mod hidden;
mod house;
mod lineage;
mod live;
mod malformed;
mod notes;
mod openapi;
mod platform;
mod proposals;
mod screen;
mod sends;
mod sign_in;
mod tokens;
mod what_if;
