//! Whether chapters and organizations existed: what records say of it, and what lies beyond a founding or a dissolution.

use std::collections::BTreeSet;

use super::contested::{Disagreement, behind, contradictions, sides};
use super::judged::{Wanted, beyond_limit, dates};
use super::words::{self, called, said_by, values_by};
use super::{Evidence, Finding, Side, Take};
use crate::answer::chapters::each_existence;
use crate::answer::{LimitRow, NameRow, Names, limits_of};
use crate::date::Span;
use crate::error::Result;
use crate::query::Sql;
use crate::reader::Reader;
use crate::verdict::step::LimitKind;

const CHAPTERS: Sql = Sql { name: "chapter_ids", text: "-- Chapters.\nSELECT id FROM chapters ORDER BY id" };

const ORGANIZATIONS: Sql =
    Sql { name: "organization_ids", text: "-- Organizations.\nSELECT id FROM organizations ORDER BY id" };

/// The statements that are run.
pub(super) const STATEMENTS: &[Sql] = &[CHAPTERS, ORGANIZATIONS];

const AT_A_TIME: usize = 1_000;

pub(super) const CHAPTER_DATES: &str = "chapter-dates";
pub(super) const CHAPTER_BEYOND: &str = "chapter-outside-existence";
pub(super) const NAMED_BEYOND: &str = "named-outside-existence";

/// Gives what is contested about the existence of chapters and organizations.
pub(super) fn find(reader: &Reader, wanted: Wanted<'_>, take: Take<'_>) -> Result<()> {
    if wanted(CHAPTER_DATES) || wanted(CHAPTER_BEYOND) {
        reader.batches(CHAPTERS, AT_A_TIME, |ids| chapters(reader, ids, wanted, take))?;
    }
    if wanted(NAMED_BEYOND) {
        reader.batches(ORGANIZATIONS, AT_A_TIME, |ids| organizations(reader, ids, take))?;
    }
    Ok(())
}

fn chapters(reader: &Reader, ids: &[&str], wanted: Wanted<'_>, take: Take<'_>) -> Result<()> {
    each_existence(reader, ids, |id, organization, pool| {
        for tenure in &pool.tenures {
            for one in contradictions(tenure, None) {
                if one.is_of_limits(pool, tenure.holder) {
                    continue;
                }
                let rows = behind(pool, tenure, one.days);
                let (against, speaking) = sides(&rows, &one);
                let was = format!("{} existed", called(reader, id)?);
                let finding = if let Disagreement::Limit(kind) = one.about {
                    let pieces = tenure.within(one.days).flat_map(|piece| pool.limits(piece));
                    let limits: Vec<&LimitRow> = pieces.filter(|limit| limit.kind == kind).collect();
                    let others: Vec<&str> = organization.into_iter().collect();
                    beyond_limit(reader, CHAPTER_BEYOND, (id, &others), &was, &one, &speaking, &limits)?
                } else {
                    dates(reader, CHAPTER_DATES, (id, &[]), &was, &one, (&against, &speaking), "")?
                };
                if wanted(finding.rule) {
                    take(finding)?;
                }
            }
        }
        Ok(())
    })
}

fn organizations(reader: &Reader, ids: &[&str], take: Take<'_>) -> Result<()> {
    let names = Names::of(reader, ids)?;
    let limits = limits_of(reader, Some(ids))?;
    for id in ids {
        let of = limits.get(*id).map_or(&[][..], Vec::as_slice);
        if names.rows(id).len() + of.len() < 2 {
            continue;
        }
        let Some((tenure, keys)) = names.existence_in_time(id, of) else { continue };
        for one in contradictions(&tenure, None) {
            let pieces = tenure.within(one.days).flat_map(|piece| piece.records.iter());
            let records: BTreeSet<(&str, &str)> =
                pieces.filter_map(|key| keys.get(*key as usize)).copied().collect();
            // A dissolution may speak as a record that ends, or as a limit.
            let is_end = matches!(one.about, Disagreement::End | Disagreement::Limit(LimitKind::Dissolved));
            let speaks_against = |limit: &&LimitRow| {
                if is_end {
                    limit.kind == LimitKind::Dissolved && limit.span.to < one.days.to
                } else {
                    limit.kind == LimitKind::Founded && limit.span.from > one.days.from
                }
            };
            let against: BTreeSet<&str> =
                of.iter().filter(speaks_against).map(|limit| limit.id.as_str()).collect();
            let reaches = |held: Span| {
                if is_end { held.to >= one.days.from } else { held.from <= one.days.to }
            };
            let has_days = |row: &&NameRow| row.dated.days.iter().flatten().any(|held| reaches(held.day));
            let speaking: BTreeSet<&str> =
                names.rows(id).iter().filter(has_days).map(|row| row.dated.id.as_str()).collect();
            let among = |ids: &BTreeSet<&str>| -> Vec<(&str, &str)> {
                records.iter().copied().filter(|(record, _)| ids.contains(record)).collect()
            };
            let (limits, named) = (among(&against), among(&speaking));
            // Foundings that contradict each other do so by themselves: see constant-values.
            if named.is_empty() || limits.is_empty() {
                continue;
            }
            let word = if is_end { "dissolved" } else { "founded" };
            let limits_said = format!("{word} {}", values_by(reader, limits.iter().copied())?);
            let named_said = said_by(reader, named.iter().copied())?;
            let evidence = |records: &[(&str, &str)]| {
                records.iter().map(|(id, source)| Evidence::record(id, source)).collect::<Vec<_>>()
            };
            take(Finding {
                rule: NAMED_BEYOND,
                subject: (*id).to_owned(),
                others: Vec::new(),
                days: Some(one.days),
                message: format!(
                    "{} has a name {} {named_said}; {limits_said}",
                    called(reader, id)?,
                    words::days(one.days)
                ),
                sides: vec![
                    Side::new(format!("named {named_said}"), evidence(&named)),
                    Side::new(limits_said, evidence(&limits)),
                ],
                would_settle: format!("a report of when it was {word}, and what it was called at first"),
            })?;
        }
    }
    Ok(())
}
