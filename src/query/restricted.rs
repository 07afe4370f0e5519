//! What must not be handed on: restricted sources, and whatever only they say.
//!
//! Extracts, charts and dossiers are read through temporary views in which none of it is, so no format has to know about
//! it, and verdicts are those of what the extract holds. What a public record names stays, as nothing but an id, with the
//! source of that record and with a name only if a public record gives one.

use rusqlite::{Connection, OptionalExtension};

use crate::archive::{shown_as, with_temporary_views};
use crate::error::Result;
use crate::schema::{BOOKKEEPING_COLUMNS, Column, Kind, RELIED_UPON, Role, TABLES, Table, versioned_tables};

/// A source that only the analyst may see, by what the archive says of it now and by what it said then; of one that is
/// gone by now, renamed or withdrawn, by what it said last.
const RESTRICTED: &str = "SELECT id FROM {sources} WHERE access = 'restricted'
  UNION SELECT id FROM main.sources WHERE access = 'restricted'
  UNION SELECT id FROM {sources} AS shown WHERE id NOT IN (SELECT id FROM main.sources)
    AND (SELECT iif(json_valid(image), image ->> 'access', 'restricted') FROM main.history
         WHERE table_name = 'sources' AND history.id = shown.id ORDER BY sequence DESC LIMIT 1) = 'restricted'";

/// What was kept back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct KeptBack {
    /// Restricted sources.
    pub sources: u64,
    /// Their records.
    pub records: u64,
    /// Entities that are named by what is handed on, but described by restricted sources alone.
    pub bare: u64,
}

impl KeptBack {
    /// The note under an extract; none if it has everything.
    #[must_use]
    pub fn note(&self) -> Option<String> {
        let many = |count: u64, one: &str, more: &str| match count {
            1 => format!("1 {one}"),
            count => format!("{count} {more}"),
        };
        let bare = match self.bare {
            0 => String::new(),
            bare => format!(
                "; of {} that public records name, only the id and public names are given",
                many(bare, "entity", "entities")
            ),
        };
        (self.sources > 0).then(|| {
            format!(
                "{} and {} are kept back{bare} (--restricted hands them on)",
                many(self.sources, "restricted source", "restricted sources"),
                many(self.records, "record", "records"),
            )
        })
    }
}

/// How many sources are restricted in the archive as the connection shows it, and the first of them by their ids.
///
/// # Errors
/// If the archive cannot be read.
pub fn restricted_sources(connection: &Connection) -> Result<Vec<String>> {
    let sql = RESTRICTED.replace("{sources}", &shown_as(connection, "sources")?);
    let mut statement = connection.prepare(&sql)?;
    Ok(statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?)
}

/// Makes a connection show only what may be handed on, for as long as it is open.
///
/// # Errors
/// If the archive cannot be read.
pub fn keep_back(connection: &Connection) -> Result<KeptBack> {
    let restricted = restricted_sources(connection)?;
    if restricted.is_empty() {
        return Ok(KeptBack::default());
    }
    let mut kept_back = KeptBack { sources: restricted.len() as u64, ..KeptBack::default() };
    with_temporary_views(connection, || {
        connection.execute_batch(
            "CREATE TEMP TABLE restricted (id TEXT PRIMARY KEY) WITHOUT ROWID;
             CREATE TEMP TABLE secret (id TEXT PRIMARY KEY, kind TEXT NOT NULL) WITHOUT ROWID;
             CREATE TEMP TABLE bare (id TEXT PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, source TEXT NOT NULL) WITHOUT ROWID;
             CREATE TEMP TABLE secret_words (kind TEXT, id TEXT, PRIMARY KEY (kind, id)) WITHOUT ROWID;
             CREATE TEMP TABLE secret_conclusions (id TEXT PRIMARY KEY) WITHOUT ROWID;",
        )?;
        let mut insert = connection.prepare("INSERT INTO temp.restricted VALUES (?1)")?;
        for source in &restricted {
            insert.execute([source])?;
        }
        for table in TABLES.iter().filter(|table| table.has_provenance()) {
            let base = shown_as(connection, table.name)?;
            let sql = format!("SELECT count(*) FROM {base} WHERE {IS_RESTRICTED}");
            kept_back.records += connection.query_row(&sql, [], |row| row.get::<_, u32>(0)).map(u64::from)?;
        }
        find_entities(connection)?;
        find_words(connection)?;
        find_conclusions(connection)?;
        kept_back.bare = connection
            .query_row("SELECT count(*) FROM temp.bare", [], |row| row.get::<_, u32>(0))
            .map(u64::from)?;
        put_views(connection)
    })?;
    Ok(kept_back)
}

