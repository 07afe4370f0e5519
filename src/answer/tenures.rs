//! Who held which post from when to when: the pieces of the step functions.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::excluded::left_out;
use super::officials::{OfficialsQuery, own_names, weakest_link};
use super::posts::{Bodies, JudgedOffice, Posting, each_office};
use super::question::{Col, Compared, Question, left_out_by, list, text};
use super::{Names, Shown};
use crate::date::{Day, Span};
use crate::error::Result;
use crate::output::Cell;
use crate::query::Statement;
use crate::reader::Reader;
use crate::verdict::Verdict;
use crate::verdict::step::{Piece, Subject, Tenure};

/// Which posts are asked about, and in which window of days.
#[derive(Debug, Clone, Default)]
pub struct TenuresQuery {
    /// The posts.
    pub posts: OfficialsQuery,
    /// Only pieces that have a day in it; none: all.
    pub window: Option<Span>,
    /// Which verdicts to show.
    pub shown: Shown,
}

/// One answer row: days with one verdict, one reason and the same titles.
#[derive(Debug, Clone)]
pub struct Held {
    /// Who.
    pub official: Arc<str>,
    /// What the official is called.
    pub official_name: String,
    /// The organization, unless it was in a chapter.
    pub organization: Option<Arc<str>>,
    /// The chapter.
    pub chapter: Option<Arc<str>>,
    /// The office: titles of one office share it.
    pub office: Arc<str>,
    /// The titles of these days, sorted.
    pub titles: Vec<String>,
    /// The term of the records behind the verdict.
    pub term: Option<String>,
    /// The days, both ends included.
    pub days: Span,
    /// The verdict on each of them.
    pub verdict: Verdict,
    /// Why.
    pub reason: String,
    /// Ids of the records, sorted.
    pub records: Vec<String>,
    /// Ids of their sources, sorted.
    pub sources: Vec<String>,
}

impl Question for TenuresQuery {
    type Row = Held;

    const NAME: &'static str = "tenures";

    const COLUMNS: &'static [Col<Held>] = &[
        Col::hidden("official", |row| Cell::from(row.official.as_ref())),
        Col::shown("official_name", |row| Cell::from(row.official_name.as_str())),
        Col::shown("organization", |row| text(row.organization.as_deref())),
        Col::shown("chapter", |row| text(row.chapter.as_deref())),
        Col::hidden("office", |row| Cell::from(row.office.as_ref())),
        Col::shown("titles", |row| list(&row.titles)),
        Col::hidden("term", |row| text(row.term.as_deref())),
        Col::shown("from", |row| Cell::from(row.days.from.to_string())),
        Col::shown("to", |row| Cell::from(row.days.to.to_string())),
        Col::shown("verdict", |row| Cell::from(row.verdict.to_string())),
        Col::shown("reason", |row| Cell::from(row.reason.as_str())),
        Col::hidden("records", |row| list(&row.records)),
        Col::shown("sources", |row| list(&row.sources)),
    ];

    fn statement(&self, reader: &Reader) -> Result<Statement> {
        Ok(Bodies::of(reader, &self.posts, true)?.statement())
    }

    fn rows(&self, reader: &Reader) -> Result<Vec<Held>> {
        let mut rows = Vec::new();
        each(reader, self, |row| {
            rows.push(row);
            Ok(())
        })?;
        Ok(rows)
    }

    fn compared(row: &Held) -> Compared {
        let part = |part: &Option<Arc<str>>| part.as_deref().unwrap_or_default().to_owned();
        let group = vec![part(&row.organization), part(&row.chapter), row.office.as_ref().to_owned()];
        let key = [vec![row.official.as_ref().to_owned()], group.clone(), vec![row.days.from.to_string()]];
        Compared {
            key: key.concat(),
            group,
            verdict: row.verdict.to_string(),
            reason: row.reason.clone(),
            records: row.records.clone(),
            sources: row.sources.clone(),
        }
    }
}

/// Gives the pieces one by one, office by office, and in it the officials in the order in which they are known to have held it;
/// the notes say how many are left out because of their verdicts.
///
/// # Errors
/// If the archive cannot be read, or `take` fails.
pub fn each(
    reader: &Reader,
    asked: &TenuresQuery,
    mut take: impl FnMut(Held) -> Result<()>,
) -> Result<Vec<String>> {
    each_by_office(reader, asked, |_, rows| rows.into_iter().try_for_each(&mut take))
}

