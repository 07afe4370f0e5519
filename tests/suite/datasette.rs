//! What Datasette and sqlite-utils make of an archive.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use orgarchive::archive;
use orgarchive::export::datasette::{QUERIES, metadata};
use orgarchive::schema::{BOOKKEEPING_COLUMNS, TABLES, computed_columns};
use serde_json::Value as Json;

use crate::clients::python_with;
use crate::support::Workshop;

/// Asks Datasette, without a server; the archive stays as it is.
fn get(workshop: &Workshop, python: &str, path: &str) -> (bool, String) {
    let before = std::fs::read(workshop.path("archive.db")).unwrap();
    let datasette = Path::new(python).with_file_name("datasette");
    let output = Command::new(datasette)
        .current_dir(workshop.path(""))
        .args(["archive.db", "-m", "metadata.json", "--get", path])
        .output()
        .unwrap();
    assert_eq!(before, std::fs::read(workshop.path("archive.db")).unwrap(), "{path}");
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (output.status.success(), format!("{out}{err}"))
}

fn rows(workshop: &Workshop, python: &str, path: &str) -> Vec<Json> {
    let (done, text) = get(workshop, python, path);
    assert!(done, "{path}: {text}");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}: {text}"))
}

fn served() -> Workshop {
    let workshop = Workshop::seeded();
    let metadata = workshop.ok(&["schema", "--format", "datasette"]);
    workshop.write("metadata.json", metadata);
    workshop
}

#[test]
fn the_metadata_describe_every_table_and_column_and_hide_the_machinery() {
    let metadata = metadata("archive").unwrap();
    let tables = metadata["databases"]["archive"]["tables"].as_object().unwrap();
    for table in TABLES {
        let described = &tables[table.name];
        assert_eq!(described["description"], table.meaning);
        for column in table.columns() {
            assert_eq!(described["columns"][column.name], column.meaning);
        }
        for (name, meaning) in computed_columns(table).iter().chain(BOOKKEEPING_COLUMNS) {
            assert_eq!(described["columns"][*name], *meaning);
        }
        let sort = described["sort"].as_str().or(described["sort_desc"].as_str()).unwrap();
        assert!(described["columns"].get(sort).is_some(), "{} has no {sort}", table.name);
    }
    // Datasette hides whatever begins with the name of a hidden table.
    let hidden = tables.iter().filter(|(_, table)| table["hidden"] == true);
    for (name, _) in hidden {
        for (shown, _) in tables.iter().filter(|(_, table)| table["hidden"] != true) {
            assert!(!shown.starts_with(name.as_str()) || shown.ends_with("_calls"), "{name} hides {shown}");
        }
    }
}

/// Every canned query is prepared against a migrated database, explains its parameters, and every file is one.
#[test]
fn every_canned_query_prepares_and_says_what_it_takes() {
    let connection = archive::in_memory().unwrap();
    for query in QUERIES {
        let statement =
            connection.prepare(query.text).unwrap_or_else(|error| panic!("{}: {error}", query.name));
        for place in 1..=statement.parameter_count() {
            let parameter = statement.parameter_name(place).unwrap();
            assert!(query.text.contains(&format!("-- {parameter} ")), "{} explains {parameter}", query.name);
        }
    }
    let files = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/export/datasette")).unwrap();
    let count = files
        .filter(|file| file.as_ref().unwrap().path().extension().is_some_and(|extension| extension == "sql"))
        .count();
    assert_eq!(count, QUERIES.len());
}

#[test]
fn the_metadata_name_the_database_after_its_file() {
    let workshop = Workshop::new();
    let text = workshop.ok(&["--archive", "some/where.v2.db", "schema", "--format", "datasette"]);
    let metadata: Json = serde_json::from_str(&text).unwrap();
    assert!(metadata["databases"]["where.v2"]["queries"]["posts_on_day"]["sql"].is_string(), "{text}");
    let ran = workshop.run(&["schema", "postings", "--format", "datasette"]);
    assert_eq!(ran.status, 1);
    assert!(ran.err.contains("hint: leave out the table"), "{ran}");
}

