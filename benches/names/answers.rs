//! What the program answers about the labelled pairs: whom a search puts first, and in which order candidates come.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

/// A labelled pair: two names, and whether they are of one person.
pub type Pair<'text> = (&'text str, &'text str, &'text str);

fn rows(folder: &Path, arguments: &[&str]) -> Vec<serde_json::Value> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_orgarchive"));
    let out = command
        .current_dir(folder)
        .env_remove("ORGARCHIVE")
        .args(arguments)
        .args(["--format", "json"])
        .output()
        .expect("the command runs");
    serde_json::from_slice(&out.stdout).unwrap_or_default()
}

/// All spellings of the person that a name is of: those that the pairs call the same, and those of also.tsv.
fn spellings<'text>(same: &[&Pair<'text>], name: &str) -> HashSet<&'text str> {
    let also = super::rows(super::ALSO).map(|row| (row[0], row[1]));
    let joined: Vec<(&str, &str)> = same.iter().map(|pair| (pair.0, pair.1)).chain(also).collect();
    let mut known: HashSet<&str> = HashSet::new();
    loop {
        let before = known.len();
        for (one, other) in &joined {
            if [one, other].iter().any(|text| **text == name || known.contains(**text)) {
                known.extend([one, other]);
            }
        }
        if known.len() == before {
            return known;
        }
    }
}

/// Makes an archive of these officials and asks it.
fn archive(names: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    let data = folder.path().join("data");
    std::fs::create_dir_all(&data).expect("a folder");
    std::fs::write(data.join("sources.csv"), "id,title,kind\ns1,A list,news\n").expect("a file");
    let mut officials = "id,name,source\n".to_owned();
    for (place, name) in names.iter().enumerate() {
        let _ = writeln!(officials, "o{place},\"{name}\",s1");
    }
    std::fs::write(data.join("officials.csv"), officials).expect("a file");
    let mut command = Command::new(env!("CARGO_BIN_EXE_orgarchive"));
    command.current_dir(folder.path()).env_remove("ORGARCHIVE").args(["import", "data", "--quiet"]);
    command.status().expect("the command runs");
    folder
}

/// Prints, for the pairs of one language: how often a search for one name puts the other name first, among all names of the
/// other side; and how often a true pair comes before a false one among the candidates.
pub fn of_language(pairs: &[Pair<'_>]) {
    let same: Vec<&Pair<'_>> = pairs.iter().filter(|pair| pair.2 == "same").collect();
    let (mut first, mut asked) = (0, 0);
    let mut missed: Vec<String> = Vec::new();
    for turned in [false, true] {
        let turn = |pair: &Pair<'_>| {
            if turned {
                (pair.1.to_owned(), pair.0.to_owned())
            } else {
                (pair.0.to_owned(), pair.1.to_owned())
            }
        };
        // One official for each name, whatever the number of pairs it is in.
        let mut kept: Vec<String> = pairs.iter().map(|pair| turn(pair).1).collect();
        kept.sort_unstable();
        kept.dedup();
        let folder = archive(&kept.iter().map(String::as_str).collect::<Vec<_>>());
        for pair in &same {
            let (text, name) = turn(pair);
            // Any other spelling of the same person will do.
            let right = spellings(&same, &text);
            let found = rows(folder.path(), &["search", &text, "--limit", "1"]);
            let before = found.first().and_then(|row| row["name"].as_str());
            asked += 1;
            if before.is_some_and(|name| right.contains(name)) {
                first += 1;
            } else {
                missed.push(format!("{text} → {name}, but {}", before.unwrap_or("nothing")));
            }
        }
    }
    println!("search puts the person first in {first} of {asked}");
    for miss in missed.iter().take(20) {
        println!("         not first: {miss}");
    }
    let mut names: Vec<&str> = pairs.iter().flat_map(|pair| [pair.0, pair.1]).collect();
    names.sort_unstable();
    names.dedup();
    let ids: HashMap<&str, String> =
        names.iter().enumerate().map(|(place, name)| (*name, format!("o{place}"))).collect();
    let folder = archive(&names);
    let proposed = rows(folder.path(), &["candidates", "--all", "--limit", "100000"]);
    let place = |pair: &Pair<'_>| {
        let both = [ids[pair.0].as_str(), ids[pair.1].as_str()];
        proposed.iter().position(|row| {
            ["one", "other"].iter().all(|cell| both.contains(&row[cell].as_str().unwrap_or_default()))
        })
    };
    let different: Vec<Option<usize>> =
        pairs.iter().filter(|pair| pair.2 == "different").map(place).collect();
    let mut before = 0;
    let mut weighed = 0;
    for pair in &same {
        let own = place(pair);
        for other in &different {
            weighed += 1;
            // What is not proposed comes after all that is.
            before += usize::from(match (own, other) {
                (Some(own), Some(other)) => own < *other,
                (Some(_), None) => true,
                (None, _) => false,
            });
        }
    }
    println!("candidates: a true pair comes before a false one in {before} of {weighed}");
}
