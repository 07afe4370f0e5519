//! Russian and Ukrainian names in Cyrillic and Latin letters → their keys; and Korean names in Cyrillic.
//!
//! Each spelling is read as the class of its letter, the longest first (`data/cyrillic.tsv`). Double letters count once, as
//! the ending -ий is -iy, -ij, -ii or -y. The wide key takes the order of the words, patronymics, ё as yo and names that
//! differ by language for no difference.

use std::collections::HashMap;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

use super::tables::lines;
use super::{Keys, Tier, romanized};

const LETTER_LINES: &str = include_str!("data/cyrillic.tsv");
const NAME_LINES: &str = include_str!("data/russian_names.tsv");

/// What the keys of this system begin with; no name as it is written has a colon.
pub(super) const PREFIX: &str = "ru:";

/// How many words a name has.
const WORDS: std::ops::RangeInclusive<usize> = 2..=4;

/// How many letters the longest spelling has.
const LONGEST: usize = 4;

/// Endings of surnames, as classes: a name in Latin letters that has none, and no given name of the list, is not read.
const ENDINGS: [&str; 22] = [
    "ov", "ova", "ev", "eva", "skaia", "ski", "ska", "cki", "ckaia", "enko", "Quk", "Qenko", "iuk", "ovic",
    "oviQ", "eviQ", "iQ", "ina", "kin", "lin", "Sin", "nin",
];

/// Endings of patronymics, as classes.
const PATRONYMICS: [&str; 6] = ["oviQ", "eviQ", "ovna", "evna", "iQna", "ivna"];

struct Letters {
    classes: HashMap<String, &'static str>,
    /// The class of a given name, to that of the first on its line.
    names: HashMap<String, String>,
}

static LETTERS: LazyLock<Letters> = LazyLock::new(|| {
    let mut classes = HashMap::new();
    for cells in lines(LETTER_LINES) {
        let [letters, spellings, class, _] = cells[..] else { continue };
        let class = if class == "-" { "" } else { class };
        for spelling in letters.split(' ').chain(spellings.split(' ')).filter(|spelling| !spelling.is_empty())
        {
            classes.insert(spelling.nfc().collect::<String>(), class);
        }
    }
    let mut letters = Letters { classes, names: HashMap::new() };
    for cells in lines(NAME_LINES) {
        let [names, press] = cells[..] else { continue };
        let of = |name: &str, g| letters.word(name, g);
        let Some(first) = names.split(' ').next().and_then(|name| of(name, "g")) else { continue };
        let all: Vec<String> = names
            .split(' ')
            .chain(press.split(' '))
            .flat_map(|name| ["g", "h"].map(|g| of(name, g)))
            .flatten()
            .filter(|word| !word.is_empty())
            .collect();
        for word in all {
            letters.names.insert(word, first.clone());
        }
    }
    letters
});

impl Letters {
    /// The classes of a word; `g` is the class of г. None if a letter is of no table.
    fn word(&self, text: &str, g: &str) -> Option<String> {
        self.word_with(text, g, "ks")
    }

    /// The same; `x` is the class of the Latin letter, which GOST 7.79 B writes for х and others for кс.
    fn word_with(&self, text: &str, g: &str, x: &str) -> Option<String> {
        let letters: Vec<char> =
            text.nfc().flat_map(char::to_lowercase).filter(|letter| !is_left_out(*letter)).collect();
        let mut classes = String::with_capacity(letters.len());
        let mut at = 0;
        while at < letters.len() {
            if letters[at] == 'г' {
                classes.push_str(g);
                at += 1;
                continue;
            }
            if letters[at] == 'x' {
                classes.push_str(x);
                at += 1;
                continue;
            }
            let longest = LONGEST.min(letters.len() - at);
            let (length, class) = (1..=longest).rev().find_map(|length| {
                let spelling: String = letters[at..at + length].iter().collect();
                Some((length, *self.classes.get(&spelling)?))
            })?;
            classes.push_str(class);
            at += length;
        }
        // ий is iy, y and i; нн is n in many a spelling.
        let mut single = String::with_capacity(classes.len());
        for class in classes.chars() {
            if !single.ends_with(class) {
                single.push(class);
            }
        }
        Some(single)
    }
}

