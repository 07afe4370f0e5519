//! What is found by a name in any spelling, or by words.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension};

use super::Answer;
use crate::date::Span;
use crate::error::{Error, Result};
use crate::index::{self, Wanted, each_document, searched_tables, shown_document};
use crate::lookup::{is_then, names_near, sharing};
use crate::name::{System, is_hangul};
use crate::output::{Cell, Column};
use crate::query::{SEARCH_TEXT, SEARCH_TEXT_ANY, SEARCH_TEXT_COUNT, Statement};
use crate::reader::Reader;
use crate::schema::{Dating, Table};
use crate::suggest;

/// How many rows are shown by default.
pub const SHOWN: usize = 100;

/// How many of the best matches are looked at before filters.
const LOOKED_AT: i64 = 20_000;

/// Up to how many matches are read and weighed against each other; for more, FTS5 weighs them by its own counts.
const WEIGHED: i64 = 500;

/// What is looked for, and where.
#[derive(Debug)]
pub struct SearchQuery<'asked> {
    /// A name, or words.
    pub text: &'asked str,
    /// Only rows of these tables; none: all.
    pub tables: Vec<String>,
    /// Only rows of these sources; none: all.
    pub sources: Vec<String>,
    /// Only dated rows that may have held, happened or come out within these days.
    pub window: Option<Span>,
    /// How many rows at most.
    pub most: usize,
}

/// A row that was found.
struct Hit {
    table: &'static Table,
    id: String,
    subject: Option<String>,
    name: String,
    snippet: String,
    found: String,
}

/// What a row says of its source and its days.
#[derive(Default)]
struct Standing {
    source: Option<String>,
    public_by: Option<String>,
    dates: Option<String>,
    from: Option<String>,
    to: Option<String>,
}

/// The columns of the answer.
#[must_use]
pub fn columns() -> Vec<Column> {
    ["table", "id", "subject", "name", "snippet", "found", "dates", "source"]
        .into_iter()
        .map(Column::shown)
        .collect()
}

/// The rows that are found, best first: names by the surest tier, then words by how well they match.
///
/// # Errors
/// If there is nothing to look for, a table or source does not exist, or the archive cannot be read.
pub fn answer(reader: &Reader, asked: &SearchQuery<'_>) -> Result<Answer> {
    let wanted = Wanted::read(asked.text, false);
    if wanted.is_empty() {
        return Err(Error::with_hint(
            "there is nothing to look for",
            "give a name or words: letters or digits",
        ));
    }
    let connection = reader.connection();
    known(connection, asked)?;
    let is_earlier = is_then(connection)?;
    let mut notes = Vec::new();
    let mut finding = Searcher::new(reader, asked);
    let looked_at = finding.all(&wanted, is_earlier)?;
    if looked_at >= LOOKED_AT {
        notes.push(format!(
            "more than {LOOKED_AT} rows match, and only that many were read, in no particular order: add a word"
        ));
    }
    for (system, ids) in &finding.systems {
        notes.push(format!("found by {} spelling: {}", system.name(), ids.join(", ")));
    }
    if finding.left > 0 {
        notes.push(format!("{} more matches are left out; --limit N shows more", finding.left));
    }
    if finding.rows.is_empty() {
        let left_out = left_out_by_filters(reader, asked, &wanted, is_earlier)?;
        match left_out {
            Some(note) => notes.push(note),
            None => {
                notes.push(nothing(connection, asked)?);
                notes.extend(reader.publication_note());
            }
        }
    }
    if asked.window.is_some() {
        notes.push(
            "entity names are undated: with --from, --to or --on only dated records are searched".to_owned(),
        );
    }
    if !is_earlier {
        notes.extend(index::state(connection)?.note());
    }
    notes.extend(reader.notes()?);
    Ok(Answer { columns: columns(), rows: finding.rows, notes })
}

