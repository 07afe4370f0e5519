//! What a searched text asks for, and where a text has it.

use std::ops::Range;

use super::bigrams::{Part, pieces_of, words_of};
use crate::name::{is_east_asian, searchable, written};

/// How many characters of a text are shown around the first match.
const SHOWN: usize = 120;

/// How many characters come before the first match.
const BEFORE: usize = 30;

/// How many bytes of a body are weighed.
const WEIGHED: usize = 64 << 10;

/// How many mentions in a body one in a name is worth.
const OF_A_NAME: f64 = 8.0;

/// A searched text: every part of it, parted by spaces, must be found; words in double quotes stand together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted(Vec<Phrase>);

/// Words that stand one after the other.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Phrase {
    /// Each with its parts, where scripts meet in it.
    words: Vec<Vec<Part>>,
    /// Whether the last word may go on.
    is_beginning: bool,
}

impl Wanted {
    /// Reads what an analyst typed. Nothing in it is an instruction but quotes, and an asterisk after a word for its
    /// beginning; with `beginnings`, every word may go on.
    #[must_use]
    pub fn read(text: &str, beginnings: bool) -> Wanted {
        let text = searchable(text);
        let mut phrases = Vec::new();
        for (place, part) in text.split('"').enumerate() {
            let chunks: Vec<&str> =
                if place % 2 == 1 { vec![part] } else { part.split_whitespace().collect() };
            for chunk in chunks {
                let words: Vec<Vec<Part>> = words_of(chunk)
                    .into_iter()
                    .map(|word| {
                        let parts = word.into_iter().map(|(part, is_asian)| (written(&part), is_asian));
                        parts.filter(|(part, _)| !part.is_empty()).collect::<Vec<Part>>()
                    })
                    .filter(|word| !word.is_empty())
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
            for (script, words) in phrase.runs() {
                match script {
                    Script::EastAsian | Script::Mixed => {
                        parts.extend(words.iter().map(|word| chain(word, phrase.is_beginning)));
                    }
                    Script::Other => {
                        let words: Vec<&str> =
                            words.iter().flatten().map(|(part, _)| part.as_str()).collect();
                        let star = if phrase.is_beginning { " *" } else { "" };
                        parts.push(format!("\"{}\"{star}", words.join(" ")));
                    }
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

    /// How well each of these texts, a name and a body, has what is asked for: BM25 among them. All of them have all the words,
    /// so how rare a word is elsewhere, which takes a count of all its rows, says nothing about which is better.
    #[must_use]
    pub fn weigh(&self, texts: &[(&str, &str)]) -> Vec<f64> {
        let of_each: Vec<(Vec<f64>, f64)> = texts
            .iter()
            .map(|(name, body)| {
                let body = &body[..body.floor_char_boundary(WEIGHED)];
                let (name, body) = (searchable(name), searchable(body));
                let (in_name, in_body) = (placed_words(&name), placed_words(&body));
                let count = |phrase: &Phrase| {
                    OF_A_NAME * phrase.places(&name, &in_name).len() as f64
                        + phrase.places(&body, &in_body).len() as f64
                };
                (self.0.iter().map(count).collect(), (name.len() + body.len()) as f64)
            })
            .collect();
        let average = of_each.iter().map(|(_, length)| length).sum::<f64>() / of_each.len().max(1) as f64;
        let weight = |(counts, length): &(Vec<f64>, f64)| {
            let long = 1.2 * (0.25 + 0.75 * length / average.max(1.0));
            counts.iter().map(|count| count * 2.2 / (count + long)).sum()
        };
        of_each.iter().map(weight).collect()
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

/// The scripts of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    EastAsian,
    Other,
    /// East Asian letters and others, as in 제7차.
    Mixed,
}

fn script_of(word: &[Part]) -> Script {
    match word {
        [(_, true)] => Script::EastAsian,
        [(_, false)] => Script::Other,
        _ => Script::Mixed,
    }
}

/// A word as a chain of pieces, as `pieces_of` cuts it: one character at its end is the beginning of a piece.
fn chain(word: &[Part], is_beginning: bool) -> String {
    let mut chain: Vec<String> = Vec::new();
    let mut goes_on = false;
    for (place, (part, is_asian)) in word.iter().enumerate() {
        let is_last = place + 1 == word.len();
        if !is_asian {
            chain.push(part.clone());
            goes_on = is_last && is_beginning;
            continue;
        }
        let pieces = pieces_of(part);
        let (pairs, rest): (Vec<&str>, Vec<&str>) =
            pieces.split(' ').partition(|piece| piece.chars().count() == 2);
        goes_on = is_last && pairs.is_empty();
        chain.extend(pairs.iter().map(|pair| (*pair).to_owned()));
        // The last character is alone only where its run ends.
        if !is_last || pairs.is_empty() {
            chain.extend(rest.iter().map(|piece| (*piece).to_owned()));
        }
    }
    format!("pieces : \"{}\"{}", chain.join(" "), if goes_on { " *" } else { "" })
}

impl Phrase {
    /// Its words, parted where scripts meet.
    fn runs(&self) -> Vec<(Script, &[Vec<Part>])> {
        let runs = self.words.chunk_by(|one, other| script_of(one) == script_of(other));
        runs.map(|run| (script_of(&run[0]), run)).collect()
    }

    fn places(&self, text: &str, words: &[(Range<usize>, String)]) -> Vec<Range<usize>> {
        let mut places = Vec::new();
        for (script, run) in self.runs() {
            let mut found = Vec::new();
            if script == Script::Other {
                for window in words.windows(run.len()) {
                    let last = run.len() - 1;
                    let is_here = window.iter().zip(run).enumerate().all(|(place, ((_, word), wanted))| {
                        let wanted = wanted[0].0.as_str();
                        word == wanted || (self.is_beginning && place == last && word.starts_with(wanted))
                    });
                    if is_here {
                        found.push(window[0].0.start..window[last].0.end);
                    }
                }
            } else {
                for word in run {
                    found.extend(places_of(text, word));
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

/// Where a text has a word with East Asian letters; other letters in it in any case, and a number whole: 7차 is not in 17차.
fn places_of(text: &str, word: &[Part]) -> Vec<Range<usize>> {
    if let [(part, _)] = word {
        return text.match_indices(part.as_str()).map(|(at, part)| at..at + part.len()).collect();
    }
    let is_other = |character: char| character.is_alphanumeric() && !is_east_asian(character);
    let wanted: Vec<char> = word.iter().flat_map(|(part, _)| part.chars()).collect();
    let mut places = Vec::new();
    let mut before = None;
    for (at, character) in text.char_indices() {
        let mut found = text[at..].char_indices();
        let is_here = wanted.iter().all(|wanted| {
            found.next().is_some_and(|(_, found)| found.to_lowercase().eq(wanted.to_lowercase()))
        });
        let is_inside = is_other(character) && before.is_some_and(is_other);
        if is_here && !is_inside {
            places.push(at..at + found.offset());
        }
        before = Some(character);
    }
    places
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
            ("union congress", "\"union\" AND \"congress\""),
            ("\"the union\"", "\"the union\""),
            ("congr*", "\"congr\" *"),
            ("Ch'oe", "\"ch oe\""),
            ("중린", "pieces : \"중린\""),
            ("김중린", "pieces : \"김중 중린\""),
            ("린", "pieces : \"린\" *"),
            ("a OR b", "\"a\" AND \"or\" AND \"b\""),
            ("NEAR(a b) ^x {y} - : ( )", "\"near a\" AND \"b\" AND \"x\" AND \"y\""),
            ("KCNA통신", "pieces : \"kcna 통신\""),
            ("제7차", "pieces : \"제 7 차\" *"),
            ("7차대회에서", "pieces : \"7 차대 대회 회에 에서\""),
            ("통신KC*", "pieces : \"통신 신 kc\" *"),
            ("제7차 congress", "pieces : \"제 7 차\" * AND \"congress\""),
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
            ("7차", "제17차와 제7차 회의", "제17차와 제[7차] 회의"),
            ("kcna통신", "조선KCNA통신", "조선[KCNA통신]"),
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