pub(super) fn is_left_out(letter: char) -> bool {
    matches!(letter, '\'' | '’' | 'ʼ' | 'ʹ' | 'ʺ' | 'ˮ' | '"' | '′' | '″' | '`' | '.')
}

fn is_cyrillic(letter: char) -> bool {
    matches!(letter, '\u{400}'..='\u{52f}')
}

/// Whether the classes of a word are a given name of the list, or end as surnames do.
pub(super) fn is_russian(word: &str) -> bool {
    LETTERS.names.contains_key(word)
        || (word.chars().count() > 4 && ENDINGS.iter().any(|ending| word.ends_with(ending)))
}

/// One spelling of a given name, by the classes of its letters.
pub(super) fn given_name(word: &str) -> Option<&str> {
    LETTERS.names.get(word).map(String::as_str)
}

/// The class of the longest spelling that a text begins with, and its length.
pub(super) fn class_at(letters: &[char]) -> Option<(usize, &'static str)> {
    let longest = LONGEST.min(letters.len());
    (1..=longest).rev().find_map(|length| {
        let spelling: String = letters[..length].iter().collect();
        Some((length, *LETTERS.classes.get(&spelling)?))
    })
}

/// The classes of a word, г as g; none if a letter is of no table.
pub(super) fn classes(word: &str) -> Option<String> {
    LETTERS.word(word, "g").filter(|classes| !classes.is_empty())
}

/// Adds the keys of a Russian or Ukrainian name. Unless its language is known (`is_certain`), Latin letters are read only
/// where a given name or the ending of a surname is Russian.
pub(super) fn add_keys(keys: &mut Keys, text: &str, is_certain: bool) {
    let mut words: Vec<&str> = text.split([' ', '\u{a0}']).filter(|word| !word.is_empty()).collect();
    if !WORDS.contains(&words.len()) {
        return;
    }
    // Surname, given names: as the languages write it where they have no comma.
    if let Some(comma) = words.iter().position(|word| word.ends_with(',')) {
        words.rotate_left(comma + 1);
    }
    let words: Vec<String> = words.iter().map(|word| word.replace([',', '-', '‐', '‑'], "")).collect();
    let is_in_cyrillic = words.iter().any(|word| word.contains(is_cyrillic));
    let is_ukrainian = text.contains(['і', 'ї', 'є', 'ґ', 'І', 'Ї', 'Є', 'Ґ']);
    let has_g = is_in_cyrillic && text.contains(['г', 'Г']);
    let has_x = !is_in_cyrillic && text.contains(['x', 'X']);
    let readings: &[(&str, &str)] = match (has_g, is_ukrainian) {
        (false, _) if has_x => &[("g", "ks"), ("g", "h")],
        (false, _) => &[("g", "ks")],
        (true, true) => &[("h", "ks"), ("g", "ks")],
        (true, false) => &[("g", "ks"), ("h", "ks")],
    };
    for (g, x) in readings {
        let Some(classes) =
            words.iter().map(|word| LETTERS.word_with(word, g, x)).collect::<Option<Vec<String>>>()
        else {
            return;
        };
        if classes.iter().any(|word| word.chars().count() < 2) {
            return;
        }
        if !is_in_cyrillic && !is_certain && !classes.iter().any(|word| is_russian(word)) {
            return;
        }
        keys.add(Tier::Strict, format!("{PREFIX}{}", classes.join(" ")));
        if let Some(key) = wide_key(&words, &classes, g, x) {
            keys.add(Tier::Wide, key);
        }
    }
}

