//! The tests: the command line and the stock sqlite3 shell as their clients, and properties of what is ours.

mod candidates;
mod clients;
mod conflicts;
mod csv_spectrum;
mod datasette;
mod dates;
mod differences;
mod edtf_cases;
mod encodings;
mod equal_merges;
mod exports;
mod fuzzing;
mod gaps;
mod histories;
mod identities;
mod imports;
mod intake;
mod merging;
mod naive;
mod names;
mod naming;
mod parquet;
mod partial;
mod profile_new;
mod profiles;
mod questions;
mod readme;
mod recorded;
mod resolving;
mod resting;
mod schema;
mod searching;
mod sql;
mod step_functions;
mod stock_shell;
mod support;
mod survival;
mod tampering;
mod terminal;
mod trust;
#[cfg(target_os = "linux")]
mod unwritable;
mod upgrades;
mod verdicts;
#[cfg(unix)]
mod written_files;
