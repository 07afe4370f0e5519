//! The text of a profile as TOML whose every value knows its line, and what is wrong with it, reported together.

use std::cell::RefCell;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::error::{Error, Result};
use crate::suggest;

/// A value of the document.
pub type Value<'text> = Spanned<DeValue<'text>>;

/// A text, and where it stands.
#[derive(Debug, Clone)]
pub struct Text {
    /// The text.
    pub text: String,
    /// Where its value begins, in bytes of the document.
    pub at: usize,
}

struct Complaint {
    at: usize,
    message: String,
    hint: String,
}

/// A profile's text, and all that was found wrong with it so far.
pub struct Document<'text> {
    name: &'text str,
    text: &'text str,
    complaints: RefCell<Vec<Complaint>>,
}

impl<'text> Document<'text> {
    /// Nothing is wrong yet.
    pub fn new(name: &'text str, text: &'text str) -> Document<'text> {
        Document { name, text, complaints: RefCell::new(Vec::new()) }
    }

    /// Reads the text as TOML.
    ///
    /// # Errors
    /// If it is not valid: all its mistakes.
    pub fn parse(&self) -> Result<Spanned<DeTable<'text>>> {
        let (table, errors) = DeTable::parse_recoverable(self.text);
        for error in errors {
            let at = error.span().map_or(0, |span| span.start);
            self.complain(at, error.message().to_owned(), "a profile is written in TOML: https://toml.io");
        }
        self.finish().map(|()| table)
    }

    /// Notes a mistake: where it stands, what is wrong, and what to do.
    pub fn complain(&self, at: usize, message: impl Into<String>, hint: impl Into<String>) {
        self.complaints.borrow_mut().push(Complaint { at, message: message.into(), hint: hint.into() });
    }

    /// The line of that byte, from 1.
    pub fn line(&self, at: usize) -> usize {
        self.before(at).matches('\n').count() + 1
    }

    fn before(&self, at: usize) -> &'text str {
        let mut end = at.min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        &self.text[..end]
    }

    /// Ends the check.
    ///
    /// # Errors
    /// If anything is wrong: all of it, in the order of the lines.
    pub fn finish(&self) -> Result<()> {
        let mut complaints = self.complaints.take();
        complaints.sort_by_key(|complaint| complaint.at);
        let mut parts: Vec<(String, String)> = Vec::new();
        for Complaint { at, message, hint } in complaints {
            let line = self.line(at);
            let shown = self.text.lines().nth(line - 1).unwrap_or("").trim_end();
            parts.push((format!("{}:{line}: {message}\n  {line} | {shown}", self.name), hint));
        }
        parts.dedup();
        together(parts).map_or(Ok(()), Err)
    }
}

/// Mistakes and their remedies as one error, each remedy under its mistake; none if there are none.
pub fn together(mistakes: Vec<(String, String)>) -> Option<Error> {
    let mut message = String::new();
    let mut last: Option<String> = None;
    for (mistake, hint) in mistakes {
        if let Some(hint) = last.take() {
            message.push_str(&format!("\nhint: {hint}\nerror: "));
        }
        message.push_str(&mistake);
        last = Some(hint);
    }
    last.map(|hint| Error::with_hint(message, hint))
}

/// One table of the document, whose keys were checked against those that it may have.
pub struct Section<'doc, 'text> {
    document: &'doc Document<'text>,
    entries: Vec<(&'doc str, Range<usize>, &'doc Value<'text>)>,
    /// Where it begins, in bytes of the document.
    pub at: usize,
    /// What it is, for messages, such as `[file]`.
    pub what: String,
}

impl<'doc, 'text> Section<'doc, 'text> {
    /// The whole document as a section.
    pub fn root(
        document: &'doc Document<'text>,
        table: &'doc Spanned<DeTable<'text>>,
        keys: &[&str],
    ) -> Section<'doc, 'text> {
        Section::of(document, table.get_ref(), 0, "a profile", Some(keys))
    }

    /// A value as a section; none, with a complaint, if it is not a table. With `keys`, others are complained of.
    pub fn open(
        document: &'doc Document<'text>,
        value: &'doc Value<'text>,
        what: &str,
        keys: Option<&[&str]>,
    ) -> Option<Section<'doc, 'text>> {
        match value.get_ref() {
            DeValue::Table(table) => Some(Section::of(document, table, value.span().start, what, keys)),
            _ => {
                document.complain(
                    value.span().start,
                    format!("{what} is {}", called(value)),
                    match keys {
                        Some(keys) => format!("write a table with the keys {}", keys.join(", ")),
                        None => "write a table: name = value".to_owned(),
                    },
                );
                None
            }
        }
    }

