//! Names that are near a name: what may have been meant, and what a row that is made may already be.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use rusqlite::Connection;
use unicode_normalization::UnicodeNormalization as _;

use super::references::Target;
use crate::error::Result;
use crate::name::{is_apostrophe, is_hyphen, written};
use crate::schema::Table;
use crate::suggest;

/// Among how many names those are looked for that differ in letters.
const CANDIDATES: usize = 50_000;
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
    /// Whether some words of a name may stand for all of it: Meridian for Meridian Trade Federation. A chair is not a vice
    /// chair, and York is not New York.
    has_short_forms: bool,
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
            _ => "SELECT id, name FROM organizations UNION SELECT id, name FROM officials
                 UNION SELECT id, name FROM chapters UNION SELECT id, name FROM places
                 UNION SELECT subject, name FROM names"
                .to_owned(),
        };
        let has_short_forms =
            matches!(target, Target::Entity | Target::Row("organizations" | "chapters" | "officials"));
        let mut known = Known { names: Vec::new(), by_letters: BTreeMap::new(), has_short_forms };
        let mut statement = connection.prepare(&sql)?;
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

    /// The ids of those whose names agree with a name except for case, spaces, hyphens and apostrophes, each once.
    #[must_use]
    pub fn agreeing(&self, name: &str) -> Vec<String> {
        let own = joined(name);
        let mut ids: Vec<String> = Vec::new();
        for place in self.by_letters.get(&letters(name)).into_iter().flatten() {
            let (id, other) = &self.names[*place];
            if !ids.contains(id) && joined(other) == own {
                ids.push(id.clone());
            }
        }
        ids
    }

    /// The ids of the rows, each as often as it has names.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|(id, _)| id.as_str())
    }

    /// The rows whose names may have been meant, as ids and names, the nearest name first; each name once.
    #[must_use]
    pub fn meant(&self, name: &str) -> Vec<(String, String)> {
        let known = self.names.iter().take(CANDIDATES);
        let names: BTreeSet<&str> = known.clone().map(|(_, name)| name.as_str()).collect();
        let nearest = suggest::nearest(name, names, NAMED);
        nearest.iter().filter_map(|near| known.clone().find(|(_, name)| name == near).cloned()).collect()
    }

    /// Names that are much like one, with their ids, as text: those of the same letters, and, if `searches`, those that
    /// differ in a few, and those of which it is a part.
    #[must_use]
    pub fn near(&self, name: &str, searches: bool) -> Option<String> {
        let near = self.near_rows(name, searches);
        let told: Vec<String> = near.iter().map(|(id, name)| format!("{id} \"{name}\"")).collect();
        (!told.is_empty()).then(|| told.join(", "))
    }

    /// The same as ids and names, the nearest first.
    #[must_use]
    pub fn near_rows(&self, name: &str, searches: bool) -> Vec<(String, String)> {
        let own = letters(name);
        let mut near: Vec<(f64, usize)> =
            self.by_letters.get(&own).into_iter().flatten().map(|place| (1.0, *place)).collect();
        if searches {
            let length = own.chars().count();
            let words = written(name);
            for (other, places) in self.by_letters.iter().take(CANDIDATES).filter(|(other, _)| **other != own)
            {
                if self.has_short_forms && other.len() > own.len() && other.contains(&own) {
                    let before = near.len();
                    near.extend(places.iter().filter_map(|place| {
                        part_of(&words, &written(&self.names[*place].1)).map(|likeness| (likeness, *place))
                    }));
                    if near.len() > before {
                        continue;
                    }
                }
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
        near.into_iter()
            .map(|(_, place)| &self.names[place])
            .filter(|(id, _)| seen.insert(id))
            .take(NAMED)
            .cloned()
            .collect()
    }
}

/// How much a name is like a longer one of which its words are a part: most, if they are the first.
fn part_of(words: &str, longer: &str) -> Option<f64> {
    let is_whole = |rest: &str| rest.is_empty() || rest.starts_with(' ');
    if words.is_empty() {
        return None;
    }
    if longer.strip_prefix(words).is_some_and(is_whole) {
        return Some(0.95);
    }
    longer
        .match_indices(&format!(" {words}"))
        .any(|(at, found)| is_whole(&longer[at + found.len()..]))
        .then_some(0.9)
}

/// A name without what people write in one way and another: case, spaces, hyphens and apostrophes. Accents, full stops and the
/// like count.
#[must_use]
pub fn joined(name: &str) -> String {
    let is_kept = |letter: &char| !letter.is_whitespace() && !is_hyphen(*letter) && !is_apostrophe(*letter);
    name.nfkc().flat_map(char::to_lowercase).filter(is_kept).collect()
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
        let mut known = Known { names: Vec::new(), by_letters: BTreeMap::new(), has_short_forms: true };
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
    fn whole_words_of_a_name_are_near_it_and_parts_of_words_are_not() {
        let mut known = Known { names: Vec::new(), by_letters: BTreeMap::new(), has_short_forms: true };
        known.add("federation", "Meridian Trade Federation");
        for name in ["Meridian", "meridian trade", "Trade Federation", "Federation"] {
            assert_eq!(
                known.near(name, true).as_deref(),
                Some("federation \"Meridian Trade Federation\""),
                "{name}"
            );
        }
        for name in ["Meri", "Meridian Federation", "rade", "Meridian Trade Federation Youth"] {
            assert_eq!(known.near(name, true), None, "{name}");
        }
        known.has_short_forms = false;
        assert_eq!(known.near("Meridian", true), None);
    }

    #[test]
    fn names_agree_but_for_case_spaces_hyphens_and_apostrophes() {
        let mut known = Known { names: Vec::new(), by_letters: BTreeMap::new(), has_short_forms: true };
        known.add("blue", "Blue Party");
        known.add("oneill", "O'Neill");
        for (name, id) in [
            ("Blue  Party", "blue"),
            ("BLUE-PARTY", "blue"),
            ("Blue\u{a0}Party", "blue"),
            ("blueparty", "blue"),
            ("O\u{2019}Neill", "oneill"),
            ("ONeill", "oneill"),
        ] {
            assert_eq!(known.agreeing(name), [id], "{name}");
        }
        assert!(known.agreeing("Blue P\u{e2}rty").is_empty() && known.agreeing("Blue. Party").is_empty());
        known.add("blue-2", "Blue-Party");
        assert_eq!(known.agreeing("blueparty"), ["blue", "blue-2"]);
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
