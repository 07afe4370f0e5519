//! Chapters to be expected: an organization has some in other provinces of the country.

use super::{Gap, GapsQuery, Kind, Take, matrix};
use crate::error::Result;
use crate::query::Sql;
use crate::reader::Reader;

/// The kind `missing-chapter`: one gap for each organization, with the provinces that are blank.
pub struct MissingChapter;

impl Kind for MissingChapter {
    fn name(&self) -> &'static str {
        "missing-chapter"
    }

    fn meaning(&self) -> &'static str {
        "an organization with a chapter in some provinces of a country, and in which it has none"
    }

    fn statements(&self) -> &'static [Sql] {
        matrix::STATEMENTS
    }

    fn find(&self, reader: &Reader, _: GapsQuery, take: Take<'_>) -> Result<()> {
        for organization in matrix(reader)?.organizations {
            if !organization.is_named || organization.blank.is_empty() {
                continue;
            }
            let there: Vec<&str> = organization.chapters.keys().map(String::as_str).collect();
            take(Gap {
                kind: self.name(),
                rank: None,
                days: None,
                weight: i64::try_from(organization.blank.len()).unwrap_or(i64::MAX),
                message: format!(
                    "{} has chapters in {}, and none is known in {}",
                    organization.id,
                    there.join(", "),
                    organization.blank.join(", ")
                ),
                records: organization.chapters.values().flatten().cloned().collect(),
                sources: organization.sources.iter().cloned().collect(),
                would_close: "a provincial newspaper or broadcast that names a committee of it".to_owned(),
                others: organization.blank,
                subject: organization.id,
            })?;
        }
        Ok(())
    }
}
