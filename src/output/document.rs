//! A document to read: headings, and under them what happened when, with a verdict where there is one.
//!
//! On a terminal days and verdicts are columns and the words beside them wrap; in Markdown the same is a list.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use anstyle::{Effects, Style};
use unicode_width::UnicodeWidthStr;

use super::appearance::style_of;
use super::sheet::{blanks, painted};
use super::{Format, JOINER, Options, markdown, wrap};
use crate::date::Span;
use crate::terminal::for_terminal;

/// How wide the column of days is at the most; longer ones begin the line.
const WIDEST_DAYS: usize = 26;

/// How far each level is indented.
const STEP: usize = 2;

/// Words are not squeezed into less beside days and verdicts: they go below.
const LEAST: usize = 30;

const BOLD: Style = Style::new().effects(Effects::BOLD);

/// A document.
#[derive(Debug, Clone, Default)]
pub struct Document {
    /// What it is about.
    pub title: String,
    /// Its parts. Those without entries are left out.
    pub sections: Vec<Section>,
    /// What has to be said at the end.
    pub notes: Vec<String>,
    /// The titles of the sources that its lines cite, by id.
    pub titles: BTreeMap<String, String>,
}

/// A part of a document.
#[derive(Debug, Clone, Default)]
pub struct Section {
    /// Its heading.
    pub heading: String,
    /// What it says, in order.
    pub entries: Vec<Entry>,
}

/// One thing that a document says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// What the lines below are about.
    Topic(String),
    /// A line: when, with which verdict, and what. When and verdict may be blank.
    Line {
        /// When.
        days: String,
        /// The word for the verdict.
        verdict: String,
        /// What.
        text: String,
        /// The record that says so.
        cited: Option<Cited>,
        /// The days of a verdict.
        held: Option<Span>,
    },
}

/// The record behind a line: in Markdown its source is a footnote.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cited {
    /// The id of the source.
    pub source: String,
    /// Where in the source it is, and in which words.
    pub place: String,
    /// Remarks on the record, and its id.
    pub remarks: String,
}

impl Entry {
    /// A line without a verdict.
    #[must_use]
    pub fn line(days: impl Into<String>, text: impl Into<String>) -> Entry {
        Entry::Line { days: days.into(), verdict: String::new(), text: text.into(), cited: None, held: None }
    }
}

/// What a line says, with the record that says so.
fn with_record<'line>(text: &'line str, cited: Option<&Cited>) -> Cow<'line, str> {
    let Some(Cited { source, place, remarks }) = cited else { return text.into() };
    let between = if text.is_empty() { "" } else { " — " };
    format!("{text}{between}{source}{place}{remarks}").into()
}

impl Document {
    /// Writes it as Markdown if that is the format, else as text for a terminal.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(&self, format: Format, options: Options, out: &mut dyn Write) -> io::Result<()> {
        let lines = if format == Format::Markdown { self.as_markdown() } else { self.as_text(options) };
        for line in lines {
            writeln!(out, "{}", line.replace(JOINER, " ").trim_end())?;
        }
        Ok(())
    }

    fn filled(&self) -> impl Iterator<Item = &Section> {
        self.sections.iter().filter(|section| !section.entries.is_empty())
    }

    fn as_markdown(&self) -> Vec<String> {
        let mut lines = vec![format!("# {}", markdown::escaped(&self.title))];
        let mut footnotes = Footnotes::of(self);
        for section in self.filled() {
            lines.extend([
                String::new(),
                format!("## {}", markdown::escaped(&section.heading)),
                String::new(),
            ]);
            let mut is_under_topic = false;
            for entry in &section.entries {
                match entry {
                    Entry::Topic(topic) => {
                        is_under_topic = true;
                        lines.push(format!("- **{}**", markdown::escaped(topic)));
                    }
                    Entry::Line { days, verdict, text, cited, .. } => {
                        let parts = [days, verdict, text].into_iter().filter(|part| !part.is_empty());
                        let parts: Vec<&str> = parts.map(String::as_str).collect();
                        let mut line = markdown::escaped_line(&parts.join(": "));
                        if let Some(cited) = cited {
                            line.push_str(&format!("[^{}]", footnotes.label(cited)));
                            let remarks = cited.remarks.trim_start();
                            line.push_str(if remarks.len() < cited.remarks.len() { " " } else { "" });
                            line.push_str(&markdown::escaped(remarks));
                        }
                        let indent = if is_under_topic { "  " } else { "" };
                        lines.push(format!("{indent}- {line}"));
                    }
                }
            }
        }
        for note in &self.notes {
            lines.extend([String::new(), markdown::escaped_line(note)]);
        }
        for (label, cited) in footnotes.labels {
            let Cited { source, place, .. } = cited;
            let title = self.titles.get(source);
            let words = title.map_or_else(|| source.clone(), |title| format!("{title} ({source})"));
            let words = markdown::escaped_line(&format!("{words}{place}"));
            lines.extend([String::new(), format!("[^{label}]: {words}")]);
        }
        lines
    }

    fn as_text(&self, options: Options) -> Vec<String> {
        let room = options.width.unwrap_or(usize::MAX);
        let heading = |text: &str| painted(text, BOLD, options.is_coloured);
        let mut lines: Vec<String> =
            wrapped(&self.title, room, 0, 0).iter().map(|line| heading(line)).collect();
        for section in self.filled() {
            lines.extend([String::new(), heading(&for_terminal(&section.heading))]);
            let columns = Columns::of(section, room);
            for entry in &section.entries {
                lines.extend(columns.lines(entry, room, options.is_coloured));
            }
        }
        if !self.notes.is_empty() {
            lines.push(String::new());
        }
        lines.extend(self.notes.iter().flat_map(|note| wrapped(note, room, 0, STEP)));
        lines
    }
}

