//! Thousands of random statements: what was ever there is there, or in the history.

use orgarchive::schema::{BOOKKEEPING_COLUMNS, Column, Kind, TABLES, Table, computed_columns};
use proptest::prelude::*;
use serde_json::Value as Json;

use super::model::{Row, State, tidy};
use super::shell::{Archive, SEED};

/// Bytes from which a statement is chosen.
struct Choices<'a>(std::slice::Iter<'a, u8>);

impl Choices<'_> {
    fn below(&mut self, limit: usize) -> usize {
        usize::from(*self.0.next().unwrap_or(&0)) % limit
    }

    fn one<'t>(&mut self, of: &[&'t str]) -> &'t str {
        of[self.below(of.len())]
    }
}

/// A cell, mostly a right one; an empty text is written as such.
fn cell(choices: &mut Choices<'_>, table: &Table, column: &Column) -> Option<String> {
    let is_blank = choices.below(8);
    if column.kind != Kind::Id && is_blank < if column.required { 1 } else { 4 } {
        return is_blank
            .is_multiple_of(2)
            .then(String::new)
            .filter(|_| !matches!(column.kind, Kind::Whole(..)));
    }
    let dates =
        ["1990", "2000-02", "2000-02-29", "2010-05-03", "2016", "2016-09", "9999-12", "2011-02-30", "199X"];
    let text = match column.kind {
        Kind::Id if table.name == "sources" => choices.one(&["s1", "s2", "s3"]),
        Kind::Id if table.name == "attributes" => choices.one(&["members", "born", "aim"]),
        Kind::Id if super::model::is_entity(table.name) => {
            choices.one(&["north", "union", "kim", "union-north", "e1", "e2", "new", "other"])
        }
        Kind::Id => choices.one(&["a", "b", "chair", "part-of", "congress", "speaker", "a", "b", "No id"]),
        Kind::Reference("sources") => choices.one(&["s1", "s2", "s3"]),
        Kind::Reference("titles") => choices.one(&["chair", "member"]),
        Kind::Reference("relation_kinds") => choices.one(&["part-of", "near"]),
        Kind::Reference("attributes") => choices.one(&["members", "born", "aim"]),
        Kind::Reference("event_kinds") => choices.one(&["congress", "trip"]),
        Kind::Reference("roles") => choices.one(&["speaker", "guest"]),
        Kind::Reference("places") => choices.one(&["north", "south"]),
        Kind::Reference("organizations") => choices.one(&["union", "league"]),
        Kind::Reference("officials") => choices.one(&["kim", "ri"]),
        Kind::Reference(_) => choices.one(&["union-north", "union-south"]),
        Kind::Entity => choices.one(&["kim", "union", "meeting", "north"]),
        Kind::Event => choices.one(&["meeting", "flood", "meeting", "new", "kim"]),
        Kind::Text | Kind::Url | Kind::Language | Kind::Degrees(_) => {
            choices.one(&["x", "it's", "\"ä\\", "1"])
        }
        Kind::Date | Kind::DateOrInterval => choices.one(&dates),
        Kind::DateOrStill => {
            choices.one(&["..", "..", "..", "2016-09", "2010-05-03", "1990", "9999-12", "2016-13"])
        }
        Kind::OneOf(words) => {
            choices.one(&[words[0], words[0], words[words.len() - 1], words[words.len() - 1], "zzz"])
        }
        Kind::Whole(..) => choices.one(&["1", "3", "6", "1", "-7"]),
        Kind::Value => choices.one(&["2009", "2009-02", "12", "-12.5", "0.1", "~5", "abc"]),
    };
    Some(text.to_owned())
}

fn literal(column: &Column, cell: Option<&str>) -> String {
    match cell {
        None => "NULL".to_owned(),
        Some(text) if matches!(column.kind, Kind::Whole(..)) => text.to_owned(),
        Some(text) => format!("'{}'", text.replace('\'', "''")),
    }
}

/// A state to come back to: at BEGIN, and at each SAVEPOINT.
#[derive(Default)]
struct Script {
    /// The tables that are written: few, so that rows meet.
    focus: Vec<&'static Table>,
    sql: String,
    state: State,
    saved: Vec<State>,
    recursive: bool,
    keys: bool,
    statements: usize,
}

impl Script {
    fn say(&mut self, statement: &str) {
        self.sql += statement;
        self.sql += ";\n";
        self.statements += 1;
    }

