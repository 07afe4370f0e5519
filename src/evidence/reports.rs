//! Which single report would settle an answer: each kind is added for the days on which something changes, and the office
//! is judged again.

use std::collections::BTreeSet;

use crate::answer::LimitRow;
use crate::answer::posts::Posting;
use crate::answer::what_if::{Case, Change, Who};
use crate::date::{Day, Span, Until};
use crate::error::Result;
use crate::query::{DatedRow, Dates};
use crate::verdict::Verdict;
use crate::verdict::step::LimitKind;

/// For each kind of report an office is judged again only so many times its records: beyond that, on the days nearest to
/// the day asked about.
const WORK: usize = 200_000;

/// The id and the source of a report that nobody has.
const NOBODYS: &str = "\u{1}";

/// What a report that is looked for would say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The official is seen in the office on a day.
    Held,
    /// The official took it on a day.
    Began,
    /// The official left it on a day.
    Left,
    /// The official died on a day.
    Died,
    /// Another official took it on a day.
    Successor,
    /// Another official left it on a day.
    Predecessor,
    /// A record that gives a date within bounds is more exact.
    Exact(Cell),
}

/// A date of a record that can be more exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cell {
    /// When it began.
    Since,
    /// When it ended.
    Until,
    /// The day for which it is stated.
    AsOf,
    /// The date of a birth, a death and the like.
    Value,
}

impl Cell {
    /// The name of the column.
    #[must_use]
    pub fn column(self) -> &'static str {
        match self {
            Cell::Since => "since",
            Cell::Until => "until",
            Cell::AsOf => "as_of",
            Cell::Value => "value",
        }
    }
}

impl Kind {
    /// Reports that nobody has.
    const NEW: [Kind; 6] =
        [Kind::Held, Kind::Began, Kind::Left, Kind::Died, Kind::Successor, Kind::Predecessor];

    /// What somebody did with the post; none if it is about no post.
    #[must_use]
    pub fn verb(self) -> Option<&'static str> {
        match self {
            Kind::Held => Some("held"),
            Kind::Began | Kind::Successor => Some("took"),
            Kind::Left | Kind::Predecessor => Some("left"),
            Kind::Died | Kind::Exact(_) => None,
        }
    }

    /// Whether two kinds are about the same official's hold on the post.
    #[must_use]
    pub fn is_like(self, other: Kind) -> bool {
        let is_anothers = |kind| matches!(kind, Kind::Successor | Kind::Predecessor);
        self.verb().is_some() && other.verb().is_some() && is_anothers(self) == is_anothers(other)
    }

    /// The word that programs get.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Kind::Held => "held",
            Kind::Began => "began",
            Kind::Left => "left",
            Kind::Died => "died",
            Kind::Successor => "successor",
            Kind::Predecessor => "predecessor",
            Kind::Exact(cell) => cell.column(),
        }
    }
}

/// A report that would make another verdict, whichever of some days it gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// What it says.
    pub kind: Kind,
    /// The record that it makes more exact.
    pub record: Option<String>,
    /// The source of that record.
    pub source: Option<String>,
    /// The days.
    pub days: Span,
    /// The verdict with it.
    pub becomes: Verdict,
}

/// The reports that would settle a case, by kind and day; `dates` has what the records of the office say of their days.
/// `horizon` is the last day of which a report can speak.
///
/// # Errors
/// If `go_on` fails.
pub fn reports(
    case: &Case<'_>,
    dates: &dyn Fn(&str) -> Option<Dates>,
    horizon: Day,
    go_on: &dyn Fn() -> Result<()>,
) -> Result<Vec<Report>> {
    let Some(now) = case.verdict() else { return Ok(Vec::new()) };
    let changes = changes(case);
    let most = WORK / case.size().max(1);
    let days = sampled(&changes, Span { from: Day::MIN, to: horizon }, case.day, most);
    let mut found = Vec::new();
    for kind in Kind::NEW {
        if matches!(kind, Kind::Successor | Kind::Predecessor) && !case.office.has_one_holder() {
            continue;
        }
        let judged = |day: Day| with_new(case, kind, day, horizon);
        for (days, becomes) in runs(&days, &judged, go_on)? {
            if becomes != now && is_settled(becomes) {
                found.push(Report { kind, record: None, source: None, days, becomes });
            }
        }
    }
    exact(case, now, dates, &changes, &mut found, go_on)?;
    Ok(found)
}

/// Whether there is nothing left to find out.
fn is_settled(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Certain | Verdict::Excluded)
}

