//! Answers as people read them: with names where programs get ids.

use std::collections::{BTreeSet, HashMap};

use super::Answer;
use super::naming::{LanguageRange, NAMED, Named, own_id, texts};
use super::officials::own_names;
use crate::date::bounds_of;
use crate::error::Result;
use crate::output::{Cell, JOINER};
use crate::reader::Reader;

/// Columns of words that have names of their own, each with its vocabulary.
const VOCABULARIES: &[(&str, &str)] = &[
    ("titles", "titles"),
    ("attribute", "attributes"),
    ("relation", "relation_kinds"),
    ("role", "roles"),
    ("roles", "roles"),
];

/// Columns of sentences that are made of ids and a few words of the program.
const OF_IDS: &[&str] = &["reason", "about", "for", "against"];

/// Columns of sentences that have names already, and may mention an id.
const OF_NAMES: &[&str] = &["message", "would_settle", "would_close", "standing"];

/// Columns of days within bounds, in EDTF.
const HELD_DAYS: &[&str] = &["held_before", "held_after", "first_seen", "last_seen"];

/// How ids are named.
#[derive(Clone, Copy)]
pub struct Naming<'asked> {
    /// Where the names are.
    pub reader: &'asked Reader,
    /// The language or script that is asked for.
    pub range: Option<&'asked LanguageRange>,
    /// Whether ids are shown beside the names.
    pub shows_ids: bool,
    /// Whether names of people are marked to stay on one line.
    pub joins: bool,
    /// Whether names are marked with their ids, for pages that link them: see [`MARKS`].
    pub links: bool,
}

/// What is around a name that links: before its id, between the two, and after the name. No text needs these characters, and
/// whoever reads the marks believes none whose id it does not know.
pub const MARKS: [char; 3] = ['\u{e000}', '\u{e001}', '\u{e002}'];

/// What an answer's ids are called.
struct Lookup<'asked> {
    naming: Naming<'asked>,
    entities: Named,
    words: HashMap<&'static str, HashMap<String, String>>,
}

impl<'asked> Naming<'asked> {
    /// Puts names in the place of the ids of an answer. A column of ids that has one of names beside it is left out, and the
    /// latter is called as it was.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn put(self, answer: &mut Answer) -> Result<()> {
        let place = |name: &str| answer.columns.iter().position(|column| column.name == name);
        // What was found has the name of its subject.
        let found = place("table").and(place("name"));
        let beside = |id: &str, name: &str| place(name).or(found.filter(|_| id == "subject"));
        let mut pairs: Vec<(usize, Option<usize>)> =
            NAMED.iter().filter_map(|(id, name)| Some((place(id)?, beside(id, name)))).collect();
        pairs.extend(own_id(answer).map(|own| (own, place("name"))));
        pairs.extend(place("event").map(|event| (event, place("title"))));
        let mut words: Vec<(usize, &'static str)> =
            VOCABULARIES.iter().filter_map(|(column, table)| Some((place(column)?, *table))).collect();
        words.extend(place("event").and(place("kind")).map(|kind| (kind, "event_kinds")));
        let mut sentences: Vec<(usize, Mentions)> = Vec::new();
        sentences.extend(OF_IDS.iter().filter_map(|name| Some((place(name)?, Mentions::Any))));
        sentences.extend(OF_NAMES.iter().filter_map(|name| Some((place(name)?, Mentions::Telling))));
        sentences.extend(place("value").map(|value| (value, Mentions::Whole)));
        let days: Vec<usize> = HELD_DAYS.iter().filter_map(|name| place(name)).collect();
        // Of answers with a verdict; what a reader of files or of SQL gets is not touched.
        let ends =
            place("verdict").map_or(Vec::new(), |_| ["from", "to"].into_iter().filter_map(place).collect());

        let lookup = self.lookup(answer, &pairs, &words, &sentences)?;
        for row in &mut answer.rows {
            for (id, beside) in &pairs {
                let (at, cell) = match beside {
                    Some(name) => (*name, lookup.beside(&row[*id], &row[*name])),
                    None => (*id, mapped(&row[*id], |id| lookup.entity(id, None))),
                };
                row[at] = cell;
            }
            for (at, table) in &words {
                row[*at] = mapped(&row[*at], |word| lookup.word(table, word));
            }
            for at in &days {
                row[*at] = held_day(&row[*at]);
            }
            for at in &ends {
                row[*at] = end_of_days(&row[*at]);
            }
            for (at, mentions) in &sentences {
                row[*at] = mapped(&row[*at], |text| lookup.sentence(text, *mentions));
            }
        }
        for note in &mut answer.notes {
            if let Some((count, reasons)) = with_reasons(note) {
                *note = format!("{count}{}", lookup.sentence(reasons, Mentions::Any));
            }
        }
        for (id, beside) in pairs {
            let Some(name) = beside else { continue };
            answer.columns[name].is_shown |= answer.columns[id].is_shown;
            answer.columns[id].is_shown = false;
            let called = answer.columns[id].name.clone();
            if called != "id" && called != "event" {
                answer.columns[name].name = called;
            }
        }
        Ok(())
    }

