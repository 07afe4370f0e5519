//! The pages: what is around them, and what documents look like on them.

use std::fmt::Write as _;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::links::{Here, Layout};
use crate::answer::Answer;
use crate::output::appearance::{Fill, Line, appearance};
use crate::output::{Document, Entry, Section};
use crate::picture::svg;
use crate::terminal::for_terminal;
use crate::verdict::Verdict;

/// By this a folder is known as a site of this program, which may be replaced.
pub const GENERATOR: &str = "orgarchive site";

const STYLE: &str = include_str!("site.css");
pub(super) const SCRIPT: &str = include_str!("site.js");

/// The style sheet, with what verdicts look like.
#[must_use]
pub fn style_sheet() -> String {
    let mut style = format!("{STYLE}{}\n", svg::style_sheet());
    for verdict in Verdict::ALL {
        let looks = appearance(verdict);
        let line = match looks.line {
            Line::Solid => "solid",
            Line::Dashed([1, ..]) => "dotted",
            Line::Dashed(_) => "dashed",
        };
        let fill = match looks.fill {
            Fill::Full => format!("{}40", looks.colour),
            Fill::Hatched => {
                format!("repeating-linear-gradient(135deg,{0}55 0 2px,transparent 2px 6px)", looks.colour)
            }
            Fill::Tinted => format!("{}18", looks.colour),
            Fill::Empty => "transparent".to_owned(),
        };
        // Writing to a String does not fail.
        let _ = writeln!(style, ".{verdict}{{border-left:5px {line} {};background:{fill}}}", looks.colour);
    }
    style
}

/// What the letters and lines mean.
#[must_use]
pub fn key() -> Markup {
    html! {
        p.key {
            @for verdict in [Verdict::Certain, Verdict::Disputed, Verdict::Possible] {
                span class=(verdict.word()) { b { (appearance(verdict).letter) } " " (verdict.word()) } " "
            }
        }
    }
}

/// What every page says of the whole.
#[derive(Debug)]
pub struct Whole {
    /// What the site is called.
    pub title: String,
    /// The clocks and filters with which it was made.
    pub asked: Vec<String>,
    /// What every reader has to know; on the first page.
    pub notes: Vec<String>,
    /// The first and the last year that the slider of days reaches.
    pub years: (i32, i32),
}

/// A page, complete in a folder; an article in one file.
#[must_use]
pub fn page(whole: &Whole, here: &Here<'_>, path: &str, title: &str, body: &Markup) -> Markup {
    let article = html! { article id=(path) { h1 { (for_terminal(title)) } (body) } };
    match here.layout {
        Layout::OneFile => article,
        Layout::Folder => {
            let root = if here.is_below { "../" } else { "" };
            let more = html! {
                link rel="stylesheet" href={ (root) "site.css" };
                script src={ (root) "names.js" } defer {}
                script src={ (root) "site.js" } defer {}
            };
            around(whole, here, &format!("{title} – {}", whole.title), &more, &article)
        }
    }
}

/// What is around an article, or around all of them.
#[must_use]
pub fn around(whole: &Whole, here: &Here<'_>, title: &str, head: &Markup, articles: &Markup) -> Markup {
    let root = if here.layout == Layout::Folder && here.is_below { "../" } else { "" };
    html! {
        (DOCTYPE)
        html lang="en" data-root=(root) data-years={ (whole.years.0) " " (whole.years.1) } data-one[here.layout == Layout::OneFile] {
            head {
                meta charset="utf-8";
                meta name="generator" content=(GENERATOR);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                // Nothing is fetched, framed or sent, whatever the archive holds.
                meta http-equiv="Content-Security-Policy" content="connect-src 'none'; object-src 'none'; frame-src 'none'; form-action 'none'; base-uri 'none'";
                title { (for_terminal(title)) }
                (head)
            }
            body {
                a.skip href="#main" { "Skip to the page" }
                // The script adds the rest of it: the other parts, a search and a day to choose.
                header { nav aria-label="Pages" { a href=(here.address("index")) { "Start" } } }
                main id="main" { (articles) }
                footer { (for_terminal(&whole.title)) @for asked in &whole.asked { "; " (for_terminal(asked)) } "." }
            }
        }
    }
}

