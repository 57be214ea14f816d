//! The ledger as other rooms use it.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "what a test cannot make or read fails it"
)]

mod agreeing;
mod agreement;
mod deciding;
mod faults;
mod handing_over;
mod keeping;
mod many;
mod partnership;
mod places;
mod postgres;
mod seeing;
mod snapshots;
mod suite;
