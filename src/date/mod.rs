//! Dates as sources give them: EDTF texts, the days they can mean, and what follows for a record.
//!
//! EDTF is the Extended Date/Time Format of the Library of Congress (2019), now part of ISO 8601-2.

mod advice;
mod day;
mod edtf;
mod ranges;
mod span;

pub use day::{Day, NotADay};
pub use edtf::{DateError, Edtf, bounds_of};
pub use ranges::{Dated, EventRange, Until, as_of_bounds, dated, event};
pub use span::Span;
