//! What a careful reader answers, of small archives: `tests/data/verdicts/scenarios.json` explains itself.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::Value as Json;

use crate::support::Workshop;

fn csv(rows: &[&Json]) -> String {
    let mut columns: Vec<&str> = Vec::new();
    for row in rows {
        for column in row.as_object().unwrap().keys() {
            if !columns.contains(&column.as_str()) {
                columns.push(column);
            }
        }
    }
    let mut text = columns.join(",") + "\n";
    for row in rows {
        let cells: Vec<String> = columns
            .iter()
            .map(|column| format!("\"{}\"", row[column].as_str().unwrap_or_default()))
            .collect();
        writeln!(text, "{}", cells.join(",")).unwrap();
    }
    text
}

/// Questions about contradictions are those of the rules that find them: see `conflicts`.
#[test]
fn a_careful_reader_agrees() {
    let all: Json = serde_json::from_str(include_str!("../../data/verdicts/scenarios.json")).unwrap();
    let mut asked = 0;
    for scenario in all["scenarios"].as_array().unwrap() {
        let workshop = Workshop::new();
        let mut tables: BTreeMap<&str, Vec<&Json>> = BTreeMap::new();
        for part in [&all["base"], &scenario["records"]] {
            for (table, rows) in part.as_object().unwrap() {
                tables.entry(table).or_default().extend(rows.as_array().unwrap());
            }
        }
        for (table, rows) in tables {
            workshop.write(&format!("data/{table}.csv"), csv(&rows));
        }
        let ran = workshop.run(&["import", "data"]);
        assert!([0, 3].contains(&ran.status), "{}: {ran}", scenario["name"]);
        for question in scenario["questions"].as_array().unwrap() {
            let command: Vec<&str> =
                question["command"].as_array().unwrap().iter().filter_map(Json::as_str).collect();
            let key = match command[0] {
                "conflicts" => continue,
                "officials" => "official",
                "events" => "event",
                "facts" => "value",
                _ => "id",
            };
            asked += 1;
            let rows = workshop.rows(&command);
            let got: BTreeMap<&str, &str> = rows
                .iter()
                .map(|row| (row[key].as_str().unwrap(), row["verdict"].as_str().unwrap()))
                .collect();
            let expected = question["expect"].as_object().unwrap();
            let named: BTreeSet<&str> =
                expected.keys().map(String::as_str).chain(got.keys().copied()).collect();
            for id in named {
                let is = got.get(id).map_or(Json::Null, |verdict| Json::from(*verdict));
                let is_right = match expected.get(id) {
                    Some(Json::Array(several)) => several.contains(&is),
                    Some(one) => *one == is,
                    None => false,
                };
                assert!(is_right, "{}: {}: {id}: {rows:#?}", scenario["name"], command.join(" "));
            }
        }
    }
    assert!(asked > 60, "{asked}");
}
