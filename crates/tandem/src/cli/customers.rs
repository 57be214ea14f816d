//! Customers who ask to be forgotten, and accounts that are one customer's.

use clap::{Args, Subcommand};

use super::lake::Told;
use super::{CharterFolder, DataFolder, Whose};

/// Requests about customers.
#[derive(Debug, Subcommand)]
pub enum Customers {
    /// Forget a customer: no row says any more whose it was. Rows stay, and so does every count that is not of customers.
    Forget(CustomersForget),
    /// Say that two accounts are one customer's.
    Merge(CustomersMerge),
    /// The requests so far, and what each changed.
    List(CustomersOf),
}

#[derive(Debug, Args)]
pub struct CustomersOf {
    #[command(flatten)]
    pub charter: CharterFolder,
    #[command(flatten)]
    pub data: DataFolder,
    /// How to write what is told.
    #[arg(long, value_enum, default_value_t = Told::Table)]
    pub format: Told,
}

#[derive(Debug, Args)]
pub struct CustomersAsk {
    #[command(flatten)]
    pub of: CustomersOf,
    #[command(flatten)]
    pub whose: Whose,
    /// Why; it is kept. Without the customer's name: the number under which the letter is filed.
    #[arg(long, value_name = "TEXT", required_unless_present = "dry_run")]
    pub reason: Option<String>,
    /// Only tell what would change.
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Debug, Args)]
pub struct CustomersForget {
    #[command(flatten)]
    pub ask: CustomersAsk,
    /// The customer, as the source writes it in the column that feeds map to `customer`; `-` reads it from standard input,
    /// so that it stays out of the shell's history.
    pub customer: String,
}

#[derive(Debug, Args)]
pub struct CustomersMerge {
    #[command(flatten)]
    pub ask: CustomersAsk,
    /// The account that goes, as the source writes it; `-` reads a line of standard input.
    pub customer: String,
    /// The account that stays; `-` reads a line of standard input.
    pub into: String,
}
