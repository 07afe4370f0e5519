//! All text is written in plain English: a dialect that earlier versions had is refused.

use std::path::{Path, PathBuf};

use regex::Regex;

/// A habit, a sentence that has it, and what to write instead.
const HABITS: &[(&str, &str, &str)] = &[
    (r"\b(there )?(is|are|was|were|be) no [a-z]+", "this is no id", "is not a"),
    (r"\banew\b", "the index is made anew", "again, rebuild"),
    (r"\breckon", "the days are reckoned", "compute, count"),
    (r"\b(is|are|was|were|be|been) (also |all |not )?told\b", "what is wrong is told", "report, say"),
    (
        r"\btold (once|together|all at once|by|from|apart)\b",
        "mistakes, told together",
        "reported, distinguished",
    ),
    (r"\bstands? (in|there|under|above|below|beside|at)\b", "the row stands in the table", "is in"),
    (r"\bstood\b", "the archive as it stood", "was"),
    (r"\b(borne|bears?)\b", "a name that nobody bears", "have"),
    (r"\bheld against\b", "cells are held against the list", "checked against, compared with"),
    (r"\bone and the same\b", "one and the same", "the same"),
    (r"\bof (then|before)\b[,.:;]?$", "the rows of then", "earlier, of that time"),
    (r"\bis said (of|beside|below)\b", "what is said of it", "the statements about"),
    (r"\b(let go|lets go)\b", "the rows are let go", "drop, free"),
    (r"\bfor ever\b", "it waits for ever", "forever, without end"),
    (r"\bread over\b", "the column is read over", "ignore"),
    (r"\bin the midst\b", "in the midst of a term", "within"),
    (r"\bleads? nowhere\b", "the reference leads nowhere", "dangling"),
    (r"\bread off\b", "verdicts are read off it", "read from"),
    (r"\bbut for\b", "all but for the last", "except"),
    (r"\bset aside\b", "the row is set aside", "reject, suspend"),
    (r"\btakes? no part\b", "the record takes no part", "does not count"),
    (r"\bwho searches\b", "told to who searches", "whoever searches"),
    (r"\bslip of the pen\b", "a slip of the pen", "an error"),
    (r"\bwhich one at a time holds\b", "an office which one at a time holds", "an office of one holder"),
];

/// What may follow "is no" in good English.
const COMPARISONS: &[&str] =
    &["longer", "later", "earlier", "better", "more", "less", "greater", "narrower", "larger"];

fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All texts that people read below a folder: code, statements, pages and scripts.
fn texts(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let ending = path.extension().and_then(std::ffi::OsStr::to_str).unwrap_or_default();
        if path.is_dir() {
            found.extend(texts(&path));
        } else if ["rs", "sql", "md", "sh", "toml", "snap"].contains(&ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The habits of a text, each with its line.
fn habits(text: &str) -> Vec<String> {
    let habits: Vec<(Regex, &str)> = HABITS
        .iter()
        .map(|(habit, _, better)| (Regex::new(&format!("(?i){habit}")).unwrap(), *better))
        .collect();
    let mut found = Vec::new();
    for (number, line) in text.lines().enumerate() {
        for (habit, better) in &habits {
            // "There is no index" and "is no later than" are good English.
            let is_meant = |words: &str| {
                !words.to_lowercase().starts_with("there ")
                    && !COMPARISONS.iter().any(|word| words.ends_with(&format!(" no {word}")))
            };
            if let Some(words) = habit.find_iter(line).find(|words| is_meant(words.as_str())) {
                found.push(format!("{}: \"{}\": write {better}", number + 1, words.as_str()));
            }
        }
    }
    found
}

#[test]
fn each_habit_is_found_and_good_english_is_not() {
    for (habit, example, _) in HABITS {
        let found = habits(&format!("fn a() {{}} // First,\n/// {example}."));
        assert!(found.iter().any(|line| line.starts_with("2: ")), "{habit} does not find \"{example}\"");
    }
    for good in
        ["There is no index.", "there are no rows", "The end is no later than the beginning.", "{told}"]
    {
        assert_eq!(habits(good), Vec::<String>::new());
    }
}

#[test]
fn all_text_is_plain_english() {
    let mut files: Vec<PathBuf> = ["src", "docs", "migrations", "tests", "benches"]
        .iter()
        .flat_map(|folder| texts(&here().join(folder)))
        .collect();
    files.extend(["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "build.rs"].map(|name| here().join(name)));
    assert!(files.len() > 300, "only {} files were found", files.len());
    let mut found = Vec::new();
    // This file names the habits.
    for path in files.iter().filter(|path| !path.ends_with("tests/suite/prose.rs")) {
        let name = path.strip_prefix(here()).unwrap().display();
        let text = std::fs::read_to_string(path).unwrap();
        found.extend(habits(&text).into_iter().map(|habit| format!("{name}:{habit}")));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}
