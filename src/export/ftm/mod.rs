//! Entities of FollowTheMoney, one a line: <https://followthemoney.tech>.
//!
//! A record is one entity: a posting an occupancy of a position, a relation a link, a report an event. What the model has no property
//! for, and what an import takes back, is the row as it is, under a key of our own that its readers keep and pass over.

mod entity;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::Write;

use serde_json::{Map, Value, json};

use entity::{Entity, entity_id, position_id, record_id};

use super::one_file::{Asked, Written};
use super::rows::{Row, each, is_plain};
use crate::answer::record_verdicts::RecordVerdicts;
use crate::error::{Error, Result};

/// The key under which a row is as it is.
const OWN: &str = "orgarchive";

/// An `until` that has not come.
const OPEN: &str = "..";

/// Attributes of the archive, the schema whose property they are, and the property.
const DATES: &[(&str, &str)] = &[
    ("born", "birthDate"),
    ("died", "deathDate"),
    ("founded", "incorporationDate"),
    ("dissolved", "dissolutionDate"),
];

/// Writes the entities.
///
/// # Errors
/// If the archive cannot be read, or it cannot be written.
pub fn write_ftm(asked: &Asked<'_>, out: &mut dyn Write) -> Result<Written> {
    let mut file = File::begin(asked, out)?;
    file.sources()?;
    file.places()?;
    file.bodies()?;
    file.officials()?;
    file.positions()?;
    file.postings()?;
    file.events()?;
    file.relations()?;
    file.participants()?;
    for (table, ids) in std::mem::take(&mut file.used) {
        file.written.push((table, u64::try_from(ids.len()).unwrap_or(u64::MAX)));
    }
    let mut notes = Vec::new();
    if file.left_out > 0 {
        let records = if file.left_out == 1 {
            "1 record of another verdict is"
        } else {
            "records of other verdicts are"
        };
        let many = if file.left_out == 1 { String::new() } else { format!("{} ", file.left_out) };
        notes.push(format!("{many}{records} left out"));
    }
    Ok(Written { counts: file.written, notes })
}

/// What is known of a source beside an entity.
struct Origin {
    url: Option<String>,
    publisher: Option<String>,
    accessed: Option<String>,
}

