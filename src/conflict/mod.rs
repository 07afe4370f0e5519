//! Where sources contradict each other: rules over the whole archive, each in a file of its own.
//!
//! A rule reads the records it needs in an order in which what belongs together comes together, holds one group at a
//! time, and gives each [`Finding`] on as soon as it is found: memory does not grow with the archive. A contradiction is
//! reported only if the records cannot all be right whichever reading of their dates is; `docs/conflicts.md` defines
//! each rule and gives an example. Records of credibility 5 (improbable) take no part.
//!
//! A finding does not vanish when it is understood: a row of `settlements` says what the analyst concludes, and the
//! finding then shows as settled (see [`settled`]).

mod change;
mod chapter_outside_parent;
mod claims;
mod contradicting_judgements;
mod cycle;
mod event_dates;
mod event_status;
mod facts;
mod finding;
mod first_holder;
mod life;
mod one_person;
mod origins;
mod outside_existence;
mod outside_life;
mod places;
mod posting_dates;
mod reported_before;
mod rings;
pub mod settled;
mod two_holders;
mod two_names;
mod two_parents;
mod two_people;
mod values;
mod words;

pub(crate) use two_holders::{ONE_HOLDER, Post};
pub(crate) use words::some_day;

pub use finding::{Evidence, Finding, Side};
pub use origins::{Origins, STATEMENTS as ORIGIN_STATEMENTS};

use crate::error::Result;
use crate::query::Sql;
use crate::reader::Reader;

/// What takes the findings of a rule, one after the other.
pub type Take<'taker> = &'taker mut dyn FnMut(Finding) -> Result<()>;

/// One kind of contradiction.
pub trait Rule: Sync {
    /// The stable name, in kebab case: programs, settlements and the documentation know the rule by it.
    fn name(&self) -> &'static str;

    /// What it finds, in a line.
    fn meaning(&self) -> &'static str;

    /// The statements it runs.
    fn statements(&self) -> &'static [Sql];

    /// Gives each contradiction to `take`, in an order that depends on the records alone.
    ///
    /// # Errors
    /// If the archive cannot be read, the analyst interrupts, or `take` fails.
    fn find(&self, reader: &Reader, take: Take<'_>) -> Result<()>;
}

/// All rules, in the order in which their findings are given.
pub const RULES: &[&dyn Rule] = &[
    &two_holders::TwoHolders,
    &first_holder::FirstHolder,
    &posting_dates::PostingDates,
    &outside_life::OutsideLife,
    &outside_existence::OutsideExistence,
    &values::ConstantValues,
    &values::ChangingValues,
    &change::UnexplainedChange,
    &event_dates::EventDates,
    &event_status::EventStatus,
    &reported_before::ReportedBefore,
    &two_names::TwoNames,
    &cycle::HierarchyCycle,
    &two_parents::TwoParents,
    &chapter_outside_parent::ChapterOutsideParent,
    &one_person::OnePersonTwoIds,
    &two_people::TwoPeopleOneId,
    &contradicting_judgements::ContradictingJudgements,
];

/// The rule with this name.
#[must_use]
pub fn rule(name: &str) -> Option<&'static dyn Rule> {
    RULES.iter().find(|rule| rule.name() == name).copied()
}
