//! The engine against the executable reading of the rules, `tests/data/verdicts/prototype.py`, which goes day by day.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use orgarchive::date::{Day, Span};
use orgarchive::verdict::step::{HeldDay, HeldKind, Limit, LimitKind, Office, Record};
use serde_json::Value as Json;

use crate::clients::PYTHON;

fn span(pair: &Json, first: usize) -> Option<Span> {
    let day = |place| Day::from_number(i32::try_from(pair.get(place)?.as_i64()?).ok()?);
    Span::new(day(first)?, day(first + 1)?)
}

fn officials(office: &Json) -> BTreeMap<&str, u32> {
    let all: BTreeSet<&str> = office["records"]
        .as_array()
        .unwrap()
        .iter()
        .map(|record| record["official"].as_str().unwrap())
        .collect();
    all.into_iter().zip(0..).collect()
}

fn read<'a>(office: &'a Json, officials: &BTreeMap<&str, u32>) -> Office<'a> {
    let records = office["records"].as_array().unwrap().iter().zip(0..).map(|(record, key)| {
        let mut held = [None; 3];
        for (place, day) in held.iter_mut().zip(record["held"].as_array().unwrap()) {
            let kind = match day[0].as_str().unwrap() {
                "since" => HeldKind::Since,
                "until" => HeldKind::Until,
                _ => HeldKind::Seen,
            };
            *place = span(day, 1).map(|day| HeldDay { kind, day });
        }
        Record {
            key,
            holder: officials[record["official"].as_str().unwrap()],
            source: record["source"].as_str().unwrap(),
            term: record["term"].as_str(),
            since: span(&record["since"], 0),
            until: span(&record["until"], 0),
            held,
        }
    });
    let mut limits: BTreeMap<u32, Vec<Limit>> = BTreeMap::new();
    for (official, some) in office["limits"].as_object().unwrap() {
        let Some(holder) = officials.get(official.as_str()) else { continue };
        for (limit, key) in some.as_array().unwrap().iter().zip(1000..) {
            let kind = if limit[0] == "after" { LimitKind::Died } else { LimitKind::Born };
            let limit = Limit { kind, day: span(limit, 1).unwrap(), subject: *holder, key };
            limits.entry(*holder).or_default().push(limit);
        }
    }
    let unnamed = office["unnamed"].as_array().unwrap().iter();
    Office {
        records: records.collect(),
        one_holder: office["one_holder"] == true,
        unnamed: unnamed.filter_map(|official| officials.get(official.as_str()?)).copied().collect(),
        limits,
        ..Office::default()
    }
}

/// Thousands of random offices: the engine and the prototype agree on every day on which something can change.
#[test]
#[cfg_attr(not(has_python), ignore = "Python is not installed")]
fn the_engine_agrees_with_the_prototype() {
    let python = PYTHON;
    let rounds: u32 = std::env::var("ORGARCHIVE_OFFICES").map_or(2_000, |count| count.parse().unwrap());
    let seed = std::env::var("ORGARCHIVE_OFFICES_SEED").unwrap_or_else(|_| "1".to_owned());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/verdicts");
    let output = Command::new(python)
        .args(["-B", "random_offices.py", &seed, &rounds.to_string()])
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        let office: Json = serde_json::from_str(line).unwrap();
        let officials = officials(&office);
        let read = read(&office, &officials);
        let tenures = read.tenures();
        assert_eq!(tenures.len(), officials.len());
        for day in office["verdicts"].as_array().unwrap() {
            let on = Day::from_number(i32::try_from(day[0].as_i64().unwrap()).unwrap()).unwrap();
            for (official, expected) in day[1].as_object().unwrap() {
                let tenure = &tenures[officials[official.as_str()] as usize];
                let piece = tenure.on(on);
                assert_eq!(
                    piece.verdict.to_string(),
                    expected.as_str().unwrap(),
                    "{official} on {on}: {:?}\n{:#?}\n{:#?}",
                    piece.reason,
                    read.records,
                    (&read.limits, &read.unnamed, read.one_holder)
                );
                *seen.entry(piece.verdict.to_string()).or_default() += 1;
            }
        }
    }
    assert!(seen.len() == 4 && seen.values().all(|count| *count > rounds), "{seen:?}");
}
