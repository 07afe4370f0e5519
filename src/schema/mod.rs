//! The tables of the archive, described once, as data.
//!
//! Import, export, templates, the data dictionary, history and all statements that go through tables read [`TABLES`]; a test
//! holds it against the migrated database. Adding a column takes its migration and one line in `tables.rs`.

pub mod derived;
mod judgements;
mod reading;
mod rules;
mod settlements;
pub mod starter;
mod tables;

pub use judgements::JUDGEMENT_VERDICTS;
pub use reading::Reading;
pub use rules::{Breach, RowRule, Seen};
pub use tables::{ATTACHMENTS, OWN_TABLES, RENAMES, TABLES};

/// Words of vocabularies whose ids the rules rely on, with their table: they keep their ids.
pub const RELIED_UPON: &[(&str, &str)] = &[
    ("attributes", "born"),
    ("attributes", "died"),
    ("attributes", "founded"),
    ("attributes", "dissolved"),
    ("relation_kinds", "subordinate-to"),
    ("relation_kinds", "chapter-of"),
    ("relation_kinds", "located-in"),
    ("relation_kinds", "possibly-same-as"),
    ("relation_kinds", "now-known-as"),
    ("relation_kinds", "predecessor-of"),
    ("relation_kinds", "merged-into"),
];

/// All tables whose versions are kept, referred-to tables first.
pub fn versioned_tables() -> impl Iterator<Item = &'static Table> {
    TABLES.iter().chain(OWN_TABLES)
}

/// The searched tables by their numbers in `upkeep_documents`, from 1. A table keeps its number: a new one comes last.
const NUMBERED: [&str; 19] = [
    "sources",
    "titles",
    "relation_kinds",
    "attributes",
    "event_kinds",
    "roles",
    "places",
    "organizations",
    "officials",
    "chapters",
    "events",
    "names",
    "relations",
    "postings",
    "facts",
    "participants",
    "settlements",
    "judgements",
    "attachments",
];

/// One table: its columns in the order in which CSV files, the table and exports have them.
#[derive(Debug)]
pub struct Table {
    /// The name, which is also the name of its CSV file.
    pub name: &'static str,
    /// What one row is, in a sentence.
    pub meaning: &'static str,
    /// What role its rows play.
    pub role: Role,
    /// How its rows are dated.
    pub dating: Dating,
    /// The columns of the record, without provenance, computed and bookkeeping columns.
    pub own_columns: &'static [Column],
    /// How a row reads as a sentence.
    pub reads: Reading,
    /// The columns that make two rows of one source much alike, if they agree: a likely revision.
    pub alike: &'static [&'static str],
    /// What must hold between the cells of a row.
    pub rules: &'static [RowRule],
}

/// What role the rows of a table play.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Where statements come from.
    Source,
    /// An identity in the one id space that `subject` can name (`entities`).
    Entity,
    /// A statement that one source makes.
    Record,
    /// What the analyst concludes about statements: it states nothing about the world.
    Conclusion,
    /// A list of words that other tables use.
    Vocabulary,
    /// What commands of the program keep for themselves: it is not imported.
    Own,
}

/// How the rows of a table are dated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dating {
    /// Not at all.
    None,
    /// `since`, `until` and `as_of`.
    Span,
    /// `date`, of an event.
    Event,
    /// `published` and `accessed`, of a source.
    Published,
}

/// One column of a table.
#[derive(Debug)]
pub struct Column {
    /// The name.
    pub name: &'static str,
    /// What a cell may hold.
    pub kind: Kind,
    /// Whether a blank cell is refused.
    pub required: bool,
    /// What a blank cell stands for.
    pub blank: Blank,
    /// One line of meaning.
    pub meaning: &'static str,
    /// A cell of the worked example in templates. A row that is equal to the example is refused, so the id of a word of a
    /// vocabulary, which has no source to distinguish the two, is unlikely to be in an archive.
    pub example: &'static str,
}

/// What a blank cell stands for; the archive keeps that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blank {
    /// Nothing: the source does not say.
    Nothing,
    /// This text.
    Text(&'static str),
    /// The id of the row.
    OwnId,
}

