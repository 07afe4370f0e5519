//! An official in office or at an event after death, before birth, or before the age of 14.

use super::life::{Line, Terms, outside};
use super::{Pass, Rule, Take};
use crate::error::Result;
use crate::query::Sql;
use crate::reader::Reader;

pub(super) const OUTSIDE_LIFE: &str = "outside-life";

const LINES: Sql = Sql { name: "outside_life", text: include_str!("outside_life.sql") };

/// The rule `outside-life`.
pub struct OutsideLife;

const TERMS: Terms = Terms {
    rule: OUTSIDE_LIFE,
    before: "before birth",
    after: "after death",
    years: 14,
    too_early: "before the age of 14",
    would_settle: "an obituary or a biography that gives the dates of birth and death, and distinguishes namesakes",
};

impl Rule for OutsideLife {
    fn name(&self) -> &'static str {
        TERMS.rule
    }

    fn meaning(&self) -> &'static str {
        "an official in office or at an event after death, before birth, or before the age of 14"
    }

    fn passes(&self) -> &'static [Pass] {
        &[Pass::Offices, Pass::Facts]
    }

    fn statements(&self) -> &'static [Sql] {
        const { &[LINES] }
    }

    fn find(&self, reader: &Reader, take: Take<'_>) -> Result<()> {
        reader.groups(
            LINES,
            &[],
            |row| Line::read(reader, row),
            |one, other| one.subject == other.subject,
            |lines| outside(reader, lines, &TERMS, take),
        )
    }
}
