//! Temporary views, named like the tables, in which every id of a group is its smallest one.

use std::collections::BTreeMap;

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params_from_iter};

use super::{Group, Identities, Verdict, groups, judgements};
use crate::archive::{shown_as, with_temporary_views};
use crate::error::Result;
use crate::query::SourceFilter;
use crate::schema::{Kind, Table, versioned_tables};

/// Columns of a row, by name.
type Row = BTreeMap<String, Value>;

/// Makes a connection show as one what is judged the same, for as long as it is open: as judged by sources
/// that count, in the archive as the connection shows it.
///
/// # Errors
/// If the archive cannot be read.
pub fn show_as_one(connection: &Connection, filter: &SourceFilter) -> Result<Identities> {
    let (counted, doubtful) = judgements(connection, filter)?;
    let groups = if counted.iter().any(|judgement| judgement.verdict == Verdict::Same) {
        groups(&counted)
    } else {
        Vec::new()
    };
    let shown: Vec<&Group> = groups.iter().filter(|group| group.contradictions.is_empty()).collect();
    if !shown.is_empty() {
        with_temporary_views(connection, || put_views(connection, &shown))?;
    }
    Ok(Identities { groups, doubtful })
}

fn put_views(connection: &Connection, shown: &[&Group]) -> Result<()> {
    connection.execute_batch(
        "CREATE TEMP TABLE one_as (member TEXT PRIMARY KEY, one TEXT NOT NULL) WITHOUT ROWID;
         CREATE TEMP TABLE one_hides (table_name TEXT, id TEXT, PRIMARY KEY (table_name, id)) WITHOUT ROWID;",
    )?;
    {
        let mut insert = connection.prepare("INSERT INTO temp.one_as VALUES (?1, ?2)")?;
        for group in shown {
            for member in &group.members[1..] {
                insert.execute((member, &group.members[0]))?;
            }
        }
    }
    let tables: Vec<View> =
        versioned_tables().map(|table| View::of(connection, table)).collect::<Result<Vec<View>>>()?;
    for view in &tables {
        view.copy_rows_that_name_members(connection)?;
    }
    own_rows(connection, &tables, shown)?;
    for view in &tables {
        view.put(connection)?;
    }
    let entities = shown_as(connection, "entities")?;
    let is_earlier = crate::lookup::is_then(connection)?;
    connection.execute_batch(&format!(
        "DROP VIEW IF EXISTS temp.entities;
         CREATE TEMP VIEW entities AS SELECT id, kind FROM {entities} WHERE id NOT IN (SELECT member FROM temp.one_as);"
    ))?;
    // The index has current names only: for an earlier moment names are compared one by one.
    if !is_earlier && crate::index::is_whole(connection)? {
        let number = |name: &str| Table::named(name).map_or(0, Table::number).to_string();
        let named = ["officials", "organizations", "places", "chapters"].map(number).join(", ");
        let names = number("names");
        connection.execute_batch(&format!(
            "CREATE TEMP VIEW upkeep_name_keys AS
               SELECT key, tier, coalesce((SELECT one FROM temp.one_as WHERE member = entity), entity) AS entity
               FROM main.upkeep_name_keys;
             CREATE TEMP VIEW upkeep_documents AS
               SELECT number, CASE WHEN table_number IN ({named}) AND EXISTS (SELECT 1 FROM temp.one_as WHERE member = id)
                   THEN {names} ELSE table_number END AS table_number, id
               FROM main.upkeep_documents;",
        ))?;
    }
    Ok(())
}

/// A table, and the view that goes before it.
struct View {
    table: &'static Table,
    base: String,
    /// All columns, each with its type.
    columns: Vec<(String, String)>,
}

impl View {
    /// Makes the temporary table of the rows that are shown otherwise; it has none yet.
    fn of(connection: &Connection, table: &'static Table) -> Result<View> {
        let name = table.name;
        let mut statement = connection.prepare("SELECT name, type FROM pragma_table_info(?1, 'main')")?;
        let columns = statement
            .query_map([name], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<Vec<(String, String)>>>()?;
        let view = View { table, base: shown_as(connection, name)?, columns };
        let typed: Vec<String> = view.columns.iter().map(|(name, kind)| format!("{name} {kind}")).collect();
        connection.execute_batch(&format!("CREATE TEMP TABLE one_{name} ({})", typed.join(", ")))?;
        Ok(view)
    }

    fn names(&self) -> String {
        self.columns.iter().map(|(name, _)| name.as_str()).collect::<Vec<&str>>().join(", ")
    }

    /// The columns that name entities. What was judged of two ids stays what was judged of these two.
    fn naming(&self) -> Vec<&'static str> {
        if self.table.name == "judgements" {
            return Vec::new();
        }
        let names = |kind: Kind| match kind {
            Kind::Entity | Kind::Event | Kind::Value => true,
            Kind::Reference(target) => Table::is_entity_table(target),
            _ => false,
        };
        let columns = self.table.columns().filter(|column| names(column.kind)).map(|column| column.name);
        let earlier = (self.table.name == "renames").then_some("entity");
        columns.chain(earlier).collect()
    }

