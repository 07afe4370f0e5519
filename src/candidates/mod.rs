//! Pairs of ids that may stand for one person or one organization, best first.

mod features;
mod scoring;

use std::cmp::Reverse;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use crate::error::{Error, Result};
use crate::identities::{JUDGEMENTS, Judgement, Verdict};
use crate::index::{Key, keys_of_entity, keys_of_names, names_of};
use crate::lookup::{each_looked_up, each_shared_key, sharing_keys};
use crate::name::{Tier, plain_latin};
use crate::query::{Sql, json_array};
use crate::reader::Reader;
use features::{KNOWN, Known};
use scoring::{Found, Weighed, weigh};

const GUESSES: Sql = Sql { name: "guesses", text: include_str!("guesses.sql") };

const HOLDERS: Sql = Sql { name: "holders", text: include_str!("holders.sql") };

const UNNAMED_POSTS: Sql = Sql { name: "unnamed_posts", text: include_str!("unnamed_posts.sql") };

/// The statements that are run.
pub const STATEMENTS: &[Sql] = &[JUDGEMENTS, KNOWN, GUESSES, HOLDERS, UNNAMED_POSTS];

/// The tables whose rows are compared.
pub const KINDS: &[&str] = &["officials", "organizations"];

/// Where more entities than this share a key, it alone proposes none of them: the key says too little.
pub const CROWD: usize = 200;

/// From which Jaro-Winkler similarity on names of one office look alike: it brings a pair up, and says nothing more.
const ALIKE: f64 = 0.85;

/// Words that tell no organizations apart.
const STOP_WORDS: &[&str] = &["a", "and", "for", "in", "of", "the"];

/// What is looked for.
#[derive(Debug, Default)]
pub struct CandidatesQuery {
    /// Only pairs with one of these entities; none: all.
    pub about: Vec<String>,
    /// Only entities of these tables, out of [`KINDS`]; none: all.
    pub kinds: Vec<String>,
    /// How many pairs at most.
    pub most: usize,
    /// Also pairs of which more speaks against than for.
    pub all: bool,
}

/// A pair that may be one.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// The table of both.
    pub kind: String,
    /// The smaller id, and its name.
    pub one: (String, String),
    /// The other id, and its name.
    pub other: (String, String),
    /// How the pair was found.
    pub found: Found,
    /// The reasons for and against.
    pub weighed: Weighed,
    /// Judgements that leave it open.
    pub unsure: Vec<String>,
}

/// What was found.
#[derive(Debug, Default)]
pub struct Candidates {
    /// The best pairs, best first.
    pub pairs: Vec<Candidate>,
    /// How many more there are.
    pub left: usize,
    /// Pairs of which more speaks against than for.
    pub unlikely: usize,
    /// Pairs that are judged to be two.
    pub judged: usize,
    /// Keys that more than [`CROWD`] entities share.
    pub crowds: usize,
}

/// Finds pairs that may be one, in an archive that shows as one what is judged the same.
///
/// # Errors
/// If the archive cannot be read, or the analyst interrupts.
pub fn candidates(reader: &Reader, asked: &CandidatesQuery) -> Result<Candidates> {
    let (known, _) = reader.judgements()?;
    let mut finding = PairSearch {
        reader,
        asked,
        judged: by_pair(&known),
        best: BinaryHeap::new(),
        count: 0,
        found: Candidates::default(),
        seen: BTreeSet::new(),
    };
    if asked.about.is_empty() {
        finding.by_keys()?;
        finding.by_lookups()?;
        finding.by_words(None)?;
        finding.by_holders(None)?;
        finding.by_office(None)?;
        finding.by_guesses(None)?;
    } else {
        for id in &asked.about {
            finding.about(id)?;
        }
    }
    let PairSearch { best, count, mut found, .. } = finding;
    found.pairs = best.into_sorted_vec().into_iter().map(|ranked| ranked.0.1).collect();
    found.left = count - found.pairs.len();
    Ok(found)
}

fn by_pair(judgements: &[Judgement]) -> BTreeMap<(&str, &str), Vec<&Judgement>> {
    let mut pairs: BTreeMap<(&str, &str), Vec<&Judgement>> = BTreeMap::new();
    for judgement in judgements {
        pairs.entry(judgement.pair()).or_default().push(judgement);
    }
    pairs
}

/// A pair in its place: more points first, then by the ids.
struct Ranked((Reverse<i64>, Candidate));

