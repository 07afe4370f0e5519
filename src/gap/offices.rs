//! Posts, office by office: what is known of the holders of each. One reading serves three kinds.

use std::collections::{BTreeSet, HashMap};

use super::stale_postings::{RANKS, StalePosting};
use super::unknown::Unknown;
use super::vacant::VacantOffice;
use super::{GapsQuery, Kind, Take, Wanted};
use crate::answer::officials::OfficialsQuery;
use crate::answer::posts::{Bodies, each_office};
use crate::error::Result;
use crate::query::{POSTINGS_EVERYWHERE, Sql};
use crate::reader::Reader;

/// The statements that are run.
pub(super) const STATEMENTS: &[Sql] = &[POSTINGS_EVERYWHERE, RANKS];

/// Gives the gaps of the kinds that are wanted.
pub(super) fn find(reader: &Reader, asked: GapsQuery, wanted: Wanted<'_>, take: Take<'_>) -> Result<()> {
    let ranks = ranks(reader)?;
    let staffed_is_wanted = wanted(Unknown::OFFICIAL.name());
    let mut staffed: BTreeSet<String> = BTreeSet::new();
    each_office(reader, &OfficialsQuery::default(), &Bodies::default(), |office, _| {
        if wanted(VacantOffice.name()) && office.has_one_holder() {
            super::vacant::in_office(reader, office, &ranks, take)?;
        }
        if wanted(StalePosting.name()) {
            super::stale_postings::in_office(reader, office, asked, &ranks, take)?;
        }
        let body = office.postings[0].body.as_ref();
        if staffed_is_wanted && !staffed.contains(body) && super::unknown::is_staffed(office, reader.day()) {
            staffed.insert(body.to_owned());
        }
        Ok(())
    })?;
    if staffed_is_wanted { Unknown::OFFICIAL.list(reader, &staffed, take) } else { Ok(()) }
}

/// The seniority of offices, by office: 1 is the most senior.
///
/// # Errors
/// If the archive cannot be read.
pub(crate) fn ranks(reader: &Reader) -> Result<HashMap<String, i64>> {
    let mut ranks = HashMap::new();
    reader.each(RANKS, &[], |row| {
        ranks.insert(row.get(0)?, row.get(1)?);
        Ok(())
    })?;
    Ok(ranks)
}
