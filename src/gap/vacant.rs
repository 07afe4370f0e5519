//! Offices of one holder without a certain holder: before the first, between two, and after the last.

use std::collections::{BTreeSet, HashMap};

use super::{Gap, Kind, Pass, Take, offices, sorted};
use crate::answer::limits_of;
use crate::answer::posts::JudgedOffice;
use crate::conflict::{called, either, together};
use crate::date::{Day, Span};
use crate::error::Result;
use crate::query::Sql;
use crate::reader::Reader;
use crate::verdict::Verdict;
use crate::verdict::step::{LimitKind, Tenure};

/// The kind `vacant-office`.
pub struct VacantOffice;

/// So many who may have held an office are named.
const NAMED: usize = 5;

impl Kind for VacantOffice {
    fn name(&self) -> &'static str {
        "vacant-office"
    }

    fn meaning(&self) -> &'static str {
        "an office of one holder without a certain holder: before the first, between two, or after the last"
    }

    fn statements(&self) -> &'static [Sql] {
        offices::STATEMENTS
    }

    fn passes(&self) -> &'static [Pass] {
        &[Pass::Offices]
    }
}

/// What is known of an office on some days.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Held,
    Disputed,
    Open,
}

pub(super) fn in_office(
    reader: &Reader,
    office: &JudgedOffice<'_>,
    ranks: &HashMap<String, i64>,
    take: Take<'_>,
) -> Result<()> {
    let named: Vec<&Tenure> =
        office.pool.tenures.iter().filter(|tenure| office.is_named(tenure.holder)).collect();
    let runs = states(&named);
    let is_known = |(_, state): &&(Span, State)| *state != State::Open;
    let Some((first, last)) = runs.iter().find(is_known).zip(runs.iter().rfind(is_known)) else {
        return Ok(());
    };
    let (first, last) = (first.0.from, last.0.to);
    for (days, state) in &runs {
        if *state != State::Open {
            continue;
        }
        let is_between = first < days.from && days.to < last;
        let lasting =
            if is_between { Some(*days) } else { within(*days, existence(reader, office)?, reader.day()) };
        if let Some(days) = lasting {
            take(gap(reader, office, &named, ranks, days)?)?;
        }
    }
    Ok(())
}

/// The days of the calendar by what is known, in order.
fn states(tenures: &[&Tenure]) -> Vec<(Span, State)> {
    let mut days: Vec<Day> =
        tenures.iter().flat_map(|tenure| tenure.pieces.iter().map(|piece| piece.days.from)).collect();
    days.sort_unstable();
    days.dedup();
    let mut runs: Vec<(Span, State)> = Vec::new();
    for (place, from) in days.iter().enumerate() {
        let to = days.get(place + 1).map_or(Day::MAX, |next| next.before());
        let best = tenures.iter().map(|tenure| tenure.on(*from).verdict).min();
        let state = match best {
            Some(Verdict::Certain) => State::Held,
            Some(Verdict::Disputed) => State::Disputed,
            _ => State::Open,
        };
        match runs.last_mut() {
            Some((run, known)) if *known == state => run.to = to,
            _ => runs.push((Span { from: *from, to }, state)),
        }
    }
    runs
}

/// From when to when the body is known to have existed: from its founding, if that is on record, to its dissolution.
fn existence(reader: &Reader, office: &JudgedOffice<'_>) -> Result<(Option<Day>, Option<Day>)> {
    let first = &office.postings[0];
    let subjects: Vec<&str> =
        [Some(first.body.as_ref()), first.organization.as_deref()].into_iter().flatten().collect();
    let limits = limits_of(reader, Some(&subjects))?;
    let all = || limits.values().flatten();
    let founded = limits.get(first.body.as_ref()).into_iter().flatten();
    let founded = founded.filter(|limit| limit.kind == LimitKind::Founded).map(|limit| limit.span.to).min();
    let dissolved =
        all().filter(|limit| limit.kind == LimitKind::Dissolved).map(|limit| limit.span.from).min();
    Ok((founded, dissolved))
}

/// What of some days without a holder is after the founding, and no later than the dissolution and the day asked about.
fn within(days: Span, (founded, dissolved): (Option<Day>, Option<Day>), on: Day) -> Option<Span> {
    let from = if days.from == Day::MIN { founded? } else { days.from };
    let end = dissolved.map_or(on, |dissolved| dissolved.before().min(on));
    Span::new(from, days.to.min(end))
}

