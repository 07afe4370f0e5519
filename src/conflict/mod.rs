//! Where sources contradict each other: rules over the whole archive, each in a file of its own.
//!
//! A rule reads the records it needs in an order in which what belongs together comes together, holds one group at a
//! time, and gives each [`Finding`] on as soon as it is found: memory does not grow with the archive. A contradiction is
//! reported only if the records cannot all be right whichever reading of their dates is; `docs/conflicts.md` defines
//! each rule and gives an example. Records of credibility 5 (improbable) do not count.
//!
//! A finding does not vanish when it is understood: a row of `settlements` says what the analyst concludes, and the
//! finding then shows as settled (see [`settled`]).

mod after_source;
mod change;
mod chapter_outside_parent;
mod contested;
mod contradicting_judgements;
mod cycle;
mod event_dates;
mod event_status;
mod existence;
mod facts;
mod finding;
mod first_holder;
mod judged;
mod life;
mod link_cycles;
mod links_on_rings;
mod named;
mod ninety_years;
mod offices;
mod one_person;
mod origins;
mod outside_existence;
mod outside_life;
mod related;
mod reported_before;
pub mod settled;
mod stated;
mod two_people;
mod undated;
mod values;
mod words;

pub(crate) use words::{called, either, together, written};

pub use finding::{Evidence, Finding, Side};
pub use judged::{Judged, Pass, Wanted};
pub use origins::{Origins, STATEMENTS as ORIGIN_STATEMENTS};
pub use words::STATEMENTS as WORD_STATEMENTS;

use judged::{beyond_limit, dates, outside};

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

    /// Whether answers call the days of its findings disputed; otherwise it hints at what is most likely wrong.
    fn judges(&self) -> bool {
        false
    }

    /// The readings of the archive in which it finds more, or all; they serve other rules as well.
    fn passes(&self) -> &'static [Pass] {
        &[]
    }

    /// The statements it runs.
    fn statements(&self) -> &'static [Sql];

    /// Gives each contradiction that it finds by itself to `take`, in an order that depends on the records alone.
    ///
    /// # Errors
    /// If the archive cannot be read, the analyst interrupts, or `take` fails.
    fn find(&self, reader: &Reader, take: Take<'_>) -> Result<()>;
}

/// All rules, in the order in which their findings are given.
pub const RULES: &[&dyn Rule] = &[
    &Judged::TWO_HOLDERS,
    &Judged::POSTING_DATES,
    &outside_life::OutsideLife,
    &outside_existence::OutsideExistence,
    &Judged::SPELL_IN_SPELL,
    &first_holder::FirstHolder,
    &values::ConstantValues,
    &Judged::CHANGING_VALUES,
    &Judged::FACT_DATES,
    &change::UnexplainedChange,
    &undated::UndatedValues,
    &event_dates::EventDates,
    &event_status::EventStatus,
    &reported_before::ReportedBefore,
    &after_source::DateAfterSource,
    &Judged::TWO_NAMES,
    &Judged::NAME_DATES,
    &Judged::NAMED_BEYOND,
    &Judged::CHAPTER_DATES,
    &Judged::CHAPTER_BEYOND,
    &cycle::HierarchyCycle,
    &Judged::RELATION_DATES,
    &Judged::TWO_PARENTS,
    &chapter_outside_parent::ChapterOutsideParent,
    &one_person::OnePersonTwoIds,
    &two_people::TwoPeopleOneId,
    &ninety_years::NinetyYears,
    &contradicting_judgements::ContradictingJudgements,
];

/// Gives the findings of some rules; each reading of the archive that serves several of them is done once.
///
/// # Errors
/// If the archive cannot be read, the analyst interrupts, or `take` fails.
pub fn find(rules: &[&dyn Rule], reader: &Reader, take: Take<'_>) -> Result<()> {
    let wanted = |name: &str| rules.iter().any(|rule| rule.name() == name);
    let mut done: Vec<Pass> = Vec::new();
    for rule in rules {
        rule.find(reader, take)?;
        for pass in rule.passes() {
            if !done.contains(pass) {
                done.push(*pass);
                pass.find(reader, &wanted, take)?;
            }
        }
    }
    Ok(())
}

/// The findings of some rules that concern some entities; nothing else is read.
///
/// # Errors
/// As [`find`].
pub fn concerning(rules: &[&dyn Rule], reader: &Reader, entities: &[&str]) -> Result<Vec<Finding>> {
    reader.concerning(entities, || {
        let mut found = Vec::new();
        find(rules, reader, &mut |finding| {
            if entities.iter().any(|entity| finding.concerns(entity)) {
                found.push(finding);
            }
            Ok(())
        })?;
        Ok(found)
    })
}

/// The rule with this name.
#[must_use]
pub fn rule(name: &str) -> Option<&'static dyn Rule> {
    RULES.iter().find(|rule| rule.name() == name).copied()
}
