//! An office held in a body, or an event of it, before its founding or after its dissolution.

use super::life::{Line, Terms, outside};
use super::{Pass, Rule, Take};
use crate::error::Result;
use crate::query::Sql;
use crate::reader::Reader;

pub(super) const OUTSIDE_EXISTENCE: &str = "outside-existence";

const LINES: Sql = Sql { name: "outside_existence", text: include_str!("outside_existence.sql") };

/// The rule `outside-existence`: bodies are organizations and chapters; a chapter exists no longer than its organization.
pub struct OutsideExistence;

const TERMS: Terms = Terms {
    rule: OUTSIDE_EXISTENCE,
    before: "before the founding",
    after: "after the dissolution",
    years: 0,
    too_early: "before the founding",
    would_settle: "a report of the founding or of the dissolution, or of a body of the same name before or after it",
};

impl Rule for OutsideExistence {
    fn name(&self) -> &'static str {
        TERMS.rule
    }

    fn meaning(&self) -> &'static str {
        "an office held in a body, or an event of it, before its founding or after its dissolution"
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
