//! Who was above a body on a day: each link up with its verdict, and who headed what it leads to.

mod heads;
mod notes;
mod paths;
mod start;

use std::collections::{BTreeSet, HashMap};

pub use heads::Head;
pub use paths::{Hop, Step};
pub use start::Start;

use heads::{Heads, heads};
use paths::Above;

use super::officials::own_names;
use super::question::{Col, list, text};
pub use super::tree::Met;
use super::tree::indent;
use super::{Answer, Names, Shown, question};
use crate::error::Result;
use crate::output::Cell;
use crate::reader::Reader;
use crate::verdict::Verdict;

/// Gives what some ids are called in notes; an id without an entry is called by itself.
pub type Call<'call> = &'call dyn Fn(&BTreeSet<String>) -> Result<HashMap<String, String>>;

/// Above which bodies, and with which verdicts.
#[derive(Debug, Clone)]
pub struct ChainQuery {
    /// Where it begins.
    pub start: Start,
    /// Only links and heads with these verdicts.
    pub shown: Shown,
}

/// One answer row: a body on the way up, with one holder of its head office.
#[derive(Debug, Clone)]
pub struct Row {
    /// The event that is asked about.
    pub event: Option<String>,
    /// The body from which the way leads up.
    pub start: String,
    /// The body, and how it is reached.
    pub step: Step,
    /// In which roles it took part in the event.
    pub roles: Vec<String>,
    /// What it was called on the day.
    pub body_name: String,
    /// Who headed it, if somebody did.
    pub head: Option<Head>,
    /// Why, or why nobody is named.
    pub reason: String,
    /// Ids of the records behind the link and the holder, sorted.
    pub records: Vec<String>,
    /// Ids of their sources, sorted.
    pub sources: Vec<String>,
}

impl Row {
    /// The link by which it is reached.
    #[must_use]
    pub fn hop(&self) -> Option<&Hop> {
        self.step.hop.as_deref()
    }

    fn weakest(&self) -> Option<&Hop> {
        self.step.weakest.as_deref()
    }
}

/// The columns of the answer.
const COLUMNS: &[Col<Row>] = &[
    Col::hidden("event", |row| text(row.event.as_deref())),
    Col::hidden("start", |row| Cell::from(row.start.as_str())),
    Col::hidden("level", |row| Cell::from(i64::try_from(row.step.level).unwrap_or(i64::MAX))),
    Col::hidden("below", |row| text(row.hop().map(|hop| hop.below.as_str()))),
    Col::shown("body", |row| Cell::from(row.step.body.as_str())),
    Col::shown("body_name", |row| Cell::from(row.body_name.as_str())),
    Col::shown("roles", |row| list(&row.roles)),
    Col::hidden("relations", |row| list(row.hop().map_or(&[], |hop| hop.relations.as_slice()))),
    Col::shown("link", |row| text(row.hop().map(|hop| hop.judged.verdict.word()))),
    Col::hidden("link_reason", |row| text(row.hop().map(|hop| hop.judged.reason.as_str()))),
    Col::hidden("link_from", |row| Cell::from(row.hop().map(|hop| hop.days.from.to_string()))),
    Col::hidden("link_to", |row| Cell::from(row.hop().map(|hop| hop.days.to.to_string()))),
    Col::hidden("link_records", |row| list(row.hop().map_or(&[], |hop| hop.judged.records.as_slice()))),
    Col::shown("path", |row| text(row.weakest().map(|_| row.step.strength.verdict.word()))),
    Col::hidden("weakest_below", |row| text(row.weakest().map(|hop| hop.below.as_str()))),
    Col::hidden("weakest_above", |row| text(row.weakest().map(|hop| hop.above.as_str()))),
    Col::hidden("weakest_records", |row| {
        list(row.weakest().map_or(&[], |hop| hop.judged.records.as_slice()))
    }),
    Col::hidden("official", |row| text(row.head.as_ref().map(|head| head.held.official.as_ref()))),
    Col::shown("official_name", |row| text(row.head.as_ref().map(|head| head.held.official_name.as_str()))),
    Col::shown("titles", |row| list(row.head.as_ref().map_or(&[], |head| head.held.titles.as_slice()))),
    Col::shown("verdict", |row| text(row.head.as_ref().map(|head| head.held.judged.verdict.word()))),
    Col::hidden("presumed", |row| text(row.head.as_ref().filter(|head| head.is_presumed).map(|_| "yes"))),
    Col::shown("reason", |row| Cell::from(row.reason.as_str())),
    Col::hidden("held_before", |row| {
        Cell::from(row.head.as_ref().and_then(|head| head.held.judged.before()))
    }),
    Col::hidden("held_after", |row| Cell::from(row.head.as_ref().and_then(|head| head.held.judged.after()))),
    Col::hidden("met", |row| match row.step.met {
        Met::First => Cell::Blank,
        Met::Again => Cell::from("again"),
        Met::Circle => Cell::from("circle"),
    }),
    Col::hidden("records", |row| list(&row.records)),
    Col::shown("sources", |row| list(&row.sources)),
];

/// The chain, before it is written.
#[derive(Debug)]
pub struct Chain {
    /// The rows: each body behind the one below it.
    pub rows: Vec<Row>,
    /// What has to be said under them.
    pub notes: Vec<String>,
}

