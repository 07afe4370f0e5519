//! Names as the systems of romanization write them, by the rules of each. This generator shares no code and no table
//! with the program: what it writes is what the program must find.

/// A syllable: what begins it, its vowel, what ends it, in the numbers of Unicode.
#[derive(Clone, Copy)]
struct Syllable {
    first: usize,
    vowel: usize,
    last: usize,
}

fn split(character: char) -> Syllable {
    let number = character as usize - 0xAC00;
    Syllable { first: number / (21 * 28), vowel: number / 28 % 21, last: number % 28 }
}

/// Sounds at the end of a syllable, as far as Sino-Korean words have them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Open,
    K,
    N,
    L,
    M,
    P,
    Ng,
}

fn end(last: usize) -> End {
    match last {
        0 => End::Open,
        1 => End::K,
        4 => End::N,
        8 => End::L,
        16 => End::M,
        17 => End::P,
        21 => End::Ng,
        other => panic!("the rules here are for Sino-Korean syllables, not for final {other}"),
    }
}

//                        ㄱ   ㄲ    ㄴ   ㄷ   ㄸ    ㄹ   ㅁ   ㅂ   ㅃ    ㅅ   ㅆ    ㅇ  ㅈ    ㅉ     ㅊ     ㅋ    ㅌ    ㅍ    ㅎ
const MR: [&str; 19] = [
    "k", "kk", "n", "t", "tt", "r", "m", "p", "pp", "s", "ss", "", "ch", "tch", "ch'", "k'", "t'", "p'", "h",
];
const RR: [&str; 19] =
    ["g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h"];
const DPRK: [&str; 19] =
    ["k", "kk", "n", "t", "tt", "r", "m", "p", "pp", "s", "ss", "", "j", "jj", "ch", "kh", "th", "ph", "h"];
const YALE: [&str; 19] =
    ["k", "kk", "n", "t", "tt", "l", "m", "p", "pp", "s", "ss", "", "c", "cc", "ch", "kh", "th", "ph", "h"];
const MR_VOWELS: [&str; 21] = [
    "a", "ae", "ya", "yae", "ŏ", "e", "yŏ", "ye", "o", "wa", "wae", "oe", "yo", "u", "wŏ", "we", "wi", "yu",
    "ŭ", "ŭi", "i",
];
const RR_VOWELS: [&str; 21] = [
    "a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we", "wi",
    "yu", "eu", "ui", "i",
];
const YALE_VOWELS: [&str; 21] = [
    "a", "ay", "ya", "yay", "e", "ey", "ye", "yey", "o", "wa", "way", "oy", "yo", "wu", "we", "wey", "wi",
    "yu", "u", "uy", "i",
];

fn ending(end: End) -> &'static str {
    match end {
        End::Open => "",
        End::K => "k",
        End::N => "n",
        End::L => "l",
        End::M => "m",
        End::P => "p",
        End::Ng => "ng",
    }
}

const G: usize = 0;
const N: usize = 2;
const D: usize = 3;
const R: usize = 5;
const M: usize = 6;
const B: usize = 7;
const NONE: usize = 11;
const J: usize = 12;
const H: usize = 18;