fn gap(
    reader: &Reader,
    office: &JudgedOffice<'_>,
    tenures: &[&Tenure],
    ranks: &HashMap<String, i64>,
    days: Span,
) -> Result<Gap> {
    let holder = |day: Day| {
        let best = tenures.iter().filter(|tenure| tenure.on(day).verdict <= Verdict::Disputed);
        best.min_by_key(|tenure| tenure.on(day).verdict).copied()
    };
    let before = if days.from == Day::MIN { None } else { holder(days.from.before()) };
    let after = if days.to == Day::MAX { None } else { holder(days.to.after()) };
    let id = |tenure: Option<&Tenure>| tenure.map(|tenure| office.official(tenure.holder).as_ref());
    let (left, came) = (id(before), id(after));
    // Who may have held it in between.
    let reaches = |held: Span| held.from > Day::MIN && held.to < Day::MAX && held.overlaps(days);
    let maybe: Vec<String> = tenures
        .iter()
        .filter(|tenure| tenure.spells.iter().flat_map(|spell| spell.days()).any(reaches))
        .map(|tenure| office.official(tenure.holder).as_ref())
        .filter(|official| Some(*official) != left && Some(*official) != came)
        .take(NAMED)
        .map(str::to_owned)
        .collect();
    let ends =
        before.and_then(|tenure| bound(tenure, |held| held.from == days.from.before(), |held| held.to));
    let begins = after.and_then(|tenure| bound(tenure, |held| held.to == days.to.after(), |held| held.from));
    // The two dates leave room for no day between.
    let is_handover = left.is_some()
        && left != came
        && ends.zip(begins).is_some_and(|(end, begin)| end.after() >= begin)
        && maybe.is_empty();
    let places: BTreeSet<usize> = [(before, days.from.before()), (after, days.to.after())]
        .into_iter()
        .filter_map(|(tenure, day)| Some(tenure?.on(day)))
        .flat_map(|piece| office.pool.places(piece))
        .collect();
    let edges: Vec<_> = places.iter().map(|place| &office.postings[*place]).collect();
    let titles = if edges.is_empty() { office.postings.iter().collect() } else { edges.clone() };
    let body = office.postings[0].body.as_ref();
    let post = format!(
        "{} in {}",
        either(reader, titles.iter().map(|posting| posting.title.as_ref()))?,
        called(reader, body)?
    );
    let name = |id: &str| called(reader, id);
    let may = maybe.iter().map(|id| called(reader, id)).collect::<Result<Vec<String>>>()?;
    let may = if may.is_empty() { String::new() } else { format!("; {} may have been", together(&may)) };
    let message = match (left, came) {
        (Some(left), Some(came)) if left == came => format!(
            "{} was {post} up to {} and again from {}: no record covers the time between{may}",
            name(left)?,
            days.from.before(),
            days.to.after()
        ),
        (Some(left), Some(came)) if is_handover => format!(
            "on which day from {} to {} {} became {post} after {}",
            days.from,
            days.to,
            name(came)?,
            name(left)?
        ),
        (Some(left), Some(came)) => {
            format!("nobody is known to have been {post} between {} and {}{may}", name(left)?, name(came)?)
        }
        (Some(left), None) => {
            format!("nobody is known to have been {post} since {} ({}){may}", days.from.before(), name(left)?)
        }
        (None, Some(came)) => {
            format!("nobody is known to have been {post} before {} ({}){may}", days.to.after(), name(came)?)
        }
        (None, None) => format!("nobody is known to have been {post}{may}"),
    };
    Ok(Gap {
        kind: VacantOffice.name(),
        subject: body.to_owned(),
        others: sorted(left.into_iter().chain(came).map(str::to_owned).chain(maybe).collect()),
        rank: ranks.get(office.postings[0].office.as_ref()).copied(),
        days: Some(days),
        weight: 0,
        message,
        records: sorted(edges.iter().map(|posting| posting.dated.id.clone()).collect()),
        sources: sorted(edges.iter().map(|posting| posting.dated.source.clone()).collect()),
        would_close: if is_handover {
            "a report of the day of the appointment".to_owned()
        } else {
            format!("a report that names the {post} on a day of that time")
        },
    })
}

/// How far a held day at the edge of a gap reaches into it.
fn bound(tenure: &Tenure, is_edge: impl Fn(&Span) -> bool, reach: impl Fn(Span) -> Day) -> Option<Day> {
    let held = tenure.spells.iter().flat_map(|spell| spell.days());
    held.filter(is_edge).map(reach).next()
}
