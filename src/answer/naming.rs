//! Names of entities in a language or script that the analyst chooses, beside their ids.

use std::collections::{BTreeSet, HashMap};
use std::str::FromStr;

use super::officials::own_names;
use super::{Answer, Names};
use crate::error::Result;
use crate::name::{is_han, is_hangul, is_kana};
use crate::output::{Cell, Column};
use crate::query::{self, json_array};
use crate::reader::Reader;

/// Columns of answers that hold ids of entities which have names, each with the column of their names.
pub(super) const NAMED: &[(&str, &str)] = &[
    ("official", "official_name"),
    ("organization", "organization_name"),
    ("chapter", "chapter_name"),
    ("place", "place_name"),
    ("body", "body_name"),
    ("subject", "subject_name"),
    ("object", "object_name"),
    ("one", "one_name"),
    ("other", "other_name"),
    ("parents", "parent_names"),
    ("behind", "behind_name"),
];

/// A language range as extended filtering reads it (RFC 4647, section 3.3.2): `ko` takes ko-Hang and ko-Latn, `ko-Hang` takes
/// ko-Hang-KP, `*-Hani` takes Chinese characters in any language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LanguageRange(Vec<String>);

impl FromStr for LanguageRange {
    type Err = String;

    fn from_str(text: &str) -> Result<LanguageRange, String> {
        // The library knows tags; a range is one in which * may stand for any subtag.
        let is_range = oxilangtag::LanguageTag::parse(text.replacen('*', "und", 1)).is_ok();
        if !is_range {
            return Err(
                "write a language tag such as en, ko, ko-Hang (Hangul), ko-Hani (Hanja), ko-Latn (romanized), or *-Hang"
                    .to_owned(),
            );
        }
        Ok(LanguageRange(text.split('-').map(str::to_ascii_lowercase).collect()))
    }
}

impl LanguageRange {
    /// Whether a name in this language is asked for. A tag without a script has that of the name, where it is one alone.
    #[must_use]
    pub fn takes(&self, language: Option<&str>, name: &str) -> bool {
        let mut tag: Vec<String> =
            language.unwrap_or("und").split('-').map(str::to_ascii_lowercase).collect();
        let is_script =
            |subtag: &String| subtag.len() == 4 && subtag.bytes().all(|byte| byte.is_ascii_alphabetic());
        if !tag.iter().skip(1).any(is_script)
            && let Some(script) = script_of(name)
        {
            tag.insert(1, script.to_owned());
        }
        let mut asked = self.0.iter();
        let first = asked.next().map_or("*", String::as_str);
        // Only Koreans write their names in Hangul: a name without a tag is then Korean.
        let is_korean = first == "ko" && tag[0] == "und" && tag.get(1).is_some_and(|script| script == "hang");
        if first != "*" && first != tag[0] && !is_korean {
            return false;
        }
        let mut rest = tag[1..].iter();
        for subtag in asked.filter(|subtag| *subtag != "*") {
            loop {
                match rest.next() {
                    Some(next) if next == subtag => break,
                    // What follows a singleton belongs to it.
                    Some(next) if next.len() > 1 => {}
                    _ => return false,
                }
            }
        }
        true
    }
}

/// The script of a name, if all of its letters are of one.
fn script_of(name: &str) -> Option<&'static str> {
    let script = |letter: char| match letter {
        letter if is_hangul(letter) => "hang",
        letter if is_han(letter) => "hani",
        letter if is_kana(letter) => "kana",
        letter if letter.is_ascii() || ('\u{c0}'..='\u{24f}').contains(&letter) => "latn",
        _ => "",
    };
    let mut scripts = name.chars().filter(|letter| letter.is_alphabetic()).map(script);
    let first = scripts.next().filter(|first| !first.is_empty())?;
    scripts.all(|script| script == first).then_some(first)
}

/// Puts names beside the ids of an answer: in the range that is asked for where the archive has one that may have held on
/// the day, else as answers always name. Tables then show the names instead of the ids.
///
/// # Errors
/// If the archive cannot be read.
pub fn put_names(reader: &Reader, range: &LanguageRange, answer: &mut Answer) -> Result<()> {
    let place = |answer: &Answer, name: &str| answer.columns.iter().position(|column| column.name == name);
    let mut places: Vec<(usize, &str)> =
        NAMED.iter().filter_map(|(id, name)| Some((place(answer, id)?, *name))).collect();
    places.extend(own_id(answer).filter(|_| place(answer, "name").is_some()).map(|own| (own, "name")));
    let ids: BTreeSet<String> =
        answer.rows.iter().flat_map(|row| places.iter().flat_map(|(place, _)| texts(&row[*place]))).collect();
    let named = Named::of(reader, Some(range), &ids)?;
    // From the last column on, so that the places of those before stay.
    places.sort_unstable_by(|one, other| other.cmp(one));
    for (at, name) in places {
        if let Some(beside) = place(answer, name) {
            for row in &mut answer.rows {
                let asked = texts(&row[at]).first().and_then(|id| named.asked.get(id));
                if let Some(asked) = asked {
                    // A tree indents what is below.
                    let text = row[beside].text();
                    let indent = text.len() - text.trim_start_matches(' ').len();
                    row[beside] = Cell::from(format!("{}{asked}", " ".repeat(indent)));
                }
            }
            continue;
        }
        let is_shown = answer.columns[at].is_shown;
        answer.columns[at].is_shown = false;
        let column = if is_shown { Column::shown(name) } else { Column::hidden(name) };
        answer.columns.insert(at + 1, column);
        for row in &mut answer.rows {
            let cell = match &row[at] {
                Cell::Text(id) => Cell::from(named.name(id)),
                Cell::List(ids) => Cell::List(ids.iter().map(|id| named.name(id)).collect()),
                _ => Cell::Blank,
            };
            row.insert(at + 1, cell);
        }
    }
    Ok(())
}

