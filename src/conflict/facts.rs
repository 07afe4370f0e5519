//! Facts of which one value at a time holds, and whether two values can both be right.

use rusqlite::Row;

use crate::answer::facts::folded;
use crate::answer::places::Places;
use crate::date::Span;
use crate::error::Result;
use crate::query::{DatedRow, Sql};
use crate::reader::Reader;

/// Single-valued facts, ordered by subject and attribute.
pub(super) const SINGLE_VALUED: Sql = Sql { name: "single_valued", text: include_str!("single_valued.sql") };

/// A fact.
pub(super) struct Fact {
    pub dated: DatedRow,
    pub subject: String,
    pub attribute: String,
    pub value: String,
    /// Whether the source says "still so", and does not say of which day.
    pub is_still: bool,
    meaning: Meaning,
}

/// What the value can mean.
enum Meaning {
    Day(Span),
    Number(f64, f64),
    Text(String),
    Entity,
    /// A value that is not of its attribute's type says nothing.
    Nothing,
}

impl Fact {
    fn read(reader: &Reader, row: &Row<'_>) -> Result<Option<Fact>> {
        let Some(fetched) = reader.fetched(row)? else {
            return Ok(None);
        };
        let value = fetched.owned(2)?.unwrap_or_default();
        let meaning = match fetched.text(3)? {
            Some("date") => match (fetched.text(4)?, fetched.text(5)?) {
                (Some(from), Some(to)) => match (from.parse(), to.parse()) {
                    (Ok(from), Ok(to)) => Span::new(from, to).map_or(Meaning::Nothing, Meaning::Day),
                    _ => Meaning::Nothing,
                },
                _ => Meaning::Nothing,
            },
            Some("number") => match (row.get::<_, Option<f64>>(18)?, row.get::<_, Option<f64>>(19)?) {
                (None, None) => Meaning::Nothing,
                (least, most) => {
                    Meaning::Number(least.unwrap_or(f64::NEG_INFINITY), most.unwrap_or(f64::INFINITY))
                }
            },
            Some("entity") => Meaning::Entity,
            _ => Meaning::Text(folded(&value)),
        };
        Ok(Some(Fact {
            dated: fetched.dated()?,
            subject: fetched.owned(0)?.unwrap_or_default(),
            attribute: fetched.owned(1)?.unwrap_or_default(),
            value,
            is_still: fetched.text(6)? == Some("..") && fetched.text(7)?.is_none(),
            meaning,
        }))
    }

    /// Whether the two values cannot both be right at one time. Values of different precision agree.
    pub fn contradicts(&self, other: &Fact, places: &Places) -> bool {
        match (&self.meaning, &other.meaning) {
            (Meaning::Day(one), Meaning::Day(other)) => !one.overlaps(*other),
            (Meaning::Number(least, most), Meaning::Number(other_least, other_most)) => {
                most < other_least || other_most < least
            }
            (Meaning::Text(one), Meaning::Text(other)) => one != other,
            (Meaning::Entity, Meaning::Entity) => {
                self.value != other.value && !places.may_be_one(&self.value, &other.value)
            }
            _ => false,
        }
    }

    /// Whether the value is an entity.
    pub fn is_entity(&self) -> bool {
        matches!(self.meaning, Meaning::Entity)
    }

    /// The days that a value of type date can mean.
    pub fn days(&self) -> Option<Span> {
        match self.meaning {
            Meaning::Day(span) => Some(span),
            _ => None,
        }
    }

    /// The least and the greatest number that it can mean.
    pub fn numbers(&self) -> Option<(f64, f64)> {
        match self.meaning {
            Meaning::Number(least, most) => Some((least, most)),
            _ => None,
        }
    }
}

/// Gives the facts of each subject and attribute to `take`, those whose values never change or those whose values do.
pub(super) fn each_attribute(
    reader: &Reader,
    change: &str,
    take: impl FnMut(&[Fact]) -> Result<()>,
) -> Result<()> {
    reader.groups(
        SINGLE_VALUED,
        &[(":change", &change)],
        |row| Fact::read(reader, row),
        |one, other| (&one.subject, &one.attribute) == (&other.subject, &other.attribute),
        take,
    )
}
