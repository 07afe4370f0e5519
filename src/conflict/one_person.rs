//! Two ids with the same name in Korean or Chinese script and overlapping posts: one person, most likely.

use std::collections::BTreeSet;

use rusqlite::Row;

use super::words::called;
use super::{Evidence, Finding, Rule, Side, Take};
use crate::date::{Day, Span, bounds_of};
use crate::error::Result;
use crate::identities;
use crate::query::Sql;
use crate::reader::Reader;

const ONE_PERSON: Sql = Sql { name: "one_person", text: include_str!("one_person.sql") };

/// The rule `one-person-two-ids`: posts of one body overlap if a day on which each was held may lie in the time of the
/// other. Romanizations do not count: many names share one. Two ids that a judgement keeps apart are not a finding, and
/// those that one makes the same are one id here.
pub struct OnePersonTwoIds;

struct Pair {
    one: String,
    other: String,
    form: String,
    body: String,
    days: Span,
    of_one: [Evidence; 2],
    of_other: [Evidence; 2],
}

impl Pair {
    fn read(reader: &Reader, row: &Row<'_>) -> Result<Option<Pair>> {
        let Some(fetched) = reader.fetched(row)? else {
            return Ok(None);
        };
        let text = |place: usize| -> Result<String> { Ok(fetched.owned(place)?.unwrap_or_default()) };
        let day = |place: usize| -> Result<Option<Day>> {
            Ok(fetched.text(place)?.and_then(|text| text.parse().ok()))
        };
        let dated = fetched.dated()?;
        let possible = Span::new(day(13)?.unwrap_or(Day::MIN), day(14)?.unwrap_or(Day::MAX));
        let other_possible = possible.unwrap_or(Span::ALWAYS);
        // What is "still so" on the day of publication lies in the time of the post anyhow.
        let mut held: Vec<Span> = Vec::new();
        for place in [10, 11, 12] {
            held.extend(fetched.text(place)?.and_then(|text| bounds_of(text).ok()));
        }
        let still = fetched.text(11)? == Some("..");
        let meets = dated.held.iter().any(|held| held.overlaps(other_possible))
            && (still || held.iter().any(|held| held.overlaps(dated.possible)));
        let days =
            Span::new(dated.possible.from.max(other_possible.from), dated.possible.to.min(other_possible.to));
        let Some(days) = days.filter(|_| meets) else {
            return Ok(None);
        };
        Ok(Some(Pair {
            one: text(0)?,
            other: text(1)?,
            form: text(2)?,
            body: text(3)?,
            days,
            of_one: [Evidence::record(&text(4)?, &text(5)?), Evidence::of(&dated)],
            of_other: [Evidence::record(&text(6)?, &text(7)?), Evidence::record(&text(8)?, &text(9)?)],
        }))
    }
}

impl Rule for OnePersonTwoIds {
    fn name(&self) -> &'static str {
        "one-person-two-ids"
    }

    fn meaning(&self) -> &'static str {
        "two officials with the same name in Korean or Chinese script and overlapping posts in one body"
    }

    fn statements(&self) -> &'static [Sql] {
        const { &[ONE_PERSON, identities::STATEMENTS[0]] }
    }

    fn find(&self, reader: &Reader, take: Take<'_>) -> Result<()> {
        let (judgements, _) = reader.judgements()?;
        let two: BTreeSet<(&str, &str)> = judgements
            .iter()
            .filter(|judgement| judgement.verdict == identities::Verdict::Different)
            .map(identities::Judgement::pair)
            .collect();
        reader.groups(
            ONE_PERSON,
            &[],
            |row| Pair::read(reader, row),
            |one, other| (&one.one, &one.other, &one.body) == (&other.one, &other.other, &other.body),
            |pairs| {
                let is_answered = two.contains(&(pairs[0].one.as_str(), pairs[0].other.as_str()));
                if is_answered { Ok(()) } else { take(finding(reader, pairs)?) }
            },
        )
    }
}

fn finding(reader: &Reader, pairs: &[Pair]) -> Result<Finding> {
    let pair = &pairs[0];
    let days = pairs.iter().map(|pair| pair.days).reduce(Span::hull);
    let body = called(reader, &pair.body)?;
    let names = [called(reader, &pair.one)?, called(reader, &pair.other)?];
    Ok(Finding {
        rule: OnePersonTwoIds.name(),
        subject: pair.one.clone(),
        others: vec![pair.other.clone(), pair.body.clone()],
        days: days.filter(|days| *days != Span::ALWAYS),
        sides: vec![
            Side::new(
                format!("{} ({}) is {} and holds a post in {body}", names[0], pair.one, pair.form),
                pairs.iter().flat_map(|pair| pair.of_one.clone()),
            ),
            Side::new(
                format!("{} ({}) is {} and holds a post in {body}", names[1], pair.other, pair.form),
                pairs.iter().flat_map(|pair| pair.of_other.clone()),
            ),
        ],
        message: format!(
            "{} ({}) and {} ({}) both are {}, with overlapping posts in {body}: one person under two ids, or namesakes",
            names[0], pair.one, names[1], pair.other, pair.form
        ),
        would_settle: "a date of birth or a photograph of each; then a row in judgements: same, or different"
            .to_owned(),
    })
}
