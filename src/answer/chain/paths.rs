//! The ways up from a body: which links lead where, and the weakest of each way.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap};
use std::rc::Rc;

use crate::answer::tree::{Met, order};
use crate::answer::{Judged, LinkAbove, Shown, links_above};
use crate::date::{Day, Span};
use crate::error::Result;
use crate::reader::Reader;
use crate::verdict::Verdict;

/// How good a link or a way is: the smaller, the better. Of what is possible, that is better which is known to have held
/// fewer days away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Strength {
    /// The verdict.
    pub verdict: Verdict,
    away: i32,
}

impl Strength {
    const WHOLE: Strength = Strength { verdict: Verdict::Certain, away: 0 };

    fn of(judged: &Judged) -> Strength {
        let away = match judged.verdict {
            Verdict::Possible => judged.distance.unwrap_or(i32::MAX),
            _ => 0,
        };
        Strength { verdict: judged.verdict, away }
    }
}

/// All that links one body to one directly above it.
#[derive(Debug, Clone)]
pub struct Hop {
    /// The body below.
    pub below: String,
    /// The body above.
    pub above: String,
    /// The kinds of relation that say so with the best verdict; `parent` for what a chapter's own row names so.
    pub relations: Vec<String>,
    /// The verdict for the day; its records and sources are those of all these relations.
    pub judged: Judged,
    /// The days around the day with this verdict for this reason.
    pub days: Span,
    /// The verdicts in the window, each with its first day there.
    pub in_window: Vec<(Day, Verdict)>,
}

impl Hop {
    /// How good it is.
    #[must_use]
    pub fn strength(&self) -> Strength {
        Strength::of(&self.judged)
    }

    /// Several links between the same two; the best of them counts.
    fn of(mut links: Vec<LinkAbove>) -> Option<Hop> {
        links.sort_by_key(|link| (Strength::of(&link.judged), link.relation.clone()));
        let in_window = best_on_each_day(&links);
        let verdict = links.first()?.judged.verdict;
        links.retain(|link| link.judged.verdict == verdict);
        let all = |ids: fn(&LinkAbove) -> &[String]| {
            let ids: BTreeSet<&String> = links.iter().flat_map(ids).collect();
            ids.into_iter().cloned().collect::<Vec<String>>()
        };
        let (records, sources) = (all(|link| &link.judged.records), all(|link| &link.judged.sources));
        let relations = all(|link| std::slice::from_ref(&link.relation));
        let best = links.into_iter().next()?;
        let judged = Judged { records, sources, ..best.judged };
        Some(Hop { below: best.below, above: best.above, relations, judged, days: best.days, in_window })
    }
}

fn best_on_each_day(links: &[LinkAbove]) -> Vec<(Day, Verdict)> {
    let days: BTreeSet<Day> = links.iter().flat_map(|link| &link.in_window).map(|(day, _)| *day).collect();
    let on = |link: &LinkAbove, day: Day| {
        let until = link.in_window.iter().take_while(|(from, _)| *from <= day);
        until.last().map_or(Verdict::Excluded, |(_, verdict)| *verdict)
    };
    let best = |day: &Day| links.iter().map(|link| on(link, *day)).min();
    let mut verdicts: Vec<(Day, Verdict)> = days.iter().filter_map(|day| Some((*day, best(day)?))).collect();
    verdicts.dedup_by_key(|(_, verdict)| *verdict);
    verdicts
}

/// All links that lead up from some bodies.
#[derive(Debug, Default)]
pub struct Above {
    /// Those that hold on the day with a verdict that is asked for: by the body below, the best first.
    hops: BTreeMap<String, Vec<Rc<Hop>>>,
    /// Those that hold on other days of the window, or with another verdict.
    pub others: Vec<Rc<Hop>>,
}

/// A body that is above, as it is met on the way up.
#[derive(Debug, Clone)]
pub struct Step {
    /// The body.
    pub body: String,
    /// How many links lead to it on this way.
    pub level: usize,
    /// The last of them; none of the body at the beginning.
    pub hop: Option<Rc<Hop>>,
    /// Whether it is met for the first time.
    pub met: Met,
    /// How good the best way is that ends with this link.
    pub strength: Strength,
    /// The weakest link of that way.
    pub weakest: Option<Rc<Hop>>,
    /// Whether nothing is above it.
    pub is_top: bool,
}

