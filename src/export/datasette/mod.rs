//! What Datasette (<https://docs.datasette.io/en/stable/metadata.html>) learns about an archive: what tables and columns
//! mean, how to sort and filter them, and dated questions to ask with a click.
//!
//! All of it follows from the description of the tables; each canned query is a `.sql` file beside this one, whose first
//! comment line is its title and whose further ones describe it and its parameters.
//!
//! There are no licences and units: an archive does not know its licence, and the columns that have a unit (decimal
//! degrees) are texts, as written, with the unit in their description.

use serde_json::{Map, Value as Json, json};

use crate::archive;
use crate::error::Result;
use crate::query::Sql;
use crate::schema::{
    BOOKKEEPING_COLUMNS, Column, Dating, Kind, OWN_TABLES, Role, TABLES, Table, computed_columns,
};

/// The descriptions of tables that the archive keeps for its history.
const KEPT: &[(&str, &str)] = &[
    ("history", "Every superseded version of every row: what the archive said before"),
    ("imports", "The runs that wrote to the archive"),
    ("sqlar", "The kept documents themselves (sqlite3 archive.db -At lists them)"),
];

/// Columns by which to filter, at most: each costs a query on every page.
const FACETS: usize = 3;

macro_rules! queries {
    ($($file:literal),* $(,)?) => {
        /// The canned queries, in the order in which they are listed.
        pub const QUERIES: &[Sql] =
            &[$(Sql { name: $file, text: include_str!(concat!($file, ".sql")) }),*];
    };
}

queries![
    "posts_on_day",
    "chapters_on_day",
    "names_on_day",
    "facts_on_day",
    "relations_on_day",
    "events_between",
    "versions_of",
];

/// The content of Datasette's `metadata.json`, for an archive that is served under the name `database`: that of its file
/// without the ending.
///
/// # Errors
/// If the migrations that tell which tables there are fail.
pub fn metadata(database: &str) -> Result<Json> {
    let mut tables = Map::new();
    for table in TABLES.iter().chain(OWN_TABLES) {
        tables.insert(table.name.to_owned(), described(table));
    }
    for (name, meaning) in KEPT {
        tables.insert((*name).to_owned(), json!({ "description": meaning }));
    }
    for piece in archive::pieces_expected()? {
        if tables.contains_key(&piece.name) {
            continue;
        }
        // Datasette does not hide views: those that serve the triggers are shown to nobody.
        match piece.kind.as_str() {
            "table" => tables.insert(piece.name, json!({ "hidden": true })),
            "view" if piece.name != "changes" => tables.insert(piece.name, json!({ "allow": false })),
            _ => None,
        };
    }
    let queries: Map<String, Json> =
        QUERIES.iter().map(|query| (query.name.to_owned(), canned(query))).collect();
    Ok(json!({
        "title": "Archive of organizations",
        "description": "Each record is what one source says. Dates are EDTF (Library of Congress, ISO 8601-2); what they can mean is in computed columns.",
        "databases": { database: { "tables": tables, "queries": queries } },
    }))
}

fn described(table: &Table) -> Json {
    let own = table.columns().map(|column| (column.name, column.meaning));
    let columns: Map<String, Json> = own
        .chain(computed_columns(table).iter().copied())
        .chain(BOOKKEEPING_COLUMNS.iter().copied())
        .map(|(name, meaning)| (name.to_owned(), meaning.into()))
        .collect();
    let mut described = json!({ "description": table.meaning, "columns": columns });
    let (key, sort) = match (table.role, table.dating) {
        (_, Dating::Published) => ("sort_desc", "published_latest"),
        (_, Dating::Event) => ("sort_desc", "date_earliest"),
        (Role::Record, Dating::Span) => ("sort", "possible_from"),
        _ if table.column("name").is_some() => ("sort", "name"),
        _ => ("sort", "id"),
    };
    described[key] = sort.into();
    // What stands for a row where another table refers to it.
    if let Some(label) = ["name", "title"].into_iter().find(|name| table.column(name).is_some())
        && matches!(table.role, Role::Source | Role::Entity | Role::Vocabulary)
    {
        described["label_column"] = label.into();
    }
    let facets: Vec<&str> = facets(table).take(FACETS).map(|column| column.name).collect();
    if !facets.is_empty() {
        described["facets"] = facets.into();
    }
    described
}

/// Columns with few values: closed lists, vocabularies, and organizations and sources.
fn facets(table: &Table) -> impl Iterator<Item = &'static Column> + use<> {
    table.columns().filter(|column| match column.kind {
        Kind::OneOf(_) => true,
        Kind::Reference(target) => {
            ["organizations", "sources"].contains(&target)
                || Table::named(target).is_some_and(|target| target.role == Role::Vocabulary)
        }
        _ => false,
    })
}

fn canned(query: &Sql) -> Json {
    let comments: Vec<&str> = query
        .text
        .lines()
        .take_while(|line| line.starts_with("--"))
        .map(|line| line.trim_start_matches("--").trim())
        .collect();
    let sql: Vec<&str> = query.text.lines().skip(comments.len()).collect();
    let (title, rest) = comments.split_first().map_or((query.name, &[][..]), |(title, rest)| (*title, rest));
    // Sentences first; then what each parameter is, a line each.
    let (parameters, sentences): (Vec<&str>, Vec<&str>) = rest.iter().partition(|line| line.starts_with(':'));
    let parameters: Vec<String> = parameters
        .iter()
        .map(|line| {
            let (name, meaning) = line.trim_start_matches(':').split_once(' ').unwrap_or((line, ""));
            format!("{name}: {}", meaning.trim())
        })
        .collect();
    let description = [sentences.join(" "), parameters.join(". ")].join(" ");
    json!({ "title": title, "description": description.trim(), "sql": sql.join("\n") })
}
