//! What is recorded of somebody or something for days outside a recorded life or existence.
//!
//! A day is outside only if every recorded beginning says so, or every recorded end: whether one birth or another is
//! right is a contradiction between the births.

use rusqlite::Row;

use super::words::called;
use super::{Evidence, Finding, Side, Take};
use crate::date::{Day, Span};
use crate::error::Result;
use crate::reader::Reader;

/// A recorded beginning or end, a posting, or a report of an event.
pub(super) struct Line {
    /// Whose life or existence it is.
    pub subject: String,
    what: What,
    evidence: Vec<Evidence>,
    /// The days on which it was, each within its bounds.
    held: Vec<Span>,
    /// Lines of one posting, or of one event, share it; ends and beginnings of one entity as well.
    key: String,
    words: String,
    /// The entity at the other end: the body of a posting.
    other: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Begins,
    Ends,
    Posting,
    Event,
    /// An event at which the subject is no longer, or not yet: a funeral.
    Memorial,
}

/// Kinds of events that come after an end.
const AFTER: [&str; 10] = [
    "funeral",
    "lying-in-state",
    "burial",
    "memorial",
    "commemoration",
    "anniversary",
    "anniversary-meeting",
    "death",
    "mourning",
    "reburial",
];

/// Roles of those who are dead, or only spoken of.
const ABSENT: [&str; 7] =
    ["deceased", "commemorated", "honoured", "honored", "mourned", "namesake", "subject"];

impl Line {
    /// Whether a chapter's own row says when it began or ended.
    fn is_of_own_row(&self) -> bool {
        self.evidence.iter().any(|evidence| evidence.record.as_deref() == Some(self.subject.as_str()))
    }

    /// Reads a row of `outside_life.sql` or `outside_existence.sql`.
    pub fn read(reader: &Reader, row: &Row<'_>) -> Result<Option<Line>> {
        let Some(fetched) = reader.fetched(row)? else {
            return Ok(None);
        };
        let dated = fetched.dated()?;
        let mut evidence = vec![Evidence::of(&dated)];
        if let (Some(record), Some(source)) = (fetched.text(8)?, fetched.text(9)?) {
            evidence.push(Evidence::record(record, source));
        }
        let (role, kind) = (fetched.text(6)?.unwrap_or_default(), fetched.text(7)?.unwrap_or_default());
        let what = match (fetched.whole(1)?, fetched.text(3)?) {
            (Some(0), Some("born" | "founded")) => What::Begins,
            (Some(0), _) => What::Ends,
            (Some(1), _) => What::Posting,
            _ if AFTER.contains(&kind) || ABSENT.contains(&role) => What::Memorial,
            _ => What::Event,
        };
        let held = if what == What::Posting {
            dated.held.clone()
        } else {
            let day = |text: Option<&str>| text.and_then(|text| text.parse::<Day>().ok());
            day(fetched.text(4)?)
                .zip(day(fetched.text(5)?))
                .and_then(|(from, to)| Span::new(from, to))
                .into_iter()
                .collect()
        };
        Ok(Some(Line {
            subject: fetched.owned(0)?.unwrap_or_default(),
            what,
            evidence,
            held,
            key: fetched.owned(2)?.unwrap_or_default(),
            words: fetched.owned(3)?.unwrap_or_default(),
            other: fetched.owned(10)?,
        }))
    }
}

/// How a rule speaks of beginnings and ends.
pub(super) struct Terms {
    pub rule: &'static str,
    /// "before the birth", "after the death".
    pub before: &'static str,
    pub after: &'static str,
    /// So many years after the beginning nothing can be yet, and its wording.
    pub years: i32,
    pub too_early: &'static str,
    pub would_settle: &'static str,
}

