//! The ledger as other rooms use it.

mod deciding;
mod keeping;
mod partnership;
mod seeing;
