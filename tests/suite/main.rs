//! The tests: the command line and the stock sqlite3 shell as their clients, and properties of what is ours.

mod clients;
mod dates;
mod edtf_cases;
mod exports;
mod histories;
mod imports;
mod merging;
mod naive;
mod names;
mod questions;
mod readme;
mod recorded;
mod schema;
mod searching;
mod sql;
mod stock_shell;
mod support;
mod survival;
mod upgrades;
mod verdicts;
