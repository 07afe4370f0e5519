//! Extracts, templates and the data dictionary.

use std::collections::BTreeSet;

use orgarchive::schema::TABLES;

use crate::support::{Workshop, seed_folder, small_tables};

fn files(workshop: &Workshop, folder: &str) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = std::fs::read_dir(workshop.path(folder))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            (
                path.file_name().unwrap().to_string_lossy().into_owned(),
                std::fs::read_to_string(&path).unwrap(),
            )
        })
        .collect();
    files.sort();
    files
}

#[test]
fn an_export_imported_into_a_new_archive_is_exported_byte_for_byte() {
    let workshop = Workshop::seeded();
    workshop.ok(&["export", "-o", "one"]);
    workshop.ok(&["--archive", "two.db", "import", "one"]);
    workshop.ok(&["--archive", "two.db", "export", "-o", "two"]);
    let (one, two) = (files(&workshop, "one"), files(&workshop, "two"));
    assert_eq!(one.len(), TABLES.len() + 1, "every table and a data package");
    assert_eq!(one, two);
}

#[test]
fn the_seed_is_what_an_export_of_it_gives_but_for_order_and_defaults() {
    let workshop = Workshop::seeded();
    for table in TABLES {
        let exported = workshop.ok(&["export", table.name]);
        // Nobody has settled any of the seed's contradictions, or judged who is who.
        let Ok(seed) = std::fs::read_to_string(seed_folder().join(format!("{}.csv", table.name))) else {
            assert_eq!(exported.lines().count(), 1, "{}", table.name);
            continue;
        };
        let ids = |text: &str| -> BTreeSet<String> {
            csv::Reader::from_reader(text.as_bytes())
                .records()
                .map(|row| row.unwrap()[0].to_owned())
                .collect()
        };
        assert_eq!(ids(&seed), ids(&exported), "{}", table.name);
        assert_eq!(seed.lines().next(), exported.lines().next(), "{}", table.name);
    }
}

#[test]
fn an_extract_cut_at_a_publication_time_holds_together() {
    let workshop = Workshop::seeded();
    workshop.ok(&["export", "-o", "extract", "--published-by", "2010-12-31"]);
    let postings = workshop.read("extract/postings.csv");
    assert!(postings.contains("c010,kim-jung-rin") && !postings.contains("jang-chun-sil"), "{postings}");
    // All that it names is in it: it loads into an archive of its own.
    workshop.ok(&["--archive", "cut.db", "import", "extract"]);
    workshop.ok(&["--archive", "cut.db", "check"]);
    let officials = workshop.read("extract/officials.csv");
    assert!(!officials.contains("jang-chun-sil"), "nothing names her any more: {officials}");
}

#[test]
fn an_extract_of_a_day_leaves_out_what_cannot_have_held() {
    let workshop = Workshop::seeded();
    workshop.ok(&["export", "-o", "extract", "--on", "1969-01-01"]);
    let postings = workshop.read("extract/postings.csv");
    assert!(postings.contains("kim-song-ae") && !postings.contains("c054,"), "{postings}");
    workshop.ok(&["--archive", "cut.db", "import", "extract"]);
}

#[test]
fn with_sources_each_row_says_what_its_source_is() {
    let workshop = Workshop::seeded();
    let facts = workshop.ok(&["export", "facts", "--with-sources"]);
    assert!(
        facts
            .lines()
            .next()
            .unwrap()
            .ends_with("source_title,source_publisher,source_published,source_url,source_archive_url")
    );
    assert!(
        facts.contains("Kim Jung-rin dies,NK Leadership Watch,2010-04-28,https://www.nkleadershipwatch.org"),
        "{facts}"
    );
}

#[test]
fn for_spreadsheets_formulas_are_defused_and_numbers_stay() {
    let workshop = Workshop::new();
    workshop.write(
        "sources.csv",
        "id,title,publisher,note\ns1,\"=1+1\",@cmd,-12.5\ns2,+x,plain,\"=HYPERLINK(\"\"http://x\"\")\"\n",
    );
    workshop.ok(&["import", "sources.csv"]);
    let plain = workshop.ok(&["export", "sources"]);
    assert!(plain.contains("s1,=1+1,@cmd,") && !plain.starts_with('\u{feff}'));
    let safe = workshop.ok(&["export", "sources", "--for-spreadsheet"]);
    assert!(safe.starts_with('\u{feff}'));
    assert!(safe.contains("s1,'=1+1,'@cmd,") && safe.contains(",-12.5"), "{safe}");
    assert!(safe.contains("s2,'+x,plain") && safe.contains("\"'=HYPERLINK("), "{safe}");
}

