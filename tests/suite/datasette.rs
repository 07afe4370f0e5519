//! What Datasette and sqlite-utils make of an archive.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use orgarchive::archive;
use orgarchive::export::datasette::{QUERIES, metadata};
use orgarchive::schema::{BOOKKEEPING_COLUMNS, TABLES, computed_columns};
use serde_json::Value as Json;

use crate::clients::PYTHON;
use crate::support::Workshop;

/// Asks Datasette's own client, without a server, for some paths: the status and content of each. The archive stays as
/// it is.
fn get(workshop: &Workshop, python: &str, paths: &[String]) -> Vec<(u32, String)> {
    let program = "
import asyncio, json, sys
from datasette.app import Datasette
async def ask():
    served = Datasette(['archive.db'], metadata=json.load(open('metadata.json', encoding='utf-8')))
    answers = [await served.client.get(path) for path in json.load(sys.stdin)]
    print(json.dumps([[answer.status_code, answer.text] for answer in answers]))
asyncio.run(ask())";
    let before = std::fs::read(workshop.path("archive.db")).unwrap();
    workshop.write("paths.json", Json::from(paths).to_string());
    let output = Command::new(python)
        .current_dir(workshop.path(""))
        .args(["-c", program])
        .stdin(std::fs::File::open(workshop.path("paths.json")).unwrap())
        .output()
        .unwrap();
    assert!(before == std::fs::read(workshop.path("archive.db")).unwrap(), "the archive was changed");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let answers: Vec<(u32, String)> = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answers.len(), paths.len());
    answers
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
            assert!(!shown.starts_with(name.as_str()), "{name} hides {shown}");
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
#[cfg_attr(not(has_clients), ignore = "the Python clients are not installed")]
fn datasette_serves_the_archive_with_its_descriptions() {
    let python = PYTHON;
    let workshop = served();
    let before = std::fs::read(workshop.path("archive.db")).unwrap();
    // As on the command line.
    let output = Command::new(Path::new(python).with_file_name("datasette"))
        .current_dir(workshop.path(""))
        .args(["archive.db", "-m", "metadata.json", "--get"])
        .arg("/archive/postings.json?_shape=array&organization=womens-union&possible_from__lte=1969-01-01&possible_to__gte=1969-01-01")
        .output()
        .unwrap();
    assert!(before == std::fs::read(workshop.path("archive.db")).unwrap(), "the archive was changed");
    let postings: Vec<Json> = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"));
    let officials: BTreeSet<&str> = postings.iter().map(|row| row["official"].as_str().unwrap()).collect();
    assert!(officials.contains("kim-ok-sun") && officials.contains("kim-song-ae"), "{officials:?}");
    // Every table has its page, and every query its form.
    let mut paths = vec!["/archive.json".to_owned()];
    paths.extend(TABLES.iter().map(|table| format!("/archive/{}", table.name)));
    paths.extend(QUERIES.iter().map(|query| format!("/archive/{}", query.name)));
    let mut answers = get(&workshop, python, &paths).into_iter();
    let database: Json = serde_json::from_str(&answers.next().unwrap().1).unwrap();
    let shown: Vec<&str> = database["tables"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|table| table["hidden"] == false)
        .map(|table| table["name"].as_str().unwrap())
        .collect();
    assert!(TABLES.iter().all(|table| shown.contains(&table.name)), "{shown:?}");
    assert!(!shown.contains(&"upkeep_run") && !shown.contains(&"entities"), "{shown:?}");
    let views: Vec<&str> =
        database["views"].as_array().unwrap().iter().map(|view| view["name"].as_str().unwrap()).collect();
    assert_eq!(views, ["changes"]);
    for table in TABLES {
        let (status, page) = answers.next().unwrap();
        assert_eq!(status, 200, "{}: {page}", table.name);
        // What describes the table and its columns is there, except for characters that HTML writes otherwise.
        let is_plain = |text: &str| !text.contains(['\'', '"', '<', '>', '&']);
        assert!(page.contains(table.meaning), "{}: {page}", table.name);
        for column in table.columns().filter(|column| is_plain(column.meaning)) {
            assert!(page.contains(column.meaning), "{}.{}", table.name, column.name);
        }
    }
    for query in QUERIES {
        let (status, page) = answers.next().unwrap();
        assert!(status == 200 && page.contains("<form class=\"sql"), "{}: {page}", query.name);
    }
}