/// Where days, verdicts and words of a section begin.
struct Columns {
    indent: usize,
    days: usize,
    verdict: usize,
}

impl Columns {
    fn of(section: &Section, room: usize) -> Columns {
        let has_topics = section.entries.iter().any(|entry| matches!(entry, Entry::Topic(_)));
        let widest = |part: fn(&Entry) -> Option<&str>| {
            let has_verdicts =
                |entry: &Entry| matches!(entry, Entry::Line { verdict, .. } if !verdict.is_empty());
            let is_judged = section.entries.iter().any(has_verdicts);
            let entries = section.entries.iter().filter(|entry| !is_judged || has_verdicts(entry));
            let widths = entries.filter_map(part).map(|text| for_terminal(text).width());
            widths.filter(|width| *width <= WIDEST_DAYS).max().unwrap_or(0)
        };
        let gap = |width: usize| if width == 0 { 0 } else { width + STEP };
        let days = gap(widest(|entry| match entry {
            Entry::Line { days, .. } => Some(days),
            Entry::Topic(_) => None,
        }));
        let verdict = gap(widest(|entry| match entry {
            Entry::Line { verdict, .. } => Some(verdict),
            Entry::Topic(_) => None,
        }));
        let indent = if has_topics { 2 * STEP } else { STEP };
        let indent = indent.min(room / 4);
        Columns { indent, days, verdict }
    }

    fn lines(&self, entry: &Entry, room: usize, is_coloured: bool) -> Vec<String> {
        let (days, verdict, text) = match entry {
            Entry::Topic(topic) => return wrapped(topic, room, STEP.min(room / 4), 2 * STEP),
            Entry::Line { days, verdict, text, cited, .. } => {
                (for_terminal(days), for_terminal(verdict), &*with_record(text, cited.as_ref()))
            }
        };
        if self.verdict > 0 && verdict.is_empty() {
            // The text below a verdict has the whole line.
            let between = if days.is_empty() { "" } else { ": " };
            return wrapped(&format!("{days}{between}{text}"), room, self.indent, self.indent + STEP);
        }
        let paint = |verdict: &str| painted(verdict, style_of(verdict), is_coloured);
        let words = self.indent + self.days + self.verdict;
        if words + LEAST > room {
            // The words go below, after days and verdict in a line.
            let head: Vec<&str> = [&*days, &*verdict].into_iter().filter(|part| !part.is_empty()).collect();
            let head = wrapped(&head.join("  "), room, self.indent, self.indent + STEP);
            let head = head.into_iter().filter(|line| !line.trim().is_empty());
            let below = wrapped(text, room, self.indent + STEP, self.indent + STEP);
            return head.chain(below.into_iter().filter(|line| !line.trim().is_empty())).collect();
        }
        let mut lines = Vec::new();
        let mut line = blanks(self.indent);
        let mut left = 0;
        for (part, width) in [(&days, self.days), (&verdict, self.verdict)] {
            line.push_str(&blanks(left));
            line.push_str(&paint(part));
            left = width.saturating_sub(part.width());
            if part.width() > width {
                // Too long for its column: what follows begins the next line.
                lines.push(std::mem::replace(&mut line, blanks(self.indent)));
                left = width;
            }
        }
        line.push_str(&blanks(left));
        let text = for_terminal(text);
        for part in wrap::lines(&text, room - words, room - words) {
            lines.push(std::mem::replace(&mut line, blanks(words)) + part);
        }
        lines
    }
}

