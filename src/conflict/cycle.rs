//! Cycles in the hierarchy: something that is below itself.

use super::link_cycles::{Edge, rings};
use super::words;
use super::words::called;
use super::{Evidence, Finding, Rule, Side, Take};
use crate::date::Span;
use crate::error::Result;
use crate::query::{DatedRow, Sql};
use crate::reader::Reader;

const LINKS: Sql = Sql { name: "links", text: include_str!("links.sql") };

/// The rule `hierarchy-cycle`: links that all may hold on one day.
pub struct HierarchyCycle;

struct Link {
    dated: DatedRow,
    below: String,
    above: String,
}

impl Rule for HierarchyCycle {
    fn name(&self) -> &'static str {
        "hierarchy-cycle"
    }

    fn meaning(&self) -> &'static str {
        "something that is below itself, by links that may hold on one day"
    }

    fn statements(&self) -> &'static [Sql] {
        const { &[LINKS] }
    }

    fn find(&self, reader: &Reader, take: Take<'_>) -> Result<()> {
        let mut links: Vec<Link> = Vec::new();
        reader.groups(
            LINKS,
            &[],
            |row| {
                let Some(fetched) = reader.fetched(row)? else {
                    return Ok(None);
                };
                Ok(Some(Link {
                    dated: fetched.dated()?,
                    below: fetched.owned(0)?.unwrap_or_default(),
                    above: fetched.owned(1)?.unwrap_or_default(),
                }))
            },
            |_, _| true,
            |all| {
                links.extend(all.iter().map(|link| Link {
                    dated: link.dated.clone(),
                    below: link.below.clone(),
                    above: link.above.clone(),
                }));
                Ok(())
            },
        )?;
        let edges: Vec<Edge<'_>> = links
            .iter()
            .map(|link| Edge { below: &link.below, above: &link.above, days: link.dated.possible })
            .collect();
        for ring in rings(&edges, &|| reader.is_interrupted())? {
            take(finding(reader, &links, &ring)?)?;
        }
        Ok(())
    }
}

fn finding(reader: &Reader, links: &[Link], ring: &[usize]) -> Result<Finding> {
    let days = ring.iter().fold(Span::ALWAYS, |days, place| {
        let possible = links[*place].dated.possible;
        Span::new(days.from.max(possible.from), days.to.min(possible.to)).unwrap_or(days)
    });
    let entities: Vec<&str> = ring.iter().map(|place| links[*place].below.as_str()).collect();
    let subject = entities.first().copied().unwrap_or_default();
    let way: Vec<&str> = entities.iter().copied().chain([subject]).collect();
    Ok(Finding {
        rule: HierarchyCycle.name(),
        subject: subject.to_owned(),
        others: entities.iter().skip(1).map(|entity| (*entity).to_owned()).collect(),
        days: (days != Span::ALWAYS).then_some(days),
        sides: ring
            .iter()
            .map(|place| {
                let link = &links[*place];
                Side::new(format!("{} is below {}", link.below, link.above), [Evidence::of(&link.dated)])
            })
            .collect(),
        message: format!(
            "{} is below itself {}: {}",
            called(reader, subject)?,
            words::days(days),
            shown(reader, &way)?
        ),
        would_settle: "a report of which of them is above, or since when and until when each link holds"
            .to_owned(),
    })
}

/// The way around, or its beginning and its end: the sides have all of it.
fn shown(reader: &Reader, way: &[&str]) -> Result<String> {
    /// How many are named of a long way, before and after the gap.
    const NAMED: usize = 10;
    let named = |way: &[&str]| -> Result<String> {
        let names = way.iter().map(|id| called(reader, id)).collect::<Result<Vec<String>>>()?;
        Ok(names.join(" below "))
    };
    if way.len() <= 2 * NAMED + 1 {
        return named(way);
    }
    let (first, last) = (named(&way[..NAMED])?, named(&way[way.len() - NAMED..])?);
    let between = way.len() - 2 * NAMED;
    Ok(format!("{first} below {between} others below {last}"))
}
