//! Rows with an id and parents, arranged as a tree.

use std::collections::{BTreeMap, HashSet};

use super::Answer;
use crate::output::{Cell, Column};

/// Puts each row behind its parent and shows its depth by indenting its name; JSON gets `depth` as a field.
///
/// A row with several parents is under each of them, and what is below it under the first; a chain that comes back to
/// itself ends there.
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
    let order = order(roots.into_iter().chain(rows.keys().map(String::as_str)), &children);
    answer.rows = order
        .into_iter()
        .filter(|(.., met)| *met != Met::Circle)
        .filter_map(|(at, depth, _)| {
            let mut row = rows.get(at)?.clone();
            row[name] = Cell::from(format!("{}{}", indent(depth), text(&row[name])));
            row.push(Cell::Integer(i64::try_from(depth).unwrap_or(i64::MAX)));
            Some(row)
        })
        .collect();
    answer.columns.push(Column::hidden("depth"));
}

/// How something is met on the way through a tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Met {
    /// For the first time: what follows it is given behind it.
    First,
    /// As before, where what follows it is given.
    Again,
    /// On the way that leads from itself.
    Circle,
}

/// Each behind its parent, with its depth. What is below something is given the first time that this is.
pub(super) fn order<'id>(
    starts: impl Iterator<Item = &'id str>,
    children: &BTreeMap<&'id str, Vec<&'id str>>,
) -> Vec<(&'id str, usize, Met)> {
    enum Visit<'id> {
        Begin(&'id str),
        End(&'id str),
    }
    let mut opened: HashSet<&str> = HashSet::new();
    let mut order = Vec::new();
    // What is in a circle has no root: it is shown from its first member that nothing else has led to.
    for start in starts {
        if opened.contains(start) {
            continue;
        }
        let mut chain: HashSet<&str> = HashSet::new();
        let mut waiting = vec![Visit::Begin(start)];
        while let Some(visit) = waiting.pop() {
            let at = match visit {
                Visit::Begin(at) => at,
                Visit::End(at) => {
                    chain.remove(at);
                    continue;
                }
            };
            let met = match (chain.contains(at), opened.contains(at)) {
                (true, _) => Met::Circle,
                (false, true) => Met::Again,
                (false, false) => Met::First,
            };
            order.push((at, chain.len(), met));
            if met != Met::First {
                continue;
            }
            opened.insert(at);
            chain.insert(at);
            waiting.push(Visit::End(at));
            waiting.extend(children.get(at).into_iter().flatten().rev().map(|child| Visit::Begin(child)));
        }
    }
    order
}

/// Two blanks for each step down; far down the depth as a number, for there is no room.
pub(super) fn indent(depth: usize) -> String {
    const DEEPEST: usize = 30;
    let blanks = "  ".repeat(depth.min(DEEPEST));
    if depth > DEEPEST { format!("{blanks}[{depth}] ") } else { blanks }
}

fn text(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => text.clone(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of ids with their parents; gives the names as they are shown, with the depth.
    fn arranged(links: &[(&str, &[&str])]) -> Vec<(String, i64)> {
        let columns = ["id", "name", "parents"].map(Column::shown).into();
        let rows = links
            .iter()
            .map(|(id, above)| {
                let above = above.iter().map(|above| (*above).to_owned()).collect();
                vec![Cell::from((*id).to_owned()), Cell::from((*id).to_owned()), Cell::List(above)]
            })
            .collect();
        let mut answer = Answer { columns, rows, notes: Vec::new() };
        arrange(&mut answer);
        let depth = |cell: &Cell| match cell {
            Cell::Integer(depth) => *depth,
            _ => -1,
        };
        answer.rows.iter().map(|row| (text(&row[1]), depth(&row[3]))).collect()
    }

    #[test]
    fn what_has_two_parents_is_under_both_and_opened_once() {
        let shown = arranged(&[("a", &[]), ("b", &["a"]), ("c", &["a"]), ("d", &["b", "c"]), ("e", &["d"])]);
        let names: Vec<&str> = shown.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["a", "  b", "    d", "      e", "  c", "    d"]);
    }

    #[test]
    fn a_circle_ends_where_it_began() {
        let shown = arranged(&[("a", &["c"]), ("b", &["a"]), ("c", &["b"])]);
        assert_eq!(shown.iter().map(|(name, _)| name.trim()).collect::<Vec<_>>(), ["a", "b", "c"]);
    }

    /// A ladder whose rungs all are below both of the rung above has more ways down than there are atoms.
    #[test]
    fn a_ladder_of_two_parents_each_stays_small() {
        let names: Vec<[String; 2]> = (0..200).map(|rung| [format!("a{rung}"), format!("b{rung}")]).collect();
        let above = |rung: usize| match rung {
            0 => Vec::new(),
            _ => names[rung - 1].iter().map(String::as_str).collect(),
        };
        let parents: Vec<Vec<&str>> = (0..names.len()).map(above).collect();
        let links: Vec<(&str, &[&str])> = names
            .iter()
            .zip(&parents)
            .flat_map(|(rung, above)| rung.iter().map(move |id| (id.as_str(), above.as_slice())))
            .collect();
        let shown = arranged(&links);
        assert!(shown.len() < 5 * names.len(), "{}", shown.len());
        assert_eq!(shown.iter().map(|(_, depth)| *depth).max(), Some(199));
        assert!(shown.iter().all(|(name, _)| name.len() < 100));
    }
}