impl Ranked {
    fn place(&self) -> (Reverse<i64>, &str, &str) {
        let (points, pair) = &self.0;
        (*points, &pair.one.0, &pair.other.0)
    }
}

impl Ord for Ranked {
    fn cmp(&self, other: &Ranked) -> std::cmp::Ordering {
        self.place().cmp(&other.place())
    }
}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Ranked) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Ranked {
    fn eq(&self, other: &Ranked) -> bool {
        self.place() == other.place()
    }
}

impl Eq for Ranked {}

struct PairSearch<'asked> {
    reader: &'asked Reader,
    asked: &'asked CandidatesQuery,
    judged: BTreeMap<(&'asked str, &'asked str), Vec<&'asked Judgement>>,
    /// The worst of the best comes out first.
    best: BinaryHeap<Ranked>,
    count: usize,
    found: Candidates,
    /// Pairs that were found otherwise than by a key, and all pairs about one entity: these are few.
    seen: BTreeSet<(String, String)>,
}

impl PairSearch<'_> {
    fn asks_for(&self, kind: &str) -> bool {
        KINDS.contains(&kind)
            && (self.asked.kinds.is_empty() || self.asked.kinds.iter().any(|name| name == kind))
    }

    /// Pairs that share a key of their names: each once, by the surest key that they share.
    fn by_keys(&mut self) -> Result<()> {
        let connection = self.reader.connection();
        each_shared_key(connection, |tier, key, entities| {
            if self.reader.is_interrupted() {
                return Err(Error::Interrupted);
            }
            if entities.len() > CROWD {
                self.found.crowds += 1;
                return Ok(());
            }
            let mut found: Vec<(String, String, BTreeSet<Key>)> = Vec::new();
            for (kind, id) in kinds_of(self.reader, entities)? {
                if self.asks_for(&kind) {
                    let keys = keys_of_entity(connection, &kind, &id)?;
                    found.push((kind, id, keys));
                }
            }
            // Most of who shares a key shares a surer one: what is known of an entity is only read where a pair needs it.
            let mut known: BTreeMap<usize, Known> = BTreeMap::new();
            for (place, (kind, id, keys)) in found.iter().enumerate() {
                for (at, (also, other, others)) in found.iter().enumerate().skip(place + 1) {
                    let surest = keys.intersection(others).next();
                    let is_surest = surest.is_some_and(|(surest, shared)| *surest == tier && shared == key);
                    if kind != also || !is_surest {
                        continue;
                    }
                    for (place, id) in [(place, id), (at, other)] {
                        if let Entry::Vacant(entry) = known.entry(place) {
                            entry.insert(Known::of(self.reader, kind, id)?);
                        }
                    }
                    let (one, other) = (&known[&place], &known[&at]);
                    // Of names whose sources do not count, nothing is known.
                    if let Some(tier) = one.shared(other) {
                        self.weigh(one, other, Found::Name(tier));
                    }
                }
            }
            Ok(())
        })
    }

    /// Pairs that share no key, one of which is found by what the names of the other ask for.
    fn by_lookups(&mut self) -> Result<()> {
        if !self.asks_for("officials") {
            return Ok(());
        }
        let connection = self.reader.connection();
        let mut pairs: BTreeSet<(String, String)> = BTreeSet::new();
        each_looked_up(connection, |one, other| {
            if self.reader.is_interrupted() {
                return Err(Error::Interrupted);
            }
            let (one, other) = if one < other { (one, other) } else { (other, one) };
            pairs.insert((one.to_owned(), other.to_owned()));
            Ok(())
        })?;
        for (one, other) in pairs {
            let keys = keys_of_entity(connection, "officials", &one)?;
            if keys.is_disjoint(&keys_of_entity(connection, "officials", &other)?) {
                self.pair("officials", &one, &other, Found::Name(Tier::Wide))?;
            }
        }
        Ok(())
    }

    /// Organizations whose names have the same words, or the initials of the other; of one or of all.
    fn by_words(&mut self, about: Option<&str>) -> Result<()> {
        if !self.asks_for("organizations") {
            return Ok(());
        }
        let mut blocks: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut statement = self.reader.connection().prepare(
            "SELECT id, name FROM organizations
             UNION ALL SELECT subject, name FROM names WHERE subject IN (SELECT id FROM organizations)",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (id, name): (String, String) = (row.get(0)?, row.get(1)?);
            for block in blocks_of(&name) {
                blocks.entry(block).or_default().insert(id.clone());
            }
        }
        for entities in blocks.values().filter(|entities| about.is_none_or(|id| entities.contains(id))) {
            if entities.len() > CROWD {
                self.found.crowds += 1;
                continue;
            }
            let entities: Vec<&String> = entities.iter().collect();
            for (place, one) in entities.iter().enumerate() {
                for other in &entities[place + 1..] {
                    if about.is_none_or(|id| *one == id || *other == id) {
                        self.pair("organizations", one, other, Found::Words)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Unnamed officials and those who may have held the office; of one or of all.
    fn by_office(&mut self, about: Option<&str>) -> Result<()> {
        if !self.asks_for("officials") {
            return Ok(());
        }
        let none: Option<&str> = None;
        let asked = match about {
            Some(_) => vec![(about, none), (none, about)],
            None => vec![(none, none)],
        };
        for (unnamed, named) in asked {
            let mut pairs: Vec<(String, String)> = Vec::new();
            let parameters: [(&str, &dyn rusqlite::ToSql); 2] = [(":unnamed", &unnamed), (":named", &named)];
            self.reader.each(UNNAMED_POSTS, &parameters, |row| {
                pairs.push((row.get(0)?, row.get(1)?));
                Ok(())
            })?;
            for (unnamed, named) in pairs {
                self.pair("officials", &unnamed, &named, Found::Office)?;
            }
        }
        Ok(())
    }

    fn about(&mut self, id: &str) -> Result<()> {
        let Some((kind, _)) = kinds_of(self.reader, &[id.to_owned()])?.pop() else { return Ok(()) };
        if !self.asks_for(&kind) {
            return Ok(());
        }
        let own = Known::of(self.reader, &kind, id)?;
        if own.is_named {
            let mut found: BTreeMap<String, Tier> = BTreeMap::new();
            let connection = self.reader.connection();
            let names = names_of(connection, &kind, id)?;
            for (name, keys) in names.iter().zip(keys_of_names(&kind, &names)) {
                let entities = sharing_keys(connection, &name.name, &keys, |_| Ok(true))?;
                for entity in entities.into_iter().filter(|entity| entity.kind == kind && entity.id != id) {
                    let tier = found.entry(entity.id).or_insert(entity.tier);
                    *tier = entity.tier.min(*tier);
                }
            }
            for (other, tier) in found {
                self.pair(&kind, id, &other, Found::Name(tier))?;
            }
        }
        self.by_words(Some(id))?;
        self.by_holders(Some(id))?;
        self.by_office(Some(id))?;
        self.by_guesses(Some(id))
    }

    /// Officials who held the same office of one holder, and whose names look alike; of one or of all.
    fn by_holders(&mut self, about: Option<&str>) -> Result<()> {
        if !self.asks_for("officials") {
            return Ok(());
        }
        let mut alike: Vec<(String, String)> = Vec::new();
        let mut office: (String, String, Vec<(String, String)>) = Default::default();
        let mut close = |holders: &[(String, String)]| {
            // An office that hundreds held is not a clue.
            for (place, (one, name)) in holders.iter().enumerate().filter(|_| holders.len() <= CROWD) {
                let others = holders[place + 1..]
                    .iter()
                    .filter(|(other, _)| about.is_none_or(|id| one == id || other == id));
                for (other, also) in others {
                    if strsim::jaro_winkler(&plain_latin(name), &plain_latin(also)) >= ALIKE {
                        alike.push((one.clone(), other.clone()));
                    }
                }
            }
        };
        self.reader.each(HOLDERS, &[], |row| {
            let (body, title): (String, String) = (row.get(0)?, row.get(1)?);
            if (&office.0, &office.1) != (&body, &title) {
                close(&office.2);
                office = (body, title, Vec::new());
            }
            office.2.push((row.get(2)?, row.get(3)?));
            Ok(())
        })?;
        close(&office.2);
        for (one, other) in alike {
            self.pair("officials", &one, &other, Found::Near)?;
        }
        Ok(())
    }

    /// Pairs that a record takes to be possibly the same; of one or of all.
    fn by_guesses(&mut self, about: Option<&str>) -> Result<()> {
        let mut pairs: Vec<(String, String, String)> = Vec::new();
        self.reader.each(GUESSES, &[(":id", &about)], |row| {
            pairs.push((row.get(0)?, row.get(1)?, row.get(2)?));
            Ok(())
        })?;
        for (one, other, kind) in pairs {
            if self.asks_for(&kind) {
                self.pair(&kind, &one, &other, Found::Record)?;
            }
        }
        Ok(())
    }

    /// Weighs a pair, unless it was before.
    fn pair(&mut self, kind: &str, one: &str, other: &str, found: Found) -> Result<()> {
        if self.reader.is_interrupted() {
            return Err(Error::Interrupted);
        }
        let pair = if one < other { (one, other) } else { (other, one) };
        if !self.seen.insert((pair.0.to_owned(), pair.1.to_owned())) {
            return Ok(());
        }
        let one = Known::of(self.reader, kind, pair.0)?;
        let other = Known::of(self.reader, kind, pair.1)?;
        let shared = one.shared(&other);
        let found = match (found, shared) {
            (Found::Name(_), Some(tier)) => Found::Name(tier),
            // Of names whose sources do not count, nothing is known.
            (Found::Name(_), None) => return Ok(()),
            // What shares a key was found by it, if all are looked for.
            (_, Some(_)) if self.asked.about.is_empty() => return Ok(()),
            _ => found,
        };
        self.weigh(&one, &other, found);
        Ok(())
    }

    fn weigh(&mut self, one: &Known, other: &Known, found: Found) {
        let (one, other) = if one.id < other.id { (one, other) } else { (other, one) };
        let judgements = self.judged.get(&(one.id.as_str(), other.id.as_str()));
        let of = |verdict: Verdict| -> Vec<String> {
            let judged = judgements.into_iter().flatten().filter(|judgement| judgement.verdict == verdict);
            judged.map(|judgement| judgement.id.clone()).collect()
        };
        if !of(Verdict::Different).is_empty() {
            self.found.judged += 1;
            return;
        }
        let weighed = weigh(one, other, found);
        if weighed.points < 0 && !self.asked.all {
            self.found.unlikely += 1;
            return;
        }
        self.count += 1;
        let candidate = Candidate {
            kind: one.kind.clone(),
            one: (one.id.clone(), one.name.clone()),
            other: (other.id.clone(), other.name.clone()),
            found,
            unsure: of(Verdict::Unsure),
            weighed,
        };
        self.best.push(Ranked((Reverse(candidate.weighed.points), candidate)));
        if self.best.len() > self.asked.most {
            self.best.pop();
        }
    }
}

/// The tables of some entities, each with its id, by their ids.
fn kinds_of(reader: &Reader, ids: &[String]) -> Result<Vec<(String, String)>> {
    let mut statement = reader.connection().prepare_cached(
        "SELECT kind, id FROM entities WHERE id IN (SELECT value FROM json_each(?1)) ORDER BY id",
    )?;
    let rows = statement
        .query_map([json_array(ids.iter().map(String::as_str))], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<Vec<(String, String)>>>()?)
}

/// What brings a name together with others: its words in the order of letters, without those that tell nothing and
/// without the s of a plural; and its initials, or the name itself if it is made of capital letters.
fn blocks_of(name: &str) -> Vec<String> {
    let words: Vec<&str> = name
        .split(|character: char| !character.is_alphanumeric() && !matches!(character, '\'' | '’'))
        .filter(|word| !word.is_empty() && !STOP_WORDS.contains(&word.to_lowercase().as_str()))
        .collect();
    let plain = |word: &str| {
        let word = word.to_lowercase().replace(['\'', '’'], "");
        word.strip_suffix('s').filter(|rest| rest.len() > 2).map_or(word.clone(), str::to_owned)
    };
    let mut blocks = Vec::new();
    if let [word] = words.as_slice() {
        let is_short = (3..=8).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_uppercase());
        blocks.extend(is_short.then(|| format!("initials {word}")));
    } else {
        let mut sorted: Vec<String> = words.iter().map(|word| plain(word)).collect();
        sorted.sort_unstable();
        blocks.push(format!("words {}", sorted.join(" ")));
        let initials: String = words.iter().filter_map(|word| word.chars().next()).collect();
        let is_latin = words.iter().all(|word| word.is_ascii());
        blocks.extend((is_latin && words.len() > 2).then(|| format!("initials {}", initials.to_uppercase())));
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_organizations_meet_by_words_and_initials() {
        let shared =
            |one: &str, other: &str| blocks_of(one).iter().any(|block| blocks_of(other).contains(block));
        assert!(shared("Korean Women's Union, Democratic", "The Democratic Womens Union (Korean)"));
        assert!(shared("KDWU", "Korean Democratic Women's Union"));
        assert!(shared(
            "General Federation of Trade Unions of Korea",
            "Korea General Federation of Trade Union"
        ));
        assert!(!shared("Korean Democratic Women's Union", "Korean Social Women's Union"));
        assert!(!shared("Union", "union"));
    }
}
