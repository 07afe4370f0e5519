//! Files of objects: JSON, line by line (NDJSON) or as an array, and BibTeX, read as rows that CSV can hold.
//!
//! `cut` takes a file apart into its objects, of which it holds one at a time; `value` reads the text of one, in which numbers
//! stay as they are written; `path` says which of its values is a cell, and over which list it iterates. `copy` writes the cells
//! as rows of a temporary CSV file, which is then read as any other file is: an import reads a file more than once. Where an
//! object is, what is wrong with it and how it is written are in two further cells of its row (`trailer`).

pub mod bibtex;
mod copy;
pub mod csl;
mod cut;
pub mod own;
mod path;
mod trailer;
mod value;

pub use copy::{Copied, ListPlan, Plan, copy, keys};
pub use cut::{Cutter, Form};
pub use path::{ARRAY, FILE, Path};
pub use trailer::{HIDDEN, Problem, Trailer};
pub use value::Value;
