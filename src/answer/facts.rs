//! What is stated about subjects on a day.

use std::collections::{BTreeMap, BTreeSet};

use super::Shown;
use super::excluded::Excluded;
use super::places::Places;
use super::pool::{Judged, JudgedPool, LimitRow, Pool, limits_of};
use super::question::{Col, Compared, Question, list, text};
use super::written::Written;
use crate::date::{self, Day, Span};
use crate::error::Result;
use crate::number::Number;
use crate::output::Cell;
use crate::query::{self, Statement, json_array};
use crate::reader::Reader;
use crate::verdict::step::Subject;

/// Which facts are asked about.
#[derive(Debug, Default, Clone)]
pub struct FactsQuery {
    /// Ids of subjects; none: any, if attributes are given.
    pub subjects: Vec<String>,
    /// Ids of attributes; none: all.
    pub attributes: Vec<String>,
    /// Which verdicts to show.
    pub shown: Shown,
}

/// What an attribute is.
#[derive(Default)]
struct Attribute {
    name: Option<String>,
    value_type: Option<String>,
    is_single: bool,
    is_constant: bool,
    values: BTreeMap<String, Written>,
}

/// One answer row.
#[derive(Debug, Clone)]
pub struct Stated {
    /// Of whom or what it is stated.
    pub subject: String,
    /// The attribute.
    pub attribute: String,
    /// Its value, as the records write it.
    pub value: String,
    /// What the attribute is called.
    pub attribute_name: Option<String>,
    /// The dates that the records write.
    pub since: Vec<String>,
    /// The same of their ends.
    pub until: Vec<String>,
    /// The same of the days for which they say it.
    pub as_of: Vec<String>,
    /// The verdict, with what it rests on.
    pub judged: Judged,
}

impl Question for FactsQuery {
    type Row = Stated;

    const NAME: &'static str = "facts";

    const COLUMNS: &'static [Col<Stated>] = &[
        Col::shown("subject", |row| Cell::from(row.subject.as_str())),
        Col::shown("attribute", |row| Cell::from(row.attribute.as_str())),
        Col::shown("value", |row| Cell::from(row.value.as_str())),
        Col::hidden("attribute_name", |row| text(row.attribute_name.as_deref())),
        Col::shown("verdict", |row| Cell::from(row.judged.verdict.to_string())),
        Col::shown("reason", |row| Cell::from(row.judged.reason.as_str())),
        Col::hidden("since", |row| list(&row.since)),
        Col::hidden("until", |row| list(&row.until)),
        Col::hidden("as_of", |row| list(&row.as_of)),
        Col::hidden("certain_from", |row| Cell::from(row.judged.certain.map(|span| span.from.to_string()))),
        Col::hidden("certain_to", |row| Cell::from(row.judged.certain.map(|span| span.to.to_string()))),
        Col::shown("held_before", |row| Cell::from(row.judged.before())),
        Col::shown("held_after", |row| Cell::from(row.judged.after())),
        Col::hidden("records", |row| list(&row.judged.records)),
        Col::shown("sources", |row| list(&row.judged.sources)),
    ];

    fn statement(&self, _: &Reader) -> Result<Statement> {
        let attributes =
            (!self.attributes.is_empty()).then(|| json_array(self.attributes.iter().map(String::as_str)));
        let sql = if self.subjects.is_empty() && attributes.is_some() {
            query::FACTS_OF_ATTRIBUTE
        } else {
            query::FACTS_OF
        };
        let subjects = json_array(self.subjects.iter().map(String::as_str));
        Ok(Statement::new(sql).with(":subjects", subjects).with(":attributes", attributes))
    }

    fn rows(&self, reader: &Reader) -> Result<Vec<Stated>> {
        Ok(self.judged(reader)?.0)
    }

    fn rows_and_notes(&self, reader: &Reader) -> Result<(Vec<Stated>, Vec<String>)> {
        let (rows, excluded) = self.judged(reader)?;
        Ok(excluded.beside(rows, &self.shown))
    }

    fn widened(&self) -> Vec<(&'static str, FactsQuery)> {
        if self.subjects.is_empty() || self.attributes.is_empty() {
            return Vec::new();
        }
        vec![
            ("--attribute", FactsQuery { attributes: Vec::new(), ..self.clone() }),
            ("--subject", FactsQuery { subjects: Vec::new(), ..self.clone() }),
        ]
    }

    fn compared(row: &Stated) -> Compared {
        Compared::judged(
            vec![row.subject.clone(), row.attribute.clone(), row.value.clone()],
            vec![row.subject.clone(), row.attribute.clone()],
            &row.judged,
        )
    }
}

