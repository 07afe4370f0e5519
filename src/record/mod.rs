//! What a record is made of, below everything that reads or writes some: what a cell may hold, what an id may be and how one
//! is derived, how a row is refused, and what a version of it is.

pub mod cells;
pub mod id;
pub mod refusal;
pub mod sums;
pub mod version;
