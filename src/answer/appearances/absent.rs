//! Which holders of a title were not among those who took part in an event on a day on which they held it.

use std::collections::{BTreeMap, BTreeSet};

use super::lists::{Entry, NameList, lists_of};
use crate::answer::events::{EventsQuery, Reported};
use crate::answer::excluded::left_out;
use crate::answer::officials::{OfficialsQuery, own_names, weakest_link};
use crate::answer::posts::{Bodies, JudgedOffice, each_office};
use crate::answer::question::{Col, Compared, Question, list, text};
use crate::answer::{Names, Shown};
use crate::date::{Day, Span};
use crate::error::Result;
use crate::output::Cell;
use crate::query::Statement;
use crate::reader::Reader;
use crate::verdict::Verdict;
use crate::verdict::step::{Piece, Subject, Tenure};

/// Which events and which holders are asked about.
#[derive(Debug, Clone, Default)]
pub struct AbsentQuery {
    /// The events.
    pub events: EventsQuery,
    /// Only who took part in these roles was there; none: whoever took part.
    pub roles: Vec<String>,
    /// The posts whose holders are looked for.
    pub posts: OfficialsQuery,
    /// Which verdicts about the holders to show.
    pub shown: Shown,
    /// Also events of which no source gives an ordered list.
    pub unordered: bool,
}

/// One answer row: a holder who is in no list of an event, or not in all of them.
#[derive(Debug, Clone)]
pub struct Absent {
    /// The event.
    pub event: String,
    /// What happened, as reports call it.
    pub title: String,
    /// When, as written.
    pub date: String,
    /// The days on which it can have been.
    pub days: Span,
    /// Who is missing.
    pub official: String,
    /// What the official is called.
    pub official_name: String,
    /// The organization in which the post is, unless it is in a chapter.
    pub organization: Option<String>,
    /// The chapter.
    pub chapter: Option<String>,
    /// The titles of the day, sorted.
    pub titles: Vec<String>,
    /// The verdict on that the official held the post on the day of the event.
    pub verdict: Verdict,
    /// Why.
    pub reason: String,
    /// Sources that name the official all the same.
    pub named_by: Vec<String>,
    /// Sources whose list does not.
    pub not_named_by: Vec<String>,
    /// How many names the longest list has.
    pub listed: u32,
    /// Ids of the records behind the verdict, and of the reports of the event, sorted.
    pub records: BTreeSet<String>,
    /// Ids of all sources of the row, sorted.
    pub sources: BTreeSet<String>,
}

impl Absent {
    /// `absent` if no source names the official, `contested` if one does and the list of another does not.
    #[must_use]
    pub fn word(&self) -> &'static str {
        if self.named_by.is_empty() { "absent" } else { "contested" }
    }
}

/// An event whose lists are known.
struct Attended<'a> {
    event: &'a Reported,
    /// Everybody who is named, by who it is.
    entries: BTreeMap<&'a str, Vec<&'a Entry>>,
    /// The sources whose lists those who are absent are not in.
    list_sources: Vec<String>,
    length: u32,
}

impl<'a> Attended<'a> {
    fn new(event: &'a Reported, lists: &'a [NameList]) -> Attended<'a> {
        let mut entries: BTreeMap<&str, Vec<&Entry>> = BTreeMap::new();
        for entry in lists.iter().flat_map(|list| &list.entries) {
            entries.entry(entry.subject.as_str()).or_default().push(entry);
        }
        let mut sources: BTreeSet<&str> = lists.iter().flat_map(NameList::ordering_sources).collect();
        if sources.is_empty() {
            let all = lists.iter().flat_map(|list| &list.entries).flat_map(|entry| &entry.sources);
            sources = all.map(String::as_str).collect();
        }
        let longest = lists.iter().map(|list| list.length.max(list.entries.len() as u32)).max();
        Attended {
            event,
            entries,
            list_sources: sources.into_iter().map(str::to_owned).collect(),
            length: longest.unwrap_or_default(),
        }
    }

    /// Whether the event is about somebody: its reports say that he was there, or why he was not.
    fn concerns(&self, official: &str) -> bool {
        !self.entries.contains_key(official)
            && self.event.reports.iter().any(|report| report.official.as_deref() == Some(official))
    }

    /// Who names somebody, and whose list does not; nothing to say of who is in all of them.
    fn missing(&self, official: &str) -> Option<(Vec<String>, Vec<String>)> {
        let Some(entries) = self.entries.get(official) else {
            return Some((Vec::new(), self.list_sources.clone()));
        };
        let named: BTreeSet<&String> = entries.iter().flat_map(|entry| &entry.sources).collect();
        let not_named: BTreeSet<&String> =
            entries.iter().flat_map(|entry| &entry.not_named_by).filter(|id| !named.contains(id)).collect();
        let owned = |ids: BTreeSet<&String>| ids.into_iter().cloned().collect::<Vec<String>>();
        (!not_named.is_empty()).then(|| (owned(named), owned(not_named)))
    }
}

