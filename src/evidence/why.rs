//! For each answer about officials: the records that its verdict rests on, and the reports that would settle it.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::reports::{Kind, Report, reports};
use super::sets::{LARGEST, Rests, rests};
use super::words::{Said, becoming, sought};
use crate::answer::Chains;
use crate::answer::officials::{Held, OfficialsQuery};
use crate::answer::posts::{Bodies, each_office};
use crate::answer::question::{Col, Question, list, text};
use crate::answer::what_if::Case;
use crate::conflict::Origins;
use crate::date::Day;
use crate::error::{Error, Result};
use crate::output::Cell;
use crate::query::Dates;
use crate::reader::Reader;
use crate::verdict::Verdict;

/// One thing about a verdict.
#[derive(Debug, Clone)]
pub struct Line {
    /// What kind of thing.
    pub finding: Finding,
    /// The verdict that it would make, in a word; `unrecorded` if nothing would be on record.
    pub becomes: Option<&'static str>,
    /// What a report that would settle it says, any of these; or which date of a record would be more exact.
    pub reports: Vec<String>,
    /// From which day on, and to which: of what the report says.
    pub from: Option<Day>,
    /// The last of these days.
    pub to: Option<Day>,
    /// In a sentence.
    pub message: String,
    /// Ids of the records, sorted.
    pub records: Vec<String>,
    /// Ids of their sources, sorted.
    pub sources: Vec<String>,
}

/// What a line says about a verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finding {
    /// The verdict and its reason.
    Verdict,
    /// Without these records it would be another.
    RestsOn,
    /// Without these records it would be one that no smaller set of them makes.
    Otherwise,
    /// No few records make another; with those that together do, if any are known.
    Robust,
    /// No few records make this other verdict.
    NotReached,
    /// A report that would settle it.
    Settles,
    /// No single report would.
    Unsettled,
}

impl Finding {
    /// The word that programs get.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Finding::Verdict => "verdict",
            Finding::RestsOn => "rests-on",
            Finding::Otherwise => "otherwise",
            Finding::Robust => "robust",
            Finding::NotReached => "not-reached",
            Finding::Settles => "settles",
            Finding::Unsettled => "unsettled",
        }
    }
}

/// An answer of `officials`, with what it rests on.
#[derive(Debug, Clone)]
pub struct Explained {
    /// The answer.
    pub held: Held,
    /// The day.
    pub day: Day,
    /// What is to be said about it.
    pub lines: Vec<Line>,
}

/// A row for programs: an answer, and one line about it.
pub struct Row {
    /// The answer.
    pub held: Arc<Held>,
    /// The day.
    pub day: Day,
    /// The line.
    pub line: Line,
}

/// The columns of the answer.
pub const COLUMNS: &[Col<Row>] = &[
    Col::hidden("official", |row| Cell::from(row.held.official.as_ref())),
    Col::shown("official_name", |row| Cell::from(row.held.official_name.as_str())),
    Col::shown("organization", |row| text(row.held.organization.as_deref())),
    Col::shown("chapter", |row| text(row.held.chapter.as_deref())),
    Col::hidden("office", |row| Cell::from(row.held.office.as_ref())),
    Col::shown("titles", |row| list(&row.held.titles)),
    Col::shown("day", |row| Cell::from(row.day.to_string())),
    Col::shown("verdict", |row| Cell::from(row.held.judged.verdict.to_string())),
    Col::hidden("reason", |row| Cell::from(row.held.judged.reason.as_str())),
    Col::shown("finding", |row| Cell::from(row.line.finding.word())),
    Col::shown("becomes", |row| text(row.line.becomes)),
    Col::hidden("reports", |row| list(&row.line.reports)),
    Col::hidden("from", |row| Cell::from(row.line.from.map(|day| day.to_string()))),
    Col::hidden("to", |row| Cell::from(row.line.to.map(|day| day.to_string()))),
    Col::shown("message", |row| Cell::from(row.line.message.as_str())),
    Col::hidden("records", |row| list(&row.line.records)),
    Col::shown("sources", |row| list(&row.line.sources)),
];

impl Explained {
    /// Its rows.
    #[must_use]
    pub fn rows(self) -> Vec<Row> {
        let (held, day) = (Arc::new(self.held), self.day);
        self.lines.into_iter().map(|line| Row { held: Arc::clone(&held), day, line }).collect()
    }
}

/// Which answers are to be explained.
#[derive(Debug, Clone, Default)]
pub struct WhyQuery {
    /// The answers of `officials`.
    pub officials: OfficialsQuery,
    /// Only this office.
    pub office: Option<String>,
    /// So many of them at the most.
    pub most: Option<usize>,
}