/// Which filter leaves out matches, and how many: each by itself, or else all of them together.
fn left_out_by_filters(
    reader: &Reader,
    asked: &SearchQuery<'_>,
    wanted: &Wanted,
    is_earlier: bool,
) -> Result<Option<String>> {
    let all = || SearchQuery { tables: asked.tables.clone(), sources: asked.sources.clone(), ..*asked };
    let without = [
        ("--table", !asked.tables.is_empty(), SearchQuery { tables: Vec::new(), ..all() }),
        ("--source", !asked.sources.is_empty(), SearchQuery { sources: Vec::new(), ..all() }),
        ("--from, --to or --on", asked.window.is_some(), SearchQuery { window: None, ..all() }),
    ];
    let used: Vec<&str> =
        without.iter().filter(|(_, is_used, _)| *is_used).map(|(option, ..)| *option).collect();
    let none = SearchQuery { tables: Vec::new(), sources: Vec::new(), window: None, ..*asked };
    let all_of_them = (used.len() > 1).then(|| (used.join(" and "), none));
    let each = without.into_iter().filter(|(_, is_used, _)| *is_used);
    for (option, wider) in each.map(|(option, _, wider)| (option.to_owned(), wider)).chain(all_of_them) {
        let mut elsewhere = Searcher::new(reader, &wider);
        elsewhere.all(wanted, is_earlier)?;
        match elsewhere.rows.len() + elsewhere.left {
            0 => {}
            1 => return Ok(Some(format!("1 match is left out by {option}"))),
            many => return Ok(Some(format!("{many} matches are left out by {option}"))),
        }
    }
    Ok(None)
}

/// The statement that is run first; none of an earlier moment, of which the archive has no keys and no words.
///
/// # Errors
/// If the archive cannot be read.
pub fn statement(reader: &Reader, asked: &SearchQuery<'_>) -> Result<Option<Statement>> {
    if is_then(reader.connection())? {
        return Ok(None);
    }
    if asked.window.is_none() {
        return Ok(Some(crate::lookup::keys_statement(asked.text)));
    }
    let expression = Wanted::read(asked.text, false).expression();
    Ok(Some(Statement::new(SEARCH_TEXT).with(":expression", expression).with(":most", LOOKED_AT)))
}

/// Refuses tables and sources that do not exist.
fn known(connection: &Connection, asked: &SearchQuery<'_>) -> Result<()> {
    for name in &asked.tables {
        if !searched_tables().any(|table| table.name == name) {
            let names: Vec<&str> = searched_tables().map(|table| table.name).collect();
            return Err(Error::with_hint(
                format!("there is no table \"{name}\" to search"),
                suggest::did_you_mean(name, names.iter().copied())
                    .unwrap_or_else(|| format!("they are {}", names.join(", "))),
            ));
        }
    }
    crate::query::vocabulary::words(connection, "sources", &asked.sources)?;
    Ok(())
}

/// What to say if nothing was found, with names that are near.
fn nothing(connection: &Connection, asked: &SearchQuery<'_>) -> Result<String> {
    let mut names = Vec::new();
    for table in ["officials", "organizations"] {
        names.extend(names_near(connection, asked.text.trim(), table)?);
    }
    let near = suggest::did_you_mean(asked.text, names.iter().map(String::as_str));
    Ok(match near {
        Some(near) => format!("nothing is found; {near}"),
        None => "nothing is found".to_owned(),
    })
}

