//! What is below or above what, on a day: each link must be valid on that day.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::pool::{Judged, JudgedPool, Pool};
use crate::date::{Day, Span};
use crate::error::{Error, Result};
use crate::query::{self, DatedRow, Sql, json_array};
use crate::reader::Reader;
use crate::verdict::Verdict;
use crate::verdict::step::{Subject, Tenure};

/// A link from an entity to one above it, with the records that state it.
#[derive(Debug, Clone)]
pub struct Link {
    /// The entity below.
    pub below: String,
    /// The entity above.
    pub above: String,
    /// The verdict for the day.
    pub verdict: Verdict,
}

/// Entities that are below some others, with the verdict of the best chain of links that leads there.
#[derive(Debug, Default)]
pub struct Below(pub BTreeMap<String, Verdict>);

impl Below {
    /// All ids.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

/// The entities in `roots` and everything below them on the day.
///
/// # Errors
/// If the archive cannot be read.
pub fn below(reader: &Reader, roots: &[&str]) -> Result<Below> {
    let mut reached: BTreeMap<String, Verdict> =
        roots.iter().map(|id| ((*id).to_owned(), Verdict::Certain)).collect();
    let mut frontier: BTreeSet<String> = reached.keys().cloned().collect();
    // A cycle in what sources state ends where nothing better is reached.
    while !frontier.is_empty() {
        let ids = json_array(frontier.iter().map(String::as_str));
        let mut next = BTreeSet::new();
        let mut links = relation_links(reader, query::RELATIONS_TO, ":objects", &ids)?;
        links.extend(chapter_links(reader, query::CHAPTERS_OF, ":bodies", &ids)?);
        for link in links {
            let Some(above) = reached.get(&link.above).copied() else {
                continue;
            };
            // A chain is as good as its weakest link.
            let verdict = above.max(link.verdict);
            let better = reached.get(&link.below).is_none_or(|known| verdict < *known);
            if better && frontier.contains(&link.above) {
                reached.insert(link.below.clone(), verdict);
                next.insert(link.below);
            }
        }
        frontier = next;
    }
    Ok(Below(reached))
}

/// The entities in `roots` and all that was ever below them: how sure that is on the days on which it is not excluded.
///
/// # Errors
/// If the archive cannot be read.
pub fn below_at_any_time(reader: &Reader, roots: &[&str]) -> Result<BTreeMap<String, Vec<(Span, Verdict)>>> {
    let links = links_to(reader, roots)?;
    let mut days: BTreeSet<Day> = BTreeSet::from([Day::MIN]);
    days.extend(links.iter().flat_map(|link| link.tenure.pieces.iter().map(|piece| piece.days.from)));
    let days: Vec<Day> = days.into_iter().collect();
    let mut reached: BTreeMap<String, Vec<(Span, Verdict)>> = BTreeMap::new();
    for (place, from) in days.iter().enumerate() {
        let days = Span { from: *from, to: days.get(place + 1).map_or(Day::MAX, |next| next.before()) };
        for (id, verdict) in chains(roots, &links, *from) {
            let runs = reached.entry(id.to_owned()).or_default();
            match runs.last_mut() {
                Some((run, known)) if *known == verdict && run.to.after() == days.from => run.to = days.to,
                _ => runs.push((days, verdict)),
            }
        }
    }
    Ok(reached)
}

/// All links that lead to some entities at any time, directly or through others.
fn links_to(reader: &Reader, roots: &[&str]) -> Result<Vec<LinkInTime>> {
    let mut known: BTreeSet<String> = roots.iter().map(|id| (*id).to_owned()).collect();
    let mut frontier = known.clone();
    let mut links: Vec<LinkInTime> = Vec::new();
    while !frontier.is_empty() {
        let ids = json_array(frontier.iter().map(String::as_str));
        let mut found = relations_in_time(reader, query::RELATIONS_TO, ":objects", &ids)?;
        found.extend(chapters_in_time(reader, query::CHAPTERS_OF, ":bodies", &ids)?);
        frontier =
            found.iter().map(|link| link.below.clone()).filter(|below| known.insert(below.clone())).collect();
        links.append(&mut found);
    }
    Ok(links)
}

/// The links that lead from bodies to what is asked about, to be judged with some of their records left out.
pub struct Chains {
    roots: Vec<String>,
    /// By what is below.
    links: HashMap<String, Vec<LinkInTime>>,
}

/// The links that lead from one body to what is asked about.
pub struct Chain<'a> {
    roots: Vec<&'a str>,
    body: String,
    links: Vec<&'a LinkInTime>,
}

