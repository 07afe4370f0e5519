//! What an archive should hold, computed without SQL: rows as the analyst wrote them, and what they can mean.

use std::collections::BTreeMap;

use orgarchive::schema::{Kind, Table};
use serde_json::{Value as Json, json};

/// The cells of a row, one for each column of its table.
pub type Row = Vec<Option<String>>;
pub type Key = (&'static str, String);

/// The rows that are there and the versions that were superseded.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct State {
    pub rows: BTreeMap<Key, Row>,
    pub superseded: Vec<(Key, Row)>,
}

/// Blank cells are `None`, or their default.
pub fn tidy(table: &Table, cells: &[Option<String>]) -> Row {
    let id = cells[0].clone();
    table
        .columns()
        .zip(cells)
        .map(|(column, cell)| match (cell.as_deref().unwrap_or_default(), table.name, column.name) {
            ("", "titles", "office") | ("", "events", "event") => id.clone(),
            ("", _, _) => column.blank.text().map(str::to_owned),
            (text, _, _) => Some(text.to_owned()),
        })
        .collect()
}

/// The first and last day of a plain date.
pub fn days(text: &str) -> Option<(String, String)> {
    let parts: Vec<&str> = text.split('-').collect();
    let widths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    let numbers: Vec<u32> = parts.iter().map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let length = |year: u32, month: u32| match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    if numbers[0] == 0 {
        return None;
    }
    match (widths.as_slice(), numbers.as_slice()) {
        ([4], _) => Some((format!("{text}-01-01"), format!("{text}-12-31"))),
        ([4, 2], [year, month @ 1..=12]) => {
            Some((format!("{text}-01"), format!("{text}-{:02}", length(*year, *month))))
        }
        ([4, 2, 2], [year, month @ 1..=12, day]) if (1..=length(*year, *month)).contains(day) => {
            Some((text.to_owned(), text.to_owned()))
        }
        _ => None,
    }
}

pub fn number(text: &str) -> Option<f64> {
    text.parse().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit() || b".-".contains(&byte)))
}

type Days = Option<(String, String)>;

fn single(days: &Days) -> Days {
    days.clone().filter(|(from, to)| from == to)
}

impl State {
    fn cell(&self, table: &'static Table, row: &Row, column: &str) -> Option<String> {
        row[table.place(column)].clone()
    }

    fn other(&self, table: &'static str, id: &str, column: &str) -> Option<String> {
        let row = self.rows.get(&(table, id.to_owned()))?;
        self.cell(Table::named(table)?, row, column)
    }

