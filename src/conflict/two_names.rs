//! Two official names of one body at the same time in one language.

use std::collections::BTreeMap;

use rusqlite::Row;

use super::claims::{Claim, Claimant, clashes, said_on};
use super::facts::folded;
use super::words::{self, together};
use super::{Evidence, Finding, Rule, Side, Take};
use crate::error::Result;
use crate::query::Sql;
use crate::reader::Reader;

const TWO_NAMES: Sql = Sql { name: "two_names", text: include_str!("two_names.sql") };

/// The rule `two-names`: spellings of one name share `label`; without one, names that differ in case or spaces only are
/// one name.
pub struct TwoNames;

struct Name {
    claim: Claim,
    subject: String,
    language: String,
    label: String,
    name: String,
}

impl Name {
    fn read(reader: &Reader, row: &Row<'_>) -> Result<Option<Name>> {
        let Some(fetched) = reader.fetched(row)? else {
            return Ok(None);
        };
        let name = fetched.owned(3)?.unwrap_or_default();
        Ok(Some(Name {
            claim: Claim {
                dated: fetched.dated()?,
                said_on: said_on(row, fetched.text(4)?, fetched.text(5)?)?,
            },
            subject: fetched.owned(0)?.unwrap_or_default(),
            language: fetched.owned(1)?.unwrap_or_default(),
            label: fetched.owned(2)?.unwrap_or_else(|| folded(&name)),
            name,
        }))
    }
}

impl Rule for TwoNames {
    fn name(&self) -> &'static str {
        "two-names"
    }

    fn meaning(&self) -> &'static str {
        "two official names of one body at the same time in one language"
    }

    fn statements(&self) -> &'static [Sql] {
        const { &[TWO_NAMES] }
    }

    fn find(&self, reader: &Reader, take: Take<'_>) -> Result<()> {
        reader.groups(
            TWO_NAMES,
            &[],
            |row| Name::read(reader, row),
            |one, other| (&one.subject, &one.language) == (&other.subject, &other.language),
            |names| of_body(names, take),
        )
    }
}

fn of_body(names: &[Name], take: Take<'_>) -> Result<()> {
    let mut labels: BTreeMap<&str, Vec<&Name>> = BTreeMap::new();
    for name in names {
        labels.entry(&name.label).or_default().push(name);
    }
    let claimants: Vec<Claimant> = labels
        .values()
        .map(|names| {
            let claims = names.iter().map(|name| name.claim.clone()).collect();
            Claimant::of(names[0].name.clone(), vec![claims])
        })
        .collect();
    for clash in clashes(&claimants) {
        let when = if clash.is_some_day { words::some_day(clash.days) } else { words::days(clash.days) };
        let quoted: Vec<String> =
            clash.sides.iter().map(|(place, _)| format!("\"{}\"", claimants[*place].name)).collect();
        let language = match names[0].language.as_str() {
            "" => String::new(),
            language => format!(" in {language}"),
        };
        take(Finding {
            rule: TwoNames.name(),
            subject: names[0].subject.clone(),
            others: Vec::new(),
            days: Some(clash.days),
            sides: clash
                .sides
                .iter()
                .zip(&quoted)
                .map(|((place, records), quoted)| {
                    let behind = records.iter().map(|record| &claimants[*place].claims[*record].dated);
                    Side::new(format!("is called {quoted}"), behind.map(Evidence::of))
                })
                .collect(),
            message: format!(
                "{} has two official names{language} {when}: {}",
                names[0].subject,
                together(&quoted)
            ),
            would_settle: "a document of the body itself from that time, or a report of the change of name; \
                           spellings of one name share label"
                .to_owned(),
        })?;
    }
    Ok(())
}