    /// Outside a transaction the references of a statement are checked at its end.
    fn try_change(&mut self, statement: &str, change: impl FnOnce(&mut State) -> bool) {
        self.say(statement);
        let mut changed = self.state.clone();
        if change(&mut changed) && (!self.saved.is_empty() || !self.keys || changed.references_hold()) {
            self.state = changed;
        }
    }

    fn transaction(&mut self, choices: &mut Choices<'_>) {
        match (choices.below(5), self.saved.is_empty()) {
            (_, true) => {
                self.say("BEGIN");
                self.saved.push(self.state.clone());
            }
            (0, false) => {
                self.say("ROLLBACK");
                self.state = self.saved.swap_remove(0);
                self.saved.clear();
            }
            (1, false) => self.commit(),
            (2, false) => {
                self.say(&format!("SAVEPOINT p{}", self.saved.len()));
                self.saved.push(self.state.clone());
            }
            (_, false) if self.saved.len() > 1 => {
                self.say(&format!("ROLLBACK TO p{}", self.saved.len() - 1));
                self.state = self.saved.last().unwrap().clone();
            }
            _ => {}
        }
    }

    fn commit(&mut self) {
        self.say("COMMIT");
        if self.keys && !self.state.references_hold() {
            // A refused COMMIT leaves the transaction open.
            self.say("ROLLBACK");
            self.state = self.saved.swap_remove(0);
        }
        self.saved.clear();
    }

    fn insert(&mut self, choices: &mut Choices<'_>, table: &'static Table) {
        let verb = choices.below(6);
        let raw: Row = table.columns().map(|column| cell(choices, table, column)).collect();
        // What is left out has its default.
        let given: Vec<(&Column, &Option<String>)> = table
            .columns()
            .zip(&raw)
            .filter(|(column, cell)| cell.is_some() || column.required || choices.below(2) == 0)
            .collect();
        let names: Vec<&str> = given.iter().map(|(column, _)| column.name).collect();
        let values: Vec<String> =
            given.iter().map(|(column, cell)| literal(column, cell.as_deref())).collect();
        let updated: Vec<&str> =
            names.iter().copied().filter(|name| *name != "id" && choices.below(2) == 0).collect();
        let sets: Vec<String> = updated.iter().map(|name| format!("{name} = excluded.{name}")).collect();
        let rest = format!("INTO {} ({}) VALUES ({})", table.name, names.join(", "), values.join(", "));
        let statement = match verb {
            0 => format!("INSERT {rest}"),
            1 => format!("INSERT OR IGNORE {rest}"),
            2 => format!("REPLACE {rest}"),
            3 => format!("INSERT OR REPLACE {rest}"),
            4 if !sets.is_empty() => {
                format!("INSERT {rest} ON CONFLICT (id) DO UPDATE SET {}", sets.join(", "))
            }
            _ => format!("INSERT {rest} ON CONFLICT DO NOTHING"),
        };
        let recursive = self.recursive;
        self.try_change(&statement, |state| {
            let row = tidy(table, &raw);
            if !state.allows_before_it_goes_in(table, &row) {
                return false;
            }
            let key = (table.name, row[0].clone().unwrap());
            let old = state.rows.get(&key).cloned();
            match (verb, old) {
                (4, Some(old)) if !sets.is_empty() => {
                    let mut next = old;
                    for name in &updated {
                        next[table.place(name)].clone_from(&raw[table.place(name)]);
                    }
                    update(state, table, &next)
                }
                (2 | 3, Some(old)) => {
                    if recursive {
                        state.delete(&key);
                    } else if old != row {
                        state.superseded.push((key.clone(), old.clone()));
                        // An event that it leaves stands until it is in.
                        state.rows.insert(key, old);
                        let is_allowed = state.allows(table, &row);
                        state.rows.insert((table.name, row[0].clone().unwrap()), row);
                        return is_allowed;
                    }
                    let is_allowed = state.allows(table, &row);
                    state.put(table, row, false);
                    is_allowed
                }
                (_, Some(_)) => false,
                (_, None) => {
                    let is_allowed = state.allows(table, &row);
                    state.put(table, row, false);
                    is_allowed
                }
            }
        });
    }

