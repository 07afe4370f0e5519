//! Who took part in what, and in which place: whoever is named first is not so by chance.
//!
//! `lists` pools what sources say of one event; `ranking` looks at many events, `one_event` at one, `absent` names the holders
//! of a title that no list names, and `compared` says what differs between two lists.

pub mod absent;
pub mod compared;
pub mod lists;
pub mod one_event;
pub mod ranking;
mod trend;
