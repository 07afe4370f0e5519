//! The text of a profile → a plan that was checked against the tables.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use super::cell::CellReader;
use super::document::{Document, Section, Text, scalar};
use super::model::{ColumnId, Conditions, Each, FileOptions, FixedRow, Plan, Question, Record, Test, Used};
use super::pattern;
use crate::error::Result;
use crate::record::cells::check;
use crate::schema::{Column, TABLES, Table};
use crate::suggest;

const KEYS: &[&str] = &["file", "source", "constants", "made", "fixed", "record"];
const FILE_KEYS: &[&str] =
    &["encoding", "separator", "header_row", "sheet", "arrays", "missing", "blanks", "only_if", "skip_if"];
const RECORD_KEYS: &[&str] = &["table", "each", "only_if", "skip_if", "repeats", "cells"];
const TEST_KEYS: &[&str] = &["column", "blank", "equals", "one_of", "matches"];

/// The most columns that a profile makes.
const MOST_MADE: usize = 200;

/// Columns that the profile uses, as they come up.
#[derive(Default)]
pub struct Columns {
    used: Vec<Used>,
    by_name: HashMap<String, usize>,
}

impl Columns {
    /// The column with that name, which may be new.
    pub fn named(&mut self, name: &str, line: usize) -> ColumnId {
        let name: String = name.trim().nfc().collect();
        let used = &mut self.used;
        ColumnId(*self.by_name.entry(name.clone()).or_insert_with(|| {
            used.push(Used { name, line, made: None });
            used.len() - 1
        }))
    }
}

/// Reads a profile.
///
/// # Errors
/// If anything in it is wrong: all of it, with lines and remedies.
pub fn plan(name: &str, text: &str) -> Result<Plan> {
    let document = Document::new(name, text);
    let table = document.parse()?;
    let root = Section::root(&document, &table, KEYS);
    let mut reading = Reading { document: &document, columns: Columns::default() };
    let (options, blanks, conditions) = reading.file(&root);
    let fixed = reading.fixed(&root);
    let constants = reading.constants(&root, &fixed);
    let made = reading.made(&root);
    let records = reading.records(&root, &constants);
    document.finish()?;
    let columns = reading.columns.used;
    Ok(Plan { name: name.to_owned(), options, blanks, conditions, columns, made, fixed, records })
}

struct Reading<'doc, 'text> {
    document: &'doc Document<'text>,
    columns: Columns,
}

/// A cell that all records have in common.
struct Constant {
    column: String,
    value: Text,
    /// Whether it was complained of, or its text was checked against a column already.
    is_told: std::cell::Cell<bool>,
}

impl<'doc, 'text> Reading<'doc, 'text> {
    fn file(&mut self, root: &Section<'doc, 'text>) -> (FileOptions, Vec<String>, Conditions) {
        let mut options = FileOptions::default();
        let Some(file) = root.section("file", "[file]", Some(FILE_KEYS)) else {
            return (options, Vec::new(), Conditions::default());
        };
        options.encoding = file.text("encoding").map(|text| text.text);
        options.header_row = file.count("header_row");
        options.sheet = file.text("sheet").map(|text| text.text);
        options.arrays = file.texts("arrays").unwrap_or_default().into_iter().map(|text| text.text).collect();
        if let Some(missing) = file.text("missing") {
            options.missing_is_blank = missing.text == "blank";
            if !["blank", "error"].contains(&missing.text.as_str()) {
                let message = format!("missing is \"{}\"", missing.text);
                self.document.complain(missing.at, message, "write error or blank");
            }
        }
        if let Some(separator) = file.text("separator") {
            let mut letters = separator.text.chars();
            options.separator = match (letters.next(), letters.next()) {
                _ if separator.text == "tab" => Some('\t'),
                (Some(letter), None) => Some(letter),
                _ => {
                    let message = format!("\"{}\" is not a separator", separator.text);
                    self.document.complain(separator.at, message, "write one character, or tab");
                    None
                }
            };
        }
        let blanks = composed(file.texts("blanks"));
        let conditions = self.conditions(&file);
        (options, blanks, conditions)
    }

    fn conditions(&mut self, section: &Section<'doc, 'text>) -> Conditions {
        Conditions { only_if: self.tests(section, "only_if"), skip_if: self.tests(section, "skip_if") }
    }

    fn tests(&mut self, section: &Section<'doc, 'text>, key: &str) -> Vec<Test> {
        section.sections(key, key, TEST_KEYS).iter().filter_map(|test| self.test(test)).collect()
    }

