//! Posts: the records of each office of each body, judged together.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use super::hierarchy::{below, below_at_any_time, places_within};
use super::officials::OfficialsQuery;
use super::pool::{JudgedPool, LimitRow, Limits, Pool, limits_of};
use super::whole_archive::{each_part, subjects_of};
use crate::date::{Day, Span};
use crate::error::Result;
use crate::query::{self, DatedRow, Statement, json_array};
use crate::reader::Reader;
use crate::verdict::Verdict;
use crate::verdict::step::{Piece, Tenure};

/// The record of a post.
#[derive(Debug, Clone)]
pub struct Posting {
    /// The dated part.
    pub dated: DatedRow,
    /// Who held it.
    pub official: Arc<str>,
    /// Whether the body is a chapter.
    pub is_chapter: bool,
    /// The organization or chapter.
    pub body: Arc<str>,
    /// The organization of the chapter.
    pub organization: Option<Arc<str>>,
    /// The office: titles of one office share it.
    pub office: Arc<str>,
    /// The title.
    pub title: Arc<str>,
    /// The analyst's word that keeps spells apart.
    pub term: Option<Arc<str>>,
    /// Whether one official at a time holds it.
    pub one_holder: bool,
    /// Whether the official is known by name.
    pub named: bool,
}

/// One office of one body, judged.
pub struct JudgedOffice<'a> {
    /// Its records, by official.
    pub postings: &'a [Posting],
    /// The step functions of its officials.
    pub pool: JudgedPool<'a>,
    /// The officials, by the numbers of the step functions.
    pub officials: Vec<Arc<str>>,
    /// The births, deaths and the like of these officials and of the body, and perhaps of others.
    pub limits: &'a Limits,
}

impl JudgedOffice<'_> {
    /// The id of an official.
    #[must_use]
    pub fn official(&self, holder: u32) -> &Arc<str> {
        &self.officials[holder as usize]
    }

    /// Whether one official at a time holds it.
    #[must_use]
    pub fn has_one_holder(&self) -> bool {
        self.pool.has_one_holder()
    }

    /// Whether an official is known by name.
    #[must_use]
    pub fn is_named(&self, holder: u32) -> bool {
        let official = self.official(holder);
        self.postings
            .iter()
            .find(|posting| posting.official == *official)
            .is_some_and(|posting| posting.named)
    }

    /// The records behind a piece that say so of the day; if none does, all of them.
    #[must_use]
    pub fn deciding(&self, piece: &Piece, day: Day) -> Vec<&Posting> {
        let behind = || self.pool.places(piece).map(|place| &self.postings[place]);
        let of_the_day: Vec<&Posting> =
            behind().filter(|posting| posting.dated.possible.contains(day)).collect();
        if of_the_day.is_empty() { behind().collect() } else { of_the_day }
    }

    /// The titles of these records, sorted.
    #[must_use]
    pub fn titles(postings: &[&Posting]) -> Vec<String> {
        let titles: BTreeSet<&str> = postings.iter().map(|posting| posting.title.as_ref()).collect();
        titles.into_iter().map(str::to_owned).collect()
    }

    /// The terms of these records.
    #[must_use]
    pub fn terms(postings: &[&Posting]) -> Option<String> {
        let terms: BTreeSet<&str> = postings.iter().filter_map(|posting| posting.term.as_deref()).collect();
        (!terms.is_empty()).then(|| terms.into_iter().collect::<Vec<_>>().join(", "))
    }

    /// The pieces of a step function that have a day in a window, cut where the titles change.
    pub fn pieces(&self, tenure: &Tenure, window: Span, mut take: impl FnMut(&Piece, Span, &[&Posting])) {
        for piece in tenure.within(window) {
            let ranges = self.pool.places(piece).map(|place| self.postings[place].dated.possible);
            let mut days: Vec<Day> = ranges.flat_map(|range| [range.from, range.to.after()]).collect();
            days.retain(|day| piece.days.from < *day && *day <= piece.days.to);
            days.push(piece.days.from);
            days.sort_unstable();
            days.dedup();
            let mut run: Option<(Span, Vec<&Posting>)> = None;
            for (place, from) in days.iter().enumerate() {
                let to = days.get(place + 1).map_or(piece.days.to, |next| next.before());
                let deciding = self.deciding(piece, *from);
                match &mut run {
                    Some((run, known)) if JudgedOffice::titles(known) == JudgedOffice::titles(&deciding) => {
                        run.to = to
                    }
                    _ => {
                        if let Some((run, known)) = run.replace((Span { from: *from, to }, deciding)) {
                            take(piece, run, &known);
                        }
                    }
                }
            }
            if let Some((run, known)) = run {
                take(piece, run, &known);
            }
        }
    }
}

