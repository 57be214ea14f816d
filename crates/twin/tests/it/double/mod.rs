//! The double: what was put in is found, and what was found, replayed, gives what was.

mod bank;
mod centre;
mod parts;
mod truth;
