//! Certain answers that one source carries, with all that repeat it: without it they would be another.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::words::becoming;
use crate::answer::officials::{Held, OfficialsQuery, each_held, put_official_names};
use crate::answer::question::{Col, Compared, Question, list, text};
use crate::answer::what_if::Case;
use crate::answer::{Chains, parents};
use crate::conflict::Origins;
use crate::error::{Error, Result};
use crate::gap::ranks;
use crate::output::Cell;
use crate::query::Statement;
use crate::reader::Reader;
use crate::verdict::Verdict;

/// For each answer an office is judged again only so many times its records: beyond that, only without the sources that the
/// verdict names.
const WORK: usize = 100_000;

/// Which answers are looked through, on the day of the clocks.
#[derive(Debug, Clone, Default)]
pub struct FragileQuery {
    /// The posts.
    pub posts: OfficialsQuery,
}

/// A certain answer, and a source without which it would not be certain.
#[derive(Debug, Clone)]
pub struct Fragile {
    /// The answer.
    pub held: Held,
    /// The seniority of the office, 1 the most senior.
    pub rank: Option<i64>,
    /// How many links lead from the body to the top; none where they run in a ring.
    pub level: Option<i64>,
    /// The source that carries it; of several that repeat each other, the one that they all repeat.
    pub source: String,
    /// Whether it is one source, and not several of one origin.
    pub is_one_source: bool,
    /// The verdict without it; none if nothing would be on record.
    pub becomes: Option<Verdict>,
    /// Ids of its records, and of those that repeat it.
    pub records: Vec<String>,
    /// Ids of their sources.
    pub sources: Vec<String>,
}

impl Question for FragileQuery {
    type Row = Fragile;

    const NAME: &'static str = "fragile";

    const COLUMNS: &'static [Col<Fragile>] = &[
        Col::hidden("official", |row| Cell::from(row.held.official.as_ref())),
        Col::shown("official_name", |row| Cell::from(row.held.official_name.as_str())),
        Col::shown("organization", |row| text(row.held.organization.as_deref())),
        Col::shown("chapter", |row| text(row.held.chapter.as_deref())),
        Col::hidden("office", |row| Cell::from(row.held.office.as_ref())),
        Col::shown("titles", |row| list(&row.held.titles)),
        Col::shown("rank", |row| Cell::from(row.rank)),
        Col::hidden("level", |row| Cell::from(row.level)),
        Col::shown("rests_on", |row| Cell::from(if row.is_one_source { "one-source" } else { "one-origin" })),
        Col::shown("source", |row| Cell::from(row.source.as_str())),
        Col::shown("becomes", |row| Cell::from(becoming(row.becomes))),
        Col::hidden("reason", |row| Cell::from(row.held.judged.reason.as_str())),
        Col::shown("records", |row| list(&row.records)),
        Col::hidden("sources", |row| list(&row.sources)),
    ];

    fn statement(&self, reader: &Reader) -> Result<Statement> {
        self.posts.statement(reader)
    }

    fn rows(&self, reader: &Reader) -> Result<Vec<Fragile>> {
        Ok(self.rows_and_notes(reader)?.0)
    }

    fn rows_and_notes(&self, reader: &Reader) -> Result<(Vec<Fragile>, Vec<String>)> {
        let (mut rows, counts) = found(reader, &self.posts)?;
        let (ranks, levels) = (ranks(reader)?, levels(reader, &rows)?);
        for row in &mut rows {
            row.rank = ranks.get(row.held.office.as_ref()).copied();
            row.level = levels.get(body(&row.held)).copied();
        }
        put_official_names(reader, rows.iter_mut().map(|row| &mut row.held))?;
        let last = |number: Option<i64>| number.unwrap_or(i64::MAX);
        rows.sort_by(|left, right| {
            let key = |row: &Fragile| (last(row.rank), last(row.level));
            let ids = |row: &'_ Fragile| {
                [body(&row.held), &row.held.office, &row.held.official, &row.source].map(str::to_owned)
            };
            key(left).cmp(&key(right)).then_with(|| ids(left).cmp(&ids(right)))
        });
        let answers = if counts.certain == 1 { "certain answer" } else { "certain answers" };
        let hang = if counts.fragile == 1 { "hangs" } else { "hang" };
        let mut notes = vec![format!(
            "{} of {} {answers} {hang} on one source or one origin",
            counts.fragile, counts.certain
        )];
        if counts.shortened > 0 {
            notes.push(format!(
                "of {} answers only the sources that the verdict names were left out in turn: their offices have many records",
                counts.shortened
            ));
        }
        Ok((rows, notes))
    }

    fn compared(row: &Fragile) -> Compared {
        let of = |part: &str| part.to_owned();
        let post = [of(body(&row.held)), of(&row.held.office)];
        Compared {
            key: vec![of(&row.held.official), post[0].clone(), post[1].clone(), row.source.clone()],
            group: post.to_vec(),
            verdict: row.held.judged.verdict.to_string(),
            reason: row.held.judged.reason.clone(),
            records: row.records.clone(),
            sources: row.sources.clone(),
        }
    }
}

/// How many answers were looked through.
#[derive(Default)]
struct Counts {
    certain: usize,
    fragile: usize,
    /// Of how many only some sources were left out.
    shortened: usize,
}