/// A row with all the words: its table, its id, and its text if that was read already.
type Match = (&'static Table, String, Option<index::Document>);

struct Searcher<'asked> {
    reader: &'asked Reader,
    asked: &'asked SearchQuery<'asked>,
    rows: Vec<Vec<Cell>>,
    /// Rows that are shown already.
    shown: BTreeSet<(&'static str, String)>,
    /// How many more there are.
    left: usize,
    /// The ids that another system of spelling than the Korean ones found.
    systems: BTreeMap<System, Vec<String>>,
}

impl<'asked> Searcher<'asked> {
    fn new(reader: &'asked Reader, asked: &'asked SearchQuery<'asked>) -> Searcher<'asked> {
        let (rows, shown, systems) = (Vec::new(), BTreeSet::new(), BTreeMap::new());
        Searcher { reader, asked, rows, shown, left: 0, systems }
    }

    /// Names, then rows that have all the words, or else words that begin with them; gives how many rows of the words matched.
    fn all(&mut self, wanted: &Wanted, is_earlier: bool) -> Result<i64> {
        self.names()?;
        let looked_at = self.words(wanted, is_earlier)?;
        if looked_at == 0 {
            let beginnings = Wanted::read(self.asked.text, true);
            self.words(&beginnings, is_earlier)?;
        }
        Ok(looked_at)
    }

    /// The entity whose id the text is.
    fn id(&mut self) -> Result<()> {
        let id = self.asked.text.trim();
        let kind: Option<String> = self
            .reader
            .connection()
            .query_row("SELECT kind FROM entities WHERE id = ?1", [id], |row| row.get(0))
            .optional()?;
        let Some(table) = kind.as_deref().and_then(Table::named) else { return Ok(()) };
        let own = standing(self.reader.connection(), table, id)?.unwrap_or_default();
        let is_asked = (self.asked.tables.is_empty()
            || self.asked.tables.iter().any(|name| name == table.name))
            && (self.asked.sources.is_empty()
                || own.source.as_ref().is_some_and(|source| self.asked.sources.contains(source)));
        if is_asked {
            let names = index::names_of(self.reader.connection(), table.name, id)?;
            let hit = Hit {
                table,
                id: id.to_owned(),
                subject: Some(id.to_owned()),
                name: names.into_iter().next().map(|name| name.name).unwrap_or_default(),
                snippet: format!("[{id}]"),
                found: "id".to_owned(),
            };
            self.show(hit, None, own.source.into_iter().collect());
        }
        Ok(())
    }

    /// Entities that the text names in any spelling.
    fn names(&mut self) -> Result<()> {
        if self.asked.window.is_some() {
            return Ok(());
        }
        let (reader, connection) = (self.reader, self.reader.connection());
        self.id()?;
        let names = Table::named("names");
        let entities = sharing(connection, self.asked.text, |record| {
            let Some(names) = names else { return Ok(false) };
            let standing = standing(connection, names, record)?;
            Ok(standing.is_some_and(|standing| is_counted(reader, &standing)))
        })?;
        for entity in entities {
            let Some(table) = Table::named(&entity.kind) else { continue };
            let mut sources = BTreeSet::new();
            let mut is_of_the_row = false;
            for (record, _) in &entity.names {
                match (record, names) {
                    (Some(record), Some(names)) => {
                        sources.extend(
                            standing(connection, names, record)?.and_then(|standing| standing.source),
                        );
                        self.shown.insert((names.name, record.clone()));
                    }
                    _ => is_of_the_row = true,
                }
            }
            let own = standing(connection, table, &entity.id)?.unwrap_or_default();
            if is_of_the_row {
                sources.extend(own.source);
            }
            let is_asked = (self.asked.tables.is_empty() || self.asked.tables.contains(&entity.kind))
                && (self.asked.sources.is_empty()
                    || self.asked.sources.iter().any(|source| sources.contains(source)));
            if !is_asked {
                continue;
            }
            if let Some(system) = entity.system.filter(|system| *system != System::Korean) {
                self.systems.entry(system).or_default().push(entity.id.clone());
            }
            let mut distinct: Vec<&str> = Vec::new();
            for (_, name) in &entity.names {
                if !distinct.contains(&name.as_str()) {
                    distinct.push(name);
                }
            }
            let brackets: Vec<String> = distinct.iter().take(4).map(|name| format!("[{name}]")).collect();
            let other = match entity.is_contradicted {
                true if self.asked.text.chars().any(is_hangul) => ", another Hangul",
                true => ", other characters",
                false => "",
            };
            let hit = Hit {
                table,
                subject: Some(entity.id.clone()),
                name: distinct.first().map(|name| (*name).to_owned()).unwrap_or_default(),
                snippet: brackets.join("; "),
                found: format!("{}{other}", entity.tier.name()),
                id: entity.id,
            };
            let sources: Vec<String> = sources.into_iter().collect();
            self.show(hit, None, sources);
        }
        Ok(())
    }

    /// Rows that have all the words; gives how many matched.
    fn words(&mut self, wanted: &Wanted, is_earlier: bool) -> Result<i64> {
        let mut hits: Vec<Match> = Vec::new();
        if is_earlier {
            // The index has current rows only: every row of that moment is read.
            for table in searched_tables() {
                each_document(self.reader.connection(), table, |id, document| {
                    let text = format!("{}\n{}", document.name, document.body);
                    if !wanted.places(&crate::name::searchable(&text), true).is_empty() {
                        hits.push((table, id, Some(document)));
                    }
                    Ok(())
                })?;
            }
        } else {
            let expression = wanted.expression();
            let mut matches = 0_i64;
            let parameters: [(&str, &dyn rusqlite::ToSql); 2] =
                [(":expression", &expression), (":most", &LOOKED_AT)];
            self.reader.each(SEARCH_TEXT_COUNT, &parameters, |row| {
                matches = row.get(0)?;
                Ok(())
            })?;
            // Weighing takes a count of every row that has one of the words: it is worth it where many have all of them, and
            // says little where half of the archive has.
            let is_weighed = matches <= WEIGHED;
            let sql = if is_weighed || matches >= LOOKED_AT { SEARCH_TEXT_ANY } else { SEARCH_TEXT };
            self.reader.each(sql, &parameters, |row| {
                if let Some(table) = Table::numbered(row.get(0)?) {
                    hits.push((table, row.get(1)?, None));
                }
                Ok(())
            })?;
            if is_weighed {
                hits = self.weighed(wanted, hits)?;
            }
        }
        let count = i64::try_from(hits.len()).unwrap_or(i64::MAX);
        for (table, id, document) in hits {
            self.word_hit(wanted, table, id, document)?;
        }
        Ok(count)
    }

    /// Matches with their texts, best first.
    fn weighed(&self, wanted: &Wanted, hits: Vec<Match>) -> Result<Vec<Match>> {
        let mut documents = Vec::new();
        for (table, id, _) in hits {
            // The row may be gone since the index had it, or hidden.
            if let Some(document) = shown_document(self.reader.connection(), table, &id)? {
                documents.push((table, id, document));
            }
        }
        let texts: Vec<(&str, &str)> =
            documents.iter().map(|(.., document)| (document.name.as_str(), document.body.as_str())).collect();
        let weights = wanted.weigh(&texts);
        let mut weighed: Vec<(f64, Match)> = weights
            .into_iter()
            .zip(documents)
            .map(|(weight, (table, id, document))| (weight, (table, id, Some(document))))
            .collect();
        weighed.sort_by(|(one, (table, id, _)), (other, (other_table, other_id, _))| {
            other.total_cmp(one).then_with(|| (table.name, id).cmp(&(other_table.name, other_id)))
        });
        Ok(weighed.into_iter().map(|(_, found)| found).collect())
    }

    /// Whether every match is shown, whatever its row says.
    fn takes_all(&self) -> bool {
        self.asked.tables.is_empty()
            && self.asked.sources.is_empty()
            && self.asked.window.is_none()
            && self.reader.counts_all()
    }

    fn word_hit(
        &mut self,
        wanted: &Wanted,
        table: &'static Table,
        id: String,
        document: Option<index::Document>,
    ) -> Result<()> {
        if self.rows.len() >= self.asked.most && self.takes_all() {
            self.left += usize::from(self.shown.insert((table.name, id)));
            return Ok(());
        }
        if self.shown.contains(&(table.name, id.clone()))
            || !(self.asked.tables.is_empty() || self.asked.tables.iter().any(|name| name == table.name))
        {
            return Ok(());
        }
        // The index knows rows of sources that are left out as well.
        let Some(standing) = standing(self.reader.connection(), table, &id)? else { return Ok(()) };
        if let Some(window) = self.asked.window {
            let day =
                |text: &Option<String>| text.as_deref().and_then(|day| day.parse::<crate::date::Day>().ok());
            let (Some(from), Some(to)) = (day(&standing.from), day(&standing.to)) else { return Ok(()) };
            if from > window.to || to < window.from {
                return Ok(());
            }
        }
        let source = standing.source.clone();
        if !self.asked.sources.is_empty()
            && !source.as_ref().is_some_and(|source| self.asked.sources.contains(source))
        {
            return Ok(());
        }
        // Entities are identities, and words of a vocabulary have no source: both are there whatever was published.
        let is_record = !table.is_of_entities() || table.is_of_reports();
        if is_record && source.is_some() && !is_counted(self.reader, &standing) {
            return Ok(());
        }
        let document = match document {
            Some(document) => Some(document),
            None => shown_document(self.reader.connection(), table, &id)?,
        };
        let Some(document) = document else { return Ok(()) };
        let text =
            if wanted.places(&document.body, false).is_empty() { &document.name } else { &document.body };
        let hit = Hit {
            table,
            id,
            snippet: wanted.snippet(text),
            name: document.name.lines().next().unwrap_or_default().to_owned(),
            subject: document.subject,
            found: "text".to_owned(),
        };
        self.show(hit, standing.dates, source.into_iter().collect());
        Ok(())
    }

    fn show(&mut self, hit: Hit, dates: Option<String>, sources: Vec<String>) {
        if !self.shown.insert((hit.table.name, hit.id.clone())) {
            return;
        }
        if self.rows.len() >= self.asked.most {
            self.left += 1;
            return;
        }
        self.rows.push(vec![
            Cell::from(hit.table.name),
            Cell::from(hit.id),
            Cell::from(hit.subject),
            Cell::from(hit.name),
            Cell::from(hit.snippet),
            Cell::from(hit.found),
            Cell::from(dates),
            Cell::List(sources),
        ]);
    }
}

fn is_counted(reader: &Reader, standing: &Standing) -> bool {
    reader.counts(standing.public_by.as_deref(), standing.source.as_deref().unwrap_or_default())
}

/// The source of a row, and its days; none of a row that is not shown.
fn standing(connection: &Connection, table: &'static Table, id: &str) -> Result<Option<Standing>> {
    let source = match table.name {
        "sources" => "id",
        _ if table.column("source").is_some() => "source",
        _ => "NULL",
    };
    let (dates, from, to) = match table.dating {
        Dating::Span => (
            "CASE WHEN since IS NULL AND until IS NULL THEN as_of ELSE coalesce(since, '') || '/' || coalesce(until, '') END",
            "possible_from",
            "possible_to",
        ),
        Dating::Event => ("date", "date_earliest", "date_latest"),
        Dating::Published => ("published", "published_earliest", "published_latest"),
        Dating::None => ("NULL", "NULL", "NULL"),
    };
    let mut statement = connection.prepare_cached(&format!(
        "SELECT said.source, (SELECT public_by FROM sources WHERE sources.id = said.source), said.dates, said.first, said.last
         FROM (SELECT {source} AS source, {dates} AS dates, {from} AS first, {to} AS last FROM {} WHERE id = ?1) AS said",
        table.name
    ))?;
    let found = statement
        .query_row([id], |row| {
            Ok(Standing {
                source: row.get(0)?,
                public_by: row.get(1)?,
                dates: row.get(2)?,
                from: row.get(3)?,
                to: row.get(4)?,
            })
        })
        .optional()?;
    Ok(found)
}