const IS_RESTRICTED: &str = "source IN (SELECT id FROM temp.restricted)";

/// The columns of a table that name entities, each with what else a row has to fulfil.
fn naming(table: &'static Table) -> impl Iterator<Item = (&'static Column, &'static str)> {
    table.columns().filter_map(|column| match column.kind {
        Kind::Entity | Kind::Event => Some((column, "")),
        Kind::Reference(target) if Table::is_entity_table(target) => Some((column, "")),
        Kind::Value => {
            Some((column, " AND row.attribute IN (SELECT id FROM attributes WHERE type = 'entity')"))
        }
        _ => None,
    })
}

/// Lists the entities that only restricted sources introduce: as bare those that a public record names.
fn find_entities(connection: &Connection) -> Result<()> {
    for table in Table::entities() {
        let (name, key, base) = (table.name, table.entity_key(), shown_as(connection, table.name)?);
        connection.execute_batch(&format!(
            "INSERT OR IGNORE INTO temp.secret SELECT row.{key}, '{name}' FROM {base} AS row WHERE row.{IS_RESTRICTED}
               AND NOT EXISTS (SELECT 1 FROM {base} AS other WHERE other.{key} = row.{key} AND NOT other.{IS_RESTRICTED})"
        ))?;
    }
    let names = shown_as(connection, "names")?;
    let called = format!(
        "coalesce((SELECT n.name FROM {names} AS n WHERE n.subject = secret.id AND NOT n.{IS_RESTRICTED}
                   ORDER BY n.kind IS NOT 'official', n.id LIMIT 1), secret.id)"
    );
    for table in TABLES.iter().filter(|table| table.has_provenance() && table.role != Role::Conclusion) {
        let base = shown_as(connection, table.name)?;
        for (column, more) in naming(table).filter(|(column, _)| column.name != table.entity_key()) {
            connection.execute_batch(&format!(
                "INSERT OR IGNORE INTO temp.bare SELECT secret.id, secret.kind, {called}, min(row.source)
                   FROM temp.secret CROSS JOIN {base} AS row ON row.{} = secret.id
                   WHERE NOT row.{IS_RESTRICTED}{more} GROUP BY secret.id",
                column.name
            ))?;
        }
    }
    // A chapter cannot be without its organization.
    loop {
        let mut added = 0;
        for table in Table::entities() {
            let (key, base) = (table.entity_key(), shown_as(connection, table.name)?);
            for (column, _) in naming(table).filter(|(column, _)| column.required) {
                added += connection.execute(
                    &format!(
                        "INSERT OR IGNORE INTO temp.bare SELECT secret.id, secret.kind, {called}, min(named.source)
                           FROM temp.bare AS named JOIN {base} AS row ON row.{key} = named.id
                             JOIN temp.secret ON secret.id = row.{} WHERE named.kind = '{}' GROUP BY secret.id",
                        column.name, table.name
                    ),
                    [],
                )?;
            }
        }
        if added == 0 {
            break;
        }
    }
    connection.execute_batch("DELETE FROM temp.secret WHERE id IN (SELECT id FROM temp.bare)")?;
    Ok(())
}