/// What an office needs: which official, in which body and office.
type Key = (Arc<str>, Arc<str>, Arc<str>);

fn key(held: &Held) -> Key {
    let body = held.organization.as_ref().or(held.chapter.as_ref()).unwrap_or(&held.official);
    (Arc::clone(&held.official), Arc::clone(body), Arc::clone(&held.office))
}

/// Explains answers of `officials`, in their order; with what has to be said under them. No report can speak of a day after
/// `horizon`.
///
/// # Errors
/// If the archive cannot be read, or the analyst interrupts.
pub fn explained(reader: &Reader, asked: &WhyQuery, horizon: Day) -> Result<(Vec<Explained>, Vec<String>)> {
    let (mut rows, mut notes) = asked.officials.rows_and_notes(reader)?;
    rows.retain(|row| asked.office.as_deref().is_none_or(|office| *office == *row.office));
    let most = asked.most.unwrap_or(usize::MAX);
    if rows.len() > most {
        notes.push(format!("{} more answers are left out by --limit {most}", rows.len() - most));
        rows.truncate(most);
    }
    let wanted: HashMap<Key, usize> = rows.iter().enumerate().map(|(place, row)| (key(row), place)).collect();
    if wanted.is_empty() {
        return Ok((Vec::new(), notes));
    }
    // Only the bodies of these answers are read again.
    let bodies = OfficialsQuery {
        organizations: wanted.keys().map(|(_, body, _)| body.to_string()).collect(),
        titles: asked.officials.titles.clone(),
        ..OfficialsQuery::default()
    };
    let bodies_read = Bodies::of(reader, &bodies, false)?;
    let mut dates: HashMap<String, Dates> = HashMap::new();
    reader.each_of(&bodies_read.statement(), |row| {
        if let Some(fetched) = reader.fetched(row)? {
            dates.insert(fetched.id()?.to_owned(), fetched.dates()?);
        }
        Ok(())
    })?;
    let chains = match asked.officials.below {
        true => Some(Chains::to(reader, &asked.officials.roots())?),
        false => None,
    };
    let explaining = Explaining { reader, origins: Origins::of(reader)?, dates, horizon };
    let mut lines: BTreeMap<usize, Vec<Line>> = BTreeMap::new();
    each_office(reader, &bodies, &bodies_read, |office, _| {
        for holder in office.pool.tenures.iter().map(|tenure| tenure.holder) {
            let first = &office.postings[0];
            let key =
                (Arc::clone(office.official(holder)), Arc::clone(&first.body), Arc::clone(&first.office));
            if let Some(place) = wanted.get(&key) {
                let chain = chains.as_ref().map(|chains| chains.from(&first.body));
                let case = Case::new(office, holder, reader.day(), chain);
                lines.insert(*place, explaining.lines(&case, &rows[*place])?);
            }
        }
        Ok(())
    })?;
    let day = reader.day();
    let explained = rows.into_iter().enumerate().map(|(place, held)| Explained {
        held,
        day,
        lines: lines.remove(&place).unwrap_or_default(),
    });
    Ok((explained.collect(), notes))
}

/// What all answers need to be explained.
struct Explaining<'a> {
    reader: &'a Reader,
    origins: Origins,
    dates: HashMap<String, Dates>,
    horizon: Day,
}

