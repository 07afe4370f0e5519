//! Persons, organizations, memberships, posts and areas as one document of Popolo.
//!
//! A membership is one posting of one source. Popolo has no place for a date that is not plain, for the verdict on what sources
//! say, or for what is known of a source beyond its address: keys of our own hold what an import takes back.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::io::Write;

use rusqlite::Connection;
use serde_json::{Map, Value, json};

use super::Extract;
use super::one_file::{Asked, Written};
use super::rows::{Row, each as rows, is_plain};
use crate::answer::Shown;
use crate::answer::record_verdicts::RecordVerdicts;
use crate::error::{Error, Result};
use crate::verdict::Verdict;

/// An object under way.
#[derive(Default)]
struct Object(Map<String, Value>);

impl Object {
    fn put(&mut self, key: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.0.insert(key.to_owned(), json!(text));
        }
    }

    /// A date under its key if Popolo can hold it, and under one of ours if not.
    fn date(&mut self, key: &str, own: &str, date: Option<&str>) {
        self.put(if date.is_some_and(is_plain) { key } else { own }, date);
    }
}

/// Writes the document.
///
/// # Errors
/// If the archive cannot be read, or it cannot be written.
pub fn write_popolo(asked: &Asked<'_>, out: &mut dyn Write) -> Result<Written> {
    let (connection, extract) = (asked.connection, asked.extract);
    let verdicts = RecordVerdicts::of(asked.reader, extract.on, &[])?;
    let judged = Judged { verdicts, shown: asked.shown, left_out: Cell::new(0) };
    let mut document = Document { connection, extract, judged, out, written: Vec::new(), is_first: true };
    document.begin()?;
    document.sources()?;
    document.areas()?;
    document.organizations()?;
    document.persons()?;
    document.posts()?;
    document.memberships()?;
    document.put("\n}\n")?;
    let left_out = document.judged.left_out.get();
    let records =
        if left_out == 1 { "record of another verdict is" } else { "records of other verdicts are" };
    let note = (left_out > 0).then(|| format!("{left_out} {records} left out"));
    Ok(Written { counts: document.written, notes: note.into_iter().collect() })
}

/// The verdicts on records, and which of them are asked about.
struct Judged<'asked> {
    verdicts: RecordVerdicts,
    shown: &'asked Shown,
    left_out: Cell<u64>,
}

impl Judged<'_> {
    /// Puts the verdict on a record.
    fn put(&self, object: &mut Object, row: &Row) {
        let id = row.cell("id").unwrap_or_default();
        object.put("verdict", self.verdicts.get(row.table.name, id).map(Verdict::word));
    }

    /// Whether the verdict on a record is asked about; one that is not is counted.
    fn takes(&self, row: &Row) -> bool {
        let takes = self.shown.verdicts.is_empty()
            || self
                .verdicts
                .get(row.table.name, row.cell("id").unwrap_or_default())
                .is_some_and(|verdict| self.shown.shows(verdict));
        self.left_out.set(self.left_out.get() + u64::from(!takes));
        takes
    }
}

struct Document<'document> {
    connection: &'document Connection,
    extract: &'document Extract,
    judged: Judged<'document>,
    out: &'document mut dyn Write,
    written: Vec<(&'static str, u64)>,
    is_first: bool,
}