/// The column in which answers about organizations and chapters have their ids. Where the table is named as well, the id is
/// that of a record.
pub(super) fn own_id(answer: &Answer) -> Option<usize> {
    let place = |name: &str| answer.columns.iter().position(|column| column.name == name);
    place("id").filter(|_| place("table").is_none() && place("name").is_some())
}

/// The texts of a cell.
pub(super) fn texts(cell: &Cell) -> Vec<String> {
    match cell {
        Cell::Text(text) => vec![text.clone()],
        Cell::List(texts) => texts.clone(),
        _ => Vec::new(),
    }
}

/// Names of entities, by id.
#[derive(Default)]
pub(super) struct Named {
    /// In the range that is asked for.
    asked: HashMap<String, String>,
    /// As answers always name.
    usual: HashMap<String, String>,
    /// Which of them are people.
    people: BTreeSet<String>,
}

impl Named {
    /// What some ids are called.
    pub(super) fn of(
        reader: &Reader,
        range: Option<&LanguageRange>,
        ids: &BTreeSet<String>,
    ) -> Result<Named> {
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let mut named = Named::default();
        let names = Names::of(reader, &ids)?;
        for table in ["officials", "organizations", "chapters", "places"] {
            for (id, own) in own_names(reader.connection(), table, &ids)? {
                let asked = range.and_then(|range| {
                    let asked = names.in_range(&id, reader.day(), range);
                    asked.or_else(|| range.takes(None, &own).then(|| own.clone()))
                });
                if let Some(asked) = asked {
                    named.asked.insert(id.clone(), asked);
                }
                if table == "officials" {
                    named.people.insert(id.clone());
                }
                named.usual.insert(id.clone(), names.on_the_day(&id, reader.day(), &own));
            }
        }
        named.usual.extend(event_titles(reader, &ids)?);
        Ok(named)
    }

    /// What an id is called; the id itself if it has no name.
    pub(super) fn name(&self, id: &str) -> String {
        self.asked.get(id).or_else(|| self.usual.get(id)).map_or(id, String::as_str).to_owned()
    }

    /// Whether it has a name.
    pub(super) fn is_known(&self, id: &str) -> bool {
        self.usual.contains_key(id)
    }

    /// Whether it has a name in the range that is asked for.
    pub(super) fn is_asked(&self, id: &str) -> bool {
        self.asked.contains_key(id)
    }

    /// Whether it is the id of an official.
    pub(super) fn is_person(&self, id: &str) -> bool {
        self.people.contains(id)
    }
}

/// What events are called: as their first record calls them.
fn event_titles(reader: &Reader, ids: &[&str]) -> Result<HashMap<String, String>> {
    let mut titles = HashMap::new();
    reader.each(query::EVENT_TITLES, &[(":events", &json_array(ids.iter().copied()))], |row| {
        titles.entry(row.get(0)?).or_insert(row.get(1)?);
        Ok(())
    })?;
    Ok(titles)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_take_what_extended_filtering_takes() {
        let takes = |range: &str, tag: &str, name: &str| {
            range.parse::<LanguageRange>().unwrap().takes(Some(tag).filter(|tag| !tag.is_empty()), name)
        };
        assert!(takes("ko-Hang", "ko-Hang", "김중린"));
        assert!(takes("ko-hang", "ko-Hang-KP", "김중린"));
        assert!(takes("ko", "ko-Latn", "Kim Jung-rin"));
        assert!(takes("ko-Hang", "ko", "김중린") && !takes("ko-Hang", "ko", "金仲麟"));
        assert!(takes("*-Hani", "ko-Hani", "金仲麟") && takes("*-Hani", "zh", "金仲麟"));
        assert!(takes("ko-KP", "ko-Hang-KP", "김중린") && !takes("ko-KP", "ko-x-KP", "김중린"));
        assert!(takes("ko-Hang", "", "김중린") && !takes("ko-Hang", "", "Kim Jung-rin"));
        assert!(
            !takes("ko-Hang", "ko-Latn", "Kim") && !takes("en", "ko", "김중린") && !takes("kor", "ko", "김")
        );
    }

    #[test]
    fn what_is_no_range_is_refused() {
        for text in ["", "korean language", "ko_Hang", "한글", "-", "ko--Hang"] {
            assert!(text.parse::<LanguageRange>().is_err(), "{text}");
        }
    }
}
