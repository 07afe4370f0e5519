//! The step function: for each holder of an office the days of the calendar in a few pieces, each with one verdict, one
//! reason and the records behind it.
//!
//! Every question about a day is read from it. [`Office`] takes the records and gives a [`Tenure`] for each holder;
//! [`Tenure::on`] is the piece of a day, [`Tenure::pieces`] all of them. A *holder* is what the records speak of: an
//! official in an office of one body, a value of an attribute, a name in a language. Each rule is in one place:
//!
//! | rule | says | where |
//! |---|---|---|
//! | B1, B2 | rows that meet, and rows of one source that overlap, are read as one | `rows` |
//! | B3, B4 | which rows speak of one spell | `spells` |
//! | B5 | a rival's day breaks a bridge | `bridge` |
//! | C1 to C4 | the verdict on one spell by itself | `spell_day` |
//! | D1, D2 | who is inside on a day, and handovers | `inside` |
//! | D3, D4 | beside a certain holder | `holders` |
//! | D5 | succession | `succession` |
//!
//! It is found by one sweep over the days on which something changes: the first and last days of a since, an until, a
//! held day or a limit, and the days after them.

mod bridge;
mod cover;
mod existence;
mod holders;
mod inside;
mod office;
mod reason;
mod record;
mod rows;
mod spell_day;
mod spells;
mod succession;

pub use existence::{Sign, existence};
pub use office::{Office, Piece, Tenure};
pub use reason::{Against, Beyond, Others, Reason, Subject, away};
pub use record::{HeldDay, HeldKind, Limit, LimitKind, Record, held_days};
pub use spells::Spell;
