//! Places, chapters and events that have coordinates, as points of a map.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::Write;

use geojson::feature::Id;
use geojson::{Feature, FeatureWriter, Geometry, JsonObject};
use serde_json::json;

use super::one_file::{Asked, Written};
use crate::answer::chapters::{ChaptersQuery, each_existence};
use crate::answer::events::EventsQuery;
use crate::answer::question::Question;
use crate::answer::relations::{RelationsQuery, each_relation};
use crate::answer::{JudgedPool, Names, Shown};
use crate::date::{Day, Span};
use crate::error::{Error, Result};
use crate::query;
use crate::reader::Reader;
use crate::verdict::Verdict;

/// Writes the map: by verdicts on the day of the extract, or the best ones of any day.
///
/// # Errors
/// If the archive cannot be read, or it cannot be written.
pub fn write_geojson(asked: &Asked<'_>, out: &mut dyn Write) -> Result<Written> {
    let places = places(asked.reader)?;
    let mut map =
        Map { asked, places, out: FeatureWriter::from_writer(out), written: Vec::new(), missing: Vec::new() };
    map.places()?;
    map.chapters()?;
    let mut notes: Vec<String> = map.events()?.into_iter().collect();
    map.out.finish().map_err(unwritten)?;
    let (written, missing) = (map.written, map.missing);
    drop(map.out);
    out_of_map(&missing, &mut notes);
    Ok(Written { counts: written, notes })
}

/// That some things have no coordinates.
fn out_of_map(missing: &[(&str, u64)], notes: &mut Vec<String>) {
    let named: Vec<String> = missing
        .iter()
        .filter(|(_, many)| *many > 0)
        .map(|(what, many)| match what.strip_suffix('s') {
            Some(one) if *many == 1 => format!("1 {one}"),
            _ => format!("{many} {what}"),
        })
        .collect();
    if !named.is_empty() {
        notes.push(format!("without coordinates, and therefore left out: {}", named.join(", ")));
    }
}

fn unwritten(error: geojson::Error) -> Error {
    Error::Output(match error {
        geojson::Error::Io(error) => error,
        other => std::io::Error::other(other),
    })
}

struct Place {
    name: String,
    kind: Option<String>,
    parent: Option<String>,
    iso_code: Option<String>,
    /// Longitude and latitude.
    point: Option<[f64; 2]>,
    source: String,
    counts: bool,
}

fn places(reader: &Reader) -> Result<BTreeMap<String, Place>> {
    let mut places = BTreeMap::new();
    reader.each(query::PLACES_EVERYWHERE, &[], |row| {
        let degrees = |place: usize| -> Result<Option<f64>> {
            Ok(row.get::<_, Option<String>>(place)?.and_then(|text| text.trim().parse().ok()))
        };
        let source: String = row.get(7)?;
        let public: Option<String> = row.get(8)?;
        let counts = !reader.leaves_out(&source) && reader.counts(public.as_deref(), &source);
        let point = degrees(6)?.zip(degrees(5)?).map(|(longitude, latitude)| [longitude, latitude]);
        places.insert(
            row.get(0)?,
            Place {
                name: row.get(1)?,
                kind: row.get(2)?,
                parent: row.get(3)?,
                iso_code: row.get(4)?,
                // Where a source that does not count puts it is not known.
                point: point.filter(|_| counts),
                source,
                counts,
            },
        );
        Ok(())
    })?;
    Ok(places)
}

struct Map<'map> {
    asked: &'map Asked<'map>,
    places: BTreeMap<String, Place>,
    out: FeatureWriter<&'map mut dyn Write>,
    written: Vec<(&'static str, u64)>,
    missing: Vec<(&'static str, u64)>,
}

/// The properties of a point; what is blank is left out.
#[derive(Default)]
struct Properties(JsonObject);

impl Properties {
    fn put(&mut self, key: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.0.insert(key.to_owned(), json!(text));
        }
    }

    fn list(&mut self, key: &str, texts: impl IntoIterator<Item = String>) {
        let texts: BTreeSet<String> = texts.into_iter().collect();
        if !texts.is_empty() {
            self.0.insert(key.to_owned(), json!(texts));
        }
    }

    /// The first and the last day, unless there is no limit.
    fn days(&mut self, days: Span) {
        let (from, to) = (days.from.to_string(), days.to.to_string());
        self.put("from", (days.from > Day::MIN).then_some(&from));
        self.put("to", (days.to < Day::MAX).then_some(&to));
    }
}