/// More exact dates of the records that are there.
fn exact(
    case: &Case<'_>,
    now: Verdict,
    dates: &dyn Fn(&str) -> Option<Dates>,
    changes: &BTreeSet<Day>,
    found: &mut Vec<Report>,
    go_on: &dyn Fn() -> Result<()>,
) -> Result<()> {
    let vague = |span: Option<Span>| span.filter(|span| !span.is_single_day());
    let mut put = |cell: Cell, id: &str, source: &str, runs: Vec<(Span, Verdict)>| {
        let settling = runs.into_iter().filter(|(_, becomes)| *becomes != now && is_settled(*becomes));
        found.extend(settling.map(|(days, becomes)| Report {
            kind: Kind::Exact(cell),
            record: Some(id.to_owned()),
            source: Some(source.to_owned()),
            days,
            becomes,
        }));
    };
    let most = WORK / case.size().max(1) / case.size().max(1);
    for (holder, posting) in case.postings() {
        let row = &posting.dated;
        let Some(written) = dates(&row.id) else { continue };
        let until = if let Some(Until::Known(until)) = written.until { Some(until) } else { None };
        // What is still so as a source writes is so on the day for which it writes.
        let seen = written.as_of.or(written.published.filter(|_| written.until == Some(Until::Still)));
        let who = if *holder == case.holder { Who::Own } else { Who::Holder(*holder) };
        for (cell, span) in [(Cell::Since, written.since), (Cell::Until, until), (Cell::AsOf, seen)] {
            let Some(span) = vague(span) else { continue };
            let judged = |day: Day| {
                let day = Some(Span::single(day));
                let read = match cell {
                    Cell::Since => Dates { since: day, ..written },
                    Cell::Until => Dates { until: day.map(Until::Known), ..written },
                    _ => Dates { as_of: day, ..written },
                };
                let corrected =
                    Posting { dated: DatedRow::new(&row.id, &row.source, read), ..(*posting).clone() };
                let is_sound = read.since.is_none_or(|since| since.from <= corrected.dated.possible.to)
                    && read.as_of.is_none_or(|as_of| as_of.overlaps(corrected.dated.possible));
                let change = Change { counts: &|_, _| true, posting: Some((who, &corrected)), limit: None };
                if is_sound { case.verdict_if(change) } else { None }
            };
            let days = sampled(changes, span, case.day, most.max(8));
            put(cell, &row.id, &row.source, runs(&days, &judged, go_on)?);
        }
    }
    for (subject, limit) in case.limits() {
        let Some(span) = vague(Some(limit.span)) else { continue };
        let judged = |day: Day| {
            let corrected = LimitRow { span: Span::single(day), ..limit.clone() };
            case.verdict_if(Change {
                counts: &|_, _| true,
                posting: None,
                limit: Some((subject, &corrected)),
            })
        };
        let days = sampled(changes, span, case.day, most.max(8));
        put(Cell::Value, &limit.id, &limit.source, runs(&days, &judged, go_on)?);
    }
    Ok(())
}

/// The verdict with a report that nobody has.
fn with_new(case: &Case<'_>, kind: Kind, day: Day, horizon: Day) -> Option<Verdict> {
    let counts = &|_: &str, _: &str| true;
    let exactly = Some(Span::single(day));
    if kind == Kind::Died {
        let limit = LimitRow {
            id: NOBODYS.to_owned(),
            source: NOBODYS.to_owned(),
            kind: LimitKind::Died,
            span: Span::single(day),
        };
        let whose = case.official().to_string();
        return case.verdict_if(Change { counts, posting: None, limit: Some((&whose, &limit)) });
    }
    // Published on the last day that counts, so that its source can have seen the day.
    let plain =
        Dates { published: Some(Span::single(horizon)), public_by: Some(horizon), ..Dates::default() };
    let dates = match kind {
        Kind::Held => Dates { as_of: exactly, ..plain },
        Kind::Began | Kind::Successor => Dates { since: exactly, ..plain },
        _ => Dates { until: Some(Until::Known(Span::single(day))), ..plain },
    };
    let who = if matches!(kind, Kind::Successor | Kind::Predecessor) { Who::Another } else { Who::Own };
    let (_, like) = case.postings().iter().rev().find(|(holder, _)| *holder == case.holder)?;
    let mut posting =
        Posting { dated: DatedRow::new(NOBODYS, NOBODYS, dates), term: None, ..(*like).clone() };
    if who == Who::Another {
        posting.official = NOBODYS.into();
        posting.named = true;
    }
    case.verdict_if(Change { counts, posting: Some((who, &posting)), limit: None })
}

/// The days on which something can change: the first and last of what the records say, and the day asked about.
fn changes(case: &Case<'_>) -> BTreeSet<Day> {
    let mut days = BTreeSet::from([case.day]);
    let mut take = |span: Span| days.extend([span.from, span.to]);
    for (_, posting) in case.postings() {
        let row = &posting.dated;
        [row.since, row.until].into_iter().flatten().for_each(&mut take);
        row.held.iter().copied().for_each(&mut take);
        take(row.possible);
    }
    case.limits().into_iter().for_each(|(_, limit)| take(limit.span));
    days
}

/// The days to be tried: those of `changes` within some days, the days before and after them, and both ends; no more than so
/// many, the nearest to the day asked about. Between two of them that follow each other nothing changes.
fn sampled(changes: &BTreeSet<Day>, within: Span, asked: Day, most: usize) -> Vec<Day> {
    let around = changes.iter().flat_map(|day| [day.before(), *day, day.after()]);
    let days: BTreeSet<Day> = around
        .chain([within.from, within.to, within.from.after(), within.to.before()])
        .filter(|day| within.contains(*day))
        .collect();
    let mut days: Vec<Day> = days.into_iter().collect();
    if days.len() > most {
        let place = days.partition_point(|day| *day < asked);
        let first = place.saturating_sub(most / 2).min(days.len() - most);
        days = days[first..first + most].to_vec();
    }
    days
}

/// The runs of days with one verdict.
fn runs(
    days: &[Day],
    judged: &dyn Fn(Day) -> Option<Verdict>,
    go_on: &dyn Fn() -> Result<()>,
) -> Result<Vec<(Span, Verdict)>> {
    let mut runs: Vec<(Span, Verdict)> = Vec::new();
    let mut last = None;
    for day in days {
        go_on()?;
        let verdict = judged(*day);
        match (runs.last_mut(), verdict) {
            (Some((run, known)), Some(verdict)) if last == Some(verdict) && *known == verdict => {
                run.to = *day
            }
            (_, Some(verdict)) => runs.push((Span::single(*day), verdict)),
            (_, None) => {}
        }
        last = verdict;
    }
    Ok(runs)
}
