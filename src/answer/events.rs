//! What was reported for a window of days.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use super::{Answer, Shown, below, places_within};
use crate::date::{Day, Edtf, Span};
use crate::error::Result;
use crate::output::{Cell, Column};
use crate::query::{self, Clocks, Doubtful, json_array};
use crate::verdict::{self, Report, Verdict};

/// Which events are asked about; nothing given: all.
#[derive(Debug, Default)]
pub struct Asked {
    /// The window; none: any time.
    pub window: Option<Span>,
    /// Ids of event kinds.
    pub kinds: Vec<String>,
    /// Ids of organizations and chapters.
    pub bodies: Vec<String>,
    /// Also what stands below them, on the last day of the window (today, if there is none).
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

/// The reports of the events that are asked about, by event and status.
///
/// # Errors
/// If the archive cannot be read.
pub fn reports(
    connection: &Connection,
    clocks: &Clocks,
    asked: &Asked,
    doubtful: &mut Doubtful,
) -> Result<BTreeMap<(String, String), Vec<ReportRow>>> {
    let concerned = Concerned::of(connection, clocks, asked, doubtful)?;
    let published_by = clocks.published_by();
    let (bodies, officials, places, events) = concerned.arrays(asked);
    let window = asked.window.unwrap_or(Span::ALWAYS);
    let (from, to) = (window.from.to_string(), window.to.to_string());
    let near = Day::new(window.from.year() - 2, 1, 1).unwrap_or(Day::MIN).to_string();
    let sql = if !asked.events.is_empty() {
        query::EVENTS_NAMED
    } else if concerned.is_any() {
        query::EVENTS_IN_WINDOW
    } else {
        query::EVENTS_OF
    };
    let parameters: [(&str, &dyn rusqlite::ToSql); 8] = [
        (":from", &from),
        (":to", &to),
        (":near", &near),
        (":bodies", &bodies),
        (":officials", &officials),
        (":places", &places),
        (":events", &events),
        (":published_by", &published_by),
    ];
    let mut pools: BTreeMap<(String, String), Vec<ReportRow>> = BTreeMap::new();
    query::each_row(connection, clocks, sql, &parameters, true, |row| {
        let source: String = row.get(1)?;
        let public: Option<String> = row.get(13)?;
        if !query::counts(public.as_deref(), &source, clocks, doubtful) {
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
    let statuses =
        if asked.statuses.is_empty() { vec!["occurred".to_owned()] } else { asked.statuses.clone() };
    pools.retain(|(_, status), rows| statuses.contains(status) && concerned.concern(rows, asked));
    for rows in pools.values_mut() {
        rows.sort_by(|left, right| (left.bounds, &left.id).cmp(&(right.bounds, &right.id)));
    }
    if concerned.has_officials || !concerned.bodies.is_empty() {
        // Officials and bodies may take part without being named in a report's own row.
        concerned.keep_participants(connection, clocks, asked, &mut pools, doubtful)?;
    }
    Ok(pools)
}

/// The bodies and places that are asked about, with what stands below them and lies in them.
struct Concerned {
    bodies: BTreeSet<String>,
    places: BTreeSet<String>,
    has_officials: bool,
}

impl Concerned {
    fn of(
        connection: &Connection,
        clocks: &Clocks,
        asked: &Asked,
        doubtful: &mut Doubtful,
    ) -> Result<Concerned> {
        let roots: Vec<&str> = asked.bodies.iter().map(String::as_str).collect();
        let bodies = if asked.below && !roots.is_empty() {
            below(connection, clocks, &roots, doubtful)?.0.into_keys().collect()
        } else {
            asked.bodies.iter().cloned().collect()
        };
        let places: Vec<&str> = asked.places.iter().map(String::as_str).collect();
        let places =
            if places.is_empty() { BTreeSet::new() } else { places_within(connection, clocks, &places)? };
        Ok(Concerned { bodies, places, has_officials: !asked.officials.is_empty() })
    }

    fn is_any(&self) -> bool {
        self.bodies.is_empty() && self.places.is_empty() && !self.has_officials
    }

    fn arrays(&self, asked: &Asked) -> (String, String, String, String) {
        (
            json_array(self.bodies.iter().map(String::as_str)),
            json_array(asked.officials.iter().map(String::as_str)),
            json_array(self.places.iter().map(String::as_str)),
            json_array(asked.events.iter().map(String::as_str)),
        )
    }

    /// Whether some report of the event has all that is asked about; who took part is looked at later.
    fn concern(&self, rows: &[ReportRow], asked: &Asked) -> bool {
        (self.places.is_empty()
            || rows.iter().any(|row| row.place.as_ref().is_some_and(|id| self.places.contains(id))))
            && (asked.kinds.is_empty()
                || rows.iter().any(|row| row.kind.as_ref().is_some_and(|kind| asked.kinds.contains(kind))))
    }

    /// Keeps the events that name one of the officials and bodies asked about, or in which one took part.
    fn keep_participants(
        &self,
        connection: &Connection,
        clocks: &Clocks,
        asked: &Asked,
        pools: &mut BTreeMap<(String, String), Vec<ReportRow>>,
        doubtful: &mut Doubtful,
    ) -> Result<()> {
        let ids: BTreeSet<&str> = pools.keys().map(|(event, _)| event.as_str()).collect();
        let taking_part = participants(connection, clocks, &ids.into_iter().collect::<Vec<_>>(), doubtful)?;
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
pub fn participants(
    connection: &Connection,
    clocks: &Clocks,
    events: &[&str],
    doubtful: &mut Doubtful,
) -> Result<Participants> {
    let (array, published_by) = (json_array(events.iter().copied()), clocks.published_by());
    let parameters: [(&str, &dyn rusqlite::ToSql); 2] =
        [(":events", &array), (":published_by", &published_by)];
    let mut found = Participants::new();
    query::each_row(connection, clocks, query::PARTICIPANTS_OF, &parameters, false, |row| {
        let public: Option<String> = row.get(5)?;
        if !query::counts(public.as_deref(), &row.get::<_, String>(1)?, clocks, doubtful) {
            return Ok(());
        }
        found.entry(row.get(2)?).or_default().insert((row.get(3)?, row.get(4)?));
        Ok(())
    })?;
    Ok(found)
}

/// The columns of the answer.
#[must_use]
pub fn columns() -> Vec<Column> {
    vec![
        Column::shown("event"),
        Column::shown("kind"),
        Column::shown("title"),
        Column::shown("status"),
        Column::shown("verdict"),
        Column::shown("date"),
        Column::hidden("date_earliest"),
        Column::hidden("date_latest"),
        Column::shown("place"),
        Column::shown("organization"),
        Column::hidden("chapter"),
        Column::shown("official"),
        Column::hidden("records"),
        Column::shown("sources"),
    ]
}

/// The whole answer: one row an event and status.
///
/// What the reports of an event agree on is given once; where they differ, each wording is, separated by ` | `.
///
/// # Errors
/// If the archive cannot be read.
pub fn answer(connection: &Connection, clocks: &Clocks, asked: &Asked) -> Result<Answer> {
    let mut doubtful = Doubtful::default();
    let pools = reports(connection, clocks, asked, &mut doubtful)?;
    let mut rows: Vec<(Span, Vec<Cell>)> = Vec::new();
    for ((event, status), pool) in &pools {
        let verdict = match asked.window {
            Some(window) => {
                let reports: Vec<Report> = pool.iter().map(ReportRow::report).collect();
                verdict::in_window(&reports, window)
            }
            None => Verdict::Certain,
        };
        let is_asked = asked.shown.shows(verdict);
        let (Some(from), Some(to)) =
            (pool.iter().map(|row| row.bounds.from).min(), pool.iter().map(|row| row.bounds.to).max())
        else {
            continue;
        };
        if !is_asked {
            continue;
        }
        let each = |cell: &dyn Fn(&ReportRow) -> Option<&str>| {
            let mut wordings: Vec<&str> = Vec::new();
            for wording in pool.iter().filter_map(cell) {
                if !wordings.contains(&wording) {
                    wordings.push(wording);
                }
            }
            if wordings.is_empty() { Cell::Blank } else { Cell::from(wordings.join(" | ")) }
        };
        let records: BTreeSet<&str> = pool.iter().map(|row| row.id.as_str()).collect();
        let sources: BTreeSet<&str> = pool.iter().map(|row| row.source.as_str()).collect();
        let list = |ids: BTreeSet<&str>| Cell::List(ids.into_iter().map(str::to_owned).collect());
        rows.push((
            Span { from, to },
            vec![
                Cell::from(event.as_str()),
                each(&|row| row.kind.as_deref()),
                each(&|row| Some(&row.title)),
                Cell::from(status.as_str()),
                Cell::from(verdict.to_string()),
                each(&|row| row.date.as_deref()),
                Cell::from(from.to_string()),
                Cell::from(to.to_string()),
                each(&|row| row.place.as_deref()),
                each(&|row| row.organization.as_deref()),
                each(&|row| row.chapter.as_deref()),
                each(&|row| row.official.as_deref()),
                list(records),
                list(sources),
            ],
        ));
    }
    rows.sort_by_key(|(bounds, _)| *bounds);
    let rows = rows.into_iter().map(|(_, row)| row).collect();
    Ok(Answer { columns: columns(), rows, notes: doubtful.note(clocks.published_by).into_iter().collect() })
}
