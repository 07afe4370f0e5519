//! Rings of dated links: ways that lead back to where they began, on one day.

use std::collections::{BTreeMap, HashSet};

use super::links_on_rings::{Link, links_on_rings};
use crate::date::Span;
use crate::error::{Error, Result};

/// After so many steps it is asked whether the analyst interrupted.
const STEPS_BETWEEN_LOOKS: u32 = 100_000;

/// A link from something to what is above it, on these days.
#[derive(Debug, Clone, Copy)]
pub(super) struct Edge<'link> {
    pub(super) below: &'link str,
    pub(super) above: &'link str,
    pub(super) days: Span,
}

/// The links by numbers instead of names; a name's number gives its place in the order of names.
struct Graph {
    /// For each link its ends and days.
    edges: Vec<Link>,
    /// For each end the links that lead up from it, by their place, without those that no ring can have.
    up: Vec<Vec<usize>>,
}

/// The shortest ring through each entity that is on one, each ring once, as places of its links from the bottom up.
///
/// # Errors
/// If `interrupted` says so.
pub(super) fn rings(edges: &[Edge<'_>], interrupted: &dyn Fn() -> bool) -> Result<Vec<Vec<usize>>> {
    let graph = Graph::new(edges);
    let mut search = Search { graph: &graph, seen: vec![Vec::new(); graph.up.len()], steps: 0, interrupted };
    let mut found: Vec<Vec<usize>> = Vec::new();
    let mut known: HashSet<Vec<usize>> = HashSet::new();
    let mut is_done = vec![false; graph.up.len()];
    for start in 0..graph.up.len() {
        if graph.up[start].is_empty() || is_done[start] {
            continue;
        }
        let Some(ring) = search.shortest(start)? else { continue };
        let mut members: Vec<usize> = ring.iter().map(|place| graph.edges[*place].0).collect();
        // Where each has only one superior, by however many links, it is the ring of them all.
        if members.iter().all(|member| graph.has_one_superior(*member)) {
            members.iter().for_each(|member| is_done[*member] = true);
        }
        members.sort_unstable();
        if known.insert(members) {
            found.push(ring);
        }
    }
    Ok(found)
}

impl Graph {
    fn new(edges: &[Edge<'_>]) -> Graph {
        let mut numbers: BTreeMap<&str, usize> =
            edges.iter().flat_map(|edge| [(edge.below, 0), (edge.above, 0)]).collect();
        numbers.values_mut().enumerate().for_each(|(place, number)| *number = place);
        let edges: Vec<Link> =
            edges.iter().map(|edge| (numbers[edge.below], numbers[edge.above], edge.days)).collect();
        let is_left = links_on_rings(&edges);
        let mut up = vec![Vec::new(); numbers.len()];
        for (place, edge) in edges.iter().enumerate().filter(|(place, _)| is_left[*place]) {
            up[edge.0].push(place);
        }
        Graph { edges, up }
    }

    fn has_one_superior(&self, node: usize) -> bool {
        let mut above = self.up[node].iter().map(|place| self.edges[*place].1);
        above.next().is_some_and(|first| above.all(|other| other == first))
    }
}

/// A way that is being followed: where it has come to, and the last step.
struct Way {
    end: usize,
    days: Span,
    /// The way before the last link, by its place, and that link; none at the start.
    last: Option<(usize, usize)>,
}

struct Search<'graph> {
    graph: &'graph Graph,
    /// For each end on which days a way has come there.
    seen: Vec<Vec<Span>>,
    steps: u32,
    interrupted: &'graph dyn Fn() -> bool,
}

impl Search<'_> {
    /// The shortest way up from `start` to itself on which all links hold on one day.
    fn shortest(&mut self, start: usize) -> Result<Option<Vec<usize>>> {
        let mut ways = vec![Way { end: start, days: Span::ALWAYS, last: None }];
        let mut next = 0;
        let mut ring = None;
        while ring.is_none() && next < ways.len() {
            let (end, days) = (ways[next].end, ways[next].days);
            for place in &self.graph.up[end] {
                self.steps = self.steps.wrapping_add(1);
                if self.steps.is_multiple_of(STEPS_BETWEEN_LOOKS) && (self.interrupted)() {
                    return Err(Error::Interrupted);
                }
                let (_, above, possible) = self.graph.edges[*place];
                let Some(days) = Span::new(days.from.max(possible.from), days.to.min(possible.to)) else {
                    continue;
                };
                // What came there before, on all of these days and as early, goes on to whatever this leads to.
                let seen = &mut self.seen[above];
                if above != start && seen.iter().any(|seen| seen.from <= days.from && days.to <= seen.to) {
                    continue;
                }
                seen.push(days);
                ways.push(Way { end: above, days, last: Some((next, *place)) });
                if above == start {
                    ring = Some(ways.len() - 1);
                    break;
                }
            }
            next += 1;
        }
        for way in &ways {
            self.seen[way.end].clear();
        }
        let mut at = match ring {
            Some(end) => end,
            None => return Ok(None),
        };
        let mut links = Vec::new();
        while let Some((before, place)) = ways[at].last {
            links.push(place);
            at = before;
        }
        links.reverse();
        Ok(Some(links))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::date::Day;

    fn span(from: i32, to: i32) -> Span {
        Span::new(Day::new(from, 1, 1).unwrap(), Day::new(to, 1, 1).unwrap()).unwrap()
    }

    fn found(edges: &[Edge<'_>]) -> Vec<Vec<usize>> {
        rings(edges, &|| false).unwrap()
    }

    #[test]
    fn a_ring_needs_a_common_day() {
        let edge = |below, above, days| Edge { below, above, days };
        let (early, late) = (span(1950, 1960), span(1961, 1970));
        assert_eq!(found(&[edge("a", "b", early), edge("b", "a", early)]), [[0, 1]]);
        assert!(found(&[edge("a", "b", early), edge("b", "a", late)]).is_empty());
        let both =
            [edge("a", "b", early), edge("b", "a", late), edge("b", "c", early), edge("c", "a", early)];
        assert_eq!(found(&both), [[0, 2, 3]]);
        assert_eq!(found(&[edge("a", "a", early)]), [[0]]);
    }

    #[test]
    fn a_long_chain_and_a_long_ring_are_followed_in_time() {
        let names: Vec<String> = (0..20_000).map(|number| format!("o{number}")).collect();
        let chain: Vec<Edge<'_>> = names
            .windows(2)
            .map(|pair| Edge { below: &pair[0], above: &pair[1], days: Span::ALWAYS })
            .collect();
        assert!(found(&chain).is_empty());
        let mut ring = chain;
        ring.push(Edge { below: &names[names.len() - 1], above: &names[0], days: Span::ALWAYS });
        assert_eq!(found(&ring).iter().map(Vec::len).collect::<Vec<_>>(), [names.len()]);
    }

    #[test]
    fn a_long_ring_takes_few_steps_with_two_sources_or_without_a_common_day() {
        let names: Vec<String> = (0..5_000).map(|number| format!("o{number}")).collect();
        let ring = |days: &dyn Fn(usize) -> Span| -> Vec<Edge<'_>> {
            (0..names.len())
                .map(|place| (&names[place], &names[(place + 1) % names.len()], days(place)))
                .map(|(below, above, days)| Edge { below, above, days })
                .collect()
        };
        let looks = std::cell::Cell::new(0);
        let count = |edges: &[Edge<'_>]| {
            let look = || {
                looks.set(looks.get() + 1);
                false
            };
            rings(edges, &look).unwrap().len()
        };
        let two_sources = [ring(&|_| span(1950, 1970)), ring(&|_| span(1951, 1971))].concat();
        assert_eq!(count(&two_sources), 1);
        assert_eq!(count(&ring(&|place| if place == 0 { span(1971, 1980) } else { span(1950, 1970) })), 0);
        assert_eq!(
            count(&ring(&|place| if place % 2 == 0 { span(1971, 1980) } else { span(1950, 1970) })),
            0
        );
        assert!(looks.get() <= 1, "{} steps", looks.get() * STEPS_BETWEEN_LOOKS);
    }

    #[test]
    fn a_search_ends_when_it_is_interrupted() {
        let names: Vec<String> = (0..400).map(|number| format!("o{number}")).collect();
        let edges: Vec<Edge<'_>> = names
            .iter()
            .flat_map(|below| names.iter().map(move |above| (below, above)))
            .map(|(below, above)| Edge { below, above, days: Span::ALWAYS })
            .filter(|edge| edge.below != edge.above)
            .collect();
        assert!(matches!(rings(&edges, &|| true), Err(Error::Interrupted)));
    }

    /// The same by trying all ways.
    fn shortest_by_trying(edges: &[Edge<'_>], start: &str) -> Option<usize> {
        let mut ways = vec![(start, Span::ALWAYS)];
        for length in 1..=edges.len() {
            let mut longer = Vec::new();
            for (end, days) in &ways {
                for edge in edges.iter().filter(|edge| edge.below == *end) {
                    if let Some(days) = Span::new(days.from.max(edge.days.from), days.to.min(edge.days.to)) {
                        if edge.above == start {
                            return Some(length);
                        }
                        longer.push((edge.above, days));
                    }
                }
            }
            longer.sort_unstable();
            longer.dedup();
            ways = longer;
        }
        None
    }

    proptest! {
        #[test]
        fn each_entity_on_a_ring_is_on_one_of_the_least_length(
            links in prop::collection::vec((0usize..6, 0usize..6, 1950i32..1960, 0i32..8), 0..14)
        ) {
            const NAMES: [&str; 6] = ["a", "b", "c", "d", "e", "f"];
            let edges: Vec<Edge<'_>> = links
                .iter()
                .map(|(below, above, from, years)| Edge {
                    below: NAMES[*below],
                    above: NAMES[*above],
                    days: span(*from, from + years),
                })
                .collect();
            let found = found(&edges);
            for ring in &found {
                prop_assert!(ring.iter().zip(ring.iter().cycle().skip(1)).all(|(one, next)| edges[*one].above == edges[*next].below));
            }
            for name in NAMES {
                let through = |ring: &&Vec<usize>| ring.iter().any(|place| edges[*place].below == name);
                let least = found.iter().filter(through).map(Vec::len).min();
                prop_assert_eq!(least, shortest_by_trying(&edges, name));
            }
        }
    }
}