    fn test(&mut self, section: &Section<'doc, 'text>) -> Option<Test> {
        let form =
            "write { column = \"Name\", blank = false }, or equals, one_of or matches in place of blank";
        let Some(column) = section.text("column") else {
            self.document.complain(section.at, format!("{} names no column", section.what), form);
            return None;
        };
        let asked: Vec<&str> = TEST_KEYS[1..].iter().copied().filter(|key| section.has(key)).collect();
        let question = match asked.as_slice() {
            ["blank"] => Question::Blank(section.flag("blank")?),
            ["equals"] => Question::OneOf(composed(section.scalar("equals").map(|text| vec![text]))),
            ["one_of"] => Question::OneOf(composed(section.texts("one_of"))),
            ["matches"] => Question::Matches(pattern::compile(self.document, &section.text("matches")?)?),
            _ => {
                let message = format!("{} has {} conditions, and takes one", section.what, asked.len());
                self.document.complain(section.at, message, form);
                return None;
            }
        };
        let line = self.document.line(column.at);
        Some(Test { column: self.columns.named(&column.text, line), question })
    }

    /// The rows that the profile holds itself: `[source]` and each `[[fixed]]`.
    fn fixed(&mut self, root: &Section<'doc, 'text>) -> Vec<FixedRow> {
        let mut rows = Vec::new();
        let sources = TABLES.iter().find(|table| table.name == "sources");
        if let (Some(table), Some(cells)) = (sources, root.section("source", "[source]", None)) {
            rows.push(self.fixed_row(table, &cells));
        }
        for section in root.sections("fixed", "[[fixed]]", &["table", "cells"]) {
            let table = self.table(&section);
            let Some(cells) = section.section("cells", "[fixed.cells]", None) else {
                if !section.has("cells") {
                    self.document.complain(
                        section.at,
                        "[[fixed]] has no cells",
                        "add [fixed.cells] under it",
                    );
                }
                continue;
            };
            if let Some(table) = table {
                rows.push(self.fixed_row(table, &cells));
            }
        }
        rows
    }

    fn fixed_row(&mut self, table: &'static Table, section: &Section<'doc, 'text>) -> FixedRow {
        let mut cells = vec![None; table.columns().count()];
        let mut given = vec![false; cells.len()];
        for (key, at, value) in section.entries() {
            let Some((place, column)) = self.column(table, key, at) else { continue };
            let Some(text) = scalar(self.document, key, value) else { continue };
            given[place] = true;
            cells[place] = self.fixed_cell(table, column, &text);
        }
        self.require(table, section.at, &|place: usize| cells[place].is_some());
        FixedRow { table, cells, given: given.into(), line: self.document.line(section.at) }
    }

    /// A text that is in the profile, checked against what its column may hold; none if it is blank.
    fn fixed_cell(&self, table: &Table, column: &Column, text: &Text) -> Option<String> {
        let composed = composed_text(text)?;
        match check(table, column, Cow::Borrowed(&composed)) {
            Ok(cell) => Some(cell.into_owned()),
            Err(refusal) => {
                let message = format!("{}.{}: {}", table.name, column.name, refusal.message);
                self.document.complain(text.at, message, refusal.hint.unwrap_or_default());
                Some(composed)
            }
        }
    }

    /// The text of a constant for that column; what is wrong with it is reported once, not for each record.
    fn constant_cell(&self, table: &Table, column: &Column, constant: &Constant) -> Option<String> {
        let composed = composed_text(&constant.value)?;
        if constant.is_told.get() {
            return Some(composed);
        }
        constant.is_told.set(check(table, column, Cow::Borrowed(&composed)).is_err());
        self.fixed_cell(table, column, &constant.value)
    }

    fn constants(&mut self, root: &Section<'doc, 'text>, fixed: &[FixedRow]) -> Vec<Constant> {
        let mut constants = Vec::new();
        let known: Vec<&str> =
            TABLES.iter().flat_map(|table| table.columns().map(|column| column.name)).collect();
        if let Some(section) = root.section("constants", "[constants]", None) {
            for (key, at, value) in section.entries() {
                if !known.contains(&key) {
                    let hint = suggest::did_you_mean(key, known.iter().copied())
                        .unwrap_or_else(|| "constants are named like columns, such as source".to_owned());
                    self.document.complain(at, format!("no table has a column \"{key}\""), hint);
                } else if let Some(value) = scalar(self.document, key, value) {
                    constants.push(Constant { column: key.to_owned(), value, is_told: false.into() });
                }
            }
        }
        // The source that the profile describes is the source of all that the file says.
        let source = root.value("source").zip(fixed.first()).filter(|(_, row)| row.table.name == "sources");
        if let (Some((value, row)), false) =
            (source, constants.iter().any(|constant| constant.column == "source"))
            && let Some(id) = &row.cells[row.table.place("id")]
        {
            let value = Text { text: id.clone(), at: value.span().start };
            constants.push(Constant { column: "source".to_owned(), value, is_told: true.into() });
        }
        constants
    }

