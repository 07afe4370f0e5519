//! Postings that nobody has reported for years, and nobody has ended.

use std::collections::HashMap;

use super::{Gap, GapsQuery, Kind, Pass, Take, offices};
use crate::answer::posts::JudgedOffice;
use crate::conflict::{called, either};
use crate::date::{Day, Span};
use crate::error::Result;
use crate::query::Sql;
use crate::reader::Reader;
use crate::verdict::Verdict;

/// The seniority of offices.
pub(super) const RANKS: Sql = Sql { name: "ranks", text: include_str!("ranks.sql") };

/// The kind `stale-posting`: by the rules of verdicts the post is possible on the day, and it was last certain, or seen,
/// more than so many years before.
pub struct StalePosting;

impl Kind for StalePosting {
    fn name(&self) -> &'static str {
        "stale-posting"
    }

    fn meaning(&self) -> &'static str {
        "a post that was last reported years ago (--older-than) and of which no end is known"
    }

    fn statements(&self) -> &'static [Sql] {
        offices::STATEMENTS
    }

    fn passes(&self) -> &'static [Pass] {
        &[Pass::Offices]
    }
}

/// Gives the posts of an office that are possible on the day and were last known long before.
pub(super) fn in_office(
    reader: &Reader,
    office: &JudgedOffice<'_>,
    asked: GapsQuery,
    ranks: &HashMap<String, i64>,
    take: Take<'_>,
) -> Result<()> {
    let on = reader.day();
    let year = on.year() - asked.older_than;
    let limit = Day::new(year, on.month(), on.day()).or_else(|| Day::new(year, 3, 1)).unwrap_or(Day::MIN);
    for tenure in &office.pool.tenures {
        let piece = tenure.on(on);
        if piece.verdict != Verdict::Possible || tenure.held_after(on).is_some() {
            continue;
        }
        let Some(last) = tenure.held_before(on).filter(|last| last.to < limit) else { continue };
        let (official, first) = (office.official(tenure.holder).as_ref(), &office.postings[0]);
        let (name, place) = (called(reader, official)?, called(reader, &first.body)?);
        let titles = JudgedOffice::titles(&office.deciding(piece, on));
        let title = either(reader, titles.iter().map(String::as_str))?;
        let (records, sources) = office.pool.behind(piece);
        take(Gap {
            kind: StalePosting.name(),
            subject: official.to_owned(),
            others: vec![first.body.to_string()],
            rank: ranks.get(first.office.as_ref()).copied(),
            days: Span::new(last.to.after(), on),
            weight: 0,
            message: format!(
                "{name} was last reported as {title} in {place} {}, and no end is known",
                last.on_some_day()
            ),
            records,
            sources,
            would_close: format!("a report that names the {title} of {place} today, or of when {name} left"),
        })?;
    }
    Ok(())
}
