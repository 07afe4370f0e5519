//! Which bodies there were on a day, which was under which, and who held their head offices, as a graph.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::{Around, called, listed, shown};
use crate::answer::chapters::ChaptersQuery;
use crate::answer::officials::{Held, OfficialsQuery};
use crate::answer::organizations::OrganizationsQuery;
use crate::answer::people::Naming;
use crate::answer::question::{Question, cells, columns};
use crate::answer::relations::RelationsQuery;
use crate::answer::{Answer, Shown, below};
use crate::date::{Day, Span};
use crate::error::Result;
use crate::picture::graph::{Edge, Graph, Line, Node, Piece};
use crate::reader::Reader;
use crate::verdict::Verdict;

/// The office of those at the head of a body.
pub const HEAD: &str = "head";

/// The kind of relation that says where a body is.
const LOCATED_IN: &str = "located-in";

/// What is drawn.
#[derive(Debug, Default)]
pub struct StructureQuery {
    /// Only these organizations and chapters, and what is below them; none: all.
    pub below: Vec<String>,
    /// The titles or offices whose holders are named; none: the head offices.
    pub titles: Vec<String>,
    /// Whether chapters are drawn as well.
    pub chapters: bool,
    /// Whether it is said where bodies are.
    pub places: bool,
}

/// The bodies of the day that the reader asks about, with their holders and the links between them.
///
/// # Errors
/// If the archive cannot be read.
pub fn graph(naming: Naming<'_>, asked: &StructureQuery) -> Result<(Graph, Around)> {
    let mut made = Made { naming, around: Around::default(), nodes: BTreeMap::new() };
    let roots: Vec<&str> = asked.below.iter().map(String::as_str).collect();
    // Each box, line and holder has its own verdict: how sure it is that a body was below is what the lines say.
    let within: Vec<String> = match roots.as_slice() {
        [] => Vec::new(),
        roots => below(naming.reader, roots)?.ids().map(str::to_owned).collect(),
    };
    made.organizations(&within)?;
    // A chapter that is asked for is drawn with what is below it.
    let has_chapter = asked.below.iter().any(|id| !made.nodes.contains_key(id));
    let mut of_chapters = BTreeMap::new();
    if asked.chapters || has_chapter {
        of_chapters = made.chapters(within.clone())?;
    }
    let links = made.links(of_chapters)?;
    let titles = match asked.titles.as_slice() {
        [] => head_titles(naming.reader)?,
        titles => titles.to_vec(),
    };
    if titles.is_empty() {
        let note = "no title of the archive has the office head, or one holder at a time: name the posts to show with --title";
        made.around.notes.push(note.to_owned());
    } else {
        made.holders(OfficialsQuery { titles, organizations: within, ..OfficialsQuery::default() })?;
    }
    if asked.places {
        made.places()?;
    }
    made.finish(asked, links)
}

/// A graph that is being made.
struct Made<'asked> {
    naming: Naming<'asked>,
    around: Around,
    nodes: BTreeMap<String, Node>,
}

