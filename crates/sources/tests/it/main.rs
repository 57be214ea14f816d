//! Ways in from outside: what is put at the door is in the lake, once.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "what a test cannot make or read fails it, and one that is left out says so"
)]

mod api;
mod drop;
mod nats;
mod operation;
mod pull;
mod pull_keyset;
mod pull_posts;
mod ready_made;
mod stream;
