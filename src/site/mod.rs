//! The archive as pages that open from a disk, without a server: a dossier for each entity, a page for each source, what
//! contradicts, what is not known, and a search.
//!
//! Pages are made of the documents that `show` writes, one after the other, and given away as they are made: memory does
//! not grow with the archive beyond its names. Nothing in a page depends on the time at which it was made.

mod links;
mod pages;

pub use pages::{GENERATOR, Whole};

use std::collections::{BTreeMap, BTreeSet, HashMap};

use maud::{Markup, PreEscaped, html};

use crate::answer::appearances::one_event::ListQuery;
use crate::answer::appearances::ranking::AppearancesQuery;
use crate::answer::chain::{self, ChainQuery, Start};
use crate::answer::describe::{About, Sources, kept_documents, records_about, records_of_source};
use crate::answer::naming::LanguageRange;
use crate::answer::officials::OfficialsQuery;
use crate::answer::people::Naming;
use crate::answer::question::{self, Question};
use crate::answer::tenures::TenuresQuery;
use crate::answer::{Answer, Shown};
use crate::chart::{called, tenures};
use crate::conflict::settled::Settlements;
use crate::conflict::{Finding, RULES, find};
use crate::date::Span;
use crate::dossier::timeline::{chronology, in_order};
use crate::dossier::{Writing, aside, dossier_with};
use crate::error::{Error, Result};
use crate::evidence::explained::document as explanation;
use crate::evidence::fragile::FragileQuery;
use crate::evidence::why::{WhyQuery, explained};
use crate::gap::{GapsQuery, KINDS};
use crate::lookup::Found;
use crate::output::{Cell, Document, Entry, Section};
use crate::picture::bars::draw;
use crate::picture::svg::{Canvas, hatchings, number};
use crate::query::Sql;
use crate::reader::Reader;
use crate::schema::Table;
use crate::terminal::for_terminal;
use crate::verdict::Verdict;
use links::{Here, Pages};
use pages::{SCRIPT, around, document, key, page, section, style_sheet, table};

pub use links::Layout;

const ENTITIES: Sql = Sql { name: "entities", text: include_str!("entities.sql") };
const NAMES: Sql = Sql { name: "all_names", text: include_str!("all_names.sql") };
const SOURCES: Sql = Sql { name: "sources", text: include_str!("sources.sql") };

/// What is not written on one page in full: lists of findings end after so many, and say so.
const MOST: usize = 2_000;

/// So many prepared statements are kept.
const STATEMENTS: usize = 256;

/// So many names are looked up at once.
const AT_ONCE: usize = 1_000;

/// So many answers are explained: each takes as long as many pages.
const MOST_EXPLAINED: usize = 50;

/// A chart of more lines says less than the list below it.
const MOST_BARS: usize = 60;

/// How wide a chart is drawn.
const ROOM: f64 = 900.0;

/// What a site is made of.
pub struct Site<'site> {
    /// What is asked.
    pub reader: &'site Reader,
    /// In which language names are shown.
    pub range: Option<&'site LanguageRange>,
    /// How pages refer to each other.
    pub layout: Layout,
    /// What every page says.
    pub whole: Whole,
    /// Postings that were last reported more than so many years ago are gaps.
    pub older_than: i32,
}

/// How much is in a site.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Written {
    /// Pages of entities.
    pub entities: u64,
    /// Pages of sources.
    pub sources: u64,
}

/// Takes a file: its path from the root of the site, and its content.
pub type Put<'put> = &'put mut dyn FnMut(&str, &str) -> Result<()>;

/// An entity with the name that heads its page.
struct Named {
    id: String,
    kind: &'static str,
    name: String,
}

/// Everything that contradicts, and whom it concerns.
struct Contradictions {
    settlements: Settlements,
    all: Vec<Finding>,
    /// The places of the findings that concern an entity.
    by_entity: HashMap<String, Vec<usize>>,
}