    fn copy_rows_that_name_members(&self, connection: &Connection) -> Result<()> {
        let (name, base) = (self.table.name, &self.base);
        let naming = self.naming();
        if naming.is_empty() {
            return Ok(());
        }
        let found: Vec<String> = naming
            .iter()
            .map(|column| {
                let is_entity = is_entity_value(column);
                format!("SELECT id FROM {base} WHERE {column} IN (SELECT member FROM temp.one_as){is_entity}")
            })
            .collect();
        connection.execute_batch(&format!(
            "INSERT OR IGNORE INTO temp.one_hides SELECT '{name}', id FROM ({});",
            found.join(" UNION ")
        ))?;
        let cells: Vec<String> = self
            .columns
            .iter()
            .map(|(column, _)| match naming.iter().find(|naming| *naming == column) {
                Some(naming) => {
                    let is_entity = is_entity_value(naming);
                    format!(
                        "coalesce((SELECT one FROM temp.one_as WHERE member = {column}{is_entity}), {column})"
                    )
                }
                None => column.clone(),
            })
            .collect();
        connection.execute_batch(&format!(
            "INSERT INTO temp.one_{name} SELECT {} FROM {base}
               WHERE id IN (SELECT id FROM temp.one_hides WHERE table_name = '{name}');",
            cells.join(", ")
        ))?;
        Ok(())
    }

    fn is_changed(&self, connection: &Connection) -> Result<bool> {
        let name = self.table.name;
        let sql = format!(
            "SELECT EXISTS (SELECT 1 FROM temp.one_{name}) OR EXISTS (SELECT 1 FROM temp.one_hides WHERE table_name = '{name}')"
        );
        Ok(connection.query_row(&sql, [], |row| row.get(0))?)
    }

    fn put(&self, connection: &Connection) -> Result<()> {
        if !self.is_changed(connection)? {
            return Ok(());
        }
        let (name, names, base) = (self.table.name, self.names(), &self.base);
        // Officials and the like are joined by their ids everywhere: one that is only hidden leaves the table's indexes in use.
        let has_more: bool =
            connection
                .query_row(&format!("SELECT EXISTS (SELECT 1 FROM temp.one_{name})"), [], |row| row.get(0))?;
        let more =
            if has_more { format!(" UNION ALL SELECT {names} FROM temp.one_{name}") } else { String::new() };
        connection.execute_batch(&format!(
            "DROP VIEW IF EXISTS temp.{name};
             CREATE TEMP VIEW {name} AS SELECT {names} FROM {base}
               WHERE id NOT IN (SELECT id FROM temp.one_hides WHERE table_name = '{name}'){more};"
        ))?;
        Ok(())
    }

    fn rows_of(&self, connection: &Connection, group: &Group) -> Result<Vec<Row>> {
        let mut statement = connection.prepare_cached(&format!(
            "SELECT {} FROM {} WHERE id IN (SELECT value FROM json_each(?1)) ORDER BY id",
            self.names(),
            self.base
        ))?;
        let ids = crate::query::json_array(group.members.iter().map(String::as_str));
        let rows = statement.query_map([ids], |row| {
            let cells = self.columns.iter().enumerate();
            cells.map(|(place, (name, _))| Ok((name.clone(), row.get(place)?))).collect()
        })?;
        Ok(rows.collect::<rusqlite::Result<Vec<Row>>>()?)
    }

    fn add(&self, connection: &Connection, row: &Row) -> Result<()> {
        let marks = vec!["?"; self.columns.len()].join(", ");
        let mut insert = connection
            .prepare_cached(&format!("INSERT INTO temp.one_{} VALUES ({marks})", self.table.name))?;
        let cells =
            self.columns.iter().map(|(name, _)| row.get(name.as_str()).cloned().unwrap_or(Value::Null));
        insert.execute(params_from_iter(cells))?;
        Ok(())
    }

    fn hide(&self, connection: &Connection, id: &Value) -> Result<()> {
        let mut insert = connection.prepare_cached("INSERT OR IGNORE INTO temp.one_hides VALUES (?1, ?2)")?;
        insert.execute((self.table.name, id))?;
        let remove = format!("DELETE FROM temp.one_{} WHERE id = ?1", self.table.name);
        connection.prepare_cached(&remove)?.execute([id])?;
        Ok(())
    }
}

