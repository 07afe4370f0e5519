//! Sources as reference managers read them: CSL-JSON and BibLaTeX.
//!
//! Both keep dates in EDTF, and columns that the format has no field for under names of their own, so that an import takes back
//! what was written.

use std::io::Write;

use rusqlite::Connection;
use serde_json::{Map, Value, json};

use super::{Extract, select};
use crate::error::{Error, Result};
use crate::schema::{TABLES, Table};

/// Columns that CSL-JSON has no field for, under `custom`; in BibLaTeX fields of these names.
const OWN: &[(&str, &str)] = &[
    ("archive_url", "archiveurl"),
    ("kind", "sourcekind"),
    ("reliability", "sourcereliability"),
    ("origin", "sourceorigin"),
    ("access", "sourceaccess"),
];

/// A source: its cells by column.
struct Source {
    table: &'static Table,
    cells: Vec<Option<String>>,
}

impl Source {
    fn cell(&self, column: &str) -> Option<&str> {
        self.cells[self.table.place(column)].as_deref()
    }

    fn is_article(&self) -> bool {
        matches!(self.cell("kind"), Some("news" | "state-media" | "newsletter"))
            && self.cell("publisher").is_some()
    }
}

/// Reads the sources of an extract one by one, in the order of their ids; gives their number.
fn each(
    connection: &Connection,
    extract: &Extract,
    mut take: impl FnMut(&Source, bool) -> Result<()>,
) -> Result<u64> {
    let Some(table) = TABLES.iter().find(|table| table.name == "sources") else { return Ok(0) };
    let mut statement = connection.prepare(&select(extract, table, &[]))?;
    let width = table.columns().count();
    let mut rows = statement.raw_query();
    let mut count = 0;
    while let Some(row) = rows.next()? {
        let cells = (0..width).map(|place| row.get(place)).collect::<rusqlite::Result<Vec<_>>>()?;
        take(&Source { table, cells }, count == 0)?;
        count += 1;
    }
    Ok(count)
}

/// Writes sources as CSL-JSON; gives their number.
///
/// # Errors
/// If the archive cannot be read, or they cannot be written.
pub fn write_csl(connection: &Connection, extract: &Extract, out: &mut dyn Write) -> Result<u64> {
    out.write_all(b"[").map_err(Error::Output)?;
    let count = each(connection, extract, |source, is_first| {
        let item = serde_json::to_string(&csl_item(source)).map_err(|error| Error::Output(error.into()))?;
        write!(out, "{}\n  {item}", if is_first { "" } else { "," }).map_err(Error::Output)
    })?;
    out.write_all(b"\n]\n").map_err(Error::Output)?;
    Ok(count)
}

fn csl_item(source: &Source) -> Value {
    let kind = match source.cell("kind") {
        _ if source.is_article() => "article-newspaper",
        Some("dataset") => "dataset",
        Some("interview") => "interview",
        Some("reference") => "entry",
        Some("analysis" | "advocacy") => "report",
        _ if source.cell("url").is_some() => "webpage",
        _ => "document",
    };
    let mut item = Map::new();
    let mut put = |key: &str, value: Value| {
        item.insert(key.to_owned(), value);
    };
    put("id", json!(source.cell("id")));
    put("type", json!(kind));
    put("title", json!(source.cell("title").unwrap_or_default()));
    if let Some(publisher) = source.cell("publisher") {
        put(if source.is_article() { "container-title" } else { "publisher" }, json!(publisher));
    }
    if let Some(author) = source.cell("author") {
        put("author", json!([{ "literal": author }]));
    }
    for (key, column) in [("issued", "published"), ("accessed", "accessed")] {
        if let Some(date) = source.cell(column) {
            put(key, csl_date(date));
        }
    }
    for (key, column) in [("URL", "url"), ("language", "language"), ("note", "note")] {
        if let Some(text) = source.cell(column) {
            put(key, json!(text));
        }
    }
    let custom: Map<String, Value> = OWN
        .iter()
        .filter_map(|(column, _)| source.cell(column).map(|text| ((*column).to_owned(), json!(text))))
        .collect();
    if !custom.is_empty() {
        put("custom", custom.into());
    }
    item.into()
}

