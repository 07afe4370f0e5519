//! Two parents of one entity at the same time.

use std::collections::BTreeSet;

use rusqlite::Row;

use super::claims::{Claim, Claimant, clashes, said_on};
use super::words::{self, together};
use super::{Evidence, Finding, Rule, Side, Take};
use crate::error::Result;
use crate::query::Sql;
use crate::reader::Reader;

const TWO_PARENTS: Sql = Sql { name: "two_parents", text: include_str!("two_parents.sql") };

const ABOVE: Sql = Sql { name: "above", text: include_str!("above.sql") };

/// The rule `two-parents`: by one kind of hierarchical relation. If one of the two stands above the other, the records
/// are of different precision and agree.
pub struct TwoParents;

struct Link {
    claim: Claim,
    below: String,
    relation: String,
    above: String,
}

impl Link {
    fn read(reader: &Reader, row: &Row<'_>) -> Result<Option<Link>> {
        let Some(fetched) = reader.fetched(row)? else {
            return Ok(None);
        };
        Ok(Some(Link {
            claim: Claim {
                dated: fetched.dated()?,
                said_on: said_on(row, fetched.text(3)?, fetched.text(4)?)?,
            },
            below: fetched.owned(0)?.unwrap_or_default(),
            relation: fetched.owned(1)?.unwrap_or_default(),
            above: fetched.owned(2)?.unwrap_or_default(),
        }))
    }
}

impl Rule for TwoParents {
    fn name(&self) -> &'static str {
        "two-parents"
    }

    fn meaning(&self) -> &'static str {
        "an entity that stands under two others at the same time, neither of which stands above the other"
    }

    fn statements(&self) -> &'static [Sql] {
        const { &[TWO_PARENTS, ABOVE] }
    }

    fn find(&self, reader: &Reader, take: Take<'_>) -> Result<()> {
        reader.groups(
            TWO_PARENTS,
            &[],
            |row| Link::read(reader, row),
            |one, other| (&one.below, &one.relation) == (&other.below, &other.relation),
            |links| of_entity(reader, links, take),
        )
    }
}

fn of_entity(reader: &Reader, links: &[Link], take: Take<'_>) -> Result<()> {
    let claimants: Vec<Claimant> = links
        .chunk_by(|left, right| left.above == right.above)
        .map(|links| {
            let claims = links.iter().map(|link| link.claim.clone()).collect();
            Claimant::of(links[0].above.clone(), vec![claims])
        })
        .collect();
    for clash in clashes(&claimants) {
        let names: Vec<&str> = clash.sides.iter().map(|(place, _)| claimants[*place].name.as_str()).collect();
        if stand_above_each_other(reader, &names)? {
            continue;
        }
        let when = if clash.is_some_day { words::some_day(clash.days) } else { words::days(clash.days) };
        take(Finding {
            rule: TwoParents.name(),
            subject: links[0].below.clone(),
            others: names.iter().map(|name| (*name).to_owned()).collect(),
            days: Some(clash.days),
            sides: clash
                .sides
                .iter()
                .map(|(place, records)| {
                    let claimant = &claimants[*place];
                    let behind = records.iter().map(|record| Evidence::of(&claimant.claims[*record].dated));
                    Side::new(format!("{} {}", links[0].relation, claimant.name), behind)
                })
                .collect(),
            message: format!("{} is {} {} {when}", links[0].below, links[0].relation, together(&names)),
            would_settle:
                "an organization chart or a decree of that time, or a report of the change of subordination"
                    .to_owned(),
        })?;
    }
    Ok(())
}

/// Whether one of the entities stands above all others of them.
fn stand_above_each_other(reader: &Reader, entities: &[&str]) -> Result<bool> {
    for entity in entities {
        let mut above = BTreeSet::new();
        reader.each(ABOVE, &[(":entity", entity)], |row| {
            above.insert(row.get::<_, String>(0)?);
            Ok(())
        })?;
        if entities.iter().all(|other| other == entity || above.contains(*other)) {
            return Ok(true);
        }
    }
    Ok(false)
}
