//! Who held which post on a day.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use rusqlite::Connection;

use super::pool::{Judged, LimitRow, judge, limits_of};
use super::question::{Col, Compared, Question, list, text};
use super::{Below, Names, Shown, below, places_within};
use crate::date::{Day, Span};
use crate::error::Result;
use crate::output::Cell;
use crate::query::{self, DatedRow, Statement, json_array};
use crate::reader::Reader;
use crate::verdict::{self, Candidate, Verdict};

/// Which posts are asked about; nothing given: all.
#[derive(Debug, Default)]
pub struct Asked {
    /// Ids of organizations.
    pub organizations: Vec<String>,
    /// Ids of chapters.
    pub chapters: Vec<String>,
    /// Ids of places: chapters that are in them, or in a place within them.
    pub places: Vec<String>,
    /// Ids of officials.
    pub officials: Vec<String>,
    /// Ids of titles, or of offices.
    pub titles: Vec<String>,
    /// Also what stands below the organizations and chapters on the day.
    pub below: bool,
    /// Which verdicts to show.
    pub shown: Shown,
}

/// One answer row.
#[derive(Debug, Clone)]
pub struct Held {
    /// Who.
    pub official: Arc<str>,
    /// What the official was called on the day.
    pub official_name: String,
    /// The organization, unless it was in a chapter.
    pub organization: Option<Arc<str>>,
    /// The chapter.
    pub chapter: Option<Arc<str>>,
    /// The office: titles of one office share it.
    pub office: Arc<str>,
    /// The titles of the records behind the verdict, sorted.
    pub titles: Vec<String>,
    /// Which stint, as the analyst numbered them.
    pub term: Arc<str>,
    /// The verdict, with what it rests on.
    pub judged: Judged,
}

struct Posting {
    dated: DatedRow,
    official: Arc<str>,
    is_chapter: bool,
    body: Arc<str>,
    office: Arc<str>,
    title: Arc<str>,
    term: Arc<str>,
    one_holder: bool,
    named: bool,
}

/// Texts that many rows repeat, kept once.
#[derive(Default)]
struct Texts(BTreeSet<Arc<str>>);

impl Texts {
    fn keep(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.0.get(text) {
            return Arc::clone(known);
        }
        let kept: Arc<str> = Arc::from(text);
        self.0.insert(Arc::clone(&kept));
        kept
    }
}

/// Who held the posts that are asked about, on the day of the clocks.
///
/// # Errors
/// If the archive cannot be read.
pub fn held(reader: &Reader, asked: &Asked) -> Result<Vec<Held>> {
    let bodies = bodies_asked(reader, asked)?;
    let postings = postings(reader, bodies.as_ref())?;
    let subjects: Option<BTreeSet<&str>> = bodies.as_ref().map(|_| {
        postings.iter().flat_map(|posting| [posting.official.as_ref(), posting.body.as_ref()]).collect()
    });
    let subjects: Option<Vec<&str>> = subjects.map(|subjects| subjects.into_iter().collect());
    let limits = limits_of(reader, subjects.as_deref())?;

    let mut rows = Vec::new();
    for office in postings.chunk_by(|left, right| (&left.body, &left.office) == (&right.body, &right.office))
    {
        if asked_office(asked, office) {
            rows.extend(held_in_office(office, &limits, reader.day()));
        }
    }
    rows.retain(|row| asked.officials.is_empty() || asked.officials.iter().any(|id| **id == *row.official));
    rows.retain(|row| asked.shown.shows(row.judged.verdict));
    Ok(rows)
}

/// The bodies whose postings are asked about; none: all of them.
fn bodies_asked(reader: &Reader, asked: &Asked) -> Result<Option<BTreeSet<String>>> {
    let mut wanted: Option<BTreeSet<String>> = None;
    let mut narrow = |bodies: BTreeSet<String>| {
        wanted = Some(match wanted.take() {
            Some(before) => before.intersection(&bodies).cloned().collect(),
            None => bodies,
        });
    };
    if !asked.organizations.is_empty() || !asked.chapters.is_empty() {
        let roots: Vec<&str> =
            asked.organizations.iter().chain(&asked.chapters).map(String::as_str).collect();
        let bodies: Below = if asked.below {
            below(reader, &roots)?
        } else {
            Below(roots.iter().map(|id| ((*id).to_owned(), Verdict::Certain)).collect())
        };
        narrow(bodies.0.into_keys().collect());
    }
    if !asked.places.is_empty() {
        let places: Vec<&str> = asked.places.iter().map(String::as_str).collect();
        let within = places_within(reader, &places)?;
        narrow(super::chapters::in_places(reader, &within)?);
    }
    if !asked.officials.is_empty() {
        let officials = json_array(asked.officials.iter().map(String::as_str));
        let mut bodies = BTreeSet::new();
        reader.each(query::BODIES_OF_OFFICIALS, &[(":officials", &officials)], |row| {
            bodies.insert(row.get(0)?);
            Ok(())
        })?;
        narrow(bodies);
    }
    Ok(wanted)
}