    fn of(
        document: &'doc Document<'text>,
        table: &'doc DeTable<'text>,
        at: usize,
        what: &str,
        keys: Option<&[&str]>,
    ) -> Section<'doc, 'text> {
        let mut entries: Vec<_> =
            table.iter().map(|(key, value)| (key.get_ref().as_ref(), key.span(), value)).collect();
        entries.sort_by_key(|(_, span, _)| span.start);
        for (key, span, _) in &entries {
            if let Some(keys) = keys.filter(|keys| !keys.contains(key)) {
                let hint = match suggest::did_you_mean(key, keys.iter().copied()) {
                    Some(hint) => hint,
                    None => format!("it takes {}", keys.join(", ")),
                };
                document.complain(span.start, format!("{what} has no key \"{key}\""), hint);
            }
        }
        Section { document, entries, at, what: what.to_owned() }
    }

    /// Keys with their places and values, in the order of the lines.
    pub fn entries(&self) -> impl Iterator<Item = (&'doc str, usize, &'doc Value<'text>)> + '_ {
        self.entries.iter().map(|(key, span, value)| (*key, span.start, *value))
    }

    /// The value of a key.
    pub fn value(&self, key: &str) -> Option<&'doc Value<'text>> {
        self.entries.iter().find(|(name, ..)| *name == key).map(|(_, _, value)| *value)
    }

    /// Whether the key is there.
    pub fn has(&self, key: &str) -> bool {
        self.value(key).is_some()
    }

    fn wrong(&self, key: &str, value: &Value<'_>, wanted: &str) {
        self.document.complain(
            value.span().start,
            format!("{key} is {}", called(value)),
            format!("write {wanted}"),
        );
    }

    /// A text in quotes.
    pub fn text(&self, key: &str) -> Option<Text> {
        let value = self.value(key)?;
        let text = string(value);
        if text.is_none() {
            self.wrong(key, value, "a text in quotes");
        }
        text
    }

    /// A text in quotes, a whole number or a date, as it is written.
    pub fn scalar(&self, key: &str) -> Option<Text> {
        let value = self.value(key)?;
        scalar(self.document, key, value)
    }

    /// `true` or `false`.
    pub fn flag(&self, key: &str) -> Option<bool> {
        let value = self.value(key)?;
        let flag = value.get_ref().as_bool();
        if flag.is_none() {
            self.wrong(key, value, "true or false, without quotes");
        }
        flag
    }

    /// A whole number from 1.
    pub fn count(&self, key: &str) -> Option<u64> {
        let value = self.value(key)?;
        let number = match value.get_ref() {
            DeValue::Integer(number) if number.radix() == 10 => {
                number.as_str().replace('_', "").parse().ok().filter(|number| *number > 0)
            }
            _ => None,
        };
        if number.is_none() {
            self.wrong(key, value, "a whole number from 1");
        }
        number
    }

    /// A text, or a list of texts.
    pub fn texts(&self, key: &str) -> Option<Vec<Text>> {
        let value = self.value(key)?;
        let texts: Option<Vec<Text>> = match value.get_ref() {
            DeValue::String(_) => string(value).map(|text| vec![text]),
            DeValue::Array(list) => list.iter().map(string).collect(),
            _ => None,
        };
        if texts.is_none() {
            self.wrong(key, value, "a text in quotes, or a list of them in brackets");
        }
        texts
    }

    /// A table under that key.
    pub fn section(&self, key: &str, what: &str, keys: Option<&[&str]>) -> Option<Section<'doc, 'text>> {
        Section::open(self.document, self.value(key)?, what, keys)
    }

    /// A table, or a list of tables, under that key.
    pub fn sections(&self, key: &str, what: &str, keys: &[&str]) -> Vec<Section<'doc, 'text>> {
        match self.value(key) {
            None => Vec::new(),
            Some(value) => match value.get_ref() {
                DeValue::Array(list) => list
                    .iter()
                    .filter_map(|value| Section::open(self.document, value, what, Some(keys)))
                    .collect(),
                _ => Section::open(self.document, value, what, Some(keys)).into_iter().collect(),
            },
        }
    }
}

/// What sort of value it is, with its article.
pub fn called(value: &Value<'_>) -> &'static str {
    match value.get_ref() {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a number",
        DeValue::Float(_) => "a number with a fraction",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

fn string(value: &Value<'_>) -> Option<Text> {
    value.get_ref().as_str().map(|text| Text { text: text.to_owned(), at: value.span().start })
}

/// A text in quotes, a whole number or a date, as it is written; none, with a complaint, for anything else.
pub fn scalar(document: &Document<'_>, key: &str, value: &Value<'_>) -> Option<Text> {
    let text = match value.get_ref() {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) if number.radix() == 10 => Some(number.as_str().replace('_', "")),
        DeValue::Datetime(date) if date.time.is_none() => Some(date.to_string()),
        _ => None,
    };
    if text.is_none() {
        document.complain(
            value.span().start,
            format!("{key} is {}", called(value)),
            "write a fixed text in quotes",
        );
    }
    text.map(|text| Text { text, at: value.span().start })
}