#[test]
fn several_tables_need_a_folder() {
    let workshop = Workshop::seeded();
    assert_eq!(workshop.run(&["export"]).status, 1);
    assert_eq!(workshop.run(&["export", "postings", "sources"]).status, 1);
    assert!(workshop.ok(&["export", "postings", "--format", "json"]).starts_with("[\n{"));
}

#[test]
fn the_help_of_export_says_that_no_day_means_any_day() {
    let help = Workshop::new().ok(&["export", "-h"]).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(help.contains("held on this day (YYYY-MM-DD; default: on any day)"), "{help}");
    assert!(!help.contains("default: today"), "{help}");
}

/// `-o network.geojson` without the format would make a folder of CSV files of that name.
#[test]
fn the_name_of_a_file_is_refused_where_a_folder_is_written() {
    let workshop = Workshop::seeded();
    let ran = workshop.run(&["export", "-o", "map.geojson"]);
    assert_eq!(ran.status, 1, "{ran}");
    assert!(ran.err.contains("map.geojson: this is the name of a file"), "{ran}");
    assert!(ran.err.contains("hint: name the format: --format geojson -o map.geojson"), "{ran}");
    let ran = workshop.run(&["export", "postings", "-o", "postings.csv"]);
    assert_eq!(ran.status, 1, "{ran}");
    assert!(ran.err.contains("orgarchive export postings --format csv > FILE"), "{ran}");
    assert!(!workshop.path("map.geojson").exists() && !workshop.path("postings.csv").exists());
    workshop.ok(&["export", "--format", "geojson", "-o", "map.geojson"]);
    workshop.ok(&["export", "-o", "extract-2010.1"]);
}

/// Every template's example fits its table, and all of them together are an archive, once they are rows of one's own.
#[test]
fn templates_can_be_filled_in() {
    let workshop = Workshop::new();
    workshop.ok(&["import", &seed_folder().to_string_lossy()]);
    for table in orgarchive::schema::TABLES {
        let template = workshop.ok(&["template", table.name]);
        let header = workshop.ok(&["template", table.name, "--header-only"]);
        assert!(template.starts_with(&header));
        assert_eq!(template.lines().count(), 2, "{template}");
        let own = template.replace("sp-2016", "own-2016").replace("example-", "own-");
        workshop.write(&format!("templates/{}.csv", table.name), own);
    }
    let out = workshop.ok(&["import", "templates"]);
    assert!(out.contains("postings:        1 added"), "{out}");
    workshop.ok(&["check"]);
}

#[test]
fn the_data_dictionary_names_every_column_in_every_format() {
    let workshop = Workshop::new();
    let text = workshop.ok(&["schema"]);
    let markdown = workshop.ok(&["schema", "--format", "markdown"]);
    let json: serde_json::Value =
        serde_json::from_str(&workshop.ok(&["schema", "--format", "json"])).unwrap();
    assert_eq!(json.as_array().unwrap().len(), orgarchive::schema::TABLES.len());
    for table in orgarchive::schema::TABLES {
        assert!(markdown.contains(&format!("## {}", table.name)));
        for column in table.columns() {
            assert!(text.contains(column.meaning), "{}", column.meaning);
            assert!(markdown.contains(&format!("| `{}` | {} |", column.name, column.meaning)));
        }
    }
}

#[test]
fn the_archive_can_be_named_by_the_environment() {
    let workshop = Workshop::new();
    small_tables(&workshop);
    let output =
        workshop.command().env("ORGARCHIVE", "elsewhere.db").args(["import", "data"]).output().unwrap();
    assert!(output.status.success());
    assert!(workshop.path("elsewhere.db").exists() && !workshop.path("archive.db").exists());
}