impl Made<'_> {
    /// The words of a question's answer.
    fn named<Q: Question>(&self, rows: &[Q::Row]) -> Result<Answer> {
        let rows = rows.iter().map(|row| cells(Q::COLUMNS, row)).collect();
        let mut answer = Answer { columns: columns(Q::COLUMNS), rows, notes: Vec::new() };
        self.naming.put(&mut answer)?;
        Ok(answer)
    }

    fn piece(&self, verdict: Verdict) -> Vec<Piece> {
        vec![Piece { days: Span::single(self.naming.reader.day()), verdict }]
    }

    fn organizations(&mut self, within: &[String]) -> Result<()> {
        let asked = OrganizationsQuery {
            organizations: within.to_vec(),
            shown: Shown { all: true, ..Shown::default() },
            ..OrganizationsQuery::default()
        };
        let (rows, excluded): (Vec<_>, Vec<_>) =
            asked.rows(self.naming.reader)?.into_iter().partition(|row| row.verdict != Verdict::Excluded);
        if !excluded.is_empty() {
            let bodies = if excluded.len() == 1 { "organization is" } else { "organizations are" };
            let (count, day) = (excluded.len(), self.naming.reader.day());
            self.around
                .notes
                .push(format!("{count} {bodies} left out, since something on record excludes {day}"));
        }
        let answer = self.named::<OrganizationsQuery>(&rows)?;
        for (place, row) in rows.into_iter().enumerate() {
            self.around.sources.extend(row.sources.iter().cloned());
            let label = shown(&answer, place, "name");
            let reason = shown(&answer, place, "reason");
            let node = Node {
                id: row.id.clone(),
                kind: "organization",
                about: about(&label, row.verdict, &reason, &row.records, &row.sources),
                label,
                pieces: self.piece(row.verdict),
                records: row.records,
                sources: row.sources,
                ..Node::default()
            };
            self.nodes.insert(row.id, node);
        }
        Ok(())
    }

    /// Adds some chapters, or all; gives the links that their own rows state.
    fn chapters(&mut self, chapters: Vec<String>) -> Result<BTreeMap<(String, String), Edge>> {
        let rows = ChaptersQuery { chapters, ..ChaptersQuery::default() }.rows(self.naming.reader)?;
        let answer = self.named::<ChaptersQuery>(&rows)?;
        let mut links = BTreeMap::new();
        for (place, row) in rows.into_iter().enumerate() {
            self.around.sources.extend(row.judged.sources.iter().cloned());
            let (label, reason) = (shown(&answer, place, "name"), shown(&answer, place, "reason"));
            let verdict = row.judged.verdict;
            for above in &row.parents {
                let edge = Edge {
                    label: "is a chapter of".to_owned(),
                    pieces: self.piece(Verdict::Certain),
                    records: vec![row.id.clone()],
                    sources: row.judged.sources.clone(),
                    ..Edge::default()
                };
                links.insert((row.id.clone(), above.clone()), edge);
            }
            let node = Node {
                id: row.id.clone(),
                kind: "chapter",
                about: about(&label, verdict, &reason, &row.judged.records, &row.judged.sources),
                label,
                pieces: self.piece(verdict),
                records: row.judged.records,
                sources: row.judged.sources,
                ..Node::default()
            };
            self.nodes.insert(row.id, node);
        }
        // Who is under a chapter of a body is under the body.
        let is_chapter = |id: &str| self.nodes.get(id).is_some_and(|node| node.kind == "chapter");
        let under_chapters: HashSet<String> =
            links.keys().filter(|(_, above)| is_chapter(above)).map(|(below, _)| below.clone()).collect();
        links.retain(|(below, above), _| is_chapter(above) || !under_chapters.contains(below));
        Ok(links)
    }

    /// The links between the bodies: those of chapters, and relations of a hierarchy.
    fn links(
        &mut self,
        within: BTreeMap<(String, String), Edge>,
    ) -> Result<BTreeMap<(String, String), Edge>> {
        let reader = self.naming.reader;
        let mut statement =
            reader.connection().prepare_cached("SELECT id FROM relation_kinds WHERE hierarchy = 'yes'")?;
        let relations =
            statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
        let mut links = within;
        if relations.is_empty() {
            return Ok(links);
        }
        let asked = RelationsQuery { relations, ..RelationsQuery::default() };
        let mut rows = asked.rows(reader)?;
        rows.retain(|row| self.nodes.contains_key(&row.subject) && self.nodes.contains_key(&row.object));
        let answer = self.named::<RelationsQuery>(&rows)?;
        for (place, row) in rows.into_iter().enumerate() {
            self.around.sources.extend(row.judged.sources.iter().cloned());
            let edge = Edge {
                label: shown(&answer, place, "relation"),
                pieces: self.piece(row.judged.verdict),
                records: row.judged.records,
                sources: row.judged.sources,
                ..Edge::default()
            };
            match links.entry((row.subject, row.object)) {
                // Relations of two kinds between two bodies are one line: the better one.
                std::collections::btree_map::Entry::Occupied(mut known)
                    if known.get().pieces[0].verdict > edge.pieces[0].verdict =>
                {
                    known.insert(edge);
                }
                std::collections::btree_map::Entry::Occupied(_) => {}
                std::collections::btree_map::Entry::Vacant(free) => {
                    free.insert(edge);
                }
            }
        }
        Ok(links)
    }

    /// Who held the posts: those who surely did or of whom it is disputed; where there is none, whoever may have and is known to have
    /// held it on the nearest day.
    fn holders(&mut self, asked: OfficialsQuery) -> Result<()> {
        let all = Shown { all: true, ..Shown::default() };
        let mut rows = OfficialsQuery { shown: all, ..asked }.rows(self.naming.reader)?;
        rows.retain(|row| body_of(row).is_some_and(|body| self.nodes.contains_key(body)));
        let answer = self.named::<OfficialsQuery>(&rows)?;
        let mut posts: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
        for (place, row) in rows.iter().enumerate() {
            let key = (body_of(row).unwrap_or_default().to_owned(), row.office.to_string());
            posts.entry(key).or_default().push(place);
        }
        for ((body, _), places) in posts {
            let lines = self.post(&rows, &answer, &places);
            if let Some(node) = self.nodes.get_mut(&body) {
                node.lines.extend(lines);
            }
        }
        Ok(())
    }

    /// The lines of one post.
    fn post(&mut self, rows: &[Held], answer: &Answer, places: &[usize]) -> Vec<Line> {
        let of = |verdict: Verdict| {
            places.iter().copied().filter(move |place| rows[*place].judged.verdict == verdict)
        };
        let mut lines = Vec::new();
        for verdict in [Verdict::Certain, Verdict::Disputed] {
            for (number, place) in of(verdict).enumerate() {
                let is_beside = number > 0 && verdict == Verdict::Disputed;
                lines.push(Line { is_beside, ..self.line(rows, answer, place, "") });
            }
        }
        if !lines.is_empty() {
            return lines;
        }
        let day = self.naming.reader.day();
        match of(Verdict::Possible).min_by_key(|place| (distance(&rows[*place], day), &rows[*place].official))
        {
            Some(nearest) => {
                let known = known(&rows[nearest]);
                lines.push(self.line(rows, answer, nearest, &format!("\npresumed: {known}")));
                let more = of(Verdict::Possible).count() - 1;
                if more > 0 {
                    let others = if more == 1 { "one other is possible" } else { "others are possible" };
                    let text = if more == 1 { others.to_owned() } else { format!("{more} {others}") };
                    lines.push(Line { text, ..Line::default() });
                }
            }
            None => {
                let titles: BTreeSet<String> =
                    places.iter().map(|place| shown(answer, *place, "titles")).collect();
                let titles: Vec<String> = titles.into_iter().collect();
                lines.push(Line {
                    text: format!("{}: nobody is known", titles.join(" / ")),
                    ..Line::default()
                });
            }
        }
        lines
    }

    fn line(&mut self, rows: &[Held], answer: &Answer, place: usize, more: &str) -> Line {
        let row = &rows[place];
        self.around.sources.extend(row.judged.sources.iter().cloned());
        self.around.entities.insert(row.official.to_string());
        let (name, titles) = (shown(answer, place, "official"), shown(answer, place, "titles"));
        let judged = &row.judged;
        let reason = shown(answer, place, "reason");
        Line {
            about: about(
                &format!("{name}, {titles}"),
                judged.verdict,
                &reason,
                &judged.records,
                &judged.sources,
            ),
            text: format!("{name}\n{titles}{more}"),
            verdict: Some(judged.verdict),
            ..Line::default()
        }
    }

    /// Says where bodies are: by the rows of chapters, and by relations.
    fn places(&mut self) -> Result<()> {
        let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let reader = self.naming.reader;
        let chapters: Vec<String> =
            self.nodes.values().filter(|node| node.kind == "chapter").map(|node| node.id.clone()).collect();
        if !chapters.is_empty() {
            let asked = ChaptersQuery { chapters, ..ChaptersQuery::default() };
            for row in asked.rows(reader)? {
                found.entry(row.id).or_default().extend(row.place);
            }
        }
        let asked = RelationsQuery { relations: vec![LOCATED_IN.to_owned()], ..RelationsQuery::default() };
        for row in asked.rows(reader)? {
            if self.nodes.contains_key(&row.subject) {
                self.around.sources.extend(row.judged.sources.iter().cloned());
                found.entry(row.subject).or_default().insert(row.object);
            }
        }
        for (id, places) in found {
            let ids: Vec<&str> = places.iter().map(String::as_str).collect();
            let names = called(self.naming, &ids)?;
            if let Some(node) = self.nodes.get_mut(&id).filter(|_| !names.is_empty()) {
                node.lines.insert(0, Line { text: format!("in {}", listed(&names)), ..Line::default() });
            }
        }
        Ok(())
    }

    fn finish(
        mut self,
        asked: &StructureQuery,
        links: BTreeMap<(String, String), Edge>,
    ) -> Result<(Graph, Around)> {
        let day = self.naming.reader.day();
        let names = called(self.naming, &asked.below.iter().map(String::as_str).collect::<Vec<_>>())?;
        self.around.title = match names.as_slice() {
            [] => format!("Bodies and their heads on {day}"),
            names => format!(
                "{} and what was below {} on {day}",
                listed(names),
                if names.len() == 1 { "it" } else { "them" }
            ),
        };
        if self.nodes.is_empty() && self.around.notes.is_empty() {
            self.around.notes.push("no record of the archive answers this".to_owned());
        }
        self.around.entities.extend(self.nodes.keys().cloned());
        let mut graph = Graph { title: self.around.title.clone(), ..Graph::default() };
        let mut places: HashMap<String, usize> = HashMap::new();
        for (id, node) in self.nodes {
            places.insert(id, graph.nodes.len());
            graph.nodes.push(node);
        }
        for ((below, above), edge) in links {
            if let (Some(from), Some(to)) = (places.get(&below), places.get(&above)) {
                graph.edges.push(Edge { from: *from, to: *to, ..edge });
            }
        }
        Ok((graph, self.around))
    }
}

