//! Who headed bodies on a day: whoever surely did, or else all who may have.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::answer::officials::{Held, OfficialsQuery, held, own_names};
use crate::answer::tenures::{self, TenuresQuery};
use crate::answer::{Names, Shown};
use crate::date::Span;
use crate::error::Result;
use crate::reader::Reader;
use crate::verdict::Verdict;

/// The office of those who head a body.
const HEAD: &str = "head";

/// A holder of the head office of a body.
#[derive(Debug, Clone)]
pub struct Head {
    /// Who, in which titles, with which verdict.
    pub held: Held,
    /// Whether it is presumed because the official is the last who is known to have held it.
    pub is_presumed: bool,
}

/// Who headed a body.
#[derive(Debug, Clone, Default)]
pub struct Heads {
    /// Those who surely did; if there are none, those who may have.
    pub holders: Vec<Head>,
    /// If there are none, who is excluded: the last who is known to have held it before.
    pub former: Option<Held>,
    /// How many holders have verdicts that are not asked for.
    pub hidden: usize,
}

fn asked(bodies: &[&str]) -> OfficialsQuery {
    OfficialsQuery {
        organizations: bodies.iter().map(|id| (*id).to_owned()).collect(),
        titles: vec![HEAD.to_owned()],
        ..OfficialsQuery::default()
    }
}

fn body_of(held: &Held) -> &str {
    held.organization.as_deref().or(held.chapter.as_deref()).unwrap_or_default()
}

/// Who headed some bodies on the day of the clocks.
///
/// # Errors
/// If the archive cannot be read.
pub fn heads(reader: &Reader, bodies: &[&str], shown: &Shown) -> Result<HashMap<String, Heads>> {
    let mut found: HashMap<String, Heads> = HashMap::new();
    if bodies.is_empty() {
        return Ok(found);
    }
    let everyone = OfficialsQuery { shown: Shown { verdicts: Vec::new(), all: true }, ..asked(bodies) };
    let mut all = held(reader, &everyone)?;
    put_names(reader, &mut all)?;
    let mut by_body: BTreeMap<String, Vec<Held>> = BTreeMap::new();
    for held in all {
        by_body.entry(body_of(&held).to_owned()).or_default().push(held);
    }
    for (body, all) in by_body {
        found.insert(body, of_body(reader, all, shown));
    }
    Ok(found)
}

/// They come with the certain and disputed ones first, and then the possible ones by the nearest held day.
fn of_body(reader: &Reader, all: Vec<Held>, shown: &Shown) -> Heads {
    let last_held =
        |held: &Held| held.judged.held_before.map(|days| days.to).filter(|day| *day <= reader.day());
    let (excluded, mut left): (Vec<Held>, Vec<Held>) =
        all.into_iter().partition(|held| held.judged.verdict == Verdict::Excluded);
    let count = left.len();
    left.retain(|held| shown.shows(held.judged.verdict));
    let hidden = count - left.len();
    if left.iter().any(|held| held.judged.verdict == Verdict::Certain) {
        left.retain(|held| held.judged.verdict == Verdict::Certain);
    }
    let is_open = left.iter().all(|held| held.judged.verdict == Verdict::Possible);
    let latest = left.iter().filter_map(last_held).max().filter(|_| is_open);
    let mut holders: Vec<Head> = left
        .into_iter()
        .map(|held| Head { is_presumed: latest.is_some() && last_held(&held) == latest, held })
        .collect();
    // Who held it last comes before who held it soonest after.
    holders.sort_by_key(|head| !head.is_presumed);
    let is_empty = holders.is_empty() && hidden == 0;
    let before = excluded.into_iter().filter(|held| is_empty && last_held(held).is_some());
    let former = before.max_by_key(last_held);
    Heads { holders, former, hidden }
}

fn put_names(reader: &Reader, all: &mut [Held]) -> Result<()> {
    let ids: BTreeSet<&str> = all.iter().map(|held| held.official.as_ref()).collect();
    let ids: Vec<&str> = ids.into_iter().collect();
    let own = own_names(reader.connection(), "officials", &ids)?;
    let names = Names::of(reader, &ids)?;
    let called: HashMap<String, String> = ids
        .iter()
        .map(|id| {
            let own = own.get(*id).map_or(*id, String::as_str);
            ((*id).to_owned(), names.on_the_day(id, reader.day(), own))
        })
        .collect();
    for held in all {
        held.official_name = called.get(held.official.as_ref()).cloned().unwrap_or_default();
    }
    Ok(())
}

/// Which of some bodies have heads whose verdict is not the same on all days of a window.
///
/// # Errors
/// If the archive cannot be read.
pub fn changing(reader: &Reader, bodies: &[&str], window: Span) -> Result<BTreeSet<String>> {
    if bodies.is_empty() {
        return Ok(BTreeSet::new());
    }
    let shown = Shown { verdicts: Vec::new(), all: true };
    let asked = TenuresQuery { posts: asked(bodies), window: Some(window), shown };
    let mut verdicts: BTreeMap<(String, String), Verdict> = BTreeMap::new();
    let mut changing = BTreeSet::new();
    tenures::each(reader, &asked, |row| {
        let body = row.organization.as_deref().or(row.chapter.as_deref()).unwrap_or_default();
        let key = (body.to_owned(), row.official.to_string());
        if verdicts.insert(key, row.verdict).is_some_and(|before| before != row.verdict) {
            changing.insert(body.to_owned());
        }
        Ok(())
    })?;
    Ok(changing)
}
