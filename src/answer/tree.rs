//! Rows with an id and parents, arranged as a tree.

use std::collections::{BTreeMap, BTreeSet};

use super::Answer;
use crate::output::{Cell, Column};

/// Puts each row behind its parent and shows its depth by indenting its name; JSON gets `depth` as a field.
///
/// A row with several parents stands under each of them; a chain that comes back to itself ends there.
/// The answer must have the columns `id`, `name` and `parents`.
pub fn arrange(answer: &mut Answer) {
    let place = |name: &str| answer.columns.iter().position(|column| column.name == name);
    let (Some(id), Some(name), Some(parents)) = (place("id"), place("name"), place("parents")) else {
        return;
    };
    let rows: BTreeMap<String, Vec<Cell>> = answer.rows.drain(..).map(|row| (text(&row[id]), row)).collect();
    let mut children: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut roots: Vec<&str> = Vec::new();
    for (child, row) in &rows {
        let Cell::List(above) = &row[parents] else {
            continue;
        };
        let known: Vec<&String> = above.iter().filter(|above| rows.contains_key(*above)).collect();
        if known.is_empty() {
            roots.push(child);
        }
        for above in known {
            children.entry(above).or_default().push(child);
        }
    }
    let mut placed: BTreeSet<&str> = BTreeSet::new();
    let mut order: Vec<(&str, usize)> = Vec::new();
    // What stands in a circle has no root: it is shown from its first member that nothing else has led to.
    for start in roots.into_iter().chain(rows.keys().map(String::as_str)) {
        if placed.contains(start) {
            continue;
        }
        let mut waiting: Vec<(&str, Vec<&str>)> = vec![(start, Vec::new())];
        while let Some((at, chain)) = waiting.pop() {
            placed.insert(at);
            order.push((at, chain.len()));
            for child in children.get(at).into_iter().flatten().rev() {
                if *child != at && !chain.contains(child) {
                    let mut chain = chain.clone();
                    chain.push(at);
                    waiting.push((child, chain));
                }
            }
        }
    }
    answer.rows = order
        .into_iter()
        .filter_map(|(at, depth)| {
            let mut row = rows.get(at)?.clone();
            row[name] = Cell::from(format!("{}{}", "  ".repeat(depth), text(&row[name])));
            row.push(Cell::Integer(i64::try_from(depth).unwrap_or(i64::MAX)));
            Some(row)
        })
        .collect();
    answer.columns.push(Column::hidden("depth"));
}

fn text(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => text.clone(),
        _ => String::new(),
    }
}
