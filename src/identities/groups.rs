//! Groups of ids that stand for one entity, as judgements on pairs make them.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::{Judgement, Verdict};

/// Ids that judgements make one, directly or by way of others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The table of the entities.
    pub kind: String,
    /// The ids, sorted: answers show the first one.
    pub members: Vec<String>,
    /// The judgements `same` that hold the group together, sorted.
    pub judgements: Vec<String>,
    /// The contradictions within it; none: it is shown as one.
    pub contradictions: Vec<Contradiction>,
}

/// A judgement that two ids are not one, and those by which they would be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contradiction {
    /// The two ids, sorted.
    pub pair: (String, String),
    /// The judgements `different` about exactly these two, sorted.
    pub different: Vec<String>,
    /// The judgements `same` that lead from one to the other by the fewest steps.
    pub same: Vec<String>,
}

/// The groups that some judgements make, by their smallest ids.
#[must_use]
pub fn groups(judgements: &[Judgement]) -> Vec<Group> {
    let mut links: BTreeMap<&str, BTreeSet<(&str, &str)>> = BTreeMap::new();
    for judgement in judgements.iter().filter(|judgement| judgement.verdict == Verdict::Same) {
        let (one, other, id) = (judgement.one.as_str(), judgement.other.as_str(), judgement.id.as_str());
        links.entry(one).or_default().insert((other, id));
        links.entry(other).or_default().insert((one, id));
    }
    let kinds: BTreeMap<&str, &str> =
        judgements.iter().map(|judgement| (judgement.one.as_str(), judgement.kind.as_str())).collect();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut groups = Vec::new();
    for start in links.keys() {
        if seen.contains(start) {
            continue;
        }
        let members: BTreeSet<&str> = steps(&links, start).into_keys().collect();
        seen.extend(members.iter().copied());
        let inside = |judgement: &&Judgement| members.contains(judgement.one.as_str());
        let of_group: Vec<&Judgement> = judgements.iter().filter(inside).collect();
        let ids = |verdict: Verdict| -> BTreeSet<&str> {
            let of_verdict = of_group.iter().filter(|judgement| judgement.verdict == verdict);
            of_verdict.map(|judgement| judgement.id.as_str()).collect()
        };
        let kind = members.iter().find_map(|member| kinds.get(member)).copied().unwrap_or_default();
        groups.push(Group {
            kind: kind.to_owned(),
            members: members.iter().map(|member| (*member).to_owned()).collect(),
            judgements: ids(Verdict::Same).into_iter().map(str::to_owned).collect(),
            contradictions: contradictions(&links, &members, &of_group),
        });
    }
    groups
}

/// The pairs of a group that are judged to be two.
fn contradictions<'ids>(
    links: &BTreeMap<&'ids str, BTreeSet<(&'ids str, &'ids str)>>,
    members: &BTreeSet<&'ids str>,
    of_group: &[&'ids Judgement],
) -> Vec<Contradiction> {
    let mut pairs: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
    for judgement in of_group {
        if judgement.verdict == Verdict::Different && members.contains(judgement.other.as_str()) {
            pairs.entry(judgement.pair()).or_default().insert(&judgement.id);
        }
    }
    pairs
        .into_iter()
        .map(|((one, other), different)| {
            let steps = steps(links, one);
            let mut same = BTreeSet::new();
            let mut at = other;
            while let Some(Some((before, judgement))) = steps.get(at) {
                same.insert((*judgement).to_owned());
                at = before;
            }
            Contradiction {
                pair: (one.to_owned(), other.to_owned()),
                different: different.into_iter().map(str::to_owned).collect(),
                same: same.into_iter().collect(),
            }
        })
        .collect()
}