impl Map<'_> {
    fn reader(&self) -> &Reader {
        self.asked.reader
    }

    fn add(&mut self, id: &str, point: [f64; 2], properties: Properties) -> Result<()> {
        let feature = Feature {
            id: Some(Id::String(id.to_owned())),
            geometry: Some(Geometry::new_point(point)),
            properties: Some(properties.0),
            ..Feature::default()
        };
        self.out.write_feature(&feature).map_err(unwritten)
    }

    /// Where a place is: its own coordinates, or else those of the nearest place that it lies in, with its id.
    fn point<'id>(&'id self, place: &'id str) -> Option<(&'id str, [f64; 2])> {
        let mut at = place;
        // A circle of places ends.
        for _ in 0..self.places.len() {
            let known = self.places.get(at)?;
            if let Some(point) = known.point {
                return Some((at, point));
            }
            at = known.parent.as_deref()?;
        }
        None
    }

    fn places(&mut self) -> Result<()> {
        let names = Names::of_kind(self.reader(), "places")?;
        let (mut written, mut missing) = (0, 0);
        let day = self.reader().day();
        let mut features = Vec::new();
        for (id, place) in self.places.iter().filter(|(_, place)| place.counts) {
            let Some(point) = place.point else {
                missing += 1;
                continue;
            };
            let mut properties = Properties::default();
            properties.put("type", Some("place"));
            properties.put("name", Some(&names.on_the_day(id, day, &place.name)));
            properties.list("names", names.rows(id).iter().map(|row| row.name.clone()));
            properties.put("kind", place.kind.as_deref());
            properties.put("parent", place.parent.as_deref());
            properties.put("iso_code", place.iso_code.as_deref());
            properties.list("sources", [place.source.clone()]);
            features.push((id.clone(), point, properties));
        }
        for (id, point, properties) in features {
            self.add(&id, point, properties)?;
            written += 1;
        }
        self.written.push(("places", written));
        self.missing.push(("places", missing));
        Ok(())
    }

    /// Chapters where their rows place them, or else where they are said to be located.
    fn chapters(&mut self) -> Result<()> {
        let all = Shown { all: true, ..Shown::default() };
        let rows = ChaptersQuery { shown: all, ..ChaptersQuery::default() }.rows(self.reader())?;
        let names = Names::of_kind(self.reader(), "chapters")?;
        let located = self.located()?;
        let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
        let mut found: HashMap<String, Existence> = HashMap::new();
        let (on, shown) = (self.asked.extract.on, self.asked.shown);
        if !ids.is_empty() {
            each_existence(self.reader(), &ids, |id, _, pool| {
                found.extend(Existence::of(pool, on, shown).map(|existence| (id.to_owned(), existence)));
                Ok(())
            })?;
        }
        let (mut written, mut missing) = (0, 0);
        for row in rows {
            let Some(existence) = found.remove(&row.id) else { continue };
            let place = row.place.as_ref().or(located.get(&row.id));
            let Some((at, point)) = place.and_then(|place| self.point(place)) else {
                missing += 1;
                continue;
            };
            let mut properties = Properties::default();
            properties.put("type", Some("chapter"));
            properties.put("name", Some(&row.name));
            properties.list("names", names.rows(&row.id).iter().map(|row| row.name.clone()));
            properties.put("organization", row.organization.as_deref());
            properties.put("level", row.level.as_deref());
            properties.put("place", place.map(String::as_str));
            properties.put("point_of", Some(at).filter(|at| place.is_none_or(|place| place != at)));
            properties.days(existence.days);
            properties.put("verdict", Some(existence.verdict.word()));
            properties.list("records", existence.records);
            properties.list("sources", existence.sources);
            self.add(&row.id, point, properties)?;
            written += 1;
        }
        self.written.push(("chapters", written));
        self.missing.push(("chapters", missing));
        Ok(())
    }

    /// By what relations locate in a place: one that has coordinates, of several the first one.
    fn located(&self) -> Result<HashMap<String, String>> {
        let asked = RelationsQuery { relations: vec!["located-in".to_owned()], ..RelationsQuery::default() };
        let mut located: HashMap<String, String> = HashMap::new();
        each_relation(self.reader(), &asked, |(subject, _, place), pool| {
            let holds = Existence::of(pool, self.asked.extract.on, &Shown::default()).is_some();
            if holds && self.point(place).is_some() {
                located.entry(subject.to_owned()).or_insert_with(|| place.to_owned());
            }
            Ok(())
        })?;
        Ok(located)
    }

    /// Events that took place; the note counts those that were only planned, were cancelled or are denied.
    fn events(&mut self) -> Result<Option<String>> {
        let window = self.asked.extract.on.map(Span::single);
        let shown = self.asked.shown.clone();
        let (rows, _) =
            EventsQuery { window, shown, ..EventsQuery::default() }.rows_and_notes(self.reader())?;
        let (mut written, mut missing) = (0, 0);
        for row in rows {
            let report = |place: fn(&crate::answer::events::ReportRow) -> Option<&String>| {
                row.reports.iter().find_map(place).map(String::as_str)
            };
            let placed = row.reports.iter().filter_map(|report| report.place.as_deref());
            let place = placed.clone().find(|place| self.point(place).is_some());
            let Some((place, (at, point))) = place.and_then(|place| Some((place, self.point(place)?))) else {
                missing += 1;
                continue;
            };
            let mut properties = Properties::default();
            properties.put("type", Some("event"));
            properties.put("name", report(|report| Some(&report.title)));
            properties.list("names", row.reports.iter().map(|report| report.title.clone()));
            properties.put("kind", report(|report| report.kind.as_ref()));
            properties.list("dates", row.reports.iter().filter_map(|report| report.date.clone()));
            properties.days(row.days);
            properties.put("place", Some(place));
            properties.put("point_of", Some(at).filter(|at| *at != place));
            properties.put("organization", report(|report| report.organization.as_ref()));
            properties.put("chapter", report(|report| report.chapter.as_ref()));
            properties.put("official", report(|report| report.official.as_ref()));
            properties.put("verdict", Some(row.verdict.word()));
            properties.list("records", row.reports.iter().map(|report| report.id.clone()));
            properties.list("sources", row.reports.iter().map(|report| report.source.clone()));
            self.add(&row.event, point, properties)?;
            written += 1;
        }
        self.written.push(("events", written));
        self.missing.push(("events", missing));
        let statuses = ["planned", "cancelled", "denied"].map(str::to_owned).to_vec();
        let others =
            EventsQuery { window, statuses, ..EventsQuery::default() }.rows_and_notes(self.reader())?.0;
        let events = if others.len() == 1 { "event is" } else { "events are" };
        Ok((!others.is_empty())
            .then(|| format!("{} planned, cancelled or denied {events} left out", others.len())))
    }
}

/// When a thing existed, and how sure that is.
struct Existence {
    days: Span,
    verdict: Verdict,
    records: Vec<String>,
    sources: Vec<String>,
}

impl Existence {
    /// On a day, or else by the best verdict of any day; none if that is not asked about.
    fn of(pool: &JudgedPool<'_>, on: Option<Day>, shown: &Shown) -> Option<Existence> {
        let pieces = || pool.tenures.iter().flat_map(|tenure| &tenure.pieces);
        let is_asked = |day: Span| on.is_none_or(|on| day.contains(on));
        let shown: Vec<_> =
            pieces().filter(|piece| is_asked(piece.days) && shown.shows(piece.verdict)).collect();
        let verdict = shown.iter().map(|piece| piece.verdict).min()?;
        let open = pieces().filter(|piece| piece.verdict != Verdict::Excluded).map(|piece| piece.days);
        let (mut records, mut sources) = (Vec::new(), Vec::new());
        for piece in shown {
            let behind = pool.behind(piece);
            records.extend(behind.0);
            sources.extend(behind.1);
        }
        Some(Existence { days: open.reduce(Span::hull)?, verdict, records, sources })
    }
}
