//! Which sources are independent: one that repeats another counts once.

use std::collections::{BTreeSet, HashMap};

use crate::error::Result;
use crate::query::Sql;
use crate::reader::Reader;

const ORIGINS: Sql = Sql { name: "origins", text: include_str!("origins.sql") };

/// The statements behind [`Origins`].
pub const STATEMENTS: &[Sql] = &[ORIGINS];

/// What each source repeats.
#[derive(Debug, Default)]
pub struct Origins(HashMap<String, String>);

impl Origins {
    /// Reads what sources repeat.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn of(reader: &Reader) -> Result<Origins> {
        let mut origins = HashMap::new();
        reader.each(ORIGINS, &[], |row| {
            origins.insert(row.get(0)?, row.get(1)?);
            Ok(())
        })?;
        Ok(Origins(origins))
    }

    /// The source at the end of the chain of `origin`; of sources that repeat each other in a ring, the first by id.
    #[must_use]
    pub fn root<'id>(&'id self, source: &'id str) -> &'id str {
        let mut passed = vec![source];
        let mut last = source;
        while let Some(origin) = self.0.get(last) {
            if let Some(place) = passed.iter().position(|one| one == origin) {
                return passed[place..].iter().min().copied().unwrap_or(last);
            }
            passed.push(origin);
            last = origin;
        }
        last
    }

    /// Whether a source is another, or repeats it, directly or through others.
    #[must_use]
    pub fn is_or_repeats(&self, source: &str, other: &str) -> bool {
        let mut passed = vec![source];
        let mut last = source;
        while last != other {
            match self.0.get(last) {
                Some(origin) if !passed.contains(&origin.as_str()) => last = origin,
                _ => return false,
            }
            passed.push(last);
        }
        true
    }

    /// How many independent sources these are: the different roots.
    #[must_use]
    pub fn independent<'id>(&'id self, sources: &[&'id str]) -> usize {
        self.roots(sources).len()
    }

    /// The different roots of these sources.
    #[must_use]
    pub fn roots<'id>(&'id self, sources: &[&'id str]) -> BTreeSet<&'id str> {
        sources.iter().map(|source| self.root(source)).collect()
    }
}
