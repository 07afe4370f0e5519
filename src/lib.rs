//! A dated, sourced archive of organizations, their chapters, their officials and the events reported about them,
//! in one SQLite file.
//!
//! Data flows one way:
//!
//! ```text
//! file → rows that know where they stand → checked records → archive          (import, profile, schema, computed, archive)
//! archive → keys of names and words → search                                  (name, index)
//! archive → query (.sql) → pooled records → verdict → answer → output        (query, verdict, answer, output)
//! archive → groups of records → findings, gaps, counts → output               (conflict, gap, coverage, output)
//! ```
//!
//! `schema` describes every table once, as data; `date` and `number` say what a cell can mean, `record` what a cell and an id
//! may be and how a row is refused; `verdict` what records mean together. Runs write rows through one door
//! (`archive::Writer`), and `archive::Run::settle` finds what no longer holds after what they wrote. `history` takes runs back and reads earlier states of the archive, `merge` joins archives, `documents` keeps
//! copies of sources, `profile` turns rows of foreign files into records, `add` makes rows of what a command line says, `export` writes tables as they came, `check`
//! verifies a file; what is written to the disk goes through `whole_file`. Each file in `command` is one verb of the command line. The library neither prints nor exits, and it
//! never reads the clock: writers, "today" and "now" are arguments.

mod add;
pub mod answer;
pub mod archive;
pub mod candidates;
pub mod chart;
mod check;
pub mod command;
mod computed;
pub mod conflict;
pub mod coverage;
pub mod date;
mod digest;
mod documents;
mod dossier;
pub mod error;
pub mod evidence;
pub mod export;
pub mod gap;
mod history;
pub mod identities;
pub mod import;
mod index;
mod keep;
mod lookup;
mod merge;
pub mod name;
pub mod number;
mod objects;
pub mod output;
pub mod picture;
mod profile;
pub mod query;
pub mod reader;
pub mod record;
pub mod schema;
mod site;
mod sorter;
mod suggest;
pub mod terminal;
pub mod verdict;
mod whole_file;
mod workbook;