struct File<'file> {
    asked: &'file Asked<'file>,
    out: &'file mut dyn Write,
    verdicts: RecordVerdicts,
    written: Vec<(&'static str, u64)>,
    left_out: u64,
    /// The ids of entities of the archive, with their tables.
    kinds: HashMap<String, &'static str>,
    origins: HashMap<String, Origin>,
    /// By event the entity of its first report.
    events: HashMap<String, String>,
    /// By entity the rows of its names.
    names: HashMap<String, Vec<Value>>,
    /// By entity its births, deaths and the like: property and date.
    dates: HashMap<String, Vec<(&'static str, String)>>,
    /// By event who took part.
    involved: HashMap<String, Vec<String>>,
    /// Vocabularies by table and id.
    words: HashMap<(&'static str, String), Map<String, Value>>,
    /// Which of them are in the file.
    used: BTreeMap<&'static str, BTreeSet<String>>,
}

impl<'file> File<'file> {
    fn begin(asked: &'file Asked<'file>, out: &'file mut dyn Write) -> Result<File<'file>> {
        let (connection, extract) = (asked.connection, asked.extract);
        let mut facts: Vec<(String, String, &'static str, String)> = Vec::new();
        each(connection, extract, "facts", |_, row| {
            let cells = (row.cell("subject"), row.cell("attribute"), row.cell("value"), row.cell("id"));
            if let (Some(subject), Some(attribute), Some(value), Some(id)) = cells
                && let Some((_, property)) = DATES.iter().find(|(own, _)| *own == attribute)
                && row.cell("credibility") != Some("5")
            {
                facts.push((subject.to_owned(), value.to_owned(), property, id.to_owned()));
            }
            Ok(())
        })?;
        let about: BTreeSet<&str> = facts.iter().map(|(subject, ..)| subject.as_str()).collect();
        let about: Vec<&str> = about.into_iter().collect();
        let verdicts = RecordVerdicts::of(asked.reader, extract.on, &about)?;
        let mut file = File {
            asked,
            out,
            verdicts,
            written: Vec::new(),
            left_out: 0,
            kinds: HashMap::new(),
            origins: HashMap::new(),
            events: HashMap::new(),
            names: HashMap::new(),
            dates: HashMap::new(),
            involved: HashMap::new(),
            words: HashMap::new(),
            used: BTreeMap::new(),
        };
        for (subject, value, property, id) in facts {
            let is_shown = asked.shown.verdicts.is_empty()
                || file.verdicts.get("facts", &id).is_some_and(|verdict| asked.shown.shows(verdict));
            if is_shown {
                file.dates.entry(subject).or_default().push((property, value));
            }
        }
        for table in ["titles", "relation_kinds", "event_kinds", "roles"] {
            each(connection, extract, table, |_, row| {
                let id = row.cell("id").unwrap_or_default().to_owned();
                file.words.insert((row.table.name, id), row.object());
                Ok(())
            })?;
        }
        for table in ["places", "organizations", "chapters", "officials"] {
            each(connection, extract, table, |_, row| {
                file.kinds.insert(row.cell("id").unwrap_or_default().to_owned(), row.table.name);
                Ok(())
            })?;
        }
        let mut names = Vec::new();
        let count = each(connection, extract, "names", |_, row| {
            let subject = row.cell("subject").unwrap_or_default().to_owned();
            names.push((subject, row.cell("id").unwrap_or_default().to_owned(), row.object()));
            Ok(())
        })?;
        file.written.push(("names", count));
        for (subject, id, name) in names {
            if file.is_shown("names", &id) {
                file.names.entry(subject).or_default().push(name.into());
            }
        }
        each(connection, extract, "participants", |_, row| {
            if let (Some(event), Some(subject)) = (row.cell("event"), row.cell("subject")) {
                file.involved.entry(event.to_owned()).or_default().push(subject.to_owned());
            }
            Ok(())
        })?;
        Ok(file)
    }

    /// Whether a record has a verdict that is asked about; one that does not is counted.
    fn is_shown(&mut self, table: &str, id: &str) -> bool {
        let shown = self.asked.shown;
        let verdict = self.verdicts.get(table, id);
        let is_shown = shown.verdicts.is_empty() || verdict.is_some_and(|verdict| shown.shows(verdict));
        self.left_out += u64::from(!is_shown);
        is_shown
    }

    /// Writes what rows of a table become.
    fn each(
        &mut self,
        table: &'static str,
        mut entity: impl FnMut(&mut Self, &Row) -> Result<Option<Entity>>,
    ) -> Result<()> {
        let mut count = 0;
        let (connection, extract) = (self.asked.connection, self.asked.extract);
        each(connection, extract, table, |_, row| {
            if let Some(entity) = entity(self, row)? {
                self.write(entity)?;
                count += 1;
            }
            Ok(())
        })?;
        self.written.push((table, count));
        Ok(())
    }

    fn write(&mut self, entity: Entity) -> Result<()> {
        let Entity { id, schema, properties, own } = entity;
        let mut object = json!({ "id": id, "schema": schema, "properties": properties });
        if let Value::Object(object) = &mut object
            && !own.is_empty()
        {
            object.insert(OWN.to_owned(), own.into());
        }
        let text = serde_json::to_string(&object).map_err(|error| Error::Output(error.into()))?;
        writeln!(self.out, "{text}").map_err(Error::Output)
    }

    /// The source of a record, as the model has it.
    fn provenance(&self, entity: &mut Entity, row: &Row) {
        let Some(source) = row.cell("source") else { return };
        entity.put("proof", Some(&record_id("sources", source)));
        if let Some(origin) = self.origins.get(source) {
            entity.address("sourceUrl", origin.url.as_deref());
            entity.put("publisher", origin.publisher.as_deref());
            entity.date("retrievedAt", origin.accessed.as_deref());
        }
    }

    /// What can be said of a record in words: its verdict, its dates where they are not plain, and its place in the source.
    fn remarks(&self, entity: &mut Entity, row: &Row) {
        let id = row.cell("id").unwrap_or_default();
        let mut summary = String::new();
        if let Some(verdict) = self.verdicts.get(row.table.name, id) {
            summary.push_str(verdict.word());
            if let Some(day) = self.asked.extract.on {
                summary.push_str(&format!(" on {day}"));
            }
        }
        let dates = ["since", "until", "as_of", "date"]
            .into_iter()
            .filter(|column| row.table.columns().any(|own| own.name == *column));
        let dates: Vec<String> = dates
            .filter_map(|column| Some((column, row.cell(column)?)))
            .filter(|(_, date)| !is_plain(date) && *date != OPEN)
            .map(|(column, date)| {
                if column == "date" {
                    date.to_owned()
                } else {
                    format!("{} {date}", column.replace('_', " "))
                }
            })
            .collect();
        if !dates.is_empty() {
            summary.push_str(if summary.is_empty() { "" } else { ": " });
            summary.push_str(&dates.join(", "));
        }
        entity.put("summary", Some(&summary));
        let quote = row.cell("quote").map(|quote| format!("“{quote}”"));
        let words: Vec<&str> =
            [row.cell("locator"), quote.as_deref(), row.cell("note")].into_iter().flatten().collect();
        entity.put("description", Some(&words.join("; ")));
        self.provenance(entity, row);
    }

    fn sources(&mut self) -> Result<()> {
        self.each("sources", |file, row| {
            let id = row.cell("id").unwrap_or_default();
            let origin = Origin {
                url: row.cell("url").or(row.cell("archive_url")).map(str::to_owned),
                publisher: row.cell("publisher").map(str::to_owned),
                accessed: row.cell("accessed").map(str::to_owned),
            };
            file.origins.insert(id.to_owned(), origin);
            let is_article = matches!(row.cell("kind"), Some("news" | "state-media" | "newsletter"));
            let mut entity =
                Entity::of(record_id("sources", id), if is_article { "Article" } else { "Document" }, row);
            if !is_article {
                entity.put("fileName", row.cell("title"));
            }
            for (property, column) in
                [("title", "title"), ("author", "author"), ("publisher", "publisher"), ("notes", "note")]
            {
                entity.put(property, row.cell(column));
            }
            entity.date("publishedAt", row.cell("published"));
            entity.date("retrievedAt", row.cell("accessed"));
            entity.address("sourceUrl", row.cell("url"));
            entity.address("sourceUrl", row.cell("archive_url"));
            Ok(Some(entity))
        })
    }

    fn places(&mut self) -> Result<()> {
        self.each("places", |file, row| {
            let id = row.cell("id").unwrap_or_default();
            let mut entity = Entity::of(entity_id(id), "Address", row);
            let name = row.cell("name");
            entity.put("name", name);
            entity.put("full", name);
            match row.cell("kind") {
                Some("city" | "town" | "village") => entity.put("city", name),
                Some("province") => entity.put("state", name),
                Some("district" | "county") => entity.put("region", name),
                _ => {}
            }
            entity.put("latitude", row.cell("latitude"));
            entity.put("longitude", row.cell("longitude"));
            file.name(&mut entity, id);
            file.provenance(&mut entity, row);
            Ok(Some(entity))
        })
    }

    /// The names of an entity: what it is called otherwise, and the rows as they are.
    fn name(&self, entity: &mut Entity, id: &str) {
        let Some(names) = self.names.get(id) else { return };
        for name in names.iter().filter_map(|name| name.get("name")?.as_str()) {
            let is_main = entity
                .properties
                .get("name")
                .is_some_and(|main| main.as_array().is_some_and(|main| main.iter().any(|main| main == name)));
            entity.put("alias", (!is_main).then_some(name));
        }
        entity.own.insert("names".to_owned(), json!(names));
    }

    fn dates(&self, entity: &mut Entity, id: &str) {
        for (property, date) in self.dates.get(id).into_iter().flatten() {
            let fits = match entity.schema {
                "Person" => matches!(*property, "birthDate" | "deathDate"),
                _ => matches!(*property, "incorporationDate" | "dissolutionDate"),
            };
            entity.date(property, Some(date.as_str()).filter(|_| fits));
        }
    }

    fn bodies(&mut self) -> Result<()> {
        self.each("organizations", |file, row| {
            let id = row.cell("id").unwrap_or_default();
            let schema = match row.cell("kind") {
                Some("state-body") => "PublicBody",
                Some("enterprise") => "Company",
                _ => "Organization",
            };
            let mut entity = Entity::of(entity_id(id), schema, row);
            entity.put("name", row.cell("name"));
            entity.put("classification", row.cell("kind"));
            file.name(&mut entity, id);
            file.dates(&mut entity, id);
            file.provenance(&mut entity, row);
            Ok(Some(entity))
        })?;
        self.each("chapters", |file, row| {
            let id = row.cell("id").unwrap_or_default();
            let mut entity = Entity::of(entity_id(id), "Organization", row);
            entity.put("name", row.cell("name"));
            entity.put("classification", Some("chapter"));
            entity.put("classification", row.cell("level"));
            entity.put("parent", row.cell("parent").or(row.cell("organization")).map(entity_id).as_deref());
            entity.put("addressEntity", row.cell("place").map(entity_id).as_deref());
            entity.date("incorporationDate", row.cell("since"));
            entity.date("dissolutionDate", row.cell("until"));
            file.name(&mut entity, id);
            file.dates(&mut entity, id);
            file.remarks(&mut entity, row);
            Ok(Some(entity))
        })
    }

    fn officials(&mut self) -> Result<()> {
        self.each("officials", |file, row| {
            let id = row.cell("id").unwrap_or_default();
            let mut entity = Entity::of(entity_id(id), "Person", row);
            entity.put("name", row.cell("name"));
            entity.put("gender", row.cell("sex"));
            file.name(&mut entity, id);
            file.dates(&mut entity, id);
            file.provenance(&mut entity, row);
            Ok(Some(entity))
        })
    }

    /// The positions that postings are of: a title in a body.
    fn positions(&mut self) -> Result<()> {
        let mut known: BTreeSet<(String, String)> = BTreeSet::new();
        let (connection, extract) = (self.asked.connection, self.asked.extract);
        each(connection, extract, "postings", |_, row| {
            if let (Some(body), Some(title)) = (body(row), row.cell("title")) {
                known.insert((body.to_owned(), title.to_owned()));
            }
            Ok(())
        })?;
        for (body, title) in known {
            let mut entity = Entity::new(position_id(&body, &title), "Position");
            let word = self.words.get(&("titles", title.clone()));
            let name = word.and_then(|word| word.get("name")?.as_str()).unwrap_or(&title).to_owned();
            entity.put("name", Some(&name));
            entity.put("organization", Some(&entity_id(&body)));
            if let Some(word) = word {
                entity.own.insert("table".to_owned(), json!("titles"));
                entity.own.insert("row".to_owned(), word.clone().into());
                self.used.entry("titles").or_default().insert(title.clone());
            }
            self.write(entity)?;
        }
        Ok(())
    }

    fn postings(&mut self) -> Result<()> {
        self.each("postings", |file, row| {
            let id = row.cell("id").unwrap_or_default();
            let (Some(official), Some(body), Some(title)) =
                (row.cell("official"), body(row), row.cell("title"))
            else {
                return Ok(None);
            };
            if !file.is_shown("postings", id) {
                return Ok(None);
            }
            let mut entity = Entity::of(record_id("postings", id), "Occupancy", row);
            entity.put("holder", Some(&entity_id(official)));
            entity.put("post", Some(&position_id(body, title)));
            file.interval(&mut entity, row);
            entity.put("description", row.cell("title_as_written"));
            Ok(Some(entity))
        })
    }

    /// When a record says that it held, and where.
    fn interval(&self, entity: &mut Entity, row: &Row) {
        entity.put("recordId", row.cell("id"));
        entity.date("startDate", row.cell("since"));
        entity.date("endDate", row.cell("until"));
        entity.date("date", row.cell("as_of"));
        self.remarks(entity, row);
    }

    fn relations(&mut self) -> Result<()> {
        self.each("relations", |file, row| {
            let id = row.cell("id").unwrap_or_default();
            let (Some(subject), Some(object)) = (row.cell("subject"), row.cell("object")) else {
                return Ok(None);
            };
            if !file.is_shown("relations", id) {
                return Ok(None);
            }
            let relation = row.cell("relation").unwrap_or_default();
            let kind = |id: &str| file.kinds.get(id).copied();
            let is_membership = relation == "member-of"
                && matches!(kind(subject), Some("officials" | "organizations" | "chapters"))
                && matches!(kind(object), Some("organizations" | "chapters"));
            let (schema, from, to) = match is_membership {
                true => ("Membership", "member", "organization"),
                false => ("UnknownLink", "subject", "object"),
            };
            let (Some(one), Some(other)) = (file.end(subject), file.end(object)) else {
                // The event's reports have other verdicts.
                file.left_out += 1;
                return Ok(None);
            };
            let mut entity = Entity::of(record_id("relations", id), schema, row);
            entity.put(from, Some(&one));
            entity.put(to, Some(&other));
            file.word(&mut entity, "relation_kinds", relation);
            file.interval(&mut entity, row);
            Ok(Some(entity))
        })
    }

    /// The word of a vocabulary for what links two.
    fn word(&mut self, entity: &mut Entity, table: &'static str, id: &str) {
        let word = self.words.get(&(table, id.to_owned()));
        let name = word.and_then(|word| word.get("name")?.as_str()).unwrap_or(id);
        entity.put(if entity.schema == "Event" { "keywords" } else { "role" }, Some(name));
        if let Some(word) = word {
            entity.own.insert("word".to_owned(), word.clone().into());
            self.used.entry(table).or_default().insert(id.to_owned());
        }
    }

    /// The entity that a record is about; of an event that is its first report.
    fn end(&self, id: &str) -> Option<String> {
        self.kinds.get(id).map(|_| entity_id(id)).or_else(|| self.events.get(id).cloned())
    }

    fn events(&mut self) -> Result<()> {
        self.each("events", |file, row| {
            let id = row.cell("id").unwrap_or_default();
            if !file.is_shown("events", id) {
                return Ok(None);
            }
            let event = row.cell("event").unwrap_or(id);
            let own = record_id("events", id);
            file.events.entry(event.to_owned()).or_insert_with(|| own.clone());
            let mut entity = Entity::of(own, "Event", row);
            let title = row.cell("title").unwrap_or_default();
            // A reader that knows no statuses must not take it for what happened.
            let status = row.cell("status").filter(|status| *status != "occurred");
            entity.put("name", Some(&status.map_or(title.to_owned(), |status| format!("{status}: {title}"))));
            if let Some(kind) = row.cell("kind") {
                file.word(&mut entity, "event_kinds", kind);
            }
            let date = row.cell("date").unwrap_or_default();
            match date.split_once('/') {
                Some((start, end)) => {
                    entity.date("startDate", Some(start));
                    entity.date("endDate", Some(end));
                }
                None => entity.date("date", Some(date)),
            }
            entity.put("addressEntity", row.cell("place").map(entity_id).as_deref());
            let concerned =
                ["organization", "chapter", "official"].into_iter().filter_map(|column| row.cell(column));
            let took_part = file.involved.get(event).into_iter().flatten().map(String::as_str);
            for subject in concerned.chain(took_part) {
                if matches!(file.kinds.get(subject), Some(&"officials" | &"organizations" | &"chapters")) {
                    entity.put("involved", Some(&entity_id(subject)));
                }
            }
            entity.put("recordId", Some(id));
            file.remarks(&mut entity, row);
            Ok(Some(entity))
        })
    }

    fn participants(&mut self) -> Result<()> {
        self.each("participants", |file, row| {
            let (Some(event), Some(subject)) = (row.cell("event"), row.cell("subject")) else {
                return Ok(None);
            };
            let (Some(report), Some(one)) = (file.events.get(event).cloned(), file.end(subject)) else {
                file.left_out += 1;
                return Ok(None);
            };
            let mut entity =
                Entity::of(record_id("participants", row.cell("id").unwrap_or_default()), "UnknownLink", row);
            entity.put("subject", Some(&one));
            entity.put("object", Some(&report));
            match row.cell("role") {
                Some(role) => file.word(&mut entity, "roles", role),
                None => entity.put("role", Some("participant")),
            }
            entity.put("recordId", row.cell("id"));
            file.remarks(&mut entity, row);
            Ok(Some(entity))
        })
    }
}

fn body(row: &Row) -> Option<&str> {
    row.cell("organization").or(row.cell("chapter"))
}
