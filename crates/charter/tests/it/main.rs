//! Tests of the charter through its public door: files in, charter or diagnostics out.

mod arithmetic;
mod charters;
mod diagnostics;
mod expressions;
mod fixture;
mod lints;
mod robustness;
mod schemas;
mod views;
