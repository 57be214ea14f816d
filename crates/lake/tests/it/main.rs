//! The lake from outside: files in, facts out.

mod crash;
mod fixture;
mod formats;
mod hostile;
mod real;
mod travel;
mod versions;
mod viewers;
