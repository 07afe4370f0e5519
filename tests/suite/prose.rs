//! Texts are written in plain English: the worst habits of earlier ones are refused.

use std::path::{Path, PathBuf};

use regex::Regex;

/// A habit, and what to write instead.
const HABITS: &[(&str, &str)] = &[
    (r"\b(there )?[Ii]s no [a-z]+", "is not a"),
    (r"\b[Aa]new\b", "again"),
    (r"\b[Rr]eckon", "compute, count"),
    (r"\b(is|are) told\b", "is reported"),
    (r"\bstands? in\b", "is in"),
    (r"\bborne by\b", "of, has"),
];

/// Source files that still have such texts. The list may only shrink.
const TO_DO: &[&str] = &[
    "src/archive/open.rs",
    "src/archive/disk_space.rs",
    "src/archive/run.rs",
    "src/archive/seal.rs",
    "src/command/sql.rs",
    "src/date/bounds.rs",
    "src/export/datasette/posts_on_day.sql",
    "src/export/datasette/versions_of.sql",
    "src/import/preview.rs",
    "src/import/second_header.rs",
    "src/index/builder.rs",
    "src/output/appearance.rs",
    "src/output/cell.rs",
    "src/profile/dates.rs",
];

fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All files below a folder with an ending.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.extension().is_some_and(|other| other == ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The habits of a text, each with its line.
fn habits(text: &str) -> Vec<String> {
    let habits: Vec<(Regex, &str)> =
        HABITS.iter().map(|(habit, better)| (Regex::new(habit).unwrap(), *better)).collect();
    let mut found = Vec::new();
    for (number, line) in text.lines().enumerate() {
        for (habit, better) in &habits {
            // "There is no index" and "is no later than" are good English.
            let compares = ["longer", "later", "earlier", "better", "more", "less", "greater"];
            let is_meant = |words: &str| {
                !words.starts_with("there ")
                    && !compares.iter().any(|word| words.ends_with(&format!(" no {word}")))
            };
            if let Some(words) = habit.find_iter(line).find(|words| is_meant(words.as_str())) {
                found.push(format!("{}: \"{}\": write {better}", number + 1, words.as_str()));
            }
        }
    }
    found
}

#[test]
fn the_documentation_is_plain_english() {
    let mut pages = files(&here().join("docs"), "md");
    pages.extend(["README.md", "CONTRIBUTING.md", "CHANGELOG.md"].map(|name| here().join(name)));
    let mut found = Vec::new();
    for page in pages {
        let text = std::fs::read_to_string(&page).unwrap();
        let name = page.strip_prefix(here()).unwrap().display().to_string();
        // Words in quotation marks are talked about, and transcripts are what the program says.
        let text = text.replace("\"is not an id\"", "");
        found.extend(habits(&text).into_iter().map(|habit| format!("{name}:{habit}")));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn source_files_are_plain_english_but_for_a_list_that_shrinks() {
    let mut with_habits: Vec<String> = Vec::new();
    for ending in ["rs", "sql"] {
        for path in files(&here().join("src"), ending) {
            if !habits(&std::fs::read_to_string(&path).unwrap()).is_empty() {
                with_habits.push(path.strip_prefix(here()).unwrap().display().to_string());
            }
        }
    }
    let added: Vec<&String> = with_habits.iter().filter(|name| !TO_DO.contains(&name.as_str())).collect();
    assert!(added.is_empty(), "these files have habits that HABITS names: {added:#?}");
    let done: Vec<&&str> =
        TO_DO.iter().filter(|name| !with_habits.iter().any(|other| other == *name)).collect();
    assert!(done.is_empty(), "take these files, which are done, out of TO_DO: {done:#?}");
}
