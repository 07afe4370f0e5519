//! Facts of which one value holds, with values that cannot both be right: at all, or on the same days.

use std::collections::BTreeMap;

use super::claims::{Claim, Claimant, clashes};
use super::facts::{Fact, SINGLE_VALUED, each_attribute};
use super::places::{PLACE_LINKS, Places};
use super::words;
use super::{Evidence, Finding, Rule, Side, Take};
use crate::date::{Day, Span};
use crate::error::Result;
use crate::query::Sql;
use crate::reader::Reader;

/// The rule `constant-values`: values that never change and cannot both be right.
pub struct ConstantValues;

/// The rule `changing-values`: values for the same days that cannot both be right.
pub struct ChangingValues;

/// What a record says, where records are sorted into sides.
pub(super) struct Value {
    pub text: String,
    /// The days it can mean, or whatever else puts values in an order.
    pub order: (Day, Day),
}

/// Sorts values that clash with others into sides of which the values agree; who clashes with none is on no side.
/// Sides come in the order of their first values.
pub(super) fn sides_of(values: &[Value], clash: impl Fn(usize, usize) -> bool) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|one, other| {
        (values[*one].order, &values[*one].text).cmp(&(values[*other].order, &values[*other].text))
    });
    let mut sides: Vec<Vec<usize>> = Vec::new();
    for place in order {
        if !(0..values.len()).any(|other| other != place && clash(place, other)) {
            continue;
        }
        match sides.iter_mut().find(|side| side.iter().all(|other| !clash(place, *other))) {
            Some(side) => side.push(place),
            None => sides.push(vec![place]),
        }
    }
    sides
}

impl Rule for ConstantValues {
    fn name(&self) -> &'static str {
        "constant-values"
    }

    fn meaning(&self) -> &'static str {
        "values of something that never changes, such as a birth, which cannot both be right"
    }

    fn statements(&self) -> &'static [Sql] {
        const { &[SINGLE_VALUED, PLACE_LINKS] }
    }

    fn find(&self, reader: &Reader, take: Take<'_>) -> Result<()> {
        let places = Places::of(reader)?;
        each_attribute(reader, "constant", |facts| match constant(facts, &places) {
            Some(finding) => take(finding),
            None => Ok(()),
        })
    }
}

/// The facts by value.
fn by_value(facts: &[Fact]) -> BTreeMap<&str, Vec<&Fact>> {
    let mut values: BTreeMap<&str, Vec<&Fact>> = BTreeMap::new();
    for fact in facts {
        values.entry(&fact.value).or_default().push(fact);
    }
    values
}

fn constant(facts: &[Fact], places: &Places) -> Option<Finding> {
    if facts.len() < 2 {
        return None;
    }
    let pools: Vec<(&str, Vec<&Fact>)> = by_value(facts).into_iter().collect();
    let values: Vec<Value> = pools.iter().map(|(text, facts)| value(text, facts)).collect();
    let clash = |one: usize, other: usize| pools[one].1[0].contradicts(pools[other].1[0], places);
    let sides = sides_of(&values, clash);
    if sides.len() < 2 {
        return None;
    }
    // A birth or a founding matters on the days of which one value says that they came after it, and another does not.
    let days = sides.iter().flatten().filter_map(|place| pools[*place].1[0].days()).reduce(Span::hull);
    Some(finding(ConstantValues.name(), &facts[0], &pools, &sides, days, ""))
}

fn value(text: &str, facts: &[&Fact]) -> Value {
    let order = facts[0].days().map_or((Day::MIN, Day::MAX), |span| (span.from, span.to));
    Value { text: text.to_owned(), order }
}

fn finding(
    rule: &'static str,
    fact: &Fact,
    pools: &[(&str, Vec<&Fact>)],
    sides: &[Vec<usize>],
    days: Option<Span>,
    when: &str,
) -> Finding {
    let said: Vec<String> = sides
        .iter()
        .map(|side| side.iter().map(|place| pools[*place].0).collect::<Vec<_>>().join(", "))
        .collect();
    Finding {
        rule,
        subject: fact.subject.clone(),
        others: Vec::new(),
        days,
        sides: sides
            .iter()
            .zip(&said)
            .map(|(side, said)| {
                let facts = side.iter().flat_map(|place| pools[*place].1.iter());
                Side::new(
                    format!("{} is {said}", fact.attribute),
                    facts.map(|fact| Evidence::of(&fact.dated)),
                )
            })
            .collect(),
        message: format!(
            "{}: {} cannot be {}{when}",
            fact.subject,
            fact.attribute,
            said.join(" as well as ")
        ),
        would_settle: format!(
            "an official document, or a source close to it, that gives {} of {}{when}",
            fact.attribute, fact.subject
        ),
    }
}