impl Contradictions {
    fn of(reader: &Reader) -> Result<Contradictions> {
        let mut found = Contradictions {
            settlements: Settlements::of(reader)?,
            all: Vec::new(),
            by_entity: HashMap::new(),
        };
        find(RULES, reader, &mut |finding| {
            for entity in finding.others.iter().chain([&finding.subject]).collect::<BTreeSet<_>>() {
                found.by_entity.entry(entity.clone()).or_default().push(found.all.len());
            }
            found.all.push(finding);
            Ok(())
        })?;
        Ok(found)
    }

    fn about(&self, entity: &str) -> Vec<&Finding> {
        self.by_entity.get(entity).into_iter().flatten().map(|place| &self.all[*place]).collect()
    }
}

impl Site<'_> {
    /// Writes all pages: as files, or as one whose name is empty.
    ///
    /// # Errors
    /// If the archive cannot be read, the analyst interrupts, or `put` fails.
    pub fn write(self, put: Put<'_>) -> Result<Written> {
        // Each page runs the same statements.
        self.reader.connection().set_prepared_statement_cache_capacity(STATEMENTS);
        let (entities, sources) = (self.entities()?, self.source_titles()?);
        let contradictions = Contradictions::of(self.reader)?;
        let mut pages = Pages::default();
        entities.iter().for_each(|entity| pages.add(entity.kind, &entity.id));
        sources.iter().for_each(|(id, _)| pages.add_source(id));
        let written = Written { entities: entities.len() as u64, sources: sources.len() as u64 };
        let here = |is_below| Here { pages: &pages, layout: self.layout, is_below };
        let (at_root, below) = (here(false), here(true));
        let names = self.names(&pages, &entities)?;
        if self.layout == Layout::Folder {
            put("site.css", &style_sheet())?;
            put("site.js", SCRIPT)?;
            put("names.js", &names)?;
        } else {
            let begin = around(
                &self.whole,
                &at_root,
                &self.whole.title,
                &self.inline(&names),
                &html! { (PreEscaped(SPLIT)) },
            );
            put("", begin.into_string().split_once(SPLIT).map_or("", |(before, _)| before))?;
        }
        let mut give = |path: &str, here: &Here<'_>, title: &str, body: &Markup| {
            let file = if self.layout == Layout::Folder { format!("{path}.html") } else { String::new() };
            put(&file, &page(&self.whole, here, path, title, body).into_string())
        };
        give("index", &at_root, &self.whole.title, &self.index(&at_root, &entities, sources.len()))?;
        for table in Table::entities() {
            let of_kind: Vec<&Named> = entities.iter().filter(|entity| entity.kind == table.name).collect();
            let list = html! { ul { @for entity in &of_kind { li { (at_root.entity(&entity.id, &entity.name)) } } } };
            give(table.name, &at_root, heading(table.name), &list)?;
        }
        let list = html! { ul { @for (id, title) in &sources { li { (at_root.source(id)) " " (for_terminal(title)) } } } };
        give("sources", &at_root, "Sources", &list)?;
        give(
            "conflicts",
            &at_root,
            "What contradicts",
            &section(&at_root, &self.conflicts(&contradictions)?),
        )?;
        give("gaps", &at_root, "What is not known", &section(&at_root, &self.gaps()?))?;
        let fragile = FragileQuery { posts: OfficialsQuery::default() };
        let fragile = html! {
            p { "Posts that somebody certainly held on " (self.reader.day().to_string()) ", by one source or one origin alone; the most senior first." }
            (self.answer(&fragile, &at_root)?)
        };
        give("fragile", &at_root, "What hangs on one source", &fragile)?;
        give("why", &at_root, "What would settle it", &self.why(&at_root)?)?;
        let appearances = html! {
            p { "Who took part in events, and in which place lists named them." }
            (self.answer(&AppearancesQuery::default(), &at_root)?)
        };
        give("appearances", &at_root, "Who was named first", &appearances)?;
        for entity in &entities {
            self.go_on()?;
            let (title, body) = self.about(entity, &contradictions, &below)?;
            give(&pages.of(&entity.id).unwrap_or_default(), &below, &title, &body)?;
        }
        for (id, title) in &sources {
            self.go_on()?;
            give(&pages.of_source(id).unwrap_or_default(), &below, title, &self.source(id, &below)?)?;
        }
        if self.layout == Layout::OneFile {
            let end =
                around(&self.whole, &at_root, &self.whole.title, &html! {}, &html! { (PreEscaped(SPLIT)) });
            put("", end.into_string().split_once(SPLIT).map_or("", |(_, after)| after))?;
        }
        Ok(written)
    }

    fn go_on(&self) -> Result<()> {
        if self.reader.is_interrupted() { Err(Error::Interrupted) } else { Ok(()) }
    }

    fn naming(&self) -> Naming<'_> {
        Naming { reader: self.reader, range: self.range, shows_ids: false, joins: false, links: true }
    }

    fn plain(&self) -> Naming<'_> {
        Naming { links: false, ..self.naming() }
    }

    fn entities(&self) -> Result<Vec<Named>> {
        let mut entities: Vec<Named> = Vec::new();
        self.reader.each(ENTITIES, &[], |row| {
            let kind: String = row.get(1)?;
            let table = Table::entities().find(|table| table.name == kind);
            entities.extend(match table {
                Some(table) => Some(Named { id: row.get(0)?, kind: table.name, name: String::new() }),
                None => None,
            });
            Ok(())
        })?;
        for some in entities.chunks_mut(AT_ONCE) {
            let ids: Vec<&str> = some.iter().map(|entity| entity.id.as_str()).collect();
            let names = called(self.plain(), &ids)?;
            some.iter_mut().zip(names).for_each(|(entity, name)| entity.name = name);
        }
        let order = |kind: &str| Table::entities().position(|table| table.name == kind);
        entities.sort_by(|one, other| {
            (order(one.kind), &one.name, &one.id).cmp(&(order(other.kind), &other.name, &other.id))
        });
        Ok(entities)
    }

    fn source_titles(&self) -> Result<Vec<(String, String)>> {
        let mut sources = Vec::new();
        self.reader.each(SOURCES, &[], |row| {
            let (id, title, public_by): (String, String, Option<String>) =
                (row.get(0)?, row.get(1)?, row.get(2)?);
            if !self.reader.leaves_out(&id) && self.reader.counts(public_by.as_deref(), &id) {
                sources.push((id, title));
            }
            Ok(())
        })?;
        Ok(sources)
    }

    /// The names by which pages are found, as data for the script: path, name, other names.
    fn names(&self, pages: &Pages, entities: &[Named]) -> Result<String> {
        let mut others: BTreeMap<String, Vec<String>> = BTreeMap::new();
        self.reader.each(NAMES, &[], |row| {
            let (subject, name, source, public_by): (String, String, String, Option<String>) =
                (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
            if self.reader.counts(public_by.as_deref(), &source) {
                others.entry(subject).or_default().push(name);
            }
            Ok(())
        })?;
        let shown = |name: &str| for_terminal(name).into_owned();
        let entries: Vec<Vec<String>> = entities
            .iter()
            .map(|entity| {
                let path = pages.of(&entity.id).unwrap_or_default();
                let mut entry = vec![path, shown(&entity.name)];
                entry.extend(others.remove(&entity.id).unwrap_or_default().iter().map(|name| shown(name)));
                entry
            })
            .collect();
        // Inside a script no text may end it, or begin a comment of HTML.
        let json = serde_json::to_string(&entries).map_err(|error| Error::message(error.to_string()))?;
        Ok(format!("const orgarchiveNames={};\n", json.replace('<', "\\u003c").replace('>', "\\u003e")))
    }

    /// What one file has in its head instead of files beside it.
    fn inline(&self, names: &str) -> Markup {
        html! {
            style { (PreEscaped(style_sheet())) }
            script { (PreEscaped(format!("document.addEventListener('DOMContentLoaded',()=>{{{names}{}}});", inlined(SCRIPT)))) }
        }
    }

    fn index(&self, here: &Here<'_>, entities: &[Named], sources: usize) -> Markup {
        html! {
            p {
                "Each line names its source. A letter and a line on the left say what the records together mean. "
                "A day that is chosen above shows what held on it."
            }
            (key())
            @for note in &self.whole.notes { p.note { (for_terminal(note)) } }
            ul {
                @for table in Table::entities() {
                    @let count = entities.iter().filter(|entity| entity.kind == table.name).count();
                    li { a href=(here.address(table.name)) { (heading(table.name)) } ": " (count) }
                }
                li { a href=(here.address("sources")) { "Sources" } ": " (sources) }
                li { a href=(here.address("conflicts")) { "What contradicts" } }
                li { a href=(here.address("gaps")) { "What is not known" } }
            }
        }
    }

    /// The title and the body of the page about an entity.
    fn about(
        &self,
        entity: &Named,
        contradictions: &Contradictions,
        here: &Here<'_>,
    ) -> Result<(String, Markup)> {
        let found = Found { id: entity.id.clone(), kind: entity.kind.to_owned() };
        let writing = Writing { naming: self.naming(), entity: &found };
        let records = records_about(self.reader, &found)?;
        let found_here = contradictions.about(&entity.id);
        let mut listed =
            dossier_with(&writing, &records, &contradictions.settlements, &found_here, Vec::new())?;
        let sources = listed.sections.iter().position(|part| part.heading == "Sources");
        let sources = sources.map(|place| listed.sections.remove(place));
        let chart = match entity.kind {
            "organizations" | "chapters" => self.chart(&found)?,
            _ => None,
        };
        let list = if entity.kind == "events" { self.list(&entity.id, here)? } else { None };
        let above = match entity.kind {
            "organizations" | "chapters" | "events" => self.chain(&found, here)?,
            _ => None,
        };
        let in_time = match records.len() {
            0..=2 => None,
            _ => Some(chronology(&writing, &in_order(records, None), Vec::new())?),
        };
        let body = html! {
            @if let Some(chart) = chart { (chart) }
            @if let Some(list) = list { (list) }
            (document(here, &listed))
            @if let Some(above) = above { (above) }
            @if let Some(in_time) = in_time { (in_order_of_time(here, in_time)) }
            @if let Some(sources) = sources { (section(here, &sources)) }
        };
        Ok((listed.title, body))
    }

    /// The answer to a question as a table.
    fn answer<Q: Question>(&self, asked: &Q, here: &Here<'_>) -> Result<Markup> {
        self.table(question::answer(asked, self.reader)?, here)
    }

    /// An answer as a table, up to so many rows.
    fn table(&self, mut answer: Answer, here: &Here<'_>) -> Result<Markup> {
        let total = answer.rows.len();
        if total > MOST {
            answer.rows.truncate(MOST);
            answer.notes.push(format!("{} more rows are left out", total - MOST));
        }
        self.naming().put(&mut answer)?;
        Ok(table(here, &answer))
    }

    /// What would settle who heads which body: of those whose answer is open, the first by body and office.
    fn why(&self, here: &Here<'_>) -> Result<Markup> {
        let open = Shown { verdicts: vec![Verdict::Disputed, Verdict::Possible], all: false };
        let officials =
            OfficialsQuery { titles: vec!["head".to_owned()], shown: open, ..OfficialsQuery::default() };
        let asked = WhyQuery { officials, most: Some(MOST_EXPLAINED), ..WhyQuery::default() };
        let day = self.reader.day();
        let horizon = self.reader.clocks().published_by.map_or(day, |published| published.min(day));
        let (answers, _) = explained(self.reader, &asked, horizon)?;
        let is_whole = answers.len() < MOST_EXPLAINED;
        let documents: Vec<Document> = answers
            .into_iter()
            .map(|answer| explanation(self.naming(), answer, Vec::new()))
            .collect::<Result<Vec<Document>>>()?;
        Ok(html! {
            p { "Who headed which body on " (day.to_string()) " is open here: on which records each answer rests, and which report would settle it." }
            @if documents.is_empty() { p { "Nothing is open." } }
            @if !is_whole { p.note { "These are the first " (MOST_EXPLAINED) "; orgarchive why has the others." } }
            @for one in &documents {
                details { summary { (here.text(&one.title, false)) } (document(here, one)) }
            }
        })
    }

    /// Who took part in an event, in the order of its sources; nothing of fewer than two.
    fn list(&self, event: &str, here: &Here<'_>) -> Result<Option<Markup>> {
        let asked = ListQuery { event: event.to_owned(), roles: Vec::new(), officials: Vec::new() };
        let answer = question::answer(&asked, self.reader)?;
        if answer.rows.len() < 2 {
            return Ok(None);
        }
        Ok(Some(html! { section { h2 { "Who took part" } (self.table(answer, here)?) } }))
    }

    /// Who was above a body, or above those that an event names; nothing if nobody is known to have.
    fn chain(&self, about: &Found, here: &Here<'_>) -> Result<Option<Markup>> {
        let start = if about.kind == "events" {
            // Without a date there is no day to ask about.
            let Some(start) = Start::of_event(self.reader, &about.id, None)? else { return Ok(None) };
            start
        } else {
            Start::at(&about.id, self.reader.day())
        };
        let day = start.day;
        let asked = ChainQuery { start, shown: Shown::default() };
        self.reader.meanwhile_on(day, || {
            let call = |ids: &BTreeSet<String>| -> Result<HashMap<String, String>> {
                let listed: Vec<&str> = ids.iter().map(String::as_str).collect();
                Ok(ids.iter().cloned().zip(called(self.plain(), &listed)?).collect())
            };
            let chain = asked.chain(self.reader, &call)?;
            if !chain.rows.iter().any(|row| row.hop().is_some()) {
                return Ok(None);
            }
            let answer = chain::answer(&chain, true);
            Ok(Some(
                html! { section { h2 { "Who was above, on " (day.to_string()) } (table(here, &answer)) } },
            ))
        })
    }

    /// Who held which post in a body, as bars.
    fn chart(&self, body: &Found) -> Result<Option<Markup>> {
        let id = vec![body.id.clone()];
        let posts = match body.kind.as_str() {
            "organizations" => OfficialsQuery { organizations: id, ..OfficialsQuery::default() },
            _ => OfficialsQuery { chapters: id, ..OfficialsQuery::default() },
        };
        let asked = TenuresQuery { posts, ..TenuresQuery::default() };
        let (mut bars, around) = tenures::bars(self.plain(), &asked, false)?;
        let rows: usize = bars.groups.iter().map(|group| group.rows.len()).sum();
        if rows == 0 || rows > MOST_BARS {
            return Ok(None);
        }
        // Records and sources are in the list below; here they would be half of the page.
        for row in bars.groups.iter_mut().flat_map(|group| &mut group.rows) {
            for bar in &mut row.bars {
                bar.about = format!("{}: {}", bar.days.run_of_days().unwrap_or_default(), bar.verdict);
            }
            row.seen.iter_mut().for_each(|seen| seen.about.clear());
        }
        let drawing = draw(&bars, ROOM);
        let mut marks = Canvas::default();
        hatchings(&mut marks);
        marks.add(&drawing.canvas);
        let view = format!("0 0 {} {}", number(drawing.width), number(drawing.height));
        Ok(Some(html! {
            section {
                h2 { "Who held which post" }
                svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label=(for_terminal(&around.title))
                    width=(number(drawing.width)) height=(number(drawing.height)) viewBox=(view) { (PreEscaped(marks.as_str())) }
            }
        }))
    }

    /// The body of the page about a source: what it is, and what it says.
    fn source(&self, id: &str, here: &Here<'_>) -> Result<Markup> {
        let records = records_of_source(self.reader, id)?;
        let about = Sources::of(self.reader, &[id])?;
        let nobody = Found { id: String::new(), kind: String::new() };
        let writing = Writing { naming: self.naming(), entity: &nobody };
        let said = writing.said(&records)?;
        let entry = |(record, said): (&About, &String)| crate::dossier::line(record, &record.when, said);
        let entries = records.iter().zip(&said).map(entry).collect();
        let says = Section { heading: "What it says".to_owned(), entries };
        let documents = kept_documents(self.reader, &[id])?;
        Ok(html! {
            @if let Some(source) = about.get(id) {
                dl {
                    @for (name, cell) in source.cells() { dt { (name) } dd { (self.cell(here, name, cell)) } }
                }
            }
            @for document in &documents { p { (for_terminal(document)) } }
            @if !says.entries.is_empty() { (section(here, &says)) }
        })
    }

    fn cell(&self, here: &Here<'_>, name: &str, text: &str) -> Markup {
        // The archive takes http and https only; a file of a stranger may hold anything.
        let is_address = ["https://", "http://"].iter().any(|scheme| text.starts_with(scheme));
        match name {
            "origin" => here.source(text),
            "url" | "archive_url" if is_address => {
                html! { a href=(text) rel="noopener noreferrer nofollow external" { (for_terminal(text)) } }
            }
            _ => html! { (for_terminal(text)) },
        }
    }

    fn conflicts(&self, found: &Contradictions) -> Result<Section> {
        let listed = found.all.iter().take(MOST).map(|finding| {
            let days = finding.days.and_then(Span::run_of_days).unwrap_or_default();
            let aside = aside(self.reader, &found.settlements, finding)?;
            Ok([finding.subject.clone(), days, finding.message.clone(), aside])
        });
        self.found("Contradictions", found.all.len(), listed.collect::<Result<Vec<[String; 4]>>>()?)
    }

    fn gaps(&self) -> Result<Section> {
        let mut rows: Vec<[String; 4]> = Vec::new();
        let mut count = 0_usize;
        crate::gap::find(KINDS, self.reader, GapsQuery { older_than: self.older_than }, &mut |gap| {
            count += 1;
            if count <= MOST {
                let days = gap.days.and_then(Span::run_of_days).unwrap_or_default();
                let sources = if gap.sources.is_empty() {
                    String::new()
                } else {
                    format!("; {}", gap.sources.join("; "))
                };
                rows.push([gap.subject, days, gap.message, format!(" ({}{sources})", gap.kind)]);
            }
            Ok(())
        })?;
        self.found("Gaps", count, rows)
    }

    /// A section of what was found: under each subject its sentences.
    fn found(&self, heading: &str, count: usize, mut rows: Vec<[String; 4]>) -> Result<Section> {
        rows.sort();
        let writing_about = Found { id: String::new(), kind: String::new() };
        let writing = Writing { naming: self.naming(), entity: &writing_about };
        let cells = |row: &[String; 4]| {
            let [subject, _, message, sources] = row;
            [subject, message, sources].map(|text| Cell::from(text.as_str())).to_vec()
        };
        let named = writing.named(&["subject", "message", "standing"], rows.iter().map(cells).collect())?;
        let mut entries = Vec::new();
        for (place, (row, named)) in rows.iter().zip(named).enumerate() {
            if place == 0 || rows[place - 1][0] != row[0] {
                entries.push(Entry::Topic(named[0].clone()));
            }
            entries.push(Entry::line(row[1].as_str(), named[1..].concat()));
        }
        if count > MOST {
            entries.push(Entry::Topic(format!("and {} more", count - MOST)));
        }
        Ok(Section { heading: format!("{heading}: {count}"), entries })
    }
}

/// Between what is before all articles and what is after them.
const SPLIT: &str = "<!---->";

/// A script of ours inside a page: nothing in it ends its element.
fn inlined(script: &str) -> String {
    script.replace("</", "<\\/")
}

fn heading(table: &str) -> &'static str {
    pages::PARTS.iter().find(|(path, _)| *path == table).map_or("", |(_, name)| name)
}

/// The chronology, for whoever wants it: it repeats what the dossier has.
fn in_order_of_time(here: &Here<'_>, in_time: Document) -> Markup {
    let parts: Vec<&Section> = in_time
        .sections
        .iter()
        .filter(|part| part.heading != "Sources" && !part.entries.is_empty())
        .collect();
    html! { details { summary { "In the order of time" } @for part in &parts { (section(here, part)) } } }
}
