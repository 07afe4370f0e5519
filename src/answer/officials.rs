//! Who held which post on a day.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use rusqlite::Connection;

use super::excluded::Excluded;
use super::pool::Judged;
use super::posts::{Bodies, JudgedOffice, each_office};
use super::question::{Col, Compared, Question, list, text};
use super::{Names, Shown};
use crate::date::{Day, Span};
use crate::error::Result;
use crate::output::Cell;
use crate::query::{Statement, json_array};
use crate::reader::Reader;
use crate::verdict::Verdict;
use crate::verdict::step::{Subject, Tenure};

/// Which posts are asked about; nothing given: all.
#[derive(Debug, Clone, Default)]
pub struct OfficialsQuery {
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
    /// Also what is below the organizations and chapters on the day.
    pub below: bool,
    /// Which verdicts to show.
    pub shown: Shown,
    /// What is possible only if attested no more than so many days away.
    pub within: Option<i32>,
}

impl OfficialsQuery {
    /// The bodies that are asked about.
    #[must_use]
    pub fn roots(&self) -> Vec<&str> {
        self.organizations.iter().chain(&self.chapters).map(String::as_str).collect()
    }

    /// Whether it is about bodies, places or officials that are named.
    fn names_something(&self) -> bool {
        [&self.organizations, &self.chapters, &self.places, &self.officials].iter().any(|ids| !ids.is_empty())
    }
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
    /// The term of the records behind the verdict, in the analyst's word.
    pub term: Option<String>,
    /// The verdict, with what it rests on.
    pub judged: Judged,
}

/// Who held the posts that are asked about, on the day of the clocks: who surely or disputedly did first, then who may have, by
/// the nearest day on which they are known to.
///
/// # Errors
/// If the archive cannot be read.
pub fn held(reader: &Reader, asked: &OfficialsQuery) -> Result<Vec<Held>> {
    Ok(held_or_not(reader, asked)?.0)
}

/// The same, and the rows that the answer does not show.
fn held_or_not(reader: &Reader, asked: &OfficialsQuery) -> Result<(Vec<Held>, LeftOut)> {
    let mut rows = Vec::new();
    let mut left_out = LeftOut::default();
    each_held(reader, asked, |_, _, row| {
        let is_near = row.judged.verdict != Verdict::Possible
            || asked.within.is_none_or(|days| row.judged.distance.is_some_and(|away| away <= days));
        if !asked.shown.shows(row.judged.verdict) {
            left_out.add(&row);
        } else if is_near {
            rows.push(row);
        } else {
            left_out.far += 1;
        }
        Ok(())
    })?;
    rows.sort_by_key(|row| match row.judged.verdict {
        Verdict::Certain | Verdict::Disputed => (0, 0),
        Verdict::Possible => (1, row.judged.distance.unwrap_or(i32::MAX)),
        Verdict::Excluded => (2, 0),
    });
    Ok((rows, left_out))
}

/// Gives the row of each official in each office that is asked about, whatever its verdict and without a name, with the
/// office and the number of the official.
///
/// # Errors
/// If the archive cannot be read, or `take` fails.
pub(crate) fn each_held(
    reader: &Reader,
    asked: &OfficialsQuery,
    mut take: impl FnMut(&JudgedOffice<'_>, u32, Held) -> Result<()>,
) -> Result<()> {
    each_office(reader, asked, &Bodies::of(reader, asked, false)?, |office, links| {
        for tenure in &office.pool.tenures {
            let official = office.official(tenure.holder);
            if asked.officials.is_empty() || asked.officials.iter().any(|id| **id == **official) {
                take(office, tenure.holder, on_the_day(office, tenure, links, reader.day()))?;
            }
        }
        Ok(())
    })
}

/// What officials are called on the day, put into their rows.
///
/// # Errors
/// If the archive cannot be read.
pub(crate) fn put_official_names<'row>(
    reader: &Reader,
    rows: impl Iterator<Item = &'row mut Held>,
) -> Result<()> {
    let rows: Vec<&mut Held> = rows.collect();
    let ids: BTreeSet<Arc<str>> = rows.iter().map(|row| Arc::clone(&row.official)).collect();
    let ids: Vec<&str> = ids.iter().map(AsRef::as_ref).collect();
    let own = own_names(reader.connection(), "officials", &ids)?;
    let names = Names::of(reader, &ids)?;
    for row in rows {
        let id = row.official.as_ref();
        row.official_name = names.on_the_day(id, reader.day(), own.get(id).map_or(id, String::as_str));
    }
    Ok(())
}

/// What an official's step function says of the day, as far as the body is below what is asked about.
fn on_the_day(office: &JudgedOffice<'_>, tenure: &Tenure, links: &[(Span, Verdict)], day: Day) -> Held {
    let piece = tenure.on(day);
    let name = |holder: u32| office.official(holder).to_string();
    let mut judged = office.pool.on(tenure, day, Subject::Holder, &name);
    let deciding = office.deciding(piece, day);
    let first = &office.postings[0];
    let link = links.iter().find(|(days, _)| days.contains(day)).map_or(Verdict::Excluded, |(_, link)| *link);
    if link > judged.verdict {
        judged.verdict = link;
        judged.reason = weakest_link(&judged.reason, &first.body, link);
    }
    Held {
        official: Arc::clone(office.official(tenure.holder)),
        official_name: String::new(),
        organization: (!first.is_chapter).then(|| Arc::clone(&first.body)),
        chapter: first.is_chapter.then(|| Arc::clone(&first.body)),
        office: Arc::clone(&first.office),
        titles: JudgedOffice::titles(&deciding),
        term: JudgedOffice::terms(&deciding),
        judged,
    }
}