#[test]
#[cfg_attr(not(has_clients), ignore = "the Python clients are not installed")]
fn canned_queries_answer_dated_questions() {
    let python = PYTHON;
    let workshop = served();
    workshop.ok(&["retract", "c054", "--reason", "a test"]);
    let asked = [
        "posts_on_day.json?_shape=array&day=1969-01-01&organization=womens-union&published_by=",
        "posts_on_day.json?_shape=array&day=1969-01-01&organization=womens-union&published_by=2014-12-31",
        "posts_on_day.json?_shape=array",
        "names_on_day.json?_shape=array&subject=farmers-union&day=1960-06-01",
        "facts_on_day.json?_shape=array&subject=kim-jung-rin&day=2010-04-28",
        "events_between.json?_shape=array&from=2009-06-01&to=2009-08-31&organization=",
        "relations_on_day.json?_shape=array&subject=workers-organizations-department&day=2009-07-01",
        "chapters_on_day.json?_shape=array&day=2009-07-01&organization=",
        "versions_of.json?_shape=array&id=c054",
    ];
    let answers = get(&workshop, python, &asked.map(|path| format!("/archive/{path}")));
    let answers: Vec<Vec<Json>> = answers
        .iter()
        .map(|(_, text)| serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}")))
        .collect();
    let [posts, known, any, named, facts, events, relations, chapters, versions] = &answers[..] else {
        panic!("{answers:?}")
    };
    let names = |rows: &[Json], column: &str| -> BTreeSet<String> {
        rows.iter().map(|row| row[column].as_str().unwrap_or_default().to_owned()).collect()
    };
    assert!(names(posts, "official").is_superset(&["kim-ok-sun", "kim-song-ae"].map(str::to_owned).into()));
    // What a record says by itself is what the program says of a record alone.
    let sql = workshop.rows(&[
        "sql",
        "SELECT id FROM postings WHERE organization = 'womens-union' AND '1969-01-01' BETWEEN possible_from AND possible_to",
    ]);
    assert_eq!(names(posts, "record"), names(&sql, "id"));
    // With a publication time, fewer.
    assert!(!known.is_empty() && known.len() < posts.len(), "{known:?}");
    // Parameters may be left out or blank.
    assert!(any.len() > posts.len());
    assert!(names(named, "name").contains("Farmers' Union of Korea"), "{named:?}");
    assert!(names(facts, "value").contains("2010-04-28"), "{facts:?}");
    assert!(names(events, "event").contains("emigration-north-hamgyong-2009"), "{events:?}");
    assert!(relations.iter().any(|row| row["other"] == "farmers-union"), "{relations:?}");
    assert!(!chapters.is_empty(), "the seed has chapters without dates, which nothing excludes");
    let [version] = &versions[..] else { panic!("{versions:?}") };
    assert_eq!(version["reason"], "a test");
}

#[test]
#[cfg_attr(not(has_clients), ignore = "the Python clients are not installed")]
fn sqlite_utils_reads_tables_and_schema() {
    let python = PYTHON;
    let workshop = Workshop::seeded();
    let program = r#"
import sqlite_utils
archive = sqlite_utils.Database('archive.db')
postings = archive['postings']
print(postings.pks, postings.count == len(list(postings.rows)), postings.strict)
print([key.other_table for key in postings.foreign_keys if key.column == 'official'])
print(postings.columns_dict['credibility'].__name__, postings.columns_dict['since'].__name__)
print('Admiralty scale' in archive.schema)
print([row['official'] for row in postings.rows_where("organization = 'womens-union' AND ? BETWEEN certain_from AND certain_to", ['1969-01-01'], order_by='official')])
"#;
    let output = Command::new(python).current_dir(workshop.path("")).args(["-c", program]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    insta::assert_snapshot!(String::from_utf8(output.stdout).unwrap(), @r"
    ['id'] True True
    ['officials']
    int str
    True
    ['kim-ok-sun', 'kim-song-ae']
    ");
}
