//! Whether two names of persons in one script are spellings of one name, letter by letter: marks, ö and oe, the order of
//! the words, commas, particles and initials.
//!
//! A mark that both have must be the same; one that is missing on one side tells nothing. No key can say that, as the name
//! without marks is found by two that differ: so names are found by keys, and compared here.

use std::collections::BTreeSet;

use super::person::{BAR, DIAERESIS, LIGATURE, Letter, Person, RING, Word};
use super::{System, Tier};

/// Not a mark: that of the last letter of a word.
const LAST: u32 = 1 << 31;

/// Names of more letters are not names of persons: they fit only if they are the same letter by letter.
const LONGEST: usize = 256;

/// How two runs of letters fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// They are the same except for marks that one side leaves out, and letters that are written as two: ö and oe.
    Sure,
    /// One side has two letters where the other has one without a mark: Mueller and Muller.
    Loose,
}

/// How sure it is that two names are one, and by which system they are; none if they are not spellings of one name.
///
/// `is_ordered` says that another system knows the order of the words.
pub(super) fn compared(one: &Person, other: &Person, is_ordered: bool) -> Option<(Tier, Option<System>)> {
    let is_vietnamese = one.is_vietnamese || other.is_vietnamese;
    let words: Vec<&Word> = one.words.iter().collect();
    let has_initials = one.has_initials() || other.has_initials();
    let found =
        orders(other, is_vietnamese, is_ordered).into_iter().enumerate().filter_map(|(place, others)| {
            if has_initials {
                return initials(&words, &others).then_some(Tier::Wide);
            }
            match whole(&words, &others, is_vietnamese) {
                Some(Fit::Sure) if place == 0 => Some(Tier::Strict),
                Some(_) => Some(Tier::Wide),
                None => {
                    let (core, also) = (without_particles(&words), without_particles(&others));
                    let has_particles = core.len() < words.len() || also.len() < others.len();
                    (has_particles && whole(&core, &also, is_vietnamese).is_some()).then_some(Tier::Wide)
                }
            }
        });
    let tier = found.min()?;
    // The order of the words, initials and particles are of no language.
    let is_spelled = one.is_latin && other.is_latin && !has_initials && letters(one) != letters(other);
    let system = if is_vietnamese { System::Vietnamese } else { System::European };
    Some((tier, is_spelled.then_some(system)))
}

fn without_particles<'word>(words: &[&'word Word]) -> Vec<&'word Word> {
    words.iter().copied().filter(|word| !word.is_particle).collect()
}

/// The letters of a name in the order of the alphabet, without those of particles.
fn letters(person: &Person) -> Vec<(char, u32)> {
    let words = person.words.iter().filter(|word| !word.is_particle);
    let mut letters: Vec<(char, u32)> =
        words.flat_map(|word| &word.letters).map(|letter| (letter.base, letter.marks)).collect();
    letters.sort_unstable();
    letters
}

/// Whether two names that are the same without their marks have marks that tell them apart.
pub(super) fn marks_differ(one: &Person, other: &Person) -> bool {
    let is_vietnamese = one.is_vietnamese || other.is_vietnamese;
    let words: Vec<&Word> = one.words.iter().collect();
    // One of them alone may have a comma.
    (0..other.words.len()).all(|from| {
        let mut others: Vec<&Word> = other.words.iter().collect();
        others.rotate_left(from);
        whole(&words, &others, is_vietnamese).is_none()
    })
}

/// The orders in which the words of a name can stand: as they are, with the surname at the other end, and in Vietnamese
/// names backwards too.
fn orders(person: &Person, is_vietnamese: bool, is_ordered: bool) -> Vec<Vec<&Word>> {
    let words: Vec<&Word> = person.words.iter().collect();
    let mut orders = vec![words.clone()];
    if is_ordered {
        return orders;
    }
    for from in 1..words.len() {
        let mut turned = words.clone();
        turned.rotate_left(from);
        orders.push(turned);
    }
    if is_vietnamese && words.len() > 2 {
        orders.push(words.into_iter().rev().collect());
    }
    orders
}

/// Whether all words are the same in this order, wherever spaces part them.
fn whole(words: &[&Word], others: &[&Word], is_vietnamese: bool) -> Option<Fit> {
    let letters = |words: &[&Word]| -> Vec<Letter> {
        let ends =
            words.iter().flat_map(|word| (1..=word.letters.len()).map(|place| place == word.letters.len()));
        let letters = words.iter().flat_map(|word| word.letters.iter().copied());
        let marked = letters.zip(ends).map(|(letter, is_last)| Letter {
            marks: letter.marks | if is_last { LAST } else { 0 },
            ..letter
        });
        marked.collect()
    };
    if is_vietnamese && words.len() == others.len() {
        // Who writes a mark in a word writes all of that word: Lương is not Lượng.
        let differs = words.iter().zip(others).any(|(word, other)| {
            let marks =
                |word: &Word| word.letters.iter().map(|letter| letter.marks & !BAR).collect::<Vec<_>>();
            word.has_marks() && other.has_marks() && marks(word) != marks(other)
        });
        if differs {
            return None;
        }
    }
    fits(&letters(words), &letters(others))
}

