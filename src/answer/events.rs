//! What was reported for a window of days.

use std::collections::{BTreeMap, BTreeSet};

use super::excluded::left_out;
use super::question::{Col, Compared, Question, list};
use super::{Shown, below, places_within};
use crate::date::{Day, Edtf, Span};
use crate::error::Result;
use crate::output::Cell;
use crate::query::{self, Statement, json_array};
use crate::reader::Reader;
use crate::verdict::{self, Report, Verdict};

/// Which events are asked about; nothing given: all.
#[derive(Debug, Clone, Default)]
pub struct EventsQuery {
    /// The window; none: any time.
    pub window: Option<Span>,
    /// Ids of event kinds.
    pub kinds: Vec<String>,
    /// Ids of organizations and chapters.
    pub bodies: Vec<String>,
    /// Also what is below them, on the last day of the window (today, if there is none).
    pub below: bool,
    /// Ids of places, with all that lies in them.
    pub places: Vec<String>,
    /// Ids of officials, concerned or taking part.
    pub officials: Vec<String>,
    /// Ids of events.
    pub events: Vec<String>,
    /// Statuses; none: `occurred`.
    pub statuses: Vec<String>,
    /// Which verdicts to show.
    pub shown: Shown,
}

/// One report of an event.
#[derive(Debug, Clone)]
pub struct ReportRow {
    /// The id of the record.
    pub id: String,
    /// Its source.
    pub source: String,
    /// The event.
    pub event: String,
    /// What kind of event.
    pub kind: Option<String>,
    /// What happened.
    pub title: String,
    /// Occurred, planned, cancelled or denied.
    pub status: String,
    /// When, as written.
    pub date: Option<String>,
    /// The days that it can mean.
    pub bounds: Span,
    /// Where, and whom it concerns.
    pub place: Option<String>,
    /// The organization concerned.
    pub organization: Option<String>,
    /// The chapter concerned.
    pub chapter: Option<String>,
    /// The official concerned.
    pub official: Option<String>,
}

impl ReportRow {
    /// The report as a verdict takes it: a slash interval lasts, everything else is one day within its bounds.
    fn report(&self) -> Report {
        match self.date.as_deref().map(Edtf::parse) {
            Some(Ok(date)) if date.is_interval() => {
                let start = date.start().unwrap_or(Span { from: self.bounds.from, to: self.bounds.to });
                let end = date.end().unwrap_or(Span { from: self.bounds.from, to: self.bounds.to });
                Report::lasting(cut(start, self.bounds.to), cut(end, self.bounds.to))
            }
            _ => Report::on_a_day(self.bounds),
        }
    }
}

/// An occurred event ends no later than its source was published.
fn cut(span: Span, latest: Day) -> Span {
    Span::new(span.from, span.to.min(latest)).unwrap_or(span)
}

/// The statement that fetches the reports.
fn statement(asked: &EventsQuery, concerned: &Concerned) -> Statement {
    let window = asked.window.unwrap_or(Span::ALWAYS);
    let near = Day::new(window.from.year() - 2, 1, 1).unwrap_or(Day::MIN).to_string();
    let sql = if !asked.events.is_empty() {
        query::EVENTS_NAMED
    } else if concerned.is_any() {
        query::EVENTS_IN_WINDOW
    } else {
        query::EVENTS_OF
    };
    Statement::new(sql)
        .with(":from", window.from.to_string())
        .with(":to", window.to.to_string())
        .with(":near", near)
        .with(":bodies", json_array(concerned.bodies.iter().map(String::as_str)))
        .with(":officials", json_array(asked.officials.iter().map(String::as_str)))
        .with(":places", json_array(concerned.places.iter().map(String::as_str)))
        .with(":events", json_array(asked.events.iter().map(String::as_str)))
}

/// The reports of the events that are asked about, by event and status, whatever it is.
fn reports(reader: &Reader, asked: &EventsQuery) -> Result<BTreeMap<(String, String), Vec<ReportRow>>> {
    let concerned = Concerned::of(reader, asked)?;
    let mut pools: BTreeMap<(String, String), Vec<ReportRow>> = BTreeMap::new();
    reader.each_of(&statement(asked, &concerned), |row| {
        let source: String = row.get(1)?;
        let public: Option<String> = row.get(13)?;
        if !reader.counts(public.as_deref(), &source) {
            return Ok(());
        }
        let bound = |place: usize, otherwise: Day| -> Result<Day> {
            Ok(row.get::<_, String>(place)?.parse().unwrap_or(otherwise))
        };
        let bounds = Span::new(bound(7, Day::MIN)?, bound(8, Day::MAX)?).unwrap_or(Span::ALWAYS);
        let report = ReportRow {
            id: row.get(0)?,
            source,
            event: row.get(2)?,
            kind: row.get(3)?,
            title: row.get(4)?,
            status: row.get(5)?,
            date: row.get(6)?,
            bounds,
            place: row.get(9)?,
            organization: row.get(10)?,
            chapter: row.get(11)?,
            official: row.get(12)?,
        };
        pools.entry((report.event.clone(), report.status.clone())).or_default().push(report);
        Ok(())
    })?;
    pools.retain(|_, rows| concerned.concern(rows, asked));
    for rows in pools.values_mut() {
        rows.sort_by(|left, right| (left.bounds, &left.id).cmp(&(right.bounds, &right.id)));
    }
    if concerned.has_officials || !concerned.bodies.is_empty() {
        // Officials and bodies may take part without being named in a report's own row.
        concerned.keep_participants(reader, asked, &mut pools)?;
    }
    Ok(pools)
}

