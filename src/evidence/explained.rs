//! An explanation of an answer, as a document to read.

use std::collections::BTreeSet;

use super::why::{COLUMNS, Explained, Finding};
use crate::answer::Answer;
use crate::answer::describe::Sources;
use crate::answer::people::Naming;
use crate::answer::question::{cells, columns};
use crate::error::Result;
use crate::output::{Document, Entry, Section};

/// So many sets of records are shown to people.
const SETS: usize = 12;

/// One answer to read.
///
/// # Errors
/// If the archive cannot be read.
pub fn document(naming: Naming<'_>, answer: Explained, notes: Vec<String>) -> Result<Document> {
    let reader = naming.reader;
    let mut sources: BTreeSet<String> = BTreeSet::new();
    let findings: Vec<(Finding, &'static str)> = answer
        .lines
        .iter()
        .map(|line| {
            sources.extend(line.sources.iter().cloned());
            (line.finding, line.becomes.unwrap_or_default())
        })
        .collect();
    let verdict = answer.held.judged.verdict;
    let day = answer.day;
    let rows = answer.rows().iter().map(|row| cells(COLUMNS, row)).collect();
    let mut named = Answer { columns: columns(COLUMNS), rows, notes };
    naming.put(&mut named)?;
    let rows = named.rows;
    let place = |name: &str| COLUMNS.iter().position(|column| column.name() == name);
    let text = |row: usize, name: &str| {
        place(name).map_or_else(String::new, |place| rows[row][place].text().into_owned())
    };
    let body = format!("{}{}", text(0, "organization"), text(0, "chapter"));
    let title =
        format!("{}: {}, {body}, on {day}", text(0, "official_name"), text(0, "titles").replace("; ", " / "));
    let line = |verdict: &str, text: String| Entry::Line {
        days: String::new(),
        verdict: verdict.to_owned(),
        text,
        cited: None,
        held: None,
    };
    let mut sections: Vec<Section> = PARTS
        .iter()
        .map(|(heading, _)| Section { heading: (*heading).to_owned(), entries: Vec::new() })
        .collect();
    let missing: Vec<&str> = findings
        .iter()
        .filter(|(finding, _)| *finding == Finding::NotReached)
        .map(|(_, becomes)| *becomes)
        .collect();
    for (row, (finding, becomes)) in findings.iter().enumerate() {
        let Some(part) = PARTS.iter().position(|(_, findings)| findings.contains(finding)) else { continue };
        let words = match finding {
            Finding::Verdict => {
                let said = text(row, "sources");
                line(verdict.word(), format!("{}; {said}", text(row, "reason")))
            }
            // What is not made by any is one line.
            Finding::NotReached if missing.first() != Some(becomes) => continue,
            Finding::NotReached => {
                let each = format!("makes it {becomes}");
                let all = format!("makes it {}", alternatives(&missing));
                line("", text(row, "message").replacen(&each, &all, 1))
            }
            _ => line(becomes, text(row, "message")),
        };
        sections[part].entries.push(words);
    }
    for section in &mut sections {
        if section.entries.len() > SETS && section.heading != PARTS[3].0 {
            let more = section.entries.len() - SETS;
            section.entries.truncate(SETS);
            section.entries.push(line("", format!("and {more} more sets of records (--format csv has all)")));
        }
    }
    let mut notes = named.notes;
    notes.extend(reader.restricted_note(&sources)?);
    let ids: Vec<&str> = sources.iter().map(String::as_str).collect();
    let in_full = Sources::of(reader, &ids)?;
    sections.push(Section {
        heading: "Sources".to_owned(),
        entries: in_full.described().map(|(id, words)| Entry::line(id, words)).collect(),
    });
    Ok(Document { title, sections, notes, ..Document::default() })
}

/// Several words, with "or" before the last.
fn alternatives(words: &[&str]) -> String {
    match words {
        [before @ .., last] if !before.is_empty() => format!("{} or {last}", before.join(", ")),
        _ => words.concat(),
    }
}

/// The parts of an explanation, with what is said in each.
const PARTS: &[(&str, &[Finding])] = &[
    ("Verdict", &[Finding::Verdict]),
    ("What it would be without some records", &[Finding::RestsOn, Finding::Robust]),
    ("What would have to be wrong for the other verdicts", &[Finding::Otherwise, Finding::NotReached]),
    ("Which report would settle it", &[Finding::Settles, Finding::Unsettled]),
];
