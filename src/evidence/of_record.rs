//! The post of which a record speaks, and the day on which it does.

use super::why::WhyQuery;
use crate::answer::Shown;
use crate::answer::officials::OfficialsQuery;
use crate::date::Day;
use crate::error::{Error, Result};
use crate::lookup::tables_of;
use crate::query::Sql;
use crate::reader::Reader;
use crate::schema::TABLES;
use crate::verdict::step::HeldKind;

const OF_RECORD: Sql = Sql { name: "of_record", text: include_str!("of_record.sql") };

/// The statements behind what is in this module.
pub const STATEMENTS: &[Sql] = &[OF_RECORD];

/// The post that a record speaks of, and a day on which the record says that it was held; none if it names none.
///
/// The day is that for which it is stated, else the last on which it can have begun, else the first on which it can have
/// ended.
///
/// # Errors
/// If there is no such record, it is not one of a post, or it does not count.
pub fn of_record(reader: &Reader, id: &str) -> Result<(WhyQuery, Option<Day>)> {
    let mut found = None;
    reader.each(OF_RECORD, &[(":id", &id)], |row| {
        let Some(fetched) = reader.fetched(row)? else {
            return Err(Error::with_hint(
                format!("the record {id} does not count: its source was not surely published by then"),
                "ask with a later --published-by",
            ));
        };
        if fetched.whole(3)? == Some(5) {
            return Err(Error::with_hint(
                format!("the record {id} does not count: it is graded improbable (credibility 5)"),
                format!("orgarchive edit {id} --credibility N grades it differently"),
            ));
        }
        let days = fetched.dated()?.days;
        let day = |kind: HeldKind| days.iter().flatten().find(|held| held.kind == kind).map(|held| held.day);
        let day = day(HeldKind::Seen)
            .or(day(HeldKind::Since))
            .map(|day| day.to)
            .or(day(HeldKind::Until).map(|day| day.from));
        let asked = OfficialsQuery {
            officials: fetched.owned(0)?.into_iter().collect(),
            organizations: fetched.owned(1)?.into_iter().collect(),
            shown: Shown { all: true, ..Shown::default() },
            ..OfficialsQuery::default()
        };
        found = Some((WhyQuery { officials: asked, office: fetched.owned(2)?, most: None }, day));
        Ok(())
    })?;
    found.map_or_else(|| Err(not_a_post(reader, id)?), Ok)
}

/// That there is no record of a post with this id.
fn not_a_post(reader: &Reader, id: &str) -> Result<Error> {
    let tables = tables_of(reader.connection(), TABLES.iter(), id)?;
    Ok(match tables.first() {
        Some(table) => Error::with_hint(
            format!("{id} is in {}: why explains who held which post, from a record of postings", table.name),
            "name the post with --official, --organization or --title, and the day with --on",
        ),
        None => Error::with_hint(
            format!("there is no record \"{id}\", or its source is left out"),
            "show lists ids of records; or name the post with --official, --organization or --title",
        ),
    })
}
