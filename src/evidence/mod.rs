//! What answers rest on: without which records a verdict would be another, and which report would settle it.
//!
//! Nothing here knows a rule of the verdicts: records are left out, corrected or added, and the office is judged again by the
//! step function ([`crate::answer::what_if`]).

pub mod explained;
pub mod fragile;
mod of_record;
mod reports;
mod sets;
pub mod why;
mod words;

pub use of_record::{STATEMENTS, of_record};
pub use reports::{Kind, Report, reports};
pub use sets::{Candidate, LARGEST, Rests, Set, rests};