impl Blank {
    /// The text that a blank cell stands for, if it is the same in all rows.
    #[must_use]
    pub fn text(self) -> Option<&'static str> {
        match self {
            Blank::Text(text) => Some(text),
            Blank::Nothing | Blank::OwnId => None,
        }
    }
}

/// What a cell may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The key of the row.
    Id,
    /// The id of a row of that table.
    Reference(&'static str),
    /// The id of any entity.
    Entity,
    /// The id that the rows reporting one event share.
    Event,
    /// Text.
    Text,
    /// An EDTF date without slash intervals.
    Date,
    /// An EDTF date; a slash interval says that it lasted.
    DateOrInterval,
    /// An EDTF date without slash intervals, or `..` for "still so".
    DateOrStill,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A whole number between these two, both included.
    Whole(i64, i64),
    /// Decimal degrees between minus and plus this, kept as written.
    Degrees(u32),
    /// An absolute http or https address.
    Url,
    /// A BCP 47 language tag.
    Language,
    /// What the attribute's type says: a date, a number, a text or the id of an entity.
    Value,
}

/// Columns that the archive computes for each [`Dating`]; they follow the record's own.
#[must_use]
pub fn computed_columns(table: &Table) -> &'static [(&'static str, &'static str)] {
    match (table.dating, table.name) {
        (Dating::Span, "facts") => FACT_COLUMNS,
        (Dating::Span, _) => &FACT_COLUMNS[..SPAN_COLUMN_COUNT],
        (Dating::Event, _) => EVENT_COLUMNS,
        (Dating::Published, _) => PUBLISHED_COLUMNS,
        (Dating::None, _) => &[],
    }
}

const SPAN_COLUMN_COUNT: usize = 8;

const FACT_COLUMNS: &[(&str, &str)] = &[
    ("possible_from", "before this day the record says it did not hold; 0001-01-01: no limit"),
    ("possible_to", "after this day the record says it did not hold; 9999-12-31: no limit"),
    ("certain_from", "first day on which it held, however the dates are read; NULL: no such day"),
    ("certain_to", "last day on which it held, however the dates are read; NULL: no such day"),
    ("since_latest", "last day that since can mean; NULL: since is blank"),
    ("until_earliest", "first day that until can mean; NULL: until is blank or .."),
    ("as_of_earliest", "first day that as_of can mean; NULL: as_of is blank"),
    ("as_of_latest", "last day that as_of can mean; NULL: as_of is blank"),
    ("value_earliest", "first day a value of type date can mean; NULL: another type"),
    ("value_latest", "last day a value of type date can mean; NULL: another type"),
    ("value_least", "least number a value of type number can mean; NULL: no limit, or another type"),
    ("value_most", "greatest number a value of type number can mean; NULL: no limit, or another type"),
];

const EVENT_COLUMNS: &[(&str, &str)] = &[
    ("date_earliest", "first day the date can mean; 0001-01-01: no limit"),
    (
        "date_latest",
        "last day the date can mean, not after the publication of an occurred event; 9999-12-31: no limit",
    ),
    ("certain_from", "first day on which it was certainly in progress; NULL: no such day"),
    ("certain_to", "last day on which it was certainly in progress; NULL: no such day"),
];

const PUBLISHED_COLUMNS: &[(&str, &str)] = &[
    ("published_earliest", "first day published can mean; NULL: undated"),
    ("published_latest", "last day published can mean, not after accessed; NULL: undated"),
    (
        "public_by",
        "day by which it was certainly published: the earlier of published_latest and accessed; NULL: not known",
    ),
];

/// Columns that say when and by which run the current version of a row was written; they come last.
pub const BOOKKEEPING_COLUMNS: &[(&str, &str)] = &[
    ("recorded_at", "when this version was written, in any archive (UTC)"),
    ("arrived_at", "when this archive received this version (UTC)"),
    ("import", "the run that wrote it; NULL: another program"),
];

/// The columns that close every record: which source says it, where, in which words, how credibly.
pub const PROVENANCE_COLUMNS: &[Column] = tables::PROVENANCE;

/// Columns that do not count for an id derived from the content: correcting them keeps the id.
pub const COLUMNS_OUTSIDE_THE_DERIVED_ID: &[&str] =
    &["id", "locator", "quote", "credibility", "note", "access", "position"];