#[test]
fn datasette_serves_the_archive_with_its_descriptions() {
    let Some(python) = python_with(&["datasette"]) else { return };
    let workshop = served();
    let postings = rows(
        &workshop,
        &python,
        "/archive/postings.json?_shape=array&_nofacet=1&organization=womens-union&possible_from__lte=1969-01-01&possible_to__gte=1969-01-01",
    );
    let officials: BTreeSet<&str> = postings.iter().map(|row| row["official"].as_str().unwrap()).collect();
    assert!(officials.contains("kim-ok-sun") && officials.contains("kim-song-ae"), "{officials:?}");
    let (_, database) = get(&workshop, &python, "/archive.json");
    let database: Json = serde_json::from_str(&database).unwrap();
    let shown: Vec<&str> = database["tables"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|table| table["hidden"] == false)
        .map(|table| table["name"].as_str().unwrap())
        .collect();
    assert!(TABLES.iter().all(|table| shown.contains(&table.name)), "{shown:?}");
    assert!(!shown.contains(&"run_in_progress") && !shown.contains(&"entities"), "{shown:?}");
    let views: Vec<&str> =
        database["views"].as_array().unwrap().iter().map(|view| view["name"].as_str().unwrap()).collect();
    assert_eq!(views, ["changes"]);
    let (done, page) = get(&workshop, &python, "/archive/postings");
    assert!(done && page.contains("An official held a title in an organization or a chapter"), "{page}");
    assert!(page.contains("the day it began, in EDTF"), "columns are described");
}

#[test]
fn canned_queries_answer_dated_questions() {
    let Some(python) = python_with(&["datasette"]) else { return };
    let workshop = served();
    let ask = |query: &str, parameters: &str| {
        rows(&workshop, &python, &format!("/archive/{query}.json?_shape=array&{parameters}"))
    };
    let names = |rows: &[Json], column: &str| -> BTreeSet<String> {
        rows.iter().map(|row| row[column].as_str().unwrap_or_default().to_owned()).collect()
    };
    let posts = ask("posts_on_day", "day=1969-01-01&organization=womens-union&published_by=");
    assert!(names(&posts, "official").is_superset(&["kim-ok-sun", "kim-song-ae"].map(str::to_owned).into()));
    // What a record says by itself is what the program says of a record alone.
    let sql = workshop.rows(&[
        "sql",
        "SELECT id FROM postings WHERE organization = 'womens-union' AND '1969-01-01' BETWEEN possible_from AND possible_to",
    ]);
    assert_eq!(names(&posts, "record"), names(&sql, "id"));
    // With a publication time, fewer.
    let known = ask("posts_on_day", "day=1969-01-01&organization=womens-union&published_by=2014-12-31");
    assert!(!known.is_empty() && known.len() < posts.len(), "{known:?}");
    // Parameters may be left out or blank.
    assert!(ask("posts_on_day", "").len() > posts.len());
    let named = ask("names_on_day", "subject=farmers-union&day=1960-06-01");
    assert!(names(&named, "name").contains("Farmers' Union of Korea"), "{named:?}");
    let facts = ask("facts_on_day", "subject=kim-jung-rin&day=2010-04-28");
    assert!(names(&facts, "value").contains("2010-04-28"), "{facts:?}");
    let events = ask("events_between", "from=2009-06-01&to=2009-08-31&organization=");
    assert!(names(&events, "event").contains("emigration-north-hamgyong-2009"), "{events:?}");
    let relations = ask("relations_on_day", "subject=workers-organizations-department&day=2009-07-01");
    assert!(relations.iter().any(|row| row["other"] == "farmers-union"), "{relations:?}");
    assert!(ask("versions_of", "id=c054").is_empty());
    ask("chapters_on_day", "day=2009-07-01&organization=");
    // Each canned query has its page, with its parameters explained.
    for query in QUERIES {
        let (done, page) = get(&workshop, &python, &format!("/archive/{}", query.name));
        assert!(done && page.contains("<form class=\"sql"), "{}: {page}", query.name);
    }
}

#[test]
fn sqlite_utils_reads_tables_and_schema() {
    let Some(python) = python_with(&["sqlite_utils"]) else { return };
    let workshop = Workshop::seeded();
    let program = r#"
import sqlite_utils
archive = sqlite_utils.Database('archive.db')
postings = archive['postings']
print(postings.pks, postings.count == len(list(postings.rows)), postings.strict)
print([key.other_table for key in postings.foreign_keys if key.column == 'official'])
print(postings.columns_dict['term'].__name__, postings.columns_dict['since'].__name__)
print('Admiralty scale' in archive.schema)
print([row['official'] for row in postings.rows_where("organization = 'womens-union' AND ? BETWEEN certain_from AND certain_to", ['1969-01-01'])])
"#;
    let output = Command::new(&python).current_dir(workshop.path("")).args(["-c", program]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    insta::assert_snapshot!(String::from_utf8(output.stdout).unwrap(), @"");
}
