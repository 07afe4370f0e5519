//! Rings in the hierarchy: something that stands below itself.

use std::collections::{BTreeMap, BTreeSet};

use super::words;
use super::{Evidence, Finding, Rule, Side, Take};
use crate::date::Span;
use crate::error::Result;
use crate::query::{DatedRow, Sql};
use crate::reader::Reader;

const LINKS: Sql = Sql { name: "links", text: include_str!("links.sql") };

/// The rule `hierarchy-cycle`: links that all may hold on one day.
pub struct HierarchyCycle;

struct Link {
    dated: DatedRow,
    below: String,
    above: String,
}

impl Rule for HierarchyCycle {
    fn name(&self) -> &'static str {
        "hierarchy-cycle"
    }

    fn meaning(&self) -> &'static str {
        "something that stands below itself, by links that may hold on one day"
    }

    fn statements(&self) -> &'static [Sql] {
        const { &[LINKS] }
    }

    fn find(&self, reader: &Reader, take: Take<'_>) -> Result<()> {
        let mut links: Vec<Link> = Vec::new();
        reader.groups(
            LINKS,
            &[],
            |row| {
                let Some(fetched) = reader.fetched(row)? else {
                    return Ok(None);
                };
                Ok(Some(Link {
                    dated: fetched.dated()?,
                    below: fetched.owned(0)?.unwrap_or_default(),
                    above: fetched.owned(1)?.unwrap_or_default(),
                }))
            },
            |_, _| true,
            |all| {
                links.extend(all.iter().map(|link| Link {
                    dated: link.dated.clone(),
                    below: link.below.clone(),
                    above: link.above.clone(),
                }));
                Ok(())
            },
        )?;
        peel(&mut links);
        for ring in rings(&links) {
            take(finding(&links, &ring))?;
        }
        Ok(())
    }
}

/// Takes away, again and again, links whose lower end stands above nothing or whose upper end stands below nothing.
fn peel(links: &mut Vec<Link>) {
    loop {
        let count = links.len();
        let below: BTreeSet<String> = links.iter().map(|link| link.below.clone()).collect();
        let above: BTreeSet<String> = links.iter().map(|link| link.above.clone()).collect();
        links.retain(|link| above.contains(&link.below) && below.contains(&link.above));
        if links.len() == count {
            return;
        }
    }
}

/// The shortest ring through each entity that is on one, each ring once, as places of its links.
fn rings(links: &[Link]) -> Vec<Vec<usize>> {
    let mut up: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (place, link) in links.iter().enumerate() {
        up.entry(&link.below).or_default().push(place);
    }
    let mut found: Vec<Vec<usize>> = Vec::new();
    let mut known: BTreeSet<BTreeSet<&str>> = BTreeSet::new();
    for start in up.keys() {
        if let Some(ring) = shortest(links, &up, start) {
            let members: BTreeSet<&str> = ring.iter().map(|place| links[*place].below.as_str()).collect();
            if known.insert(members) {
                found.push(ring);
            }
        }
    }
    found
}

/// The shortest way up from an entity to itself on which all links may hold on one day.
fn shortest(links: &[Link], up: &BTreeMap<&str, Vec<usize>>, start: &str) -> Option<Vec<usize>> {
    let mut ways: Vec<(Vec<usize>, Span)> = vec![(Vec::new(), Span::ALWAYS)];
    let mut seen: BTreeSet<(&str, Span)> = BTreeSet::new();
    while !ways.is_empty() {
        let mut next = Vec::new();
        for (way, days) in ways {
            let end = way.last().map_or(start, |place| links[*place].above.as_str());
            for place in up.get(end).into_iter().flatten() {
                let possible = links[*place].dated.possible;
                let Some(days) = Span::new(days.from.max(possible.from), days.to.min(possible.to)) else {
                    continue;
                };
                let longer: Vec<usize> = way.iter().copied().chain([*place]).collect();
                if links[*place].above == start {
                    return Some(longer);
                }
                if seen.insert((&links[*place].above, days)) {
                    next.push((longer, days));
                }
            }
        }
        ways = next;
    }
    None
}

fn finding(links: &[Link], ring: &[usize]) -> Finding {
    let days = ring.iter().fold(Span::ALWAYS, |days, place| {
        let possible = links[*place].dated.possible;
        Span::new(days.from.max(possible.from), days.to.min(possible.to)).unwrap_or(days)
    });
    let entities: Vec<&str> = ring.iter().map(|place| links[*place].below.as_str()).collect();
    let subject = entities.first().copied().unwrap_or_default();
    let way: Vec<&str> = entities.iter().copied().chain([subject]).collect();
    Finding {
        rule: HierarchyCycle.name(),
        subject: subject.to_owned(),
        others: entities.iter().skip(1).map(|entity| (*entity).to_owned()).collect(),
        days: (days != Span::ALWAYS).then_some(days),
        sides: ring
            .iter()
            .map(|place| {
                let link = &links[*place];
                Side::new(format!("{} stands below {}", link.below, link.above), [Evidence::of(&link.dated)])
            })
            .collect(),
        message: format!("{subject} stands below itself {}: {}", words::days(days), way.join(" below ")),
        would_settle: "a report of which of them stands above, or since when and until when each link holds"
            .to_owned(),
    }
}
