//! Contradictions: every rule by the examples of `docs/conflicts.md` and by cases of its own, the seed, settlements,
//! clocks and filters.

use std::collections::BTreeSet;

use orgarchive::conflict::{ORIGIN_STATEMENTS, RULES, settled};
use serde_json::Value as Json;

use crate::support::{Workshop, texts};

/// A section of the documentation: its heading, its CSV blocks and its text blocks.
struct Section {
    heading: String,
    tables: Vec<String>,
    expected: Vec<String>,
}

fn documentation() -> Vec<Section> {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/conflicts.md")).unwrap();
    let mut sections = vec![Section { heading: String::new(), tables: Vec::new(), expected: Vec::new() }];
    let mut block: Option<(String, String)> = None;
    for line in text.lines() {
        match (&mut block, line.strip_prefix("```")) {
            (None, Some(kind)) => block = Some((kind.to_owned(), String::new())),
            (Some(_), Some(_)) => {
                let (kind, text) = block.take().unwrap();
                let section = sections.last_mut().unwrap();
                match kind.as_str() {
                    "csv" => section.tables.push(text),
                    "text" => section.expected.extend(text.lines().map(str::to_owned)),
                    _ => {}
                }
            }
            (Some((_, text)), None) => {
                text.push_str(line);
                text.push('\n');
            }
            (None, None) => {
                if let Some(heading) = line.strip_prefix("## ") {
                    let (tables, expected) = (Vec::new(), Vec::new());
                    sections.push(Section { heading: heading.to_owned(), tables, expected });
                }
            }
        }
    }
    sections
}

/// Writes tables, each after a line with its name, into a folder.
fn write_tables(workshop: &Workshop, folder: &str, tables: &str) {
    let mut name = String::new();
    let mut content = String::new();
    for line in tables.lines().chain(["# "]) {
        if let Some(next) = line.strip_prefix("# ") {
            if !name.is_empty() {
                workshop.write(&format!("{folder}/{name}"), &content);
            }
            name = next.to_owned();
            content.clear();
        } else {
            content.push_str(line);
            content.push('\n');
        }
    }
}

/// An archive of the documentation's common tables and these.
fn archive(tables: &str) -> Workshop {
    let workshop = Workshop::new();
    write_tables(&workshop, "data", &documentation()[0].tables[0]);
    std::fs::create_dir(workshop.path("more")).unwrap();
    workshop.write("more/roles.csv", "id,name\nguest,Guest\n");
    write_tables(&workshop, "more", tables);
    workshop.ok(&["import", "data", "more"]);
    workshop
}

/// The archive of a rule's example in the documentation.
pub fn example(rule: &str) -> Workshop {
    let sections = documentation();
    let section = sections.iter().find(|section| section.heading == rule);
    archive(&section.unwrap_or_else(|| panic!("docs/conflicts.md has a section {rule}")).tables[0])
}

fn findings(workshop: &Workshop, rule: &str) -> Vec<Json> {
    workshop.rows(&["conflicts", "--rule", rule])
}

fn messages(workshop: &Workshop, rule: &str) -> Vec<String> {
    findings(workshop, rule).iter().map(|row| row["message"].as_str().unwrap().to_owned()).collect()
}

#[track_caller]
fn finds(rule: &str, tables: &str) -> Vec<Json> {
    let found = findings(&archive(tables), rule);
    assert!(!found.is_empty(), "{rule} finds something in\n{tables}");
    found
}

#[track_caller]
fn finds_nothing(rule: &str, tables: &str) {
    let found = messages(&archive(tables), rule);
    assert!(found.is_empty(), "{rule} finds {found:#?} in\n{tables}");
}

#[test]
fn every_rule_has_a_section_whose_example_is_true() {
    let sections = documentation();
    for rule in RULES {
        let section = sections
            .iter()
            .find(|section| section.heading == rule.name())
            .unwrap_or_else(|| panic!("docs/conflicts.md has a section {}", rule.name()));
        assert_eq!(section.tables.len(), 2, "{}: an example and a near miss", rule.name());
        let example = archive(&section.tables[0]);
        assert_eq!(messages(&example, rule.name()), section.expected, "{}", rule.name());
        finds_nothing(rule.name(), &section.tables[1]);
    }
}

#[test]
fn improbable_records_take_no_part() {
    for rule in RULES {
        let sections = documentation();
        let section = sections.iter().find(|section| section.heading == rule.name()).unwrap();
        let improbable = improbable(&section.tables[0]);
        finds_nothing(rule.name(), &improbable);
    }
}

/// The tables with credibility 5 in each row.
fn improbable(tables: &str) -> String {
    let (mut is_header, mut is_graded) = (false, true);
    let mut text = String::new();
    for line in tables.lines() {
        text += line;
        if let Some(name) = line.strip_prefix("# ") {
            is_header = true;
            is_graded = !matches!(name, "sources.csv" | "attributes.csv");
        } else if is_graded {
            text += if is_header { ",credibility" } else { ",5" };
            is_header = false;
        }
        text.push('\n');
    }
    text
}

#[test]
fn a_finding_has_what_programs_rely_on() {
    let workshop =
        archive(&documentation().iter().find(|one| one.heading == "two-holders").unwrap().tables[0]);
    let rows = findings(&workshop, "two-holders");
    insta::assert_snapshot!(serde_json::to_string_pretty(&rows).unwrap());
}

#[test]
fn names_of_rules_are_stable_and_listed() {
    let workshop = archive("");
    insta::assert_snapshot!(workshop.ok(&["conflicts", "--rules", "--format", "csv"]));
    let names: BTreeSet<&str> = RULES.iter().map(|rule| rule.name()).collect();
    assert_eq!(names.len(), RULES.len());
    for name in names {
        assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{name}");
    }
    let refused = workshop.run(&["conflicts", "--rule", "two-holder"]);
    assert_eq!(refused.status, 1);
    assert!(
        refused.err.contains("did you mean \"two-holders\"") || refused.err.contains("two-holders"),
        "{refused}"
    );
}

#[test]
fn every_statement_of_a_rule_prepares_and_says_what_it_takes() {
    let workshop = archive("");
    let connection = rusqlite::Connection::open(workshop.path("archive.db")).unwrap();
    let own = RULES.iter().flat_map(|rule| rule.statements());
    for sql in own.chain(settled::STATEMENTS).chain(ORIGIN_STATEMENTS) {
        let statement =
            connection.prepare(&sql.repeated()).unwrap_or_else(|error| panic!("{}: {error}", sql.name));
        let comments: Vec<&str> = sql.text.lines().filter(|line| line.starts_with("--")).collect();
        assert!(!comments.is_empty(), "{}", sql.name);
        for place in 1..=statement.parameter_count() {
            let parameter = statement.parameter_name(place).unwrap();
            assert!(comments.join("\n").contains(parameter), "{} explains {parameter}", sql.name);
        }
    }
}

mod cases;
mod seed;
mod settling;
mod verdicts;

#[test]
fn the_help_says_what_can_be_asked() {
    let workshop = Workshop::new();
    for verb in ["conflicts", "gaps", "coverage"] {
        insta::assert_snapshot!(format!("help_of_{verb}"), workshop.ok(&[verb, "--help"]));
    }
}
