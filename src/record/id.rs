//! Ids: which are allowed, and how one is derived from the content of a row.

use std::io::Write as _;

use sha2::{Digest, Sha256};

use crate::digest::base32;
use crate::schema::{COLUMNS_OUTSIDE_THE_DERIVED_ID, Table};

/// The longest id, in bytes.
pub const LONGEST_ID: usize = 120;

/// Whether an id that the analyst chose for an entity, a source or a word of a vocabulary is a slug:
/// ASCII lower-case letters, digits, `-`, `_` and `.`, beginning with a letter or a digit.
#[must_use]
pub fn is_slug(id: &str) -> bool {
    fits(id, |byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
}

/// Whether an id of a record is allowed: as a slug, and capital letters and `:` as well.
#[must_use]
pub fn is_record_id(id: &str) -> bool {
    fits(id, |byte| byte.is_ascii_alphanumeric() || byte == b':')
}

fn fits(id: &str, letter: impl Fn(u8) -> bool) -> bool {
    let mut bytes = id.bytes();
    id.len() <= LONGEST_ID
        && bytes.next().is_some_and(|first| first.is_ascii_alphanumeric() && letter(first))
        && bytes.all(|byte| letter(byte) || matches!(byte, b'-' | b'_' | b'.'))
}

/// The slug nearest to a text, for a hint: `Kim Jung-rin` gives `kim-jung-rin`; none if nothing is left of it.
#[must_use]
pub fn slug_like(text: &str) -> Option<String> {
    let mut slug = String::new();
    for letter in text.to_lowercase().chars() {
        if letter.is_ascii_alphanumeric() {
            slug.push(letter);
        } else if !slug.is_empty() && !slug.ends_with('-') && letter != '\'' && letter != '’' {
            slug.push('-');
        }
    }
    let slug = slug.trim_end_matches('-');
    (!slug.is_empty()).then(|| slug.to_owned())
}

/// Derives the ids of rows of one table.
#[derive(Debug)]
pub struct Identifier {
    table: &'static str,
    /// The places of the columns that count, in the order of their names.
    places: Vec<(usize, &'static str)>,
    content: Vec<u8>,
}

impl Identifier {
    /// For the rows of a table.
    #[must_use]
    pub fn new(table: &'static Table) -> Identifier {
        let mut places: Vec<(usize, &'static str)> = table
            .columns()
            .enumerate()
            .map(|(place, column)| (place, column.name))
            .filter(|(_, name)| !COLUMNS_OUTSIDE_THE_DERIVED_ID.contains(name))
            .collect();
        places.sort_unstable_by_key(|(_, name)| *name);
        Identifier { table: table.name, places, content: Vec::new() }
    }

    /// The id of a row whose `id` cell is blank: 16 letters and digits (80 bits) of the SHA-256 of its table's name and
    /// its non-blank cells as sorted `name=value` lines, after NFC, trimming and defaults; the columns of
    /// [`COLUMNS_OUTSIDE_THE_DERIVED_ID`] do not count, so that correcting them keeps the id.
    ///
    /// `cells` has one entry for each of [`Table::columns`], in that order.
    #[must_use]
    pub fn derive<'a>(&mut self, cells: impl Iterator<Item = Option<&'a str>>) -> String {
        let cells: Vec<Option<&str>> = cells.collect();
        self.content.clear();
        self.content.extend_from_slice(self.table.as_bytes());
        for (place, name) in &self.places {
            if let Some(value) = cells.get(*place).copied().flatten() {
                // A length before each value: no value can pass for the beginning of another pair.
                let _ = write!(self.content, "\n{name}={}:", value.len());
                self.content.extend_from_slice(value.as_bytes());
            }
        }
        base32(&Sha256::digest(&self.content)[..10])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_lower_case_and_begin_with_a_letter_or_a_digit() {
        assert!(is_slug("kim-jung-rin") && is_slug("s00") && is_slug("2016.congress_7"));
        for refused in ["", "Kim", "-kim", "kim jung", "김중린", "a/b", "kim\n"] {
            assert!(!is_slug(refused), "{refused:?}");
        }
        assert!(is_record_id("C001") && is_record_id("s00:p4") && !is_record_id("a b"));
        assert_eq!(slug_like("Kim Jung-rin (1924)").as_deref(), Some("kim-jung-rin-1924"));
        assert_eq!(slug_like("김중린"), None);
    }

    #[test]
    fn a_value_cannot_pass_for_the_beginning_of_another_pair() {
        let table = Table::named("relations").unwrap();
        let id = |subject: &'static str, object: &'static str| {
            Identifier::new(table).derive(table.columns().map(move |column| match column.name {
                "subject" => Some(subject),
                "object" => Some(object),
                _ => None,
            }))
        };
        assert_ne!(id("a\nsubject=1:b", "c"), id("a", "b\nsubject=1:c"));
        assert_eq!(id("a", "b"), id("a", "b"));
        assert_eq!(id("a", "b").len(), 16);
    }
}
