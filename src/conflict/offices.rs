//! Posts: who held an office at one time, and what records say of one holder. Body by body.

use std::collections::{BTreeSet, HashMap};

use super::contested::{Contradiction, Disagreement, Rivalry, behind, contradictions, rivalries, sides};
use super::words::{self, all_called, called, either, said, together};
use super::{Evidence, Finding, Side, Take, Wanted, beyond_limit, dates, outside};
use crate::answer::LimitRow;
use crate::answer::officials::OfficialsQuery;
use crate::answer::posts::{Bodies, JudgedOffice, Posting, each_office};
use crate::error::Result;
use crate::query::{DatedRow, POSTINGS_EVERYWHERE, Sql};
use crate::reader::Reader;
use crate::verdict::Verdict;
use crate::verdict::step::Tenure;

const SAME_PERSON: Sql = Sql { name: "same_person", text: include_str!("same_person.sql") };

/// The statements that are run.
pub(super) const STATEMENTS: &[Sql] = &[POSTINGS_EVERYWHERE, SAME_PERSON];

pub(super) const TWO_HOLDERS: &str = "two-holders";
pub(super) const POSTING_DATES: &str = "posting-dates";
pub(super) const SPELL_IN_SPELL: &str = "spell-within-spell";

/// Gives what is contested about posts.
pub(super) fn find(reader: &Reader, wanted: Wanted<'_>, take: Take<'_>) -> Result<()> {
    let guesses = guesses(reader)?;
    each_office(reader, &OfficialsQuery::default(), &Bodies::default(), |office, _| {
        let found = Found { reader, office, guesses: &guesses };
        if wanted(SPELL_IN_SPELL) {
            found.spells_in_spells(take)?;
        }
        if !office.pool.tenures.iter().any(is_disputed) {
            return Ok(());
        }
        if wanted(TWO_HOLDERS) {
            for rivalry in rivalries(&office.pool.tenures) {
                take(found.two_holders(&rivalry)?)?;
            }
        }
        found.contradictions(wanted, take)
    })
}

fn is_disputed(tenure: &Tenure) -> bool {
    tenure.pieces.iter().any(|piece| piece.verdict == Verdict::Disputed)
}

struct Found<'a> {
    reader: &'a Reader,
    office: &'a JudgedOffice<'a>,
    guesses: &'a Guesses,
}