    fn made(&mut self, root: &Section<'doc, 'text>) -> Vec<super::model::Cell> {
        let mut made: Vec<super::model::Cell> = Vec::new();
        let mut lines: Vec<usize> = Vec::new();
        let Some(section) = root.section("made", "[made]", None) else { return made };
        for (name, at, value) in section.entries() {
            let target = format!("made.{name}");
            let cell = CellReader { document: self.document, columns: &mut self.columns, check: None }
                .read(value, &target);
            if matches!(cell, Some(super::model::Cell { origin: super::model::Origin::PlaceIn(_), .. })) {
                self.document.complain(
                    at,
                    format!("{target} is a place in a list, which only a record has that splits it"),
                    "write place_in in the cells of a [[record]] with each",
                );
            }
            if let Some(cell) = cell {
                let id = self.columns.named(name, self.document.line(at));
                self.columns.used[id.0].made = Some(made.len());
                made.push(cell);
                lines.push(at);
            }
        }
        if made.len() > MOST_MADE {
            let message = format!("the profile makes {} columns", made.len());
            self.document.complain(section.at, message, format!("up to {MOST_MADE} can be made"));
            return made;
        }
        for (place, at) in lines.iter().enumerate() {
            if self.needs(&made, place, place, &mut vec![false; made.len()]) {
                self.document.complain(
                    *at,
                    format!("{} is made of itself", made[place].target),
                    "make it of columns of the file, or of other made columns",
                );
            }
        }
        made
    }

    /// Whether making one column takes another, directly or not.
    fn needs(&self, made: &[super::model::Cell], one: usize, other: usize, seen: &mut [bool]) -> bool {
        made[one].origin.columns().iter().filter_map(|column| self.columns.used[column.0].made).any(|next| {
            next == other
                || (!std::mem::replace(&mut seen[next], true) && self.needs(made, next, other, seen))
        })
    }

    fn records(&mut self, root: &Section<'doc, 'text>, constants: &[Constant]) -> Vec<Record> {
        let mut records = Vec::new();
        let sections = root.sections("record", "[[record]]", RECORD_KEYS);
        if sections.is_empty() && !root.has("record") {
            self.document.complain(
                0,
                "the profile has no [[record]]",
                "add one for each table that rows of the file become records of",
            );
        }
        for section in sections {
            let conditions = self.conditions(&section);
            let each = self.each(&section);
            let Some(table) = self.table(&section) else { continue };
            let Some(cells) = section.section("cells", "[record.cells]", None) else {
                if !section.has("cells") {
                    self.document.complain(
                        section.at,
                        "[[record]] has no cells",
                        "add [record.cells] under it",
                    );
                }
                continue;
            };
            let mut record = self.record(table, &section, &cells, each, conditions, constants);
            record.keeps_first = self.keeps_first(table, &section);
            records.push(record);
        }
        for constant in constants {
            let is_used =
                records.iter().any(|record: &Record| record.table.column(&constant.column).is_some());
            if !is_used && constant.column != "source" && !records.is_empty() {
                self.document.complain(
                    constant.value.at,
                    format!("no record of this profile has a column \"{}\"", constant.column),
                    "delete the constant, or use it in a column that a record has",
                );
            }
        }
        records
    }

    fn record(
        &mut self,
        table: &'static Table,
        section: &Section<'doc, 'text>,
        cells: &Section<'doc, 'text>,
        each: Option<Each>,
        conditions: Conditions,
        constants: &[Constant],
    ) -> Record {
        let mut fed = Vec::new();
        let mut given = vec![false; table.columns().count()];
        for (key, at, value) in cells.entries() {
            let Some((place, column)) = self.column(table, key, at) else { continue };
            given[place] = true;
            let target = format!("{}.{key}", table.name);
            let check = Some((table, column));
            let reader = CellReader { document: self.document, columns: &mut self.columns, check };
            let Some(cell) = reader.read(value, &target) else { continue };
            if let super::model::Origin::PlaceIn(list) = cell.origin
                && each.as_ref().is_none_or(|each| each.column != list)
            {
                let list = &self.columns.used[list.0].name;
                self.document.complain(
                    at,
                    format!("{target} is a place in \"{list}\", which this record does not split"),
                    format!("add each = {{ column = \"{list}\", split = \";\" }} to the record"),
                );
            }
            fed.push((place, cell));
        }
        for constant in constants {
            let Some((place, column)) = table.column(&constant.column) else { continue };
            if !given[place] {
                given[place] = true;
                let value = self.constant_cell(table, column, constant);
                let line = self.document.line(constant.value.at);
                let target = format!("{}.{}", table.name, column.name);
                let value = value.unwrap_or_default();
                fed.push((place, super::model::Cell::constant(target, line, value)));
            }
        }
        fed.sort_by_key(|(place, _)| *place);
        self.require(table, section.at, &|place: usize| given[place]);
        let line = self.document.line(section.at);
        Record { table, line, each, conditions, keeps_first: false, cells: fed, given: Arc::from(given) }
    }