fn body_of(row: &Held) -> Option<&str> {
    row.organization.as_deref().or(row.chapter.as_deref())
}

/// The nearest days, before and after, on which somebody is known to have held a post; none of a year that is not known.
fn nearest(row: &Held) -> (Option<Span>, Option<Span>) {
    let known = |held: Option<Span>| held.filter(|days| !days.is_of_any_year());
    (known(row.judged.held_before), known(row.judged.held_after))
}

/// How many days the nearest of them is away, at the least.
fn distance(row: &Held, day: Day) -> i32 {
    let (before, after) = nearest(row);
    // Of days without a limit, the one that is known counts.
    let away = |held: Span| match (held.from.year() == Day::MIN.year(), held.to.year() == Day::MAX.year()) {
        (true, _) => (day.number() - held.to.number()).abs(),
        (_, true) => (day.number() - held.from.number()).abs(),
        _ => (held.from.number() - day.number()).max(day.number() - held.to.number()).max(0),
    };
    [before, after].into_iter().flatten().map(away).min().unwrap_or(i32::MAX)
}

/// When somebody who may have held a post is known to have held it.
fn known(row: &Held) -> String {
    match nearest(row) {
        (Some(before), _) => format!("last known to hold it {}", before.day_within()),
        (None, Some(after)) => format!("first known to hold it {}", after.day_within()),
        (None, None) => "no record says when".to_owned(),
    }
}

/// The titles of the head office; if there is none, those of the highest rank that one official holds at a time.
fn head_titles(reader: &Reader) -> Result<Vec<String>> {
    let titles = |sql: &str| -> Result<Vec<String>> {
        let mut statement = reader.connection().prepare_cached(sql)?;
        Ok(statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
    };
    let heads = titles("SELECT DISTINCT office FROM titles WHERE office = 'head'")?;
    if !heads.is_empty() {
        return Ok(heads);
    }
    titles(
        "SELECT id FROM titles WHERE holders = 'one' AND coalesce(rank, 1000000)
           = (SELECT min(coalesce(rank, 1000000)) FROM titles WHERE holders = 'one') ORDER BY id",
    )
}

fn about(what: &str, verdict: Verdict, reason: &str, records: &[String], sources: &[String]) -> String {
    format!("{what}\n{verdict}: {reason}\nrecords: {}\nsources: {}", records.join(", "), sources.join(", "))
}
