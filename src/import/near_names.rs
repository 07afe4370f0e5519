//! Names that are near a name: what may have been meant, and what a row that is made may already be.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use rusqlite::Connection;

use super::references::Target;
use crate::error::Result;
use crate::name::written;
use crate::schema::Table;
use crate::suggest;

/// Among how many names near ones are looked for.
const CANDIDATES: i64 = 50_000;
/// How many are named.
const NAMED: usize = 3;
/// From which likeness on, of 1, a name is near another one.
const LIKE: f64 = 0.85;

/// The names of what a reference can name.
pub struct Known {
    /// Ids and names.
    names: Vec<(String, String)>,
    /// The same by the letters and digits of the names alone, without case and accents.
    by_letters: BTreeMap<String, Vec<usize>>,
}

impl Known {
    /// The names that the archive has.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn read(connection: &Connection, target: Target) -> Result<Known> {
        let sql = match target {
            Target::Row("sources") => "SELECT id, title FROM sources".to_owned(),
            Target::Row(table) if Table::is_entity_table(table) => {
                format!(
                    "SELECT id, name FROM {table}
                 UNION SELECT subject, names.name FROM names JOIN {table} ON {table}.id = names.subject"
                )
            }
            Target::Row(table) => format!("SELECT id, name FROM {table}"),
            _ => "SELECT id, name FROM organizations UNION SELECT id, name FROM officials".to_owned(),
        };
        let mut known = Known { names: Vec::new(), by_letters: BTreeMap::new() };
        let mut statement = connection.prepare(&format!("{sql} LIMIT {CANDIDATES}"))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            known.add(&row.get::<_, String>(0)?, &row.get::<_, String>(1)?);
        }
        Ok(known)
    }

    /// Adds a name.
    pub fn add(&mut self, id: &str, name: &str) {
        self.by_letters.entry(letters(name)).or_default().push(self.names.len());
        self.names.push((id.to_owned(), name.to_owned()));
    }

    /// Names that may have been meant, as a hint; none if none is near.
    #[must_use]
    pub fn did_you_mean(&self, name: &str) -> Option<String> {
        let names: BTreeSet<&str> = self.names.iter().map(|(_, name)| name.as_str()).collect();
        suggest::did_you_mean(name, names)
    }

    /// Names that are much like one, with their ids, as text: those of the same letters, and, if `searches`, those that
    /// differ in a few.
    #[must_use]
    pub fn near(&self, name: &str, searches: bool) -> Option<String> {
        let own = letters(name);
        let mut near: Vec<(f64, usize)> =
            self.by_letters.get(&own).into_iter().flatten().map(|place| (1.0, *place)).collect();
        if searches {
            let length = own.chars().count();
            for (other, places) in self.by_letters.iter().filter(|(other, _)| **other != own) {
                // Names of other lengths cannot be so near.
                let others = other.chars().count();
                if length.abs_diff(others) * 100 > length.max(others) * 15 {
                    continue;
                }
                let likeness = strsim::normalized_damerau_levenshtein(&own, other);
                if likeness >= LIKE {
                    near.extend(places.iter().map(|place| (likeness, *place)));
                }
            }
        }
        near.sort_by(|left, right| right.0.total_cmp(&left.0).then_with(|| left.1.cmp(&right.1)));
        let mut seen = HashSet::new();
        let told: Vec<String> = near
            .into_iter()
            .map(|(_, place)| &self.names[place])
            .filter(|(id, _)| seen.insert(id))
            .take(NAMED)
            .map(|(id, name)| format!("{id} \"{name}\""))
            .collect();
        (!told.is_empty()).then(|| told.join(", "))
    }
}

/// The letters and digits of a name, without case and accents.
fn letters(name: &str) -> String {
    written(name).replace(' ', "")
}

/// The ways in which the letters of a name are written in large and small: SQLite itself knows those of ASCII alone.
#[must_use]
pub fn spellings(name: &str) -> Vec<String> {
    let mut spellings = vec![name.to_owned()];
    if !name.is_ascii() {
        let small = name.to_lowercase();
        let mut capitals = String::with_capacity(small.len());
        let mut begins_word = true;
        for letter in small.chars() {
            if begins_word {
                capitals.extend(letter.to_uppercase());
            } else {
                capitals.push(letter);
            }
            begins_word = !letter.is_alphanumeric();
        }
        for other in [small, name.to_uppercase(), capitals] {
            if !spellings.contains(&other) {
                spellings.push(other);
            }
        }
    }
    spellings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_differ_in_spaces_accents_or_a_letter_are_near() {
        let mut known = Known { names: Vec::new(), by_letters: BTreeMap::new() };
        known.add("blue", "Blue Party");
        known.add("salt", "Salt Party");
        for name in ["Blue  Party", "Blue-Party", "Blue Pârty", "BLUEPARTY"] {
            assert_eq!(known.near(name, false).as_deref(), Some("blue \"Blue Party\""), "{name}");
        }
        assert_eq!(known.near("Blue Partty", false), None);
        assert_eq!(known.near("Blue Partty", true).as_deref(), Some("blue \"Blue Party\""));
        assert_eq!(known.near("Green League", true), None);
    }

    #[test]
    fn capitals_beyond_ascii_are_tried() {
        let tried = spellings("ÉCLAIR bleu");
        assert!(
            tried.contains(&"éclair bleu".to_owned()) && tried.contains(&"Éclair Bleu".to_owned()),
            "{tried:?}"
        );
        assert_eq!(spellings("Blue").len(), 1);
    }
}
