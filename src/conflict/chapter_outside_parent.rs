//! A chapter in a place outside that of the chapter that it is below.

use rusqlite::Row;

use super::words::called;
use super::{Evidence, Finding, Rule, Side, Take};
use crate::answer::places::{PLACE_LINKS, Places};
use crate::date::Span;
use crate::error::Result;
use crate::query::Sql;
use crate::reader::Reader;

const CHAPTER_PLACES: Sql = Sql { name: "chapter_places", text: include_str!("chapter_places.sql") };

/// The rule `chapter-outside-parent`.
pub struct ChapterOutsideParent;

struct Pair {
    chapter: String,
    parent: String,
    place: String,
    parent_place: String,
    days: Span,
    own: Evidence,
    /// Who says where the parent is, and who says that it is the parent.
    above: [Evidence; 2],
}

impl Pair {
    fn read(reader: &Reader, row: &Row<'_>) -> Result<Option<Pair>> {
        let Some(fetched) = reader.fetched(row)? else {
            return Ok(None);
        };
        let dated = fetched.dated()?;
        let text = |place: usize| -> Result<String> { Ok(fetched.owned(place)?.unwrap_or_default()) };
        Ok(Some(Pair {
            chapter: text(0)?,
            parent: text(1)?,
            place: text(2)?,
            parent_place: text(3)?,
            days: dated.possible,
            own: Evidence::record(&text(4)?, &text(5)?),
            above: [Evidence::record(&text(6)?, &text(7)?), Evidence::of(&dated)],
        }))
    }
}

impl Rule for ChapterOutsideParent {
    fn name(&self) -> &'static str {
        "chapter-outside-parent"
    }

    fn meaning(&self) -> &'static str {
        "a chapter in a place outside that of the chapter that it is below"
    }

    fn statements(&self) -> &'static [Sql] {
        const { &[CHAPTER_PLACES, PLACE_LINKS] }
    }

    fn find(&self, reader: &Reader, take: Take<'_>) -> Result<()> {
        let places = Places::of(reader)?;
        reader.groups(
            CHAPTER_PLACES,
            &[],
            |row| Pair::read(reader, row),
            |one, other| {
                (&one.chapter, &one.parent, &one.place, &one.parent_place)
                    == (&other.chapter, &other.parent, &other.place, &other.parent_place)
            },
            |pairs| {
                if places.may_be_one(&pairs[0].place, &pairs[0].parent_place) {
                    return Ok(());
                }
                take(finding(reader, pairs)?)
            },
        )
    }
}

fn finding(reader: &Reader, pairs: &[Pair]) -> Result<Finding> {
    let pair = &pairs[0];
    let days = pairs.iter().map(|pair| pair.days).reduce(Span::hull);
    let (chapter, parent) = (called(reader, &pair.chapter)?, called(reader, &pair.parent)?);
    let (place, parent_place) = (called(reader, &pair.place)?, called(reader, &pair.parent_place)?);
    Ok(Finding {
        rule: ChapterOutsideParent.name(),
        subject: pair.chapter.clone(),
        others: vec![pair.parent.clone(), pair.place.clone(), pair.parent_place.clone()],
        days: days.filter(|days| *days != Span::ALWAYS),
        sides: vec![
            Side::new(format!("{chapter} is in {place}"), pairs.iter().map(|pair| pair.own.clone())),
            Side::new(
                format!("it is below {parent}, which is in {parent_place}"),
                pairs.iter().flat_map(|pair| pair.above.clone()),
            ),
        ],
        message: format!(
            "{chapter} is in {place}, and below {parent}, which is in {parent_place}: neither place is in the other"
        ),
        would_settle: "a report of where the chapter is, or of the chapter that it belongs to; \
                       a change of boundaries is a relation between the places"
            .to_owned(),
    })
}
