//! The server through its one door: HTTP over a socket.

mod callers;
mod client;
mod doors;
mod hidden;
mod house;
mod malformed;
mod notes;
mod openapi;
mod screen;
mod sign_in;
mod tokens;
