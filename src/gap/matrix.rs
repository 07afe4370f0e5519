//! In which provinces which organizations have chapters on a day.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::Result;
use crate::query::Sql;
use crate::reader::Reader;

const PROVINCES: Sql = Sql { name: "provinces", text: include_str!("provinces.sql") };

const CHAPTERS_BY_PROVINCE: Sql =
    Sql { name: "chapters_by_province", text: include_str!("chapters_by_province.sql") };

/// The statements behind [`matrix`].
pub(super) const STATEMENTS: &[Sql] = &[PROVINCES, CHAPTERS_BY_PROVINCE];

/// Organizations with chapters, and provinces.
#[derive(Debug, Default)]
pub struct Matrix {
    /// Provinces of the countries in which there are chapters: id and name, in the order of their codes.
    pub provinces: Vec<(String, String)>,
    /// Organizations that have a chapter in a province.
    pub organizations: Vec<Organization>,
}

/// An organization that has a chapter in a province.
#[derive(Debug)]
pub struct Organization {
    /// Its id.
    pub id: String,
    /// Its own name.
    pub name: String,
    /// Whether it is a named one: what a source says of each of a class has no chapters of its own to look for.
    pub is_named: bool,
    /// Its chapters, by province.
    pub chapters: BTreeMap<String, Vec<String>>,
    /// Provinces of the same countries in which it has none, in their order.
    pub blank: Vec<String>,
    /// The sources of its chapters.
    pub sources: BTreeSet<String>,
}

/// In which provinces which organizations have chapters on the day of the clocks.
///
/// # Errors
/// If the archive cannot be read.
pub fn matrix(reader: &Reader) -> Result<Matrix> {
    let mut provinces: Vec<(String, String, String)> = Vec::new();
    reader.each(PROVINCES, &[], |row| {
        provinces.push((row.get(0)?, row.get(1)?, row.get(2)?));
        Ok(())
    })?;
    let on = reader.day().to_string();
    let parameters: [(&str, &dyn rusqlite::ToSql); 1] = [(":on", &on)];
    let mut organizations: Vec<Organization> = Vec::new();
    reader.each(CHAPTERS_BY_PROVINCE, &parameters, |row| {
        let id: String = row.get(0)?;
        if organizations.last().is_none_or(|last| last.id != id) {
            organizations.push(Organization {
                id,
                name: row.get(1)?,
                is_named: row.get::<_, String>(2)? == "named",
                chapters: BTreeMap::new(),
                blank: Vec::new(),
                sources: BTreeSet::new(),
            });
        }
        if let Some(last) = organizations.last_mut() {
            last.chapters.entry(row.get(3)?).or_default().push(row.get(4)?);
            last.sources.insert(row.get(5)?);
        }
        Ok(())
    })?;
    let country_of = |province: &String| {
        provinces.iter().find(|(id, ..)| id == province).map(|(.., country)| country.clone())
    };
    let mut countries: BTreeSet<String> = BTreeSet::new();
    for organization in &mut organizations {
        let own: BTreeSet<String> = organization.chapters.keys().filter_map(country_of).collect();
        organization.blank = provinces
            .iter()
            .filter(|(id, _, country)| own.contains(country) && !organization.chapters.contains_key(id))
            .map(|(id, ..)| id.clone())
            .collect();
        countries.extend(own);
    }
    provinces.retain(|(.., country)| countries.contains(country));
    let provinces = provinces.into_iter().map(|(id, name, _)| (id, name)).collect();
    Ok(Matrix { provinces, organizations })
}
