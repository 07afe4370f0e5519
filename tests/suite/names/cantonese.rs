//! Cantonese syllables as the government of Hong Kong writes them in names, by the table of its romanization: no code and no table
//! of the program is used.

/// A character for each syllable.
const SYLLABLES: &str = include_str!("cantonese.tsv");

/// Initial consonants of Jyutping whose spelling is another.
const INITIALS: [(&str, &[&str]); 8] = [
    ("gw", &["kw"]),
    ("b", &["p"]),
    ("d", &["t"]),
    ("g", &["k"]),
    ("z", &["ch", "ts"]),
    ("c", &["ch", "ts"]),
    ("s", &["s", "sh"]),
    ("j", &["y"]),
];

/// Finals of Jyutping whose spelling is another.
const FINALS: [(&str, &[&str]); 23] = [
    ("aai", &["ai"]),
    ("aau", &["au"]),
    ("aam", &["am"]),
    ("aan", &["an"]),
    ("aang", &["ang"]),
    ("aap", &["ap"]),
    ("aat", &["at"]),
    ("aak", &["ak"]),
    ("aa", &["a", "ah"]),
    ("am", &["am", "um"]),
    ("an", &["an", "un"]),
    ("at", &["at", "ut"]),
    ("ei", &["ei", "i", "ee"]),
    ("i", &["i", "ee"]),
    ("ou", &["o"]),
    ("oeng", &["eung"]),
    ("oek", &["euk"]),
    ("oe", &["eu"]),
    ("eoi", &["ui"]),
    ("eon", &["un"]),
    ("eot", &["ut"]),
    ("yun", &["uen", "un"]),
    ("yut", &["uet"]),
];

/// Each syllable: a character that is read so, and its spellings.
pub fn syllables() -> Vec<(char, Vec<String>)> {
    let rows = SYLLABLES.lines().filter_map(|line| line.split_once('\t'));
    rows.map(|(jyutping, character)| (character.chars().next().unwrap(), spellings(jyutping))).collect()
}

fn spellings(jyutping: &str) -> Vec<String> {
    let consonants = jyutping.bytes().take_while(|letter| !b"aeiouy".contains(letter)).count();
    let (initial, last) = jyutping.split_at(consonants);
    let of = |table: &'static [(&str, &'static [&str])], letters| {
        table.iter().find(|(known, _)| *known == letters).map(|(_, spellings)| *spellings)
    };
    let own = [initial];
    let initials = of(&INITIALS, initial).unwrap_or(&own);
    let own = [last.strip_prefix('y').filter(|last| *last == "u").unwrap_or(last)];
    let finals = of(&FINALS, last).unwrap_or(&own);
    initials.iter().flat_map(|initial| finals.iter().map(move |last| format!("{initial}{last}"))).collect()
}
