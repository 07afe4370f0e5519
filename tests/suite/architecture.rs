//! Modules use what is below them: `docs/architecture.md` has the order of the floors.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use regex::Regex;

/// All Rust files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
    found
}

/// What a file has of code, without its tests and comments.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// Each module of the library with those that it uses.
fn arrows() -> BTreeSet<(String, String)> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let used = Regex::new(r"\bcrate::(\w+)").unwrap();
    let grouped = Regex::new(r"\buse crate::\{").unwrap();
    let own =
        ["main.rs", "lib.rs", "notes.rs", "pager.rs", "progress.rs", "log.rs", "questions.rs", "stop.rs"];
    let mut arrows = BTreeSet::new();
    for path in files(&source) {
        let inner = path.strip_prefix(&source).unwrap();
        let is_test = inner.iter().any(|part| part == "tests" || part == "tests.rs");
        if is_test || own.iter().any(|name| inner == Path::new(name)) {
            continue;
        }
        let first = inner.iter().next().unwrap().to_string_lossy();
        let module = first.strip_suffix(".rs").unwrap_or(&first);
        let code = code(&std::fs::read_to_string(&path).unwrap());
        assert!(!grouped.is_match(&code), "{}: write one `use` for each module", inner.display());
        for used in used.captures_iter(&code).map(|found| found[1].to_owned()) {
            if used != module {
                arrows.insert((module.to_owned(), used));
            }
        }
    }
    arrows
}

#[test]
fn modules_use_what_is_below_them() {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/architecture.md")).unwrap();
    let (_, section) = text.split_once("\n## The floors\n").unwrap();
    let section = section.split("\n## ").next().unwrap();
    let quoted = Regex::new("`([a-z_]+)`").unwrap();
    let floors = section.lines().filter(|line| line.starts_with("| ")).skip(1);
    let order: Vec<String> = floors
        .flat_map(|line| {
            let modules = line.split('|').nth(2).unwrap().to_owned();
            quoted.captures_iter(&modules).map(|found| found[1].to_owned()).collect::<Vec<_>>()
        })
        .collect();
    let floor = |module: &str| {
        order
            .iter()
            .position(|name| name == module)
            .unwrap_or_else(|| panic!("docs/architecture.md names no floor for {module}"))
    };
    let arrows = arrows();
    assert!(arrows.len() > 50, "the code is read: {arrows:?}");
    let upward: Vec<_> = arrows.into_iter().filter(|(from, to)| floor(to) > floor(from)).collect();
    assert!(upward.is_empty(), "a module uses what is above it; move what it needs down: {upward:?}");
}