/// The reason for a verdict that is no better than the link to what is asked about.
pub(super) fn weakest_link(reason: &str, body: &str, link: Verdict) -> String {
    format!("{reason}; that {body} was below is {link}")
}

/// Rows that an answer does not show.
#[derive(Debug, Default)]
struct LeftOut {
    excluded: Excluded,
    far: usize,
}

impl LeftOut {
    fn add(&mut self, row: &Held) {
        self.excluded.add(&row.official, &row.judged);
    }

    /// How many rows are left out; and why, if there is nothing else.
    fn notes(&self, asked: &OfficialsQuery, is_empty: bool) -> Vec<String> {
        let mut notes: Vec<String> = self.excluded.note(&asked.shown, is_empty).into_iter().collect();
        if self.far > 0 {
            let rows = if self.far == 1 { "row is" } else { "rows are" };
            notes.push(format!("{} possible {rows} left out by --within: attested no nearer", self.far));
        }
        notes
    }
}

impl Question for OfficialsQuery {
    type Row = Held;

    const NAME: &'static str = "officials";

    const COLUMNS: &'static [Col<Held>] = &[
        Col::hidden("official", |row| Cell::from(row.official.as_ref())),
        Col::shown("official_name", |row| Cell::from(row.official_name.as_str())),
        Col::shown("organization", |row| text(row.organization.as_deref())),
        Col::shown("chapter", |row| text(row.chapter.as_deref())),
        Col::hidden("office", |row| Cell::from(row.office.as_ref())),
        Col::shown("titles", |row| list(&row.titles)),
        Col::hidden("term", |row| text(row.term.as_deref())),
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
        Ok(Bodies::of(reader, self, false)?.statement())
    }

    fn rows(&self, reader: &Reader) -> Result<Vec<Held>> {
        Ok(self.rows_and_notes(reader)?.0)
    }

    fn rows_and_notes(&self, reader: &Reader) -> Result<(Vec<Held>, Vec<String>)> {
        let (mut rows, left_out) = held_or_not(reader, self)?;
        put_official_names(reader, rows.iter_mut())?;
        let mut notes = left_out.notes(self, rows.is_empty());
        if rows.is_empty() && left_out.excluded.is_empty() {
            notes.extend(posts_below(reader, self)?);
        }
        Ok((rows, notes))
    }

    fn widened(&self) -> Vec<(&'static str, OfficialsQuery)> {
        let all = || self.clone();
        let without = [
            ("--title", &self.titles, OfficialsQuery { titles: Vec::new(), ..all() }),
            ("--place", &self.places, OfficialsQuery { places: Vec::new(), ..all() }),
            ("--official", &self.officials, OfficialsQuery { officials: Vec::new(), ..all() }),
            ("--chapter", &self.chapters, OfficialsQuery { chapters: Vec::new(), ..all() }),
            ("--organization", &self.organizations, OfficialsQuery { organizations: Vec::new(), ..all() }),
        ];
        let used = without.into_iter().filter(|(_, ids, wider)| !ids.is_empty() && wider.names_something());
        used.map(|(option, _, wider)| (option, wider)).collect()
    }

    fn compared(row: &Held) -> Compared {
        let part = |part: &Option<Arc<str>>| part.as_deref().unwrap_or_default().to_owned();
        let (organization, chapter, office) =
            (part(&row.organization), part(&row.chapter), row.office.as_ref().to_owned());
        Compared::judged(
            vec![row.official.as_ref().to_owned(), organization.clone(), chapter.clone(), office.clone()],
            vec![organization, chapter, office],
            &row.judged,
        )
    }
}

/// That organizations without posts of their own have some in what is below them on the day, and how to ask for them.
fn posts_below(reader: &Reader, asked: &OfficialsQuery) -> Result<Option<String>> {
    if asked.below || asked.organizations.is_empty() {
        return Ok(None);
    }
    let below = OfficialsQuery {
        organizations: asked.organizations.clone(),
        officials: asked.officials.clone(),
        titles: asked.titles.clone(),
        below: true,
        ..OfficialsQuery::default()
    };
    let mut posts = 0;
    let day = reader.day();
    each_office(reader, &below, &Bodies::of(reader, &below, false)?, |office, _| {
        let is_held = |tenure: &&Tenure| tenure.on(day).verdict != Verdict::Excluded;
        posts += office.pool.tenures.iter().filter(is_held).count();
        Ok(())
    })?;
    let plural = if posts == 1 { "" } else { "s" };
    Ok((posts > 0).then(|| format!("{posts} post{plural} in what is below it: ask with --below")))
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
