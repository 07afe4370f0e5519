//! Over which lists the records of a profile iterate, if the file is one of objects.

use super::document::together;
use super::model::{ColumnId, Conditions, Plan, Record};
use crate::error::Result;
use crate::objects::{ARRAY, FILE, Path};

/// What a profile reads of the objects of a file.
#[derive(Debug, Clone)]
pub struct Lists {
    /// The paths of the columns, each once.
    pub columns: Vec<Path>,
    /// The lists, each with the places of the columns that its records need.
    pub lists: Vec<(Path, Vec<usize>)>,
    /// For each record, which of the lists it iterates over.
    pub of_records: Vec<Option<usize>>,
}

/// Finds them.
///
/// # Errors
/// If a record iterates over two lists of which none is in the other, or a condition of the file over any.
pub fn lists(plan: &Plan) -> Result<Lists> {
    let mut columns: Vec<Path> = Vec::new();
    // For each column of the plan that is the file's, its place among these.
    let mut places = Vec::with_capacity(plan.columns.len());
    for used in &plan.columns {
        places.push(used.made.is_none().then(|| {
            columns.push(Path::parse(&used.name));
            columns.len() - 1
        }));
    }
    let of_file = |used: &[ColumnId]| -> Vec<usize> {
        let mut found = vec![false; plan.columns.len()];
        collect(plan, used, &mut found);
        let is_used = |(place, column): (usize, &Option<usize>)| column.filter(|_| found[place]);
        places.iter().enumerate().filter_map(is_used).collect()
    };
    let mut mistakes = Vec::new();
    let of_conditions = of_file(&tested(&plan.conditions));
    if let Some(path) = of_conditions.iter().map(|place| &columns[*place]).find(|path| path.list().is_some())
    {
        mistakes.push((
            format!("{}: a condition under [file] tests \"{}\", which iterates", plan.name, path.written),
            "conditions of the file hold for whole objects: put it under [[record]]".to_owned(),
        ));
    }
    let mut lists: Vec<(Path, Vec<usize>)> = Vec::new();
    let mut of_records = Vec::new();
    for record in &plan.records {
        let used = of_file(&read_by(record));
        let deepest =
            used.iter().filter_map(|place| columns[*place].list()).max_by_key(|list| list.steps().len());
        let Some(list) = deepest else {
            of_records.push(None);
            continue;
        };
        if let Some(other) = used.iter().map(|place| &columns[*place]).find(|path| !path.is_within(&list)) {
            mistakes.push((
                format!(
                    "{}:{}: the record iterates over {} and over \"{}\"",
                    plan.name, record.line, list.written, other.written
                ),
                "a record iterates over one list, and those in which it is: write a record for each, or name an item, such as [0]".to_owned(),
            ));
        }
        let number = lists.iter().position(|(known, _)| *known == list).unwrap_or_else(|| {
            lists.push((list, of_conditions.clone()));
            lists.len() - 1
        });
        let needed = &mut lists[number].1;
        needed.extend(used);
        needed.sort_unstable();
        needed.dedup();
        of_records.push(Some(number));
    }
    match together(mistakes) {
        Some(error) => Err(error),
        None => Ok(Lists { columns, lists, of_records }),
    }
}

/// Whether objects have what the profile reads.
///
/// # Errors
/// If none of them has one of the columns, and the profile does not say that it may be missing.
pub fn verify_found(plan: &Plan, file: &str, columns: &[Path], had: &[bool]) -> Result<()> {
    if plan.options.missing_is_blank {
        return Ok(());
    }
    let missing = columns
        .iter()
        .zip(had)
        .filter(|(path, had)| !**had && ![ARRAY, FILE].contains(&path.written.as_str()));
    let mistakes = missing.filter_map(|(path, _)| {
        let used = plan.columns.iter().find(|used| used.made.is_none() && used.name == path.written)?;
        Some((
            format!("{}:{}: no object in {file} has \"{}\"", plan.name, used.line, path.written),
            "correct the path; if only other files have it, write missing = \"blank\" under [file]"
                .to_owned(),
        ))
    });
    together(mistakes.collect()).map_or(Ok(()), Err)
}

/// The columns that a record reads itself.
fn read_by(record: &Record) -> Vec<ColumnId> {
    let mut used = tested(&record.conditions);
    used.extend(record.each.iter().map(|each| each.column));
    used.extend(record.cells.iter().flat_map(|(_, cell)| cell.origin.columns()));
    used
}

fn tested(conditions: &Conditions) -> Vec<ColumnId> {
    conditions.only_if.iter().chain(&conditions.skip_if).map(|test| test.column).collect()
}

/// Marks columns, and those of which they are made.
fn collect(plan: &Plan, used: &[ColumnId], found: &mut [bool]) {
    for column in used {
        if !std::mem::replace(&mut found[column.0], true)
            && let Some(made) = plan.columns[column.0].made
        {
            collect(plan, &plan.made[made].origin.columns(), found);
        }
    }
}