impl Chains {
    /// All links that lead to these roots.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn to(reader: &Reader, roots: &[&str]) -> Result<Chains> {
        let mut links: HashMap<String, Vec<LinkInTime>> = HashMap::new();
        for link in links_to(reader, roots)? {
            links.entry(link.below.clone()).or_default().push(link);
        }
        Ok(Chains { roots: roots.iter().map(|id| (*id).to_owned()).collect(), links })
    }

    /// Those that lead from a body.
    #[must_use]
    pub fn from(&self, body: &str) -> Chain<'_> {
        let mut links = Vec::new();
        let mut passed: BTreeSet<&str> = BTreeSet::from([body]);
        let mut next = vec![body];
        while let Some(below) = next.pop() {
            for link in self.links.get(below).into_iter().flatten() {
                links.push(link);
                if passed.insert(&link.above) {
                    next.push(&link.above);
                }
            }
        }
        Chain { roots: self.roots.iter().map(String::as_str).collect(), body: body.to_owned(), links }
    }
}

impl Chain<'_> {
    /// The ids and sources of the records that make the links.
    pub fn records(&self) -> impl Iterator<Item = (&str, &str)> {
        let rows = self.links.iter().flat_map(|link| &link.rows);
        rows.map(|row| (row.id.as_str(), row.source.as_str()))
    }

    /// How sure it is that the body is below the roots on a day, by the records that count.
    #[must_use]
    pub fn verdict(&self, day: Day, counts: &dyn Fn(&str, &str) -> bool) -> Verdict {
        let of = |link: &LinkInTime| -> Option<Verdict> {
            let is_left = |row: &&DatedRow| counts(&row.id, &row.source);
            if link.rows.iter().all(|row| is_left(&row)) {
                return Some(link.verdict(day));
            }
            let left: Vec<DatedRow> = link.rows.iter().filter(is_left).cloned().collect();
            Some(link.basis.verdict(judged(&left).tenures.first()?, day))
        };
        let links = self.links.iter().filter_map(|link| Some((&*link.below, &*link.above, of(link)?)));
        reached(&self.roots, links).get(self.body.as_str()).copied().unwrap_or(Verdict::Excluded)
    }
}

/// What is below the roots on a day, with the verdict of the best chain: first by what is certain, then by what is worse.
fn chains<'a>(roots: &[&'a str], links: &'a [LinkInTime], day: Day) -> HashMap<&'a str, Verdict> {
    reached(roots, links.iter().map(|link| (&*link.below, &*link.above, link.verdict(day))))
}

/// The same by the verdicts of links: each what is below, what is above, and how sure that is.
fn reached<'a>(
    roots: &[&'a str],
    links: impl Iterator<Item = (&'a str, &'a str, Verdict)>,
) -> HashMap<&'a str, Verdict> {
    let mut by_above: HashMap<&str, Vec<(&str, Verdict)>> = HashMap::new();
    for (below, above, verdict) in links {
        by_above.entry(above).or_default().push((below, verdict));
    }
    let mut reached: HashMap<&str, Verdict> = HashMap::new();
    for worst in [Verdict::Certain, Verdict::Disputed, Verdict::Possible] {
        let mut next: Vec<&str> = roots.iter().copied().chain(reached.keys().copied()).collect();
        while let Some(above) = next.pop() {
            reached.entry(above).or_insert(Verdict::Certain);
            for (below, verdict) in by_above.get(above).into_iter().flatten() {
                if *verdict <= worst && !reached.contains_key(below) {
                    reached.insert(below, worst);
                    next.push(below);
                }
            }
        }
    }
    reached
}