impl Above {
    /// What is above some bodies on the day, at every level, and what did on other days of the window.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn of(reader: &Reader, starts: &[&str], window: Span, shown: &Shown) -> Result<Above> {
        let mut above = Above::default();
        let mut known: BTreeSet<String> = starts.iter().map(|id| (*id).to_owned()).collect();
        let mut frontier: Vec<String> = known.iter().cloned().collect();
        while !frontier.is_empty() {
            let ids: Vec<&str> = frontier.iter().map(String::as_str).collect();
            let mut pairs: BTreeMap<(String, String), Vec<LinkAbove>> = BTreeMap::new();
            for link in links_above(reader, &ids, window)? {
                pairs.entry((link.below.clone(), link.above.clone())).or_default().push(link);
            }
            frontier = Vec::new();
            for hop in pairs.into_values().filter_map(Hop::of).map(Rc::new) {
                let is_followed = hop.judged.verdict != Verdict::Excluded && shown.shows(hop.judged.verdict);
                let is_there = hop.in_window.iter().any(|(_, verdict)| *verdict != Verdict::Excluded);
                if (is_followed || is_there) && known.insert(hop.above.clone()) {
                    frontier.push(hop.above.clone());
                }
                if is_followed {
                    above.hops.entry(hop.below.clone()).or_default().push(hop);
                } else {
                    above.others.push(hop);
                }
            }
        }
        for hops in above.hops.values_mut() {
            hops.sort_by(|one, other| (one.strength(), &one.above).cmp(&(other.strength(), &other.above)));
        }
        Ok(above)
    }

    /// The links that hold on the day.
    pub fn hops(&self) -> impl Iterator<Item = &Rc<Hop>> {
        self.hops.values().flatten()
    }

    fn from(&self, body: &str) -> &[Rc<Hop>] {
        self.hops.get(body).map_or(&[], Vec::as_slice)
    }

    /// The way up from a body: each link once, and what is above a body where that is met first.
    #[must_use]
    pub fn steps(&self, start: &str) -> Vec<Step> {
        let ways = self.best_ways(start);
        let above: BTreeMap<&str, Vec<&str>> = self
            .hops
            .iter()
            .map(|(below, hops)| (below.as_str(), hops.iter().map(|hop| hop.above.as_str()).collect()))
            .collect();
        let mut way: Vec<&str> = Vec::new();
        let mut steps = Vec::new();
        for (body, level, met) in order(std::iter::once(start), &above) {
            way.truncate(level);
            let hop = way.last().and_then(|below| self.from(below).iter().find(|hop| hop.above == body));
            let (strength, weakest) = match hop {
                Some(hop) => ways[way[level - 1]].longer(hop),
                None => (Strength::WHOLE, None),
            };
            way.push(body);
            steps.push(Step {
                body: body.to_owned(),
                level,
                hop: hop.cloned(),
                met,
                strength,
                weakest,
                is_top: self.from(body).is_empty(),
            });
        }
        steps
    }

    /// The best way from a body to each that is above it: the one whose weakest link is the best; of equals the shortest.
    fn best_ways<'a>(&'a self, start: &'a str) -> HashMap<&'a str, Way> {
        let mut ways: HashMap<&str, Way> = HashMap::new();
        let whole = Way { strength: Strength::WHOLE, weakest: None };
        let mut waiting = BinaryHeap::from([Reverse((Strength::WHOLE, 0_usize, start))]);
        let mut found: HashMap<&str, (usize, Way)> = HashMap::from([(start, (0, whole))]);
        while let Some(Reverse((_, length, body))) = waiting.pop() {
            let Some((_, way)) = found.get(body).filter(|_| !ways.contains_key(body)).cloned() else {
                continue;
            };
            for hop in self.from(body) {
                let (strength, weakest) = way.longer(hop);
                let is_better = found
                    .get(hop.above.as_str())
                    .is_none_or(|(known, way)| (strength, length + 1) < (way.strength, *known));
                if is_better {
                    found.insert(&hop.above, (length + 1, Way { strength, weakest }));
                    waiting.push(Reverse((strength, length + 1, &hop.above)));
                }
            }
            ways.insert(body, way);
        }
        ways
    }
}

/// How good a way is, and its weakest link.
#[derive(Debug, Clone)]
struct Way {
    strength: Strength,
    weakest: Option<Rc<Hop>>,
}

impl Way {
    /// The same with one link more; of equally weak ones the first counts.
    fn longer(&self, hop: &Rc<Hop>) -> (Strength, Option<Rc<Hop>>) {
        let strength = hop.strength();
        match &self.weakest {
            Some(weakest) if self.strength >= strength => (self.strength, Some(Rc::clone(weakest))),
            _ => (strength, Some(Rc::clone(hop))),
        }
    }
}