    fn update(&mut self, choices: &mut Choices<'_>, table: &'static Table) {
        let only = cell(choices, table, table.column("id").unwrap().1).unwrap();
        let everywhere = choices.below(4) == 0;
        let columns: Vec<&Column> = table.columns().filter(|column| column.kind != Kind::Id).collect();
        let mut sets: Vec<(&Column, Option<String>)> = Vec::new();
        for _ in 0..=choices.below(3) {
            let column = columns[choices.below(columns.len())];
            if sets.iter().all(|(other, _)| other.name != column.name) {
                sets.push((column, cell(choices, table, column)));
            }
        }
        let assigned: Vec<String> = sets
            .iter()
            .map(|(column, cell)| format!("{} = {}", column.name, literal(column, cell.as_deref())))
            .collect();
        let policy = choices.one(&["", "", "OR REPLACE ", "OR ROLLBACK "]);
        // A refusal rolls back the statement alone: RAISE(ABORT) is not OR ROLLBACK, but a CHECK is.
        let policy = if policy == "OR ROLLBACK " { "" } else { policy };
        let condition = if everywhere { String::new() } else { format!(" WHERE id = '{only}'") };
        self.try_change(
            &format!("UPDATE {policy}{} SET {}{condition}", table.name, assigned.join(", ")),
            |state| {
                let keys: Vec<_> = state.rows.keys().filter(|key| key.0 == table.name).cloned().collect();
                keys.into_iter().filter(|key| everywhere || key.1 == only).all(|key| {
                    let mut next = state.rows[&key].clone();
                    for (column, cell) in &sets {
                        next[table.place(column.name)].clone_from(cell);
                    }
                    update(state, table, &next)
                })
            },
        );
    }

    fn delete(&mut self, choices: &mut Choices<'_>, table: &'static Table) {
        let only = cell(choices, table, table.column("id").unwrap().1).unwrap();
        let everywhere = choices.below(6) == 0;
        let condition = if everywhere { String::new() } else { format!(" WHERE id = '{only}'") };
        self.try_change(&format!("DELETE FROM {}{condition}", table.name), |state| {
            let keys: Vec<_> = state.rows.keys().filter(|key| key.0 == table.name).cloned().collect();
            for key in keys.into_iter().filter(|key| everywhere || key.1 == only) {
                state.delete(&key);
            }
            true
        });
    }

    fn other_id(&mut self, choices: &mut Choices<'_>, table: &'static Table) {
        let id = table.column("id").unwrap().1;
        let (from, to) = (cell(choices, table, id).unwrap(), cell(choices, table, id).unwrap());
        // Refused, or the id that the row has.
        self.try_change(
            &format!("UPDATE OR REPLACE {} SET id = '{to}' WHERE id = '{from}'", table.name),
            |_| false,
        );
    }

    fn step(&mut self, bytes: &[u8]) {
        let mut choices = Choices(bytes.iter());
        let kind = choices.below(20);
        let table = self.focus[choices.below(self.focus.len())];
        match kind {
            0..=8 => self.insert(&mut choices, table),
            9..=13 => self.update(&mut choices, table),
            14..=15 => self.delete(&mut choices, table),
            16 => self.other_id(&mut choices, table),
            17 => {
                self.recursive = choices.below(2) == 0;
                let statement = format!("PRAGMA recursive_triggers = {}", self.recursive);
                self.say(&statement);
            }
            _ => self.transaction(&mut choices),
        }
    }
}

fn update(state: &mut State, table: &'static Table, next: &Row) -> bool {
    let row = tidy(table, next);
    if row == state.rows[&(table.name, row[0].clone().unwrap())] {
        // Nothing changes; but a required cell cannot be written blank.
        return true;
    }
    if !state.allows(table, &row) {
        return false;
    }
    state.put(table, row, false);
    true
}

/// Cells as JSON gives them, as texts.
fn cells(table: &Table, object: &Json) -> Row {
    let text = |cell: &Json| match cell {
        Json::Null => None,
        Json::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    };
    table.columns().map(|column| text(&object[column.name])).collect()
}

fn all_rows(archive: &Archive) -> Vec<(&'static Table, Json)> {
    let selects = TABLES.iter().map(|table| {
        let names = table.columns().map(|column| column.name);
        let others = computed_columns(table).iter().chain(BOOKKEEPING_COLUMNS).map(|(name, _)| *name);
        let pairs: Vec<String> = names.chain(others).map(|name| format!("'{name}', {name}")).collect();
        let name = table.name;
        format!(
            "SELECT json_object('table', '{name}', 'row', json_object({})) FROM {name};\n",
            pairs.join(", ")
        )
    });
    let objects = archive.objects(&selects.collect::<String>()).into_iter();
    objects
        .map(|mut found| (Table::named(found["table"].as_str().unwrap()).unwrap(), found["row"].take()))
        .collect()
}