/// A link, with the step function of whether it held.
struct LinkInTime {
    below: String,
    above: String,
    rows: Vec<DatedRow>,
    tenure: Tenure,
    basis: Basis,
}

/// What a link is stated by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Basis {
    /// Relations.
    Relation,
    /// What the entity is: a chapter is one of its organization for as long as it exists.
    Identity,
}

impl Basis {
    fn verdict(self, tenure: &Tenure, day: Day) -> Verdict {
        match tenure.on(day).verdict {
            Verdict::Excluded => Verdict::Excluded,
            _ if self == Basis::Identity => Verdict::Certain,
            verdict => verdict,
        }
    }
}

impl LinkInTime {
    fn verdict(&self, day: Day) -> Verdict {
        self.basis.verdict(&self.tenure, day)
    }

    fn on(self, day: Day) -> Option<Link> {
        let verdict = self.verdict(day);
        (verdict != Verdict::Excluded).then_some(Link { below: self.below, above: self.above, verdict })
    }
}

/// A link to what is directly above, whatever its verdict, with what that rests on.
#[derive(Debug, Clone)]
pub struct LinkAbove {
    /// The entity below.
    pub below: String,
    /// The kind of relation; of what a chapter's own row says, `chapter-of` or `parent`.
    pub relation: String,
    /// The entity above.
    pub above: String,
    /// The verdict for the day, its reason, records and sources.
    pub judged: Judged,
    /// The days around the day with this verdict for this reason.
    pub days: Span,
    /// The verdicts within a window, each with its first day there.
    pub in_window: Vec<(Day, Verdict)>,
}

/// The links from some entities to what is directly above them.
///
/// # Errors
/// If the archive cannot be read.
pub fn links_above(reader: &Reader, ids: &[&str], window: Span) -> Result<Vec<LinkAbove>> {
    let array = json_array(ids.iter().copied());
    let day = reader.day();
    let mut links = Vec::new();
    let mut take = |[below, relation, above]: [String; 3], pool: JudgedPool<'_>, basis: Basis| {
        let Some(tenure) = pool.tenures.first() else { return };
        let mut judged = pool.on(tenure, day, Subject::Value, &|_| String::new());
        let mut days = tenure.on(day).days;
        if basis == Basis::Identity && judged.verdict != Verdict::Excluded {
            judged.verdict = Verdict::Certain;
            "its own row says so".clone_into(&mut judged.reason);
            days = tenure.possible();
        }
        let mut in_window: Vec<(Day, Verdict)> = tenure
            .within(window)
            .map(|piece| piece.days.from.max(window.from))
            .map(|from| (from, basis.verdict(tenure, from)))
            .collect();
        in_window.dedup_by_key(|(_, verdict)| *verdict);
        links.push(LinkAbove { below, relation, above, judged, days, in_window });
    };
    each_relation(reader, query::RELATIONS_OF, ":subjects", &array, &mut take)?;
    each_chapter(reader, query::CHAPTERS_NAMED, ":chapters", &array, &mut take)?;
    Ok(links)
}

/// For each of some entities, what is directly above it on the day, sorted.
///
/// # Errors
/// If the archive cannot be read.
pub fn parents(reader: &Reader, ids: &[&str]) -> Result<HashMap<String, Vec<String>>> {
    let array = json_array(ids.iter().copied());
    let mut links = relation_links(reader, query::RELATIONS_OF, ":subjects", &array)?;
    links.extend(chapter_links(reader, query::CHAPTERS_NAMED, ":chapters", &array)?);
    let mut parents: HashMap<String, Vec<String>> = HashMap::new();
    for link in links {
        parents.entry(link.below).or_default().push(link.above);
    }
    for above in parents.values_mut() {
        above.sort();
        above.dedup();
    }
    Ok(parents)
}