impl Table {
    /// Its number in `upkeep_documents`; 0 if its text is not searched.
    #[must_use]
    pub fn number(&self) -> i64 {
        NUMBERED.iter().zip(1..).find(|(name, _)| **name == self.name).map_or(0, |(_, number)| number)
    }

    /// The table with this number.
    #[must_use]
    pub fn numbered(number: i64) -> Option<&'static Table> {
        versioned_tables().find(|table| number > 0 && table.number() == number)
    }

    /// The table with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Table> {
        TABLES.iter().find(|table| table.name == name)
    }

    /// The tables of entities.
    pub fn entities() -> impl Iterator<Item = &'static Table> {
        TABLES.iter().filter(|table| table.is_of_entities())
    }

    /// Whether this is the name of a table of entities.
    #[must_use]
    pub fn is_entity_table(name: &str) -> bool {
        Table::named(name).is_some_and(Table::is_of_entities)
    }

    /// Whether its rows are entities, or reports of some.
    #[must_use]
    pub fn is_of_entities(&self) -> bool {
        self.role == Role::Entity
    }

    /// Whether its rows are what a source says, or an analyst concludes, and no entities.
    #[must_use]
    pub fn is_of_records(&self) -> bool {
        matches!(self.role, Role::Record | Role::Conclusion)
    }

    /// Whether its rows state something about entities, beyond that they exist.
    #[must_use]
    pub fn is_of_statements(&self) -> bool {
        self.role == Role::Record || (self.is_of_entities() && self.dating != Dating::None)
    }

    /// Whether several of its rows can report one entity: that has an id of its own, which they share.
    #[must_use]
    pub fn is_of_reports(&self) -> bool {
        self.entity_key() != "id"
    }

    /// The column with the id of the entity that a row is, or reports.
    #[must_use]
    pub fn entity_key(&self) -> &'static str {
        let shared = |column: &&Column| self.is_of_entities() && column.kind == Kind::Event;
        self.own_columns.iter().find(shared).map_or("id", |column| column.name)
    }

    /// Whether ids of its rows may be derived from their content: they take capital letters and colons too.
    #[must_use]
    pub fn has_record_ids(&self) -> bool {
        self.is_of_records() || self.is_of_reports()
    }

    /// The table with this name, among all whose versions are kept.
    #[must_use]
    pub fn versioned(name: &str) -> Option<&'static Table> {
        versioned_tables().find(|table| table.name == name)
    }

    /// Whether every row names its source.
    #[must_use]
    pub fn has_provenance(&self) -> bool {
        self.is_of_entities() || self.is_of_records()
    }

    /// The name of one of its rows, as the command line takes it: `posting`, `facts` without the s.
    #[must_use]
    pub fn singular(&self) -> &'static str {
        self.name.strip_suffix('s').unwrap_or(self.name)
    }

    /// The column with the text by which people call its rows; none if they have no name.
    #[must_use]
    pub fn called_by(&self) -> Option<&'static str> {
        match self.role {
            Role::Source => Some("title"),
            Role::Vocabulary => Some("name"),
            Role::Entity if !self.is_of_reports() => Some("name"),
            _ => None,
        }
    }

    /// All columns of the record, in order: its own, then provenance.
    pub fn columns(&self) -> impl Iterator<Item = &'static Column> + use<> {
        let provenance = if self.has_provenance() { PROVENANCE_COLUMNS } else { &[] };
        self.own_columns.iter().chain(provenance)
    }

    /// The column with this name and its place among [`Table::columns`].
    #[must_use]
    pub fn column(&self, name: &str) -> Option<(usize, &'static Column)> {
        self.columns().enumerate().find(|(_, column)| column.name == name)
    }

    /// The place of that column among [`Table::columns`].
    ///
    /// # Panics
    /// If the description has no such column: a mistake in the program, not in its input.
    #[must_use]
    pub fn place(&self, name: &str) -> usize {
        match self.column(name) {
            Some((place, _)) => place,
            None => panic!("the table {} has no column {name}", self.name),
        }
    }

    /// Whether the analyst chooses the id, so that a blank one is refused.
    #[must_use]
    pub fn needs_an_id(&self) -> bool {
        matches!(self.role, Role::Source | Role::Vocabulary)
            || (self.role == Role::Entity && self.dating != Dating::Event)
    }
}
