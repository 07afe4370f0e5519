//! Everything about one entity as a dossier to read: who it is, its posts, names, relations, facts and events, what
//! contradicts, and the sources.

use std::collections::{BTreeMap, BTreeSet};

mod pieces;
mod posts;
pub mod timeline;

use posts::Posts;

use crate::answer::Answer;
use crate::answer::describe::{About, Sources};
use crate::answer::people::Naming;
use crate::conflict::settled::{Settlements, Standing};
use crate::conflict::{Finding, RULES, concerning};
use crate::date::Span;
use crate::error::Result;
use crate::lookup::Found;
use crate::output::{Cell, Cited, Column, Document, Entry, Section};
use crate::reader::Reader;
use crate::schema::Table;

/// The parts of a dossier, in their order, each with the tables whose records it has.
const PARTS: &[(&str, &[&str])] = &[
    ("Posts", &["postings"]),
    ("Names", &["names"]),
    ("Relations", &["relations"]),
    ("Chapters", &["chapters"]),
    ("Places within", &["places"]),
    ("Facts", &["facts"]),
    ("Events", &["events", "participants"]),
    ("Judgements", &["settlements", "judgements"]),
    // Whatever the archive has besides.
    ("Other records", &[]),
];

/// The part of a dossier that has the records of a table; entities that only exist are part of none.
fn part_of(table: &str) -> Option<usize> {
    let part = PARTS.iter().position(|(_, tables)| tables.contains(&table));
    let is_of_statements = || Table::named(table).is_some_and(Table::is_of_statements);
    part.or_else(|| is_of_statements().then_some(PARTS.len() - 1))
}

/// What a dossier and a chronology are written with.
pub struct Writing<'asked> {
    /// Where names are, and how they are shown.
    pub naming: Naming<'asked>,
    /// Whom they are about.
    pub entity: &'asked Found,
}

