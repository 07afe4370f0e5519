//! Values that sources give in the present tense, and nobody can say when.

use super::facts::{Fact, SINGLE_VALUED, each_attribute};
use super::values::{Value, sides_of};
use super::words::called;
use super::{Evidence, Finding, Origins, Rule, Side, Take, origins};
use crate::answer::places::{PLACE_LINKS, Places};
use crate::date::Day;
use crate::error::Result;
use crate::query::Sql;
use crate::reader::Reader;

/// The rule `undated-values`: "is 19" and "is 18" of undated sources of different origin.
pub struct UndatedValues;

impl Rule for UndatedValues {
    fn name(&self) -> &'static str {
        "undated-values"
    }

    fn meaning(&self) -> &'static str {
        "values in the present tense of undated sources, of which one at a time can be right"
    }

    fn statements(&self) -> &'static [Sql] {
        const { &[SINGLE_VALUED, PLACE_LINKS, origins::STATEMENTS[0]] }
    }

    fn find(&self, reader: &Reader, take: Take<'_>) -> Result<()> {
        let (places, origins) = (Places::of(reader)?, Origins::of(reader)?);
        each_attribute(reader, "changing", |facts| {
            let undated: Vec<&Fact> = facts.iter().filter(|fact| is_undated(fact)).collect();
            match finding(reader, &undated, &places, &origins)? {
                Some(finding) => take(finding),
                None => Ok(()),
            }
        })
    }
}

fn is_undated(fact: &Fact) -> bool {
    fact.is_still && fact.dated.days.iter().flatten().next().is_none()
}

fn finding(reader: &Reader, facts: &[&Fact], places: &Places, origins: &Origins) -> Result<Option<Finding>> {
    if facts.len() < 2 {
        return Ok(None);
    }
    let clash = |one: usize, other: usize| {
        let root = |place: usize| origins.root(&facts[place].dated.source);
        root(one) != root(other) && facts[one].contradicts(facts[other], places)
    };
    let order = (Day::MIN, Day::MAX);
    let values: Vec<Value> = facts.iter().map(|fact| Value { text: fact.value.clone(), order }).collect();
    let sides = sides_of(&values, clash);
    if sides.len() < 2 {
        return Ok(None);
    }
    let (subject, attribute) = (&facts[0].subject, &facts[0].attribute);
    let name = called(reader, subject)?;
    let said: Vec<String> = sides
        .iter()
        .map(|side| {
            let of =
                side.iter().map(|place| format!("{} by {}", facts[*place].value, facts[*place].dated.source));
            of.collect::<Vec<String>>().join(", ")
        })
        .collect();
    Ok(Some(Finding {
        rule: UndatedValues.name(),
        subject: subject.clone(),
        others: Vec::new(),
        days: None,
        sides: sides
            .iter()
            .zip(&said)
            .map(|(side, said)| {
                let evidence = side.iter().map(|place| Evidence::of(&facts[*place].dated));
                Side::new(format!("{attribute} is {said}"), evidence)
            })
            .collect(),
        message: format!("{attribute} of {name} is {}; nobody says when", said.join(", or ")),
        would_settle: "the dates of these sources".to_owned(),
    }))
}
