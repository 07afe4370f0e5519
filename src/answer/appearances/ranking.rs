//! Who took part in events, how often, and in which place.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::lists::{Entry, NameList, lists_of, statement};
use super::trend::{Mean, relative, trend};
use crate::answer::events::{EventsQuery, Reported};
use crate::answer::officials::own_names;
use crate::answer::question::{Col, Compared, Question, list};
use crate::answer::{Names, day_within};
use crate::date::{Day, Span};
use crate::error::Result;
use crate::output::Cell;
use crate::query::Statement;
use crate::reader::Reader;

/// Which events count, and whose part in them is asked about.
#[derive(Debug, Clone, Default)]
pub struct AppearancesQuery {
    /// The events. Its officials are those who are asked about: only events that concern them are read.
    pub events: EventsQuery,
    /// Only these roles; none: all.
    pub roles: Vec<String>,
    /// The first day of the second of two periods that are compared; none: the middle of the window.
    pub split: Option<Day>,
}

/// One answer row: an official.
#[derive(Debug, Clone, Default)]
pub struct Appeared {
    /// Who.
    pub official: String,
    /// What the official is called.
    pub official_name: String,
    /// The events, in the order of time.
    pub events: Vec<String>,
    /// The place in each of them, in words; blank if no source gives one.
    pub places: Vec<String>,
    /// Events in which sources contradict each other about the place.
    pub contested: Vec<String>,
    /// Places in lists, by the lowest and by the highest readings.
    pub place: Mean,
    /// The best place by the lowest and by the highest readings.
    pub best: Option<(u32, u32)>,
    /// The days on which the first event can have been, and the last.
    pub seen: Option<(Span, Span)>,
    /// Relative places before and after the split.
    pub periods: [Mean; 2],
    /// Ids of the records, sorted.
    pub records: BTreeSet<String>,
    /// Ids of their sources, sorted.
    pub sources: BTreeSet<String>,
}

impl Appeared {
    fn add(&mut self, event: &Reported, split: Option<Day>, lists: &[(&NameList, &Entry)]) {
        self.events.push(event.event.clone());
        let places: Vec<String> =
            lists.iter().map(|(_, entry)| entry.place()).filter(|place| !place.is_empty()).collect();
        self.places.push(places.join(", "));
        let days = event.days;
        let (first, last) = self.seen.get_or_insert((days, days));
        *first = Span { from: first.from.min(days.from), to: first.to.min(days.to) };
        *last = Span { from: last.from.max(days.from), to: last.to.max(days.to) };
        if lists.iter().any(|(_, entry)| entry.is_contested()) {
            self.contested.push(event.event.clone());
        }
        let period = split.and_then(|split| match days {
            days if days.to < split => Some(0),
            days if days.from >= split => Some(1),
            _ => None,
        });
        for (list, entry) in lists {
            self.records.extend(entry.records.iter().cloned());
            self.sources.extend(entry.sources.iter().cloned());
            let Some((low, high)) = entry.range() else { continue };
            self.place.add(f64::from(low), f64::from(high));
            let (best_low, best_high) = self.best.get_or_insert((low, high));
            (*best_low, *best_high) = ((*best_low).min(low), (*best_high).min(high));
            if let Some(period) = period {
                self.periods[period].add(relative(low, list.length), relative(high, list.length));
            }
        }
    }

    fn mean(&self, of: impl Fn((f64, f64)) -> f64) -> Cell {
        self.place.range().map_or(Cell::Blank, |range| Cell::Real(of(range)))
    }
}

/// A range of numbers: `2.5`, or `2.5..3` if sources give different places.
fn range(low: &str, high: &str) -> String {
    if low == high { low.to_owned() } else { format!("{low}..{high}") }
}