    /// The ids that a subject can name, with their tables.
    pub fn entities(&self) -> BTreeMap<String, &'static str> {
        let rows = self.rows.iter().filter(|((table, _), _)| is_entity(table));
        rows.map(|((table, id), row)| {
            let id = if *table == "events" { row[1].clone().unwrap() } else { id.clone() };
            (id, *table)
        })
        .collect()
    }

    /// Whether the row may be in the archive, going by itself and the rows of other tables.
    pub fn allows(&self, table: &'static Table, row: &Row) -> bool {
        self.allows_before_it_goes_in(table, row) && self.allows_once_it_is_in(table, row)
    }

    pub fn allows_before_it_goes_in(&self, table: &'static Table, row: &Row) -> bool {
        let cell = |column: &str| self.cell(table, row, column);
        let cells_are_right = table.columns().zip(row).all(|(column, cell)| {
            let Some(text) = cell else {
                return !column.required && column.kind != Kind::Id;
            };
            match column.kind {
                Kind::Id => text
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'),
                Kind::OneOf(words) => words.contains(&text.as_str()),
                Kind::Whole(least, most) => {
                    text.parse().is_ok_and(|number: i64| (least..=most).contains(&number))
                }
                Kind::DateOrStill if text == ".." => true,
                Kind::Date | Kind::DateOrInterval | Kind::DateOrStill => days(text).is_some(),
                _ => true,
            }
        });
        if !cells_are_right {
            return false;
        }
        if table.name == "postings" && cell("organization").is_some() == cell("chapter").is_some() {
            return false;
        }
        if table.name == "judgements" && cell("one") == cell("other") {
            return false;
        }
        if table.column("since").is_some() {
            let bounds = |column| cell(column).as_deref().and_then(days);
            if let (Some(since), Some(until)) = (bounds("since"), bounds("until"))
                && since.0 > until.1
            {
                return false;
            }
            let is_after =
                |one: Days, other: Days| one.zip(other).is_some_and(|(one, other)| one.0 > other.1);
            if is_after(bounds("since"), bounds("as_of")) || is_after(bounds("as_of"), bounds("until")) {
                return false;
            }
        }
        if table.name == "facts" {
            let kind = self.other("attributes", &cell("attribute").unwrap(), "type");
            return is_of_type(kind.as_deref(), &cell("value").unwrap());
        }
        true
    }

    fn allows_once_it_is_in(&self, table: &'static Table, row: &Row) -> bool {
        let id = row[0].clone().unwrap();
        if table.name == "attributes" {
            let facts = Table::named("facts").unwrap();
            let kind = self.cell(table, row, "type");
            return self.rows.iter().filter(|((table, _), _)| *table == "facts").all(|(_, fact)| {
                self.cell(facts, fact, "attribute").as_ref() != Some(&id)
                    || is_of_type(kind.as_deref(), &self.cell(facts, fact, "value").unwrap())
            });
        }
        if is_entity(table.name) {
            let entity = if table.name == "events" { row[1].clone().unwrap() } else { id };
            return self.entities().get(&entity).is_none_or(|kind| *kind == table.name);
        }
        true
    }

    /// Whether every reference leads to a row.
    pub fn references_hold(&self) -> bool {
        let entities = self.entities();
        self.rows.iter().all(|((name, _), row)| {
            let table = Table::named(name).unwrap();
            table.columns().zip(row).all(|(column, cell)| {
                let Some(id) = cell else { return true };
                match column.kind {
                    Kind::Reference(target) => self.rows.contains_key(&(target, id.clone())),
                    Kind::Entity | Kind::Event => entities.contains_key(id),
                    _ => true,
                }
            })
        })
    }

    /// Puts a row in place of the one that is there, if any; `replaces` is a REPLACE that deletes first.
    pub fn put(&mut self, table: &'static Table, row: Row, always_a_version: bool) {
        let key = (table.name, row[0].clone().unwrap());
        if let Some(old) = self.rows.insert(key.clone(), row.clone())
            && (always_a_version || old != row)
        {
            self.superseded.push((key, old));
        }
    }

    pub fn delete(&mut self, key: &Key) {
        if let Some(old) = self.rows.remove(key) {
            self.superseded.push((key.clone(), old));
        }
    }

    /// The computed columns of a row; none if what it rests on is not there.
    pub fn computed(&self, table: &'static Table, row: &Row) -> Option<BTreeMap<&'static str, Json>> {
        let cell = |column: &str| self.cell(table, row, column);
        let bounds = |column: &str| cell(column).as_deref().and_then(days);
        let mut columns = BTreeMap::new();
        let mut set = |pair: (&'static str, &'static str), days: Days| {
            let (from, to) = days.map_or((Json::Null, Json::Null), |(from, to)| (json!(from), json!(to)));
            columns.insert(pair.0, from);
            columns.insert(pair.1, to);
        };
        if table.name == "sources" {
            let published = published(bounds("published"), bounds("accessed"));
            let public_by = published.clone().or(bounds("accessed")).map(|days| days.1);
            set(("published_earliest", "published_latest"), published);
            columns.insert("public_by", json!(public_by.filter(|day| day != "9999-12-31")));
            return Some(columns);
        }
        if !table.has_provenance() {
            return Some(columns);
        }
        let source = cell("source").unwrap();
        self.rows.get(&("sources", source.clone()))?;
        let of_source = |column| self.other("sources", &source, column).as_deref().and_then(days);
        let published = published(of_source("published"), of_source("accessed"));
        let public_by =
            published.clone().or(of_source("accessed")).map_or("9999-12-31".to_owned(), |days| days.1);
        if table.name == "events" {
            let mut range = bounds("date");
            if let (Some(range), Some(published), Some("occurred")) =
                (&mut range, &published, cell("status").as_deref())
                && range.0 <= published.1
                && published.1 < range.1
            {
                range.1.clone_from(&published.1);
            }
            set(("certain_from", "certain_to"), single(&range));
            set(("date_earliest", "date_latest"), range.or(Some(("0001-01-01".into(), "9999-12-31".into()))));
        } else if table.column("since").is_some() {
            let (since, until) = (bounds("since"), bounds("until"));
            let begun = since.as_ref().is_some_and(|since| since.1 <= public_by);
            let still_to_end = until.as_ref().is_some_and(|until| until.0 > public_by);
            let is_still = cell("until").as_deref() == Some("..") || begun && still_to_end;
            let seen = bounds("as_of").or(published.filter(|_| is_still));
            // Nothing is held after the source was out.
            let mut held: Vec<(String, String)> =
                [&since, &until, &seen].into_iter().flatten().cloned().collect();
            held.retain(|day| day.0 <= public_by);
            let first = held.iter().map(|day| day.1.clone().min(public_by.clone())).min();
            let last = held.iter().map(|day| day.0.clone()).max();
            let from = since.clone().map_or("0001-01-01".to_owned(), |since| since.0);
            let to = until.map_or("9999-12-31".to_owned(), |until| until.1);
            let certain = first.zip(last).filter(|(first, last)| first <= last);
            let certain = certain.map(|(first, last)| (first.max(from.clone()), last.min(to.clone())));
            set(("certain_from", "certain_to"), certain.filter(|(from, to)| from <= to));
            set(("possible_from", "possible_to"), Some((from, to)));
            columns.insert("since_latest", json!(since.map(|since| since.1)));
        }
        if table.name == "facts" {
            let kind = self.other("attributes", &cell("attribute").unwrap(), "type")?;
            let value = cell("value").unwrap();
            let days = days(&value).filter(|_| kind == "date");
            columns.insert("value_earliest", json!(days.as_ref().map(|days| &days.0)));
            columns.insert("value_latest", json!(days.as_ref().map(|days| &days.1)));
            let number = json!(number(&value).filter(|_| kind == "number"));
            columns.insert("value_least", number.clone());
            columns.insert("value_most", number);
        }
        Some(columns)
    }
}

fn published(published: Days, accessed: Days) -> Days {
    let (from, to) = published?;
    Some(match accessed {
        Some(accessed) if accessed.1 < from => accessed,
        Some(accessed) => (from, accessed.1.min(to)),
        None => (from, to),
    })
}

fn is_of_type(kind: Option<&str>, value: &str) -> bool {
    match kind {
        Some("date") => days(value).is_some(),
        Some("number") => number(value).is_some(),
        _ => true,
    }
}

pub fn is_entity(table: &str) -> bool {
    Table::is_entity_table(table)
}
