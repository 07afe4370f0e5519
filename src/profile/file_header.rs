//! A profile meets the header of a file.

use std::collections::HashMap;
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use super::Mapper;
use super::document::together;
use super::lists::lists;
use super::model::{ColumnId, Plan};
use crate::error::Result;
use crate::suggest;

/// How many columns a message names.
const NAMED: usize = 30;

/// Finds each column that the profile uses.
///
/// # Errors
/// If one is missing, or is there twice, or is both the file's and made: all of these.
pub fn bind(plan: &Arc<Plan>, file: &str, header: &[String]) -> Result<Mapper> {
    let names: Vec<String> = header.iter().map(|name| name.trim().nfc().collect()).collect();
    let mut found: HashMap<&str, Vec<usize>> = HashMap::new();
    for (place, name) in names.iter().enumerate() {
        found.entry(name.as_str()).or_default().push(place);
    }
    let mut mistakes = Vec::new();
    let mut places = Vec::with_capacity(plan.columns.len());
    for used in &plan.columns {
        let here = found.get(used.name.as_str()).map_or(&[][..], Vec::as_slice);
        let at = format!("{}:{}", plan.name, used.line);
        match (used.made, here) {
            (Some(_), []) => places.push(usize::MAX),
            (None, [place]) => places.push(*place),
            (Some(made), _) => mistakes.push((
                plan.made[made].line,
                format!(
                    "{}:{}: {file} has a column \"{}\" of its own",
                    plan.name, plan.made[made].line, used.name
                ),
                "give the made column another name".to_owned(),
            )),
            (None, []) if plan.options.missing_is_blank => places.push(usize::MAX),
            (None, []) => {
                let known = || names.iter().map(String::as_str).filter(|name| !name.is_empty());
                let shown: Vec<&str> = known().take(NAMED).collect();
                let more = known().count() - shown.len();
                let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
                let hint = suggest::did_you_mean(&used.name, known())
                    .unwrap_or_else(|| format!("its columns are {}{rest}", shown.join(", ")));
                let other = if used.name.contains('{') {
                    "a text with columns in braces is written { template = \"…\" }"
                } else {
                    "a fixed text is written { constant = \"…\" }"
                };
                let hint = format!("{hint} ({other})");
                mistakes.push((used.line, format!("{at}: {file} has no column \"{}\"", used.name), hint));
            }
            (None, several) => {
                let list: Vec<String> = several.iter().map(|place| (place + 1).to_string()).collect();
                mistakes.push((
                    used.line,
                    format!(
                        "{at}: {file} has {} columns \"{}\": number {}",
                        several.len(),
                        used.name,
                        list.join(", ")
                    ),
                    "give them different names in the file's header: a column is found by its name alone"
                        .to_owned(),
                ));
            }
        }
    }
    mistakes.sort_by_key(|(line, ..): &(usize, String, String)| *line);
    if let Some(error) = together(mistakes.into_iter().map(|(_, mistake, hint)| (mistake, hint)).collect()) {
        return Err(error);
    }
    let feeding: Vec<Vec<String>> =
        (0..plan.columns.len()).map(|place| sources(plan, &[ColumnId(place)])).collect();
    let fed_by: Vec<Vec<Vec<String>>> = plan
        .records
        .iter()
        .map(|record| {
            let mut columns = vec![Vec::new(); record.given.len()];
            for (place, cell) in &record.cells {
                columns[*place] = sources(plan, &cell.origin.columns());
            }
            columns
        })
        .collect();
    let cell_of = |name: &String| names.iter().position(|own| own == name);
    let fed_by_cells = fed_by
        .iter()
        .map(|columns| columns.iter().map(|fed_by| fed_by.iter().filter_map(cell_of).collect()).collect())
        .collect();
    // Of plain rows nothing iterates, whatever their columns are called.
    let lists = lists(plan).map_or_else(|_| vec![None; plan.records.len()], |lists| lists.of_records);
    Ok(Mapper { plan: Arc::clone(plan), places, feeding, fed_by, fed_by_cells, lists })
}

/// The columns of the file behind some columns, each once, in order.
fn sources(plan: &Plan, columns: &[ColumnId]) -> Vec<String> {
    let mut names = Vec::new();
    let mut seen = vec![false; plan.columns.len()];
    collect(plan, columns, &mut seen, &mut names);
    names
}

fn collect(plan: &Plan, columns: &[ColumnId], seen: &mut [bool], names: &mut Vec<String>) {
    for column in columns {
        if std::mem::replace(&mut seen[column.0], true) {
            continue;
        }
        let used = &plan.columns[column.0];
        match used.made {
            None => names.push(used.name.clone()),
            Some(made) => collect(plan, &plan.made[made].origin.columns(), seen, names),
        }
    }
}