/// A final and the next initial consonant as McCune and Reischauer hear them; more than one where usage differs.
fn heard(end: End, first: usize, mr: &[&'static str; 19]) -> Vec<(&'static str, &'static str)> {
    let nasal = |end| match end {
        End::K => "ng",
        End::P => "m",
        other => ending(other),
    };
    let voiced = |first| match first {
        G => "g",
        D => "d",
        B => "b",
        J => "j",
        other => mr[other],
    };
    match (end, first) {
        (End::K, NONE) => vec![("g", "")],
        (End::P, NONE) => vec![("b", "")],
        (End::L, NONE) => vec![("r", "")],
        (End::K | End::P, N | M) => vec![(nasal(end), mr[first])],
        (End::K | End::P | End::M | End::Ng, R) => vec![(nasal(end), "n")],
        (End::N, R) => vec![("l", "l"), ("n", "n")],
        (End::L, N | R) => vec![("l", "l")],
        (End::L, H) => vec![("r", "h")],
        // lg, lb, but lt, lch.
        (End::L, G | B) => vec![("l", voiced(first))],
        (End::Open | End::N | End::M | End::Ng, _) => vec![(ending(end), voiced(first))],
        (end, first) => vec![(ending(end), mr[first])],
    }
}

fn unmarked(text: &str) -> String {
    text.replace('\'', "").replace('ŏ', "o").replace('ŭ', "u")
}

/// With marks and without.
fn both(text: String, into: &mut Vec<String>) {
    into.push(unmarked(&text));
    into.push(text);
}

fn capitalized(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

/// `shi` for `si`, as South Korea wrote from 1984 to 2000.
fn with_shi(text: &str) -> String {
    text.replace("si", "shi").replace("swi", "shwi")
}

/// Every strict spelling of a given name of one or two syllables.
pub fn given_names(name: &str) -> Vec<String> {
    let mut spellings = Vec::new();
    let syllables: Vec<Syllable> = name.chars().map(split).collect();
    let alone = |syllable: &Syllable, first: &[&str; 19], vowels: &[&str; 21]| {
        format!("{}{}{}", first[syllable.first], vowels[syllable.vowel], ending(end(syllable.last)))
    };
    let [one, two] = &syllables[..] else {
        let one = &syllables[0];
        both(alone(one, &MR, &MR_VOWELS), &mut spellings);
        both(with_shi(&alone(one, &MR, &MR_VOWELS)), &mut spellings);
        spellings.push(alone(one, &RR, &RR_VOWELS));
        both(alone(one, &DPRK, &MR_VOWELS), &mut spellings);
        both(alone(one, &DPRK, &MR_VOWELS).replace("oe", "oi"), &mut spellings);
        spellings.push(yale(one));
        return spellings.iter().map(|text| capitalized(text)).collect();
    };
    let join = |first: &str, vowels: &[&str; 21], last: &str, sign: &str, next: &str| {
        format!(
            "{first}{}{last}{sign}{next}{}{}",
            vowels[one.vowel],
            vowels[two.vowel],
            ending(end(two.last))
        )
    };
    // McCune-Reischauer and ALA-LC: sounds change across the hyphen; in one word n'g differs from ng.
    for (last, next) in heard(end(one.last), two.first, &MR) {
        let hyphenated = join(MR[one.first], &MR_VOWELS, last, "-", next);
        both(with_shi(&hyphenated), &mut spellings);
        both(hyphenated, &mut spellings);
        let sign = if last == "n" && next.starts_with('g') { "'" } else { "" };
        both(join(MR[one.first], &MR_VOWELS, last, sign, next), &mut spellings);
    }
    // South Korea 1984: each syllable by itself.
    let apart = format!("{}-{}", alone(one, &MR, &MR_VOWELS), alone(two, &MR, &MR_VOWELS));
    both(apart.replace("wŏ", "wo"), &mut spellings);
    both(with_shi(&apart), &mut spellings);
    // Revised Romanization: each syllable by itself, or as it is heard; in one word, or with a hyphen.
    let rr = |syllable: &Syllable| alone(syllable, &RR, &RR_VOWELS);
    for sign in ["", "-"] {
        spellings.push(format!("{}{sign}{}", rr(one), rr(two)));
        for (last, next) in heard(end(one.last), two.first, &RR) {
            // In this system ㄱ, ㄷ, ㅂ, ㅈ are g, d, b, j before vowels, wherever they stand.
            let next = if next == RR[two.first] || next != DPRK[two.first] { next } else { RR[two.first] };
            spellings.push(join(RR[one.first], &RR_VOWELS, last, sign, next));
        }
    }
    // The DPRK's rules: each syllable by itself, voiced after a vowel or a resonant.
    let voices = matches!(end(one.last), End::Open | End::N | End::L | End::M | End::Ng);
    let voiced = match DPRK[two.first] {
        "k" if voices => "g",
        "t" if voices => "d",
        "p" if voices => "b",
        other => other,
    };
    let second = alone(two, &DPRK, &MR_VOWELS);
    let second_voiced = format!("{voiced}{}{}", MR_VOWELS[two.vowel], ending(end(two.last)));
    for second in [second, second_voiced] {
        for sign in [" ", "-"] {
            let second = if sign == " " { capitalized(&second) } else { second.clone() };
            let text = format!("{}{sign}{second}", alone(one, &DPRK, &MR_VOWELS));
            both(text.replace("oe", "oi"), &mut spellings);
            both(text, &mut spellings);
        }
    }
    // Yale: letter by letter.
    for sign in ["", "-"] {
        spellings.push(format!("{}{sign}{}", yale(one), yale(two)));
    }
    let mut spellings: Vec<String> = spellings.iter().map(|text| capitalized(text)).collect();
    spellings.sort();
    spellings.dedup();
    spellings
}

fn yale(syllable: &Syllable) -> String {
    let vowel = match (YALE[syllable.first], YALE_VOWELS[syllable.vowel]) {
        ("m" | "p" | "pp" | "ph", "wu") => "u",
        (_, vowel) => vowel,
    };
    format!("{}{vowel}{}", YALE[syllable.first], ending(end(syllable.last)))
}

/// Every strict spelling of a surname of one syllable.
pub fn surnames(name: &str) -> Vec<String> {
    let mut spellings = given_names(name);
    if name == "이" {
        // The one exception that McCune-Reischauer and ALA-LC make.
        spellings.push("Yi".to_owned());
    }
    spellings.sort();
    spellings.dedup();
    spellings
}