    fn lookup(
        self,
        answer: &Answer,
        pairs: &[(usize, Option<usize>)],
        words: &[(usize, &'static str)],
        sentences: &[(usize, Mentions)],
    ) -> Result<Lookup<'asked>> {
        let mut ids: BTreeSet<String> = BTreeSet::new();
        for row in &answer.rows {
            ids.extend(pairs.iter().flat_map(|(id, _)| texts(&row[*id])));
            for (sentence, mentions) in sentences {
                for text in texts(&row[*sentence]) {
                    ids.extend(mentions.in_text(&text).map(str::to_owned));
                }
            }
        }
        let reasons = answer.notes.iter().filter_map(|note| with_reasons(note));
        ids.extend(reasons.flat_map(|(_, reasons)| Mentions::Any.in_text(reasons)).map(str::to_owned));
        let entities = Named::of(self.reader, self.range, &ids)?;
        let mut named = HashMap::new();
        for (at, table) in words {
            let used: BTreeSet<String> = answer.rows.iter().flat_map(|row| texts(&row[*at])).collect();
            let used: Vec<&str> = used.iter().map(String::as_str).collect();
            named.insert(*table, own_names(self.reader.connection(), table, &used)?);
        }
        Ok(Lookup { naming: self, entities, words: named })
    }
}

impl Lookup<'_> {
    /// The name of an entity: `known`, unless one in a language is asked for.
    fn entity(&self, id: &str, known: Option<&str>) -> String {
        let name = match known.filter(|_| !self.entities.is_asked(id)) {
            Some(known) => known.to_owned(),
            None => self.entities.name(id),
        };
        let joined =
            if self.naming.joins && self.entities.is_person(id) { name.replace(' ', JOINER) } else { name };
        self.with_id(joined, id)
    }

    /// The name beside an id, indented as it was.
    fn beside(&self, id: &Cell, name: &Cell) -> Cell {
        match (id, name) {
            (Cell::Text(id), Cell::Text(name)) => {
                let known = name.trim_start_matches(' ');
                let indent = &name[..name.len() - known.len()];
                Cell::from(format!("{indent}{}", self.entity(id, Some(known))))
            }
            _ => name.clone(),
        }
    }

    fn word(&self, table: &str, word: &str) -> String {
        let name = self.words.get(table).and_then(|names| names.get(word));
        name.map_or_else(|| word.to_owned(), |name| self.with_id(name.clone(), word))
    }

    /// A sentence with the names of the entities that it mentions.
    fn sentence(&self, text: &str, mentions: Mentions) -> String {
        let mut named = String::with_capacity(text.len());
        let mut rest = text;
        for word in mentions.in_text(text).filter(|word| self.entities.is_known(word)) {
            if let Some(at) = rest.find(word) {
                named.push_str(&rest[..at]);
                named.push_str(&self.entity(word, None));
                rest = &rest[at + word.len()..];
            }
        }
        named + rest
    }

    fn with_id(&self, name: String, id: &str) -> String {
        if self.naming.links {
            let [before, between, after] = MARKS;
            return format!("{before}{id}{between}{name}{after}");
        }
        if self.naming.shows_ids && name != id { format!("{name} ({id})") } else { name }
    }
}

/// A note about rows that an answer leaves out, before and after the colon that their ids and reasons follow.
fn with_reasons(note: &str) -> Option<(&str, &str)> {
    let left_out = note.find(" row is left out").or_else(|| note.find(" rows are left out"))?;
    let colon = left_out + note[left_out..].find(": ")?;
    Some(note.split_at(colon))
}

/// A day within bounds, as people write it; blank if its year is not known.
fn held_day(cell: &Cell) -> Cell {
    let Cell::Text(edtf) = cell else { return cell.clone() };
    match bounds_of(edtf) {
        Ok(days) if days.is_of_any_year() => Cell::Blank,
        Ok(days) => Cell::from(days.day_within()),
        Err(_) => cell.clone(),
    }
}

/// The first or last day of a piece; blank where it stands for no limit.
fn end_of_days(cell: &Cell) -> Cell {
    let is_limit = |text: &str| text.starts_with("0001-") || text.starts_with("9999-");
    match cell {
        Cell::Text(text) if is_limit(text) => Cell::Blank,
        other => other.clone(),
    }
}

/// A cell with each of its texts mapped.
fn mapped(cell: &Cell, map: impl Fn(&str) -> String) -> Cell {
    match cell {
        Cell::Text(text) => Cell::from(map(text)),
        Cell::List(texts) => Cell::List(texts.iter().map(|text| map(text)).collect()),
        other => other.clone(),
    }
}

/// What in a text is looked up as an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mentions {
    /// Every word; what is in quotation marks is somebody's text, and an id only as a whole.
    Any,
    /// Words that are hardly anything but an id: names have words that are ids as well.
    Telling,
    /// The text as a whole.
    Whole,
}

impl Mentions {
    fn in_text(self, text: &str) -> impl Iterator<Item = &str> {
        let whole = (self == Mentions::Whole).then_some(text);
        let parts = (self != Mentions::Whole).then_some(text).into_iter().flat_map(move |text| {
            text.split('"').enumerate().flat_map(move |(place, part)| {
                let is_quoted = self == Mentions::Any && place % 2 == 1;
                let quoted = is_quoted.then_some(part);
                quoted.into_iter().chain((!is_quoted).then_some(part).into_iter().flat_map(words_of))
            })
        });
        whole.into_iter().chain(parts.filter(move |word| self == Mentions::Any || word.contains('-')))
    }
}

/// The words of a sentence that may be ids.
fn words_of(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !(letter.is_alphanumeric() || "-_.".contains(letter)))
        .map(|word| word.trim_end_matches('.'))
        .filter(|word| !word.is_empty())
}
