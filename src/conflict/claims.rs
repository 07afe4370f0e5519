//! Things of which only one can be so at a time, held against each other: officials in an office, names, parents.
//!
//! Each claimant has records, pooled into stints as verdicts do it. Two of them clash
//!
//! - on days that lie in the certain spans of both, but for a single day on which one ends and the other begins;
//! - on a day that is known only within bounds, if others certainly hold on every one of these days;
//! - on the day on which a source was written that says of both that they are so.

use std::collections::BTreeMap;

use rusqlite::Row;

use crate::date::{Day, Span};
use crate::error::Result;
use crate::query::DatedRow;
use crate::verdict::{Record, stints};

/// A record that says of a claimant that it is so.
#[derive(Debug, Clone)]
pub(crate) struct Claim {
    pub dated: DatedRow,
    /// The day on which its source was written, if it says "still so" of that day; without limits if that is not known.
    pub said_on: Option<Span>,
}

/// The day on which the source of a dated record was written, if the record says "still so" of that day.
pub(super) fn said_on(row: &Row<'_>, until: Option<&str>, as_of: Option<&str>) -> Result<Option<Span>> {
    if until != Some("..") || as_of.is_some() {
        return Ok(None);
    }
    let day = |place: usize| -> Result<Option<Day>> {
        Ok(row.get::<_, Option<String>>(place)?.and_then(|text| text.parse().ok()))
    };
    let published = day(7)?.zip(day(8)?).and_then(|(from, to)| Span::new(from, to));
    Ok(Some(published.unwrap_or(Span::ALWAYS)))
}

/// Something of which it is said.
#[derive(Debug)]
pub(super) struct Claimant {
    /// What it is: the id of an official, a name.
    pub name: String,
    pub claims: Vec<Claim>,
    /// The days on which it certainly was so, apart from each other and in order, with the records behind them.
    certain: Vec<(Span, Vec<usize>)>,
    /// Days on which it was so, of stints that have no certain span.
    loose: Vec<(Span, Vec<usize>)>,
}

/// A contradiction between claimants.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Clash {
    pub days: Span,
    /// It was on one of these days; otherwise on all of them.
    pub is_some_day: bool,
    /// The places of the claimants, in order, each with the places of the records that speak for it.
    pub sides: Vec<(usize, Vec<usize>)>,
}

impl Claimant {
    /// A claimant whose records fall into pools, such as the terms of an official; records of different pools never
    /// make one stint.
    pub fn of(name: String, pools: Vec<Vec<Claim>>) -> Claimant {
        let mut claims: Vec<Claim> = Vec::new();
        let (mut certain, mut loose): (Vec<(Span, Vec<usize>)>, Vec<_>) = (Vec::new(), Vec::new());
        for pool in pools {
            let first = claims.len();
            let records: Vec<Record> =
                pool.iter().enumerate().map(|(place, claim)| claim.dated.record(first + place)).collect();
            claims.extend(pool);
            for stint in stints(&records).0 {
                let places: Vec<usize> = stint.records.iter().map(|record| record.key as usize).collect();
                match stint.certain {
                    Some(span) => certain.push((span, places)),
                    None => {
                        for record in &stint.records {
                            let held = record.held.iter().map(|held| (*held, vec![record.key as usize]));
                            loose.extend(held);
                        }
                    }
                }
            }
        }
        certain.sort();
        let mut apart: Vec<(Span, Vec<usize>)> = Vec::new();
        for (span, places) in certain {
            match apart.last_mut() {
                Some((last, known)) if last.overlaps(span) => {
                    *last = last.hull(span);
                    known.extend(places);
                }
                _ => apart.push((span, places)),
            }
        }
        loose.retain(|(held, _)| held.from > Day::MIN && held.to < Day::MAX);
        loose.sort();
        loose.dedup_by(|(held, places), (known, known_places)| {
            let is_same = held == known;
            if is_same {
                known_places.append(places);
            }
            is_same
        });
        Claimant { name, claims, certain: apart, loose }
    }
}

/// The clashes between claimants, in the order of their days.
pub(super) fn clashes(claimants: &[Claimant]) -> Vec<Clash> {
    let mut spans: Vec<(Span, usize, &[usize])> = Vec::new();
    for (number, claimant) in claimants.iter().enumerate() {
        spans.extend(claimant.certain.iter().map(|(span, places)| (*span, number, places.as_slice())));
    }
    spans.sort_unstable();
    let mut found = Vec::new();
    for (place, (one, claimant, records)) in spans.iter().enumerate() {
        for (other, rival, others) in spans[place + 1..].iter().take_while(|(other, ..)| other.from <= one.to)
        {
            let is_handover = one.to == other.from;
            if claimant != rival && !is_handover {
                let days = Span { from: other.from, to: one.to.min(other.to) };
                found.push(clash(days, false, &[(*claimant, records), (*rival, others)]));
            }
        }
    }
    for (number, claimant) in claimants.iter().enumerate() {
        for (held, records) in &claimant.loose {
            let against = covering(&spans, *held, number);
            if !against.is_empty() {
                let mut sides = vec![(number, records.as_slice())];
                sides.extend(against);
                found.push(clash(*held, true, &sides));
            }
        }
    }
    for said in said_now(claimants) {
        let is_known = |known: &Clash| {
            known.days.overlaps(said.days)
                && said.sides.iter().all(|(one, _)| known.sides.iter().any(|(other, _)| one == other))
        };
        if !found.iter().any(is_known) {
            found.push(said);
        }
    }
    found.sort_by(|left, right| (left.days, &left.sides).cmp(&(right.days, &right.sides)));
    found
}

fn clash(days: Span, is_some_day: bool, sides: &[(usize, &[usize])]) -> Clash {
    let mut together: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (claimant, records) in sides {
        together.entry(*claimant).or_default().extend(*records);
    }
    Clash { days, is_some_day, sides: together.into_iter().collect() }
}

/// Certain spans of others that together hold every one of these days and a day before and after them, so that no end
/// of theirs can meet the day; none if they do not.
fn covering<'spans>(
    spans: &'spans [(Span, usize, &'spans [usize])],
    days: Span,
    but: usize,
) -> Vec<(usize, &'spans [usize])> {
    let mut next = days.from.before();
    let mut cover = Vec::new();
    for (span, claimant, records) in spans {
        if span.from > next {
            break;
        }
        if *claimant != but && span.to >= next {
            cover.push((*claimant, *records));
            next = span.to.after();
            if span.to > days.to {
                return cover;
            }
        }
    }
    Vec::new()
}

/// Claimants of which one source says on one day that they are so.
fn said_now(claimants: &[Claimant]) -> Vec<Clash> {
    let mut by_source: BTreeMap<&str, Vec<(usize, usize, Span)>> = BTreeMap::new();
    for (number, claimant) in claimants.iter().enumerate() {
        for (place, claim) in claimant.claims.iter().enumerate() {
            if let Some(day) = claim.said_on {
                by_source.entry(&claim.dated.source).or_default().push((number, place, day));
            }
        }
    }
    let mut found = Vec::new();
    for said in by_source.values() {
        let records: Vec<(usize, [usize; 1])> =
            said.iter().map(|(number, place, _)| (*number, [*place])).collect();
        let sides: Vec<(usize, &[usize])> =
            records.iter().map(|(number, place)| (*number, place.as_slice())).collect();
        let day = said.first().map_or(Span::ALWAYS, |(.., day)| *day);
        let clash = clash(day, true, &sides);
        if clash.sides.len() > 1 {
            found.push(clash);
        }
    }
    found
}
