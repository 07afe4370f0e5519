//! The samples of csv-spectrum: what a reader makes of quotes, newlines, blanks and line endings of other programs.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value as Json};

/// The package has this many samples.
const SAMPLES: usize = 12;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/csv-spectrum")
}

/// Names of the samples and the records that a reader should find in each.
fn expected() -> Vec<(String, Vec<Map<String, Json>>)> {
    let mut samples = Vec::new();
    for file in std::fs::read_dir(folder().join("csvs")).unwrap() {
        let name = file.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(folder().join("json").join(format!("{name}.json"))).unwrap();
        let mut records = match serde_json::from_str(&text).unwrap() {
            Json::Array(records) => records,
            // One sample is an object instead of a list of one.
            record => vec![record],
        };
        if name == "location_coordinates" {
            // A mistake of the package: the CSV file has this number.
            records[0]["Contact Phone Number"] = "2095257564".into();
        }
        let records = records.into_iter().map(|record| record.as_object().unwrap().clone()).collect();
        samples.push((name, records));
    }
    samples.sort_by(|one, other| one.0.cmp(&other.0));
    samples
}

/// Holds a reader against every sample. It takes the path of a file and gives its rows, the header first.
fn holds(read: impl Fn(&Path) -> Vec<Vec<String>>) {
    let samples = expected();
    assert_eq!(samples.len(), SAMPLES);
    for (name, records) in samples {
        let rows = read(&folder().join("csvs").join(format!("{name}.csv")));
        let (header, rows) = rows.split_first().unwrap_or_else(|| panic!("{name} has no header"));
        let found: Vec<Map<String, Json>> = rows
            .iter()
            .map(|row| {
                assert_eq!(row.len(), header.len(), "{name}");
                header.iter().cloned().zip(row.iter().map(|cell| Json::from(cell.as_str()))).collect()
            })
            .collect();
        assert_eq!(found, records, "{name}");
    }
}

#[test]
fn the_reader_makes_of_the_samples_what_it_should() {
    holds(|path| {
        let preview = orgarchive::import::preview(path, None, None, Default::default(), 100).unwrap();
        [vec![preview.header], preview.rows].concat()
    });
}

/// The line endings of the samples are as they came: git did not change them.
#[test]
fn the_samples_are_as_they_came() {
    for name in ["empty_crlf", "newlines_crlf", "simple_crlf"] {
        let bytes = std::fs::read(folder().join("csvs").join(format!("{name}.csv"))).unwrap();
        assert!(bytes.windows(2).any(|pair| pair == b"\r\n"), "{name}");
    }
}
