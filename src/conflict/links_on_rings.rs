//! Which links can be on a ring at all: on one day, something is above and something below each of them.

use std::collections::VecDeque;

use crate::date::Span;

/// A link between two nodes, given by numbers: the lower, the upper, and the days on which it holds.
pub(super) type Link = (usize, usize, Span);

/// How many links are looked at in all, for each of those given. What is not decided by then counts as on a ring: whoever
/// follows the links finds out.
const LOOKS: usize = 100;

/// For each link whether it can be on a ring.
///
/// On the days of a span only links that hold on one of them count, and of these, those are taken away, again and again,
/// that lead up from what has nothing below it or to what has nothing above it. What is left is looked at in both halves
/// of the span, until no link begins or ends within it.
pub(super) fn links_on_rings(links: &[Link]) -> Vec<bool> {
    let mut found = vec![false; links.len()];
    let mut looks = links.len().saturating_mul(LOOKS);
    let mut parts = vec![((0..links.len()).collect::<Vec<usize>>(), Span::ALWAYS)];
    while let Some((places, days)) = parts.pop() {
        looks = looks.saturating_sub(places.len());
        let left = without_ends(links, places);
        if left.iter().all(|place| found[*place]) {
            continue;
        }
        match middle(links, &left, days).filter(|_| looks > 0) {
            Some(halves) => {
                for half in halves {
                    let of_half = left.iter().copied().filter(|place| links[*place].2.overlaps(half));
                    parts.push((of_half.collect(), half));
                }
            }
            None => left.iter().for_each(|place| found[*place] = true),
        }
    }
    found
}

/// The two parts of a span, divided at the middle one of the days within it on which one of these links begins or after
/// which one ends; none if there are no such days.
fn middle(links: &[Link], places: &[usize], days: Span) -> Option<[Span; 2]> {
    let mut firsts = Vec::new();
    for place in places {
        let held = links[*place].2;
        firsts.extend((held.from > days.from).then_some(held.from));
        firsts.extend((held.to < days.to).then(|| held.to.after()));
    }
    firsts.sort_unstable();
    firsts.dedup();
    let first = *firsts.get(firsts.len() / 2)?;
    Some([Span::new(days.from, first.before())?, Span::new(first, days.to)?])
}

/// These links without those whose lower end has nothing below it or whose upper end has nothing above it; taken away
/// until there are no more.
fn without_ends(links: &[Link], places: Vec<usize>) -> Vec<usize> {
    // Numbers of their own, so that few links cost little in a large graph.
    let mut nodes: Vec<usize> =
        places.iter().flat_map(|place| [links[*place].0, links[*place].1]).collect::<Vec<_>>();
    nodes.sort_unstable();
    nodes.dedup();
    let number = |node: usize| nodes.binary_search(&node).unwrap_or_default();
    let ends: Vec<[usize; 2]> =
        places.iter().map(|place| [number(links[*place].0), number(links[*place].1)]).collect();
    // For each node the links that lead up from it, and those that lead up to it.
    let mut of_node: [Vec<Vec<usize>>; 2] = [vec![Vec::new(); nodes.len()], vec![Vec::new(); nodes.len()]];
    for (link, [below, above]) in ends.iter().enumerate() {
        of_node[0][*below].push(link);
        of_node[1][*above].push(link);
    }
    let mut counts = of_node.each_ref().map(|links| links.iter().map(Vec::len).collect::<Vec<_>>());
    let mut is_left = vec![true; ends.len()];
    let mut taken: VecDeque<usize> =
        (0..nodes.len()).filter(|node| counts[0][*node] == 0 || counts[1][*node] == 0).collect();
    while let Some(node) = taken.pop_front() {
        for link in of_node[0][node].iter().chain(&of_node[1][node]) {
            if !std::mem::replace(&mut is_left[*link], false) {
                continue;
            }
            for (side, end) in ends[*link].into_iter().enumerate() {
                counts[side][end] -= 1;
                if counts[side][end] == 0 {
                    taken.push_back(end);
                }
            }
        }
    }
    places.into_iter().zip(is_left).filter_map(|(place, is_left)| is_left.then_some(place)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::Day;

    fn years(from: i32, to: i32) -> Span {
        Span::new(Day::new(from, 1, 1).unwrap(), Day::new(to, 12, 31).unwrap()).unwrap()
    }

    #[test]
    fn a_link_is_on_a_ring_only_if_all_of_it_holds_on_one_day() {
        let ring = [(0, 1, years(1950, 1960)), (1, 2, years(1955, 1980)), (2, 0, years(1958, 1959))];
        assert_eq!(links_on_rings(&ring), [true; 3]);
        let mut broken = ring;
        broken[2].2 = years(1961, 1970);
        assert_eq!(links_on_rings(&broken), [false; 3]);
        // Two rings at other times, and a link between them.
        let two = [
            (0, 1, years(1950, 1950)),
            (1, 0, years(1940, 1950)),
            (1, 2, years(1900, 2000)),
            (2, 3, years(1951, 1960)),
            (3, 2, years(1960, 1970)),
        ];
        assert_eq!(links_on_rings(&two), [true, true, false, true, true]);
        assert_eq!(links_on_rings(&[(0, 0, Span::ALWAYS), (0, 1, Span::ALWAYS)]), [true, false]);
    }
}