impl FactsQuery {
    /// The rows that are shown, and what the day excludes.
    fn judged(&self, reader: &Reader) -> Result<(Vec<Stated>, Excluded)> {
        let attributes = attributes(self, reader)?;
        let known: BTreeSet<&str> = attributes.keys().map(|(subject, _)| subject.as_str()).collect();
        let known: Vec<&str> = known.into_iter().collect();
        let limits = limits_of(reader, Some(&known))?;
        let places = places(reader, attributes.values())?;
        let (mut rows, mut excluded) = (Vec::new(), Excluded::default());
        for ((subject, id), attribute) in attributes {
            let judged =
                judge_values(&attribute, &places, bearing_on(&id, limits.get(&subject)), reader.day());
            for ((value, of_value), judged) in attribute.values.into_iter().zip(judged) {
                if self.shown.shows(judged.verdict) {
                    let list = |cells: BTreeSet<String>| cells.into_iter().collect();
                    rows.push(Stated {
                        subject: subject.clone(),
                        attribute: id.clone(),
                        value,
                        attribute_name: attribute.name.clone(),
                        since: list(of_value.since),
                        until: list(of_value.until),
                        as_of: list(of_value.as_of),
                        judged,
                    });
                } else {
                    excluded.add(&format!("{subject} {id} {value}"), &judged);
                }
            }
        }
        Ok((rows, excluded))
    }
}

/// The verdict on each value of an attribute of one subject, in their order (rule E).
fn judge_values(attribute: &Attribute, places: &Places, limits: &[LimitRow], day: Day) -> Vec<Judged> {
    let values: Vec<&String> = attribute.values.keys().collect();
    let judged = pool_of(attribute, places, limits);
    let name = |holder: u32| values.get(holder as usize).map_or(String::new(), |value| (*value).clone());
    judged.tenures.iter().map(|tenure| judged.on(tenure, day, Subject::Value, &name)).collect()
}

/// The values of an attribute of one subject, judged beside each other (rule E).
fn pool_of<'a>(attribute: &'a Attribute, places: &Places, limits: &'a [LimitRow]) -> JudgedPool<'a> {
    let values: Vec<(&String, &Written)> = attribute.values.iter().collect();
    let mut pool = Pool::new(attribute.is_single);
    pool.office.constant = attribute.is_constant;
    pool.office.stated_only =
        !matches!(attribute.value_type.as_deref(), Some("date" | "entity")) && !attribute.is_constant;
    let meanings: Vec<Meaning<'_>> =
        values.iter().map(|(value, _)| Meaning::of(value, attribute.value_type.as_deref())).collect();
    for (holder, (_, value)) in (0..).zip(&values) {
        value.rows.iter().for_each(|row| pool.add(holder, row, None));
        pool.limit(holder, limits, 0);
        let same = (0..).zip(&meanings[..holder as usize]);
        let same = same.filter(|(_, other)| meanings[holder as usize].can_be(other, places));
        pool.office.same.extend(same.map(|(other, _)| (other, holder)));
    }
    pool.judged()
}

/// The values of one attribute of one subject, judged.
pub(crate) struct JudgedValues<'a> {
    pub subject: &'a str,
    pub attribute: &'a str,
    pub is_constant: bool,
    /// The values, by the numbers of the step functions.
    pub values: Vec<&'a str>,
    pub pool: JudgedPool<'a>,
}

