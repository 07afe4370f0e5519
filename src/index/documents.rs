//! The rows that hold text, as full text has them.

use std::borrow::Cow;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Row, Statement};

use super::bigrams::pieces_of;
use crate::documents;
use crate::error::{Error, Result};
use crate::name::searchable;
use crate::schema::{Column, Kind, Role, Table, versioned_tables};

/// How much text of a kept document is taken, in bytes.
const LARGEST_TEXT: usize = 4 << 20;

/// The text of one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The entity that the row is about.
    pub subject: Option<String>,
    /// Names and titles in it.
    pub name: String,
    /// Everything else that is text.
    pub body: String,
}

/// The digest by which a text is known again that only its row holds.
pub(super) fn digest(subject: Option<&str>, name: &str, body: &str) -> i64 {
    let mut sum = flate2::Crc::new();
    for part in [subject.unwrap_or_default(), "\0", name, "\0", body] {
        sum.update(part.as_bytes());
    }
    // SQLite keeps small numbers of either sign in four bytes.
    i64::from(sum.sum().cast_signed())
}

/// The tables whose rows are found by their text.
pub fn searched_tables() -> impl Iterator<Item = &'static Table> {
    versioned_tables().filter(|table| table.name != "renames")
}

/// The column with the entity that a row is about.
fn subject_column(table: &Table) -> Option<&'static str> {
    match (table.name, table.role) {
        ("events", _) => Some("event"),
        (_, Role::Entity) => Some("id"),
        ("postings", _) => Some("official"),
        _ => table.columns().find(|column| column.name == "subject").map(|column| column.name),
    }
}

fn is_name(column: &Column) -> bool {
    column.kind == Kind::Text && matches!(column.name, "name" | "title" | "inverse")
}

fn is_body(column: &Column) -> bool {
    match column.kind {
        Kind::Text => {
            !is_name(column) && !matches!(column.name, "locator" | "label" | "office" | "sha256" | "entity")
        }
        Kind::Value => true,
        _ => false,
    }
}

/// Where the text of a table's rows stands among its cells.
pub(super) struct Places {
    subject: Option<usize>,
    names: Vec<usize>,
    bodies: Vec<usize>,
    language: Option<usize>,
}

/// The text of one row, as its cells have it.
pub(super) struct Texts<'row> {
    pub(super) id: &'row str,
    pub(super) subject: Option<&'row str>,
    pub(super) name: Cow<'row, str>,
    pub(super) body: Cow<'row, str>,
    /// The tag of the language that the name is in.
    pub(super) language: Option<&'row str>,
}

impl Texts<'_> {
    pub(super) fn has_text(&self) -> bool {
        !self.name.is_empty() || !self.body.is_empty()
    }
}

impl Places {
    pub(super) fn of(table: &Table) -> Places {
        let those = |is_meant: fn(&Column) -> bool| {
            table
                .columns()
                .enumerate()
                .filter(|(_, column)| is_meant(column))
                .map(|(place, _)| place)
                .collect()
        };
        let subject = subject_column(table);
        Places {
            subject: table.columns().position(|column| Some(column.name) == subject),
            names: those(is_name),
            language: table.columns().position(|column| column.name == "language"),
            bodies: those(is_body),
        }
    }

    /// The text in these cells; of attachments the document's own text is given.
    pub(super) fn texts<'row>(
        &self,
        table: &Table,
        cells: &[Option<&'row str>],
        kept: Option<&'row str>,
    ) -> Texts<'row> {
        let id = cells[0].unwrap_or_default();
        let subject = self.subject.and_then(|place| cells[place]);
        if table.name == "attachments" {
            return Texts {
                id,
                subject,
                name: id.into(),
                body: kept.unwrap_or_default().into(),
                language: None,
            };
        }
        let text = |places: &[usize]| joined(places.iter().filter_map(|place| cells[*place]));
        let language = self.language.and_then(|place| cells[place]);
        Texts { id, subject, name: text(&self.names), body: text(&self.bodies), language }
    }
}

/// Cells as one text, each on a line of its own.
fn joined<'row>(cells: impl Iterator<Item = &'row str>) -> Cow<'row, str> {
    let mut text = Cow::Borrowed("");
    for cell in cells.filter(|cell| !cell.is_empty()) {
        if text.is_empty() {
            text = Cow::Borrowed(cell);
        } else {
            let text = text.to_mut();
            text.push('\n');
            text.push_str(cell);
        }
    }
    text
}

/// How a row is read: its id, its subject, the number of columns of the name, then these and those of the body.
fn select(table: &Table, schema: &str, condition: &str) -> String {
    let names = table
        .columns()
        .filter(|column| is_name(column))
        .chain(table.columns().filter(|column| is_body(column)));
    let columns: Vec<&str> = names.map(|column| column.name).collect();
    let columns = if columns.is_empty() { String::new() } else { format!(", {}", columns.join(", ")) };
    format!(
        "SELECT id, {}{columns} FROM {schema}{}{condition}",
        subject_column(table).unwrap_or("NULL"),
        table.name
    )
}

