//! Who held which post from when to when, as bars: the pieces of the step functions, and the days that records speak of.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Around, called, day_words, listed, shown};
use crate::answer::Answer;
use crate::answer::people::Naming;
use crate::answer::posts::Posting;
use crate::answer::question::{Question, cells, columns};
use crate::answer::tenures::{Held, TenuresQuery, each_by_office};
use crate::date::{Day, Span};
use crate::error::Result;
use crate::picture::bars::{Bar, Bars, Group, Row, Seen};
use crate::verdict::Verdict;
use crate::verdict::step::HeldKind;

/// What is judged together: one office of one body.
type Office = (Option<Arc<str>>, Option<Arc<str>>, Arc<str>);

/// Bars of the posts that are asked about, in groups of one office of one body, with what is written around them.
///
/// # Errors
/// If the archive cannot be read.
pub fn bars(naming: Naming<'_>, asked: &TenuresQuery, shares_lines: bool) -> Result<(Bars, Around)> {
    let mut answer = Answer { columns: columns(TenuresQuery::COLUMNS), ..Answer::default() };
    let mut held: Vec<Held> = Vec::new();
    let mut seen: BTreeMap<(Office, Arc<str>), Vec<Seen>> = BTreeMap::new();
    let mut goes_on: BTreeMap<(Office, Arc<str>), (bool, bool)> = BTreeMap::new();
    let notes = each_by_office(naming.reader, asked, |office, rows| {
        let officials: BTreeSet<&Arc<str>> = rows.iter().map(|row| &row.official).collect();
        for posting in office.postings.iter().filter(|posting| officials.contains(&posting.official)) {
            let key = (office_of(&rows[0]), Arc::clone(&posting.official));
            seen.entry(key).or_default().extend(sightings(posting));
        }
        // With --below, a body may have come to be below another on the first day of the window.
        if let Some(window) = asked.window.filter(|_| !asked.posts.below) {
            for tenure in &office.pool.tenures {
                let is_held = |day: Day| {
                    let verdict = tenure.on(day).verdict;
                    verdict != Verdict::Excluded && asked.shown.shows(verdict)
                };
                let before = window.from > Day::MIN && is_held(window.from.before());
                let after = window.to < Day::MAX && is_held(window.to.after());
                let key = (office_of(&rows[0]), Arc::clone(office.official(tenure.holder)));
                goes_on.insert(key, (before, after));
            }
        }
        answer.rows.extend(rows.iter().map(|row| cells(TenuresQuery::COLUMNS, row)));
        held.extend(rows);
        Ok(())
    })?;
    naming.put(&mut answer)?;
    let mut around = Around { title: title(naming, asked)?, notes, ..Around::default() };
    let mut groups: Vec<Group> = Vec::new();
    let mut titles: BTreeSet<String> = BTreeSet::new();
    for (place, row) in held.iter().enumerate() {
        let is_begun = place > 0 && office_of(&held[place - 1]) == office_of(row);
        if !is_begun {
            titles.clear();
            groups.push(Group { id: group_id(row), heading: String::new(), rows: Vec::new() });
        }
        let Some(group) = groups.last_mut() else { continue };
        // A list is joined as tables join it.
        titles.extend(shown(&answer, place, "titles").split("; ").map(str::to_owned));
        let body = format!("{}{}", shown(&answer, place, "organization"), shown(&answer, place, "chapter"));
        let all: Vec<&str> = titles.iter().map(String::as_str).collect();
        group.heading = format!("{body}: {}", all.join(" / "));
        if group.rows.last().is_none_or(|last| *last.id != *row.official) {
            let key = (office_of(row), Arc::clone(&row.official));
            let (seen, goes_on) =
                (seen.remove(&key).unwrap_or_default(), goes_on.remove(&key).unwrap_or_default());
            let name = shown(&answer, place, "official");
            group.rows.push(Row { id: row.official.to_string(), name, bars: Vec::new(), goes_on, seen });
        }
        if let Some(last) = group.rows.last_mut() {
            last.bars.push(Bar { days: row.days, verdict: row.verdict, about: about(&answer, place, row) });
        }
        around.sources.extend(row.sources.iter().cloned());
        around.has_excluded |= row.verdict == Verdict::Excluded;
        around.entities.insert(row.official.to_string());
        around.entities.extend(row.organization.iter().chain(&row.chapter).map(ToString::to_string));
    }
    if held.is_empty() && around.notes.is_empty() {
        around.notes.push("no record of the archive answers this".to_owned());
    }
    Ok((Bars { axis: axis(asked.window, &groups), groups, shares_lines }, around))
}