/// Gives the values of each attribute of some subjects.
///
/// # Errors
/// If the archive cannot be read, or `take` fails.
pub(crate) fn each_attribute(
    reader: &Reader,
    subjects: &[&str],
    mut take: impl FnMut(&JudgedValues<'_>) -> Result<()>,
) -> Result<()> {
    let asked = FactsQuery {
        subjects: subjects.iter().map(|id| (*id).to_owned()).collect(),
        ..FactsQuery::default()
    };
    let limits = limits_of(reader, Some(subjects))?;
    let attributes = attributes(&asked, reader)?;
    let places = places(reader, attributes.values())?;
    for ((subject, id), attribute) in &attributes {
        take(&JudgedValues {
            subject,
            attribute: id,
            is_constant: attribute.is_constant,
            values: attribute.values.keys().map(String::as_str).collect(),
            pool: pool_of(attribute, &places, bearing_on(id, limits.get(subject))),
        })?;
    }
    Ok(())
}

/// A death is itself a fact, and remains one: only what can change ends with its subject.
fn bearing_on<'a>(attribute: &str, limits: Option<&'a Vec<LimitRow>>) -> &'a [LimitRow] {
    let is_limit = matches!(attribute, "born" | "died" | "founded" | "dissolved");
    limits.filter(|_| !is_limit).map_or(&[][..], Vec::as_slice)
}

/// Which places lie in one another, if values that are rivals may be places.
fn places<'a>(reader: &Reader, mut attributes: impl Iterator<Item = &'a Attribute>) -> Result<Places> {
    let may_be = |attribute: &Attribute| {
        attribute.value_type.as_deref() == Some("entity")
            && attribute.values.len() > 1
            && (attribute.is_single || attribute.is_constant)
    };
    if attributes.any(may_be) { Places::of(reader) } else { Ok(Places::default()) }
}

/// What a value can mean.
enum Meaning<'value> {
    Days(Span),
    Numbers(f64, f64),
    Text(String),
    Entity(&'value str),
}

impl Meaning<'_> {
    fn of<'value>(value: &'value str, value_type: Option<&str>) -> Meaning<'value> {
        let text = || Meaning::Text(folded(value));
        match value_type {
            Some("date") => date::bounds_of(value).map_or_else(|_| text(), Meaning::Days),
            Some("number") => Number::parse(value).map_or_else(
                |_| text(),
                |number| {
                    let (least, greatest) = number.bounds();
                    Meaning::Numbers(least, greatest)
                },
            ),
            Some("entity") => Meaning::Entity(value),
            _ => text(),
        }
    }

    /// Whether both can be the same: of places also if one is in the other, since one source names the county and
    /// another its province.
    fn can_be(&self, other: &Meaning<'_>, places: &Places) -> bool {
        match (self, other) {
            (Meaning::Days(one), Meaning::Days(other)) => one.overlaps(*other),
            (Meaning::Numbers(least, greatest), Meaning::Numbers(from, to)) => {
                least <= to && from <= greatest
            }
            (Meaning::Text(one), Meaning::Text(other)) => one == other,
            (Meaning::Entity(one), Meaning::Entity(other)) => one == other || places.may_be_one(one, other),
            _ => false,
        }
    }
}

/// Text as it is compared: case and spaces make no difference.
pub(crate) fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// The records, by subject and attribute, and then by value.
fn attributes(asked: &FactsQuery, reader: &Reader) -> Result<BTreeMap<(String, String), Attribute>> {
    let mut attributes: BTreeMap<(String, String), Attribute> = BTreeMap::new();
    reader.each_of(&asked.statement(reader)?, |row| {
        let Some(fetched) = reader.fetched(row)? else {
            return Ok(());
        };
        let key = (fetched.owned(0)?.unwrap_or_default(), fetched.owned(1)?.unwrap_or_default());
        let attribute = attributes.entry(key).or_default();
        attribute.name = fetched.owned(3)?;
        attribute.value_type = fetched.owned(4)?;
        attribute.is_single = row.get::<_, Option<String>>("cardinality")?.as_deref() == Some("one");
        attribute.is_constant = row.get::<_, Option<String>>("change")?.as_deref() == Some("constant");
        let value = attribute.values.entry(fetched.owned(2)?.unwrap_or_default()).or_default();
        value.add(&fetched, 5)?;
        Ok(())
    })?;
    Ok(attributes)
}
