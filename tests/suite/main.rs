//! The tests: the command line and the stock sqlite3 shell as their clients, and properties of what is ours.

mod clients;
mod conflicts;
mod csv_spectrum;
mod datasette;
mod dates;
mod differences;
mod edtf_cases;
mod exports;
mod gaps;
mod histories;
mod imports;
mod merging;
mod naive;
mod parquet;
mod profile_new;
// Waits for `import --profile`: mod profiles;
mod questions;
mod readme;
mod recorded;
mod schema;
mod sql;
mod stock_shell;
mod support;
mod survival;
mod tampering;
mod upgrades;
mod verdicts;
