//! Relations: what records say of one of them, and superiors at one time.

use std::collections::BTreeSet;

use rusqlite::Row;

use super::contested::{behind, contradictions, rivalries, sides};
use super::judged::{Wanted, dates};
use super::words::{self, all_called, called, said, together};
use super::{Evidence, Finding, Side, Take};
use crate::answer::Pool;
use crate::error::Result;
use crate::query::{DatedRow, Sql};
use crate::reader::Reader;

const LINKS: Sql = Sql { name: "related", text: include_str!("related.sql") };

const ABOVE: Sql = Sql { name: "above", text: include_str!("above.sql") };

/// The statements that are run.
pub(super) const STATEMENTS: &[Sql] = &[LINKS, ABOVE];

pub(super) const RELATION_DATES: &str = "relation-dates";
pub(super) const TWO_PARENTS: &str = "two-parents";

/// A relation, or what a chapter's own row says that it is below.
struct Link {
    dated: DatedRow,
    subject: String,
    relation: String,
    object: String,
    is_hierarchy: bool,
    is_of_chapter: bool,
}

impl Link {
    fn read(reader: &Reader, row: &Row<'_>) -> Result<Option<Link>> {
        let Some(fetched) = reader.fetched(row)? else { return Ok(None) };
        Ok(Some(Link {
            dated: fetched.dated()?,
            subject: row.get("subject")?,
            relation: row.get("relation")?,
            object: row.get("object")?,
            is_hierarchy: row.get::<_, Option<String>>("hierarchy")?.as_deref() == Some("yes"),
            is_of_chapter: row.get::<_, i64>("is_of_chapter")? == 1,
        }))
    }
}

/// Gives what is contested about relations, those of one subject and relation together.
pub(super) fn find(reader: &Reader, wanted: Wanted<'_>, take: Take<'_>) -> Result<()> {
    reader.groups(
        LINKS,
        &[],
        |row| Link::read(reader, row),
        |one, other| (&one.subject, &one.relation) == (&other.subject, &other.relation),
        |links| {
            if links.len() < 2 {
                return Ok(());
            }
            if wanted(RELATION_DATES) {
                for of_object in links.chunk_by(|left, right| left.object == right.object) {
                    relation_dates(reader, of_object, take)?;
                }
            }
            if wanted(TWO_PARENTS) && links[0].is_hierarchy {
                two_parents(reader, links, take)?;
            }
            Ok(())
        },
    )
}

fn relation_dates(reader: &Reader, links: &[Link], take: Take<'_>) -> Result<()> {
    let mut pool = Pool::new(false);
    for link in links.iter().filter(|link| !link.is_of_chapter) {
        pool.add(0, &link.dated, None);
    }
    let pool = pool.judged();
    let (subject, object) = (links[0].subject.as_str(), links[0].object.as_str());
    for tenure in &pool.tenures {
        for one in contradictions(tenure, None) {
            let rows = behind(&pool, tenure, one.days);
            let (against, speaking) = sides(&rows, &one);
            let was = format!(
                "{} {} {}",
                called(reader, subject)?,
                called(reader, &links[0].relation)?,
                called(reader, object)?
            );
            let both = (&*against, &*speaking);
            take(dates(reader, RELATION_DATES, (subject, &[object]), &was, &one, both, "")?)?;
        }
    }
    Ok(())
}

/// Several superiors at one time: of two that are above each other, records of different precision agree; and a source that
/// names all of them says that there are several.
fn two_parents(reader: &Reader, links: &[Link], take: Take<'_>) -> Result<()> {
    let mut pool = Pool::new(true);
    let objects: Vec<&[Link]> = links.chunk_by(|left, right| left.object == right.object).collect();
    if objects.len() < 2 {
        return Ok(());
    }
    for (holder, links) in (0..).zip(&objects) {
        links.iter().for_each(|link| pool.add(holder, &link.dated, None));
    }
    let pool = pool.judged();
    for rivalry in rivalries(&pool.tenures) {
        let above: Vec<&[Link]> = rivalry.holders.iter().map(|place| objects[*place]).collect();
        let ids: Vec<&str> = above.iter().map(|links| links[0].object.as_str()).collect();
        let sources =
            |links: &&[Link]| links.iter().map(|link| link.dated.source.clone()).collect::<BTreeSet<_>>();
        let in_all = above.iter().map(sources).reduce(|one, other| &one & &other).unwrap_or_default();
        if !in_all.is_empty() || are_above_each_other(reader, &ids)? {
            continue;
        }
        let names = all_called(reader, &ids)?;
        let (mut said_of, mut sides) = (Vec::new(), Vec::new());
        for ((place, id), name) in rivalry.holders.iter().zip(&ids).zip(&names) {
            let rows = behind(&pool, &pool.tenures[*place], rivalry.days);
            let words = format!("{name} {}", said(reader, rows.iter().copied())?);
            sides.push(Side::new(words.clone(), rows.iter().map(|row| Evidence::of(row))).about(id));
            said_of.push(words);
        }
        take(Finding {
            rule: TWO_PARENTS,
            subject: links[0].subject.clone(),
            others: ids.iter().map(|id| (*id).to_owned()).collect(),
            days: Some(rivalry.days),
            sides,
            message: format!(
                "{} {} {} {}",
                called(reader, &links[0].subject)?,
                called(reader, &links[0].relation)?,
                together(&said_of),
                words::days(rivalry.days)
            ),
            would_settle:
                "an organization chart or a decree of that time, or a report of the change of subordination"
                    .to_owned(),
        })?;
    }
    Ok(())
}

/// Whether one of the entities is above all others of them.
fn are_above_each_other(reader: &Reader, entities: &[&str]) -> Result<bool> {
    for entity in entities {
        let mut above = BTreeSet::new();
        reader.each(ABOVE, &[(":entity", entity)], |row| {
            above.insert(row.get::<_, String>(0)?);
            Ok(())
        })?;
        if entities.iter().all(|other| other == entity || above.contains(*other)) {
            return Ok(true);
        }
    }
    Ok(false)
}
