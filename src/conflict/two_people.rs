//! One id whose records can only be about two people.

use rusqlite::Row;

use super::values::{Value, sides_of};
use super::words::called;
use super::{Evidence, Finding, Rule, Side, Take};
use crate::date::{Day, Span};
use crate::error::Result;
use crate::query::Sql;
use crate::reader::Reader;

const TWO_PEOPLE: Sql = Sql { name: "two_people", text: include_str!("two_people.sql") };

/// The rule `two-people-one-id`: births, or deaths, more than fifteen years apart; a birth after a death; or more than
/// ninety years between the first and the last day in office. Sources that err about one person err less.
pub struct TwoPeopleOneId;

/// Births or deaths of one person are not stated this far apart.
const YEARS: i32 = 15;

struct Line {
    evidence: Evidence,
    official: String,
    attribute: String,
    value: String,
    days: Span,
}

impl Line {
    fn read(reader: &Reader, row: &Row<'_>) -> Result<Option<Line>> {
        let Some(fetched) = reader.fetched(row)? else {
            return Ok(None);
        };
        let day = |text: Option<&str>| text.and_then(|text| text.parse::<Day>().ok());
        let (from, to) = (day(fetched.text(3)?), day(fetched.text(4)?));
        let days = from.zip(to).map(|(from, to)| Span { from: from.min(to), to: from.max(to) });
        Ok(Some(Line {
            evidence: Evidence::of(&fetched.dated()?),
            official: fetched.owned(0)?.unwrap_or_default(),
            attribute: fetched.owned(1)?.unwrap_or_default(),
            value: fetched.owned(2)?.unwrap_or_default(),
            days: days.unwrap_or(Span::ALWAYS),
        }))
    }
}

impl Rule for TwoPeopleOneId {
    fn name(&self) -> &'static str {
        "two-people-one-id"
    }

    fn meaning(&self) -> &'static str {
        "one official whose births, deaths or days in office can only be those of two people"
    }

    fn statements(&self) -> &'static [Sql] {
        const { &[TWO_PEOPLE] }
    }

    fn find(&self, reader: &Reader, take: Take<'_>) -> Result<()> {
        reader.groups(
            TWO_PEOPLE,
            &[],
            |row| Line::read(reader, row),
            |one, other| one.official == other.official,
            |lines| {
                for mut finding in of_official(lines) {
                    let name = called(reader, &finding.subject)?;
                    finding.message = format!("{name} is {}", finding.message);
                    take(finding)?;
                }
                Ok(())
            },
        )
    }
}

fn of_official(lines: &[Line]) -> Vec<Finding> {
    let of = |attribute: &str| lines.iter().filter(|line| line.attribute == attribute).collect::<Vec<_>>();
    let (born, died) = (of("born"), of("died"));
    let mut found = Vec::new();
    for (lines, word) in [(&born, "born"), (&died, "died")] {
        let sides = apart(lines);
        if sides.len() > 1 {
            let sides = sides.iter().map(|side| side_of(word, side)).collect();
            found.push(finding(
                &lines[0].official,
                sides,
                lines,
                &format!("{word} more than {YEARS} years apart"),
            ));
        }
    }
    let late: Vec<&Line> =
        born.iter().copied().filter(|born| died.iter().any(|died| born.days.from > died.days.to)).collect();
    let early: Vec<&Line> =
        died.iter().copied().filter(|died| late.iter().any(|born| born.days.from > died.days.to)).collect();
    if !late.is_empty() {
        let all: Vec<&Line> = late.iter().chain(&early).copied().collect();
        let sides = vec![side_of("born", &late), side_of("died", &early)];
        found.push(finding(&late[0].official, sides, &all, "born after a recorded death"));
    }
    let (first, last) = (of("first"), of("last"));
    if let (Some(one), Some(_)) = (first.first(), last.first()) {
        let all: Vec<&Line> = first.iter().chain(&last).copied().collect();
        let sides = vec![side_of("first", &first), side_of("last", &last)];
        found.push(finding(&one.official, sides, &all, "in office over more than ninety years"));
    }
    found
}

/// The lines by days, those further apart than one person's on different sides.
fn apart<'lines>(lines: &[&'lines Line]) -> Vec<Vec<&'lines Line>> {
    let values: Vec<Value> = lines
        .iter()
        .map(|line| Value { text: line.value.clone(), order: (line.days.from, line.days.to) })
        .collect();
    let far = |one: Span, other: Span| other.from.number() - one.to.number() > YEARS * 366;
    let clash = |one: usize, other: usize| {
        let (one, other) = (lines[one].days, lines[other].days);
        far(one, other) || far(other, one)
    };
    let sides = sides_of(&values, clash);
    sides.into_iter().map(|side| side.into_iter().map(|place| lines[place]).collect()).collect()
}

fn side_of(word: &str, lines: &[&Line]) -> Side {
    let mut values: Vec<String> = lines
        .iter()
        .map(|line| match line.attribute.as_str() {
            "first" => line.days.from.to_string(),
            "last" => line.days.to.to_string(),
            _ => line.value.clone(),
        })
        .collect();
    values.sort();
    values.dedup();
    let word = if matches!(word, "first" | "last") { format!("{word} in office") } else { word.to_owned() };
    Side::new(format!("{word} {}", values.join(", ")), lines.iter().map(|line| line.evidence.clone()))
}

fn finding(official: &str, sides: Vec<Side>, lines: &[&Line], what: &str) -> Finding {
    let says: Vec<&str> = sides.iter().map(|side| side.claim.as_str()).collect();
    Finding {
        rule: TwoPeopleOneId.name(),
        subject: official.to_owned(),
        others: Vec::new(),
        days: lines.iter().map(|line| line.days).reduce(Span::hull),
        message: format!("{what} ({}): these can only be two people", says.join("; ")),
        sides,
        would_settle: "a biography of each; then give the records of the second person an id of their own"
            .to_owned(),
    }
}
