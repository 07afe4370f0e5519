//! Where the pages of a site are, and links to them.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

use maud::{Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use crate::answer::people::MARKS;
use crate::digest::hexadecimal;
use crate::output::JOINER;
use crate::terminal::for_terminal;

/// The longest name of a file, without its ending: systems take at least so many bytes.
const LONGEST: usize = 120;

/// Names that Windows keeps for its devices.
const RESERVED: &[&str] = &["con", "prn", "aux", "nul"];

/// The name of the file for an id, without its ending: the same whether or not a file system tells capitals apart.
#[must_use]
pub fn file_name(id: &str) -> String {
    let mut name = String::with_capacity(id.len());
    for byte in id.bytes() {
        match byte {
            b'a'..=b'z' | b'0'..=b'9' | b'-' => name.push(char::from(byte)),
            // Writing to a String does not fail.
            other => drop(write!(name, "_{other:02x}")),
        }
    }
    let is_device = |name: &str| {
        let stem = name.trim_end_matches(|letter: char| letter.is_ascii_digit());
        RESERVED.contains(&name) || (matches!(stem, "com" | "lpt") && name.len() == 4)
    };
    if name.is_empty() || name.len() > LONGEST || is_device(&name) {
        name.truncate(LONGEST / 2);
        name.push_str("_-");
        name.push_str(&hexadecimal(&Sha256::digest(id))[..16]);
    }
    name
}

/// How pages refer to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// A file for each page, in folders by kind.
    Folder,
    /// One file, in which each page is an article.
    OneFile,
}

/// All pages about something, by its id.
#[derive(Debug, Default)]
pub struct Pages {
    entities: HashMap<String, &'static str>,
    sources: HashSet<String>,
}

impl Pages {
    /// Notes the page of an entity; `kind` is its table.
    pub fn add(&mut self, kind: &'static str, id: &str) {
        self.entities.insert(id.to_owned(), kind);
    }

    /// Notes the page of a source.
    pub fn add_source(&mut self, id: &str) {
        self.sources.insert(id.to_owned());
    }

    /// The path of the page about an entity, from the root, without an ending.
    #[must_use]
    pub fn of(&self, id: &str) -> Option<String> {
        self.entities.get(id).map(|kind| format!("{kind}/{}", file_name(id)))
    }

    /// The path of the page about a source.
    #[must_use]
    pub fn of_source(&self, id: &str) -> Option<String> {
        self.sources.contains(id).then(|| format!("sources/{}", file_name(id)))
    }
}

/// A page on which links stand.
#[derive(Debug, Clone, Copy)]
pub struct Here<'site> {
    /// All pages.
    pub pages: &'site Pages,
    /// How they refer to each other.
    pub layout: Layout,
    /// Whether this one is in a folder of the site.
    pub is_below: bool,
}

impl Here<'_> {
    /// The address of a page, seen from here.
    #[must_use]
    pub fn address(&self, path: &str) -> String {
        match self.layout {
            Layout::OneFile => format!("#{path}"),
            Layout::Folder if self.is_below => format!("../{path}.html"),
            Layout::Folder => format!("{path}.html"),
        }
    }

    /// A link to the page of an entity; only the words if it has none.
    #[must_use]
    pub fn entity(&self, id: &str, words: &str) -> Markup {
        match self.pages.of(id) {
            Some(path) => html! { a href=(self.address(&path)) { (for_terminal(words)) } },
            None => html! { (for_terminal(words)) },
        }
    }

    /// A link to the page of a source.
    #[must_use]
    pub fn source(&self, id: &str) -> Markup {
        match self.pages.of_source(id) {
            Some(path) => html! { a.s href=(self.address(&path)) { (for_terminal(id)) } },
            None => html! { span.s { (for_terminal(id)) } },
        }
    }

    /// A text with a link on each name that is marked, and on each source that it names.
    #[must_use]
    pub fn text(&self, text: &str, links_sources: bool) -> Markup {
        let [before, between, after] = MARKS;
        let mut linked = String::with_capacity(2 * text.len());
        let mut rest = text;
        while let Some((plain, marked)) = rest.split_once(before) {
            linked.push_str(&self.plain(plain, links_sources).into_string());
            let (name, next) = marked.split_once(after).unwrap_or(("", marked));
            let (id, words) = name.split_once(between).unwrap_or(("", name));
            linked.push_str(&self.entity(id, &words.replace(MARKS, "").replace(JOINER, " ")).into_string());
            rest = next;
        }
        linked.push_str(&self.plain(rest, links_sources).into_string());
        PreEscaped(linked)
    }

    fn plain(&self, text: &str, links_sources: bool) -> Markup {
        let text = text.replace(MARKS, "").replace(JOINER, " ");
        if !links_sources {
            return html! { (for_terminal(&text)) };
        }
        html! {
            @for part in text.split_inclusive([' ', ';', '(', ')', ',']) {
                @let id = part.trim_end_matches([' ', ';', '(', ')', ',']);
                @if self.pages.of_source(id).is_some() { (self.source(id)) (part[id.len()..]) }
                @else { (for_terminal(part)) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_of_files_are_safe_everywhere() {
        assert_eq!(file_name("kim-jung-rin"), "kim-jung-rin");
        assert_eq!(file_name("A:b"), "_41_3ab");
        assert!(file_name("con") != "con" && file_name("lpt1") != "lpt1" && !file_name("").is_empty());
        assert!(!file_name("../../etc/passwd").contains(['/', '.']));
    }

    proptest! {
        #[test]
        fn different_ids_have_different_files(ids in prop::collection::btree_set(".{0,200}", 2..40)) {
            let names: BTreeSet<String> = ids.iter().map(|id| file_name(id).to_lowercase()).collect();
            prop_assert_eq!(names.len(), ids.len());
            prop_assert!(names.iter().all(|name| name.len() <= LONGEST + 18 && !name.is_empty()));
        }
    }

    #[test]
    fn only_known_ids_are_linked_and_everything_is_escaped() {
        let mut pages = Pages::default();
        pages.add("officials", "kim-a");
        pages.add_source("s1");
        let here = Here { pages: &pages, layout: Layout::Folder, is_below: true };
        let [before, between, after] = MARKS;
        let marked = |id: &str, name: &str| format!("{before}{id}{between}{name}{after}");
        assert_eq!(
            here.text(&format!("followed by {} (s1; s2)", marked("kim-a", "Kim <A>")), true).into_string(),
            "followed by <a href=\"../officials/kim-a.html\">Kim &lt;A&gt;</a> (<a class=\"s\" href=\"../sources/s1.html\">s1</a>; s2)"
        );
        let hostile = format!("{before}javascript:alert(1){between}<b>{after}{before}kim-a");
        assert_eq!(here.text(&hostile, true).into_string(), "&lt;b&gt;kim-a");
        assert_eq!(
            here.source("\"><script>").into_string(),
            "<span class=\"s\">&quot;&gt;&lt;script&gt;</span>"
        );
    }
}