/// The words in any order, without the patronymic, with one spelling of each given name, and ё as yo or, after sibilants, o.
fn wide_key(words: &[String], classes: &[String], g: &str, x: &str) -> Option<String> {
    let is_patronymic =
        |word: &String| word.len() > 6 && PATRONYMICS.iter().any(|ending| word.ends_with(ending));
    let mut wide: Vec<String> = Vec::new();
    for (word, classes) in words.iter().zip(classes) {
        if words.len() > 2 && is_patronymic(classes) {
            continue;
        }
        let word = word.to_lowercase();
        let with_yo = ["yo", "jo", "io"].iter().any(|spelling| word.contains(spelling));
        let plain = if with_yo {
            LETTERS.word_with(&word.replace("yo", "e").replace("jo", "e").replace("io", "e"), g, x)?
        } else {
            classes.clone()
        };
        let known = LETTERS.names.get(&plain).or_else(|| LETTERS.names.get(classes)).cloned();
        wide.push(known.unwrap_or_else(|| loosely(&plain)));
    }
    wide.sort_unstable();
    Some(format!("{PREFIX}{}", wide.join(" ")))
}

/// The classes with e for o after ж, ч, ш and щ, where ё is spoken as o (Gorbatschow), and for ие, which Latin letters write as
/// they write е: Kirienko.
pub(super) fn loosely(classes: &str) -> String {
    ["J", "Q", "S", "W"].iter().fold(classes.replace("ie", "e"), |word, class| {
        word.replace(&format!("{class}o"), &format!("{class}e"))
    })
}

/// Syllables of Korean as Kontsevich writes them (1966), and as the Russian press does, in Latin letters; longest first.
const KONTSEVICH: [(&str, &str); 44] = [
    ("йе", "ye"),
    ("ый", "ui"),
    ("чж", "j"),
    ("дж", "j"),
    ("чх", "ch"),
    ("кх", "kh"),
    ("тх", "th"),
    ("пх", "ph"),
    ("ве", "oe"),
    ("вэ", "wae"),
    ("ва", "wa"),
    ("во", "wo"),
    ("ви", "wi"),
    ("ой", "oe"),
    ("нъ", "n"),
    ("а", "a"),
    ("б", "b"),
    ("в", "w"),
    ("г", "g"),
    ("д", "d"),
    ("е", "e"),
    ("ё", "yo"),
    ("з", "j"),
    ("и", "i"),
    ("й", "i"),
    ("к", "k"),
    ("л", "l"),
    ("м", "m"),
    ("н", "n"),
    ("о", "o"),
    ("п", "p"),
    ("р", "r"),
    ("с", "s"),
    ("т", "t"),
    ("у", "u"),
    ("х", "h"),
    ("ц", "ch"),
    ("ч", "ch"),
    ("ъ", ""),
    ("ь", ""),
    ("ы", "u"),
    ("э", "ae"),
    ("ю", "yu"),
    ("я", "ya"),
];

/// Adds the wide keys of a Korean name in Cyrillic, which tells neither ㄴ from ㅇ at the end of a syllable nor ㅓ from ㅗ.
pub(super) fn add_korean(keys: &mut Keys, text: &str) {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split([' ', '-', '\u{a0}']).filter(|word| !word.is_empty()).collect();
    if !(2..=3).contains(&words.len()) || !lower.contains(is_cyrillic) {
        return;
    }
    let mut readings: Vec<String> = vec![String::new()];
    for (place, word) in words.iter().enumerate() {
        let Some(latin) = kontsevich(word, "e") else { return };
        let ends: &[&str] = if latin.ends_with('n') { &["", "g"] } else { &[""] };
        // ㅔ and ㅖ are both е.
        let also = kontsevich(word, "ye").filter(|also| *also != latin);
        let sign = match place {
            0 => "",
            1 => " ",
            _ => "-",
        };
        let latin = [Some(latin), also].into_iter().flatten();
        let spelled = latin.flat_map(|latin| ends.iter().map(move |end| format!("{sign}{latin}{end}")));
        readings =
            spelled.flat_map(|word| readings.iter().map(move |known| format!("{known}{word}"))).collect();
    }
    for reading in readings {
        let mut korean = Keys::default();
        romanized::add_keys(&mut korean, &reading);
        for (tier, key) in korean.known {
            if tier == Tier::Wide {
                keys.add(Tier::Wide, key);
            }
        }
    }
}