/// Texts that many rows repeat, kept once where the rows are held together.
struct Texts(Option<HashSet<Arc<str>>>);

impl Texts {
    fn new(are_held_together: bool) -> Texts {
        Texts(are_held_together.then(HashSet::new))
    }

    fn keep(&mut self, text: &str) -> Arc<str> {
        let Some(known) = &mut self.0 else { return Arc::from(text) };
        if let Some(known) = known.get(text) {
            return Arc::clone(known);
        }
        let kept: Arc<str> = Arc::from(text);
        known.insert(Arc::clone(&kept));
        kept
    }
}

/// Gives each office that is asked about, by body and office, with how sure it is that the body is below.
///
/// # Errors
/// If the archive cannot be read, or `take` fails.
pub fn each_office(
    reader: &Reader,
    asked: &OfficialsQuery,
    bodies: &Bodies,
    mut take: impl FnMut(&JudgedOffice<'_>, &[(Span, Verdict)]) -> Result<()>,
) -> Result<()> {
    let mut judge = |postings: &[Posting], limits: &Limits| {
        let is_one =
            |left: &Posting, right: &Posting| (&left.body, &left.office) == (&right.body, &right.office);
        for office in postings.chunk_by(is_one).filter(|office| asked_office(asked, office)) {
            take(&judged(office, limits), bodies.links(&office[0].body))?;
        }
        Ok(())
    };
    let Some(ids) = bodies.ids.as_ref() else { return each_part(reader, judge) };
    let postings = postings(reader, ids)?;
    judge(&postings, &limits_of(reader, Some(&subjects_of(&postings)))?)
}

/// One body's office: the records of its officials beside each other.
fn judged<'a>(office: &'a [Posting], limits: &'a Limits) -> JudgedOffice<'a> {
    let officials = office.chunk_by(|left, right| left.official == right.official);
    let officials: Vec<Arc<str>> = officials.map(|official| Arc::clone(&official[0].official)).collect();
    let mut holder = 0;
    let numbered = office.iter().map(|posting| {
        holder += u32::from(posting.official != officials[holder as usize]);
        (holder, posting)
    });
    let of = |id: &str| limits.get(id).into_iter().flatten();
    let pool = pooled(office.iter().any(|posting| posting.one_holder), numbered, &of).judged();
    JudgedOffice { postings: office, pool, officials, limits }
}

/// The records of one office, each with the number of its official; those of one official come together.
pub(super) fn pooled<'a, Of: Iterator<Item = &'a LimitRow>>(
    one_holder: bool,
    postings: impl Iterator<Item = (u32, &'a Posting)>,
    limits: &dyn Fn(&str) -> Of,
) -> Pool<'a> {
    let mut pool = Pool::new(one_holder);
    let mut last = None;
    for (holder, posting) in postings {
        pool.add(holder, &posting.dated, posting.term.as_deref());
        if last.replace(holder) == Some(holder) {
            continue;
        }
        if !posting.named {
            pool.office.unnamed.insert(holder);
        }
        pool.limit(holder, limits(&posting.official), 0);
        pool.limit(holder, limits(&posting.body), 1);
        // A chapter and its posts last no longer than its organization.
        if let Some(organization) = &posting.organization {
            pool.limit(holder, limits(organization), 2);
        }
    }
    pool
}

/// The bodies whose postings are asked about, and how sure it is that they are below what is asked about.
#[derive(Debug, Default)]
pub struct Bodies {
    /// Their ids; none: all of them.
    ids: Option<BTreeSet<String>>,
    links: BTreeMap<String, Vec<(Span, Verdict)>>,
}

impl Bodies {
    /// The bodies asked about: with what is below them on the day of the clocks, or with what ever was.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn of(reader: &Reader, asked: &OfficialsQuery, at_any_time: bool) -> Result<Bodies> {
        let roots = asked.roots();
        let mut links = BTreeMap::new();
        if !roots.is_empty() && asked.below {
            links = if at_any_time {
                below_at_any_time(reader, &roots)?
            } else {
                let always = |verdict| vec![(Span::ALWAYS, verdict)];
                below(reader, &roots)?.0.into_iter().map(|(id, verdict)| (id, always(verdict))).collect()
            };
        }
        Ok(Bodies { ids: narrowed(reader, asked, &roots, links.keys())?, links })
    }

    /// The statement that fetches the records of the posts.
    #[must_use]
    pub fn statement(&self) -> Statement {
        statement(self.ids.as_ref())
    }

    /// How sure it is on each day that a body is below what is asked about: a verdict is no better than that. Days on which it
    /// surely is not are left out.
    #[must_use]
    pub fn links(&self, body: &str) -> &[(Span, Verdict)] {
        const ALWAYS: &[(Span, Verdict)] = &[(Span::ALWAYS, Verdict::Certain)];
        self.links.get(body).map_or(ALWAYS, Vec::as_slice)
    }
}