fn read(connection: &Connection, table: &Table, row: &Row<'_>) -> Result<(String, Document)> {
    let id: String = row.get(0)?;
    let subject: Option<String> = row.get(1)?;
    let count = table.columns().filter(|column| is_name(column)).count();
    let width = row.as_ref().column_count();
    let text = |places: std::ops::Range<usize>| -> Result<String> {
        let mut cells = Vec::with_capacity(places.len());
        for place in places {
            if let ValueRef::Text(bytes) = row.get_ref(place)? {
                cells.push(String::from_utf8_lossy(bytes));
            }
        }
        Ok(joined(cells.iter().map(Cow::as_ref)).into_owned())
    };
    let name = text(2..2 + count)?;
    let body = text(2 + count..width)?;
    if table.name == "attachments" {
        let body = kept_text(connection, &id)?;
        return Ok((id.clone(), Document { subject, name: id, body }));
    }
    Ok((id, Document { subject, name, body }))
}

/// The text of a row; none if there is no such row, or it holds no text.
///
/// # Errors
/// If the archive cannot be read.
fn document_of(connection: &Connection, table: &Table, id: &str) -> Result<Option<Document>> {
    let mut statement = connection.prepare_cached(&select(table, "main.", " WHERE id = ?1"))?;
    let mut rows = statement.query([id])?;
    Ok(match rows.next()? {
        Some(row) => Some(read(connection, table, row)?.1).filter(|document| document.has_text()),
        None => None,
    })
}

/// The same, of a row as the connection shows it.
///
/// # Errors
/// If the archive cannot be read.
pub fn shown_document(connection: &Connection, table: &Table, id: &str) -> Result<Option<Document>> {
    let mut statement = connection.prepare_cached(&select(table, "", " WHERE id = ?1"))?;
    let mut rows = statement.query([id])?;
    rows.next()?.map(|row| Ok(read(connection, table, row)?.1)).transpose()
}

/// Gives every row of a table that holds text, as the connection shows it: now, or at an earlier moment.
///
/// # Errors
/// If the archive cannot be read.
pub fn each_document(
    connection: &Connection,
    table: &'static Table,
    mut take: impl FnMut(String, Document) -> Result<()>,
) -> Result<()> {
    let mut statement = connection.prepare(&select(table, "", ""))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (id, document) = read(connection, table, row)?;
        if document.has_text() {
            take(id, document)?;
        }
    }
    Ok(())
}

impl Document {
    fn has_text(&self) -> bool {
        !self.name.is_empty() || !self.body.is_empty()
    }

    fn digest(&self) -> i64 {
        digest(self.subject.as_deref(), &self.name, &self.body)
    }
}

/// The text of a kept document that is text, without the marks of HTML; empty, if it is something else.
pub(super) fn kept_text(connection: &Connection, name: &str) -> Result<String> {
    let Some(Ok(content)) = documents::document(connection, name)? else { return Ok(String::new()) };
    if content.len() > LARGEST_TEXT || content.contains(&0) {
        return Ok(String::new());
    }
    let Ok(text) = String::from_utf8(content) else { return Ok(String::new()) };
    let start = text.trim_start().get(..1);
    let is_html = name.ends_with(".html") || name.ends_with(".htm") || start == Some("<");
    Ok(if is_html { without_tags(&text) } else { text })
}

/// What stands between the tags of HTML, outside of scripts and styles.
fn without_tags(html: &str) -> String {
    let mut text = String::with_capacity(html.len() / 2);
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        text.push_str(&rest[..start]);
        let tag = &rest[start..];
        let skipped = ["script", "style"]
            .iter()
            .find(|name| tag.get(1..=name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name)));
        let end = match skipped {
            Some(name) => tag.to_ascii_lowercase().find(&format!("</{name}")),
            None if tag.starts_with("<!--") => tag.find("-->"),
            None => Some(0),
        };
        let Some(end) = end.and_then(|from| tag[from..].find('>').map(|end| from + end + 1)) else {
            return text;
        };
        text.push(' ');
        rest = &tag[end..];
    }
    text.push_str(rest);
    for (entity, character) in
        [("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
    {
        text = text.replace(entity, character);
    }
    text.split_whitespace().collect::<Vec<&str>>().join(" ")
}

pub(super) const INSERT_DOCUMENT: &str =
    "INSERT INTO upkeep_documents (number, table_number, id, digest, subject) VALUES (?1, ?2, ?3, ?4, ?5)";
pub(super) const INSERT_WORDS: &str =
    "INSERT INTO upkeep_text (rowid, name, body, pieces) VALUES (?1, ?2, ?3, ?4)";

fn pieces(document: &Document) -> String {
    pieces_of(&searchable(&format!("{}\n{}", document.name, document.body)))
}

/// The greatest number that words were indexed under, of texts that are no longer so too.
pub(super) fn last_number(connection: &Connection) -> Result<i64> {
    Ok(connection.query_row("SELECT coalesce(max(id), 0) FROM upkeep_text_docsize", [], |row| row.get(0))?)
}

/// What the index knows of a row.
struct Known {
    number: i64,
    digest: i64,
    subject: Option<String>,
}

const KNOWN: &str =
    "SELECT number, digest, subject FROM upkeep_documents WHERE table_number = ?1 AND id = ?2";

fn known(statement: &mut Statement<'_>, table: &Table, id: &str) -> Result<Option<Known>> {
    let read = |row: &Row<'_>| Ok(Known { number: row.get(0)?, digest: row.get(1)?, subject: row.get(2)? });
    Ok(statement.query_row((table.number(), id), read).optional()?)
}

/// The statements that bring documents up to date.
///
/// The words of a text that is no longer so stay where they are, under a number that nothing has any more: to take them out
/// the text would be needed, which only the row held.
pub(super) struct Following<'archive> {
    connection: &'archive Connection,
    known: Statement<'archive>,
    remove: Statement<'archive>,
    document: Statement<'archive>,
    words: Statement<'archive>,
    number: i64,
    /// How many texts were left in the index.
    pub(super) left: i64,
}

