//! How the rows of a table read as sentences, and the SQL that makes such a sentence of a row.

use super::{Kind, Role, Table};

/// How a row reads: words with blanks for its cells, and what the words lead to.
///
/// | blank | filled with |
/// |---|---|
/// | `{level}` | the cell |
/// | `{kind\|place}` | the cell, or this word if it is blank |
/// | `{title.name}` | what the row that the cell refers to is called, or the cell |
/// | `{verdict: same=…; different=…}` | the phrase for the cell's word |
/// | `[ ({language})]` | nothing, if a cell inside is blank |
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// The sentence without its subject.
    pub words: &'static str,
    /// The columns with the entity to which the words lead; the first that is not blank counts.
    pub toward: &'static [&'static str],
}

impl Reading {
    /// Of a table whose rows are nobody's statements.
    pub const NOTHING: Reading = Reading { words: "", toward: &[] };
}

impl Table {
    /// The sentence that a row reads as, without its subject, as an SQL expression.
    #[must_use]
    pub fn sentence(&self) -> String {
        let (sentence, rest) = self.pieces(self.reads.words);
        debug_assert!(rest.is_empty(), "the words of {} end before {rest}", self.name);
        sentence
    }

    /// The entity that a row is about, as an SQL expression: itself, or the first that it names.
    #[must_use]
    pub fn about(&self) -> &'static str {
        let names_one = |kind| match kind {
            Kind::Entity => true,
            Kind::Reference(target) => Table::is_entity_table(target),
            _ => false,
        };
        match self.role {
            Role::Record | Role::Conclusion => self
                .own_columns
                .iter()
                .find(|column| names_one(column.kind))
                .map_or("id", |column| column.name),
            _ => self.entity_key(),
        }
    }

    /// Words with blanks as an SQL expression, up to the end or to a closing bracket, and what follows it.
    fn pieces<'words>(&self, words: &'words str) -> (String, &'words str) {
        let mut pieces: Vec<String> = Vec::new();
        let mut rest = words;
        while let Some(place) = rest.find(['{', '[', ']']) {
            let (plain, sign) = rest.split_at(place);
            if !plain.is_empty() {
                pieces.push(quoted(plain));
            }
            match sign.split_at(1) {
                ("{", inside) => {
                    let (blank, after) = inside.split_once('}').unwrap_or((inside, ""));
                    pieces.push(self.blank(blank));
                    rest = after;
                }
                ("[", inside) => {
                    let (optional, after) = self.pieces(inside);
                    pieces.push(format!("coalesce({optional}, '')"));
                    rest = after;
                }
                (_, after) => return (pieces.join(" || "), after),
            }
        }
        if !rest.is_empty() {
            pieces.push(quoted(rest));
        }
        (pieces.join(" || "), "")
    }

    fn blank(&self, blank: &str) -> String {
        let name = self.name;
        if let Some((column, phrases)) = blank.split_once(':') {
            let cases: Vec<String> = phrases
                .split(';')
                .filter_map(|phrase| phrase.trim_start().split_once('='))
                .map(|(word, phrase)| format!("WHEN {} THEN {}", quoted(word), quoted(phrase)))
                .collect();
            return format!("CASE {name}.{column} {} END", cases.join(" "));
        }
        if let Some((column, word)) = blank.split_once('|') {
            return format!("coalesce({name}.{column}, {})", quoted(word));
        }
        let Some((column, called)) = blank.split_once('.') else { return format!("{name}.{blank}") };
        match self.own_columns[self.place(column)].kind {
            Kind::Reference(target) => format!(
                "coalesce((SELECT named.{called} FROM {target} AS named WHERE named.id = {name}.{column}), {name}.{column})"
            ),
            _ => format!("{name}.{column}"),
        }
    }
}

/// A text as SQL writes it.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;

    fn read(words: &'static str) -> String {
        let places = Table::named("places").unwrap();
        let table = Table { reads: Reading { words, toward: &[] }, ..*places };
        let connection = Connection::open_in_memory().unwrap();
        connection
            .execute_batch(
                "CREATE TABLE places (id, name, kind, parent, iso_code);
                 INSERT INTO places VALUES ('p', 'O''Hara', NULL, 'q', 'KP'), ('q', 'Quay', 'city', 'r', NULL)",
            )
            .unwrap();
        let sql = format!("SELECT {} FROM places WHERE id = 'p'", table.sentence());
        connection.query_row(&sql, [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn blanks_are_filled_and_optional_words_go_with_their_cells() {
        assert_eq!(read("is {name}, it's a {kind|place}"), "is O'Hara, it's a place");
        assert_eq!(read("is[ the {kind}][ ({iso_code}[, {kind}])]"), "is (KP)");
        assert_eq!(read("in {parent.name}"), "in Quay");
        assert_eq!(read("{iso_code: KP=in the north; KR=in the south}"), "in the north");
        assert_eq!(read("plain"), "plain");
    }

    #[test]
    fn every_row_of_provenance_reads_as_something() {
        for table in crate::schema::TABLES.iter().filter(|table| table.has_provenance()) {
            assert!(!table.reads.words.is_empty(), "{}", table.name);
            assert!(table.reads.toward.iter().all(|name| table.column(name).is_some()), "{}", table.name);
        }
    }
}
