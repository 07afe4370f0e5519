//! What a searched text asks for, and where a text has it.

use std::ops::Range;

use super::pieces::{pieces_of, words_of};
use crate::name::{is_east_asian, written};

/// How many characters of a text are shown around the first match.
const SHOWN: usize = 120;

/// How many characters stand before the first match.
const BEFORE: usize = 30;

/// A searched text: every part of it, parted by spaces, must be found; words in double quotes stand together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted(Vec<Phrase>);

/// Words that stand one after the other.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Phrase {
    words: Vec<(String, bool)>,
    /// Whether the last word may go on.
    is_beginning: bool,
}

impl Wanted {
    /// Reads what an analyst typed. Nothing in it is an instruction but quotes, and an asterisk after a word for its
    /// beginning; with `beginnings`, every word may go on.
    #[must_use]
    pub fn read(text: &str, beginnings: bool) -> Wanted {
        let mut phrases = Vec::new();
        for (place, part) in text.split('"').enumerate() {
            let chunks: Vec<&str> =
                if place % 2 == 1 { vec![part] } else { part.split_whitespace().collect() };
            for chunk in chunks {
                let words: Vec<(String, bool)> = words_of(chunk)
                    .into_iter()
                    .map(|(word, is_asian)| (written(&word), is_asian))
                    .filter(|(word, _)| !word.is_empty())
                    .collect();
                if !words.is_empty() {
                    phrases.push(Phrase { words, is_beginning: beginnings || chunk.ends_with('*') });
                }
            }
        }
        Wanted(phrases)
    }

    /// Whether nothing is asked for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The same as FTS5 reads it: every word in quotes, so that nothing in it is an operator.
    #[must_use]
    pub fn expression(&self) -> String {
        let mut parts = Vec::new();
        for phrase in &self.0 {
            for (is_asian, words) in phrase.runs() {
                if is_asian {
                    // A word of one character is a beginning of pieces; a longer one is a chain of them.
                    for (word, _) in words {
                        let pieces = pieces_of(word);
                        let pairs: Vec<&str> =
                            pieces.split(' ').filter(|piece| piece.chars().count() == 2).collect();
                        parts.push(if pairs.is_empty() {
                            format!("pieces : \"{word}\" *")
                        } else {
                            format!("pieces : \"{}\"", pairs.join(" "))
                        });
                    }
                } else {
                    let words: Vec<&str> = words.iter().map(|(word, _)| word.as_str()).collect();
                    let star = if phrase.is_beginning { " *" } else { "" };
                    parts.push(format!("{{name body}} : \"{}\"{star}", words.join(" ")));
                }
            }
        }
        parts.join(" AND ")
    }

    /// Where a text has the parts of what is asked for, in order; `needs_all` gives none unless every part is there.
    #[must_use]
    pub fn places(&self, text: &str, needs_all: bool) -> Vec<Range<usize>> {
        let words = placed_words(text);
        let mut places = Vec::new();
        for phrase in &self.0 {
            let found = phrase.places(text, &words);
            if found.is_empty() && needs_all {
                return Vec::new();
            }
            places.extend(found);
        }
        places.sort_by_key(|place| (place.start, place.end));
        places
    }

    /// A piece of the text around the first match, with every match in it in square brackets; the beginning of the
    /// text, if nothing matches.
    #[must_use]
    pub fn snippet(&self, text: &str) -> String {
        let places = self.places(text, false);
        let first = places.first().map_or(0, |place| place.start);
        let start = text[..first].char_indices().rev().take(BEFORE).last().map_or(first, |(at, _)| at);
        let end = text[start..].char_indices().nth(SHOWN).map_or(text.len(), |(at, _)| start + at);
        let mut snippet = String::from(if start > 0 { "…" } else { "" });
        let mut at = start;
        for place in places {
            if place.start < at || place.end > end {
                continue;
            }
            snippet.push_str(&text[at..place.start]);
            snippet.push('[');
            snippet.push_str(&text[place.clone()]);
            snippet.push(']');
            at = place.end;
        }
        snippet.push_str(&text[at..end]);
        if end < text.len() {
            snippet.push('…');
        }
        snippet.split_whitespace().collect::<Vec<&str>>().join(" ")
    }
}