/// Some places and all that lie in them.
///
/// # Errors
/// If the archive cannot be read.
pub fn places_within(reader: &Reader, places: &[&str]) -> Result<BTreeSet<String>> {
    let array = json_array(places.iter().copied());
    let mut within = BTreeSet::new();
    reader.each(query::PLACES_WITHIN, &[(":places", &array)], |row| {
        within.insert(row.get(0)?);
        Ok(())
    })?;
    Ok(within)
}

fn relation_links(reader: &Reader, sql: Sql, parameter: &str, ids: &str) -> Result<Vec<Link>> {
    let links = relations_in_time(reader, sql, parameter, ids)?;
    Ok(links.into_iter().filter_map(|link| link.on(reader.day())).collect())
}

fn chapter_links(reader: &Reader, sql: Sql, parameter: &str, ids: &str) -> Result<Vec<Link>> {
    let links = chapters_in_time(reader, sql, parameter, ids)?;
    Ok(links.into_iter().filter_map(|link| link.on(reader.day())).collect())
}

fn relations_in_time(reader: &Reader, sql: Sql, parameter: &str, ids: &str) -> Result<Vec<LinkInTime>> {
    let mut links = Vec::new();
    each_relation(reader, sql, parameter, ids, &mut |link, pool, basis| {
        links.extend(in_time(link, pool, basis));
    })?;
    Ok(links)
}

fn chapters_in_time(reader: &Reader, sql: Sql, parameter: &str, ids: &str) -> Result<Vec<LinkInTime>> {
    let mut links = Vec::new();
    each_chapter(reader, sql, parameter, ids, &mut |link, pool, basis| {
        links.extend(in_time(link, pool, basis));
    })?;
    Ok(links)
}

fn in_time([below, _, above]: [String; 3], mut pool: JudgedPool<'_>, basis: Basis) -> Option<LinkInTime> {
    let rows = (0..).map_while(|place| pool.row(place)).cloned().collect();
    Some(LinkInTime { below, above, rows, tenure: pool.tenures.pop()?, basis })
}

/// Takes what is below, the kind of relation and what is above; the link, judged; and what states it.
type Take<'take> = &'take mut dyn FnMut([String; 3], JudgedPool<'_>, Basis);

fn each_relation(reader: &Reader, sql: Sql, parameter: &str, ids: &str, take: Take<'_>) -> Result<()> {
    let mut pools: BTreeMap<[String; 3], Vec<DatedRow>> = BTreeMap::new();
    reader.each(sql, &[(parameter, &ids)], |row| {
        if let Some(fetched) = reader.fetched(row)? {
            let cell = |place: usize| Ok::<_, Error>(fetched.owned(place)?.unwrap_or_default());
            pools.entry([cell(0)?, cell(1)?, cell(2)?]).or_default().push(fetched.dated()?);
        }
        Ok(())
    })?;
    for (link, rows) in pools {
        take(link, judged(&rows), Basis::Relation);
    }
    Ok(())
}

/// A chapter's row states its organization and its parent, dated as the row is.
fn each_chapter(reader: &Reader, sql: Sql, parameter: &str, ids: &str, take: Take<'_>) -> Result<()> {
    reader.each(sql, &[(parameter, &ids)], |row| {
        if let Some(fetched) = reader.fetched(row)? {
            if fetched.whole(5)? == Some(5) {
                return Ok(());
            }
            let dated = fetched.dated()?;
            for (relation, above) in [("chapter-of", fetched.owned(0)?), ("parent", fetched.owned(1)?)] {
                if let Some(above) = above {
                    let link = [dated.id.clone(), relation.to_owned(), above];
                    take(link, judged(std::slice::from_ref(&dated)), Basis::Identity);
                }
            }
        }
        Ok(())
    })
}

fn judged(rows: &[DatedRow]) -> JudgedPool<'_> {
    let mut pool = Pool::new(false);
    rows.iter().for_each(|row| pool.add(0, row, None));
    pool.judged()
}