/// The same, all pieces of an office at once, with the office.
///
/// # Errors
/// As [`each`].
pub fn each_by_office(
    reader: &Reader,
    asked: &TenuresQuery,
    mut take: impl FnMut(&JudgedOffice<'_>, Vec<Held>) -> Result<()>,
) -> Result<Vec<String>> {
    let (count, counts) = judged_by_office(reader, asked, &mut take)?;
    let mut notes: Vec<String> = left_out(&counts, &asked.shown, ("piece", "pieces")).into_iter().collect();
    if count == 0 && asked.window.is_some() {
        let always = TenuresQuery { window: None, ..asked.clone() };
        let count = counted(reader, &always)?;
        let pieces = if count == 1 { "piece" } else { "pieces" };
        notes.extend(
            (count > 0).then(|| format!("{count} {pieces} on other days left out by --from, --to or --on")),
        );
    }
    if count == 0 && notes.is_empty() {
        for (option, posts) in asked.posts.widened() {
            let wider = TenuresQuery { posts, ..asked.clone() };
            notes.extend(left_out_by(option, counted(reader, &wider)?, ("piece", "pieces")));
        }
    }
    Ok(notes)
}

/// How many pieces an answer has.
fn counted(reader: &Reader, asked: &TenuresQuery) -> Result<usize> {
    Ok(judged_by_office(reader, asked, &mut |_, _| Ok(()))?.0)
}

/// Gives the pieces that are shown; returns how many they are, and how many of which verdicts are not.
fn judged_by_office(
    reader: &Reader,
    asked: &TenuresQuery,
    take: &mut dyn FnMut(&JudgedOffice<'_>, Vec<Held>) -> Result<()>,
) -> Result<(usize, BTreeMap<Verdict, usize>)> {
    let bodies = Bodies::of(reader, &asked.posts, true)?;
    let mut names = Called::new(reader, asked)?;
    let mut counts = BTreeMap::new();
    let mut count = 0_usize;
    each_office(reader, &asked.posts, &bodies, |office, links| {
        let mut rows: Vec<Held> = Vec::new();
        let mut tenures: Vec<&Tenure> = office.pool.tenures.iter().collect();
        tenures.sort_by_key(|tenure| (tenure.beginning(), tenure.holder));
        for tenure in tenures {
            let official = office.official(tenure.holder);
            if asked.posts.officials.is_empty() || asked.posts.officials.iter().any(|id| **id == **official) {
                pieces(office, tenure, asked.window.unwrap_or(Span::ALWAYS), links, &mut rows);
            }
        }
        rows.retain(|row| {
            let is_shown = asked.shown.shows(row.verdict);
            if !is_shown {
                *counts.entry(row.verdict).or_default() += 1;
            }
            is_shown
        });
        count += rows.len();
        for row in &mut rows {
            row.official_name = names.of(reader, office, &row.official)?;
        }
        if rows.is_empty() { Ok(()) } else { take(office, rows) }
    })?;
    Ok((count, counts))
}

/// The pieces of an official's step function, as far as the body is below what is asked about.
fn pieces(
    office: &JudgedOffice<'_>,
    tenure: &Tenure,
    window: Span,
    links: &[(Span, Verdict)],
    rows: &mut Vec<Held>,
) {
    let mut ends: Vec<(Span, Verdict)> = Vec::with_capacity(links.len());
    let mut next = Some(Day::MIN);
    for (days, link) in links {
        if let Some(from) = next.filter(|from| *from < days.from) {
            ends.push((Span { from, to: days.from.before() }, Verdict::Excluded));
        }
        ends.push((*days, *link));
        next = (days.to < Day::MAX).then(|| days.to.after());
    }
    ends.extend(next.map(|from| (Span { from, to: Day::MAX }, Verdict::Excluded)));
    office.pieces(tenure, window, |piece, days, deciding| {
        for (linked, link) in &ends {
            let both = Span::new(days.from.max(linked.from), days.to.min(linked.to));
            if let Some(days) = both.filter(|days| days.overlaps(window)) {
                rows.push(row(office, tenure, piece, days, deciding, *link));
            }
        }
    });
}

fn row(
    office: &JudgedOffice<'_>,
    tenure: &Tenure,
    piece: &Piece,
    days: Span,
    deciding: &[&Posting],
    link: Verdict,
) -> Held {
    let first = &office.postings[0];
    let name = |holder: u32| office.official(holder).to_string();
    let mut reason = piece.reason.words(Subject::Holder, None, &name);
    if link > piece.verdict {
        reason = weakest_link(&reason, &first.body, link);
    }
    let (records, sources) = office.pool.behind(piece);
    Held {
        official: Arc::clone(office.official(tenure.holder)),
        official_name: String::new(),
        organization: (!first.is_chapter).then(|| Arc::clone(&first.body)),
        chapter: first.is_chapter.then(|| Arc::clone(&first.body)),
        office: Arc::clone(&first.office),
        titles: JudgedOffice::titles(deciding),
        term: JudgedOffice::terms(deciding),
        days,
        verdict: piece.verdict.max(link),
        reason,
        records,
        sources,
    }
}

/// What officials are called today; read for one office after the other, or all at once where all are asked about.
struct Called {
    all: Option<(Names, HashMap<String, String>)>,
    office: HashMap<Arc<str>, String>,
}

impl Called {
    fn new(reader: &Reader, asked: &TenuresQuery) -> Result<Called> {
        let posts = &asked.posts;
        let is_narrowed =
            !posts.organizations.is_empty() || !posts.chapters.is_empty() || !posts.officials.is_empty();
        let all = match is_narrowed {
            true => None,
            false => {
                let mut own = HashMap::new();
                let mut statement = reader.connection().prepare_cached("SELECT id, name FROM officials")?;
                let mut rows = statement.query([])?;
                while let Some(row) = rows.next()? {
                    own.insert(row.get(0)?, row.get(1)?);
                }
                Some((Names::of_kind(reader, "officials")?, own))
            }
        };
        Ok(Called { all, office: HashMap::new() })
    }

    fn of(&mut self, reader: &Reader, office: &JudgedOffice<'_>, official: &Arc<str>) -> Result<String> {
        let called = |names: &Names, own: &HashMap<String, String>, id: &str| {
            names.on_the_day(id, reader.day(), own.get(id).map_or(id, String::as_str))
        };
        if let Some((names, own)) = &self.all {
            return Ok(called(names, own, official));
        }
        if !self.office.contains_key(official) {
            let ids: BTreeSet<&str> = office.officials.iter().map(AsRef::as_ref).collect();
            let ids: Vec<&str> = ids.into_iter().collect();
            let (names, own) = (Names::of(reader, &ids)?, own_names(reader.connection(), "officials", &ids)?);
            for id in &office.officials {
                self.office.insert(Arc::clone(id), called(&names, &own, id));
            }
        }
        Ok(self.office.get(official).cloned().unwrap_or_default())
    }
}