/// A mean with two decimals at the most.
fn rounded(mean: f64) -> String {
    let text = format!("{mean:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn period(row: &Appeared, period: usize, of: fn((f64, f64)) -> f64) -> Cell {
    row.periods[period].range().map_or(Cell::Blank, |range| Cell::Real(of(range)))
}

fn count(count: usize) -> Cell {
    Cell::Integer(i64::try_from(count).unwrap_or(i64::MAX))
}

fn sorted(ids: &BTreeSet<String>) -> Cell {
    Cell::List(ids.iter().cloned().collect())
}

impl Question for AppearancesQuery {
    type Row = Appeared;

    const NAME: &'static str = "appearances";

    const COLUMNS: &'static [Col<Appeared>] = &[
        Col::hidden("official", |row| Cell::from(row.official.as_str())),
        Col::shown("official_name", |row| Cell::from(row.official_name.as_str())),
        Col::shown("times", |row| count(row.events.len())),
        Col::shown("lists", |row| count(row.place.count)),
        Col::shown("mean", |row| {
            Cell::from(row.place.range().map(|(low, high)| range(&rounded(low), &rounded(high))))
        }),
        Col::shown("best", |row| {
            Cell::from(row.best.map(|(low, high)| range(&low.to_string(), &high.to_string())))
        }),
        Col::hidden("mean_low", |row| row.mean(|range| range.0)),
        Col::hidden("mean_high", |row| row.mean(|range| range.1)),
        Col::hidden("best_low", |row| row.best.map_or(Cell::Blank, |best| Cell::from(i64::from(best.0)))),
        Col::hidden("best_high", |row| row.best.map_or(Cell::Blank, |best| Cell::from(i64::from(best.1)))),
        Col::shown("first_seen", |row| Cell::from(row.seen.map(|seen| day_within(seen.0)))),
        Col::shown("last_seen", |row| Cell::from(row.seen.map(|seen| day_within(seen.1)))),
        Col::shown("trend", |row| Cell::from(trend(&row.periods[0], &row.periods[1]))),
        Col::hidden("before_lists", |row| count(row.periods[0].count)),
        Col::hidden("before_low", |row| period(row, 0, |range| range.0)),
        Col::hidden("before_high", |row| period(row, 0, |range| range.1)),
        Col::hidden("after_lists", |row| count(row.periods[1].count)),
        Col::hidden("after_low", |row| period(row, 1, |range| range.0)),
        Col::hidden("after_high", |row| period(row, 1, |range| range.1)),
        Col::hidden("events", |row| list(&row.events)),
        Col::hidden("places", |row| list(&row.places)),
        Col::hidden("contested", |row| list(&row.contested)),
        Col::hidden("records", |row| sorted(&row.records)),
        Col::shown("sources", |row| sorted(&row.sources)),
    ];

    fn statement(&self, reader: &Reader) -> Result<Statement> {
        let events = self.events.rows(reader)?;
        Ok(statement(&events.iter().map(|event| event.event.as_str()).collect::<Vec<_>>()))
    }

    fn rows(&self, reader: &Reader) -> Result<Vec<Appeared>> {
        Ok(self.rows_and_notes(reader)?.0)
    }

    fn rows_and_notes(&self, reader: &Reader) -> Result<(Vec<Appeared>, Vec<String>)> {
        let (events, mut notes) = self.events.counted(reader)?;
        let ids: Vec<&str> = events.iter().map(|event| event.event.as_str()).collect();
        let lists = lists_of(reader, &ids, &self.roles)?;
        let split = self.split.or_else(|| middle(self.events.window, &events));

        let mut rows: BTreeMap<&str, Appeared> = BTreeMap::new();
        for event in &events {
            let mut entries: BTreeMap<&str, Vec<(&NameList, &Entry)>> = BTreeMap::new();
            for list in lists.get(&event.event).map_or(&[][..], Vec::as_slice) {
                for entry in &list.entries {
                    entries.entry(entry.subject.as_str()).or_default().push((list, entry));
                }
            }
            for (subject, entries) in entries {
                rows.entry(subject).or_default().add(event, split, &entries);
            }
        }
        let subjects: Vec<&str> = rows.keys().copied().collect();
        let own = own_names(reader.connection(), "officials", &subjects)?;
        let others = rows.len() - own.len();
        let asked = |id: &str| {
            own.contains_key(id)
                && (self.events.officials.is_empty() || self.events.officials.iter().any(|asked| asked == id))
        };
        let mut rows: Vec<Appeared> = rows
            .into_iter()
            .filter(|(official, _)| asked(official))
            .map(|(official, row)| Appeared { official: official.to_owned(), ..row })
            .collect();
        name(reader, &mut rows, &own)?;
        rows.sort_by(|one, other| rank(one).partial_cmp(&rank(other)).unwrap_or(std::cmp::Ordering::Equal));
        notes.extend(self.notes(&events, &lists, &rows, split));
        if others > 0 && self.events.officials.is_empty() {
            let them =
                if others == 1 { "one that is not an official is" } else { "that are not officials are" };
            let count = if others == 1 { String::new() } else { format!("{others} ") };
            notes.push(format!("{count}{them} left out: appearances EVENT lists all who took part in one"));
        }
        Ok((rows, notes))
    }

    fn compared(row: &Appeared) -> Compared {
        Compared {
            key: vec![row.official.clone()],
            group: vec![row.official.clone()],
            verdict: String::new(),
            reason: String::new(),
            records: row.records.iter().cloned().collect(),
            sources: row.sources.iter().cloned().collect(),
        }
    }
}

