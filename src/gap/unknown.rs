//! Bodies with no known official, chapter or founding.

use std::collections::BTreeSet;

use super::{Gap, GapsQuery, Kind, Pass, Take};
use crate::answer::posts::JudgedOffice;
use crate::date::Day;
use crate::error::Result;
use crate::query::{POSTINGS_EVERYWHERE, Sql};
use crate::reader::Reader;
use crate::verdict::Verdict;

const UNKNOWN_OFFICIAL: Sql = Sql { name: "unknown_official", text: include_str!("unknown_official.sql") };
const UNKNOWN_CHAPTER: Sql = Sql { name: "unknown_chapter", text: include_str!("unknown_chapter.sql") };
const UNKNOWN_FOUNDING: Sql = Sql { name: "unknown_founding", text: include_str!("unknown_founding.sql") };

/// The kinds `no-official`, `no-chapter` and `no-founding`.
pub struct Unknown {
    name: &'static str,
    meaning: &'static str,
    statement: &'static [Sql],
    lacks: &'static str,
    would_close: &'static str,
    is_of_a_day: bool,
    /// Whether bodies in which a named official may have held a post on the day are left out.
    but_staffed: bool,
}

impl Unknown {
    /// No named official is known on the day.
    pub const OFFICIAL: Unknown = Unknown {
        name: "no-official",
        meaning: "a body in which no named official is known on the day",
        statement: &[UNKNOWN_OFFICIAL, POSTINGS_EVERYWHERE],
        lacks: "no official of it is known",
        would_close: "a report of a meeting or a list that names its head",
        is_of_a_day: true,
        but_staffed: true,
    };
    /// No chapter is known on the day.
    pub const CHAPTER: Unknown = Unknown {
        name: "no-chapter",
        meaning: "a party, mass or social organization of which no chapter is known on the day",
        statement: &[UNKNOWN_CHAPTER],
        lacks: "no chapter of it is known",
        would_close: "a local report of a committee or a meeting of it",
        is_of_a_day: true,
        but_staffed: false,
    };
    /// No founding is on record.
    pub const FOUNDING: Unknown = Unknown {
        name: "no-founding",
        meaning: "an organization whose founding is not on record",
        statement: &[UNKNOWN_FOUNDING],
        lacks: "its founding is not on record",
        would_close: "a report of an anniversary, or a reference work that gives the founding",
        is_of_a_day: false,
        but_staffed: false,
    };
}

impl Kind for Unknown {
    fn name(&self) -> &'static str {
        self.name
    }

    fn meaning(&self) -> &'static str {
        self.meaning
    }

    fn statements(&self) -> &'static [Sql] {
        self.statement
    }

    fn passes(&self) -> &'static [Pass] {
        if self.but_staffed { &[Pass::Offices] } else { &[] }
    }

    fn find(&self, reader: &Reader, _: GapsQuery, take: Take<'_>) -> Result<()> {
        if self.but_staffed { Ok(()) } else { self.list(reader, &BTreeSet::new(), take) }
    }
}

impl Unknown {
    /// Gives the bodies that lack it, except for those that are `staffed`.
    pub(super) fn list(&self, reader: &Reader, staffed: &BTreeSet<String>, take: Take<'_>) -> Result<()> {
        let on = reader.day().to_string();
        let parameters: [(&str, &dyn rusqlite::ToSql); 1] = [(":on", &on)];
        let Some(sql) = self.statement.first() else { return Ok(()) };
        reader.each(*sql, &parameters, |row| {
            let (id, name, source): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            if staffed.contains(&id) {
                return Ok(());
            }
            let ever: i64 = row.get(3)?;
            let when = match (self.is_of_a_day, ever) {
                (false, _) => String::new(),
                (true, 0) => " at any time".to_owned(),
                (true, _) => format!(" on {on}"),
            };
            take(Gap {
                kind: self.name,
                message: format!("{name}: {}{when}", self.lacks),
                subject: id,
                others: Vec::new(),
                rank: None,
                days: None,
                weight: ever,
                records: Vec::new(),
                sources: vec![source],
                would_close: self.would_close.to_owned(),
            })
        })
    }
}

/// Whether a named official may have held the office on the day, by the rules of verdicts and a record that says when.
pub(super) fn is_staffed(office: &JudgedOffice<'_>, day: Day) -> bool {
    office.pool.tenures.iter().any(|tenure| {
        let has_days = || tenure.held_before(day).is_some() || tenure.held_after(day).is_some();
        tenure.on(day).verdict != Verdict::Excluded && has_days() && office.is_named(tenure.holder)
    })
}