fn state_of(archive: &Archive, rows: &[(&'static Table, Json)]) -> State {
    let rows = rows.iter().map(|(table, object)| {
        let row = cells(table, object);
        ((table.name, row[0].clone().unwrap()), row)
    });
    let mut superseded: Vec<_> = archive
        .objects(
            "SELECT json_object('table', table_name, 'image', json(image)) FROM history ORDER BY sequence;",
        )
        .into_iter()
        .map(|version| {
            let table = Table::named(version["table"].as_str().unwrap()).unwrap();
            let row = cells(table, &version["image"]);
            ((table.name, row[0].clone().unwrap()), row)
        })
        .collect();
    superseded.sort();
    State { rows: rows.collect(), superseded }
}

/// What must hold whatever was written.
const SOUND: &str = "
SELECT 'stamps', * FROM history WHERE superseded_at < arrived_at OR superseded_at NOT IN (SELECT at FROM commits)
  OR arrived_at NOT IN (SELECT at FROM commits);
SELECT 'now', * FROM versions_now WHERE arrived_at IS NULL OR arrived_at NOT IN (SELECT at FROM commits);
SELECT 'order', * FROM history AS h JOIN history AS n ON n.table_name = h.table_name AND n.id = h.id AND n.sequence > h.sequence
  WHERE n.arrived_at < h.superseded_at;
SELECT 'current', * FROM history AS h JOIN versions_now AS v ON v.table_name = h.table_name AND v.id = h.id
  WHERE v.arrived_at < h.superseded_at;
SELECT 'commits', * FROM commits AS c JOIN commits AS n ON n.number > c.number WHERE n.at <= c.at;
SELECT 'scratch', * FROM upkeep_run;
SELECT 'image', * FROM history WHERE image ->> '$.recorded_at' IS NOT recorded_at OR image ->> '$.id' IS NOT id;
";

fn check(bytes: &[[u8; 40]], focus: [u8; 4], keys: bool) {
    let archive = Archive::new();
    archive.ok(SEED);
    let focus = focus.iter().map(|place| &TABLES[usize::from(*place) % TABLES.len()]).collect();
    let mut script =
        Script { focus, state: state_of(&archive, &all_rows(&archive)), keys, ..Script::default() };
    assert!(script.state.superseded.is_empty() && script.state.references_hold());
    for bytes in bytes {
        script.step(bytes);
    }
    if !script.saved.is_empty() {
        script.commit();
    }
    let output = archive.run(&format!("PRAGMA foreign_keys = {keys};\n{}", script.sql));
    let mut expected = script.state;
    expected.superseded.sort();
    let rows = all_rows(&archive);
    let found = state_of(&archive, &rows);
    let context = || format!("{}\n{}", script.sql, output.errors);
    assert_eq!(found.rows, expected.rows, "current rows after\n{}", context());
    assert_eq!(found.superseded, expected.superseded, "superseded versions after\n{}", context());
    for (table, object) in rows {
        let Some(computed) = expected.computed(table, &cells(table, &object)) else {
            continue;
        };
        for (name, value) in computed {
            assert_eq!(object[name], value, "{}.{name} of {object} after\n{}", table.name, context());
        }
        assert!(object["import"].is_null());
    }
    let entities: Vec<String> =
        expected.entities().into_iter().map(|(id, table)| format!("{id}|{table}")).collect();
    assert_eq!(
        archive.ok("SELECT id, kind FROM entities ORDER BY id;"),
        entities.join("\n"),
        "{}",
        context()
    );
    let now: Vec<String> = orgarchive::schema::versioned_tables()
        .map(|table| format!("SELECT '{0}' AS table_name, id, arrived_at FROM {0}", table.name))
        .collect();
    let sound = format!("CREATE TEMP VIEW versions_now AS {};\n{SOUND}", now.join(" UNION ALL "));
    assert_eq!(archive.ok(&sound), "", "{}", context());
    if std::env::var_os("STOCK_SHELL_COUNTS").is_some() {
        let versions = found.superseded.len();
        eprintln!(
            "{} statements, {} refused, {versions} versions superseded",
            script.statements,
            output.errors.lines().count()
        );
    }
}

/// How many scripts are driven, of up to 80 statements each; `STOCK_SHELL_CASES` asks for more.
fn cases() -> u32 {
    std::env::var("STOCK_SHELL_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(48)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, max_shrink_iters: 400, ..ProptestConfig::default() })]

    #[test]
    #[cfg_attr(not(has_sqlite3), ignore = "sqlite3 is not installed")]
    fn what_was_ever_there_is_there_or_in_the_history(
        bytes in proptest::collection::vec(any::<[u8; 40]>().no_shrink(), 40..80),
        focus in any::<[u8; 4]>(),
        keys in any::<bool>(),
    ) {
        check(&bytes, focus, keys);
    }
}