/// Lists the words of vocabularies that nothing but restricted records uses.
fn find_words(connection: &Connection) -> Result<()> {
    let words = |table: &'static Table| {
        table.columns().filter_map(|column| match column.kind {
            Kind::Reference(target) if Table::named(target)?.role == Role::Vocabulary => {
                Some((column.name, target))
            }
            _ => None,
        })
    };
    let with_provenance = || TABLES.iter().filter(|table| table.has_provenance());
    for table in with_provenance() {
        let base = shown_as(connection, table.name)?;
        for (column, target) in words(table) {
            connection.execute_batch(&format!(
                "INSERT OR IGNORE INTO temp.secret_words SELECT '{target}', {column} FROM {base}
                   WHERE {IS_RESTRICTED} AND {column} IS NOT NULL"
            ))?;
        }
    }
    let mut keep = connection.prepare("DELETE FROM temp.secret_words WHERE kind = ?1 AND id = ?2")?;
    for (table, word) in RELIED_UPON {
        keep.execute([table, word])?;
    }
    let in_use = with_provenance().map(|table| (table, true));
    let of_vocabulary =
        TABLES.iter().filter(|table| table.role == Role::Vocabulary).map(|table| (table, false));
    for (table, is_sourced) in in_use.chain(of_vocabulary) {
        let base = shown_as(connection, table.name)?;
        let is_handed_on = if is_sourced {
            format!("NOT row.{IS_RESTRICTED}")
        } else {
            format!("row.id NOT IN (SELECT id FROM temp.secret_words WHERE kind = '{}')", table.name)
        };
        for (column, target) in words(table) {
            connection.execute_batch(&format!(
                "DELETE FROM temp.secret_words WHERE kind = '{target}'
                   AND EXISTS (SELECT 1 FROM {base} AS row WHERE row.{column} = secret_words.id AND {is_handed_on})"
            ))?;
        }
    }
    Ok(())
}

/// Lists what was concluded about what is kept back.
fn find_conclusions(connection: &Connection) -> Result<()> {
    for table in TABLES.iter().filter(|table| table.role == Role::Conclusion) {
        let base = shown_as(connection, table.name)?;
        for (column, _) in naming(table) {
            connection.execute_batch(&format!(
                "INSERT OR IGNORE INTO temp.secret_conclusions SELECT id FROM {base}
                   WHERE {} IN (SELECT id FROM temp.secret)",
                column.name
            ))?;
        }
    }
    let mut is_secret = vec![connection.prepare("SELECT 1 FROM temp.secret_conclusions WHERE id = ?1")?];
    for table in TABLES.iter().filter(|table| table.has_provenance()) {
        let (name, base) = (table.name, shown_as(connection, table.name)?);
        // One that was withdrawn is still weighed.
        is_secret.push(connection.prepare(&format!(
            "SELECT 1 FROM {base} WHERE id = ?1 AND {IS_RESTRICTED}
             UNION ALL SELECT 1 FROM main.history WHERE table_name = '{name}' AND id = ?1
               AND NOT EXISTS (SELECT 1 FROM {base} AS row WHERE row.id = ?1)
               AND iif(json_valid(image), image ->> 'source', NULL) IN (SELECT id FROM temp.restricted)"
        ))?);
    }
    let mut hide = connection.prepare("INSERT OR IGNORE INTO temp.secret_conclusions VALUES (?1)")?;
    let base = shown_as(connection, "settlements")?;
    let mut weighed =
        connection.prepare(&format!("SELECT id, records || ' ' || coalesce(upholds, '') FROM {base}"))?;
    let mut rows = weighed.query([])?;
    while let Some(row) = rows.next()? {
        let (id, records): (String, String) = (row.get(0)?, row.get(1)?);
        for record in records.split_whitespace() {
            for statement in &mut is_secret {
                if statement.query_row([record], |_| Ok(())).optional()?.is_some() {
                    hide.execute([&id])?;
                }
            }
        }
    }
    Ok(())
}

