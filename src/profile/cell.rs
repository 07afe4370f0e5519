//! How one cell of a record is made, as the profile says it.

use std::borrow::Cow;
use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

use super::dates::Format;
use super::document::{Document, Section, Text, Value, called, scalar};
use super::model::{Cell, ColumnId, Fallback, Origin, Other};
use super::pattern;
use super::read::{Columns, composed, composed_text};
use super::template::Template;
use crate::record::cells::check;
use crate::schema::{Column, Table};

const ORIGINS: &[&str] = &["column", "first_of", "constant", "template", "slug", "date", "place_in"];
const KEYS: &[&str] = &[
    "column",
    "first_of",
    "constant",
    "template",
    "slug",
    "date",
    "place_in",
    "prefix",
    "fallback",
    "blanks",
    "pattern",
    "take",
    "values",
    "date_formats",
    "other",
    "default",
];

impl Cell {
    /// A cell that is always the same; blank if the text is.
    pub fn constant(target: String, line: usize, text: String) -> Cell {
        Cell::from(target, line, Origin::Constant(text))
    }

    fn from(target: String, line: usize, origin: Origin) -> Cell {
        Cell {
            target,
            line,
            origin,
            blanks: Vec::new(),
            pattern: None,
            values: None,
            formats: Vec::new(),
            other: Other::default(),
            default: None,
        }
    }
}

/// Reads one cell of the profile.
pub struct CellReader<'read, 'doc, 'text> {
    /// Takes complaints.
    pub document: &'doc Document<'text>,
    /// Columns that are used so far.
    pub columns: &'read mut Columns,
    /// What texts that are in the profile are checked against; none: a made column.
    pub check: Option<(&'static Table, &'static Column)>,
}

