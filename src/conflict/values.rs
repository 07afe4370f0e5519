//! Values of something that never changes, such as a birth, which cannot both be right.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::{Fact, SINGLE_VALUED, each_attribute};
use super::words::{called, together};
use super::{Evidence, Finding, Rule, Side, Take};
use crate::answer::places::{PLACE_LINKS, Places};
use crate::date::{Day, Span};
use crate::error::Result;
use crate::query::Sql;
use crate::reader::Reader;

/// The rule `constant-values`: values that never change and cannot both be right.
pub struct ConstantValues;

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
        each_attribute(reader, "constant", |facts| match constant(reader, facts, &places)? {
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

fn constant(reader: &Reader, facts: &[Fact], places: &Places) -> Result<Option<Finding>> {
    if facts.len() < 2 {
        return Ok(None);
    }
    let pools: Vec<(&str, Vec<&Fact>)> = by_value(facts).into_iter().collect();
    let values: Vec<Value> = pools.iter().map(|(text, facts)| value(text, facts)).collect();
    let clash = |one: usize, other: usize| pools[one].1[0].contradicts(pools[other].1[0], places);
    let sides = sides_of(&values, clash);
    if sides.len() < 2 {
        return Ok(None);
    }
    // A birth or a founding matters on the days of which one value says that they came after it, and another does not.
    let days = sides.iter().flatten().filter_map(|place| pools[*place].1[0].days()).reduce(Span::hull);
    finding(reader, &facts[0], &pools, &sides, days).map(Some)
}

fn value(text: &str, facts: &[&Fact]) -> Value {
    let order = facts[0].days().map_or((Day::MIN, Day::MAX), |span| (span.from, span.to));
    Value { text: text.to_owned(), order }
}

fn finding(
    reader: &Reader,
    fact: &Fact,
    pools: &[(&str, Vec<&Fact>)],
    sides: &[Vec<usize>],
    days: Option<Span>,
) -> Result<Finding> {
    let name = called(reader, &fact.subject)?;
    let (mut said_of, mut all) = (Vec::new(), Vec::new());
    for side in sides {
        let of_value = side.iter().map(|place| {
            let sources: BTreeSet<&str> =
                pools[*place].1.iter().map(|fact| fact.dated.source.as_str()).collect();
            Ok(format!(
                "{} by {}",
                value_called(reader, pools[*place].1[0])?,
                together(&Vec::from_iter(sources))
            ))
        });
        let words = of_value.collect::<Result<Vec<String>>>()?.join(", ");
        let facts = side.iter().flat_map(|place| pools[*place].1.iter());
        all.push(Side::new(
            format!("{} is {words}", fact.attribute),
            facts.map(|fact| Evidence::of(&fact.dated)),
        ));
        said_of.push(words);
    }
    Ok(Finding {
        rule: ConstantValues.name(),
        subject: fact.subject.clone(),
        others: Vec::new(),
        days,
        sides: all,
        message: format!("{name}: {} cannot be {}", fact.attribute, said_of.join(" as well as ")),
        would_settle: format!(
            "an official document, or a source close to it, that gives {} of {name}",
            fact.attribute
        ),
    })
}

/// A value in words: the name of the entity that it is.
fn value_called(reader: &Reader, fact: &Fact) -> Result<String> {
    if fact.is_entity() { called(reader, &fact.value) } else { Ok(fact.value.clone()) }
}

/// The day for which a source states that a value is so, within its bounds: none if it has a beginning or an end of its
/// own, or no limit.
pub(super) fn point(fact: &Fact) -> Option<Span> {
    let has_ends = fact.dated.possible.from > Day::MIN || fact.dated.possible.to < Day::MAX;
    let held = fact.dated.held.first().copied()?;
    (!has_ends && held.from > Day::MIN && held.to < Day::MAX).then_some(held)
}