/// What the step function of a holder says of all the days on which an event can have been.
struct OnTheDays<'a> {
    verdict: Verdict,
    reason: String,
    pieces: Vec<&'a Piece>,
}

/// One verdict for all days, if they have one; `disputed` if it is certain or disputed on each, else `possible`.
fn on_the_days<'a>(
    office: &JudgedOffice<'_>,
    tenure: &'a Tenure,
    links: &[(Span, Verdict)],
    days: Span,
) -> OnTheDays<'a> {
    let pieces: Vec<&Piece> = tenure.within(days).collect();
    let link = |days: Span| {
        let meeting: Vec<&(Span, Verdict)> = links.iter().filter(|(span, _)| span.overlaps(days)).collect();
        let mut verdicts: Vec<Verdict> = meeting.iter().map(|(_, verdict)| *verdict).collect();
        if !meeting.iter().any(|(span, _)| span.encloses(days)) {
            verdicts.push(Verdict::Excluded);
        }
        verdicts
    };
    let mut verdicts: BTreeSet<Verdict> = BTreeSet::new();
    let mut weakest = None;
    for piece in &pieces {
        let both = Span { from: piece.days.from.max(days.from), to: piece.days.to.min(days.to) };
        for link in link(both) {
            verdicts.insert(piece.verdict.max(link));
            if link > piece.verdict {
                weakest = weakest.max(Some(link));
            }
        }
    }
    let verdict = match verdicts.iter().copied().collect::<Vec<_>>().as_slice() {
        [one] => *one,
        [Verdict::Certain, Verdict::Disputed] => Verdict::Disputed,
        _ => Verdict::Possible,
    };
    let name = |holder: u32| office.official(holder).to_string();
    let on = days.is_single_day().then_some(days.from);
    let told = pieces.iter().find(|piece| piece.verdict != Verdict::Excluded).or(pieces.first());
    let mut reason = told.map_or(String::new(), |piece| piece.reason.words(Subject::Holder, on, &name));
    if verdicts.len() > 1 {
        let words: Vec<&str> = verdicts.iter().map(|verdict| verdict.word()).collect();
        reason = format!("{reason}; {} on days on which it can have been", words.join(", "));
    }
    if let Some(link) = weakest {
        reason = weakest_link(&reason, &office.postings[0].body, link);
    }
    OnTheDays { verdict, reason, pieces }
}

