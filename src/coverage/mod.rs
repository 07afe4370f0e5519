//! What the archive holds, by year, table, organization, place or source: where it is thin shows at a glance.

mod picture;

use std::collections::{BTreeMap, BTreeSet};

pub use picture::bar;

use crate::date::{Day, Span};
use crate::error::Result;
use crate::query::Sql;
use crate::reader::Reader;
use crate::schema;

const BY_YEAR: Sql = Sql { name: "by_year", text: include_str!("by_year.sql") };
const BY_TABLE: Sql = Sql { name: "by_table", text: include_str!("by_table.sql") };
const BY_SOURCE: Sql = Sql { name: "by_source", text: include_str!("by_source.sql") };
const BY_ORGANIZATION: Sql = Sql { name: "by_organization", text: include_str!("by_organization.sql") };
const BY_PLACE: Sql = Sql { name: "by_place", text: include_str!("by_place.sql") };

/// Every statement behind the answers.
pub const STATEMENTS: &[Sql] = &[BY_YEAR, BY_TABLE, BY_SOURCE, BY_ORGANIZATION, BY_PLACE];

/// A day that is not known to within so many years says nothing of a year.
const VAGUE: i32 = 20;

/// The tables that are counted, in the order of their columns: those that most archives are about come first.
#[must_use]
pub fn tables() -> Vec<&'static str> {
    let first = ["postings", "events", "facts", "names", "relations", "participants"];
    let others = schema::TABLES.iter().filter(|table| table.is_of_statements()).map(|table| table.name);
    first.into_iter().chain(others.filter(|name| !first.contains(name))).collect()
}

/// By what records are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum By {
    /// The years that records are about, from the first to the last day on which it was so
    Year,
    /// Tables
    Table,
    /// Organizations, with their chapters
    Organization,
    /// Places
    Place,
    /// Sources
    Source,
}

impl By {
    /// The word for it, which is the name of the first column.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            By::Year => "year",
            By::Table => "table",
            By::Organization => "organization",
            By::Place => "place",
            By::Source => "source",
        }
    }
}

/// How much there is about one year, table, organization, place or source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Count {
    /// Which.
    pub key: String,
    /// Records, by table as in [`tables`].
    pub tables: Vec<i64>,
    /// From how many sources.
    pub sources: usize,
}

impl Count {
    /// All records.
    #[must_use]
    pub fn records(&self) -> i64 {
        self.tables.iter().sum()
    }
}

/// What the archive holds. Years come in their order, with those of which nothing is known between; everything else by
/// its id. Records whose dates say nothing of a year are counted as `undated`.
///
/// # Errors
/// If the archive cannot be read.
pub fn coverage(reader: &Reader, by: By, period: Option<Span>) -> Result<Vec<Count>> {
    let sql = match by {
        By::Year => return years(reader, period),
        By::Table => BY_TABLE,
        By::Organization => BY_ORGANIZATION,
        By::Place => BY_PLACE,
        By::Source => BY_SOURCE,
    };
    let names = tables();
    let mut counts: BTreeMap<String, (Vec<i64>, BTreeSet<String>)> = BTreeMap::new();
    reader.each(sql, &[], |row| {
        let key: String = row.get(0)?;
        if by == By::Source && reader.leaves_out(&key) {
            return Ok(());
        }
        let (tables, sources) = counts.entry(key).or_insert_with(|| (vec![0; names.len()], BTreeSet::new()));
        let table: Option<String> = row.get(1)?;
        let many: i64 = row.get(3)?;
        if let Some(place) = table.and_then(|table| names.iter().position(|name| *name == table)) {
            tables[place] += many;
            sources.extend(row.get::<_, Option<String>>(2)?);
        }
        Ok(())
    })?;
    Ok(counts
        .into_iter()
        .map(|(key, (tables, sources))| Count { key, tables, sources: sources.len() })
        .collect())
}

/// The years from the first to the last of which something is known.
fn years(reader: &Reader, period: Option<Span>) -> Result<Vec<Count>> {
    // How many records begin with a year, and how many have ended before it; the sources of each year.
    let names = tables();
    let none = || vec![0_i64; names.len()];
    let mut steps: BTreeMap<i32, Vec<i64>> = BTreeMap::new();
    let mut sources: BTreeMap<String, BTreeSet<(i32, i32)>> = BTreeMap::new();
    let mut undated = (none(), BTreeSet::new());
    reader.each(BY_YEAR, &[], |row| {
        let Some(fetched) = reader.fetched(row)? else {
            return Ok(());
        };
        let dated = fetched.dated()?;
        let table = fetched.text(0)?.unwrap_or_default();
        let Some(place) = names.iter().position(|name| *name == table) else { return Ok(()) };
        let day = |text: Option<&str>| text.and_then(|text| text.parse::<Day>().ok());
        let event =
            day(fetched.text(1)?).zip(day(fetched.text(2)?)).and_then(|(from, to)| Span::new(from, to));
        let is_bounded = |span: &Span| span.to.year() - span.from.year() <= VAGUE;
        let days = dated.held.iter().copied().chain(event).filter(is_bounded).reduce(Span::hull);
        let Some(days) = days else {
            undated.0[place] += 1;
            undated.1.insert(dated.source);
            return Ok(());
        };
        let (first, last) = (days.from.year(), days.to.year());
        steps.entry(first).or_insert_with(none)[place] += 1;
        steps.entry(last + 1).or_insert_with(none)[place] -= 1;
        sources.entry(dated.source).or_default().insert((first, last));
        Ok(())
    })?;
    let mut counts = Vec::new();
    if let (Some(first), Some(end)) = (steps.keys().next().copied(), steps.keys().last().copied()) {
        let mut of_year: BTreeMap<i32, usize> = BTreeMap::new();
        for spans in sources.values() {
            let years: BTreeSet<i32> = spans.iter().flat_map(|(first, last)| *first..=*last).collect();
            for year in years {
                *of_year.entry(year).or_default() += 1;
            }
        }
        let mut tables = none();
        for year in first..end {
            if let Some(step) = steps.get(&year) {
                for (known, change) in tables.iter_mut().zip(step) {
                    *known += change;
                }
            }
            let is_asked = period.is_none_or(|period| period.from.year() <= year && year <= period.to.year());
            if is_asked {
                let sources = of_year.get(&year).copied().unwrap_or(0);
                counts.push(Count { key: year.to_string(), tables: tables.clone(), sources });
            }
        }
    }
    if undated.0.iter().any(|count| *count > 0) && period.is_none() {
        counts.push(Count { key: "undated".to_owned(), tables: undated.0, sources: undated.1.len() });
    }
    Ok(counts)
}