/// Gives what lies outside the life or existence that the lines are about. They begin with its beginnings and ends.
pub(super) fn outside(reader: &Reader, lines: &[Line], terms: &Terms, take: Take<'_>) -> Result<()> {
    let is_limit = |line: &&Line| matches!(line.what, What::Begins | What::Ends);
    let limits: Vec<&Line> = lines.iter().take_while(is_limit).collect();
    let rest = lines.get(limits.len()..).unwrap_or_default();
    if limits.is_empty() {
        return Ok(());
    }
    for told in rest.chunk_by(|left, right| left.key == right.key) {
        let is_memorial = told.iter().any(|line| line.what == What::Memorial);
        let is_post = told.iter().all(|line| line.what == What::Posting);
        for of_one in limits.chunk_by(|left, right| left.key == right.key) {
            // A post beyond a birth, a death and the like is disputed: that is read from the step functions.
            let is_compared = |line: &Line| !is_post || line.is_of_own_row();
            let of = |what: What| -> Vec<&Line> {
                of_one.iter().copied().filter(|line| line.what == what && is_compared(line)).collect()
            };
            let (ends, begins) = (of(What::Ends), of(What::Begins));
            let births: Vec<&Line> = if is_post && terms.years > 0 {
                of_one.iter().copied().filter(|line| line.what == What::Begins).collect()
            } else {
                Vec::new()
            };
            if let Some(first) = births.iter().flat_map(|line| line.held.iter().map(|span| span.from)).min() {
                let ripe = years_after(first, terms.years);
                let is_early = |held: &Span| held.to >= first && held.to < ripe;
                report(reader, told, &births, terms, terms.too_early, is_early, take)?;
            }
            let last = ends.iter().flat_map(|line| line.held.iter().map(|span| span.to)).max();
            let first = begins.iter().flat_map(|line| line.held.iter().map(|span| span.from)).min();
            let ripe = first.map(|day| years_after(day, terms.years));
            if let Some(last) = last.filter(|_| !is_memorial) {
                report(reader, told, &ends, terms, terms.after, |held| held.from > last, take)?;
            }
            if let (Some(first), Some(ripe)) = (first, ripe) {
                let is_before = told.iter().flat_map(|line| &line.held).any(|held| held.to < first);
                let word = if is_before { terms.before } else { terms.too_early };
                report(reader, told, &begins, terms, word, |held| held.to < ripe, take)?;
            }
        }
    }
    Ok(())
}

/// The same day so many years later; 29 February becomes 1 March.
fn years_after(day: Day, years: i32) -> Day {
    let year = day.year() + years;
    Day::new(year, day.month(), day.day()).or_else(|| Day::new(year, 3, 1)).unwrap_or(Day::MAX)
}

fn report(
    reader: &Reader,
    told: &[Line],
    limits: &[&Line],
    terms: &Terms,
    word: &str,
    is_outside: impl Fn(&Span) -> bool,
    take: Take<'_>,
) -> Result<()> {
    let outside: Vec<&Line> = told.iter().filter(|line| line.held.iter().any(&is_outside)).collect();
    let is_event = told.iter().all(|line| line.what != What::Posting);
    // Of an event that is reported for several days, some may be inside.
    if outside.is_empty() || (is_event && outside.len() < told.len()) {
        return Ok(());
    }
    let days =
        outside.iter().flat_map(|line| line.held.iter().copied().filter(&is_outside)).reduce(Span::hull);
    let line = outside[0];
    let limit_words: Vec<String> = limits
        .iter()
        .flat_map(|limit| limit.held.iter().map(|span| format!("{} {}", limit.words, span.on_some_day())))
        .collect();
    let mut limit_words: Vec<&str> = limit_words.iter().map(String::as_str).collect();
    limit_words.dedup();
    let evidence = |lines: &[&Line]| lines.iter().flat_map(|line| line.evidence.clone()).collect::<Vec<_>>();
    let when = days.map(Span::on_some_day).unwrap_or_default();
    take(Finding {
        rule: terms.rule,
        subject: line.subject.clone(),
        others: line.other.clone().into_iter().chain(limits.iter().map(|limit| limit.key.clone())).collect(),
        days,
        sides: vec![
            Side::new(format!("{} {when}", line.words), evidence(&outside)),
            Side::new(limit_words.join("; "), evidence(limits)),
        ],
        message: format!(
            "{}: {} {when}, {word} ({})",
            called(reader, &line.subject)?,
            named(reader, line)?,
            limit_words.join("; ")
        ),
        would_settle: terms.would_settle.to_owned(),
    })
}

/// What a line says, with the name of what is at its other end.
fn named(reader: &Reader, line: &Line) -> Result<String> {
    match &line.other {
        Some(other) => Ok(line.words.replace(other.as_str(), &called(reader, other)?)),
        None => Ok(line.words.clone()),
    }
}