/// The statement that fetches the records of some bodies, or of all.
fn statement(bodies: Option<&BTreeSet<String>>) -> Statement {
    match bodies {
        Some(bodies) => Statement::new(query::POSTINGS_OF_BODIES)
            .with(":bodies", json_array(bodies.iter().map(String::as_str))),
        None => Statement::new(query::POSTINGS_EVERYWHERE),
    }
}

/// The records, sorted by body, office, official and term.
fn postings(reader: &Reader, bodies: Option<&BTreeSet<String>>) -> Result<Vec<Posting>> {
    let mut texts = Texts::default();
    let mut postings: Vec<Posting> = Vec::new();
    reader.each_of(&statement(bodies), |row| {
        let Some(fetched) = reader.fetched(row)? else {
            return Ok(());
        };
        let (organization, chapter) = (fetched.text(1)?, fetched.text(2)?);
        let title = fetched.text(4)?.unwrap_or_default();
        postings.push(Posting {
            dated: fetched.dated()?,
            official: texts.keep(fetched.text(0)?.unwrap_or_default()),
            is_chapter: organization.is_none(),
            body: texts.keep(organization.or(chapter).unwrap_or_default()),
            office: texts.keep(fetched.text(3)?.unwrap_or(title)),
            title: texts.keep(title),
            term: texts.keep(fetched.text(5)?.unwrap_or_default()),
            one_holder: fetched.text(6)? == Some("one"),
            named: fetched.text(7)? != Some("unnamed"),
        });
        Ok(())
    })?;
    postings.sort_by(|left, right| {
        (&left.body, &left.office, &left.official, &left.term, &left.dated.id).cmp(&(
            &right.body,
            &right.office,
            &right.official,
            &right.term,
            &right.dated.id,
        ))
    });
    Ok(postings)
}

fn asked_office(asked: &Asked, office: &[Posting]) -> bool {
    asked.titles.is_empty()
        || office.iter().any(|posting| {
            asked.titles.iter().any(|title| **title == *posting.title || **title == *posting.office)
        })
}

/// One body's office: each official's terms judged, then held against the others where the office has one holder.
fn held_in_office(office: &[Posting], limits: &super::Limits, day: Day) -> Vec<Held> {
    let one_holder = office.iter().any(|posting| posting.one_holder);
    let mut rows: Vec<Held> = Vec::new();
    let mut named: Vec<bool> = Vec::new();
    for official in office.chunk_by(|left, right| left.official == right.official) {
        let first = &official[0];
        let of = |id: &str| limits.get(id).map_or(&[][..], Vec::as_slice);
        let bounds: Vec<&LimitRow> = of(&first.official).iter().chain(of(&first.body)).collect();
        let mut terms: Vec<Held> = official
            .chunk_by(|left, right| left.term == right.term)
            .map(|term| {
                let records: Vec<&DatedRow> = term.iter().map(|posting| &posting.dated).collect();
                let judged = judge(&records, &bounds, day);
                Held {
                    official: Arc::clone(&first.official),
                    official_name: String::new(),
                    organization: (!first.is_chapter).then(|| Arc::clone(&first.body)),
                    chapter: first.is_chapter.then(|| Arc::clone(&first.body)),
                    office: Arc::clone(&first.office),
                    titles: titles_of(term, &judged),
                    term: term[0].term.clone(),
                    judged,
                }
            })
            .collect();
        // A record without any held day counts only for who has no stint in that office.
        if terms.iter().any(|term| term.judged.has_stint) {
            terms.retain(|term| term.judged.has_stint);
        }
        named.extend(std::iter::repeat_n(first.named, terms.len()));
        rows.extend(terms);
    }
    if one_holder {
        one_holder_each(&mut rows, &named, day);
    }
    rows
}

fn titles_of(term: &[Posting], judged: &Judged) -> Vec<String> {
    let behind: BTreeSet<&str> = term
        .iter()
        .filter(|posting| judged.records.binary_search(&posting.dated.id).is_ok())
        .map(|posting| posting.title.as_ref())
        .collect();
    behind.into_iter().map(str::to_owned).collect()
}