    /// Whether the first row that gives an id makes the record.
    fn keeps_first(&self, table: &Table, section: &Section<'doc, 'text>) -> bool {
        let Some(repeats) = section.text("repeats") else { return false };
        if repeats.text != "first" {
            let message = format!("repeats is \"{}\"", repeats.text);
            self.document.complain(repeats.at, message, "write first, or leave it out");
        } else if !table.needs_an_id() {
            self.document.complain(
                repeats.at,
                format!("repeats has no effect here: every row of {} is a record of its own", table.name),
                "write it where rows make officials, organizations or others that later rows name",
            );
        }
        true
    }

    fn each(&mut self, section: &Section<'doc, 'text>) -> Option<Each> {
        let each = section.section("each", "each", Some(&["column", "split"]))?;
        let (column, split) = (each.text("column"), each.texts("split"));
        let separators: Vec<String> = composed_whole(split);
        match column {
            Some(column) if !separators.is_empty() => {
                let line = self.document.line(column.at);
                Some(Each { column: self.columns.named(&column.text, line), separators })
            }
            _ => {
                self.document.complain(
                    each.at,
                    "each does not name the column to split",
                    "write each = { column = \"Other names\", split = \";\" }",
                );
                None
            }
        }
    }

    fn table(&self, section: &Section<'doc, 'text>) -> Option<&'static Table> {
        let names = || TABLES.iter().map(|table| table.name);
        let Some(name) = section.text("table") else {
            let hint = format!("add table = with one of: {}", names().collect::<Vec<_>>().join(", "));
            if !section.has("table") {
                self.document.complain(section.at, format!("{} names no table", section.what), hint);
            }
            return None;
        };
        let table = Table::named(&name.text);
        if table.is_none() {
            let hint = suggest::did_you_mean(&name.text, names())
                .unwrap_or_else(|| format!("tables are {}", names().collect::<Vec<_>>().join(", ")));
            self.document.complain(name.at, format!("there is no table \"{}\"", name.text), hint);
        }
        table
    }

    fn column(&self, table: &'static Table, name: &str, at: usize) -> Option<(usize, &'static Column)> {
        let found = table.column(name);
        if found.is_none() {
            let names = || table.columns().map(|column| column.name);
            let hint = suggest::did_you_mean(name, names())
                .unwrap_or_else(|| format!("its columns are {}", names().collect::<Vec<_>>().join(", ")));
            self.document.complain(at, format!("{} has no column \"{name}\"", table.name), hint);
        }
        found
    }

    /// Complains of required columns that nothing feeds.
    fn require(&self, table: &'static Table, at: usize, is_fed: &dyn Fn(usize) -> bool) {
        let missing: Vec<&str> = table
            .columns()
            .enumerate()
            .filter(|(place, column)| column.required && column.blank.text().is_none() && !is_fed(*place))
            .map(|(_, column)| column.name)
            .collect();
        if !missing.is_empty() {
            self.document.complain(
                at,
                format!("a record of {} needs {}, and nothing feeds it", table.name, missing.join(", ")),
                match missing.as_slice() {
                    ["source"] => {
                        "add [source] with an id and a title, or source = \"ID\" to [constants]".to_owned()
                    }
                    _ => format!("add it to its cells: orgarchive schema {} says what it is", table.name),
                },
            );
        }
    }
}

/// A text trimmed and composed; none if nothing is left.
pub fn composed_text(text: &Text) -> Option<String> {
    let composed: String = text.text.trim().nfc().collect();
    (!composed.is_empty()).then_some(composed)
}

/// Texts as they are compared: trimmed and composed.
pub fn composed(texts: Option<Vec<Text>>) -> Vec<String> {
    let texts = texts.unwrap_or_default();
    texts.iter().map(|text| text.text.trim().nfc().collect()).collect()
}

/// Separators: composed, not trimmed, none of them empty.
fn composed_whole(texts: Option<Vec<Text>>) -> Vec<String> {
    let texts = texts.unwrap_or_default();
    texts.iter().map(|text| text.text.nfc().collect::<String>()).filter(|text| !text.is_empty()).collect()
}
