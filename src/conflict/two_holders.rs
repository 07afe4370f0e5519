//! Two officials certain on the same day in an office that one at a time holds.

use std::collections::HashMap;

use rusqlite::Row;

use super::claims::{Claim, Claimant, clashes, said_on};
use super::words::{self, together};
use super::{Evidence, Finding, Rule, Side, Take};
use crate::error::Result;
use crate::query::Sql;
use crate::reader::Reader;

/// Postings in offices of one holder, ordered by body, office, official and term.
pub(crate) const ONE_HOLDER: Sql = Sql { name: "one_holder", text: include_str!("one_holder.sql") };

const SAME_PERSON: Sql = Sql { name: "same_person", text: include_str!("same_person.sql") };

/// The rule `two-holders`.
pub struct TwoHolders;

/// A posting in an office of one holder.
pub(crate) struct Post {
    pub claim: Claim,
    pub body: String,
    pub office: String,
    pub official: String,
    /// Blank if the analyst gives none.
    pub term: String,
    pub since: Option<String>,
    pub until: Option<String>,
    pub as_of: Option<String>,
    pub title_as_written: Option<String>,
    /// The seniority of the title, 1 the most senior.
    pub rank: Option<i64>,
}

impl Post {
    pub fn read(reader: &Reader, row: &Row<'_>) -> Result<Option<Post>> {
        let Some(fetched) = reader.fetched(row)? else {
            return Ok(None);
        };
        let (until, as_of) = (fetched.owned(4)?, fetched.owned(5)?);
        Ok(Some(Post {
            claim: Claim {
                dated: fetched.dated()?,
                said_on: said_on(row, until.as_deref(), as_of.as_deref())?,
            },
            body: fetched.owned(0)?.unwrap_or_default(),
            office: fetched.owned(1)?.unwrap_or_default(),
            official: fetched.owned(2)?.unwrap_or_default(),
            term: fetched.owned(3)?.unwrap_or_default(),
            since: fetched.owned(6)?,
            until,
            as_of,
            title_as_written: fetched.owned(7)?,
            rank: fetched.whole(8)?,
        }))
    }

    pub fn is_in_the_office_of(&self, other: &Post) -> bool {
        (&self.body, &self.office) == (&other.body, &other.office)
    }

    /// When, as the record writes it.
    pub fn when(&self) -> String {
        words::when(self.since.as_deref(), self.until.as_deref(), self.as_of.as_deref())
    }
}

impl Rule for TwoHolders {
    fn name(&self) -> &'static str {
        "two-holders"
    }

    fn meaning(&self) -> &'static str {
        "two officials certain on the same day in an office that one at a time holds"
    }

    fn statements(&self) -> &'static [Sql] {
        const { &[ONE_HOLDER, SAME_PERSON] }
    }

    fn find(&self, reader: &Reader, take: Take<'_>) -> Result<()> {
        let guesses = guesses(reader)?;
        reader.groups(
            ONE_HOLDER,
            &[],
            |row| Post::read(reader, row),
            Post::is_in_the_office_of,
            |office| in_office(&guesses, office, take),
        )
    }
}

fn in_office(guesses: &Guesses, office: &[Post], take: Take<'_>) -> Result<()> {
    let Some(first) = office.first() else { return Ok(()) };
    let mut claimants = Vec::new();
    for official in office.chunk_by(|left, right| left.official == right.official) {
        let terms = official.chunk_by(|left, right| left.term == right.term);
        let pools = terms.map(|term| term.iter().map(|post| post.claim.clone()).collect()).collect();
        claimants.push(Claimant::of(official[0].official.clone(), pools));
    }
    for clash in clashes(&claimants) {
        let names: Vec<&str> =
            clash.sides.iter().map(|(number, _)| claimants[*number].name.as_str()).collect();
        let when = if clash.is_some_day { words::some_day(clash.days) } else { words::days(clash.days) };
        let is_one_person = same_person(guesses, &names);
        let sides = clash
            .sides
            .iter()
            .map(|(number, records)| {
                let claimant = &claimants[*number];
                let behind = records.iter().map(|place| Evidence::of(&claimant.claims[*place].dated));
                Side::new(format!("{} was {}", claimant.name, first.office), behind)
            })
            .collect();
        let maybe = is_one_person
            .as_ref()
            .map(|record| format!("; they may be one person ({record})"))
            .unwrap_or_default();
        let would_settle = match is_one_person {
            Some(_) => {
                "a report that names the person in both scripts or with a date of birth: one person, or two"
                    .to_owned()
            }
            None => format!("a dated report of who left the office or took it over: {}", names.join(", ")),
        };
        take(Finding {
            rule: TwoHolders.name(),
            subject: first.body.clone(),
            others: names.iter().map(|name| (*name).to_owned()).collect(),
            days: Some(clash.days),
            sides,
            message: format!(
                "{} hold the office {} in {} {when}, which one at a time holds{maybe}",
                together(&names),
                first.office,
                first.body
            ),
            would_settle,
        })?;
    }
    Ok(())
}

/// Records that say of two officials that they may be the same, by the two ids: few, and asked for at every clash.
type Guesses = HashMap<(String, String), String>;

fn guesses(reader: &Reader) -> Result<Guesses> {
    let mut guesses = HashMap::new();
    reader.each(SAME_PERSON, &[], |row| {
        // Of several records about two officials the first counts.
        guesses.entry((row.get(1)?, row.get(2)?)).or_insert(row.get(0)?);
        Ok(())
    })?;
    Ok(guesses)
}

/// A record that says that two of these may be the same.
fn same_person(guesses: &Guesses, officials: &[&str]) -> Option<String> {
    if guesses.is_empty() {
        return None;
    }
    let pairs = officials.iter().flat_map(|one| officials.iter().map(move |other| (*one, *other)));
    let found = pairs.filter_map(|(one, other)| guesses.get(&(one.to_owned(), other.to_owned())));
    found.min().cloned()
}