/// Puts the views before the tables.
fn put_views(connection: &Connection) -> Result<()> {
    let mut views: Vec<(&str, String)> = Vec::new();
    for table in versioned_tables() {
        let (name, base) = (table.name, shown_as(connection, table.name)?);
        let columns = columns(connection, name)?;
        let all = columns.iter().map(|column| column.name.as_str()).collect::<Vec<&str>>().join(", ");
        let body = match table.role {
            Role::Source => {
                let origin = "CASE WHEN origin IN (SELECT id FROM temp.restricted) THEN NULL ELSE origin END AS origin";
                let cells = columns.iter().map(|column| match column.name.as_str() {
                    "origin" => origin,
                    name => name,
                });
                format!(
                    "SELECT {} FROM {base} WHERE id NOT IN (SELECT id FROM temp.restricted)",
                    cells.collect::<Vec<&str>>().join(", ")
                )
            }
            Role::Entity => {
                let bare = copy_bare_rows(connection, table, &base, &columns)?;
                let more = if bare > 0 {
                    format!(" UNION ALL SELECT {all} FROM temp.bare_{name}")
                } else {
                    String::new()
                };
                format!("SELECT {all} FROM {base} WHERE NOT {IS_RESTRICTED}{more}")
            }
            Role::Record => format!("SELECT {all} FROM {base} WHERE NOT {IS_RESTRICTED}"),
            Role::Conclusion => format!(
                "SELECT {all} FROM {base} WHERE NOT {IS_RESTRICTED} AND id NOT IN (SELECT id FROM temp.secret_conclusions)"
            ),
            Role::Vocabulary => format!(
                "SELECT {all} FROM {base} WHERE id NOT IN (SELECT id FROM temp.secret_words WHERE kind = '{name}')"
            ),
            Role::Own if columns.iter().any(|column| column.name == "source") => {
                format!("SELECT {all} FROM {base} WHERE NOT {IS_RESTRICTED}")
            }
            Role::Own => {
                format!("SELECT {all} FROM {base} WHERE entity NOT IN (SELECT id FROM temp.secret)")
            }
        };
        views.push((name, body));
    }
    let entities = shown_as(connection, "entities")?;
    views.push((
        "entities",
        format!("SELECT id, kind FROM {entities} WHERE id NOT IN (SELECT id FROM temp.secret)"),
    ));
    for (name, body) in views {
        connection
            .execute_batch(&format!("DROP VIEW IF EXISTS temp.{name}; CREATE TEMP VIEW {name} AS {body};"))?;
    }
    Ok(())
}

/// A column of the file.
struct Stored {
    name: String,
    kind: String,
    /// What a row holds if nothing is given, as an SQL literal.
    default: Option<String>,
}

fn columns(connection: &Connection, table: &str) -> Result<Vec<Stored>> {
    let mut statement =
        connection.prepare("SELECT name, type, dflt_value FROM pragma_table_info(?1, 'main')")?;
    let columns = statement.query_map([table], |row| {
        Ok(Stored { name: row.get(0)?, kind: row.get(1)?, default: row.get(2)? })
    })?;
    Ok(columns.collect::<rusqlite::Result<Vec<Stored>>>()?)
}

/// Copies the rows of bare entities with nothing in them that a restricted source says; gives how many there are.
fn copy_bare_rows(
    connection: &Connection,
    table: &'static Table,
    base: &str,
    columns: &[Stored],
) -> Result<usize> {
    let (name, key) = (table.name, table.entity_key());
    let cell = |stored: &Stored| {
        let column = stored.name.as_str();
        let described = table.column(column).map(|(_, described)| described);
        let is_kept = column == key
            // Whether a person is known by name is how the analyst catalogues; the rules of verdicts rest on it.
            || column == "identity"
            || BOOKKEEPING_COLUMNS.iter().any(|(name, _)| *name == column)
            || described.is_some_and(|described| {
                described.kind == Kind::Id
                    || described.required && matches!(described.kind, Kind::Reference(_)) && column != "source"
            });
        match described {
            // The id of a report of an event is not what public records name.
            _ if column == "id" && key != "id" => format!(
                "iif(EXISTS (SELECT 1 FROM {base} AS other WHERE other.id = bare.id AND other.{key} <> bare.id),
                   bare.id || ':', bare.id)"
            ),
            _ if is_kept => format!("row.{column}"),
            _ if column == "source" => "bare.source".to_owned(),
            Some(described) if described.required => "bare.name".to_owned(),
            _ => stored.default.clone().unwrap_or_else(|| "NULL".to_owned()),
        }
    };
    let typed: Vec<String> =
        columns.iter().map(|column| format!("{} {}", column.name, column.kind)).collect();
    let cells: Vec<String> = columns.iter().map(cell).collect();
    connection.execute_batch(&format!("CREATE TEMP TABLE bare_{name} ({})", typed.join(", ")))?;
    Ok(connection.execute(
        &format!(
            "INSERT INTO temp.bare_{name} SELECT {} FROM temp.bare JOIN {base} AS row ON row.{key} = bare.id
             WHERE bare.kind = '{name}' AND row.id = (SELECT first.id FROM {base} AS first WHERE first.{key} = bare.id
               ORDER BY first.id <> first.{key}, first.id LIMIT 1)",
            cells.join(", ")
        ),
        [],
    )?)
}