fn kontsevich(word: &str, e: &str) -> Option<String> {
    let mut latin = String::new();
    let mut rest = word;
    while !rest.is_empty() {
        let (spelling, written) = KONTSEVICH.iter().find(|(spelling, _)| rest.starts_with(spelling))?;
        rest = &rest[spelling.len()..];
        // ㄹ is р before vowels, and in the press at the end too.
        let is_final =
            *spelling == "р" && !rest.starts_with(['а', 'е', 'ё', 'и', 'о', 'у', 'ы', 'э', 'ю', 'я', 'в']);
        latin.push_str(match *spelling {
            _ if is_final => "l",
            "е" => e,
            _ => written,
        });
    }
    Some(latin)
}

#[cfg(test)]
mod tests {
    use super::super::tests::expect;
    use super::*;

    #[test]
    fn every_spelling_of_every_letter_has_one_class() {
        for cells in lines(LETTER_LINES) {
            let [letters, spellings, _, _] = cells[..] else { panic!("{cells:?}") };
            let word = |letter: &str| LETTERS.word(&format!("б{letter}б"), "g").unwrap();
            for letter in letters.split(' ') {
                for spelling in spellings.split(' ').filter(|spelling| !spelling.is_empty()) {
                    assert_eq!(word(letter), word(spelling), "{letter} {spelling}");
                }
            }
        }
        assert!(lines(NAME_LINES).all(|cells| cells.len() == 2));
    }

    #[test]
    fn names_meet_across_systems_and_languages() {
        use Tier::{Strict, Wide};
        for (one, other, tier) in [
            ("Никита Хрущёв", "Nikita Khrushchev", Strict),
            ("Никита Хрущев", "Nikita Hruŝëv", Strict),
            ("Борис Ельцин", "Boris Yeltsin", Strict),
            ("Борис Ельцин", "Boris El'cin", Strict),
            ("Сергей Лавров", "Sergej Lavrov", Strict),
            ("Сергей Лавров", "Lavrov, Sergey", Strict),
            ("Дмитрий Медведев", "Dmitry Medvedev", Strict),
            ("Александр Новак", "Alexander Novak", Wide),
            ("Путин Владимир Владимирович", "Vladimir Putin", Wide),
            ("Михаил Горбачёв", "Mikhail Gorbachyov", Wide),
            ("Володимир Зеленський", "Volodymyr Zelenskyy", Strict),
            ("Володимир Зеленський", "Vladimir Zelensky", Wide),
            ("Сергій Шойгу", "Serhii Shoihu", Strict),
            ("Ким Чен Ын", "Kim Jong-un", Wide),
            ("Ким Ир Сен", "Kim Il-sung", Wide),
            ("Чан Сон Тхэк", "장성택", Wide),
            ("Пак Пон Чжу", "Pak Pong-ju", Wide),
            ("Ли Ён Хо", "Ri Yong-ho", Wide),
        ] {
            expect(one, other, Some(tier));
        }
    }

    #[test]
    fn russian_names_that_look_alike_stay_apart() {
        for (one, other) in [
            ("Сергей Иванов", "Sergey Ivanova"),
            ("Николай Петров", "Nikolay Petrovsky"),
            ("Игорь Сечин", "Igor Sechkin"),
            ("Иван Шишкин", "Ivan Chichkin"),
            ("Жан Новак", "Ian Novak"),
            ("Jan Novak", "Ian Novak"),
            ("Ким Чен Ын", "Kim Jong-il"),
        ] {
            expect(one, other, None);
        }
    }
}