impl Phrase {
    /// Its words, parted where scripts meet.
    fn runs(&self) -> Vec<(bool, &[(String, bool)])> {
        self.words.chunk_by(|one, other| one.1 == other.1).map(|run| (run[0].1, run)).collect()
    }

    fn places(&self, text: &str, words: &[(Range<usize>, String)]) -> Vec<Range<usize>> {
        let mut places = Vec::new();
        for (is_asian, run) in self.runs() {
            let mut found = Vec::new();
            if is_asian {
                for (word, _) in run {
                    found.extend(text.match_indices(word.as_str()).map(|(at, word)| at..at + word.len()));
                }
            } else {
                for window in words.windows(run.len()) {
                    let last = run.len() - 1;
                    let is_here =
                        window.iter().zip(run).enumerate().all(|(place, ((_, word), (wanted, _)))| {
                            word == wanted
                                || (self.is_beginning && place == last && word.starts_with(wanted.as_str()))
                        });
                    if is_here {
                        found.push(window[0].0.start..window[last].0.end);
                    }
                }
            }
            if found.is_empty() {
                return Vec::new();
            }
            places.extend(found);
        }
        places
    }
}

/// The words of a text that are not East Asian, with where they stand.
fn placed_words(text: &str) -> Vec<(Range<usize>, String)> {
    let mut words: Vec<(Range<usize>, String)> = Vec::new();
    let mut start: Option<usize> = None;
    let mut end_word = |start: &mut Option<usize>, end: usize| {
        if let Some(from) = start.take() {
            words.push((from..end, written(&text[from..end])));
        }
    };
    for (at, character) in text.char_indices() {
        let is_mark = unicode_normalization::char::is_combining_mark(character);
        if (character.is_alphanumeric() && !is_east_asian(character)) || (is_mark && start.is_some()) {
            start.get_or_insert(at);
        } else {
            end_word(&mut start, at);
        }
    }
    end_word(&mut start, text.len());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_never_an_instruction() {
        for (typed, expression) in [
            ("union congress", "{name body} : \"union\" AND {name body} : \"congress\""),
            ("\"the union\"", "{name body} : \"the union\""),
            ("congr*", "{name body} : \"congr\" *"),
            ("Ch'oe", "{name body} : \"ch oe\""),
            ("중린", "pieces : \"중린\""),
            ("김중린", "pieces : \"김중 중린\""),
            ("린", "pieces : \"린\" *"),
            ("a OR b", "{name body} : \"a\" AND {name body} : \"or\" AND {name body} : \"b\""),
            (
                "NEAR(a b) ^x {y} - : ( )",
                "{name body} : \"near a\" AND {name body} : \"b\" AND {name body} : \"x\" AND {name body} : \"y\"",
            ),
            ("KCNA통신", "{name body} : \"kcna\" AND pieces : \"통신\""),
            ("\" ' * \"\"", ""),
        ] {
            assert_eq!(Wanted::read(typed, false).expression(), expression, "{typed}");
        }
    }

    #[test]
    fn matches_are_shown_where_they_stand() {
        for (typed, text, snippet) in [
            ("chung rin", "Kim Chung-rin; RIN", "Kim [Chung]-[rin]; [RIN]"),
            ("\"chung rin\"", "Kim Chung-rin; RIN", "Kim [Chung-rin]; RIN"),
            ("중린", "북김중린 근로단체 비서", "북김[중린] 근로단체 비서"),
            ("chong", "Kim Chŏng-ŭn", "Kim [Chŏng]-ŭn"),
            ("sec*", "a secretary, section", "a [secretary], [section]"),
            ("none", "nothing here", "nothing here"),
        ] {
            assert_eq!(Wanted::read(typed, false).snippet(text), snippet, "{typed}");
        }
        let long = "word ".repeat(100) + "here " + &"word ".repeat(100);
        let snippet = Wanted::read("here", false).snippet(&long);
        assert!(
            snippet.starts_with('…') && snippet.ends_with('…') && snippet.contains("[here]"),
            "{snippet}"
        );
        assert!(Wanted::read("here none", false).places("here", true).is_empty());
    }
}