impl Explaining<'_> {
    fn lines(&self, case: &Case<'_>, held: &Held) -> Result<Vec<Line>> {
        let go_on = || if self.reader.is_interrupted() { Err(Error::Interrupted) } else { Ok(()) };
        let said = Said::of(self.reader, case);
        let judged = &held.judged;
        let plain = Line {
            finding: Finding::Verdict,
            becomes: None,
            reports: Vec::new(),
            from: None,
            to: None,
            message: judged.reason.clone(),
            records: judged.records.clone(),
            sources: judged.sources.clone(),
        };
        let mut lines = vec![plain.clone()];
        let rests = rests(case, &go_on)?;
        let sets = rests.sets.iter().map(|set| (Finding::RestsOn, set));
        for (finding, set) in sets.chain(rests.others.iter().map(|set| (Finding::Otherwise, set))) {
            let wrong = said.records(&set.records)?;
            let are = match set.records.len() {
                1 => "is",
                2 => "are both",
                _ => "are all",
            };
            lines.push(Line {
                finding,
                becomes: Some(becoming(set.becomes)),
                message: format!("if {wrong} {are} wrong"),
                sources: said.sources(&set.records),
                records: set.records.clone(),
                ..plain.clone()
            });
        }
        self.without_sets(&rests, judged.verdict, &said, &plain, &mut lines)?;
        if matches!(judged.verdict, Verdict::Possible | Verdict::Disputed) {
            let dates = |id: &str| self.dates.get(id).copied();
            let mut found = reports(case, &dates, self.horizon, &go_on)?;
            found.sort_by(|left, right| {
                (left.becomes, left.kind, &left.record, left.days).cmp(&(
                    right.becomes,
                    right.kind,
                    &right.record,
                    right.days,
                ))
            });
            let mut left = found.as_slice();
            while let Some((report, others)) = left.split_first() {
                // Those of the same days are one line.
                let is_with = |other: &&Report| {
                    other.kind.is_like(report.kind)
                        && (other.days, other.becomes) == (report.days, report.becomes)
                };
                let with: Vec<Kind> = others.iter().filter(is_with).map(|other| other.kind).collect();
                let is_told = found[..found.len() - left.len()].iter().any(|other| is_with(&other));
                if !is_told {
                    let kinds = [&[report.kind][..], &with].concat();
                    lines.push(self.settling(report, &kinds, held, &said, &plain)?);
                }
                left = others;
            }
            if found.is_empty() {
                let message = "no single report would settle it: look for what shows that some of the records above are wrong";
                lines.push(Line { finding: Finding::Unsettled, message: message.to_owned(), ..plain });
            }
        }
        Ok(lines)
    }

    /// What no set of few records makes.
    fn without_sets(
        &self,
        rests: &Rests,
        now: Verdict,
        said: &Said<'_>,
        plain: &Line,
        lines: &mut Vec<Line>,
    ) -> Result<()> {
        let tried = words_for_tried(rests);
        let plain = Line { records: Vec::new(), sources: Vec::new(), ..plain.clone() };
        if rests.sets.is_empty() {
            let mut line = Line {
                finding: Finding::Robust,
                message: format!("no set of up to {LARGEST} records makes it another ({tried})"),
                ..plain.clone()
            };
            if let Some(more) = &rests.more {
                let sources = said.sources(&more.records);
                let ids: Vec<&str> = sources.iter().map(String::as_str).collect();
                let independent = counted(self.origins.independent(&ids), "independent source");
                let all = match more.records.len() {
                    ..=NAMED => format!("if {} are all wrong", said.records(&more.records)?),
                    many => format!("if {many} records are all wrong"),
                };
                line.message = format!("{all}, from {independent}; {}", line.message);
                line.becomes = Some(becoming(more.becomes));
                line.records.clone_from(&more.records);
                line.sources = sources;
            }
            lines.push(line);
            return Ok(());
        }
        let made = || rests.sets.iter().chain(&rests.others).map(|set| set.becomes);
        let missing = Verdict::ALL.into_iter().filter(|verdict| *verdict != now);
        let missing = missing.filter(|verdict| !made().any(|made| made == Some(*verdict)));
        lines.extend(missing.map(|verdict| Line {
            finding: Finding::NotReached,
            becomes: Some(verdict.word()),
            message: format!("no set of up to {LARGEST} records makes it {verdict} ({tried})"),
            ..plain.clone()
        }));
        Ok(())
    }

    fn settling(
        &self,
        report: &Report,
        kinds: &[Kind],
        held: &Held,
        said: &Said<'_>,
        plain: &Line,
    ) -> Result<Line> {
        let (records, sources) = match (&report.record, &report.source) {
            (Some(record), Some(source)) => (vec![record.clone()], vec![source.clone()]),
            _ => (plain.records.clone(), plain.sources.clone()),
        };
        Ok(Line {
            finding: Finding::Settles,
            becomes: Some(report.becomes.word()),
            reports: kinds.iter().map(|kind| kind.word().to_owned()).collect(),
            from: Some(report.days.from),
            to: Some(report.days.to),
            message: sought(report, kinds, &held.official_name, said, self.horizon)?,
            records,
            sources,
        })
    }
}

/// So many records are named one by one.
const NAMED: usize = 6;

/// Of how many records sets were tried.
fn words_for_tried(rests: &Rests) -> String {
    let can = match rests.candidates {
        1 => "1 can matter".to_owned(),
        many => format!("{many} can matter"),
    };
    if rests.is_complete() {
        return can;
    }
    let [one, two, three] = rests.tried;
    format!("{can}; of the nearest, {one} were tried alone, {two} in twos, {three} in threes")
}

/// So many of something.
fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