impl Writing<'_> {
    pub(super) fn reader(&self) -> &Reader {
        self.naming.reader
    }

    /// The cells of some rows, with names in the place of ids.
    pub(super) fn named(&self, columns: &[&str], rows: Vec<Vec<Cell>>) -> Result<Vec<Vec<String>>> {
        let columns = columns.iter().map(|name| Column::shown(name)).collect();
        let mut answer = Answer { columns, rows, notes: Vec::new() };
        self.naming.put(&mut answer)?;
        let texts = |row: Vec<Cell>| row.iter().map(|cell| cell.text().into_owned()).collect();
        Ok(answer.rows.into_iter().map(texts).collect())
    }

    /// The name, the id, and what it is.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn title(&self) -> Result<String> {
        let plain =
            Writing { naming: Naming { shows_ids: false, links: false, ..self.naming }, entity: self.entity };
        let named = plain.named(&["subject"], vec![vec![Cell::from(self.entity.id.as_str())]])?;
        let name = named.concat().concat();
        let kind = self.entity.kind.strip_suffix('s').unwrap_or(&self.entity.kind);
        Ok(if name == self.entity.id {
            format!("{name}, {kind}")
        } else {
            format!("{name} ({}), {kind}", self.entity.id)
        })
    }

    /// What each record says, in words; of the entity itself where nobody is named.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn said(&self, records: &[About]) -> Result<Vec<String>> {
        let row = |record: &About| {
            let cell = |text: &str| Cell::from(text);
            let mut statement = record.statement.as_str();
            let usual = if record.subject == self.entity.id { "is " } else { "occurred: " };
            statement = statement.strip_prefix(usual).unwrap_or(statement);
            statement = statement.strip_prefix("occurred: ").unwrap_or(statement);
            if record.table == "chapters" {
                statement = statement.strip_suffix(" of").unwrap_or(statement);
            }
            let is_id = |place: &str| !place.is_empty() && !place.contains(' ');
            let place = statement
                .rsplit_once(", in ")
                .filter(|(_, place)| matches!(record.table.as_str(), "events" | "chapters") && is_id(place));
            let (mut statement, place) = place.map_or((statement, ""), |(rest, place)| (rest, place));
            if let Some(value) = &record.value {
                statement = statement.strip_suffix(value.as_str()).unwrap_or(statement).trim_end();
            }
            let object = record.value.as_deref().or(record.object.as_deref());
            vec![cell(&record.subject), cell(statement), object.map_or(Cell::Blank, cell), cell(place)]
        };
        let named =
            self.named(&["subject", "message", "object", "place"], records.iter().map(row).collect())?;
        Ok(records.iter().zip(named).map(|(record, named)| self.sentence(record, &named)).collect())
    }

    fn sentence(&self, record: &About, named: &[String]) -> String {
        let [subject, statement, object, place] = named else { return record.statement.clone() };
        let statement =
            &if place.is_empty() { statement.clone() } else { format!("{statement}, in {place}") };
        let is_event = record.table == "events";
        let (is_own, is_object) =
            (record.subject == self.entity.id || is_event, record.object.as_ref() == Some(&self.entity.id));
        let mut words = String::new();
        if !is_own {
            words.push_str(subject);
            words.push(' ');
        }
        match (record.table.as_str(), is_object) {
            ("postings", true) => words.push_str(statement.strip_suffix(" in").unwrap_or(statement)),
            ("events", true) => words.push_str(statement),
            ("events", false) if object.is_empty() => words.push_str(statement),
            ("events", false) => words.push_str(&format!("{statement} ({object})")),
            ("chapters", _) => {
                let what = if is_own {
                    named[1].clone()
                } else {
                    named[1].replacen(&format!(" chapter {subject}"), " chapter", 1)
                };
                words.push_str(&what);
                if !object.is_empty() {
                    words.push_str(&format!(" of {object}"));
                }
                if !place.is_empty() {
                    words.push_str(&format!(", in {place}"));
                }
            }
            ("places", _) if !object.is_empty() => words.push_str(&format!("{statement}, in {object}")),
            _ => {
                words.push_str(statement);
                if !object.is_empty() {
                    words.push(' ');
                    words.push_str(object);
                }
            }
        }
        words
    }

    /// The sources of some records, in full, and their titles by id.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn sources(&self, records: &[About]) -> Result<(Section, BTreeMap<String, String>)> {
        let ids: BTreeSet<&str> = records.iter().map(|record| record.source.as_str()).collect();
        let sources = Sources::of(self.reader(), &ids.into_iter().collect::<Vec<_>>())?;
        let entries = sources.described().map(|(id, words)| Entry::line(id, words)).collect();
        Ok((Section { heading: "Sources".to_owned(), entries }, sources.titles()))
    }
}

/// What a record says, with its source, the source's words, what the analyst notes, and its id.
#[must_use]
pub fn line(record: &About, days: &str, said: &str) -> Entry {
    let mut place = String::new();
    if let Some(locator) = &record.locator {
        place.push_str(&format!(", {locator}"));
    }
    if let Some(quote) = &record.quote {
        place.push_str(&format!(": “{quote}”"));
    }
    let mut remarks = String::new();
    if record.credibility == Some(5) {
        remarks.push_str("; improbable");
    }
    if let Some(note) = &record.note {
        remarks.push_str(&format!("; {note}"));
    }
    remarks.push_str(&format!(" [{}]", record.id));
    let cited = Some(Cited { source: record.source.clone(), place, remarks });
    Entry::Line { days: days.to_owned(), verdict: String::new(), text: said.to_owned(), cited, held: None }
}

/// The dossier of an entity from the records about it; `notes` come last.
///
/// # Errors
/// If the archive cannot be read, or the analyst interrupts.
pub fn dossier(writing: &Writing<'_>, records: &[About], notes: Vec<String>) -> Result<Document> {
    let found = concerning(RULES, writing.reader(), &[&writing.entity.id])?;
    dossier_with(
        writing,
        records,
        &Settlements::of(writing.reader())?,
        &found.iter().collect::<Vec<_>>(),
        notes,
    )
}