impl<'doc, 'text> CellReader<'_, 'doc, 'text> {
    /// The cell; none, with complaints, if it is wrong. A text alone names a column.
    pub fn read(mut self, value: &'doc Value<'text>, target: &str) -> Option<Cell> {
        let at = value.span().start;
        let line = self.document.line(at);
        if let Some(name) = value.get_ref().as_str() {
            if name.trim().is_empty() {
                self.document.complain(
                    at,
                    format!("{target} names no column"),
                    "name a column, write { constant = \"…\" }, or delete the line",
                );
                return None;
            }
            let column = self.columns.named(name, line);
            return Some(Cell::from(target.to_owned(), line, Origin::Column(column)));
        }
        if !value.get_ref().is_table() {
            self.document.complain(
                at,
                format!("{target} is {}", called(value)),
                "name a column in quotes, or write { constant = … } for a fixed text",
            );
            return None;
        }
        let section = Section::open(self.document, value, target, Some(KEYS))?;
        let origin = self.origin(&section)?;
        let mut cell = Cell::from(target.to_owned(), line, origin);
        cell.blanks = composed(section.texts("blanks"));
        if let Some(text) = section.text("pattern") {
            cell.pattern = Some(pattern::pattern(self.document, &text, section.text("take").as_ref())?);
        }
        cell.values = section.section("values", "values", None).map(|values| self.values(&values));
        cell.formats = self.formats(&section);
        cell.other = self.other(&section, &cell);
        cell.default = section.scalar("default").and_then(|text| self.fixed(&text));
        self.misplaced(&section, &cell);
        Some(cell)
    }

    fn origin(&mut self, section: &Section<'doc, 'text>) -> Option<Origin> {
        let given: Vec<&str> = ORIGINS.iter().copied().filter(|key| section.has(key)).collect();
        match given.as_slice() {
            ["column"] => section.text("column").map(|text| Origin::Column(self.column(&text))),
            ["first_of"] => section
                .texts("first_of")
                .map(|texts| Origin::FirstOf(texts.iter().map(|text| self.column(text)).collect())),
            ["constant"] => {
                let text = section.scalar("constant")?;
                Some(Origin::Constant(self.fixed(&text).unwrap_or_default()))
            }
            ["template"] => {
                section.text("template").and_then(|text| self.template(&text)).map(Origin::Template)
            }
            ["slug"] => {
                let text = section.text("slug")?;
                Some(Origin::Slug {
                    template: self.template(&text)?,
                    prefix: section.text("prefix").map(|text| text.text).unwrap_or_default(),
                    fallback: self.fallback(section)?,
                })
            }
            ["date"] => {
                let date = section.section("date", "date", Some(&["year", "month", "day"]))?;
                let (year, month, day) = (date.text("year"), date.text("month"), date.text("day"));
                let Some(year) = year.filter(|_| month.is_some() || day.is_none()) else {
                    self.document.complain(
                        date.at,
                        "a date takes a year, with a month, or with a month and a day",
                        "write date = { year = \"Y\", month = \"M\", day = \"D\" }, naming the columns",
                    );
                    return None;
                };
                Some(Origin::Date {
                    year: self.column(&year),
                    month: month.map(|text| self.column(&text)),
                    day: day.map(|text| self.column(&text)),
                })
            }
            ["place_in"] => section.text("place_in").map(|text| Origin::PlaceIn(self.column(&text))),
            _ => {
                self.document.complain(
                    section.at,
                    match given.as_slice() {
                        [] => format!("{} does not say where its text comes from", section.what),
                        several => format!("{} comes from {}", section.what, several.join(" and from ")),
                    },
                    format!("give one of {}", ORIGINS.join(", ")),
                );
                None
            }
        }
    }

    fn column(&mut self, text: &Text) -> ColumnId {
        self.columns.named(&text.text, self.document.line(text.at))
    }

    fn template(&mut self, text: &Text) -> Option<Template<ColumnId>> {
        let line = self.document.line(text.at);
        match Template::parse(&text.text) {
            Ok(template) if template.fields().next().is_some() => {
                Some(template.map(|name| self.columns.named(&name, line)))
            }
            Ok(_) => {
                self.document.complain(
                    text.at,
                    format!("\"{}\" has no column in it", text.text),
                    "write columns in braces, such as {surname} {given}; a fixed text is { constant = \"…\" }",
                );
                None
            }
            Err(message) => {
                self.document.complain(
                    text.at,
                    message,
                    "write columns in braces, such as {surname} {given}; {{ and }} stand for braces",
                );
                None
            }
        }
    }

    fn fallback(&mut self, section: &Section<'doc, 'text>) -> Option<Fallback> {
        match section.text("fallback") {
            None => Some(Fallback::Refuse),
            Some(text) if text.text == "hash" => Some(Fallback::Hash),
            Some(text) => self.template(&text).map(Fallback::Template),
        }
    }

    /// A text that is in the profile, checked against what the column may hold; none if it is blank.
    fn fixed(&self, text: &Text) -> Option<String> {
        let composed = composed_text(text)?;
        let Some((table, column)) = self.check else { return Some(composed) };
        match check(table, column, Cow::Owned(composed)) {
            Ok(cell) => Some(cell.into_owned()),
            Err(refusal) => {
                let message = format!("{}.{}: {}", table.name, column.name, refusal.message);
                self.document.complain(text.at, message, refusal.hint.unwrap_or_default());
                None
            }
        }
    }

    fn values(&self, section: &Section<'doc, 'text>) -> HashMap<String, String> {
        let mut values = HashMap::new();
        for (word, at, value) in section.entries() {
            let Some(text) = scalar(self.document, word, value) else { continue };
            let meaning = self.fixed(&text).unwrap_or_default();
            let word: String = word.trim().nfc().collect();
            if values.insert(word.clone(), meaning).is_some() {
                self.document.complain(
                    at,
                    format!("values lists \"{word}\" twice"),
                    "delete one of the lines: white space around a word does not count",
                );
            }
        }
        values
    }

    fn formats(&self, section: &Section<'doc, 'text>) -> Vec<Format> {
        let mut formats = Vec::new();
        for text in section.texts("date_formats").unwrap_or_default() {
            match Format::parse(&text.text) {
                Ok(format) => formats.push(format),
                Err((message, hint)) => self.document.complain(text.at, message, hint),
            }
        }
        formats
    }

    fn other(&self, section: &Section<'doc, 'text>, cell: &Cell) -> Other {
        let Some(text) = section.text("other") else { return Other::default() };
        if cell.pattern.is_none() && cell.values.is_none() && !section.has("date_formats") {
            self.document.complain(
                text.at,
                "other needs a pattern, values or date_formats",
                "other says what becomes of a text that they do not cover",
            );
        }
        match text.text.as_str() {
            "error" => Other::Refuse,
            "keep" => Other::Keep,
            "blank" => Other::Blank,
            _ => {
                let message = format!("other is \"{}\"", text.text);
                self.document.complain(text.at, message, "write error, keep or blank");
                Other::default()
            }
        }
    }

    /// Complains of keys that say nothing beside the origin that is given.
    fn misplaced(&self, section: &Section<'doc, 'text>, cell: &Cell) {
        let idle: &[&str] = match &cell.origin {
            Origin::Constant(_) => {
                &["prefix", "fallback", "blanks", "pattern", "take", "values", "date_formats", "default"]
            }
            Origin::PlaceIn(_) => {
                &["prefix", "fallback", "blanks", "pattern", "take", "values", "date_formats", "default"]
            }
            Origin::Slug { .. } => &["pattern", "take", "date_formats"],
            Origin::Date { .. } => &["prefix", "fallback", "pattern", "take", "date_formats"],
            _ => &["prefix", "fallback"],
        };
        for (key, at, _) in section.entries() {
            if idle.contains(&key) {
                self.document.complain(
                    at,
                    format!("{}: {key} has no effect here", section.what),
                    "make a column under [made], and use that one",
                );
            } else if key == "take" && cell.pattern.is_none() {
                self.document.complain(at, "take without pattern", "add the pattern whose captures it takes");
            }
        }
    }
}