/// The value of a fact names an entity only if its attribute says so.
fn is_entity_value(column: &str) -> &'static str {
    if column == "value" { " AND attribute IN (SELECT id FROM attributes WHERE type = 'entity')" } else { "" }
}

/// Shows one own row for each group, and what the others say as records about it: their names, and of chapters also where
/// they stand, with the ids and the sources that these rows have.
fn own_rows(connection: &Connection, tables: &[View], shown: &[&Group]) -> Result<()> {
    let view = |name: &str| tables.iter().find(|view| view.table.name == name);
    let (Some(names), Some(relations), Some(renames)) = (view("names"), view("relations"), view("renames"))
    else {
        return Ok(());
    };
    for group in shown {
        let one = Value::Text(group.members[0].clone());
        for member in &group.members[1..] {
            let earlier = Row::from([
                ("id".to_owned(), Value::Text(member.clone())),
                ("entity".to_owned(), one.clone()),
            ]);
            renames.add(connection, &earlier)?;
        }
        let Some(own) = view(&group.kind).filter(|view| view.table.name != "events") else { continue };
        let rows = own.rows_of(connection, group)?;
        let Some(first) = rows.first() else { continue };
        let is_chapter = own.table.name == "chapters";
        let mut composed = if is_chapter { first.clone() } else { composed(own.table, &rows) };
        for row in &rows {
            let Some(id) = row.get("id") else { continue };
            if *id != one {
                own.hide(connection, id)?;
                if is_chapter {
                    for (relation, object) in [("chapter-of", "organization"), ("located-in", "place")] {
                        if row.get(object).is_some_and(|object| *object != Value::Null) {
                            let mut record = about(row, &one);
                            record.insert("relation".to_owned(), Value::Text(relation.to_owned()));
                            record.insert("object".to_owned(), one_for(connection, &row[object])?);
                            relations.add(connection, &record)?;
                        }
                    }
                }
            }
            if *id != one || row.get("name") != composed.get("name") {
                let mut record = about(row, &one);
                record.insert("kind".to_owned(), Value::Text("variant".to_owned()));
                record.insert("name".to_owned(), row.get("name").cloned().unwrap_or(Value::Null));
                names.add(connection, &record)?;
            }
        }
        if composed != *first {
            for column in own.naming() {
                if let Some(cell) = composed.get_mut(column) {
                    *cell = one_for(connection, cell)?;
                }
            }
            own.hide(connection, &one)?;
            own.add(connection, &composed)?;
        }
    }
    Ok(())
}

/// A record about an entity with the id, the dates and the source of a row.
fn about(row: &Row, subject: &Value) -> Row {
    let mut record = row.clone();
    for (column, day) in [("possible_from", "0001-01-01"), ("possible_to", "9999-12-31")] {
        record.entry(column.to_owned()).or_insert_with(|| Value::Text(day.to_owned()));
    }
    for column in ["kind", "label", "language"] {
        record.remove(column);
    }
    record.insert("subject".to_owned(), subject.clone());
    record
}

/// The smallest id of the group of an id; the id itself if it is in none.
fn one_for(connection: &Connection, id: &Value) -> Result<Value> {
    let mut one = connection.prepare_cached("SELECT one FROM temp.one_as WHERE member = ?1")?;
    Ok(one.query_row([id], |row| row.get(0)).optional()?.unwrap_or_else(|| id.clone()))
}

/// The first row, with its blank cells filled from the others; an unnamed one takes its name from the first that has one.
fn composed(table: &Table, rows: &[Row]) -> Row {
    let mut composed = rows[0].clone();
    let is_unnamed = |row: &Row| {
        let identity = row.get("identity");
        ["unnamed", "class"].iter().any(|word| identity == Some(&Value::Text((*word).to_owned())))
    };
    if is_unnamed(&composed)
        && let Some(named) = rows.iter().find(|row| !is_unnamed(row))
    {
        for column in ["name", "identity", "source", "locator", "quote", "credibility", "note"] {
            if let Some(cell) = named.get(column) {
                composed.insert(column.to_owned(), cell.clone());
            }
        }
    }
    for column in table.own_columns {
        let is_blank = composed.get(column.name).is_none_or(|cell| *cell == Value::Null);
        let filled = rows.iter().filter_map(|row| row.get(column.name)).find(|cell| **cell != Value::Null);
        if let (true, Some(filled)) = (is_blank, filled) {
            composed.insert(column.name.to_owned(), filled.clone());
        }
    }
    composed
}
