//! Dates as sources give them: EDTF texts, the days they can mean, and what follows for a record.
//!
//! EDTF is the Extended Date/Time Format of the Library of Congress (2019, <https://www.loc.gov/standards/datetime/>),
//! now part of ISO 8601-2. What it leaves open (how far `~` reaches, when winter is) is settled in `docs/dates.md`.

mod advice;
mod bounds;
mod day;
mod edtf;
mod for_people;
mod pairs;
mod phrase;
mod ranges;
mod span;

pub use advice::{meant, read_as_written};
pub use day::{Day, NotADay};
pub use edtf::{DateError, Edtf, bounds_of};
pub use phrase::MONTHS;
pub use ranges::{Dated, EventRange, HeldDays, Until, Written, dated, event, held_days, published_bounds};
pub use span::Span;