impl Found<'_> {
    fn body(&self) -> &str {
        &self.office.postings[0].body
    }

    /// "Chair in The union": the titles of some records.
    fn post(&self, rows: &[&DatedRow]) -> Result<String> {
        let titles =
            self.office.postings.iter().filter(|posting| rows.iter().any(|row| row.id == posting.dated.id));
        let titles = either(self.reader, titles.map(|posting| posting.title.as_ref()))?;
        Ok(format!("{titles} in {}", called(self.reader, self.body())?))
    }

    fn two_holders(&self, rivalry: &Rivalry) -> Result<Finding> {
        let (reader, pool) = (self.reader, &self.office.pool);
        let tenures: Vec<&Tenure> = rivalry.holders.iter().map(|place| &pool.tenures[*place]).collect();
        let ids: Vec<&str> =
            tenures.iter().map(|tenure| self.office.official(tenure.holder).as_ref()).collect();
        let names = all_called(reader, &ids)?;
        let rows: Vec<Vec<&DatedRow>> =
            tenures.iter().map(|tenure| behind(pool, tenure, rivalry.days)).collect();
        let (mut said_of, mut sides) = (Vec::new(), Vec::new());
        for ((id, name), rows) in ids.iter().zip(&names).zip(&rows) {
            let words = format!("{name} {}", said(reader, rows.iter().copied())?);
            sides.push(Side::new(words.clone(), rows.iter().map(|row| Evidence::of(row))).about(id));
            said_of.push(words);
        }
        let maybe = same_person(self.guesses, &ids);
        let one =
            maybe.as_ref().map(|record| format!("; they may be one person ({record})")).unwrap_or_default();
        Ok(Finding {
            rule: TWO_HOLDERS,
            subject: self.body().to_owned(),
            others: ids.iter().map(|id| (*id).to_owned()).collect(),
            days: Some(rivalry.days),
            sides,
            message: format!(
                "{} {}, an office of one holder: {}{one}",
                self.post(&rows.concat())?,
                words::days(rivalry.days),
                together(&said_of)
            ),
            would_settle: match maybe {
                Some(_) => {
                    "a report that names the person in both scripts or with a date of birth: one person, or two"
                        .to_owned()
                }
                None => format!("a dated report of who left the office or took it over: {}", names.join(", ")),
            },
        })
    }

    fn contradictions(&self, wanted: Wanted<'_>, take: Take<'_>) -> Result<()> {
        let pool = &self.office.pool;
        let alone = if pool.tenures.len() > 1 { pool.alone() } else { Vec::new() };
        for (place, tenure) in pool.tenures.iter().enumerate().filter(|(_, tenure)| is_disputed(tenure)) {
            let alone = alone.get(place);
            for one in contradictions(tenure, alone) {
                if one.is_of_limits(pool, tenure.holder) {
                    continue;
                }
                let rule = match one.about {
                    Disagreement::Limit(kind) => outside(kind),
                    _ => POSTING_DATES,
                };
                if wanted(rule) {
                    take(self.contradiction(rule, tenure, alone, &one)?)?;
                }
            }
        }
        Ok(())
    }

    fn contradiction(
        &self,
        rule: &'static str,
        tenure: &Tenure,
        alone: Option<&Tenure>,
        one: &Contradiction,
    ) -> Result<Finding> {
        let (reader, pool) = (self.reader, &self.office.pool);
        let rows = behind(pool, alone.unwrap_or(tenure), one.days);
        let official = self.office.official(tenure.holder).as_ref();
        let name = called(reader, official)?;
        let (against, speaking) = sides(&rows, one);
        let post = self.post(&rows)?;
        let was = format!("{name} was {post}");
        if let Disagreement::Limit(kind) = one.about {
            let limits: Vec<&LimitRow> = [Some(tenure), alone]
                .into_iter()
                .flatten()
                .flat_map(|tenure| tenure.within(one.days))
                .flat_map(|piece| pool.limits(piece))
                .filter(|limit| limit.kind == kind)
                .collect();
            let subject = if kind.is_of_a_person() { official } else { self.body() };
            return beyond_limit(
                reader,
                rule,
                (subject, &[official, self.body()]),
                &was,
                one,
                &speaking,
                &limits,
            );
        }
        dates(reader, rule, (official, &[self.body()]), &was, one, (&against, &speaking), "term")
    }

    /// Whole rows of one source of which one lies within the other: they are read as one (rule B2).
    fn spells_in_spells(&self, take: Take<'_>) -> Result<()> {
        let is_whole = |row: &DatedRow| row.since.is_some() && row.until.is_some();
        let of_one = |left: &Posting, right: &Posting| left.official == right.official;
        for postings in self.office.postings.chunk_by(of_one) {
            let whole: Vec<&Posting> = postings.iter().filter(|posting| is_whole(&posting.dated)).collect();
            for outer in &whole {
                let inner: Vec<&DatedRow> = whole
                    .iter()
                    .map(|posting| &posting.dated)
                    .filter(|row| {
                        row.source == outer.dated.source
                            && row.possible != outer.dated.possible
                            && outer.dated.possible.encloses(row.possible)
                    })
                    .collect();
                let Some(days) = inner.iter().map(|row| row.possible).reduce(crate::date::Span::hull) else {
                    continue;
                };
                let reader = self.reader;
                let name = called(reader, &outer.official)?;
                let outer_said = said(reader, [&outer.dated])?;
                let inner_said = said(reader, inner.iter().copied())?;
                let all: Vec<&DatedRow> = inner.iter().copied().chain([&outer.dated]).collect();
                take(Finding {
                    rule: SPELL_IN_SPELL,
                    subject: outer.official.to_string(),
                    others: vec![self.body().to_owned()],
                    days: Some(days),
                    message: format!(
                        "{name} was {} {outer_said}, and within that {inner_said}: read as one time in office",
                        self.post(&all)?
                    ),
                    sides: vec![
                        Side::new(outer_said, [Evidence::of(&outer.dated)]),
                        Side::new(inner_said, inner.iter().map(|row| Evidence::of(row))),
                    ],
                    would_settle: "a look at the source: one of the rows may have a wrong year".to_owned(),
                })?;
            }
        }
        Ok(())
    }
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
    let officials: BTreeSet<&str> = officials.iter().copied().collect();
    let pairs = officials.iter().flat_map(|one| officials.iter().map(move |other| (*one, *other)));
    let found = pairs.filter_map(|(one, other)| guesses.get(&(one.to_owned(), other.to_owned())));
    found.min().cloned()
}
