//! Sums of the digests of versions, of which seals are made.

use std::collections::{BTreeMap, HashMap};

use sha2::{Digest, Sha256};

use super::version::Written;
use crate::schema::Table;

/// Sums of the digests of versions, by table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sums(BTreeMap<String, u128>);

impl Sums {
    /// Adds a version.
    pub fn add<'cell>(
        &mut self,
        table: &Table,
        cells: impl Iterator<Item = Option<&'cell str>>,
        written: Written<'_>,
    ) {
        let digest = digest_of(table, cells, written);
        match self.0.get_mut(table.name) {
            Some(sum) => *sum = sum.wrapping_add(digest),
            None => {
                self.0.insert(table.name.to_owned(), digest);
            }
        }
    }

    /// Adds what was summed elsewhere.
    pub(crate) fn add_all(&mut self, other: &Sums) {
        for (table, sum) in &other.0 {
            let own = self.0.entry(table.clone()).or_default();
            *own = own.wrapping_add(*sum);
        }
    }

    /// The sum of a table.
    pub(crate) fn of(&self, table: &Table) -> u128 {
        self.0.get(table.name).copied().unwrap_or(0)
    }

    /// The sums as they are sealed.
    pub(crate) fn as_json(&self) -> String {
        let sums: serde_json::Map<String, serde_json::Value> =
            self.0.iter().map(|(table, sum)| (table.clone(), format!("{sum:032x}").into())).collect();
        serde_json::Value::Object(sums).to_string()
    }

    /// The sums that were sealed.
    pub(crate) fn from_json(text: &str) -> Sums {
        let sums: HashMap<String, String> = serde_json::from_str(text).unwrap_or_default();
        Sums(
            sums.into_iter()
                .filter_map(|(table, sum)| Some((table, u128::from_str_radix(&sum, 16).ok()?)))
                .collect(),
        )
    }
}

/// A text with its length before it: no two lists of texts come out alike.
pub(crate) fn feed(digest: &mut Sha256, text: Option<&str>) {
    match text {
        Some(text) => {
            digest.update((text.len() as u64 + 1).to_le_bytes());
            digest.update(text.as_bytes());
        }
        None => digest.update(0_u64.to_le_bytes()),
    }
}

/// The first half of a digest.
pub(crate) fn number_of(digest: Sha256) -> u128 {
    let bytes = digest.finalize();
    let mut first = [0; 16];
    first.copy_from_slice(&bytes[..16]);
    u128::from_le_bytes(first)
}

/// The digest of one version: blank cells count for nothing, so that a column which is added later changes none.
fn digest_of<'cell>(
    table: &Table,
    cells: impl Iterator<Item = Option<&'cell str>>,
    written: Written<'_>,
) -> u128 {
    let mut digest = Sha256::new();
    feed(&mut digest, Some(table.name));
    for (column, cell) in table.columns().zip(cells) {
        if cell.is_some_and(|cell| !cell.is_empty()) {
            feed(&mut digest, Some(column.name));
            feed(&mut digest, cell);
        }
    }
    feed(&mut digest, Some(written.recorded_at));
    feed(&mut digest, Some(written.arrived_at));
    feed(&mut digest, written.import);
    number_of(digest)
}