/// The status of what took place.
const OCCURRED: &str = "occurred";

/// An answer before its notes.
struct Judged {
    rows: Vec<Reported>,
    /// How many events of other statuses there are, by status.
    others: BTreeMap<String, usize>,
    /// How many events have a verdict that is not shown.
    hidden: BTreeMap<Verdict, usize>,
}

impl EventsQuery {
    /// Of an answer without events, how many there are at other times, or else without a filter.
    fn left_out_by_filters(&self, reader: &Reader) -> Result<Option<String>> {
        if self.window.is_some() {
            let rows = EventsQuery { window: None, ..self.clone() }.judged(reader)?.rows;
            if let Some(days) = rows.iter().map(|row| row.days).reduce(Span::hull) {
                let (count, events) = (rows.len(), if rows.len() == 1 { "event" } else { "events" });
                let on = super::day_within(days);
                return Ok(Some(format!(
                    "{count} {events} on other days left out by --from, --to or --on: {on}"
                )));
            }
        }
        // Each filter by itself, and then all of them: who looks for events that none of two admits learns of both.
        let all = || self.clone();
        let without = [
            ("--kind", !self.kinds.is_empty(), EventsQuery { kinds: Vec::new(), ..all() }),
            ("--place", !self.places.is_empty(), EventsQuery { places: Vec::new(), ..all() }),
            ("--official", !self.officials.is_empty(), EventsQuery { officials: Vec::new(), ..all() }),
            ("--organization", !self.bodies.is_empty(), EventsQuery { bodies: Vec::new(), ..all() }),
            ("--event", !self.events.is_empty(), EventsQuery { events: Vec::new(), ..all() }),
        ];
        let used = without.iter().filter(|(_, is_used, _)| *is_used);
        for (filter, _, query) in used.clone() {
            if let Some(note) = query.count_without(reader, filter)? {
                return Ok(Some(note));
            }
        }
        let used: Vec<&str> = used.map(|(filter, ..)| *filter).collect();
        let any = EventsQuery {
            statuses: self.statuses.clone(),
            shown: self.shown.clone(),
            ..EventsQuery::default()
        };
        if used.len() > 1 { any.count_without(reader, &used.join(" and ")) } else { Ok(None) }
    }

    /// The events for an answer about who took part: what is planned, cancelled or denied does not count, and what is not certain
    /// is said to count.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub(super) fn counted(&self, reader: &Reader) -> Result<(Vec<Reported>, Vec<String>)> {
        let Judged { rows, others, hidden } = self.judged(reader)?;
        let mut notes: Vec<String> =
            left_out(&hidden, &self.shown, ("event", "events")).into_iter().collect();
        if rows.is_empty() && hidden.is_empty() {
            notes.extend(self.left_out_by_filters(reader)?);
        }
        for (status, count) in others.into_iter().filter(|(_, count)| *count > 0) {
            let do_not = if count == 1 { "event does not" } else { "events do not" };
            notes.push(format!("{count} {status} {do_not} count"));
        }
        for verdict in [Verdict::Disputed, Verdict::Possible] {
            let ids: Vec<&str> =
                rows.iter().filter(|row| row.verdict == verdict).map(|row| row.event.as_str()).collect();
            if let Some((first, more)) = ids.split_first() {
                let more = if more.is_empty() { String::new() } else { format!(" and {} more", more.len()) };
                notes.push(format!("counted although {verdict} in these days: {first}{more}"));
            }
        }
        Ok((rows, notes))
    }

    /// How many events there are without some filters.
    fn count_without(&self, reader: &Reader, filters: &str) -> Result<Option<String>> {
        let count = self.judged(reader)?.rows.len();
        let events = match (filters, count) {
            ("--kind", 1) => "event of another kind",
            ("--kind", _) => "events of other kinds",
            (_, 1) => "other event",
            _ => "other events",
        };
        Ok((count > 0).then(|| format!("{count} {events} left out by {filters}")))
    }

    /// The rows of the answer, and what is left out of it.
    fn judged(&self, reader: &Reader) -> Result<Judged> {
        let mut rows = Vec::new();
        let mut others: BTreeMap<String, usize> = BTreeMap::new();
        let mut hidden: BTreeMap<Verdict, usize> = BTreeMap::new();
        let pools = reports(reader, self)?;
        let denials = denials(&pools);
        let window = self.window.unwrap_or(Span::ALWAYS);
        for ((event, status), reports) in pools {
            let bounds: Vec<Report> = reports.iter().map(ReportRow::report).collect();
            let against = denials.get(&event).filter(|_| status == OCCURRED);
            let verdict = verdict::in_window(&bounds, against.map_or(&[][..], Vec::as_slice), window);
            if !self.takes(&status) {
                *others.entry(status).or_default() += usize::from(verdict != Verdict::Excluded);
                continue;
            }
            if !self.shown.shows(verdict) {
                // What is wholly outside the window does not belong to the answer.
                if verdict != Verdict::Excluded {
                    *hidden.entry(verdict).or_default() += 1;
                }
                continue;
            }
            if let Some(days) = reports.iter().map(|row| row.bounds).reduce(Span::hull) {
                rows.push(Reported { event, status, verdict, days, reports });
            }
        }
        rows.sort_by_key(|row| row.days);
        Ok(Judged { rows, others, hidden })
    }

    /// Whether events of a status are asked about.
    fn takes(&self, status: &str) -> bool {
        if self.statuses.is_empty() {
            status == OCCURRED
        } else {
            self.statuses.iter().any(|asked| asked == status)
        }
    }
}

