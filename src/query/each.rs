//! Statements that go through tables: written once, and repeated for each table that the description lists.
//!
//! In a `.sql` file the lines between `-- for each …` and `-- end` are a pattern. It is repeated with `UNION ALL` between,
//! so that a new table is in every answer that it belongs to:
//!
//! | heading | one copy for |
//! |---|---|
//! | `-- for each record` | each table whose rows name their source |
//! | `-- for each statement` | the same without rows that only say that something exists, and without what analysts conclude |
//! | `-- for each dated statement` | those of them that have dates of their own |
//! | `-- for each reference to X` | each column of a statement that can name a row of the table X, or any entity |
//! | `-- for each row that names one of X` | the same without columns that can name any entity, and without X itself |
//!
//! A pattern has these blanks:
//!
//! | blank | filled with |
//! |---|---|
//! | `{table}`, `{column}` | the name of the table, of the referring column |
//! | `{one or other or 'x'}` | the first of these columns that the table has; a word in quotes, or NULL, closes the list |
//! | `{about}` | whether a row concerns the entity `:id` |
//! | `{subject}`, `{statement}`, `{toward}` | whom it is about, what it says ([`crate::schema::Reading`]), and the entity that the words lead to |
//! | `{date}`, `{first day}`, `{last day}` | when it was, if it is about an event; outside which days it says nothing |
//! | `{nearer X}` | whether the row itself names no row of X |

use std::borrow::Cow;

use super::Sql;
use crate::schema::{Column, Dating, Kind, Role, TABLES, Table, computed_columns};

const BEGIN: &str = "-- for each ";
const END: &str = "-- end";

impl Sql {
    /// The text as SQLite takes it.
    #[must_use]
    pub fn repeated(&self) -> Cow<'static, str> {
        if self.text.contains(BEGIN) { repeated(self.text).into() } else { self.text.into() }
    }
}

fn repeated(template: &str) -> String {
    let mut text = String::with_capacity(2 * template.len());
    let mut lines = template.lines();
    while let Some(line) = lines.next() {
        let Some(heading) = line.trim_start().strip_prefix(BEGIN) else {
            text.push_str(line);
            text.push('\n');
            continue;
        };
        let pattern: Vec<&str> = lines.by_ref().take_while(|line| line.trim() != END).collect();
        let pattern = pattern.join("\n");
        let copies: Vec<String> =
            subjects(heading).map(|(table, column)| filled(&pattern, table, column)).collect();
        text.push_str(&copies.join("\nUNION ALL\n"));
        text.push('\n');
    }
    text
}

/// For what a pattern under this heading is repeated.
fn subjects(heading: &str) -> Box<dyn Iterator<Item = (&'static Table, &'static str)> + '_> {
    let whole = |table| (table, "id");
    let naming = |refers: fn(&Column, &str) -> bool, target| {
        let named = move |table: &'static Table| {
            let columns = table.own_columns.iter().filter(move |column| refers(column, target));
            columns.map(move |column| (table, column.name))
        };
        statements().flat_map(named)
    };
    if let Some(target) = heading.strip_prefix("reference to ") {
        return Box::new(naming(
            |column, target| column.kind == Kind::Entity || refers(column, target),
            target,
        ));
    }
    if let Some(target) = heading.strip_prefix("row that names one of ") {
        return Box::new(naming(refers, target).filter(move |(table, _)| table.name != target));
    }
    match heading {
        "record" => Box::new(TABLES.iter().filter(|table| table.has_provenance()).map(whole)),
        "statement" => Box::new(statements().map(whole)),
        "dated statement" => Box::new(statements().filter(|table| table.dating != Dating::None).map(whole)),
        _ => unreachable!("a statement repeats something for each {heading}"),
    }
}

fn statements() -> impl Iterator<Item = &'static Table> {
    TABLES.iter().filter(|table| table.is_of_statements())
}

/// Whether a column names a row of that table.
fn refers(column: &Column, target: &str) -> bool {
    matches!(column.kind, Kind::Reference(table) if table == target)
}

/// A pattern with its blanks filled.
fn filled(pattern: &str, table: &'static Table, column: &str) -> String {
    let mut text = String::with_capacity(2 * pattern.len());
    let mut rest = pattern;
    while let Some((plain, (blank, after))) =
        rest.split_once('{').and_then(|(plain, after)| Some((plain, after.split_once('}')?)))
    {
        text.push_str(plain);
        text.push_str(&of_table(blank, table, column));
        rest = after;
    }
    text.push_str(rest);
    text
}

