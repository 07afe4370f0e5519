//! Which places may be one, or lie in one another: naming the province and naming its county is not a contradiction.

use std::collections::{HashMap, HashSet};

use crate::error::Result;
use crate::query::Sql;
use crate::reader::Reader;

/// What each place is in, and what it may be the same as.
pub(crate) const PLACE_LINKS: Sql = Sql { name: "place_links", text: include_str!("place_links.sql") };

/// Links between places.
#[derive(Debug, Default)]
pub(crate) struct Places {
    /// What a place is in, or is by another name; sites that mean the place they are in.
    up: HashMap<String, Vec<String>>,
}

impl Places {
    /// Reads the links.
    pub fn of(reader: &Reader) -> Result<Places> {
        let mut up: HashMap<String, Vec<String>> = HashMap::new();
        reader.each(PLACE_LINKS, &[], |row| {
            let (place, other): (String, String) = (row.get(0)?, row.get(1)?);
            if row.get::<_, bool>(2)? {
                up.entry(other.clone()).or_default().push(place.clone());
            }
            up.entry(place).or_default().push(other);
            Ok(())
        })?;
        Ok(Places { up })
    }

    /// Whether the two may be one place, or one may lie in the other.
    pub fn may_be_one(&self, one: &str, other: &str) -> bool {
        self.lies_in(one, other) || self.lies_in(other, one)
    }

    /// Whether `place` may lie in `other`, or be it, going by all links from it.
    pub fn lies_in(&self, place: &str, other: &str) -> bool {
        let mut seen = HashSet::from([place]);
        let mut next = vec![place];
        while let Some(one) = next.pop() {
            if one == other {
                return true;
            }
            for above in self.up.get(one).into_iter().flatten() {
                if seen.insert(above) {
                    next.push(above);
                }
            }
        }
        false
    }
}