/// The footnotes of a document in the order in which they are first cited: one for each place in a source.
struct Footnotes<'document> {
    labels: Vec<(String, &'document Cited)>,
    places: BTreeMap<(&'document str, &'document str), String>,
    /// Labels that are the ids of sources: the first place in each gets it.
    reserved: BTreeSet<String>,
    used: BTreeSet<String>,
}

impl<'document> Footnotes<'document> {
    fn of(document: &'document Document) -> Footnotes<'document> {
        let entries = document.sections.iter().flat_map(|section| &section.entries);
        let cited = entries.filter_map(|entry| match entry {
            Entry::Line { cited, .. } => cited.as_ref(),
            Entry::Topic(_) => None,
        });
        let reserved = cited.map(|cited| plain_label(&cited.source)).collect();
        Footnotes { labels: Vec::new(), places: BTreeMap::new(), reserved, used: BTreeSet::new() }
    }

    fn label(&mut self, cited: &'document Cited) -> String {
        let place = (cited.source.as_str(), cited.place.as_str());
        if let Some(label) = self.places.get(&place) {
            return label.clone();
        }
        let own = plain_label(&cited.source);
        let mut label = own.clone();
        let mut number = 1;
        while self.used.contains(&label) || (label != own && self.reserved.contains(&label)) {
            number += 1;
            label = format!("{own}-{number}");
        }
        self.used.insert(label.clone());
        self.places.insert(place, label.clone());
        self.labels.push((label.clone(), cited));
        label
    }
}

/// A source's id as a label of footnotes; other programs may have written an id that would end it.
fn plain_label(source: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_' | '-');
    source.chars().map(|letter| if is_plain(letter) { letter } else { '-' }).collect()
}

/// The lines of a text, indented.
fn wrapped(text: &str, room: usize, first: usize, others: usize) -> Vec<String> {
    let text = for_terminal(text);
    let lines = wrap::lines(&text, room - first.min(room / 2), room - others.min(room / 2));
    let indent = |place: usize| blanks(if place == 0 { first } else { others }.min(room / 2));
    lines.into_iter().enumerate().map(|(place, line)| format!("{}{line}", indent(place))).collect()
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use proptest::prelude::*;

    use super::*;

    fn document() -> Document {
        let piece = |days: &str, verdict: &str, text: &str| Entry::Line {
            days: days.to_owned(),
            verdict: verdict.to_owned(),
            text: text.to_owned(),
            cited: None,
            held: None,
        };
        let posts = vec![
            Entry::Topic("Secretary, Central Committee of the Party".to_owned()),
            piece("1990-01-31 to 2010-04-28", "certain", "s03; s07"),
            piece(
                "from 2010-04-29",
                "possible",
                "nothing on record ends it, and nobody is said to have followed; s03",
            ),
        ];
        let name = |days: &str, text: &str, source: &str, place: &str, remarks: &str| Entry::Line {
            days: days.to_owned(),
            verdict: String::new(),
            text: text.to_owned(),
            cited: Some(Cited {
                source: source.to_owned(),
                place: place.to_owned(),
                remarks: remarks.to_owned(),
            }),
            held: None,
        };
        let names = vec![
            name("", "1. 김중린 (ko-Hang)", "s03", "", " [n1]"),
            name("since 1967", "Kim Jung Rin", "s07", ", p. 7: “[^s03]: *Kim*”", "; seen [n2]"),
            name("since 1968", "", "s07", ", p. 8", " [n3]"),
            name("since 1969", "Kim", "s07", ", p. 8", " [n4]"),
            name("", "", "s07-2", "", " [n5]"),
        ];
        Document {
            title: "Kim Jung Rin (kim-jung-rin), official".to_owned(),
            sections: vec![
                Section { heading: "Posts".to_owned(), entries: posts },
                Section { heading: "Names".to_owned(), entries: names },
                Section { heading: "Facts".to_owned(), entries: Vec::new() },
            ],
            notes: vec!["2 sources are undated".to_owned()],
            titles: BTreeMap::from([("s07".to_owned(), "# The *Seventh*".to_owned())]),
        }
    }

    fn written(format: Format, width: Option<usize>) -> String {
        let mut out = Vec::new();
        document().write(format, Options { width, ..Options::default() }, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn days_and_verdicts_are_columns_and_words_wrap_beside_them() {
        assert_snapshot!(written(Format::Table, Some(72)), @r"
        Kim Jung Rin (kim-jung-rin), official

        Posts
          Secretary, Central Committee of the Party
            1990-01-31 to 2010-04-28  certain   s03; s07
            from 2010-04-29           possible  nothing on record ends it, and
                                                nobody is said to have followed;
                                                s03

        Names
                      1. 김중린 (ko-Hang) — s03 [n1]
          since 1967  Kim Jung Rin — s07, p. 7: “[^s03]: *Kim*”; seen [n2]
          since 1968  s07, p. 8 [n3]
          since 1969  Kim — s07, p. 8 [n4]
                      s07-2 [n5]

        2 sources are undated
        ");
        assert_snapshot!(written(Format::Table, None), @r"
        Kim Jung Rin (kim-jung-rin), official

        Posts
          Secretary, Central Committee of the Party
            1990-01-31 to 2010-04-28  certain   s03; s07
            from 2010-04-29           possible  nothing on record ends it, and nobody is said to have followed; s03

        Names
                      1. 김중린 (ko-Hang) — s03 [n1]
          since 1967  Kim Jung Rin — s07, p. 7: “[^s03]: *Kim*”; seen [n2]
          since 1968  s07, p. 8 [n3]
          since 1969  Kim — s07, p. 8 [n4]
                      s07-2 [n5]

        2 sources are undated
        ");
    }

    #[test]
    fn on_a_narrow_terminal_words_go_below() {
        assert_snapshot!(written(Format::Table, Some(40)), @r"
        Kim Jung Rin (kim-jung-rin), official

        Posts
          Secretary, Central Committee of the
            Party
            1990-01-31 to 2010-04-28  certain
              s03; s07
            from 2010-04-29  possible
              nothing on record ends it, and
              nobody is said to have followed;
              s03

        Names
            1. 김중린 (ko-Hang) — s03 [n1]
          since 1967
            Kim Jung Rin — s07, p. 7: “[^s03]:
            *Kim*”; seen [n2]
          since 1968
            s07, p. 8 [n3]
          since 1969
            Kim — s07, p. 8 [n4]
            s07-2 [n5]

        2 sources are undated
        ");
    }

    #[test]
    fn in_markdown_it_is_a_list() {
        assert_snapshot!(written(Format::Markdown, None), @r"
        # Kim Jung Rin (kim-jung-rin), official

        ## Posts

        - **Secretary, Central Committee of the Party**
          - 1990-01-31 to 2010-04-28: certain: s03; s07
          - from 2010-04-29: possible: nothing on record ends it, and nobody is said to have followed; s03

        ## Names

        - 1\. 김중린 (ko-Hang)[^s03] \[n1\]
        - since 1967: Kim Jung Rin[^s07]; seen \[n2\]
        - since 1968[^s07-3] \[n3\]
        - since 1969: Kim[^s07-3] \[n4\]
        - [^s07-2] \[n5\]

        2 sources are undated

        [^s03]: s03

        [^s07]: \# The \*Seventh\* (s07), p. 7: “\[\^s03\]: \*Kim\*”

        [^s07-3]: \# The \*Seventh\* (s07), p. 8

        [^s07-2]: s07-2
        ");
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_the_terminal(
            days in "(since [0-9]{4}(-[0-9]{2}){0,2}(, until [0-9]{4})?|)",
            text in "([a-z가-힣]{1,12} ){0,30}",
            width in 20_usize..120,
        ) {
            let entries = vec![Entry::Topic(text.clone()), Entry::line(days, text.clone())];
            let document = Document {
                title: text.clone(),
                sections: vec![Section { heading: "Posts".to_owned(), entries }],
                notes: vec![text],
                ..Document::default()
            };
            let mut out = Vec::new();
            document.write(Format::Table, Options { width: Some(width), ..Options::default() }, &mut out).unwrap();
            let out = String::from_utf8(out).unwrap();
            prop_assert!(out.lines().all(|line| line.width() <= width), "{}", out);
        }
    }
}