fn office_of(row: &Held) -> Office {
    (row.organization.clone(), row.chapter.clone(), Arc::clone(&row.office))
}

fn group_id(row: &Held) -> String {
    let body = row.organization.as_ref().or(row.chapter.as_ref()).map_or("", AsRef::as_ref);
    format!("{body} {}", row.office)
}

/// The days that a record speaks of.
fn sightings(posting: &Posting) -> impl Iterator<Item = Seen> {
    let (id, source) = (&posting.dated.id, &posting.dated.source);
    posting.dated.days.iter().flatten().filter(|held| !held.day.is_of_any_year()).map(move |held| {
        let said = match held.kind {
            HeldKind::Seen => "held it",
            HeldKind::Since => "began",
            HeldKind::Until => "ended",
        };
        let days = held.day.on_some_day();
        Seen { days: held.day, about: format!("{said} {days}\nrecord {id} of source {source}") }
    })
}

/// What whoever points at a bar reads.
fn about(answer: &Answer, place: usize, row: &Held) -> String {
    format!(
        "{}, {}\n{}: {}\n{}\nrecords: {}\nsources: {}",
        shown(answer, place, "official"),
        shown(answer, place, "titles"),
        day_words(row.days),
        row.verdict,
        shown(answer, place, "reason"),
        row.records.join(", "),
        row.sources.join(", ")
    )
}

fn title(naming: Naming<'_>, asked: &TenuresQuery) -> Result<String> {
    let posts = &asked.posts;
    let ids = posts.organizations.iter().chain(&posts.chapters).chain(&posts.officials);
    let names = called(naming, &ids.map(String::as_str).collect::<Vec<_>>())?;
    Ok(match names.as_slice() {
        [] => "Who held which post from when to when".to_owned(),
        names => format!("Who held which post from when to when: {}", listed(names)),
    })
}

/// The days of the axis: the window, as far as it has ends; else from the first to the last day that something has in the
/// picture. It takes whole years if it is long.
fn axis(window: Option<Span>, groups: &[Group]) -> Span {
    let rows = || groups.iter().flat_map(|group| &group.rows);
    // Dates without an end, or without a year, reach into the first year or the last.
    let is_end = |day: &Day| day.year() != Day::MIN.year() && day.year() != Day::MAX.year();
    let window = window.unwrap_or(Span::ALWAYS);
    let bars = rows().flat_map(|row| &row.bars).filter(|bar| bar.verdict != Verdict::Excluded);
    let spans = bars.map(|bar| bar.days).chain(rows().flat_map(|row| &row.seen).map(|seen| seen.days));
    let days: Vec<Day> = spans.flat_map(|days| [days.from, days.to]).filter(is_end).collect();
    let days: Vec<Day> = days.into_iter().filter(|day| window.contains(*day)).collect();
    let first = Some(window.from).filter(is_end).or_else(|| days.iter().copied().min());
    let last = Some(window.to).filter(is_end).or_else(|| days.iter().copied().max());
    let (from, to) = match (first, last) {
        (Some(first), Some(last)) => (first.min(last), last.max(first)),
        (Some(day), None) | (None, Some(day)) => (day, day),
        // Nothing has a date.
        (None, None) => return year(2000, 2000),
    };
    let is_long = to.number() - from.number() > 2 * 366;
    let whole = year(from.year(), to.year());
    Span {
        from: if is_long && !is_end(&window.from) { whole.from } else { from },
        to: if is_long && !is_end(&window.to) { whole.to } else { to },
    }
}

/// From the first day of a year to the last of another.
fn year(from: i32, to: i32) -> Span {
    Span { from: Day::new(from, 1, 1).unwrap_or(Day::MIN), to: Day::new(to, 12, 31).unwrap_or(Day::MAX) }
}