impl AbsentQuery {
    /// The events whose lists can miss somebody, and how many cannot.
    fn attended<'a>(
        &self,
        events: &'a [Reported],
        lists: &'a BTreeMap<String, Vec<NameList>>,
    ) -> (Vec<Attended<'a>>, Vec<String>) {
        let (mut attended, mut unlisted, mut unordered, mut undated) =
            (Vec::new(), 0_usize, 0_usize, 0_usize);
        for event in events {
            let lists = lists.get(&event.event).map_or(&[][..], Vec::as_slice);
            if lists.is_empty() {
                unlisted += 1;
            } else if !self.unordered && !lists.iter().any(NameList::is_ordered) {
                unordered += 1;
            } else if event.days.from == Day::MIN || event.days.to == Day::MAX {
                undated += 1;
            } else {
                attended.push(Attended::new(event, lists));
            }
        }
        let note = |count: usize, one: &str, many: &str| match count {
            0 => None,
            1 => Some(format!("1 event {one}")),
            count => Some(format!("{count} events {many}")),
        };
        let notes = [
            note(
                unlisted,
                "names nobody who took part: it cannot say who was absent",
                "name nobody who took part: they cannot say who was absent",
            ),
            note(
                unordered,
                "has participants and no ordered list, and is left out (--unordered takes it in)",
                "have participants and no ordered list, and are left out (--unordered takes them in)",
            ),
            note(
                undated,
                "is left out: the days on which it can have been have no limit",
                "are left out: the days on which they can have been have no limit",
            ),
        ];
        (attended, notes.into_iter().flatten().collect())
    }

    fn row(
        &self,
        attended: &Attended<'_>,
        office: &JudgedOffice<'_>,
        tenure: &Tenure,
        on: &OnTheDays<'_>,
        (named_by, not_named_by): (Vec<String>, Vec<String>),
    ) -> Absent {
        let event = attended.event;
        let first = &office.postings[0];
        let (mut records, mut sources, mut titles) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for piece in &on.pieces {
            let (ids, of) = office.pool.behind(piece);
            records.extend(ids);
            sources.extend(of);
            titles
                .extend(JudgedOffice::titles(&office.deciding(piece, piece.days.from.max(event.days.from))));
        }
        records.extend(event.reports.iter().map(|report| report.id.clone()));
        sources.extend(event.reports.iter().map(|report| report.source.clone()));
        sources.extend(named_by.iter().chain(&not_named_by).cloned());
        let mut dates: Vec<&str> = event.reports.iter().filter_map(|report| report.date.as_deref()).collect();
        dates.dedup();
        Absent {
            event: event.event.clone(),
            title: event.reports.first().map_or(String::new(), |report| report.title.clone()),
            date: dates.join(" | "),
            days: event.days,
            official: office.official(tenure.holder).to_string(),
            official_name: String::new(),
            organization: (!first.is_chapter).then(|| first.body.to_string()),
            chapter: first.is_chapter.then(|| first.body.to_string()),
            titles: titles.into_iter().collect(),
            verdict: on.verdict,
            reason: on.reason.clone(),
            named_by,
            not_named_by,
            listed: attended.length,
            records,
            sources,
        }
    }
}

impl Question for AbsentQuery {
    type Row = Absent;

    const NAME: &'static str = "appearances";

