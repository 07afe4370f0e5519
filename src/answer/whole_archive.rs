//! Postings of the whole archive, body by body, in memory that does not grow with it.
//!
//! They are read in the order in which they lie in the file, which costs a tenth of looking them up body by body, and
//! sorted on the way through temporary files.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::pool::{Limits, limits_of};
use super::posts::{Posting, each_posting};
use crate::date::{Day, Span};
use crate::error::{Error, Result};
use crate::query::{DatedRow, Sql};
use crate::reader::Reader;
use crate::sorter::{Failure, Sorter};
use crate::verdict::step::{HeldDay, HeldKind};

/// At least so many postings are judged at a time, and no office is cut.
const AT_A_TIME: usize = 8_192;

/// Of so many births, deaths and the like all are held in memory; of more, those of the postings that are judged.
const LIMITS_HELD: i64 = 100_000;

const MANY_LIMITS: Sql = Sql { name: "many_limits", text: include_str!("many_limits.sql") };

/// A posting as it waits to be sorted.
type Kept<'a> = (
    [bool; 3],
    [&'a str; 6],
    [Option<&'a str>; 2],
    Option<(i32, i32)>,
    [Option<(i32, i32)>; 2],
    [Option<(i32, i32)>; 3],
);

/// Gives all postings, sorted by body, office and official, some whole offices at a time, and the births, deaths and the
/// like that concern them.
///
/// # Errors
/// If the archive cannot be read, a temporary file cannot be written, or `take` fails.
pub(super) fn each_part(
    reader: &Reader,
    mut take: impl FnMut(&[Posting], &Limits) -> Result<()>,
) -> Result<()> {
    let mut sorter = Sorter::default();
    let (mut key, mut content) = (Vec::new(), Vec::new());
    each_posting(reader, None, |posting| {
        key.clear();
        for part in [&*posting.body, &*posting.office, &*posting.official, &*posting.dated.id] {
            key.extend_from_slice(part.as_bytes());
            key.push(0);
        }
        content = postcard::to_extend(&kept(&posting), std::mem::take(&mut content)).map_err(unkept)?;
        sorter.add(&key, &content).map_err(no_room)?;
        content.clear();
        Ok(())
    })?;
    let all = if has_many_limits(reader)? { None } else { Some(limits_of(reader, None)?) };
    let mut part: Vec<Posting> = Vec::new();
    let mut give = |part: &mut Vec<Posting>| -> Result<()> {
        if reader.is_interrupted() {
            return Err(Error::Interrupted);
        }
        match &all {
            Some(limits) => take(part, limits)?,
            None => take(part, &limits_of(reader, Some(&subjects_of(part)))?)?,
        }
        part.clear();
        Ok(())
    };
    let given = sorter.each(|content| -> std::result::Result<(), Failure> {
        let posting = restored(content, part.last())?;
        let is_other = |last: &Posting| (&last.body, &last.office) != (&posting.body, &posting.office);
        if part.len() >= AT_A_TIME && part.last().is_some_and(is_other) {
            give(&mut part)?;
        }
        part.push(posting);
        Ok(())
    });
    given.map_err(|failure| failure.or(no_room))?;
    if part.is_empty() { Ok(()) } else { give(&mut part) }
}

/// Whose births, deaths and the like matter to some postings.
pub(super) fn subjects_of(postings: &[Posting]) -> Vec<&str> {
    let subjects: BTreeSet<&str> = postings
        .iter()
        .flat_map(|posting| [Some(&posting.official), Some(&posting.body), posting.organization.as_ref()])
        .flatten()
        .map(AsRef::as_ref)
        .collect();
    subjects.into_iter().collect()
}

fn has_many_limits(reader: &Reader) -> Result<bool> {
    let mut count = 0;
    reader.each(MANY_LIMITS, &[(":most", &(LIMITS_HELD + 1))], |row| {
        count = row.get(0)?;
        Ok(())
    })?;
    Ok(count > LIMITS_HELD)
}

fn numbers(span: Span) -> (i32, i32) {
    (span.from.number(), span.to.number())
}

fn kept(posting: &Posting) -> Kept<'_> {
    let dated = &posting.dated;
    (
        [posting.is_chapter, posting.one_holder, posting.named],
        [&posting.body, &posting.office, &posting.official, &dated.id, &posting.title, &dated.source],
        [posting.term.as_deref(), posting.organization.as_deref()],
        (dated.possible != Span::ALWAYS).then(|| numbers(dated.possible)),
        [dated.since.map(numbers), dated.until.map(numbers)],
        dated.days.map(|held| held.map(|held| numbers(held.day))),
    )
}

/// The posting; texts that the one before it has as well are shared with it.
fn restored(content: &[u8], last: Option<&Posting>) -> Result<Posting> {
    let (kept, _): (Kept<'_>, &[u8]) = postcard::take_from_bytes(content).map_err(unkept)?;
    let ([is_chapter, one_holder, named], texts, [term, organization], possible, [since, until], held) = kept;
    let [body, office, official, id, title, source] = texts;
    let shared = |text: &str, known: Option<&Arc<str>>| match known {
        Some(known) if **known == *text => Arc::clone(known),
        _ => Arc::from(text),
    };
    let days =
        [day(held[0], HeldKind::Since)?, day(held[1], HeldKind::Until)?, day(held[2], HeldKind::Seen)?];
    Ok(Posting {
        dated: DatedRow {
            id: id.to_owned(),
            source: source.to_owned(),
            possible: span(possible)?.unwrap_or(Span::ALWAYS),
            since: span(since)?,
            until: span(until)?,
            days,
            held: days.iter().flatten().map(|held| held.day).collect(),
        },
        official: shared(official, last.map(|last| &last.official)),
        is_chapter,
        body: shared(body, last.map(|last| &last.body)),
        organization: organization.map(|text| shared(text, last.and_then(|last| last.organization.as_ref()))),
        office: shared(office, last.map(|last| &last.office)),
        title: shared(title, last.map(|last| &last.title)),
        term: term.map(Arc::from),
        one_holder,
        named,
    })
}

fn span(numbers: Option<(i32, i32)>) -> Result<Option<Span>> {
    let Some((from, to)) = numbers else { return Ok(None) };
    let days = Day::from_number(from).zip(Day::from_number(to));
    match days.and_then(|(from, to)| Span::new(from, to)) {
        Some(span) => Ok(Some(span)),
        None => Err(unkept(postcard::Error::DeserializeBadEncoding)),
    }
}

fn day(numbers: Option<(i32, i32)>, kind: HeldKind) -> Result<Option<HeldDay>> {
    Ok(span(numbers)?.map(|day| HeldDay { kind, day }))
}

fn no_room(error: std::io::Error) -> Error {
    Error::with_hint(
        format!("postings cannot be sorted in a temporary file: {error}"),
        "make room in the folder for temporary files, or name another one with TMPDIR",
    )
}

fn unkept(error: postcard::Error) -> Error {
    Error::message(format!("a posting cannot be kept in a temporary file: {error}"))
}