/// A date for programs that read parts, with all of it in EDTF beside them; one that has no parts as words.
fn csl_date(date: &str) -> Value {
    let is_about = date.ends_with('~');
    let ends: Option<Vec<Vec<i64>>> = date.split('/').map(|end| parts(end.trim_end_matches('~'))).collect();
    match ends.filter(|ends| ends.len() <= 2) {
        Some(ends) if is_about => json!({ "date-parts": ends, "circa": true, "edtf": date }),
        Some(ends) => json!({ "date-parts": ends, "edtf": date }),
        None => json!({ "literal": date, "edtf": date }),
    }
}

/// Year, month and day, as far as they are given; none if the date says anything else.
fn parts(date: &str) -> Option<Vec<i64>> {
    let numbers: Option<Vec<i64>> = date.split('-').map(|part| part.parse().ok()).collect();
    let numbers = numbers.filter(|numbers| numbers.len() <= 3)?;
    let is_plain = date.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')
        && date.split('-').next().is_some_and(|year| year.len() == 4)
        && numbers.get(1).is_none_or(|month| (1..=12).contains(month));
    is_plain.then_some(numbers)
}

/// Writes sources as BibLaTeX; gives their number.
///
/// # Errors
/// If the archive cannot be read, or they cannot be written.
pub fn write_bibtex(connection: &Connection, extract: &Extract, out: &mut dyn Write) -> Result<u64> {
    each(connection, extract, |source, is_first| {
        let gap = if is_first { "" } else { "\n" };
        write!(out, "{gap}{}", bibtex_entry(source)).map_err(Error::Output)
    })
}

fn bibtex_entry(source: &Source) -> String {
    let kind = match source.cell("kind") {
        _ if source.is_article() => "article",
        Some("dataset") => "dataset",
        Some("reference") => "inreference",
        Some("analysis" | "advocacy") => "report",
        _ if source.cell("url").is_some() => "online",
        _ => "misc",
    };
    let mut entry = format!("@{kind}{{{},\n", source.cell("id").unwrap_or_default());
    let mut put = |field: &str, value: String| entry.push_str(&format!("  {field} = {{{value}}},\n"));
    // Braces keep capital letters as they are, and a name that is not a person's in one piece.
    put("title", format!("{{{}}}", escaped(source.cell("title").unwrap_or_default())));
    if let Some(author) = source.cell("author") {
        put("author", format!("{{{}}}", escaped(author)));
    }
    if let Some(publisher) = source.cell("publisher") {
        put(if source.is_article() { "journaltitle" } else { "publisher" }, escaped(publisher));
    }
    for (field, column) in [("date", "published"), ("urldate", "accessed"), ("url", "url")] {
        if let Some(text) = source.cell(column) {
            put(field, address(text));
        }
    }
    for (field, column) in [("language", "language"), ("note", "note")] {
        if let Some(text) = source.cell(column) {
            put(field, escaped(text));
        }
    }
    for (column, field) in OWN {
        if let Some(text) = source.cell(column) {
            put(field, if *column == "archive_url" { address(text) } else { escaped(text) });
        }
    }
    entry.push_str("}\n");
    entry
}

/// A text with what LaTeX would read as a command written otherwise.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut last = ' ';
    for letter in text.chars() {
        match letter {
            '\\' => out.push_str("\\textbackslash{}"),
            '{' => out.push_str("\\textbraceleft{}"),
            '}' => out.push_str("\\textbraceright{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '$' | '%' | '&' | '#' | '_' => {
                out.push('\\');
                out.push(letter);
            }
            // Two hyphens would become a dash, and two spaces one.
            '-' if last == '-' => out.push_str("{}-"),
            ' ' if last == ' ' || last == '\n' => out.push_str("{ }"),
            '\n' => out.push_str(crate::objects::bibtex::LINE_END),
            '\t' => out.push(' '),
            other => out.push(other),
        }
        last = letter;
    }
    out
}

/// An address or a date: only braces and backslashes are written otherwise.
fn address(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        if matches!(letter, '\\' | '{' | '}') {
            out.push('\\');
        }
        out.push(letter);
    }
    out
}