/// The reports that deny or cancel an event, by event.
fn denials(pools: &BTreeMap<(String, String), Vec<ReportRow>>) -> BTreeMap<String, Vec<Report>> {
    let mut denials: BTreeMap<String, Vec<Report>> = BTreeMap::new();
    for ((event, status), rows) in pools {
        if matches!(status.as_str(), "denied" | "cancelled") {
            denials.entry(event.clone()).or_default().extend(rows.iter().map(ReportRow::report));
        }
    }
    denials
}

/// The bodies and places that are asked about, with what is below them and in them.
struct Concerned {
    bodies: BTreeSet<String>,
    places: BTreeSet<String>,
    has_officials: bool,
}

impl Concerned {
    fn of(reader: &Reader, asked: &EventsQuery) -> Result<Concerned> {
        let roots: Vec<&str> = asked.bodies.iter().map(String::as_str).collect();
        let bodies = if asked.below && !roots.is_empty() {
            below(reader, &roots)?.0.into_keys().collect()
        } else {
            asked.bodies.iter().cloned().collect()
        };
        let places: Vec<&str> = asked.places.iter().map(String::as_str).collect();
        let places = if places.is_empty() { BTreeSet::new() } else { places_within(reader, &places)? };
        Ok(Concerned { bodies, places, has_officials: !asked.officials.is_empty() })
    }

    fn is_any(&self) -> bool {
        self.bodies.is_empty() && self.places.is_empty() && !self.has_officials
    }

    /// Whether some report of the event has all that is asked about; who took part is looked at later.
    fn concern(&self, rows: &[ReportRow], asked: &EventsQuery) -> bool {
        (self.places.is_empty()
            || rows.iter().any(|row| row.place.as_ref().is_some_and(|id| self.places.contains(id))))
            && (asked.kinds.is_empty()
                || rows.iter().any(|row| row.kind.as_ref().is_some_and(|kind| asked.kinds.contains(kind))))
    }

    /// Keeps the events that name one of the officials and bodies asked about, or in which one took part.
    fn keep_participants(
        &self,
        reader: &Reader,
        asked: &EventsQuery,
        pools: &mut BTreeMap<(String, String), Vec<ReportRow>>,
    ) -> Result<()> {
        let ids: BTreeSet<&str> = pools.keys().map(|(event, _)| event.as_str()).collect();
        let taking_part = participants(reader, &ids.into_iter().collect::<Vec<_>>())?;
        pools.retain(|(event, _), rows| {
            let takes_part = |set: &dyn Fn(&str) -> bool| {
                taking_part
                    .get(event)
                    .is_some_and(|subjects| subjects.iter().any(|(subject, _)| set(subject)))
            };
            let names_official = asked.officials.is_empty()
                || rows
                    .iter()
                    .any(|row| row.official.as_ref().is_some_and(|id| asked.officials.contains(id)))
                || takes_part(&|subject| asked.officials.iter().any(|id| id == subject));
            let names_body = self.bodies.is_empty()
                || rows.iter().any(|row| {
                    [&row.organization, &row.chapter].into_iter().flatten().any(|id| self.bodies.contains(id))
                })
                || takes_part(&|subject| self.bodies.contains(subject));
            names_official && names_body
        });
        Ok(())
    }
}