/// What can be reached from an id, each with the id before it and the judgement that leads from there: the shortest way.
fn steps<'ids>(
    links: &BTreeMap<&'ids str, BTreeSet<(&'ids str, &'ids str)>>,
    start: &'ids str,
) -> BTreeMap<&'ids str, Option<(&'ids str, &'ids str)>> {
    let mut reached = BTreeMap::from([(start, None)]);
    let mut next = VecDeque::from([start]);
    while let Some(at) = next.pop_front() {
        for (other, judgement) in links.get(at).into_iter().flatten() {
            if !reached.contains_key(other) {
                reached.insert(other, Some((at, *judgement)));
                next.push_back(other);
            }
        }
    }
    reached
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn judgement(number: usize, one: u8, other: u8, verdict: Verdict) -> Judgement {
        Judgement {
            id: format!("j{number:03}"),
            source: "mine".to_owned(),
            one: format!("p{one:02}"),
            other: format!("p{other:02}"),
            verdict,
            kind: "officials".to_owned(),
        }
    }

    fn verdicts() -> impl Strategy<Value = Verdict> {
        prop_oneof![Just(Verdict::Same), Just(Verdict::Same), Just(Verdict::Different), Just(Verdict::Unsure)]
    }

    #[test]
    fn two_steps_lead_to_a_contradiction_that_names_them() {
        let judged = [
            judgement(1, 1, 2, Verdict::Same),
            judgement(2, 3, 2, Verdict::Same),
            judgement(3, 3, 1, Verdict::Different),
            judgement(4, 7, 8, Verdict::Different),
        ];
        let groups = groups(&judged);
        assert_eq!(groups.len(), 1);
        assert_eq!(groups[0].members, ["p01", "p02", "p03"]);
        assert_eq!(groups[0].judgements, ["j001", "j002"]);
        let contradiction = Contradiction {
            pair: ("p01".to_owned(), "p03".to_owned()),
            different: vec!["j003".to_owned()],
            same: vec!["j001".to_owned(), "j002".to_owned()],
        };
        assert_eq!(groups[0].contradictions, [contradiction]);
    }

    proptest! {
        /// Two ids are in one group if and only if Warshall's closure of `same` says so; a group is contradicted if and
        /// only if there is a judgement `different` within it; taking a judgement away and back changes nothing.
        #[test]
        fn groups_are_the_closure_of_same(
            pairs in prop::collection::vec((0_u8..9, 0_u8..9, verdicts()), 0..14),
        ) {
            let judged: Vec<Judgement> = pairs
                .iter()
                .enumerate()
                .filter(|(_, (one, other, _))| one != other)
                .map(|(number, (one, other, verdict))| judgement(number, *one, *other, *verdict))
                .collect();
            let mut reach = [[false; 9]; 9];
            for (place, row) in reach.iter_mut().enumerate() {
                row[place] = true;
            }
            for (one, other, verdict) in &pairs {
                if *verdict == Verdict::Same {
                    reach[usize::from(*one)][usize::from(*other)] = true;
                    reach[usize::from(*other)][usize::from(*one)] = true;
                }
            }
            for middle in 0..9 {
                for from in 0..9 {
                    for to in 0..9 {
                        reach[from][to] |= reach[from][middle] && reach[middle][to];
                    }
                }
            }
            let found = groups(&judged);
            let group_of = |number: u8| {
                let id = format!("p{number:02}");
                found.iter().position(|group| group.members.contains(&id))
            };
            for from in 0..9_u8 {
                for to in 0..9_u8 {
                    if from != to {
                        let together = group_of(from).is_some() && group_of(from) == group_of(to);
                        prop_assert_eq!(together, reach[usize::from(from)][usize::from(to)]);
                    }
                }
            }
            for group in &found {
                let within = judged.iter().any(|judgement| {
                    judgement.verdict == Verdict::Different
                        && group.members.contains(&judgement.one)
                        && group.members.contains(&judgement.other)
                });
                prop_assert_eq!(within, !group.contradictions.is_empty());
                for contradiction in &group.contradictions {
                    // The way that is named leads from one to the other by itself.
                    let way: Vec<Judgement> =
                        judged.iter().filter(|judgement| contradiction.same.contains(&judgement.id)).cloned().collect();
                    let alone = groups(&way);
                    prop_assert!(alone.len() == 1 && alone[0].members.contains(&contradiction.pair.0));
                    prop_assert!(alone[0].members.contains(&contradiction.pair.1));
                }
            }
            let mut turned = judged.clone();
            turned.reverse();
            prop_assert_eq!(groups(&turned), found);
        }
    }
}