/// The pages that lead to all others, each with the words of its link.
pub const PARTS: &[(&str, &str)] = &[
    ("index", "Start"),
    ("organizations", "Organizations"),
    ("chapters", "Chapters"),
    ("officials", "Officials"),
    ("places", "Places"),
    ("events", "Events"),
    ("sources", "Sources"),
    ("conflicts", "What contradicts"),
    ("gaps", "What is not known"),
    ("fragile", "What hangs on one source"),
    ("why", "What would settle it"),
    ("appearances", "Who was named first"),
];

/// An answer as a table, with links from names and sources.
#[must_use]
pub fn table(here: &Here<'_>, answer: &Answer) -> Markup {
    let shown: Vec<usize> = (0..answer.columns.len())
        .filter(|place| answer.columns[*place].is_shown)
        .filter(|place| answer.rows.iter().any(|row| !row[*place].text().is_empty()))
        .collect();
    let is_of_sources = |place: usize| matches!(answer.columns[place].name.as_str(), "source" | "sources");
    html! {
        @if answer.rows.is_empty() { p { "Nothing on record." } } @else {
            div.wide {
                table {
                    thead { tr { @for place in &shown { th scope="col" { (answer.columns[*place].name.replace('_', " ")) } } } }
                    tbody {
                        @for row in &answer.rows {
                            tr { @for place in &shown {
                                @let text = row[*place].text();
                                @let judged: Option<Verdict> = text.parse().ok();
                                td class=[judged.map(Verdict::word)] { (here.text(&text, is_of_sources(*place))) }
                            } }
                        }
                    }
                }
            }
        }
        @for note in &answer.notes { p.note { (here.text(note, true)) } }
    }
}

/// A document as the body of a page.
#[must_use]
pub fn document(here: &Here<'_>, document: &Document) -> Markup {
    html! {
        @for part in document.sections.iter().filter(|part| !part.entries.is_empty()) { (section(here, part)) }
        @for note in &document.notes { p.note { (here.text(note, true)) } }
    }
}

/// A section of a page.
#[must_use]
pub fn section(here: &Here<'_>, section: &Section) -> Markup {
    let is_topic = |entry: &Entry| matches!(entry, Entry::Topic(_));
    // A topic begins a group; what is before the first one has none.
    let mut groups: Vec<&[Entry]> = Vec::new();
    let mut begin = 0;
    for (place, _) in section.entries.iter().enumerate().filter(|(_, entry)| is_topic(entry)) {
        if place > begin {
            groups.push(&section.entries[begin..place]);
        }
        begin = place;
    }
    groups.push(&section.entries[begin..]);
    html! {
        section {
            h2 { (for_terminal(&section.heading)) }
            @for group in groups {
                div.group {
                    @if let Some(Entry::Topic(topic)) = group.first() { h3 { (here.text(topic, false)) } }
                    ul { @for entry in group { (line(here, entry)) } }
                }
            }
        }
    }
}

fn line(here: &Here<'_>, entry: &Entry) -> Markup {
    let Entry::Line { days, verdict, text, cited, held } = entry else { return PreEscaped(String::new()) };
    let judged: Option<Verdict> = verdict.parse().ok();
    html! {
        li class=[judged.map(Verdict::word)] data-f=[held.map(|held| held.from)] data-t=[held.map(|held| held.to)] {
            @if !days.is_empty() { span.d { (here.text(days, cited.is_none())) } " " }
            @if let Some(verdict) = judged {
                b { (appearance(verdict).letter) } " " (verdict.word())
                @if !text.is_empty() { ": " }
            }
            (here.text(text, cited.is_none()))
            @if let Some(cited) = cited {
                @if !text.is_empty() { " — " }
                (here.source(&cited.source)) (for_terminal(&cited.place))
                @if !cited.remarks.is_empty() { span.r { (for_terminal(&cited.remarks)) } }
            }
        }
    }
}
