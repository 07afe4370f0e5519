//! Numbers that differ much for neighbouring dates, and no source says that they changed.

use super::facts::{Fact, SINGLE_VALUED, each_attribute};
use super::values::{Value, point, sides_of};
use super::words::called;
use super::{Evidence, Finding, Origins, Rule, Side, Take, origins};
use crate::date::{Day, Span};
use crate::error::Result;
use crate::query::Sql;
use crate::reader::Reader;

/// The rule `unexplained-change`: two sources give numbers for days less than ten years apart, one is more than a
/// quarter above the other, and no source gives both, which would say that it changed.
pub struct UnexplainedChange;

/// Numbers this far apart, the greater divided by the smaller, are not the same count.
const FACTOR: f64 = 1.25;

/// Over more than so many years, much changes without anyone telling.
const YEARS: i32 = 10;

impl Rule for UnexplainedChange {
    fn name(&self) -> &'static str {
        "unexplained-change"
    }

    fn meaning(&self) -> &'static str {
        "numbers of different sources, for days less than ten years apart, that differ by more than a quarter"
    }

    fn statements(&self) -> &'static [Sql] {
        const { &[SINGLE_VALUED, origins::STATEMENTS[0]] }
    }

    fn find(&self, reader: &Reader, take: Take<'_>) -> Result<()> {
        let origins = Origins::of(reader)?;
        each_attribute(reader, "changing", |facts| match unexplained(reader, facts, &origins)? {
            Some(finding) => take(finding),
            None => Ok(()),
        })
    }
}

/// A number that a source states for a day.
struct Statement<'facts> {
    fact: &'facts Fact,
    day: Span,
    numbers: (f64, f64),
    root: &'facts str,
}

fn unexplained(reader: &Reader, facts: &[Fact], origins: &Origins) -> Result<Option<Finding>> {
    if facts.len() < 2 {
        return Ok(None);
    }
    let mut statements: Vec<Statement<'_>> = facts
        .iter()
        .filter_map(|fact| {
            let (day, numbers) = (point(fact)?, fact.numbers()?);
            Some(Statement { fact, day, numbers, root: origins.root(&fact.dated.source) })
        })
        .collect();
    statements.sort_by(|left, right| (left.day, &left.fact.dated.id).cmp(&(right.day, &right.fact.dated.id)));
    // No other statement about the days between two neighbours.
    let are_neighbours = |one: &Statement<'_>, other: &Statement<'_>| {
        !statements.iter().any(|between| between.day.from > one.day.to && between.day.to < other.day.from)
    };
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (place, one) in statements.iter().enumerate() {
        for (next, other) in statements.iter().enumerate().skip(place + 1) {
            if is_a_leap(one, other) && are_neighbours(one, other) {
                pairs.push((place, next));
            }
        }
    }
    pairs.retain(|(one, other)| !is_reported(&statements, &statements[*one], &statements[*other]));
    let Some((first, last)) = pairs.first().zip(pairs.last()) else { return Ok(None) };
    let (from, to) = (statements[first.0].day, statements[last.1].day);
    let clash = |one: usize, other: usize| pairs.contains(&(one.min(other), one.max(other)));
    let values: Vec<Value> = statements
        .iter()
        .map(|one| Value { text: one.fact.value.clone(), order: (one.day.from, one.day.to) })
        .collect();
    let subject = &facts[0].subject;
    let attribute = &facts[0].attribute;
    let sides: Vec<Side> = sides_of(&values, clash)
        .into_iter()
        .map(|side| {
            let says: Vec<String> = side
                .iter()
                .map(|place| format!("{} {}", values[*place].text, statements[*place].day.on_some_day()))
                .collect();
            let evidence = side.iter().map(|place| Evidence::of(&statements[*place].fact.dated));
            Side::new(format!("{attribute} is {}", says.join(", ")), evidence)
        })
        .collect();
    let (one, other) = (&statements[first.0], &statements[first.1]);
    let name = called(reader, subject)?;
    Ok(Some(Finding {
        rule: UnexplainedChange.name(),
        subject: subject.clone(),
        others: Vec::new(),
        days: Some(from.hull(to)),
        sides,
        message: format!(
            "{attribute} of {name} is {} {} and {} {}, and no source says that it changed between",
            one.fact.value,
            one.day.on_some_day(),
            other.fact.value,
            other.day.on_some_day()
        ),
        would_settle: format!(
            "a source that gives {attribute} of {name} for both times, or says what was counted"
        ),
    }))
}

/// Whether the second number is for a later day within ten years, and differs by more than a quarter.
fn is_a_leap(one: &Statement<'_>, other: &Statement<'_>) -> bool {
    let later = other.day.from > one.day.to;
    let ((least, most), (other_least, other_most)) = (one.numbers, other.numbers);
    let leaps = |above: f64, below: f64| below >= 0.0 && above > below * FACTOR;
    one.root != other.root
        && later
        && is_within_years(one.day, other.day)
        && (leaps(least, other_most) || leaps(other_least, most))
}

/// Whether the later day begins less than ten years after the earlier one ends.
fn is_within_years(earlier: Span, later: Span) -> bool {
    let end = earlier.to;
    Day::new(end.year() + YEARS, end.month(), end.day().min(28)).is_none_or(|last| later.from <= last)
}

/// Whether a source gives a number that agrees with the one, for a day not ten years before it, and for a later day a
/// number that agrees with the other.
fn is_reported(statements: &[Statement<'_>], one: &Statement<'_>, other: &Statement<'_>) -> bool {
    let agrees = |said: &Statement<'_>, with: &Statement<'_>| {
        said.numbers.0 <= with.numbers.1 && with.numbers.0 <= said.numbers.1
    };
    statements.iter().any(|before| {
        agrees(before, one)
            && before.day.to <= one.day.to
            && is_within_years(before.day, one.day)
            && statements
                .iter()
                .any(|after| after.root == before.root && agrees(after, other) && after.day.from > one.day.to)
    })
}