fn fits(one: &[Letter], other: &[Letter]) -> Option<Fit> {
    if one.len().max(other.len()) > LONGEST {
        let is_same =
            |(letter, also): (&Letter, &Letter)| letter.base == also.base && agree(letter.marks, also.marks);
        return (one.len() == other.len() && one.iter().zip(other).all(is_same)).then_some(Fit::Sure);
    }
    // Each pair of places is looked at once: letters such as "aaaa" can be paired in many ways.
    let mut seen = BTreeSet::new();
    let mut open = vec![(0, 0, Fit::Sure)];
    let mut best = None;
    while let Some((place, beside, fit)) = open.pop() {
        if !seen.insert((place, beside, fit)) {
            continue;
        }
        let (rest, others) = (&one[place..], &other[beside..]);
        let (Some(letter), Some(also)) = (rest.first(), others.first()) else {
            if rest.is_empty() && others.is_empty() {
                if fit == Fit::Sure {
                    return Some(fit);
                }
                best = Some(fit);
            }
            continue;
        };
        if letter.base != also.base {
            continue;
        }
        for (short, long, next) in
            [(others, rest, (place + 2, beside + 1)), (rest, others, (place + 1, beside + 2))]
        {
            let Some(second) = long.get(1).filter(|second| second.marks & !LAST == 0 && long[0].marks == 0)
            else {
                continue;
            };
            if is_two(short[0], second.base) {
                open.push((next.0, next.1, fit));
            } else if short[0].marks == 0 && is_umlaut(short[0].base, second.base) && !is_end(&long[1..]) {
                open.push((next.0, next.1, Fit::Loose));
            }
        }
        // What is taken up last is looked at first: letter by letter, most names that fit do.
        if agree(letter.marks, also.marks) {
            open.push((place + 1, beside + 1, fit));
        }
    }
    best
}

/// Whether the marks of one are those of the other, or fewer.
fn agree(one: u32, other: u32) -> bool {
    // æ is ä in Swedish.
    let of = |marks: u32| if marks & LIGATURE != 0 { marks & !LIGATURE | DIAERESIS } else { marks } & !LAST;
    let (one, other) = (of(one), of(other));
    one & other == one || one & other == other
}

/// Whether a letter with a mark is written as two, this the second: ö and oe, å and aa, đ and dj.
fn is_two(letter: Letter, second: char) -> bool {
    match (letter.base, second) {
        ('a' | 'o' | 'u', 'e') => letter.marks & (DIAERESIS | LIGATURE) != 0,
        ('a', 'a') => letter.marks & RING != 0,
        ('d', 'j') => letter.marks & BAR != 0,
        _ => false,
    }
}

fn is_umlaut(letter: char, second: char) -> bool {
    matches!((letter, second), ('a' | 'o' | 'u', 'e') | ('a', 'a'))
}

/// Whether ae, oe or ue, the first letter of which is gone, are two letters where they stand: Joe, Michael, Manuela.
fn is_end(rest: &[Letter]) -> bool {
    let is_last = |place: usize| rest.get(place).is_none_or(|letter| letter.marks & LAST != 0);
    let is = |place: usize, base: char| rest.get(place).is_some_and(|letter| letter.base == base);
    is_last(0) || is(1, 'l') && (is_last(1) || is(2, 'a') && is_last(2))
}

/// Whether words and initials fit each other in this order: an initial for a word that begins with it, or left out.
fn initials(words: &[&Word], others: &[&Word]) -> bool {
    let mut found = false;
    walk(words, others, (0, 0), &mut found);
    found
}

/// `fitting` counts the whole words that are the same, and the initials that fit a word or an initial.
fn walk(words: &[&Word], others: &[&Word], fitting: (usize, usize), found: &mut bool) {
    if *found {
        return;
    }
    let (whole, short) = fitting;
    match (words.first(), others.first()) {
        (None, None) => *found = whole >= 1 && whole + short >= 2,
        (Some(word), Some(other)) if word.is_initial == other.is_initial => {
            let is_same = if word.is_initial {
                let length = word.letters.len().min(other.letters.len());
                fits(&word.letters[..length], &other.letters[..length]).is_some()
            } else {
                fits(&word.letters, &other.letters) == Some(Fit::Sure)
            };
            if is_same {
                let next = if word.is_initial { (whole, short + 1) } else { (whole + 1, short) };
                walk(&words[1..], &others[1..], next, found);
            }
        }
        (Some(word), Some(other)) => {
            let (initial, word) = if word.is_initial { (word, other) } else { (other, word) };
            let length = initial.letters.len();
            if word.letters.len() > length && fits(&initial.letters, &word.letters[..length]).is_some() {
                walk(&words[1..], &others[1..], (whole, short + 1), found);
            }
        }
        _ => {}
    }
    // Two initials that differ are two names.
    if [words.first(), others.first()].iter().all(|word| word.is_some_and(|word| word.is_initial)) {
        return;
    }
    if words.first().is_some_and(|word| word.is_initial || word.is_particle) {
        walk(&words[1..], others, fitting, found);
    }
    if others.first().is_some_and(|word| word.is_initial || word.is_particle) {
        walk(words, &others[1..], fitting, found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letters(text: &str) -> Vec<Letter> {
        text.chars().map(|base| Letter { base, marks: 0 }).collect()
    }

    #[test]
    fn letters_that_can_be_paired_in_many_ways_come_to_an_end() {
        let (one, other) =
            (letters(&format!("{}b", "a".repeat(200))), letters(&format!("{}c", "a".repeat(200))));
        assert_eq!(fits(&one, &other), None);
        assert_eq!(fits(&one, &one), Some(Fit::Sure));
        assert_eq!(fits(&letters("mueller"), &letters("muller")), Some(Fit::Loose));
    }

    #[test]
    fn a_name_as_long_as_a_cell_may_be_is_compared() {
        let long = letters(&"x".repeat(1 << 20));
        assert_eq!(fits(&long, &long), Some(Fit::Sure));
        assert_eq!(fits(&long, &long[1..]), None);
    }
}
