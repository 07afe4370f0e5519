//! Questions to the archive: each is in a `.sql` file beside this one, with named parameters.
//!
//! The statements fetch records; what the records mean together is the business of `verdict` and `answer`.

mod dated;
mod each;
mod restricted;
mod sources;
pub mod vocabulary;

pub use dated::{DatedRow, Dates, Fetched};
pub use restricted::KeptBack;
pub use sources::{Grade, SourceFilter, Trust, UncertainSources};

use std::cell::Cell;
use std::time::Instant;

use rusqlite::types::Value;
use rusqlite::{Connection, Row, ToSql};

use crate::archive::STATEMENT_LOG;
use crate::date::Day;
use crate::error::Result;

/// A statement that is in a `.sql` file.
#[derive(Debug, Clone, Copy)]
pub struct Sql {
    /// The name of the file, without its ending.
    pub name: &'static str,
    /// What is in the file.
    pub text: &'static str,
}

macro_rules! statements {
    ($($(#[$documentation:meta])* $constant:ident = $file:literal;)*) => {
        $($(#[$documentation])* pub const $constant: Sql =
            Sql { name: $file, text: include_str!(concat!($file, ".sql")) };)*
        /// Every statement there is.
        pub const STATEMENTS: &[Sql] = &[$($constant),*];
    };
}

statements! {
    /// Kept documents of some sources.
    ATTACHMENTS_OF = "attachments_of";
    /// Bodies in which some officials ever held a title.
    BODIES_OF_OFFICIALS = "bodies_of_officials";
    /// Versions that were superseded.
    CHANGES_OF = "changes_of";
    /// Records of all chapters.
    CHAPTERS_EVERYWHERE = "chapters_everywhere";
    /// Relations that date chapters.
    CHAPTER_RELATIONS = "chapter_relations";
    /// Records of some chapters.
    CHAPTERS_NAMED = "chapters_named";
    /// Records of the chapters of some bodies.
    CHAPTERS_OF = "chapters_of";
    /// Ids of entities that a text names.
    ENTITIES_NAMED = "entities_named";
    /// Days and entities that facts about an entity state.
    VALUES_STATED = "values_stated";
    /// Days and entities that facts of a source state.
    VALUES_OF_SOURCE = "values_of_source";
    /// What some events are called.
    EVENT_TITLES = "event_titles";
    /// Reports of some events.
    EVENTS_NAMED = "events_named";
    /// Reports of events in a window.
    EVENTS_IN_WINDOW = "events_in_window";
    /// Reports of events of some bodies, officials or places.
    EVENTS_OF = "events_of";
    /// Facts about some subjects.
    FACTS_OF = "facts_of";
    /// Facts of one attribute.
    FACTS_OF_ATTRIBUTE = "facts_of_attribute";
    /// Which of some sources were certainly published later.
    LATER_AMONG = "later_among";
    /// Births, deaths, foundings and dissolutions of some entities.
    LIMITS = "limits";
    /// Births, deaths, foundings and dissolutions of all entities.
    LIMITS_EVERYWHERE = "limits_everywhere";
    /// What is placed in some places.
    LOCATED_IN = "located_in";
    /// Names of some entities.
    NAMES = "names";
    /// Names of all entities of one kind.
    NAMES_OF_KIND = "names_of_kind";
    /// Bodies and officials, and what relations name besides.
    NETWORK_NODES = "network_nodes";
    /// All organizations.
    ORGANIZATIONS = "organizations";
    /// Some organizations.
    ORGANIZATIONS_NAMED = "organizations_named";
    /// Participations of some subjects, or in some events.
    PARTICIPANTS_OF = "participants_of";
    /// All places.
    PLACES_EVERYWHERE = "places_everywhere";
    /// Places that lie in some places.
    PLACES_WITHIN = "places_within";
    /// Postings everywhere.
    POSTINGS_EVERYWHERE = "postings_everywhere";
    /// Postings in some bodies.
    POSTINGS_OF_BODIES = "postings_of_bodies";
    /// Every record about one entity.
    RECORDS_ABOUT = "records_about";
    /// Relations of some subjects or to some objects.
    RELATIONS_ASKED = "relations_asked";
    /// Relations of some kinds.
    RELATIONS_EVERYWHERE = "relations_everywhere";
    /// Every record of one source.
    RECORDS_OF_SOURCE = "records_of_source";
    /// Hierarchical relations of some entities to what is above them.
    RELATIONS_OF = "relations_of";
    /// Hierarchical relations that lead to some entities.
    RELATIONS_TO = "relations_to";
    /// Runs of the program and changes by other programs.
    RUNS = "runs";
    /// Entities whose names initials can stand for.
    SEARCH_NAME_RANGES = "search_name_ranges";
    /// Entities that share a key with a name.
    SEARCH_NAMES = "search_names";
    /// Rows whose text matches.
    SEARCH_TEXT = "search_text";
    /// Some of the rows whose text matches.
    SEARCH_TEXT_ANY = "search_text_any";
    /// How many rows have text that matches.
    SEARCH_TEXT_COUNT = "search_text_count";
    /// Which of some sources are restricted.
    RESTRICTED_AMONG = "restricted_among";
    /// What some sources are.
    SOURCES_NAMED = "sources_named";
}

/// The clocks of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clocks {
    /// Valid time: the day asked about.
    pub on: Day,
    /// Publication time: only sources that were surely out by that day count.
    pub published_by: Option<Day>,
}

impl Clocks {
    /// A question about a day.
    #[must_use]
    pub fn new(on: Day, published_by: Option<Day>) -> Clocks {
        Clocks { on, published_by }
    }

    /// Publication time as a parameter.
    #[must_use]
    pub fn published_by(&self) -> Option<String> {
        self.published_by.map(|day| day.to_string())
    }
}

/// A statement with its parameters.
#[derive(Debug, Clone)]
pub struct Statement {
    sql: Sql,
    parameters: Vec<(&'static str, Value)>,
}

impl Statement {
    /// A statement that takes no parameters yet.
    #[must_use]
    pub fn new(sql: Sql) -> Statement {
        Statement { sql, parameters: Vec::new() }
    }

    /// The same with a parameter set.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Statement {
        self.parameters.push((name, value.into()));
        self
    }

    /// The statement itself.
    #[must_use]
    pub fn sql(&self) -> Sql {
        self.sql
    }

    /// Its parameters, to be bound.
    #[must_use]
    pub fn parameters(&self) -> Vec<(&str, &dyn ToSql)> {
        self.parameters.iter().map(|(name, value)| (*name, value as &dyn ToSql)).collect()
    }
}

/// Runs a statement and gives each row to `take`; of two parameters with one name the last counts.
///
/// # Errors
/// If the archive cannot be read.
pub fn each_row(
    connection: &Connection,
    sql: Sql,
    parameters: &[(&str, &dyn ToSql)],
    mut take: impl FnMut(&Row<'_>) -> Result<()>,
) -> Result<()> {
    let run = Logged::new(sql.name);
    let mut statement = connection.prepare_cached(&sql.repeated())?;
    bind(&mut statement, parameters)?;
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next()? {
        run.rows.set(run.rows.get() + 1);
        take(row)?;
    }
    Ok(())
}

/// A run of a statement, for the log; it is logged when it ends, however that is.
struct Logged {
    name: &'static str,
    rows: Cell<u64>,
    /// The time it began; none if nobody wants to know.
    began: Option<Instant>,
}

impl Logged {
    fn new(name: &'static str) -> Logged {
        let began = log::log_enabled!(target: STATEMENT_LOG, log::Level::Debug).then(Instant::now);
        Logged { name, rows: Cell::new(0), began }
    }
}

impl Drop for Logged {
    fn drop(&mut self) {
        if let Some(began) = self.began {
            let milliseconds = began.elapsed().as_secs_f64() * 1_000.0;
            log::debug!(target: STATEMENT_LOG, "{}.sql: {} rows, {milliseconds:.1} ms", self.name, self.rows.get());
        }
    }
}

/// A statement as the stock shell runs it, with its parameters set; it is not run.
///
/// # Errors
/// If it does not suit the archive.
pub fn expanded(connection: &Connection, sql: Sql, parameters: &[(&str, &dyn ToSql)]) -> Result<String> {
    let mut statement = connection.prepare_cached(&sql.repeated())?;
    bind(&mut statement, parameters)?;
    Ok(statement.expanded_sql().unwrap_or_else(|| sql.repeated().into_owned()))
}

fn bind(statement: &mut rusqlite::Statement<'_>, parameters: &[(&str, &dyn ToSql)]) -> Result<()> {
    for (name, value) in parameters {
        if let Some(place) = statement.parameter_index(name)? {
            statement.raw_bind_parameter(place, *value)?;
        }
    }
    Ok(())
}

/// Ids as the JSON array that the statements take.
#[must_use]
pub fn json_array<'id>(ids: impl IntoIterator<Item = &'id str>) -> String {
    serde_json::Value::from_iter(ids).to_string()
}