fn of_table(blank: &str, table: &'static Table, column: &str) -> String {
    let name = table.name;
    if let Some(target) = blank.strip_prefix("nearer ") {
        let direct = table.own_columns.iter().find(|column| refers(column, target));
        return direct.map_or("TRUE".to_owned(), |direct| format!("{name}.{} IS NULL", direct.name));
    }
    match blank {
        "table" => name.to_owned(),
        "column" => column.to_owned(),
        "about" => about(table),
        "subject" => format!("{name}.{}", table.about()),
        "statement" => table.sentence(),
        "toward" => first_given(table, table.reads.toward),
        "date" => match (table.dating, event(table)) {
            (Dating::Event, _) => format!("{name}.date"),
            (_, Some(event)) => of_event("date", event, table, "ASC"),
            _ => "NULL".to_owned(),
        },
        "first day" => limit(table, "possible_from", "date_earliest", "ASC", "'0001-01-01'"),
        "last day" => limit(table, "possible_to", "date_latest", "DESC", "'9999-12-31'"),
        columns => first_there(table, columns),
    }
}

/// Whether a row of the table concerns the entity `:id`: it is that entity, or names it. What was concluded of an earlier
/// id stays concluded of that.
fn about(table: &Table) -> String {
    let name = table.name;
    let is_it = if table.role == Role::Conclusion {
        "IN (SELECT :id UNION SELECT id FROM renames WHERE entity = :id)"
    } else {
        "= :id"
    };
    let names_one = |column: &&Column| match column.kind {
        Kind::Entity | Kind::Event => true,
        Kind::Reference(target) => Table::is_entity_table(target),
        _ => false,
    };
    let columns: Vec<&str> = table.own_columns.iter().filter(names_one).map(|column| column.name).collect();
    let is_entity = table.is_of_entities() && !table.is_of_reports();
    match columns[..] {
        [] => format!("{name}.id = :id"),
        [column] if !is_entity => format!("{name}.{column} {is_it}"),
        _ => {
            // One index for each column, where OR would read the table.
            let own = is_entity.then(|| "SELECT :id".to_owned());
            let naming = columns.iter().map(|column| format!("SELECT id FROM {name} WHERE {column} {is_it}"));
            let all: Vec<String> = own.into_iter().chain(naming).collect();
            format!("{name}.id IN ({})", all.join(" UNION "))
        }
    }
}

/// The column by which a record names an event that it does not itself report.
fn event(table: &Table) -> Option<&'static str> {
    let names_one = |column: &&Column| column.kind == Kind::Event && !table.is_of_entities();
    table.own_columns.iter().find(names_one).map(|column| column.name)
}

fn of_event(cell: &str, event: &str, table: &Table, order: &str) -> String {
    let name = table.name;
    format!("(SELECT {cell} FROM events WHERE events.event = {name}.{event} ORDER BY {cell} {order} LIMIT 1)")
}

fn limit(table: &'static Table, of_span: &str, of_event_reports: &str, order: &str, none: &str) -> String {
    match event(table) {
        Some(event) => format!("coalesce({}, {none})", of_event(of_event_reports, event, table, order)),
        None => first_there(table, &format!("{of_span} or {of_event_reports} or {none}")),
    }
}

/// The first of some columns, with `or` between, that the table has, or else the word in quotes that closes them.
fn first_there(table: &'static Table, columns: &str) -> String {
    let computed = computed_columns(table).iter().map(|(name, _)| *name);
    let own: Vec<&str> = table.columns().map(|column| column.name).chain(computed).collect();
    let there = columns.split(" or ").find(|column| own.contains(column) || column.starts_with('\''));
    there.map_or("NULL".to_owned(), |column| {
        if column.starts_with('\'') { column.to_owned() } else { format!("{}.{column}", table.name) }
    })
}

/// The first of some columns that is not blank.
fn first_given(table: &Table, columns: &[&str]) -> String {
    let columns: Vec<String> = columns.iter().map(|column| format!("{}.{column}", table.name)).collect();
    match columns.len() {
        0 => "NULL".to_owned(),
        1 => columns.concat(),
        _ => format!("coalesce({})", columns.join(", ")),
    }
}