impl Document<'_> {
    fn put(&mut self, text: &str) -> Result<()> {
        self.out.write_all(text.as_bytes()).map_err(Error::Output)
    }

    fn begin(&mut self) -> Result<()> {
        self.put("{")?;
        // What is in the document is asked for while it is written: names of an entity, the address of a source.
        self.connection.execute_batch(
            "CREATE TEMP TABLE IF NOT EXISTS popolo_names (
               subject TEXT NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL, PRIMARY KEY (subject, number)
             ) WITHOUT ROWID;
             DELETE FROM popolo_names;",
        )?;
        let mut insert = self.connection.prepare("INSERT INTO popolo_names VALUES (?1, ?2, ?3)")?;
        let judged = &self.judged;
        let mut count = 0;
        rows(self.connection, self.extract, "names", |number, row| {
            if !judged.takes(row) {
                return Ok(());
            }
            count += 1;
            let mut name = Object::default();
            name.put("name", row.cell("name"));
            name.date("start_date", "since", row.cell("since"));
            name.date("end_date", "until", row.cell("until"));
            for (key, column) in [
                ("as_of", "as_of"),
                ("lang", "language"),
                ("kind", "kind"),
                ("label", "label"),
                ("id", "id"),
                ("source", "source"),
            ] {
                name.put(key, row.cell(column));
            }
            judged.put(&mut name, row);
            remarks(&mut name, row);
            let text = serde_json::to_string(&name.0).map_err(|error| Error::Output(error.into()))?;
            insert.execute((row.cell("subject"), i64::try_from(number).unwrap_or(i64::MAX), text))?;
            Ok(())
        })?;
        self.written.push(("names", count));
        Ok(())
    }

    /// Writes an array of the objects that rows of tables become.
    fn array(
        &mut self,
        name: &str,
        tables: &[&'static str],
        object: impl Fn(&Self, &Row) -> Result<Option<Object>>,
    ) -> Result<()> {
        let comma = if std::mem::replace(&mut self.is_first, false) { "" } else { "," };
        self.put(&format!("{comma}\n  \"{name}\": ["))?;
        let mut is_first = true;
        for table in tables {
            let (connection, extract) = (self.connection, self.extract);
            let mut count = 0;
            rows(connection, extract, table, |_, row| {
                let Some(object) = object(self, row)? else { return Ok(()) };
                count += 1;
                let text = serde_json::to_string(&object.0).map_err(|error| Error::Output(error.into()))?;
                let comma = if std::mem::replace(&mut is_first, false) { "" } else { "," };
                self.put(&format!("{comma}\n    {text}"))
            })?;
            // Posts are made of memberships, which follow.
            if name != "posts" {
                self.written.push((table, count));
            }
        }
        self.put(if is_first { "]" } else { "\n  ]" })
    }

    fn sources(&mut self) -> Result<()> {
        // Popolo has neither: they are what an import takes back.
        for (name, table) in [("sources", "sources"), ("titles", "titles")] {
            self.array(name, &[table], whole)?;
        }
        Ok(())
    }

    fn areas(&mut self) -> Result<()> {
        self.array("areas", &["places"], |document, row| {
            let mut object = Object::default();
            let keys = [
                ("id", "id"),
                ("name", "name"),
                ("classification", "kind"),
                ("parent_id", "parent"),
                ("identifier", "iso_code"),
                ("latitude", "latitude"),
                ("longitude", "longitude"),
            ];
            for (key, column) in keys {
                object.put(key, row.cell(column));
            }
            let degrees = |column| row.cell(column).and_then(|text| text.parse::<f64>().ok());
            if let (Some(latitude), Some(longitude)) = (degrees("latitude"), degrees("longitude")) {
                let point = json!({ "type": "Point", "coordinates": [longitude, latitude] });
                object.0.insert("geometry".to_owned(), point);
            }
            document.provenance(&mut object, row)?;
            Ok(Some(object))
        })
    }

    fn organizations(&mut self) -> Result<()> {
        self.array("organizations", &["organizations", "chapters"], |document, row| {
            let mut object = Object::default();
            object.put("id", row.cell("id"));
            object.put("name", row.cell("name"));
            if row.table.name == "organizations" {
                object.put("classification", row.cell("kind"));
                object.put("identity", row.cell("identity"));
            } else {
                object.put("classification", Some("chapter"));
                object.put("parent_id", row.cell("parent").or(row.cell("organization")));
                object.put("organization_id", row.cell("organization"));
                object.put("chapter_id", row.cell("parent"));
                object.put("level", row.cell("level"));
                object.put("area_id", row.cell("place"));
                object.date("founding_date", "since", row.cell("since"));
                object.date("dissolution_date", "until", row.cell("until"));
                object.put("as_of", row.cell("as_of"));
                document.judged.put(&mut object, row);
            }
            document.names(&mut object, row)?;
            document.provenance(&mut object, row)?;
            Ok(Some(object))
        })
    }

    fn persons(&mut self) -> Result<()> {
        self.array("persons", &["officials"], |document, row| {
            let mut object = Object::default();
            for (key, column) in [("id", "id"), ("name", "name"), ("gender", "sex"), ("identity", "identity")]
            {
                object.put(key, row.cell(column));
            }
            document.names(&mut object, row)?;
            document.provenance(&mut object, row)?;
            Ok(Some(object))
        })
    }

    /// The posts that memberships are of: a title in a body.
    fn posts(&mut self) -> Result<()> {
        let mut seen = BTreeSet::new();
        let seen = std::cell::RefCell::new(&mut seen);
        self.array("posts", &["postings"], |document, row| {
            let (Some(body), Some(title)) = (body(row), row.cell("title")) else { return Ok(None) };
            let id = post(body, title);
            if !seen.borrow_mut().insert(id.clone()) {
                return Ok(None);
            }
            let name = document.title(title)?;
            let mut object = Object::default();
            object.put("id", Some(&id));
            object.put("label", Some(name.as_deref().unwrap_or(title)));
            object.put("role", Some(name.as_deref().unwrap_or(title)));
            object.put("organization_id", Some(body));
            object.put("title_id", Some(title));
            Ok(Some(object))
        })
    }

    fn memberships(&mut self) -> Result<()> {
        self.array("memberships", &["postings"], |document, row| {
            if !document.judged.takes(row) {
                return Ok(None);
            }
            let mut object = Object::default();
            let title = row.cell("title").unwrap_or_default();
            object.put("id", row.cell("id"));
            object.put("person_id", row.cell("official"));
            object.put("organization_id", body(row));
            object.put("post_id", body(row).map(|body| post(body, title)).as_deref());
            object.put("role", Some(document.title(title)?.as_deref().unwrap_or(title)));
            object.put("label", row.cell("title_as_written"));
            object.date("start_date", "since", row.cell("since"));
            object.date("end_date", "until", row.cell("until"));
            object.put("title_id", Some(title));
            object.put("term", row.cell("term"));
            object.put("as_of", row.cell("as_of"));
            document.judged.put(&mut object, row);
            if row.cell("chapter").is_some() {
                object.0.insert("in_chapter".to_owned(), json!(true));
            }
            document.provenance(&mut object, row)?;
            Ok(Some(object))
        })
    }

    fn title(&self, id: &str) -> Result<Option<String>> {
        let mut statement = self.connection.prepare_cached("SELECT name FROM titles WHERE id = ?1")?;
        let mut found = statement.query_map([id], |row| row.get(0))?;
        Ok(found.next().transpose()?)
    }

    fn names(&self, object: &mut Object, row: &Row) -> Result<()> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT name FROM popolo_names WHERE subject = ?1 ORDER BY number")?;
        let names = statement
            .query_map([row.cell("id")], |row| row.get::<_, String>(0))?
            .map(|name| Ok(serde_json::from_str(&name?).unwrap_or_default()))
            .collect::<rusqlite::Result<Vec<Value>>>()?;
        if !names.is_empty() {
            object.0.insert("other_names".to_owned(), names.into());
        }
        Ok(())
    }

    /// The source of a row as a link, and which of our sources it is.
    fn provenance(&self, object: &mut Object, row: &Row) -> Result<()> {
        let Some(source) = row.cell("source") else { return Ok(()) };
        remarks(object, row);
        let mut statement = self.connection.prepare_cached("SELECT url, title FROM sources WHERE id = ?1")?;
        let mut found = statement
            .query_map([source], |row| Ok((row.get::<_, Option<String>>(0)?, row.get::<_, String>(1)?)))?;
        let Some((url, title)) = found.next().transpose()? else { return Ok(()) };
        // A link needs an address.
        let url = url.unwrap_or_else(|| format!("urn:orgarchive:{source}"));
        object.0.insert("sources".to_owned(), json!([{ "url": url, "note": title, "id": source }]));
        Ok(())
    }
}

/// A row with all its columns.
fn whole(_: &Document<'_>, row: &Row) -> Result<Option<Object>> {
    Ok(Some(Object(row.object())))
}

/// Puts where a source says it, and what the analyst says of that.
fn remarks(object: &mut Object, row: &Row) {
    for column in ["locator", "quote", "credibility", "note"] {
        object.put(column, row.cell(column));
    }
}

fn body(row: &Row) -> Option<&str> {
    row.cell("organization").or(row.cell("chapter"))
}

fn post(body: &str, title: &str) -> String {
    format!("{body}/{title}")
}
