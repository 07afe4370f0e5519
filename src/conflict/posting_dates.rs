//! Records of one posting whose dates cannot all be right.

use super::two_holders::Post;
use super::values::{Value, sides_of};
use super::{Evidence, Finding, Rule, Side, Take, words};
use crate::date::Span;
use crate::error::Result;
use crate::query::{DatedRow, Sql};
use crate::reader::Reader;

const POSTING_DATES: Sql = Sql { name: "posting_dates", text: include_str!("posting_dates.sql") };

/// The rule `posting-dates`: of the same official, body, office and term, one record has a day that another excludes.
pub struct PostingDates;

impl Rule for PostingDates {
    fn name(&self) -> &'static str {
        "posting-dates"
    }

    fn meaning(&self) -> &'static str {
        "records of one posting of which one has days that another excludes"
    }

    fn statements(&self) -> &'static [Sql] {
        const { &[POSTING_DATES] }
    }

    fn find(&self, reader: &Reader, take: Take<'_>) -> Result<()> {
        reader.groups(
            POSTING_DATES,
            &[],
            |row| Post::read(reader, row),
            |one, other| {
                (&one.official, &one.term) == (&other.official, &other.term) && one.is_in_the_office_of(other)
            },
            |posting| match contradiction(posting) {
                Some(finding) => take(finding),
                None => Ok(()),
            },
        )
    }
}

/// The days that `one` has and `other` excludes, from the first to the last.
pub(super) fn days_excluded(one: &DatedRow, other: &DatedRow) -> Option<Span> {
    let possible = other.possible;
    let before = one.held.iter().filter(|held| held.to < possible.from).map(|held| held.to).min();
    let after = one.held.iter().filter(|held| held.from > possible.to).map(|held| held.from).max();
    let before = before.and_then(|day| Span::new(day, possible.from.before()));
    let after = after.and_then(|day| Span::new(possible.to.after(), day));
    match (before, after) {
        (Some(before), Some(after)) => Some(before.hull(after)),
        (one, other) => one.or(other),
    }
}

fn contradiction(posting: &[Post]) -> Option<Finding> {
    let first = posting.first()?;
    let rows: Vec<&DatedRow> = posting.iter().map(|post| &post.claim.dated).collect();
    let clash = |one: usize, other: usize| {
        let there = days_excluded(rows[one], rows[other]);
        let back = days_excluded(rows[other], rows[one]);
        match (there, back) {
            (Some(there), Some(back)) => Some(there.hull(back)),
            (there, back) => there.or(back),
        }
    };
    let mut days: Option<Span> = None;
    for one in 0..rows.len() {
        for other in one + 1..rows.len() {
            if let Some(span) = clash(one, other) {
                days = Some(days.map_or(span, |known| known.hull(span)));
            }
        }
    }
    let days = days?;
    let values: Vec<Value> = posting
        .iter()
        .map(|post| Value {
            text: post.when(),
            order: (post.claim.dated.possible.from, post.claim.dated.possible.to),
        })
        .collect();
    let sides = sides_of(&values, |one, other| clash(one, other).is_some())
        .into_iter()
        .map(|places| {
            let mut texts: Vec<&str> = places.iter().map(|place| values[*place].text.as_str()).collect();
            texts.dedup();
            Side::new(texts.join("; "), places.iter().map(|place| Evidence::of(rows[*place])))
        })
        .collect();
    let is_apart = posting.iter().any(|one| {
        posting.iter().any(|other| !one.claim.dated.possible.overlaps(other.claim.dated.possible))
    });
    Some(Finding {
        rule: PostingDates.name(),
        subject: first.official.clone(),
        others: vec![first.body.clone()],
        days: Some(days),
        sides,
        message: format!(
            "{} holds the office {} in {} {}, by one record, and not by another",
            first.official,
            first.office,
            first.body,
            words::days(days)
        ),
        would_settle: if is_apart {
            "a report of a return to the office (number the stints with term), or of the appointment and the removal"
                .to_owned()
        } else {
            "a dated report of the appointment or of the removal".to_owned()
        },
    })
}
