//! Officials whose names may be spellings of one though they share no key: what the names of each of them ask for besides.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use rusqlite::Connection;

use super::names::{is_then, statement_of_initials};
use crate::error::Result;
use crate::index::{each_named, keys_of_names};
use crate::name::{Keys, Tier};
use crate::query::each_row;

/// Gives each official with another one that a name of it asks for; a pair perhaps twice. The names are still to be compared.
///
/// # Errors
/// If the archive cannot be read, or `take` fails.
pub fn each_looked_up(connection: &Connection, mut take: impl FnMut(&str, &str) -> Result<()>) -> Result<()> {
    let earlier = if is_then(connection)? { Some(keys_then(connection)?) } else { None };
    let mut known = match earlier {
        Some(_) => None,
        None => Some(connection.prepare("SELECT entity FROM upkeep_name_keys WHERE key = ?1 AND tier = ?2")?),
    };
    each_named(connection, |kind, entity, names| {
        if kind != "officials" {
            return Ok(());
        }
        let mut others: BTreeSet<String> = BTreeSet::new();
        for keys in keys_of_names(kind, names) {
            // Who reads a name as Korean knows the order of its words, and what a letter stands for.
            if keys.is_ordered() && keys.patterns().is_empty() {
                continue;
            }
            match (&mut known, &earlier) {
                (Some(known), _) => {
                    for (tier, key) in keys.asked() {
                        let mut rows = known.query([key.as_str(), tier.name()])?;
                        while let Some(row) = rows.next()? {
                            others.insert(row.get(0)?);
                        }
                    }
                    if let Some(statement) = statement_of_initials(&keys) {
                        each_row(connection, statement.sql(), &statement.parameters(), |row| {
                            others.insert(row.get(0)?);
                            Ok(())
                        })?;
                    }
                }
                (None, Some(earlier)) => others.extend(asked_then(earlier, &keys)),
                (None, None) => {}
            }
        }
        others.remove(entity);
        for other in others {
            take(entity, &other)?;
        }
        Ok(())
    })
}

type Then = BTreeMap<(String, Tier), Vec<String>>;

/// The keys of all officials at an earlier moment, of which there is no index.
fn keys_then(connection: &Connection) -> Result<Then> {
    let mut known = Then::new();
    each_named(connection, |kind, entity, names| {
        if kind == "officials" {
            for (tier, key) in crate::index::keys_of_all(kind, names) {
                known.entry((key, tier)).or_default().push(entity.to_owned());
            }
        }
        Ok(())
    })?;
    Ok(known)
}

fn asked_then(known: &Then, keys: &Keys) -> Vec<String> {
    let asked = keys.asked().into_iter().filter_map(|(tier, key)| known.get(&(key, tier)));
    let mut found: Vec<String> = asked.flatten().cloned().collect();
    for pattern in keys.patterns() {
        let from = Bound::Included((pattern.from.clone(), Tier::Written));
        let to = Bound::Excluded((pattern.to.clone(), Tier::Written));
        let fitting = known.range((from, to)).filter(|((key, tier), _)| pattern.fits(*tier, key));
        found.extend(fitting.flat_map(|(_, entities)| entities.iter().cloned()));
    }
    found
}