/// The ids of the bodies, narrowed by all that is asked; none: all of them.
fn narrowed<'id>(
    reader: &Reader,
    asked: &OfficialsQuery,
    roots: &[&str],
    below: impl Iterator<Item = &'id String>,
) -> Result<Option<BTreeSet<String>>> {
    let mut wanted: Option<BTreeSet<String>> = None;
    let mut narrow = |bodies: BTreeSet<String>| {
        wanted = Some(match wanted.take() {
            Some(before) => before.intersection(&bodies).cloned().collect(),
            None => bodies,
        });
    };
    if !roots.is_empty() {
        narrow(roots.iter().map(|id| (*id).to_owned()).chain(below.cloned()).collect());
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

/// The records of some bodies, sorted by body, office and official.
fn postings(reader: &Reader, bodies: &BTreeSet<String>) -> Result<Vec<Posting>> {
    let mut postings: Vec<Posting> = Vec::new();
    each_posting(reader, Some(bodies), |posting| {
        postings.push(posting);
        Ok(())
    })?;
    postings.sort_by(|left, right| {
        (&left.body, &left.office, &left.official, &left.dated.id).cmp(&(
            &right.body,
            &right.office,
            &right.official,
            &right.dated.id,
        ))
    });
    Ok(postings)
}

/// Gives the records of some bodies, or of all, in no order.
pub(super) fn each_posting(
    reader: &Reader,
    bodies: Option<&BTreeSet<String>>,
    mut take: impl FnMut(Posting) -> Result<()>,
) -> Result<()> {
    let mut texts = Texts::new(bodies.is_some());
    reader.each_of(&statement(bodies), |row| {
        let Some(fetched) = reader.fetched(row)? else {
            return Ok(());
        };
        let (organization, chapter) = (fetched.text(1)?, fetched.text(2)?);
        let title = fetched.text(4)?.unwrap_or_default();
        take(Posting {
            dated: fetched.dated()?,
            official: texts.keep(fetched.text(0)?.unwrap_or_default()),
            is_chapter: organization.is_none(),
            body: texts.keep(organization.or(chapter).unwrap_or_default()),
            office: texts.keep(fetched.text(3)?.unwrap_or(title)),
            title: texts.keep(title),
            term: fetched.word(5)?.map(|term| texts.keep(&term)),
            one_holder: fetched.text(6)? == Some("one"),
            named: fetched.text(7)? != Some("unnamed"),
            organization: fetched.text(8)?.map(|organization| texts.keep(organization)),
        })
    })
}

fn asked_office(asked: &OfficialsQuery, office: &[Posting]) -> bool {
    asked.titles.is_empty()
        || office.iter().any(|posting| {
            asked.titles.iter().any(|title| **title == *posting.title || **title == *posting.office)
        })
}