    const COLUMNS: &'static [Col<Absent>] = &[
        Col::hidden("event", |row| Cell::from(row.event.as_str())),
        Col::shown("title", |row| Cell::from(row.title.as_str())),
        Col::shown("date", |row| Cell::from(row.date.as_str())),
        Col::hidden("date_earliest", |row| Cell::from(row.days.from.to_string())),
        Col::hidden("date_latest", |row| Cell::from(row.days.to.to_string())),
        Col::hidden("official", |row| Cell::from(row.official.as_str())),
        Col::shown("official_name", |row| Cell::from(row.official_name.as_str())),
        Col::hidden("organization", |row| text(row.organization.as_deref())),
        Col::hidden("chapter", |row| text(row.chapter.as_deref())),
        Col::hidden("titles", |row| list(&row.titles)),
        Col::shown("absence", |row| Cell::from(row.word())),
        Col::shown("verdict", |row| Cell::from(row.verdict.to_string())),
        Col::shown("reason", |row| Cell::from(row.reason.as_str())),
        Col::hidden("listed", |row| Cell::from(i64::from(row.listed))),
        Col::shown("named_by", |row| list(&row.named_by)),
        Col::shown("not_named_by", |row| list(&row.not_named_by)),
        Col::hidden("records", |row| Cell::List(row.records.iter().cloned().collect())),
        Col::hidden("sources", |row| Cell::List(row.sources.iter().cloned().collect())),
    ];

    fn statement(&self, reader: &Reader) -> Result<Statement> {
        Ok(Bodies::of(reader, &self.posts, true)?.statement())
    }

    fn rows(&self, reader: &Reader) -> Result<Vec<Absent>> {
        Ok(self.rows_and_notes(reader)?.0)
    }

    fn rows_and_notes(&self, reader: &Reader) -> Result<(Vec<Absent>, Vec<String>)> {
        let (events, mut notes) = self.events.counted(reader)?;
        let ids: Vec<&str> = events.iter().map(|event| event.event.as_str()).collect();
        let lists = lists_of(reader, &ids, &self.roles)?;
        let (attended, about_events) = self.attended(&events, &lists);

        let mut rows: Vec<Absent> = Vec::new();
        let mut hidden: BTreeMap<Verdict, usize> = BTreeMap::new();
        let mut unnamed: BTreeSet<String> = BTreeSet::new();
        let (mut holders, mut present) = (0_usize, 0_usize);
        each_office(reader, &self.posts, &Bodies::of(reader, &self.posts, true)?, |office, links| {
            for tenure in &office.pool.tenures {
                let official = office.official(tenure.holder);
                let is_asked = self.posts.officials.is_empty()
                    || self.posts.officials.iter().any(|asked| **asked == **official);
                if !is_asked {
                    continue;
                }
                let possible = tenure.possible();
                for attended in &attended {
                    let days = attended.event.days;
                    // Nobody is absent from what took place before or after his time.
                    if !possible.overlaps(days) && !self.shown.shows(Verdict::Excluded) {
                        continue;
                    }
                    let on = on_the_days(office, tenure, links, days);
                    if on.verdict == Verdict::Excluded && !self.shown.shows(on.verdict) {
                        continue;
                    }
                    if !office.is_named(tenure.holder) {
                        unnamed.insert(official.to_string());
                        continue;
                    }
                    if attended.concerns(official) {
                        continue;
                    }
                    holders += 1;
                    let Some(missing) = attended.missing(official) else {
                        present += 1;
                        continue;
                    };
                    if self.shown.shows(on.verdict) {
                        rows.push(self.row(attended, office, tenure, &on, missing));
                    } else {
                        *hidden.entry(on.verdict).or_default() += 1;
                    }
                }
            }
            Ok(())
        })?;
        name(reader, &mut rows)?;
        rows.sort_unstable_by(|one, other| {
            let order = (one.days, &one.event, one.verdict, &one.official);
            let of_one = (&one.organization, &one.chapter, &one.titles);
            let of_other = (&other.organization, &other.chapter, &other.titles);
            order.cmp(&(other.days, &other.event, other.verdict, &other.official)).then(of_one.cmp(&of_other))
        });
        let of_events = attended.len();
        if of_events > 0 {
            let plural = if of_events == 1 { "event" } else { "events" };
            let held = if holders == 1 { "1 holder" } else { &format!("{holders} holders") };
            notes.push(format!(
                "{of_events} {plural} with lists: {held} on their days, {present} in all lists"
            ));
        }
        notes.extend(about_events);
        notes.extend(left_out(&hidden, &self.shown, ("row", "rows")));
        if !unnamed.is_empty() {
            let them =
                if unnamed.len() == 1 { "1 holder is" } else { &format!("{} holders are", unnamed.len()) };
            notes.push(format!("{them} not known by name: no list can name them"));
        }
        Ok((rows, notes))
    }

    fn compared(row: &Absent) -> Compared {
        let part = |part: &Option<String>| part.clone().unwrap_or_default();
        let group = vec![row.event.clone(), part(&row.organization), part(&row.chapter)];
        Compared {
            key: [vec![row.official.clone()], group.clone()].concat(),
            group,
            verdict: row.verdict.to_string(),
            reason: row.reason.clone(),
            records: row.records.iter().cloned().collect(),
            sources: row.sources.iter().cloned().collect(),
        }
    }
}

/// Names the officials as they were called on the day of the clocks.
fn name(reader: &Reader, rows: &mut [Absent]) -> Result<()> {
    let ids: BTreeSet<String> = rows.iter().map(|row| row.official.clone()).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let own = own_names(reader.connection(), "officials", &ids)?;
    let names = Names::of(reader, &ids)?;
    for row in rows {
        let id = row.official.as_str();
        row.official_name = names.on_the_day(id, reader.day(), own.get(id).map_or(id, String::as_str));
    }
    Ok(())
}