/// By event, who took part, and in which role.
pub type Participants = BTreeMap<String, BTreeSet<(String, Option<String>)>>;

/// Who took part in some events.
///
/// # Errors
/// If the archive cannot be read.
pub fn participants(reader: &Reader, events: &[&str]) -> Result<Participants> {
    let array = json_array(events.iter().copied());
    let parameters: [(&str, &dyn rusqlite::ToSql); 1] = [(":events", &array)];
    let mut found = Participants::new();
    reader.each(query::PARTICIPANTS_OF, &parameters, |row| {
        let public: Option<String> = row.get(5)?;
        if !reader.counts(public.as_deref(), &row.get::<_, String>(1)?) {
            return Ok(());
        }
        found.entry(row.get(2)?).or_default().insert((row.get(3)?, row.get(4)?));
        Ok(())
    })?;
    Ok(found)
}

/// One answer row: an event with a status. What its reports agree on is given once; where they differ, each wording is.
#[derive(Debug, Clone)]
pub struct Reported {
    /// The event.
    pub event: String,
    /// Occurred, planned, cancelled or denied.
    pub status: String,
    /// The verdict for the window.
    pub verdict: Verdict,
    /// From the first to the last day that its reports can mean.
    pub days: Span,
    /// Its reports, by their days.
    pub reports: Vec<ReportRow>,
}

impl Reported {
    /// The wordings of the reports, each once, separated by ` | `.
    fn each(&self, cell: impl Fn(&ReportRow) -> Option<&str>) -> Cell {
        let mut wordings: Vec<&str> = Vec::new();
        for wording in self.reports.iter().filter_map(cell) {
            if !wordings.contains(&wording) {
                wordings.push(wording);
            }
        }
        if wordings.is_empty() { Cell::Blank } else { Cell::from(wordings.join(" | ")) }
    }

    fn sorted(&self, id: impl Fn(&ReportRow) -> &str) -> Vec<String> {
        let ids: BTreeSet<&str> = self.reports.iter().map(id).collect();
        ids.into_iter().map(str::to_owned).collect()
    }
}

impl Question for EventsQuery {
    type Row = Reported;

    const NAME: &'static str = "events";

    const COLUMNS: &'static [Col<Reported>] = &[
        Col::shown("event", |row| Cell::from(row.event.as_str())),
        Col::shown("kind", |row| row.each(|report| report.kind.as_deref())),
        Col::shown("title", |row| row.each(|report| Some(&report.title))),
        Col::shown("status", |row| Cell::from(row.status.as_str())),
        Col::shown("verdict", |row| Cell::from(row.verdict.to_string())),
        Col::shown("date", |row| row.each(|report| report.date.as_deref())),
        Col::hidden("date_earliest", |row| Cell::from(row.days.from.to_string())),
        Col::hidden("date_latest", |row| Cell::from(row.days.to.to_string())),
        Col::shown("place", |row| row.each(|report| report.place.as_deref())),
        Col::shown("organization", |row| row.each(|report| report.organization.as_deref())),
        Col::hidden("chapter", |row| row.each(|report| report.chapter.as_deref())),
        Col::shown("official", |row| row.each(|report| report.official.as_deref())),
        Col::hidden("records", |row| list(&row.sorted(|report| &report.id))),
        Col::shown("sources", |row| list(&row.sorted(|report| &report.source))),
    ];

    fn statement(&self, reader: &Reader) -> Result<Statement> {
        Ok(statement(self, &Concerned::of(reader, self)?))
    }

    fn rows(&self, reader: &Reader) -> Result<Vec<Reported>> {
        Ok(self.rows_and_notes(reader)?.0)
    }

    fn rows_and_notes(&self, reader: &Reader) -> Result<(Vec<Reported>, Vec<String>)> {
        let Judged { rows, others, hidden } = self.judged(reader)?;
        let mut notes: Vec<String> =
            left_out(&hidden, &self.shown, ("event", "events")).into_iter().collect();
        if rows.is_empty() && hidden.is_empty() {
            notes.extend(self.left_out_by_filters(reader)?);
        }
        let of_status = others.into_iter().filter(|(_, count)| *count > 0).map(|(status, count)| {
            let (events, show) =
                if count == 1 { ("event is", "shows it") } else { ("events are", "shows them") };
            format!("{count} {status} {events} left out (--status {status} {show})")
        });
        notes.extend(of_status);
        Ok((rows, notes))
    }

    fn compared(row: &Reported) -> Compared {
        Compared {
            key: vec![row.event.clone(), row.status.clone()],
            group: vec![row.event.clone()],
            verdict: row.verdict.to_string(),
            reason: String::new(),
            records: row.sorted(|report| &report.id),
            sources: row.sorted(|report| &report.source),
        }
    }
}