impl Chain {
    /// The records of what is disputed, links and holders.
    #[must_use]
    pub fn disputed_records(&self) -> BTreeSet<String> {
        let links = self.rows.iter().filter_map(Row::hop).map(|hop| &hop.judged);
        let heads = self.rows.iter().filter_map(|row| row.head.as_ref()).map(|head| &head.held.judged);
        let disputed = links.chain(heads).filter(|judged| judged.verdict == Verdict::Disputed);
        disputed.flat_map(|judged| judged.records.iter().cloned()).collect()
    }
}

impl ChainQuery {
    /// Asks for the chain; `call` gives what notes call some ids.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn chain(&self, reader: &Reader, call: Call<'_>) -> Result<Chain> {
        let starts: Vec<&str> = self.start.bodies.iter().map(|(id, _)| id.as_str()).collect();
        let above = Above::of(reader, &starts, self.start.window, &self.shown)?;
        let mut ways: Vec<Vec<Step>> = Vec::new();
        let mut met: BTreeSet<String> = BTreeSet::new();
        for start in &starts {
            // What is above another that is named is in its chain.
            let steps = if met.contains(*start) { Vec::new() } else { above.steps(start) };
            met.extend(steps.iter().map(|step| step.body.clone()));
            ways.push(steps);
        }
        let bodies: BTreeSet<&str> = ways.iter().flatten().map(|step| step.body.as_str()).collect();
        let bodies: Vec<&str> = bodies.into_iter().collect();
        let heads = heads(reader, &bodies, &self.shown)?;
        let organizations = own_names(reader.connection(), "organizations", &bodies)?;
        let chapters = own_names(reader.connection(), "chapters", &bodies)?;
        let names = Names::of(reader, &bodies)?;
        let mut rows = Vec::new();
        for ((start, _), steps) in self.start.bodies.iter().zip(&ways) {
            for step in steps {
                let own = organizations.get(&step.body).or_else(|| chapters.get(&step.body));
                let name = names.on_the_day(&step.body, reader.day(), own.unwrap_or(&step.body));
                let unknown = Heads::default();
                let of_body = heads.get(&step.body).unwrap_or(&unknown);
                rows.extend(self.rows_of(start, step, &name, of_body));
            }
        }
        let notes = notes::notes(reader, self, &above, &ways, call)?;
        Ok(Chain { rows, notes })
    }

    /// The rows of one body on one way: one for each holder.
    fn rows_of(&self, start: &str, step: &Step, name: &str, heads: &Heads) -> Vec<Row> {
        let named = self.start.bodies.iter().find(|(id, _)| *id == step.body);
        let roles = named.map_or(&[][..], |(_, roles)| roles);
        let row = |head: Option<&Head>, reason: String| Row {
            event: self.start.event.clone(),
            start: start.to_owned(),
            roles: roles.to_vec(),
            step: step.clone(),
            body_name: name.to_owned(),
            head: head.cloned(),
            reason,
            records: Vec::new(),
            sources: Vec::new(),
        };
        let mut rows: Vec<Row> = match step.met {
            Met::Again => vec![row(None, "listed before".to_owned())],
            Met::Circle => vec![row(None, "is above itself".to_owned())],
            Met::First if heads.holders.is_empty() => vec![row(None, why_nobody(heads))],
            Met::First => heads.holders.iter().map(|head| row(Some(head), reason(head))).collect(),
        };
        for row in &mut rows {
            let former = heads.former.as_ref().filter(|_| step.met == Met::First);
            let held = row.head.as_ref().map(|head| &head.held).or(former).map(|held| &held.judged);
            let link = step.hop.as_ref().map(|hop| &hop.judged);
            let both = || held.into_iter().chain(link);
            let records: BTreeSet<&String> = both().flat_map(|judged| &judged.records).collect();
            let sources: BTreeSet<&String> = both().flat_map(|judged| &judged.sources).collect();
            let owned = |ids: BTreeSet<&String>| ids.into_iter().cloned().collect::<Vec<String>>();
            (row.records, row.sources) = (owned(records), owned(sources));
        }
        rows
    }
}

fn reason(head: &Head) -> String {
    let presumed = if head.is_presumed { "presumed: " } else { "" };
    format!("{presumed}{}", head.held.judged.reason)
}

/// Why nobody is named who headed a body.
fn why_nobody(heads: &Heads) -> String {
    match &heads.former {
        _ if heads.hidden > 0 => format!("nobody with such a verdict; {} with others", heads.hidden),
        Some(held) => {
            let before = held.judged.held_before.map_or_else(String::new, |days| days.day_within());
            format!("nobody known; last before: {}, {before}; {}", held.official, held.judged.reason)
        }
        None => "nobody known".to_owned(),
    }
}

/// The answer; for people, each body is indented by how far up it is.
#[must_use]
pub fn answer(chain: &Chain, is_for_people: bool) -> Answer {
    let mut columns = question::columns(COLUMNS);
    if let Some(roles) = columns.iter_mut().find(|column| column.name == "roles") {
        roles.is_shown = chain.rows.iter().any(|row| !row.roles.is_empty());
    }
    let name = columns.iter().position(|column| column.name == "body_name");
    let rows = chain.rows.iter().map(|row| {
        let mut cells = question::cells(COLUMNS, row);
        if let Some(name) = name.filter(|_| is_for_people) {
            cells[name] = Cell::from(format!("{}{}", indent(row.step.level), row.body_name));
        }
        cells
    });
    Answer { rows: rows.collect(), columns, notes: chain.notes.clone() }
}