/// The same with the findings that concern the entity, for whoever has looked for all of them.
///
/// # Errors
/// As [`dossier`].
pub fn dossier_with(
    writing: &Writing<'_>,
    records: &[About],
    settlements: &Settlements,
    found: &[&Finding],
    notes: Vec<String>,
) -> Result<Document> {
    let said = writing.said(records)?;
    let mut identity = Section { heading: "Identity".to_owned(), ..Section::default() };
    let mut of_parts: Vec<Vec<(&About, &str)>> = vec![Vec::new(); PARTS.len()];
    let mut parts: Vec<Section> = PARTS
        .iter()
        .map(|(heading, _)| Section { heading: (*heading).to_owned(), entries: Vec::new() })
        .collect();
    let mut order: Vec<usize> = (0..records.len()).collect();
    order.sort_by_key(|place| {
        (records[*place].placed.is_none(), records[*place].placed.map(|span| span.from))
    });
    for place in order {
        let (record, said) = (&records[place], &said[place]);
        let is_own = record.id == writing.entity.id && record.table == writing.entity.kind;
        let part = part_of(&record.table);
        // Under its heading a name needs no verb.
        let said = said.strip_prefix("called ").unwrap_or(said);
        match part {
            Some(part) if !is_own => of_parts[part].push((record, said)),
            _ => identity.entries.push(line(record, &record.when, said)),
        }
    }
    for ((part, (_, tables)), records) in parts.iter_mut().zip(PARTS).zip(&of_parts) {
        let of_part: Vec<&About> = records.iter().map(|(record, _)| *record).collect();
        let judged = pieces::judged(writing, tables.first().unwrap_or(&""), &of_part)?;
        part.entries = pieces::entries(writing, &judged, records)?;
    }
    let posts = Posts::of(writing)?;
    parts[0].entries = posts.entries(records, &said);
    let existence = Section { heading: "Existence".to_owned(), entries: pieces::existence(writing)? };
    let mut sections = vec![identity, existence];
    sections.append(&mut parts);
    sections.push(contradictions(writing, settlements, found)?);
    let (sources, titles) = writing.sources(records)?;
    sections.push(sources);
    Ok(Document { title: writing.title()?, sections, notes, titles })
}

/// What stands after a finding in brackets: its rule, its sources, and whether it is settled.
///
/// # Errors
/// If the archive cannot be read.
pub fn aside(reader: &Reader, settlements: &Settlements, finding: &Finding) -> Result<String> {
    let standing = match settlements.standing(reader, finding)? {
        Standing::Settled(one) => format!("settled by {}: {}", one.by, one.conclusion),
        Standing::Lapsed(..) => "open again".to_owned(),
        Standing::Open => "open".to_owned(),
    };
    Ok(format!(" ({}; {}; {standing})", finding.rule, finding.sources().join("; ")))
}

/// What contradicts, as far as it concerns the entity.
fn contradictions(writing: &Writing<'_>, settlements: &Settlements, found: &[&Finding]) -> Result<Section> {
    let reader = writing.reader();
    let mut section = Section { heading: "What contradicts".to_owned(), entries: Vec::new() };
    let (mut days, mut rows) = (Vec::new(), Vec::new());
    for finding in found {
        let standing = aside(reader, settlements, finding)?;
        rows.push(vec![Cell::from(finding.message.as_str()), Cell::from(standing)]);
        days.push(finding.days.and_then(Span::run_of_days).unwrap_or_default());
    }
    let named = writing.named(&["message", "standing"], rows)?;
    section
        .entries
        .extend(days.into_iter().zip(named).map(|(days, named)| Entry::line(days, named.concat())));
    Ok(section)
}