/// The organization or chapter of an answer.
fn body(held: &Held) -> &str {
    held.organization.as_deref().or(held.chapter.as_deref()).unwrap_or_default()
}

fn found(reader: &Reader, asked: &OfficialsQuery) -> Result<(Vec<Fragile>, Counts)> {
    let origins = Origins::of(reader)?;
    let chains = if asked.below { Some(Chains::to(reader, &asked.roots())?) } else { None };
    let (mut rows, mut counts) = (Vec::new(), Counts::default());
    each_held(reader, asked, |office, holder, held| {
        if held.judged.verdict != Verdict::Certain {
            return Ok(());
        }
        if reader.is_interrupted() {
            return Err(Error::Interrupted);
        }
        counts.certain += 1;
        let chain = chains.as_ref().map(|chains| chains.from(body(&held)));
        let case = Case::new(office, holder, reader.day(), chain);
        let carrying = Carrying::of(&case, &held, &origins);
        counts.shortened += usize::from(carrying.is_shortened);
        let before = rows.len();
        for (root, records) in carrying.by_root {
            let becomes = case.verdict_without(&|_, source| origins.root(source) != root);
            if becomes == Some(Verdict::Certain) {
                continue;
            }
            // Those that the verdict names, if it names any.
            let named = records.iter().filter(|(id, _)| held.judged.records.iter().any(|named| named == id));
            let named: BTreeSet<(&str, &str)> = named.copied().collect();
            let records = if named.is_empty() { records } else { named };
            let sources: BTreeSet<&str> = records.iter().map(|(_, source)| *source).collect();
            // A source that says it alone is named, and not what it repeats.
            let alone = sources.first().filter(|_| sources.len() == 1).copied();
            let without =
                |alone: &str| case.verdict_without(&|_, source| !origins.is_or_repeats(source, alone));
            let alone = alone.map(|alone| (alone, without(alone)));
            let alone = alone.filter(|(_, becomes)| *becomes != Some(Verdict::Certain));
            let (source, becomes) = alone.unwrap_or((root, becomes));
            rows.push(Fragile {
                held: held.clone(),
                rank: None,
                level: None,
                source: source.to_owned(),
                is_one_source: alone.is_some(),
                becomes,
                records: records.iter().map(|(id, _)| (*id).to_owned()).collect(),
                sources: sources.into_iter().map(str::to_owned).collect(),
            });
        }
        counts.fragile += usize::from(rows.len() > before);
        Ok(())
    })?;
    Ok((rows, counts))
}

/// The origins that can carry an answer, each with its records and their sources.
struct Carrying<'a> {
    by_root: BTreeMap<&'a str, BTreeSet<(&'a str, &'a str)>>,
    is_shortened: bool,
}

impl<'a> Carrying<'a> {
    fn of(case: &'a Case<'_>, held: &Held, origins: &'a Origins) -> Carrying<'a> {
        let postings =
            case.postings().iter().map(|(_, row)| (row.dated.id.as_str(), row.dated.source.as_str()));
        let limits = case.limits().into_iter().map(|(_, limit)| (limit.id.as_str(), limit.source.as_str()));
        let links = case.chain.iter().flat_map(|chain| chain.records());
        let mut by_root: BTreeMap<&str, BTreeSet<(&str, &str)>> = BTreeMap::new();
        for (id, source) in postings.chain(limits).chain(links) {
            by_root.entry(origins.root(source)).or_default().insert((id, source));
        }
        let is_shortened = by_root.len().saturating_mul(case.size()) > WORK;
        if is_shortened {
            by_root.retain(|_, records| {
                records.iter().any(|(id, _)| held.judged.records.iter().any(|named| named == id))
            });
        }
        Carrying { by_root, is_shortened }
    }
}

/// For each body how many links lead to the top on the day, by the shortest way.
fn levels(reader: &Reader, rows: &[Fragile]) -> Result<HashMap<String, i64>> {
    let mut above: HashMap<String, Vec<String>> = HashMap::new();
    let mut next: BTreeSet<String> = rows.iter().map(|row| body(&row.held).to_owned()).collect();
    while !next.is_empty() {
        let ids: Vec<&str> = next.iter().map(String::as_str).collect();
        let mut found = parents(reader, &ids)?;
        let known: Vec<(String, Vec<String>)> =
            next.iter().map(|id| (id.clone(), found.remove(id).unwrap_or_default())).collect();
        above.extend(known);
        next = above.values().flatten().filter(|id| !above.contains_key(*id)).cloned().collect();
    }
    let mut below: HashMap<&str, Vec<&str>> = HashMap::new();
    for (id, parents) in &above {
        parents.iter().for_each(|parent| below.entry(parent).or_default().push(id));
    }
    let tops = above.iter().filter(|(_, parents)| parents.is_empty()).map(|(id, _)| id.as_str());
    let mut layer: Vec<&str> = tops.collect();
    let mut levels: HashMap<String, i64> = HashMap::new();
    for level in 0.. {
        layer.retain(|id| !levels.contains_key(*id));
        if layer.is_empty() {
            break;
        }
        levels.extend(layer.iter().map(|id| ((*id).to_owned(), level)));
        layer = layer.iter().flat_map(|id| below.get(id).into_iter().flatten().copied()).collect();
    }
    Ok(levels)
}
