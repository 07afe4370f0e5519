//! Sources that are probably one: by the address, or by the title with the date and the publisher as far as both are known.

use std::collections::HashMap;

use rusqlite::Connection;

use super::summary::{Notice, NoticeKind};
use crate::date::bounds_of;
use crate::error::Result;
use crate::name::written;

/// How many are named at most.
const NAMED: usize = 200;

/// What tells a source.
#[derive(Debug, Clone, Default)]
pub struct Marks {
    /// Its title.
    pub title: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// When, in EDTF.
    pub published: Option<String>,
    /// Its address.
    pub url: Option<String>,
}

impl Marks {
    fn of(row: &rusqlite::Row<'_>) -> rusqlite::Result<Marks> {
        Ok(Marks { title: row.get(1)?, publisher: row.get(2)?, published: row.get(3)?, url: row.get(4)? })
    }

    /// Whether a source that the archive has is this one, of which less may be known, going by their titles.
    fn is_title_of(&self, held: &Marks) -> bool {
        let fits = |one: &Option<String>, other: &Option<String>, same: fn(&str, &str) -> bool| {
            one.as_deref().zip(other.as_deref()).is_none_or(|(one, other)| same(one, other))
        };
        fits(&self.publisher, &held.publisher, |one, other| written(one) == written(other))
            && (self.published.is_none() || held.published.is_some())
            && fits(&self.published, &held.published, is_same_date)
    }
}

/// The sources of the archive that these marks tell, with how.
///
/// # Errors
/// If the archive cannot be read.
pub fn sources_like(connection: &Connection, marks: &Marks) -> Result<Vec<(String, &'static str)>> {
    let own_address = marks.url.as_deref().and_then(address);
    let own_title = marks.title.as_deref().map(written);
    let mut by_address = Vec::new();
    let mut by_title = Vec::new();
    let mut statement =
        connection.prepare("SELECT id, title, publisher, published, url FROM sources ORDER BY id")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (id, held) = (row.get(0)?, Marks::of(row)?);
        if own_address.is_some() && held.url.as_deref().and_then(address) == own_address {
            by_address.push((id, "address"));
        } else if own_title.is_some()
            && held.title.as_deref().map(written) == own_title
            && marks.is_title_of(&held)
        {
            by_title.push((id, "title and date"));
        }
    }
    Ok(if by_address.is_empty() { by_title } else { by_address })
}

/// The new sources of a run that an older one already is, most likely.
///
/// # Errors
/// If the archive cannot be read.
pub fn find(connection: &Connection, run: &str) -> Result<Vec<Notice>> {
    let mut new: Vec<(String, Marks)> = Vec::new();
    let mut by_address: HashMap<String, Vec<usize>> = HashMap::new();
    let mut by_title: HashMap<String, Vec<usize>> = HashMap::new();
    let sql = "SELECT id, title, publisher, published, url FROM sources";
    let mut statement = connection.prepare(&format!("{sql} WHERE import = ?1 ORDER BY id"))?;
    let mut rows = statement.query([run])?;
    while let Some(row) = rows.next()? {
        let marks = Marks::of(row)?;
        if let Some(address) = marks.url.as_deref().and_then(address) {
            by_address.entry(address).or_default().push(new.len());
        }
        if let Some(title) = marks.title.as_deref() {
            by_title.entry(written(title)).or_default().push(new.len());
        }
        new.push((row.get(0)?, marks));
    }
    let mut older: Vec<Option<String>> = vec![None; new.len()];
    let mut statement = connection.prepare(&format!("{sql} WHERE import IS NOT ?1 ORDER BY id"))?;
    let mut rows = statement.query([run])?;
    while let Some(row) = rows.next()? {
        let held = Marks::of(row)?;
        let of_address = held.url.as_deref().and_then(address).and_then(|address| by_address.get(&address));
        let of_title = held.title.as_deref().and_then(|title| by_title.get(&written(title)));
        let of_title = of_title.into_iter().flatten().filter(|place| new[**place].1.is_title_of(&held));
        for place in of_address.into_iter().flatten().chain(of_title) {
            if older[*place].is_none() {
                older[*place] = Some(row.get(0)?);
            }
        }
    }
    let found = new.into_iter().zip(older).filter_map(|((id, _), older)| {
        older.map(|older| Notice { kind: NoticeKind::LikelySource, table: "sources", id, other: Some(older) })
    });
    Ok(found.take(NAMED).collect())
}

fn is_same_date(one: &str, other: &str) -> bool {
    one == other || bounds_of(one).is_ok_and(|bounds| bounds_of(other).is_ok_and(|others| bounds == others))
}

/// An address without what makes no other page of it: the protocol, `www.`, a fragment, a slash at its end, and what
/// follows readers around.
#[must_use]
pub fn address(url: &str) -> Option<String> {
    let url = url::Url::parse(url.trim()).ok()?;
    let host = url.host_str()?.to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let port = url.port().map_or(String::new(), |port| format!(":{port}"));
    let mut asked: Vec<String> = url
        .query_pairs()
        .filter(|(name, _)| !name.starts_with("utm_") && !matches!(name.as_ref(), "fbclid" | "gclid"))
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    asked.sort();
    Some(format!("{host}{port}{}?{}", url.path().trim_end_matches('/'), asked.join("&")))
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn addresses_of_one_page_are_one() {
        let page = address("https://courier.example/2024/march");
        for other in [
            "http://www.courier.example/2024/march/",
            "HTTPS://Courier.Example/2024/march#top",
            "https://courier.example/2024/march?utm_source=mail",
        ] {
            assert_eq!(address(other), page, "{other}");
        }
        for another in ["https://courier.example/2024/March", "https://courier.example/2024/march?page=2"] {
            assert_ne!(address(another), page, "{another}");
        }
    }
}