impl Rule for ChangingValues {
    fn name(&self) -> &'static str {
        "changing-values"
    }

    fn meaning(&self) -> &'static str {
        "values of something that changes, such as a number of members, which cannot both be right for the same days"
    }

    fn statements(&self) -> &'static [Sql] {
        const { &[SINGLE_VALUED, PLACE_LINKS] }
    }

    fn find(&self, reader: &Reader, take: Take<'_>) -> Result<()> {
        let places = Places::of(reader)?;
        each_attribute(reader, "changing", |facts| {
            for finding in changing(facts, &places) {
                take(finding)?;
            }
            Ok(())
        })
    }
}

/// Pairs of values that clash, with the days on which they do.
fn clashing(pools: &[(&str, Vec<&Fact>)], places: &Places) -> Vec<(usize, usize, Span)> {
    let claimant = |(text, facts): &(&str, Vec<&Fact>)| {
        let claims =
            facts.iter().map(|fact| Claim { dated: fact.dated.clone(), said_on: fact.said_on }).collect();
        Claimant::of((*text).to_owned(), vec![claims])
    };
    let mut pairs = Vec::new();
    for one in 0..pools.len() {
        for other in one + 1..pools.len() {
            if !pools[one].1[0].contradicts(pools[other].1[0], places) {
                continue;
            }
            let both = [claimant(&pools[one]), claimant(&pools[other])];
            let certain = clashes(&both).into_iter().map(|clash| clash.days);
            let stated = stated(&pools[one].1).flat_map(|one| {
                let meeting = move |other: Span| Span::new(one.from.max(other.from), one.to.min(other.to));
                stated(&pools[other].1).filter_map(meeting)
            });
            pairs.extend(certain.chain(stated).reduce(Span::hull).map(|days| (one, other, days)));
        }
    }
    pairs
}

/// The days for which sources state a value, each within its bounds, as far as they have any.
fn stated<'facts>(facts: &'facts [&'facts Fact]) -> impl Iterator<Item = Span> + use<'facts> {
    facts.iter().filter_map(|fact| point(fact))
}

/// The day for which a source states that a value is so, within its bounds: none if it has a beginning or an end of its
/// own, or no limit.
pub(super) fn point(fact: &Fact) -> Option<Span> {
    let has_ends = fact.dated.possible.from > Day::MIN || fact.dated.possible.to < Day::MAX;
    let held = fact.dated.held.iter().next().copied()?;
    (!has_ends && held.from > Day::MIN && held.to < Day::MAX).then_some(held)
}

fn changing(facts: &[Fact], places: &Places) -> Vec<Finding> {
    if facts.len() < 2 {
        return Vec::new();
    }
    let pools: Vec<(&str, Vec<&Fact>)> = by_value(facts).into_iter().collect();
    let mut pairs = clashing(&pools, places);
    pairs.sort_by_key(|(.., days)| *days);
    // Clashes that share days are one finding; others are apart.
    let mut found = Vec::new();
    while !pairs.is_empty() {
        let first = pairs.remove(0);
        let (mut days, mut together) = (first.2, vec![first]);
        while let Some(place) = pairs.iter().position(|(.., other)| other.overlaps(days)) {
            let pair = pairs.remove(place);
            days = days.hull(pair.2);
            together.push(pair);
        }
        let clash = |one: usize, other: usize| {
            let key = (one.min(other), one.max(other));
            together.iter().any(|(one, other, _)| (*one, *other) == key)
        };
        let values: Vec<Value> = pools.iter().map(|(text, facts)| value(text, facts)).collect();
        let sides = sides_of(&values, clash);
        let when = format!(" {}", words::days(days));
        found.push(finding(ChangingValues.name(), &facts[0], &pools, &sides, Some(days), &when));
    }
    found
}