impl<'archive> Following<'archive> {
    pub(super) fn new(connection: &'archive Connection) -> Result<Following<'archive>> {
        Ok(Following {
            connection,
            known: connection.prepare(KNOWN)?,
            remove: connection.prepare("DELETE FROM upkeep_documents WHERE number = ?1")?,
            document: connection.prepare(INSERT_DOCUMENT)?,
            words: connection.prepare(INSERT_WORDS)?,
            number: last_number(connection)?,
            left: 0,
        })
    }

    /// Brings the document of a row up to date, and notes the entities whose names may have changed.
    pub(super) fn follow(
        &mut self,
        table: &'static Table,
        id: &str,
        mut note: impl FnMut(&str) -> std::io::Result<()>,
    ) -> Result<()> {
        let before = known(&mut self.known, table, id)?;
        let now = document_of(self.connection, table, id)?;
        if table.name == "names" {
            let subjects =
                before.iter().map(|known| &known.subject).chain(now.iter().map(|now| &now.subject));
            for subject in subjects.flatten() {
                note(subject)?;
            }
        } else if table.is_of_entities() && !table.is_of_reports() {
            note(id)?;
        }
        if before.as_ref().map(|known| known.digest) == now.as_ref().map(Document::digest) {
            return Ok(());
        }
        if let Some(known) = before {
            self.remove.execute([known.number])?;
            self.left += 1;
        }
        if let Some(document) = now {
            self.number += 1;
            let subject = document.subject.as_deref().filter(|_| table.name == "names");
            self.document.execute((self.number, table.number(), id, document.digest(), subject))?;
            let (name, body) = (searchable(&document.name), searchable(&document.body));
            self.words.execute((self.number, name, body, pieces(&document)))?;
        }
        Ok(())
    }
}

/// Documents that are not what the rows give.
pub(super) fn differences(
    connection: &Connection,
    limit: usize,
    interrupted: &dyn Fn() -> bool,
) -> Result<Vec<(String, String, String)>> {
    let mut found = Vec::new();
    let mut statement_of_known = connection.prepare(KNOWN)?;
    let mut is_indexed = connection.prepare("SELECT EXISTS (SELECT 1 FROM upkeep_text WHERE rowid = ?1)")?;
    let mut told = |table: &str, id: String, what: &str| {
        if found.len() < limit {
            found.push((
                table.to_owned(),
                id,
                format!("{what}; rebuild the index with: orgarchive check --fix"),
            ));
        }
    };
    let (mut rows_with_text, mut count) = (0_i64, 0_u64);
    for table in searched_tables() {
        let mut statement = connection.prepare(&select(table, "main.", ""))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            count += 1;
            if count.is_multiple_of(10_000) && interrupted() {
                return Err(Error::Interrupted);
            }
            let (id, document) = read(connection, table, row)?;
            if !document.has_text() {
                continue;
            }
            rows_with_text += 1;
            match known(&mut statement_of_known, table, &id)? {
                None => told(table.name, id, "its text is not in the index"),
                Some(known) if known.digest != document.digest() => {
                    told(table.name, id, "the index has another text of it")
                }
                Some(Known { number, .. }) => {
                    if !is_indexed.query_row([number], |row| row.get::<_, bool>(0))? {
                        told(table.name, id, "the full-text index does not have it");
                    }
                }
            }
        }
    }
    let indexed: i64 = connection.query_row("SELECT count(*) FROM upkeep_documents", [], |row| row.get(0))?;
    if indexed > rows_with_text {
        told("upkeep_documents", String::new(), "the index has rows that no longer exist");
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_searched_table_has_a_number_by_which_the_archive_knows_its_name() {
        let archive = crate::archive::in_memory().expect("an archive");
        for table in searched_tables() {
            let number = table.number();
            assert_ne!(number, 0, "{}", table.name);
            archive.execute(INSERT_DOCUMENT, (number, number, "x", 0, None::<String>)).expect("a row");
            let sql = "SELECT table_name FROM upkeep_document_rows WHERE number = ?1";
            let name: String = archive.query_row(sql, [number], |row| row.get(0)).expect("its name");
            assert_eq!(name, table.name);
        }
    }
}