impl AppearancesQuery {
    /// How many events there are, how they are compared, and where sources contradict each other.
    fn notes(
        &self,
        events: &[Reported],
        lists: &BTreeMap<String, Vec<NameList>>,
        rows: &[Appeared],
        split: Option<Day>,
    ) -> Vec<String> {
        let mut notes = Vec::new();
        let is_ordered = |event: &&Reported| {
            lists.get(&event.event).is_some_and(|lists| lists.iter().any(NameList::is_ordered))
        };
        let ordered = events.iter().filter(is_ordered).count();
        if !events.is_empty() {
            let plural = if events.len() == 1 { "event" } else { "events" };
            notes.push(format!("{} {plural}, {ordered} with an ordered list", events.len()));
        }
        if let Some(split) = split.filter(|_| rows.iter().any(|row| row.place.count > 0)) {
            let straddling =
                events.iter().filter(|event| event.days.from < split && event.days.to >= split).count();
            let neither = match straddling {
                0 => String::new(),
                1 => "; 1 event may be of either and counts in neither".to_owned(),
                many => format!("; {many} events may be of either and count in neither"),
            };
            notes.push(format!("trend: events before {split} compared with those from then on{neither}"));
        }
        let contested: BTreeSet<&str> =
            rows.iter().flat_map(|row| &row.contested).map(String::as_str).collect();
        if !contested.is_empty() {
            let events: Vec<&str> = contested.into_iter().collect();
            notes.push(format!(
                "sources contradict each other about the list of {} (appearances {} shows it)",
                events.join(", "),
                events[0]
            ));
        }
        notes
    }
}

/// Who has a place comes first, by the mean of the places; then who was there more often.
fn rank(row: &Appeared) -> (f64, f64, std::cmp::Reverse<usize>, &str) {
    let (low, high) = row.place.range().unwrap_or((f64::INFINITY, f64::INFINITY));
    (low + high, low, std::cmp::Reverse(row.events.len()), &row.official)
}

/// Names the officials as they were called on the day of the clocks.
fn name(reader: &Reader, rows: &mut [Appeared], own: &HashMap<String, String>) -> Result<()> {
    let ids: Vec<&str> = rows.iter().map(|row| row.official.as_str()).collect();
    let names = Names::of(reader, &ids)?;
    for row in rows {
        let id = row.official.as_str();
        row.official_name = names.on_the_day(id, reader.day(), own.get(id).map_or(id, String::as_str));
    }
    Ok(())
}

/// The middle of the window; of one without a limit, that of the events.
fn middle(window: Option<Span>, events: &[Reported]) -> Option<Day> {
    let window = window.unwrap_or(Span::ALWAYS);
    let days = events.iter().map(|event| event.days);
    let from = match window.from {
        Day::MIN => days.clone().map(|days| days.from).filter(|day| *day > Day::MIN).min()?,
        from => from,
    };
    let to = match window.to {
        Day::MAX => days.map(|days| days.to).filter(|day| *day < Day::MAX).max()?,
        to => to,
    };
    Day::from_number(from.number() + (to.number() - from.number() + 1) / 2)
}
