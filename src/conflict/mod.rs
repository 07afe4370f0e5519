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
pub mod settled;
mod two_holders;
mod two_names;
mod two_parents;
mod two_people;
mod values;
mod words;

pub(crate) use two_holders::{ONE_HOLDER, Post};
pub(crate) use words::some_day;

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rusqlite::{Connection, Row, ToSql};

pub use finding::{Evidence, Finding, Side};
pub use origins::{Origins, STATEMENTS as ORIGIN_STATEMENTS};

use crate::error::{Error, Result};
use crate::query::{self, Clocks, Doubtful, Sql};

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
    fn find(&self, search: &Search<'_>, take: Take<'_>) -> Result<()>;
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

/// An archive that is searched for contradictions.
pub struct Search<'archive> {
    /// The archive.
    pub connection: &'archive Connection,
    /// Publication time counts; the day that is asked about does not.
    pub clocks: &'archive Clocks,
    /// Set when the analyst interrupts.
    interrupted: Arc<AtomicBool>,
    /// Sources that may have been out by the publication day, but not surely.
    pub doubtful: RefCell<Doubtful>,
}

/// After so many rows it is asked whether the analyst interrupted.
const ROWS_BETWEEN_LOOKS: u32 = 4_096;

impl<'archive> Search<'archive> {
    /// Begins a search, which ends soon after `interrupted` is set.
    #[must_use]
    pub fn new(
        connection: &'archive Connection,
        clocks: &'archive Clocks,
        interrupted: &Arc<AtomicBool>,
    ) -> Search<'archive> {
        let doubtful = RefCell::default();
        Search { connection, clocks, interrupted: Arc::clone(interrupted), doubtful }
    }

    /// Whether the analyst interrupted.
    #[must_use]
    pub fn is_interrupted(&self) -> bool {
        self.interrupted.load(Ordering::Relaxed)
    }

    /// Runs a statement whose rows come group by group, and gives each group to `take`.
    ///
    /// `read` makes something of a row, or nothing if its source does not count; `same` says whether two of them belong
    /// to one group.
    pub(crate) fn groups<T>(
        &self,
        sql: Sql,
        parameters: &[(&str, &dyn ToSql)],
        mut read: impl FnMut(&Row<'_>, &mut Doubtful) -> Result<Option<T>>,
        same: impl Fn(&T, &T) -> bool,
        mut take: impl FnMut(&[T]) -> Result<()>,
    ) -> Result<()> {
        let mut group: Vec<T> = Vec::new();
        let mut rows = 0_u32;
        let published_by = self.clocks.published_by();
        let mut all: Vec<(&str, &dyn ToSql)> = parameters.to_vec();
        all.push((":published_by", &published_by));
        query::each_row(self.connection, self.clocks, sql, &all, false, |row| {
            rows = rows.wrapping_add(1);
            if rows.is_multiple_of(ROWS_BETWEEN_LOOKS) && self.is_interrupted() {
                return Err(Error::Interrupted);
            }
            let Some(next) = read(row, &mut self.doubtful.borrow_mut())? else {
                return Ok(());
            };
            if group.last().is_some_and(|last| !same(last, &next)) {
                take(&group)?;
                group.clear();
            }
            group.push(next);
            Ok(())
        })?;
        if group.is_empty() { Ok(()) } else { take(&group) }
    }
}