/// Applies the rule that one official at a time holds the office: over all stints and terms of each official.
fn one_holder_each(rows: &mut [Held], named: &[bool], day: Day) {
    let mut numbers: BTreeMap<Arc<str>, u32> = BTreeMap::new();
    let mut around: HashMap<u32, Span> = HashMap::new();
    for row in rows.iter() {
        let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
        let number = *numbers.entry(Arc::clone(&row.official)).or_insert(next);
        if let Some(span) = row.judged.certain_around {
            around.entry(number).and_modify(|known| *known = known.hull(span)).or_insert(span);
        }
    }
    let candidates: Vec<Candidate> = rows
        .iter()
        .zip(named)
        .map(|(row, named)| {
            let official = numbers.get(&row.official).copied().unwrap_or(u32::MAX);
            // Only a term that itself holds the day stands against others, but then with all that its official has.
            let certain = row.judged.certain_around.and_then(|_| around.get(&official).copied());
            Candidate { official, named: *named, verdict: row.judged.verdict, certain }
        })
        .collect();
    let outcomes = verdict::one_holder(&candidates, day);
    let names: HashMap<u32, Arc<str>> = numbers.into_iter().map(|(id, number)| (number, id)).collect();
    for (row, outcome) in rows.iter_mut().zip(outcomes) {
        match outcome {
            verdict::HolderOutcome::Stays => {}
            verdict::HolderOutcome::DisputedWith(others) => {
                row.judged.verdict = Verdict::Disputed;
                let others: Vec<&str> =
                    others.iter().filter_map(|other| names.get(other).map(AsRef::as_ref)).collect();
                row.judged.reason =
                    format!("disputed: {} held it as well by other records", others.join(", "));
            }
            verdict::HolderOutcome::ExcludedBy(holder) => {
                row.judged.verdict = Verdict::Excluded;
                let holder = names.get(&holder).map_or("another", AsRef::as_ref);
                row.judged.reason = format!("excluded: held by {holder}");
            }
        }
    }
}

impl Question for Asked {
    type Row = Held;

    const NAME: &'static str = "officials";

    const COLUMNS: &'static [Col<Held>] = &[
        Col::hidden("official", |row| Cell::from(row.official.as_ref())),
        Col::shown("official_name", |row| Cell::from(row.official_name.as_str())),
        Col::shown("organization", |row| text(row.organization.as_deref())),
        Col::shown("chapter", |row| text(row.chapter.as_deref())),
        Col::hidden("office", |row| Cell::from(row.office.as_ref())),
        Col::shown("titles", |row| list(&row.titles)),
        Col::hidden("term", |row| {
            Some(row.term.as_ref()).filter(|term| !term.is_empty()).map_or(Cell::Blank, Cell::from)
        }),
        Col::shown("verdict", |row| Cell::from(row.judged.verdict.to_string())),
        Col::shown("reason", |row| Cell::from(row.judged.reason.as_str())),
        Col::hidden("certain_from", |row| Cell::from(row.judged.certain.map(|span| span.from.to_string()))),
        Col::hidden("certain_to", |row| Cell::from(row.judged.certain.map(|span| span.to.to_string()))),
        Col::shown("held_before", |row| Cell::from(row.judged.before())),
        Col::shown("held_after", |row| Cell::from(row.judged.after())),
        Col::hidden("records", |row| list(&row.judged.records)),
        Col::shown("sources", |row| list(&row.judged.sources)),
    ];

    fn statement(&self, reader: &Reader) -> Result<Statement> {
        Ok(statement(bodies_asked(reader, self)?.as_ref()))
    }

    fn rows(&self, reader: &Reader) -> Result<Vec<Held>> {
        let mut rows = held(reader, self)?;
        let ids: BTreeSet<&str> = rows.iter().map(|row| row.official.as_ref()).collect();
        let ids: Vec<&str> = ids.into_iter().collect();
        let own = own_names(reader.connection(), "officials", &ids)?;
        let names = Names::of(reader, &ids)?;
        for row in &mut rows {
            let id = row.official.as_ref();
            row.official_name = names.on_the_day(id, reader.day(), own.get(id).map_or(id, String::as_str));
        }
        Ok(rows)
    }

    fn compared(row: &Held) -> Compared {
        let part = |part: &Option<Arc<str>>| part.as_deref().unwrap_or_default().to_owned();
        let (organization, chapter, office) =
            (part(&row.organization), part(&row.chapter), row.office.as_ref().to_owned());
        Compared {
            key: vec![
                row.official.as_ref().to_owned(),
                organization.clone(),
                chapter.clone(),
                office.clone(),
                row.term.to_string(),
            ],
            group: vec![organization, chapter, office],
            verdict: row.judged.verdict.to_string(),
            reason: row.judged.reason.clone(),
            records: row.judged.records.clone(),
            sources: row.judged.sources.clone(),
        }
    }
}

/// The names that entities' own rows give.
pub(super) fn own_names(
    connection: &Connection,
    table: &str,
    ids: &[&str],
) -> Result<HashMap<String, String>> {
    let array = json_array(ids.iter().copied());
    let mut statement = connection.prepare_cached(&format!(
        "SELECT id, name FROM {table} WHERE id IN (SELECT value FROM json_each(?1))"
    ))?;
    let names = statement
        .query_map([array], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<HashMap<String, String>>>()?;
    Ok(names)
}
