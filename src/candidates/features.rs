//! What is known of an entity that distinguishes it from another.

use std::collections::BTreeSet;

use crate::date::{Day, Span};
use crate::error::Result;
use crate::index::{NameOf, keys_of_names};
use crate::name::{Keys, Tier, is_han, is_hangul};
use crate::query::Sql;
use crate::reader::Reader;

pub(super) const KNOWN: Sql = Sql { name: "known", text: include_str!("known.sql") };

/// An entity with what is known of it; records that do not count are left out.
#[derive(Debug, Default)]
pub struct Known {
    /// Its id.
    pub id: String,
    /// The table it is in.
    pub kind: String,
    /// What its own row calls it.
    pub name: String,
    /// What its own row says of its sex.
    pub sex: Option<String>,
    /// Whether a source names it.
    pub is_named: bool,
    /// Its names.
    pub names: Vec<NameOf>,
    /// Its posts.
    pub posts: Vec<Post>,
    /// Days in office, each with the record that gives it.
    pub served: Vec<(String, Day)>,
    /// Births, deaths, foundings and dissolutions: the attribute, the record and the days that the value can mean.
    pub dates: Vec<(String, String, Span)>,
    /// What it is below, with the records.
    pub under: Vec<(String, String)>,
    /// Whom it may be the same as, by which record.
    pub maybe: Vec<(String, String)>,
    /// The sources that name it.
    pub sources: BTreeSet<String>,
    keys: Vec<Keys>,
}

/// A post.
#[derive(Debug)]
pub struct Post {
    /// The record.
    pub record: String,
    /// The organization or chapter.
    pub body: String,
    /// The office.
    pub office: String,
    /// Whether one at a time holds it.
    pub has_one_holder: bool,
    /// The days on which it may have been held.
    pub possible: Span,
}

impl Known {
    /// Reads what counts.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn of(reader: &Reader, kind: &str, id: &str) -> Result<Known> {
        let mut known =
            Known { id: id.to_owned(), kind: kind.to_owned(), is_named: true, ..Known::default() };
        let parameters: [(&str, &dyn rusqlite::ToSql); 1] = [(":id", &id)];
        reader.each(KNOWN, &parameters, |row| {
            let text = |place: usize| -> Result<String> {
                Ok(row.get::<_, Option<String>>(place)?.unwrap_or_default())
            };
            let (what, record, source) = (text(0)?, text(1)?, text(2)?);
            if what == "own" {
                known.name = text(3)?;
                known.sex = row.get(4)?;
                known.is_named = !matches!(text(5)?.as_str(), "unnamed" | "class");
                known.names.push(NameOf { record: None, name: text(3)?, language: None });
                known.sources.insert(source);
                return Ok(());
            }
            let public_by: Option<String> = row.get(9)?;
            if !reader.counts(public_by.as_deref(), &source) {
                return Ok(());
            }
            let day = |place: usize| -> Result<Option<Day>> { Ok(text(place)?.parse().ok()) };
            let span =
                Span::new(day(6)?.unwrap_or(Day::MIN), day(7)?.unwrap_or(Day::MAX)).unwrap_or(Span::ALWAYS);
            match what.as_str() {
                "name" => {
                    known.names.push(NameOf { record: Some(record), name: text(3)?, language: row.get(4)? })
                }
                "post" => known.posts.push(Post {
                    record,
                    body: text(3)?,
                    office: text(4)?,
                    has_one_holder: text(5)? == "one",
                    possible: span,
                }),
                "served" => known.served.extend(day(6)?.map(|day| (record, day))),
                "fact" => known.dates.push((text(3)?, record, span)),
                "under" => known.under.push((text(3)?, record)),
                "maybe" => known.maybe.push((text(3)?, record)),
                _ => {}
            }
            // A guess of the analyst names both by design.
            if what != "maybe" {
                known.sources.insert(source);
            }
            Ok(())
        })?;
        if known.is_named {
            known.keys = keys_of_names(kind, &known.names);
        }
        Ok(known)
    }

    /// The surest tier in which a name of one and a name of the other are spellings of one.
    #[must_use]
    pub fn shared(&self, other: &Known) -> Option<Tier> {
        self.keys.iter().flat_map(|keys| other.keys.iter().filter_map(|also| keys.shared(also))).min()
    }

    /// Whether one of its names is a Korean one, so that its keys tell it from others.
    #[must_use]
    pub fn is_romanized(&self) -> bool {
        self.keys.iter().flat_map(Keys::iter).any(|(tier, _)| tier == Tier::Strict)
    }

    /// Its names in Hangul alone, or in Chinese characters alone, without spaces; each with its record.
    #[must_use]
    pub fn written_in(&self, script: Script) -> Vec<(String, Option<&str>)> {
        let belongs = |character: char| match script {
            Script::Hangul => is_hangul(character),
            Script::Chinese => is_han(character),
        };
        self.names
            .iter()
            .map(|name| (name.name.split_whitespace().collect::<String>(), name.record.as_deref()))
            .filter(|(name, _)| !name.is_empty() && name.chars().all(belongs))
            .collect()
    }
}

/// A script that distinguishes names which romanizations do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Script {
    /// Hangul.
    Hangul,
    /// Chinese characters.
    Chinese,
}
